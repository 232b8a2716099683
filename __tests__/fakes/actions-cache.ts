import type {IncomingMessage, Server, ServerResponse} from 'node:http';
import {createServer} from 'node:http';
import type {AddressInfo} from 'node:net';
import {
	CreateCacheEntryRequest,
	CreateCacheEntryResponse,
	FinalizeCacheEntryUploadRequest,
	FinalizeCacheEntryUploadResponse,
	GetCacheEntryDownloadURLRequest,
	GetCacheEntryDownloadURLResponse,
} from '../../node_modules/@actions/cache/lib/generated/results/api/v1/cache.js';

type JsonValue = Parameters<typeof CreateCacheEntryRequest.fromJson>[0];

export type CacheCall = {
	/** the service's method, `upload` or `download` */
	readonly what: 'CreateCacheEntry' | 'FinalizeCacheEntryUpload' | 'GetCacheEntryDownloadURL' | 'upload' | 'download';
	readonly method: string;
	readonly path: string;
	readonly headers: Readonly<Record<string, string | string[] | undefined>>;
	readonly body: Buffer;
};

/** How the service or its storage may go wrong. */
export type CacheWrong =
	| {
			readonly kind: 'status';
			readonly status: number;
			readonly body?: string;
			readonly headers?: Record<string, string>;
	  }
	/** a right status with another body */
	| {readonly kind: 'body'; readonly body: string | Uint8Array}
	/** takes the request and says nothing */
	| {readonly kind: 'silent'}
	/** says the head, then never the rest */
	| {readonly kind: 'stall'}
	/** a body that is cut in its middle */
	| {readonly kind: 'cut'}
	/** bytes without an end */
	| {readonly kind: 'endless'}
	| {readonly kind: 'refuse'};

export type CacheEntry = {readonly key: string; readonly version: string; bytes: Buffer; size: number | null};

/**
 * GitHub's cache service, version 2, with its blob storage, on this machine. Requests are decoded and answers encoded by
 * the definition of the service that `@actions/cache` holds; one that it does not know is an error, as in the service.
 */
export type FakeCacheService = AsyncDisposable & {
	readonly url: string;
	readonly token: string;
	readonly calls: readonly CacheCall[];
	/** in the order they were made */
	readonly entries: CacheEntry[];
	readonly misbehave: (what: CacheCall['what'], wrong: CacheWrong) => void;
	readonly behave: () => void;
};

const twirp = '/twirp/github.actions.results.api.v1.CacheService/';
/** With characters that a query has to write otherwise. */
const signature = 'c2lnbmVk/+=';
const plain = {useProtoFieldName: true, emitDefaultValues: true} as const;

