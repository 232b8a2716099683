import {setTimeout as wait} from 'node:timers/promises';
import {fakeTcp} from './endpoint.ts';

/** A secret in each form in which somebody could give it back, made without any code of ours. */
export function telltaleForms(secret: string): readonly string[] {
	const units = [...secret].map((one) => `\\u${one.charCodeAt(0).toString(16).padStart(4, '0')}`).join('');
	const bytes = Buffer.from(secret);
	const json = JSON.stringify(secret).slice(1, -1);
	const base64 = ['', 'x', 'xy'].flatMap((before) =>
		['', '1', '12'].map((after) => Buffer.from(`${before}${secret}${after}`).toString('base64')),
	);
	return [
		secret,
		secret.toUpperCase(),
		encodeURIComponent(secret),
		encodeURIComponent(encodeURIComponent(secret)),
		bytes.toString('hex').replace(/../g, '%$&'),
		json,
		JSON.stringify(json).slice(1, -1),
		json.replaceAll('/', '\\/'),
		units,
		encodeURIComponent(json),
		bytes.toString('hex'),
		bytes.toString('hex').toUpperCase(),
		...base64,
		bytes.toString('base64url'),
		encodeURIComponent(bytes.toString('base64')),
		secret.replace(/[<>&"]/g, (one) => ({'<': '&lt;', '>': '&gt;', '&': '&amp;', '"': '&quot;'})[one]!),
		[...secret].map((one) => `&#${one.charCodeAt(0)};`).join(''),
	];
}

/** Headers that tools like to show. */
const shown = [
	'Server',
	'Via',
	'ETag',
	'X-Request-Id',
	'Allow',
	'Retry-After',
	'Cache-Control',
	'Age',
	'X-Cache',
	'WWW-Authenticate',
];
shown.push(
	'Content-Language',
	'X-Powered-By',
	'X-Served-By',
	'X-Pod-Name',
	'Vary',
	'Last-Modified',
	'Upgrade',
	'X-Asked-For',
);

/**
 * A server that remembers every secret it is told in `Authorization` and gives it back in every answer from then on: in
 * its status text, headers, redirects, pages, JSON and file names, in every form, written in pieces of a few bytes.
 */
export async function telltale(): Promise<
	AsyncDisposable & {readonly url: string; readonly told: ReadonlySet<string>}
> {
	const told = new Set<string>();
	const server = await fakeTcp((socket) => {
		let head = '';
		socket.setNoDelay(true);
		socket.on('data', (chunk) => {
			head += chunk.toString('latin1');
			if (!head.includes('\r\n\r\n')) return;
			const secret = /^authorization: bearer (.*)$/im.exec(head)?.[1]?.trim();
			const path = /^\S+ (\S+)/.exec(head)?.[1]?.split('?')[0] ?? '/';
			head = '';
			if (secret !== undefined && !secret.startsWith('deploy-truth')) told.add(secret);
			void answer(path, secret ?? null);
		});
		const answer = async (path: string, secret: string | null): Promise<void> => {
			const known = [...told].flatMap(telltaleForms);
			const text = Buffer.from(respond(path, secret, known), 'latin1');
			for (let at = 0; at < text.length && !socket.destroyed; at += 97) {
				socket.write(text.subarray(at, at + 97));
				if (at % 970 === 0) await wait(1);
			}
			socket.end();
		};
	});
	return {url: `http://127.0.0.1:${server.port}`, told, [Symbol.asyncDispose]: () => server[Symbol.asyncDispose]()};
}

function respond(path: string, secret: string | null, known: readonly string[]): string {
	const all = known.join(' ');
	const head = (status: number, type: string, more: readonly string[] = []) =>
		[
			`HTTP/1.1 ${status} ${all.slice(0, 2_000)}`,
			`Content-Type: ${type}; was=${known[0] ?? ''}`,
			...shown.map(
				(name, at) =>
					`${name}: ${'x'.repeat(at % 3 === 0 ? 250 : 0)}${known[at % Math.max(1, known.length)] ?? 'none'}`,
			),
			...known.map((form, at) => `X-Echo-${at}: ${form}`),
			...more,
			'Connection: close',
		].join('\r\n');
	const whole = (status: number, type: string, body: string, more: readonly string[] = []) =>
		`${head(status, type, [...more, `Content-Length: ${Buffer.byteLength(body, 'latin1')}`])}\r\n\r\n${body}`;
	if (path.startsWith('/guarded')) {
		if (secret === null || secret.startsWith('deploy-truth')) return whole(401, 'text/plain', all);
		return whole(200, 'application/json', JSON.stringify({token: secret, [secret]: known, id: secret}));
	}
	if (path.startsWith('/moved'))
		return whole(302, 'text/plain', all, [`Location: /login/${known[0] ?? ''}?back=${known[2] ?? ''}`]);
	if (path.startsWith('/broken')) return whole(500, known[0] ?? 'text/plain', all);
	if (path.startsWith('/cut')) return `${head(200, 'text/plain', ['Content-Length: 100000'])}\r\n\r\n${all}`;
	if (path === '/version') return whole(200, 'application/json', JSON.stringify({commit: known[0] ?? 'x'}));
	if (path === '/') {
		const scripts = known.map((form) => `<script src="/assets/${form.replaceAll('"', '%22')}.js"></script>`);
		return whole(200, 'text/html', `<html><title>${all}</title>${scripts.join('')}`);
	}
	return whole(path.startsWith('/assets') ? 200 : 404, 'text/javascript', all);
}
