import {spawn, spawnSync} from 'node:child_process';
import {createHash, createPublicKey, generateKeyPairSync, randomUUID, sign} from 'node:crypto';
import {createReadStream, existsSync, mkdirSync, writeFileSync} from 'node:fs';
import {createServer} from 'node:http';
import type {AddressInfo, Socket} from 'node:net';
import {connect, createServer as createTcpServer} from 'node:net';
import {homedir} from 'node:os';
import {join} from 'node:path';
import {setTimeout as wait} from 'node:timers/promises';
import type {Pushable} from '../builders/image.ts';
import {installed} from './commands.ts';

export type Kind = {readonly name: string; readonly command: string; readonly keyId: 'libtrust' | 'thumbprint'};

const debian: Kind = {name: 'CNCF Distribution 2.8', command: 'docker-registry', keyId: 'libtrust'};
const bin = join(homedir(), '.cache', 'deploy-truth', 'bin');
const built: Kind = {name: 'CNCF Distribution 3.0', command: join(bin, 'registry'), keyId: 'thumbprint'};

/** The registries that are here, and why others are not. The newer one is built once, where Go can get its module. */
export function registries(): {readonly here: readonly Kind[]; readonly missing: readonly string[]} {
	const missing: string[] = [];
	if (!installed(debian.command)) missing.push(`${debian.name}: docker-registry is not installed`);
	const reason = unbuilt(built.command, 'github.com/distribution/distribution/v3/cmd/registry@v3.0.0');
	if (reason !== null) missing.push(`${built.name}: ${reason}`);
	const all = [debian, built];
	return {here: all.filter((kind) => !missing.some((reason) => reason.startsWith(kind.name))), missing};
}

/** Builds a program once, where Go can get its module; why there is none, or null. */
function unbuilt(program: string, module: string): string | null {
	if (existsSync(program)) return null;
	const go = spawnSync('go', ['install', module], {
		env: {...process.env, GOBIN: bin},
		timeout: 600_000,
		encoding: 'utf8',
	});
	if (go.error !== undefined) return 'no Go here to build it';
	return go.status === 0 ? null : 'its module could not be built';
}

const crane = join(bin, 'crane');

/** Why the registry of go-containerregistry (`crane registry serve`) is not here; null: it is. */
export const withoutCrane = (): string | null =>
	unbuilt(crane, 'github.com/google/go-containerregistry/cmd/crane@v0.22.1');

/** It is open to everyone, speaks http, and holds blobs in a directory and image manifests in memory. */
export async function serveCrane(directory: string): Promise<{host: string} & Closing> {
	const port = await freePort();
	return started('crane registry serve', port, [
		crane,
		['registry', 'serve', '--address', `127.0.0.1:${port}`, '--disk', directory],
	]);
}

type Closing = {[Symbol.asyncDispose](): Promise<void>};

/** A registry over a storage directory; `settings` are lines of its configuration, `scheme` how it is asked whether it is up. */
export async function serve(
	kind: Kind,
	directory: string,
	settings: {readonly http?: string; readonly storage?: string; readonly rest?: string; readonly port?: number} = {},
): Promise<{host: string} & Closing> {
	const port = settings.port ?? (await freePort());
	const config = join(directory, `registry-${port}.yml`);
	writeFileSync(
		config,
		`version: 0.1
log: {level: error}
storage:
  filesystem: {rootdirectory: ${join(directory, 'blobs')}}
http:
  addr: 127.0.0.1:${port}
  secret: lab
${settings.http ?? ''}
${settings.rest ?? ''}
`,
	);
	return started(kind.name, port, [kind.command, ['serve', config]]);
}

/** A server process, once it listens. */
async function started(
	name: string,
	port: number,
	[command, args]: readonly [string, readonly string[]],
): Promise<{host: string} & Closing> {
	const child = spawn(command, [...args], {
		stdio: ['ignore', 'ignore', 'pipe'],
		env: {...process.env, OTEL_TRACES_EXPORTER: 'none'},
	});
	let said = '';
	child.stderr.on('data', (chunk: Buffer) => (said += chunk.toString()));
	const gone = new Promise<void>((resolve) => child.on('exit', () => resolve()));
	for (let tries = 0; !(await listens(port)); tries++) {
		if (tries > 200 || child.exitCode !== null) throw new Error(`${name} did not start: ${said.slice(0, 2000)}`);
		await wait(50);
	}
	return {
		host: `127.0.0.1:${port}`,
		async [Symbol.asyncDispose]() {
			child.kill();
			await gone;
		},
	};
}

