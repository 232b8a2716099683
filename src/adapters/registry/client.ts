import {digestOf} from '../../bytes/digest.ts';
import type {Digest} from '../../model/digest.ts';
import {algorithmOf, isDigest} from '../../model/digest.ts';
import {FaultError, speaksTls} from '../../model/fault.ts';
import type {Reference} from '../../model/reference.ts';
import type {HttpRequest, HttpResponse, World} from '../../world.ts';
import {isLoopbackHost} from '../../model/address-kind.ts';
import {errorCodes, forTls, passingFault, readAtMost} from './answer.ts';
import {openAuthorization} from './authorization.ts';
import {readBlob} from './blob.ts';
import {authoritiesOf, explained, overTls} from './certificates.ts';
import type {Challenge} from './challenge.ts';
import {readChallenges} from './challenge.ts';
import {isSchema1, manifestTypes, mediaTypeOf} from './media-type.ts';
import {readRange} from './range.ts';
import {rateWatch} from './rate-limit.ts';
import type {RegistryHost} from './realm.ts';
import {followRedirects} from './redirect.ts';
import {retrying} from './retry.ts';

export type RegistryOptions = {
	readonly plainHttp: boolean;
	/** null: the docker configuration */
	readonly credentials: {readonly username: string; readonly password: string} | null;
	readonly timeouts: HttpRequest['timeouts'];
	readonly publicOnly: boolean;
	/** PEM certificates trusted beside those trusted anyway; null: those docker and podman trust for this registry */
	readonly ca: string | null;
};

/** The raw bytes of an image manifest or index, with the digest we computed over them. */
export type FetchedManifest = {readonly bytes: Uint8Array; readonly digest: Digest; readonly mediaType: string};

/** Reads one repository of a registry. Everything rejects with FaultError. */
export type RegistryClient = {
	readonly manifest: (tagOrDigest: string) => Promise<FetchedManifest>;
	/** the blob's bytes as stored; whoever reads them proves the digest */
	readonly blob: (descriptor: {readonly digest: Digest; readonly size: number}) => AsyncIterable<Uint8Array>;
	/** `length` of the blob's bytes from `from`, which nothing proves; FaultError `range-mismatch` where ranges are not served */
	readonly range: (
		descriptor: {readonly digest: Digest; readonly size: number},
		from: number,
		length: number,
	) => Promise<Uint8Array>;
};

const maxManifest = 4 * 1024 * 1024;
/** bytes a millisecond: the whole-request limit grows with a blob, silence is the stall limit's affair */
const slowest = 100;

