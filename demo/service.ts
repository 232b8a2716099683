import {type ChildProcess, spawn} from 'node:child_process';
import {once} from 'node:events';
import {createServer, request as ask} from 'node:http';
import type {AddressInfo} from 'node:net';
import {join} from 'node:path';
import {createInterface} from 'node:readline';

/** The running service: a process started from an unpacked image, as a container would be. */
export async function startService(rootfs: string): Promise<{port: number; stop: () => Promise<void>}> {
	const child: ChildProcess = spawn(process.execPath, [join(rootfs, 'app/dist/server.js')], {
		stdio: ['ignore', 'pipe', 'inherit'],
		env: {PATH: process.env['PATH'], PORT: '0'},
	});
	const lines = createInterface({input: child.stdout!});
	const [line] = (await Promise.race([
		once(lines, 'line'),
		once(child, 'exit').then(() => ['the service did not start']),
	])) as [string];
	const port = Number(/^listening (\d+)$/.exec(line)?.[1]);
	if (!port) throw new Error(line);
	return {
		port,
		async stop() {
			const gone = once(child, 'exit');
			child.kill();
			await gone;
		},
	};
}

export type Proxy = {
	readonly url: string;
	forwardTo: (port: number) => void;
	corrupt: (path: RegExp | null) => void;
	stop: () => Promise<void>;
};

/** The proxy in front. `corrupt` makes it flip one bit in the middle of what it serves below a path. */
export async function startProxy(): Promise<Proxy> {
	let upstream = 0;
	let broken: RegExp | null = null;
	const server = createServer((request, response) => {
		const forwarded = ask(
			{host: '127.0.0.1', port: upstream, path: request.url, method: request.method, headers: request.headers},
			(answer) => {
				const chunks: Buffer[] = [];
				answer.on('data', (chunk: Buffer) => chunks.push(chunk));
				answer.on('end', () => {
					const body = Buffer.concat(chunks);
					if (broken?.test(request.url ?? '') && body.length > 0) body[body.length >> 1]! ^= 1;
					const {'transfer-encoding': _, connection: __, ...headers} = answer.headers; // each connection has its own
					response
						.writeHead(answer.statusCode ?? 502, {
							...headers,
							via: '1.1 demo-proxy',
							'content-length': String(body.length),
						})
						.end(body);
				});
			},
		);
		forwarded.on('error', () => response.writeHead(502, {'content-type': 'text/plain'}).end('bad gateway'));
		request.pipe(forwarded);
	});
	await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
	return {
		url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
		forwardTo: (port) => {
			upstream = port;
		},
		corrupt: (path) => {
			broken = path;
		},
		stop: () =>
			new Promise((resolve) => {
				server.closeAllConnections();
				server.close(() => resolve());
			}),
	};
}