/** Uploads an image as any client does. */
export async function push(host: string, repository: string, tag: string, image: Pushable): Promise<void> {
	const base = `http://${host}/v2/${repository}`;
	const sent = async (url: string, init: RequestInit): Promise<Response> => {
		const response = await fetch(url, init);
		if (!response.ok) throw new Error(`${init.method} ${url}: ${response.status} ${await response.text()}`);
		return response;
	};
	for (const {bytes, descriptor} of image.blobs) {
		const started = await sent(`${base}/blobs/uploads/`, {method: 'POST'});
		const place = new URL(started.headers.get('location')!, base);
		place.searchParams.set('digest', descriptor.digest);
		await sent(place.href, {
			method: 'PUT',
			body: bytes as Uint8Array<ArrayBuffer>,
			headers: {'Content-Type': 'application/octet-stream'},
		});
	}
	for (const {bytes, descriptor} of [...image.manifests, image.root]) {
		const name = descriptor.digest === image.root.descriptor.digest ? tag : descriptor.digest;
		await sent(`${base}/manifests/${name}`, {
			method: 'PUT',
			body: bytes as Uint8Array<ArrayBuffer>,
			headers: {'Content-Type': descriptor.mediaType},
		});
	}
}

/** A token server that signs as CNCF Distribution wants it; `lives`: seconds that each token is good for, leeway included. */
export async function tokenServer(
	kind: Kind,
	directory: string,
	user: {readonly name: string; readonly password: string},
	lives: (nth: number) => number,
): Promise<{origin: string; settings: string; asked: readonly string[]} & Closing> {
	const {privateKey} = generateKeyPairSync('rsa', {modulusLength: 2048});
	const key = join(directory, 'token.key');
	const bundle = join(directory, 'token.crt');
	writeFileSync(key, privateKey.export({type: 'pkcs8', format: 'pem'}));
	const made = spawnSync('openssl', [
		'req',
		'-x509',
		'-new',
		'-key',
		key,
		'-subj',
		'/CN=tokens',
		'-days',
		'2',
		'-out',
		bundle,
	]);
	if (made.status !== 0) throw new Error(`openssl: ${made.stderr.toString()}`);
	const kid = kind.keyId === 'libtrust' ? libtrustId(privateKey) : thumbprint(privateKey);
	const asked: string[] = [];
	const expected = `Basic ${Buffer.from(`${user.name}:${user.password}`).toString('base64')}`;
	const server = createServer((request, response) => {
		if (request.headers.authorization !== expected) return void response.writeHead(401).end();
		const scope = new URL(request.url!, 'http://x').searchParams.get('scope') ?? '';
		asked.push(scope);
		const [type, name, actions] = scope.split(':');
		const now = Math.floor(Date.now() / 1000);
		// Distribution gives every token a minute more than it says.
		const exp = now - 60 + lives(asked.length);
		const access = [{type, name, actions: actions?.split(',')}];
		const claims = {
			iss: 'lab',
			sub: user.name,
			aud: 'a registry',
			exp,
			nbf: now - 120,
			iat: now - 120,
			jti: randomUUID(),
			access,
		};
		const part = (value: unknown): string => Buffer.from(JSON.stringify(value)).toString('base64url');
		const body = `${part({typ: 'JWT', alg: 'RS256', kid})}.${part(claims)}`;
		const token = `${body}.${sign('sha256', Buffer.from(body), privateKey).toString('base64url')}`;
		response.writeHead(200, {'Content-Type': 'application/json'}).end(JSON.stringify({token}));
	});
	await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
	const origin = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
	return {
		origin,
		asked,
		settings: `auth:\n  token: {realm: '${origin}/token', service: a registry, issuer: lab, rootcertbundle: ${bundle}}\n`,
		async [Symbol.asyncDispose]() {
			await new Promise((resolve) => {
				server.close(resolve);
				server.closeAllConnections();
			});
		},
	};
}

