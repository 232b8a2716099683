import {describe, expect, test} from '@jest/globals';
import {followRedirects} from '../../../src/adapters/registry/redirect.ts';
import type {HttpRequest, HttpResponse} from '../../../src/world.ts';
import {faultOf, patientWorld, timeouts} from './asking.ts';

/** An HTTP world of addresses and where each one leads; what is not named answers 200. */
function leading(redirects: Record<string, string | null>, status = 307) {
	const seen: {url: string; authorization: string | null}[] = [];
	const http = async (request: HttpRequest): Promise<HttpResponse> => {
		const authorization = request.headers?.find(([name]) => name === 'Authorization')?.[1] ?? null;
		seen.push({url: request.url, authorization});
		const location = redirects[request.url];
		const headers = typeof location === 'string' ? ([['Location', location]] as const) : [];
		return {
			status: location === undefined ? 200 : status,
			version: '1.1',
			rawHeaders: headers,
			header: (name) => headers.find(([present]) => present.toLowerCase() === name)?.[1] ?? null,
			body: (async function* () {})(),
			discard: () => undefined,
			peer: {address: null, port: null, certificate: null},
		};
	};
	const follow = (url: string) =>
		followRedirects(patientWorld({http}), {method: 'GET', url, timeouts}, 'Bearer secret-token');
	return {seen, follow};
}

describe('Authorization on the way', () => {
	test('it goes along inside one origin', async () => {
		const {seen, follow} = leading({'https://a.example/x': '/y'});
		expect((await follow('https://a.example/x')).home).toBe(true);
		expect(seen.map((request) => request.authorization)).toEqual(['Bearer secret-token', 'Bearer secret-token']);
	});
	test.each([
		['another host', 'https://b.example/y'],
		['another port', 'https://a.example:8443/y'],
		['a host below it', 'https://sub.a.example/y'],
	])('it stays behind on the way to %s', async (_name, location) => {
		const {seen, follow} = leading({'https://a.example/x': location});
		expect((await follow('https://a.example/x')).home).toBe(false);
		expect(seen[1]).toEqual({url: location, authorization: null});
	});
	test('it stays behind from http to https', async () => {
		const {seen, follow} = leading({'http://a.example/x': 'https://a.example/x'});
		await follow('http://a.example/x');
		expect(seen[1]?.authorization).toBeNull();
	});
	test('it does not come back after a detour', async () => {
		const {seen, follow} = leading({
			'https://a.example/x': 'https://b.example/',
			'https://b.example/': 'https://a.example/z',
		});
		expect((await follow('https://a.example/x')).home).toBe(false);
		expect(seen.map((request) => request.authorization)).toEqual(['Bearer secret-token', null, null]);
	});
});

describe('redirects that are not followed', () => {
	test.each([
		['from https to http', 'http://a.example/y', 'redirect-refused'],
		['to a file', 'file:///etc/passwd', 'redirect-refused'],
		['to another scheme', 'ftp://a.example/y', 'redirect-refused'],
		['with a user name', 'https://user:secret-word@a.example/y', 'redirect-refused'],
		['to no URL', 'https://', 'redirect-refused'],
		['to nowhere', null, 'unexpected-answer'],
		['to itself', 'https://a.example/x#again', 'redirect-loop'],
	])('%s', async (_name, location, code) => {
		const {seen, follow} = leading({'https://a.example/x': location});
		const fault = await faultOf(follow('https://a.example/x'));
		expect(fault.code).toBe(code);
		expect(fault.detail).not.toContain('secret-word');
		expect(seen.length).toBe(1);
	});
	test('a circle of two', async () => {
		const {follow} = leading({
			'https://a.example/x': 'https://b.example/y',
			'https://b.example/y': 'https://a.example/x',
		});
		expect((await faultOf(follow('https://a.example/x'))).code).toBe('redirect-loop');
	});
	test('the sixth in a row', async () => {
		const chain = Object.fromEntries([0, 1, 2, 3, 4, 5].map((n) => [`https://a.example/${n}`, `/${n + 1}`]));
		const five = leading(chain);
		await five.follow('https://a.example/1');
		expect(five.seen.length).toBe(6);
		expect((await faultOf(leading(chain).follow('https://a.example/0'))).code).toBe('redirect-loop');
	});
	test('the query of a storage address, which is signed, stays out of the fault', async () => {
		const {follow} = leading({'https://a.example/x': 'http://s.example/blob?signature=secret-word'});
		expect((await faultOf(follow('https://a.example/x'))).detail).not.toContain('secret-word');
	});
});

test.each([301, 302, 303, 307, 308])('status %i is followed', async (status) => {
	const {seen, follow} = leading({'https://a.example/x': '/y'}, status);
	await follow('https://a.example/x');
	expect(seen.map((request) => request.url)).toEqual(['https://a.example/x', 'https://a.example/y']);
});
