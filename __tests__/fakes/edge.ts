import type {IncomingMessage, ServerResponse} from 'node:http';
import type {FakeEndpoint, Route} from './endpoint.ts';
import {fakeEndpoint} from './endpoint.ts';

type Kept = {readonly status: number; readonly headers: Readonly<Record<string, string>>; readonly body: string};

/** A cache in front of an origin that can be replaced: it keeps what it got once, by the whole address. */
export type FakeEdge = FakeEndpoint & {
	/** forgets everything */
	readonly purge: () => void;
};

/** `told`: headers by which it says that it answered from its store; nginx's `proxy_cache` says nothing by itself. */
export async function fakeEdge(
	origin: () => string,
	told: Readonly<Record<string, string>> = {Age: '300', 'X-Cache': 'HIT'},
): Promise<FakeEdge> {
	const kept = new Map<string, Kept>();
	const pass = async (request: IncomingMessage): Promise<Kept> => {
		const answer = await fetch(`${origin()}${request.url}`, {
			method: request.method!,
			redirect: 'manual',
			headers: {'x-forwarded-host': request.headers.host ?? ''},
		});
		const location = answer.headers.get('location');
		return {
			status: answer.status,
			headers: {
				'Content-Type': answer.headers.get('content-type') ?? '',
				...(location === null ? {} : {Location: location}),
			},
			body: await answer.text(),
		};
	};
	const answer: Route = (request: IncomingMessage, response: ServerResponse) => {
		const key = `${request.method} ${request.url}`;
		const old = kept.get(key);
		if (old !== undefined) {
			response.writeHead(old.status, {...old.headers, ...told}).end(old.body);
			return;
		}
		pass(request).then(
			(fresh) => {
				kept.set(key, fresh);
				response.writeHead(fresh.status, fresh.headers).end(fresh.body);
			},
			() => response.writeHead(502).end(),
		);
	};
	const server = await fakeEndpoint({}, {fallback: answer});
	return Object.assign(server, {purge: () => kept.clear()});
}
