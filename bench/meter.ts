import {createServer, request} from 'node:http';
import type {AddressInfo} from 'node:net';

/** A proxy before a registry that counts the bytes of bodies on their way to the client, by path. */
export async function meter(host: string): Promise<{
	readonly host: string;
	/** bytes since the last `reset` */
	readonly bytes: () => number;
	readonly requests: () => readonly {readonly path: string; readonly bytes: number}[];
	readonly reset: () => void;
	[Symbol.asyncDispose](): Promise<void>;
}> {
	let seen: {path: string; bytes: number}[] = [];
	const server = createServer((incoming, outgoing) => {
		const entry = {path: incoming.url ?? '', bytes: 0};
		seen.push(entry);
		const onward = request(
			`http://${host}${incoming.url}`,
			{method: incoming.method ?? 'GET', headers: {...incoming.headers, host}},
			(answer) => {
				outgoing.writeHead(answer.statusCode ?? 502, answer.rawHeaders);
				answer.on('data', (chunk: Buffer) => {
					entry.bytes += chunk.length;
				});
				answer.pipe(outgoing);
			},
		);
		onward.on('error', () => outgoing.destroy());
		outgoing.on('close', () => onward.destroy());
		incoming.pipe(onward);
	});
	await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
	return {
		host: `127.0.0.1:${(server.address() as AddressInfo).port}`,
		bytes: () => seen.reduce((sum, one) => sum + one.bytes, 0),
		requests: () => seen,
		reset: () => {
			seen = [];
		},
		async [Symbol.asyncDispose]() {
			server.closeAllConnections();
			await new Promise((resolve) => server.close(resolve));
		},
	};
}
