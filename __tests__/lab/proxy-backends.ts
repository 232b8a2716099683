import {type ChildProcess, spawn} from 'node:child_process';
import {request as httpRequest, createServer, type Server} from 'node:http';
import {createServer as createPlain, type AddressInfo} from 'node:net';
import {setTimeout as wait} from 'node:timers/promises';

export type Backend = {readonly address: string; readonly port: number};

/** Small servers on loopback that answer with their name and the path they saw; dead ones have a port where nothing listens. */
export class Backends {
	readonly addresses: Record<string, Backend> = {};
	private readonly servers: Server[] = [];

	async start(name: string, dead = false): Promise<Backend> {
		const server = createServer((request, response) => {
			response.setHeader('x-backend', name);
			response.setHeader('x-path', request.url ?? '');
			response.end();
		});
		await new Promise<void>((resolve) => void server.listen(0, '127.0.0.1', resolve));
		const {port} = server.address() as AddressInfo;
		if (dead) await new Promise((resolve) => server.close(resolve));
		else this.servers.push(server);
		this.addresses[name] = {address: '127.0.0.1', port};
		return this.addresses[name];
	}

	async [Symbol.asyncDispose](): Promise<void> {
		for (const server of this.servers) {
			server.closeAllConnections();
			await new Promise((resolve) => server.close(resolve));
		}
	}
}

export async function freePort(): Promise<number> {
	const server = createPlain();
	await new Promise<void>((resolve) => void server.listen(0, '127.0.0.1', resolve));
	const {port} = server.address() as AddressInfo;
	await new Promise((resolve) => server.close(resolve));
	return port;
}

export type Landed = {readonly backend: string | null; readonly path: string | null; readonly status: number};

/** One real request, its path sent as it is; `backend: null`: the proxy itself answered. */
export const landing = (port: number, host: string, path: string, method = 'GET'): Promise<Landed> =>
	new Promise((resolve, reject) => {
		const asking = httpRequest(
			{host: '127.0.0.1', port, path, method, headers: {host}, agent: false, timeout: 10_000},
			(response) => {
				response.resume();
				response.on('end', () =>
					resolve({
						backend: (response.headers['x-backend'] as string | undefined) ?? null,
						path: (response.headers['x-path'] as string | undefined) ?? null,
						status: response.statusCode ?? 0,
					}),
				);
			},
		);
		asking.on('timeout', () => asking.destroy(new Error('no answer')));
		asking.on('error', reject);
		asking.end();
	});

/** A process that is ended by its own PID; started once `ready` says so. */
export async function startProxy(
	command: string,
	args: readonly string[],
	env: Readonly<Record<string, string>>,
	ready: () => Promise<boolean>,
): Promise<{readonly child: ChildProcess; readonly [Symbol.asyncDispose]: () => Promise<void>}> {
	const child = spawn(command, args, {stdio: ['ignore', 'ignore', 'pipe'], env: {...process.env, ...env}});
	let said = '';
	child.stderr!.on('data', (chunk: Buffer) => {
		if (said.length < 10_000) said += chunk.toString();
	});
	const ended = new Promise<void>((resolve) => void child.on('exit', () => resolve()));
	for (let tries = 0; ; tries++) {
		if (child.exitCode !== null || tries > 300) {
			child.kill('SIGKILL');
			throw new Error(`${command} did not start: ${said}`);
		}
		if (await ready().catch(() => false)) break;
		await wait(20);
	}
	return {
		child,
		[Symbol.asyncDispose]: async () => {
			child.kill('SIGTERM');
			const late = setTimeout(() => child.kill('SIGKILL'), 2_000);
			await ended;
			clearTimeout(late);
		},
	};
}
