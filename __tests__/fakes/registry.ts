import type {IncomingMessage, Server, ServerResponse} from 'node:http';
import {createServer} from 'node:http';
import type {AddressInfo, Socket} from 'node:net';
import type {BuiltBlob, Pushable} from '../builders/image.ts';

export type SeenRequest = {
	readonly method: string;
	readonly url: string;
	readonly headers: Readonly<Record<string, string | string[] | undefined>>;
	readonly body: string;
};

/** How a registry may go wrong, for the requests a rule matches. `after`: bytes of the body that are still sent. */
export type Misbehaviour =
	| {readonly kind: 'digest-header'; readonly value: string | null}
	| {readonly kind: 'content-type'; readonly value: string | null}
	| {readonly kind: 'bytes'; readonly bytes: Uint8Array}
	| {readonly kind: 'cut'; readonly after: number}
	| {readonly kind: 'stall'; readonly after: number}
	| {
			readonly kind: 'status';
			readonly status: number;
			readonly headers?: Record<string, string>;
			readonly body?: string;
	  }
	| {readonly kind: 'redirect'; readonly to: string; readonly status?: number}
	| {readonly kind: 'storage'}
	| {readonly kind: 'content-range'; readonly value: string | null}
	| {readonly kind: 'ignore-range'}
	| {readonly kind: 'refuse'}
	/** takes the connection itself, below HTTP */
	| {readonly kind: 'raw'; readonly speak: (socket: Socket, right: Uint8Array) => void}
	/** headers beside the right ones */
	| {readonly kind: 'headers'; readonly headers: Record<string, string>}
	| {readonly kind: 'expire-tokens'};

export type RegistryAuth =
	| {readonly mode: 'none'}
	| {readonly mode: 'basic'; readonly username: string; readonly password: string}
	| {
			readonly mode: 'bearer';
			/** null: anybody gets a token */
			readonly username: string | null;
			readonly password?: string;
			/** accepted by the OAuth2 POST; null: the POST is answered with `oauthStatus` */
			readonly identityToken?: string | null;
			readonly oauthStatus?: number;
			readonly field?: 'token' | 'access_token';
			/** sent in the challenge in place of the token server's own address */
			readonly realm?: string;
			readonly service?: string;
			readonly scope?: string;
			/** status of a request with a token that has expired, without a challenge unless 401 */
			readonly expiredStatus?: number;
			/** the whole answer of the token server, in place of a token */
			readonly answer?: {readonly status: number; readonly body: string; readonly headers?: Record<string, string>};
	  };

type Rule = {readonly match: (request: SeenRequest) => boolean; readonly misbehaviour: Misbehaviour; left: number};
type Listener = {readonly server: Server; readonly origin: string; readonly seen: SeenRequest[]};

/** A registry on this machine, with a token server and a blob storage on ports of their own. It remembers all requests. */
export type FakeRegistry = AsyncDisposable & {
	/** `127.0.0.1:port` */
	readonly host: string;
	readonly requests: readonly SeenRequest[];
	readonly tokenServer: {readonly origin: string; readonly requests: readonly SeenRequest[]};
	readonly storage: {readonly origin: string; readonly requests: readonly SeenRequest[]};
	/** puts an image under a tag; without one it is reachable by digest alone */
	readonly push: (repository: string, tag: string | null, image: Pushable) => void;
	/** the next `times` matching requests go wrong; rules are tried in the order they were given */
	readonly misbehave: (match: string | RegExp, misbehaviour: Misbehaviour, times?: number) => void;
	readonly expireTokens: () => void;
	readonly close: () => Promise<void>;
};

