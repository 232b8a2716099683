import {collect} from '../../bytes/collect.ts';
import {digestOf} from '../../bytes/digest.ts';
import {hexOf} from '../../model/digest.ts';
import {FaultError, type FaultCode} from '../../model/fault.ts';
import type {HttpRequest, HttpResponse, World} from '../../world.ts';

/** Where the runner's cache service is, what lets this job in, and how far (`ACTIONS_CACHE_MODE`). */
export type CacheAccess = {
	readonly url: string;
	readonly token: string;
	readonly mayRead: boolean;
	readonly mayWrite: boolean;
};

/**
 * GitHub's cache service, version 2, as `@actions/cache` speaks it: three calls in JSON (twirp), and the bytes in a blob
 * storage under addresses that the service signs. Every way is tried once, and rejects with FaultError.
 */
export type CacheService = {
	/** the newest entry whose key begins with `prefix`, among those that this branch may read; null: there is none */
	readonly newest: (prefix: string, key: string, maxBytes: number) => Promise<Uint8Array | null>;
	/** a key that there is already is a fault: entries never change */
	readonly save: (key: string, bytes: Uint8Array) => Promise<void>;
};

/** Milliseconds. What is kept saves seconds, so nobody waits for it longer than that. */
const called = {connect: 3_000, answer: 5_000, stall: 3_000, request: 8_000};
const downloaded = {connect: 3_000, answer: 5_000, stall: 3_000, request: 10_000};
const uploaded = {connect: 3_000, answer: 20_000, stall: 3_000, request: 25_000};

const service = 'github.actions.results.api.v1.CacheService';
const maxAnswerBytes = 64 << 10;
/** Characters of the service's own words that a message repeats. */
const maxSaid = 200;

/** `holds` tells these entries from others under the same key; `@actions/cache` hashes paths and compression for that. */
export function cacheService(
	{http}: Pick<World, 'http'>,
	access: CacheAccess,
	holds = 'deploy-truth listings of image layers 1',
): CacheService {
	const version = hexOf(digestOf(Buffer.from(holds)));
	const call = async (method: string, fields: Record<string, unknown>): Promise<ReadonlyMap<string, unknown>> => {
		const answer = await http({
			method: 'POST',
			url: new URL(`/twirp/${service}/${method}`, access.url).href,
			headers: [
				['Authorization', `Bearer ${access.token}`],
				['Content-Type', 'application/json'],
				['Accept', 'application/json'],
				['User-Agent', 'deploy-truth'],
			],
			body: JSON.stringify({...fields, version}),
			timeouts: called,
		});
		const text = Buffer.from(await collect(answer.body, maxAnswerBytes)).toString('utf8');
		const document = objectIn(text);
		if (answer.status !== 200) throw refused(method, answer, document?.get('msg'));
		if (document === null) throw new FaultError('unexpected-answer', `${method}: the cache service answered no JSON`);
		return document;
	};
	const send = (request: Pick<HttpRequest, 'method' | 'url' | 'body' | 'timeouts'>, headers: HttpRequest['headers']) =>
		http({...request, headers: [...(headers ?? []), ['User-Agent', 'deploy-truth']]});

	return {
		async newest(prefix, key, maxBytes) {
			const found = await call('GetCacheEntryDownloadURL', {key, restore_keys: [prefix]});
			if (found.get('ok') !== true) return null;
			const matched = field(found, 'matched_key', 'matchedKey');
			if (!matched.startsWith(prefix))
				throw new FaultError('unexpected-answer', 'the cache service found an entry that nobody asked for');
			const url = signed(field(found, 'signed_download_url', 'signedDownloadUrl'), access);
			const answer = await send({method: 'GET', url, timeouts: downloaded}, []);
			if (answer.status !== 200) {
				answer.discard();
				throw refused('download', answer, null);
			}
			return collect(answer.body, maxBytes);
		},
		async save(key, bytes) {
			const created = await call('CreateCacheEntry', {key});
			if (created.get('ok') !== true) throw refusal('CreateCacheEntry', created.get('message'));
			const url = signed(field(created, 'signed_upload_url', 'signedUploadUrl'), access);
			const answer = await send({method: 'PUT', url, body: bytes, timeouts: uploaded}, [
				['x-ms-blob-type', 'BlockBlob'],
				['Content-Type', 'application/octet-stream'],
			]);
			answer.discard();
			if (answer.status !== 201) throw refused('upload', answer, null);
			const ended = await call('FinalizeCacheEntryUpload', {key, size_bytes: String(bytes.length)});
			if (ended.get('ok') !== true) throw refusal('FinalizeCacheEntryUpload', ended.get('message'));
		},
	};
}

function objectIn(text: string): ReadonlyMap<string, unknown> | null {
	try {
		const value: unknown = JSON.parse(text);
		return typeof value === 'object' && value !== null && !Array.isArray(value) ? new Map(Object.entries(value)) : null;
	} catch {
		return null;
	}
}

/** Protobuf's JSON has a field under its own name or in camel case; readers accept both. */
function field(document: ReadonlyMap<string, unknown>, name: string, camel: string): string {
	const value = document.get(name) ?? document.get(camel);
	if (typeof value !== 'string' || value === '')
		throw new FaultError('unexpected-answer', `the cache service's answer has no ${name}`);
	return value;
}

/** What is uploaded names the files of an image: never in the clear, unless the service itself is reached that way. */
function signed(text: string, access: CacheAccess): string {
	const url = URL.parse(text);
	if (url?.protocol === 'https:' || (url?.protocol === 'http:' && access.url.startsWith('http:'))) return text;
	throw new FaultError('address-refused', 'the cache service signed an address that is not https');
}

const codes: Readonly<Record<number, FaultCode>> = {
	401: 'unauthorized',
	403: 'forbidden',
	404: 'not-found',
	429: 'rate-limited',
};

function refused(what: string, {status}: HttpResponse, said: unknown): FaultError {
	const code = codes[status] ?? (status >= 500 ? 'server-error' : 'unexpected-answer');
	return new FaultError(code, `${what}: the cache service answered ${status}${words(said)}`);
}

const refusal = (what: string, said: unknown): FaultError =>
	new FaultError('forbidden', `${what}: the cache service refused${words(said)}`);

const words = (said: unknown): string => (typeof said === 'string' && said !== '' ? `: ${said.slice(0, maxSaid)}` : '');