export async function fakeCacheService(): Promise<FakeCacheService> {
	const token = 'runtime-token-0123456789';
	const calls: CacheCall[] = [];
	const entries: CacheEntry[] = [];
	const wrongs = new Map<CacheCall['what'], CacheWrong>();
	const server = createServer((request, response) => {
		request.on('error', () => {});
		response.on('error', () => {});
		void bodyOf(request).then((body) => {
			const {method = '', url = '', headers} = request;
			const path = url.split('?', 1)[0]!;
			const what = (
				path.startsWith(twirp) ? path.slice(twirp.length) : method === 'PUT' ? 'upload' : 'download'
			) as CacheCall['what'];
			const call: CacheCall = {what, method, path, headers, body};
			calls.push(call);
			const wrong = wrongs.get(what);
			if (wrong !== undefined) goWrong(wrong, response);
			else end(response, path.startsWith('/blobs/') ? storage(call, url) : answer(call));
		});
	});

	function answer({what, method, path, headers, body}: CacheCall): Answer {
		if (headers['authorization'] !== `Bearer ${token}`) return twirpError(401, 'unauthenticated', 'bad token');
		if (method !== 'POST' || headers['content-type'] !== 'application/json')
			return twirpError(404, 'bad_route', `${method} ${path}`);
		try {
			const said = rpc(what, JSON.parse(body.toString()) as JsonValue);
			return said === null ? twirpError(404, 'bad_route', path) : json(200, said);
		} catch (error) {
			return twirpError(400, 'malformed', String(error));
		}
	}

	function rpc(what: string, request: JsonValue): unknown {
		if (what === 'CreateCacheEntry') {
			const {key, version} = CreateCacheEntryRequest.fromJson(request);
			if (entries.some((entry) => entry.key === key && entry.version === version))
				return CreateCacheEntryResponse.toJson(
					CreateCacheEntryResponse.create({ok: false, message: 'cache entry with the same key exists'}),
					plain,
				);
			entries.push({key, version, bytes: Buffer.alloc(0), size: null});
			return CreateCacheEntryResponse.toJson(
				CreateCacheEntryResponse.create({ok: true, signedUploadUrl: signed(entries.length - 1, 'w')}),
				plain,
			);
		}
		if (what === 'FinalizeCacheEntryUpload') {
			const {key, version, sizeBytes} = FinalizeCacheEntryUploadRequest.fromJson(request);
			const at = entries.findIndex((entry) => entry.key === key && entry.version === version);
			const entry = entries[at];
			const ok = entry !== undefined && entry.size === null && entry.bytes.length === Number(sizeBytes);
			if (ok) entry.size = Number(sizeBytes);
			return FinalizeCacheEntryUploadResponse.toJson(
				FinalizeCacheEntryUploadResponse.create({ok, entryId: String(at + 1), message: ok ? '' : 'no such upload'}),
				plain,
			);
		}
		if (what !== 'GetCacheEntryDownloadURL') return null;
		const {key, restoreKeys, version} = GetCacheEntryDownloadURLRequest.fromJson(request);
		const ready = entries.filter((entry) => entry.size !== null && entry.version === version);
		const found =
			ready.find((entry) => entry.key === key) ??
			restoreKeys.flatMap((prefix) => ready.findLast((entry) => entry.key.startsWith(prefix)) ?? [])[0];
		const response =
			found === undefined
				? {ok: false}
				: {ok: true, signedDownloadUrl: signed(entries.indexOf(found), 'r'), matchedKey: found.key};
		return GetCacheEntryDownloadURLResponse.toJson(GetCacheEntryDownloadURLResponse.create(response), plain);
	}

	/** As Azure's: an address is signed for one blob and one way, and needs no other credentials beside it. */
	function storage({method, headers, body}: CacheCall, url: string): Answer {
		const {pathname, searchParams} = new URL(url, origin);
		const entry = entries[Number(pathname.split('/').at(-1))];
		const may = searchParams.get('sp') === (method === 'PUT' ? 'w' : 'r') && searchParams.get('sig') === signature;
		if (entry === undefined || !may || headers['authorization'] !== undefined) return [403, {}, '<Error/>'];
		if (method !== 'PUT') return [200, {'Content-Type': 'application/octet-stream'}, entry.bytes];
		if (headers['x-ms-blob-type'] !== 'BlockBlob') return [400, {}, '<Error/>'];
		entry.bytes = body;
		return [201, {ETag: '"1"', 'x-ms-request-id': '1', 'x-ms-version': '2025-01-05'}, ''];
	}

	await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
	const origin = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
	const signed = (at: number, way: 'r' | 'w'): string =>
		`${origin}/blobs/${at}?sv=2025-01-05&sp=${way}&sig=${encodeURIComponent(signature)}`;
	return {
		url: `${origin}/`,
		token,
		calls,
		entries,
		misbehave: (what, wrong) => void wrongs.set(what, wrong),
		behave: () => wrongs.clear(),
		[Symbol.asyncDispose]: () => closed(server),
	};
}

function goWrong(wrong: CacheWrong, response: ServerResponse): void {
	switch (wrong.kind) {
		case 'status':
			end(response, [wrong.status, wrong.headers ?? {}, wrong.body ?? '']);
			break;
		case 'body':
			end(response, [200, {'Content-Type': 'application/json'}, wrong.body]);
			break;
		case 'silent':
			break;
		case 'stall':
			response.writeHead(200, {'Content-Length': 1_000});
			response.write('{');
			break;
		case 'cut':
			response.writeHead(200, {'Content-Length': 1_000});
			response.write('{', () => response.destroy());
			break;
		case 'endless': {
			response.writeHead(200);
			const more = (): void => {
				while (!response.destroyed && response.write(Buffer.alloc(1 << 20)));
			};
			response.on('drain', more);
			more();
			break;
		}
		case 'refuse':
			response.socket?.destroy();
	}
}

async function bodyOf(request: IncomingMessage): Promise<Buffer> {
	const chunks: Uint8Array[] = [];
	for await (const chunk of request) chunks.push(chunk as Uint8Array);
	return Buffer.concat(chunks);
}

type Answer = readonly [status: number, headers: Record<string, string>, body: string | Uint8Array];

function end(response: ServerResponse, [status, headers, body]: Answer): void {
	response.writeHead(status, {...headers, 'Content-Length': Buffer.byteLength(body)});
	response.end(body);
}
const json = (status: number, body: unknown): Answer => [
	status,
	{'Content-Type': 'application/json'},
	JSON.stringify(body),
];
const twirpError = (status: number, code: string, msg: string): Answer => json(status, {code, msg});
const closed = (server: Server): Promise<void> =>
	new Promise((resolve) => {
		server.close(() => resolve());
		server.closeAllConnections();
	});