export async function startRegistry(auth: RegistryAuth = {mode: 'none'}): Promise<FakeRegistry> {
	const manifests = new Map<string, BuiltBlob>();
	const blobs = new Map<string, Uint8Array>();
	const rules: Rule[] = [];
	const tokens = new Set<string>();
	let issued = 0;

	const tokenServer = await listen((request, response) => {
		if (auth.mode !== 'bearer') return send(response, 404, {}, '');
		if (auth.answer !== undefined)
			return send(response, auth.answer.status, auth.answer.headers ?? {}, auth.answer.body);
		if (request.method === 'POST') {
			if (auth.identityToken === undefined || auth.identityToken === null) {
				return send(response, auth.oauthStatus ?? 404, {}, '');
			}
			const form = new URLSearchParams(request.body);
			if (form.get('refresh_token') !== auth.identityToken) return send(response, 401, {}, '');
		} else if (auth.username !== null) {
			const expected = basicOf(auth.username, auth.password ?? '');
			if (request.headers['authorization'] !== expected) return send(response, 401, {}, '');
		}
		const token = `issued-token-${++issued}`;
		tokens.add(token);
		send(response, 200, {'Content-Type': 'application/json'}, JSON.stringify({[auth.field ?? 'token']: token}));
	});

	const storage = await listen((request, response) => {
		const bytes = blobs.get(request.url.replace(/^\/storage\//, '').replace(/\?.*$/, ''));
		if (bytes === undefined) return send(response, 404, {}, '');
		serve(request, response, bytes, {'Content-Type': 'application/octet-stream'}, []);
	});

	const registry = await listen((request, response) => {
		const wrongs = rules.filter((rule) => rule.left > 0 && rule.match(request));
		for (const rule of wrongs) rule.left--;
		const kinds = wrongs.map((rule) => rule.misbehaviour);
		if (kinds.some((wrong) => wrong.kind === 'expire-tokens')) tokens.clear();
		const refusal = authorize(request);
		if (refusal !== null)
			return send(response, refusal.status, refusal.headers, '{"errors":[{"code":"UNAUTHORIZED"}]}');
		for (const wrong of kinds) {
			if (wrong.kind === 'refuse') return response.destroy();
			if (wrong.kind === 'raw') return wrong.speak(response.socket!, bytesAt(request.url) ?? new Uint8Array());
			if (wrong.kind === 'status') return send(response, wrong.status, wrong.headers ?? {}, wrong.body ?? '');
			if (wrong.kind === 'redirect') return send(response, wrong.status ?? 307, {Location: wrong.to}, '');
		}
		const [, repository, kind, name] = /^\/v2\/(.+)\/(manifests|blobs)\/([^/]+)$/.exec(request.url) ?? [];
		if (kind === 'manifests') return serveManifest(request, response, `${repository}/${name}`, kinds);
		const bytes = kind === 'blobs' ? blobs.get(name!) : undefined;
		if (bytes === undefined) return send(response, 404, {}, '{"errors":[{"code":"BLOB_UNKNOWN"}]}');
		if (kinds.some((wrong) => wrong.kind === 'storage')) {
			return send(response, 307, {Location: `${storage.origin}/storage/${name}?signature=signed-secret`}, '');
		}
		serve(
			request,
			response,
			bytes,
			{'Content-Type': 'application/octet-stream', 'Docker-Content-Digest': name!},
			kinds,
		);
	});

	/** What lies at an address, whoever asks. */
	function bytesAt(url: string): Uint8Array | undefined {
		const [, repository, kind, name] = /^\/v2\/(.+)\/(manifests|blobs)\/([^/]+)$/.exec(url) ?? [];
		return kind === 'manifests' ? manifests.get(`${repository}/${name}`)?.bytes : blobs.get(name ?? '');
	}

	function serveManifest(
		request: SeenRequest,
		response: ServerResponse,
		key: string,
		wrongs: readonly Misbehaviour[],
	): void {
		const manifest = manifests.get(key);
		const accepted = String(request.headers['accept'] ?? '');
		// As CNCF Distribution does it: what is not accepted is not there.
		if (manifest === undefined || !accepted.includes(manifest.descriptor.mediaType)) {
			send(response, 404, {}, '{"errors":[{"code":"MANIFEST_UNKNOWN","message":"not here"}]}');
			return;
		}
		const {mediaType, digest} = manifest.descriptor;
		serve(request, response, manifest.bytes, {'Content-Type': mediaType, 'Docker-Content-Digest': digest}, wrongs);
	}

	function authorize(request: SeenRequest): {status: number; headers: Record<string, string>} | null {
		const sent = String(request.headers['authorization'] ?? '');
		if (auth.mode === 'none') return null;
		if (auth.mode === 'basic') {
			if (sent === basicOf(auth.username, auth.password)) return null;
			return {status: 401, headers: {'WWW-Authenticate': 'Basic realm="a registry"'}};
		}
		if (sent.startsWith('Bearer ') && tokens.has(sent.slice(7))) return null;
		const repository = /^\/v2\/(.+)\/(?:manifests|blobs)\//.exec(request.url)?.[1] ?? '';
		const realm = auth.realm ?? `${tokenServer.origin}/token?account=kept`;
		const scope = auth.scope ?? `repository:${repository}:pull`;
		const challenge = `Bearer realm="${realm}",service="${auth.service ?? 'a registry'}",scope="${scope}"`;
		const status = sent.startsWith('Bearer ') ? (auth.expiredStatus ?? 401) : 401;
		return {status, headers: status === 401 ? {'WWW-Authenticate': challenge} : {}};
	}

	const listeners = [registry, tokenServer, storage];
	const close = async (): Promise<void> => {
		await Promise.all(
			listeners.map(
				({server}) =>
					new Promise<void>((resolve) => {
						server.close(() => resolve());
						server.closeAllConnections();
					}),
			),
		);
	};
	return {
		host: new URL(registry.origin).host,
		requests: registry.seen,
		tokenServer: {origin: tokenServer.origin, requests: tokenServer.seen},
		storage: {origin: storage.origin, requests: storage.seen},
		push(repository, tag, image) {
			for (const manifest of [image.root, ...image.manifests])
				manifests.set(`${repository}/${manifest.descriptor.digest}`, manifest);
			if (tag !== null) manifests.set(`${repository}/${tag}`, image.root);
			for (const blob of image.blobs) blobs.set(blob.descriptor.digest, blob.bytes);
		},
		misbehave(match, misbehaviour, times = Number.POSITIVE_INFINITY) {
			const matches =
				typeof match === 'string' ? (url: string) => url.includes(match) : (url: string) => match.test(url);
			rules.push({match: (request) => matches(request.url), misbehaviour, left: times});
		},
		expireTokens: () => tokens.clear(),
		close,
		[Symbol.asyncDispose]: close,
	};
}

/** Sends bytes, whole or by range, as far as the misbehaviours let it. */
function serve(
	request: SeenRequest,
	response: ServerResponse,
	right: Uint8Array,
	headers: Record<string, string>,
	wrongs: readonly Misbehaviour[],
): void {
	let bytes = right;
	let status = 200;
	const range = rangeOf(String(request.headers['range'] ?? ''), right.length);
	if (range !== null && !wrongs.some((wrong) => wrong.kind === 'ignore-range')) {
		const {from, to} = range;
		status = 206;
		headers = {...headers, 'Content-Range': `bytes ${from}-${to}/${right.length}`};
		bytes = right.subarray(from, to + 1);
	}
	let upTo: {bytes: number; ending: 'cut' | 'stall'} | null = null;
	for (const wrong of wrongs) {
		if (wrong.kind === 'bytes') bytes = wrong.bytes;
		else if (wrong.kind === 'digest-header') headers = withHeader(headers, 'Docker-Content-Digest', wrong.value);
		else if (wrong.kind === 'content-type') headers = withHeader(headers, 'Content-Type', wrong.value);
		else if (wrong.kind === 'headers') headers = {...headers, ...wrong.headers};
		else if (wrong.kind === 'content-range' && status === 206)
			headers = withHeader(headers, 'Content-Range', wrong.value);
		else if (wrong.kind === 'cut' || wrong.kind === 'stall') upTo = {bytes: wrong.after, ending: wrong.kind};
	}
	response.writeHead(status, {...headers, 'Content-Length': bytes.length});
	if (upTo === null) {
		response.end(bytes);
		return;
	}
	// The head alone stays in a buffer until something is written: both forms must reach the client.
	response.flushHeaders();
	const end = upTo.ending === 'cut' ? () => response.socket?.end() : () => undefined;
	if (upTo.bytes === 0) end();
	else response.write(bytes.subarray(0, upTo.bytes), end);
}

/** `bytes=5-`, `bytes=5-9` or the last bytes, `bytes=-5` (RFC 9110 §14.1.2); null for anything else. */
function rangeOf(field: string, size: number): {from: number; to: number} | null {
	const [, first, last] = /^bytes=(\d*)-(\d*)$/.exec(field) ?? [];
	if (first === undefined || last === undefined || first + last === '') return null;
	if (first === '') return {from: Math.max(0, size - Number(last)), to: size - 1};
	return {from: Number(first), to: last === '' ? size - 1 : Math.min(Number(last), size - 1)};
}

function withHeader(headers: Record<string, string>, name: string, value: string | null): Record<string, string> {
	const {[name]: _old, ...rest} = headers;
	return value === null ? rest : {...rest, [name]: value};
}

async function listen(handle: (request: SeenRequest, response: ServerResponse) => void): Promise<Listener> {
	const seen: SeenRequest[] = [];
	const server = createServer(async (incoming, response) => {
		const request = await readRequest(incoming);
		seen.push(request);
		handle(request, response);
	});
	await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
	return {server, origin: `http://127.0.0.1:${(server.address() as AddressInfo).port}`, seen};
}

async function readRequest(incoming: IncomingMessage): Promise<SeenRequest> {
	const chunks: Uint8Array[] = [];
	for await (const chunk of incoming) chunks.push(chunk as Uint8Array);
	const {method = '', url = '', headers} = incoming;
	return {method, url, headers, body: Buffer.concat(chunks).toString()};
}

function send(response: ServerResponse, status: number, headers: Record<string, string>, body: string): void {
	response.writeHead(status, headers);
	response.end(body);
}

const basicOf = (username: string, password: string): string =>
	`Basic ${Buffer.from(`${username}:${password}`).toString('base64')}`;
