import {randomBytes} from 'node:crypto';
import {setTimeout as wait} from 'node:timers/promises';
import {FaultError} from '../model/fault.ts';
import type {GithubRequest, HttpResponse, Log, World} from '../world.ts';
import {nodeExec, nodeExecStream} from './exec.ts';
import {nodeFiles} from './files.ts';
import {nodeHttp} from './http.ts';

/** The world as Node gives it. What a face adds: where lines go, who speaks to GitHub, what cancels the run. */
export function nodeWorld(face: {
	log: Log;
	signal: AbortSignal;
	env: Readonly<Record<string, string | undefined>>;
	cwd: string;
	github: GithubRequest | null;
}): World {
	const {log, signal, env, cwd, github} = face;
	const http = nodeHttp(env, signal);
	const files = nodeFiles(cwd, signal);
	const execStream = nodeExecStream(env, signal);
	let young = true;
	const downloading = (): void => {
		if (young) void collectYoung();
		young = false;
	};
	const watched = (response: HttpResponse): HttpResponse => {
		const length = response.header('content-length');
		if (length === null || Number(length) > largeBody) downloading();
		return response;
	};
	return {
		http: (request) => http(request).then(watched),
		handshake: async (request) => (await import('./http/handshake.ts')).nodeHandshake(env, signal)(request),
		exec: nodeExec(env, signal),
		execStream(command, args, options) {
			downloading();
			return execStream(command, args, options);
		},
		files: {
			...files,
			stream(path) {
				downloading();
				return files.stream(path);
			},
		},
		async *stdin() {
			yield* (await import('./stdin.ts')).standardInput(signal);
		},
		async resolve(host) {
			const {lookup} = await import('node:dns/promises');
			try {
				return (await lookup(host, {all: true, verbatim: true})).map((found) => found.address);
			} catch (error) {
				throw new FaultError(
					'name-not-resolved',
					`${host}: ${(error as NodeJS.ErrnoException).code ?? 'no answer'}`,
					error,
				);
			}
		},
		github,
		env,
		random: (bytes) => randomBytes(bytes),
		now: Date.now,
		async sleep(milliseconds) {
			try {
				await wait(milliseconds, undefined, {signal});
			} catch (error) {
				throw new FaultError('cancelled', 'the run was cancelled while it waited', error);
			}
		},
		log,
		signal,
	};
}

/** Bytes of a body beyond which more passes through than is kept of it. */
const largeBody = 4 << 20;

/**
 * A download makes little garbage in the heap and much outside it. A young generation that grows waits longer before
 * it collects either: kept small, a whole image peaks a third lower at the same speed.
 */
async function collectYoung(): Promise<void> {
	(await import('node:v8')).setFlagsFromString('--semi-space-growth-factor=1');
}
