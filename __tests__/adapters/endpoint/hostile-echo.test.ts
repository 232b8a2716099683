import {describe, expect, test} from '@jest/globals';
import {headOf} from '../../../src/adapters/endpoint/answer.ts';
import type {HttpResponse} from '../../../src/world.ts';

const secret = `S3cr3t;Tok/en?v=AAAA<BB#BB${'Qq'.repeat(40)}`;

function shown(status: number, headers: readonly (readonly [string, string])[]): string {
	const response: HttpResponse = {
		status,
		version: '1.1',
		rawHeaders: headers,
		header: (name) => headers.find(([written]) => written.toLowerCase() === name)?.[1] ?? null,
		body: (async function* () {})(),
		discard: () => {},
		peer: {address: null, port: null, certificate: null},
	};
	return JSON.stringify(headOf(response, 'https://api.test/', [secret]));
}

/** Any eight characters of the secret in a row, in whatever case. */
function remains(text: string): readonly string[] {
	const lower = text.toLowerCase();
	const pieces = Array.from({length: 20}, (_, at) => secret.slice(at, at + 6).toLowerCase());
	return pieces.filter((piece) => lower.includes(piece));
}

describe('a server that gives the secret back leaves no part of it in the evidence', () => {
	test.each([
		['in a content type, which is shown in lower case', 200, 'Content-Type', `text/${secret}`],
		['before a semicolon in a content type', 200, 'Content-Type', secret],
		['as the scheme of a challenge', 401, 'WWW-Authenticate', secret],
		['in upper case', 200, 'Server', secret.toUpperCase()],
		['in hex, in upper case', 200, 'Via', Buffer.from(secret).toString('hex').toUpperCase()],
		['as the path of a redirect', 302, 'Location', `https://api.test/${secret}`],
		['as a relative redirect', 302, 'Location', secret],
		['as the host of a redirect', 302, 'Location', `https://${secret}/`],
		['in a redirect, escaped as a path', 302, 'Location', `/a/${encodeURI(secret)}`],
		['in a redirect, escaped whole', 302, 'Location', `/a/${encodeURIComponent(secret).toLowerCase()}`],
	])('%s', (_, status, name, value) => {
		const text = shown(status, [[name, value]]);
		expect(remains(text)).toEqual([]);
		expect(text).not.toContain(Buffer.from(secret).toString('hex').slice(0, 24).toUpperCase());
	});

	test('and what it says beside it stays', () => {
		expect(shown(302, [['Location', `https://login.test/start/${secret}`]])).toContain(
			'https://login.test/start/[secret]',
		);
	});
});