/** How docker/libtrust names a key: SHA-256 of its DER, 240 bits in base 32, four by four. */
function libtrustId(key: Parameters<typeof createPublicKey>[0] & object): string {
	const der = createPublicKey(key as never).export({type: 'spki', format: 'der'});
	const hash = createHash('sha256').update(der).digest().subarray(0, 30);
	const letters = 'ABCDEFGHIJKLMNOPQRSTUVWXYZ234567';
	let bits = '';
	for (const byte of hash) bits += byte.toString(2).padStart(8, '0');
	const text = (bits.match(/.{5}/g) ?? []).map((five) => letters[Number.parseInt(five, 2)]).join('');
	return (text.match(/.{4}/g) ?? []).join(':');
}

/** RFC 7638. */
function thumbprint(key: Parameters<typeof createPublicKey>[0] & object): string {
	const {e, n} = createPublicKey(key as never).export({format: 'jwk'});
	return createHash('sha256')
		.update(JSON.stringify({e, kty: 'RSA', n}))
		.digest('base64url');
}

/** Serves the files of a directory, as a bucket or a CDN does behind a registry. */
export async function bucket(
	directory: string,
): Promise<{origin: string; seen: string[]; headers: object[]} & Closing> {
	const seen: string[] = [];
	const headers: object[] = [];
	const server = createServer((request, response) => {
		seen.push(request.url!);
		headers.push(request.headers);
		const file = createReadStream(join(directory, decodeURIComponent(new URL(request.url!, 'http://x').pathname)));
		file.on('error', () => response.writeHead(404).end());
		file.on('open', () => file.pipe(response.writeHead(200)));
	});
	await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
	return {
		origin: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
		seen,
		headers,
		async [Symbol.asyncDispose]() {
			await new Promise((resolve) => {
				server.close(resolve);
				server.closeAllConnections();
			});
		},
	};
}

/** Stands before a server and cuts each connection once this many bytes came back, then waits before the next one. */
export async function cutting(
	host: string,
	after: number,
	pause = 0,
): Promise<{host: string; cuts: () => number} & Closing> {
	let cuts = 0;
	const open = new Set<Socket>();
	const server = createTcpServer(async (client) => {
		client.on('error', () => undefined);
		open.add(client);
		if (cuts > 0 && pause > 0) await wait(pause);
		const upstream = connect(Number(host.split(':')[1]), '127.0.0.1');
		open.add(upstream);
		let passed = 0;
		upstream.on('error', () => client.destroy()).on('close', () => client.destroy());
		client.on('close', () => upstream.destroy());
		client.pipe(upstream);
		upstream.on('data', (chunk: Buffer) => {
			passed += chunk.length;
			if (passed <= after) return void client.write(chunk);
			cuts++;
			client.end(chunk.subarray(0, chunk.length - (passed - after)));
			upstream.destroy();
		});
	});
	await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
	return {
		host: `127.0.0.1:${(server.address() as AddressInfo).port}`,
		cuts: () => cuts,
		async [Symbol.asyncDispose]() {
			await new Promise((resolve) => {
				server.close(resolve);
				for (const socket of open) socket.destroy();
			});
		},
	};
}

export function freePort(): Promise<number> {
	return new Promise((resolve, reject) => {
		const server = createTcpServer();
		server.on('error', reject);
		server.listen(0, '127.0.0.1', () => {
			const {port} = server.address() as AddressInfo;
			server.close(() => resolve(port));
		});
	});
}

const listens = (port: number): Promise<boolean> =>
	new Promise((resolve) => {
		const socket = connect(port, '127.0.0.1', () => {
			socket.destroy();
			resolve(true);
		});
		socket.on('error', () => resolve(false));
	});

/** A docker configuration of one registry's credentials in a home directory. */
export function homeWith(
	directory: string,
	host: string,
	user: {readonly name: string; readonly password: string},
): string {
	const home = join(directory, `home-${host.replace(/\D/g, '-')}`);
	mkdirSync(join(home, '.docker'), {recursive: true});
	const auth = Buffer.from(`${user.name}:${user.password}`).toString('base64');
	writeFileSync(join(home, '.docker', 'config.json'), JSON.stringify({auths: {[host]: {auth}}}));
	return home;
}
