import {mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync} from 'node:fs';
import type {Server} from 'node:net';
import {type AddressInfo, connect} from 'node:net';
import {createServer as createTlsServer} from 'node:tls';
import {tmpdir} from 'node:os';
import {dirname, join} from 'node:path';
import {fileURLToPath, pathToFileURL} from 'node:url';
import {type Ended, run} from '../e2e/command.ts';
import {selfSigned} from '../fakes/certificate.ts';
import type {FakeRegistry, RegistryAuth} from '../fakes/registry.ts';
import {startRegistry} from '../fakes/registry.ts';

export const username = 'ada-of-the-team';
export const password = 'S3cret-word-of-ada';
/** What nobody but the registry and its token server may ever see. */
const secrets = [password, Buffer.from(`${username}:${password}`).toString('base64'), 'issued-token'];

const hook = pathToFileURL(join(dirname(fileURLToPath(import.meta.url)), 'peak.mjs')).href;

/** A registry that wants credentials, one that it is no business of, and a home directory with the credentials. */
export type Stage = AsyncDisposable & {
	readonly registry: FakeRegistry;
	/** another host, as far as credentials go: it asks for them all the same, and takes any */
	readonly stranger: FakeRegistry;
	/** how the registry is named; over TLS that is another port than its own */
	readonly host: string;
	/** `seconds`: of silence before the command gives up */
	readonly read: (reference: string, seconds?: number) => Promise<Reading>;
	/** where a secret turned up that has no business there */
	readonly leaks: (ended: Ended) => readonly string[];
};

/** What the command left: its document where it printed one, and the codes of all faults it told of. */
export type Reading = {
	readonly ended: Ended;
	readonly document: {
		readonly subject: string;
		readonly root: string | null;
		readonly entries: readonly unknown[];
		readonly gaps: readonly Gap[];
	} | null;
	readonly codes: readonly string[];
	/** MiB */
	readonly peak: number;
};
type Gap = {readonly fault: {readonly code: string}};

export async function openStage(options: {auth?: RegistryAuth; tls?: boolean} = {}): Promise<Stage> {
	const registry = await startRegistry(options.auth ?? {mode: 'bearer', username, password});
	const stranger = await startRegistry();
	const home = mkdtempSync(join(tmpdir(), 'deploy-truth-hostile-'));
	const front = options.tls ? await tlsBefore(registry.host, home) : null;
	const host = front?.host ?? registry.host;
	mkdirSync(join(home, '.docker'));
	const auth = Buffer.from(`${username}:${password}`).toString('base64');
	writeFileSync(join(home, '.docker', 'config.json'), JSON.stringify({auths: {[host]: {auth}}}));
	return {
		registry,
		stranger,
		host,
		async read(reference, seconds = 2) {
			const peak = join(home, 'peak');
			const authority = front === null ? [] : ['--ca', front.ca];
			const ended = await run(
				[
					'manifest',
					`registry:${host}/${reference}`,
					'--timeout',
					`${seconds}s`,
					'--platform',
					'linux/amd64',
					...authority,
				],
				{cwd: home, env: {NODE_OPTIONS: `--import ${hook}`, PEAK_FILE: peak}},
			);
			const document = ended.stdout === '' ? null : (JSON.parse(ended.stdout) as Reading['document']);
			const told = [...ended.stderr.matchAll(/^deploy-truth: ([a-z0-9-]+): /gm)].map((match) => match[1]!);
			const codes = [...told, ...(document?.gaps ?? []).map((gap) => gap.fault.code)];
			return {ended, document, codes, peak: Number(readFileSync(peak, 'utf8')) / 1024};
		},
		leaks(ended) {
			const strangers = {stranger: stranger.requests, storage: registry.storage.requests};
			const seen: Record<string, string> = {stdout: ended.stdout, stderr: ended.stderr};
			for (const [name, requests] of Object.entries(strangers)) seen[name] = JSON.stringify(requests);
			const found = Object.entries(seen).flatMap(([where, text]) =>
				secrets.filter((secret) => text.includes(secret)).map((secret) => `${where}: ${secret}`),
			);
			const fields = ['authorization', 'cookie', 'proxy-authorization'];
			const headers = Object.values(strangers)
				.flat()
				.flatMap((request) => Object.keys(request.headers));
			// The address that a storage is given is signed: it is for the storage alone.
			const signed = ['stdout', 'stderr', 'stranger'].filter((where) => seen[where]!.includes('signed-secret'));
			return [...found, ...headers.filter((name) => fields.includes(name)), ...signed];
		},
		async [Symbol.asyncDispose]() {
			await Promise.all([registry.close(), stranger.close(), front?.close()]);
			rmSync(home, {recursive: true, force: true});
		},
	};
}

/** Speaks TLS before a server that does not, with a certificate of its own making. */
export async function tlsBefore(
	target: string,
	directory: string,
): Promise<{host: string; ca: string; close: () => Promise<void>}> {
	const {key, cert} = selfSigned(['localhost', '127.0.0.1']);
	const open = new Set<{destroy: () => unknown}>();
	const server: Server = createTlsServer({key, cert}, (socket) => {
		const inner = connect(Number(target.split(':')[1]), '127.0.0.1');
		for (const one of [socket, inner]) {
			open.add(one);
			one
				.on('error', () => undefined)
				.on('close', () => {
					socket.destroy();
					inner.destroy();
				});
		}
		socket.pipe(inner).pipe(socket);
	});
	await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
	const ca = join(directory, 'own.pem');
	writeFileSync(ca, cert);
	return {
		host: `127.0.0.1:${(server.address() as AddressInfo).port}`,
		ca,
		close: () =>
			new Promise((resolve) => {
				server.close(() => resolve());
				for (const one of open) one.destroy();
			}),
	};
}