/** Opens nothing yet: the first request finds out what the registry asks for. */
export function openRegistry(world: World, reference: Reference, options: RegistryOptions): RegistryClient {
	// Docker Hub's name is not its address.
	const host = reference.registry === 'docker.io' ? 'registry-1.docker.io' : reference.registry;
	let found: Promise<RegistryHost> | null = null;
	const registry = (): Promise<RegistryHost> => (found ??= hostOf(world, host, reference.registry, options));
	const authorization = openAuthorization(world, reference, registry, options);
	const limits = rateWatch(world, reference.registry);

	/** a registry that sent a whole blob in place of a part is not asked for parts again */
	let wholeOnly = false;

	/** One GET, its challenge answered once. Every status but 200 and 206 is a fault. */
	async function get(
		path: string,
		what: string,
		request: Pick<HttpRequest, 'headers' | 'timeouts'>,
	): Promise<HttpResponse> {
		const headers = [['User-Agent', 'deploy-truth'] as const, ...(request.headers ?? [])];
		const {publicOnly} = options;
		const {scheme, ca} = await registry();
		const url = `${scheme}://${host}/v2/${reference.repository}${path}`;
		const trust = ca === null ? {} : {ca};
		const ask = {method: 'GET', url, headers, timeouts: request.timeouts, publicOnly, ...trust};
		for (let answers = 0; ; answers++) {
			const sent = authorization.field();
			const {response, home} = await followRedirects(world, ask, sent).catch((error: unknown) => {
				throw explained(error, options.ca);
			});
			if (home) limits.saw(response);
			if (response.status === 200 || response.status === 206) return response;
			// 400 to a token that was good before: some registries say so when it has expired.
			const refused = response.status === 401 || (response.status === 400 && sent?.startsWith('Bearer '));
			const fields = response.rawHeaders.filter(([name]) => name.toLowerCase() === 'www-authenticate');
			const challenges = refused && home ? readChallenges(fields.map(([, value]) => value)) : [];
			// A token that reaches too little is answered with Basic by Harbor: another question, and so another answer.
			const another = answers === 1 && sent?.startsWith('Bearer ') && asksBasicAlone(challenges);
			if (refused && home && (answers === 0 || another)) {
				response.discard();
				if (await authorization.answer({challenges, peer: response.peer.address}, sent)) continue;
				throw new FaultError('unauthorized', `${reference.registry} refused ${what}: ${authorization.whose()}`);
			}
			throw await refusal(response, what, home);
		}
	}

	async function refusal(response: HttpResponse, what: string, home: boolean): Promise<FaultError> {
		const who = home ? reference.registry : `the storage that ${reference.registry} redirects to`;
		const advice = home ? limits.advice(authorization.loggedIn()) : '';
		const passing = passingFault(world, response, `${who}, asked for ${what},`, advice);
		if (passing !== null) {
			response.discard();
			return passing;
		}
		const codes = await errorCodes(response);
		const {status} = response;
		if (status === 400 && codes === forTls)
			return new FaultError('unexpected-answer', `${who}: ${speaksTls}: ${overTls}`);
		if (status === 401)
			return new FaultError('unauthorized', `${who} refused ${what}${codes}: ${authorization.whose()}`);
		if (status === 403) return new FaultError('forbidden', `${who} forbids ${what}${codes}: ${authorization.whose()}`);
		if (status === 404) return new FaultError('not-found', `${who} does not have ${what}${codes}`);
		return new FaultError('unexpected-answer', `${who} answered ${status} for ${what}${codes}`);
	}

	const blobName = (digest: Digest): string => `blob ${digest} of ${reference.registry}/${reference.repository}`;

	return {
		manifest(tagOrDigest) {
			const what = `${reference.registry}/${reference.repository}${isDigest(tagOrDigest) ? '@' : ':'}${tagOrDigest}`;
			const headers = manifestTypes.map((type) => ['Accept', type] as const);
			return retrying(world, async () => {
				const path = `/manifests/${encodeURIComponent(tagOrDigest).replace('%3A', ':')}`;
				const response = await get(path, what, {headers, timeouts: options.timeouts});
				return readManifest(response, tagOrDigest, what);
			});
		},
		blob(descriptor) {
			const what = blobName(descriptor.digest);
			const request = Math.max(options.timeouts.request, Math.ceil(descriptor.size / slowest));
			const timeouts = {...options.timeouts, request};
			return readBlob(world, descriptor, what, options.timeouts.request, (headers) =>
				retrying(world, () => get(`/blobs/${descriptor.digest}`, what, {headers, timeouts})),
			);
		},
		range(descriptor, from, length) {
			const what = blobName(descriptor.digest);
			return retrying(world, async () => {
				if (wholeOnly) throw new FaultError('range-mismatch', `${reference.registry} serves whole blobs only`);
				return readRange({from, length, size: descriptor.size}, what, async (headers) => {
					const response = await get(`/blobs/${descriptor.digest}`, what, {headers, timeouts: options.timeouts});
					wholeOnly ||= response.status === 200;
					return response;
				});
			});
		},
	};
}

/**
 * How a registry is spoken to. One on this machine speaks http, as docker takes it to; where an authority is trusted for
 * it, by the user or by docker, it speaks TLS.
 */
async function hostOf(world: World, host: string, name: string, options: RegistryOptions): Promise<RegistryHost> {
	const {plainHttp} = options;
	if (plainHttp) return {host, scheme: 'http', plainHttp, ca: options.ca};
	const ca = await authoritiesOf(world, name, options.ca);
	return {host, scheme: isLoopbackHost(host) && ca === null ? 'http' : 'https', plainHttp, ca};
}

const asksBasicAlone = (challenges: readonly Challenge[]): boolean =>
	challenges.length > 0 && challenges.every(({scheme}) => scheme === 'basic');

async function readManifest(response: HttpResponse, asked: string, what: string): Promise<FetchedManifest> {
	if (response.status !== 200) {
		response.discard();
		throw new FaultError('unexpected-answer', `${what} was answered with ${response.status}`);
	}
	const mediaType = mediaTypeOf(response.header('content-type'));
	if (isSchema1(mediaType)) {
		response.discard();
		throw new FaultError('schema-1', `${what} is an image of the retired schema 1: push it again with a current tool`);
	}
	const bytes = await readAtMost(response, maxManifest, what);
	const digest = digestOf(bytes, isDigest(asked) ? algorithmOf(asked) : 'sha256');
	if (isDigest(asked) && digest !== asked) {
		throw new FaultError('digest-mismatch', `${what}: the bytes that came are ${digest}`);
	}
	// A claim only; but one that its own bytes contradict means that something between us and the image is lying.
	const claimed = response.header('docker-content-digest')?.trim();
	if (claimed !== undefined && claimed !== digest) {
		if (!isDigest(claimed)) throw new FaultError('digest-mismatch', `${what}: its digest header holds no digest`);
		if (claimed !== digestOf(bytes, algorithmOf(claimed))) {
			throw new FaultError('digest-mismatch', `${what}: its digest header says ${claimed}, its bytes are ${digest}`);
		}
	}
	return {bytes, digest, mediaType};
}
