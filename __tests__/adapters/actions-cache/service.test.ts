import {spawn} from 'node:child_process';
import {writeFileSync} from 'node:fs';
import {dirname, join} from 'node:path';
import {fileURLToPath} from 'node:url';
import {describe, expect, test} from '@jest/globals';
import {cacheService} from '../../../src/adapters/actions-cache/service.ts';
import {FaultError} from '../../../src/model/fault.ts';
import {room} from '../../builders/repository.ts';
import {testWorld} from '../../builders/world.ts';
import {type CacheCall, type CacheWrong, type FakeCacheService, fakeCacheService} from '../../fakes/actions-cache.ts';

const top = dirname(dirname(dirname(dirname(fileURLToPath(import.meta.url)))));
const open = ({url, token}: FakeCacheService, world = testWorld()) =>
	cacheService(world, {url, token, mayRead: true, mayWrite: true});
const faultOf = async (run: Promise<unknown>): Promise<string> => {
	try {
		await run;
	} catch (error) {
		if (error instanceof FaultError) return error.fault.code;
		throw error;
	}
	return 'none';
};
const bytes = Buffer.from('what is kept');

describe('the cache service of a runner', () => {
	test('gives back what was saved under a key with the prefix, the newest of them', async () => {
		await using fake = await fakeCacheService();
		const service = open(fake);
		expect(await service.newest('team-', 'team-0', 100)).toBeNull();
		await service.save('team-1', Buffer.from('older'));
		await service.save('team-2', bytes);
		await service.save('other-1', Buffer.from('other'));
		expect(await service.newest('team-', 'team-0', 100)).toEqual(bytes);
		expect(fake.entries.map(({key, size}) => [key, size])).toEqual([
			['team-1', 5],
			['team-2', 12],
			['other-1', 5],
		]);
	});

	test('is given its token, and its storage is not', async () => {
		await using fake = await fakeCacheService();
		await open(fake).save('a-1', bytes);
		await open(fake).newest('a-', 'a-2', 100);
		for (const {what, headers} of fake.calls)
			expect([what, headers.authorization]).toEqual([
				what,
				what === 'upload' || what === 'download' ? undefined : `Bearer ${fake.token}`,
			]);
	});

	test('is spoken to as by GitHub’s own client', async () => {
		await using theirs = await fakeCacheService();
		using place = room();
		writeFileSync(join(place.path, 'kept'), bytes);
		const log = await official(theirs, place.path);
		expect(theirs.entries.map(({key, size}) => [key, size !== null])).toEqual([['a-1', true]]);
		expect(log).toContain('restored a-1');

		await using ours = await fakeCacheService();
		await open(ours).save('a-1', bytes);
		await open(ours).newest('a-', 'a-2', 100);
		expect(ours.calls.map(spoken)).toEqual(theirs.calls.map(spoken));
	}, 60_000);

	test('is not believed about an entry that nobody asked for', async () => {
		await using fake = await fakeCacheService();
		const told = {ok: true, signed_download_url: `${fake.url}blobs/0?sp=r&sig=x`};
		for (const matched_key of ['b-1', '', 7, null]) {
			fake.misbehave('GetCacheEntryDownloadURL', {kind: 'body', body: JSON.stringify({...told, matched_key})});
			expect(await faultOf(open(fake).newest('a-', 'a-1', 100))).toBe('unexpected-answer');
		}
	});

	test.each([
		['', 'unexpected-answer'],
		['[]', 'unexpected-answer'],
		['null', 'unexpected-answer'],
		['<html>', 'unexpected-answer'],
		['{"ok":true}', 'unexpected-answer'],
		['{"ok":true,"matched_key":"a-1","signed_download_url":"file:///etc/passwd"}', 'address-refused'],
		['{"ok":true,"matched_key":"a-1","signed_download_url":"nonsense"}', 'address-refused'],
		['{"ok":"true"}', 'none'],
		[`{"ok":true,"more":"${'x'.repeat(70_000)}"}`, 'too-large'],
	])('that answers %.40j is a fault or has nothing', async (body, code) => {
		await using fake = await fakeCacheService();
		fake.misbehave('GetCacheEntryDownloadURL', {kind: 'body', body});
		expect(await faultOf(open(fake).newest('a-', 'a-1', 100))).toBe(code);
		expect(fake.calls.filter(({what}) => what === 'download')).toEqual([]);
	});

	test('answers in camel case as well, which protobuf allows', async () => {
		await using fake = await fakeCacheService();
		await open(fake).save('a-1', bytes);
		const body = JSON.stringify({
			ok: true,
			matchedKey: 'a-1',
			signedDownloadUrl: `${fake.url}blobs/0?sp=r&sig=${encodeURIComponent('c2lnbmVk/+=')}`,
		});
		fake.misbehave('GetCacheEntryDownloadURL', {kind: 'body', body});
		expect(await open(fake).newest('a-', 'a-2', 100)).toEqual(bytes);
	});

	test('behind TLS does not lead to a storage without it', async () => {
		const answer = JSON.stringify({ok: true, matched_key: 'a-1', signed_download_url: 'http://127.0.0.1:9/x'});
		const asked: string[] = [];
		const world = testWorld();
		const http: typeof world.http = async (request) => {
			asked.push(request.url);
			const {url, token} = fake;
			return world.http({
				...request,
				url: `${url}${new URL(request.url).pathname.slice(1)}`,
				headers: [
					...(request.headers ?? []).filter(([name]) => name !== 'Authorization'),
					['Authorization', `Bearer ${token}`],
				],
			});
		};
		await using fake = await fakeCacheService();
		fake.misbehave('GetCacheEntryDownloadURL', {kind: 'body', body: answer});
		const access = {url: 'https://results.example/', token: 't', mayRead: true, mayWrite: true};
		expect(await faultOf(cacheService({http}, access).newest('a-', 'a-1', 100))).toBe('address-refused');
		expect(asked).toEqual([
			'https://results.example/twirp/github.actions.results.api.v1.CacheService/GetCacheEntryDownloadURL',
		]);
	});

	test('that wants its token sent elsewhere is not followed', async () => {
		await using elsewhere = await fakeCacheService();
		await using fake = await fakeCacheService();
		const headers = {Location: `${elsewhere.url}blobs/0`};
		for (const what of ['GetCacheEntryDownloadURL', 'CreateCacheEntry'] as const)
			fake.misbehave(what, {kind: 'status', status: 307, headers});
		expect(await faultOf(open(fake).newest('a-', 'a-1', 100))).toBe('unexpected-answer');
		expect(await faultOf(open(fake).save('a-1', bytes))).toBe('unexpected-answer');
		expect(elsewhere.calls).toEqual([]);
	});

	const wrongs: readonly (readonly [string, CacheWrong, string])[] = [
		['500', {kind: 'status', status: 500, body: 'oh'}, 'server-error'],
		['429', {kind: 'status', status: 429, body: '{}', headers: {'Retry-After': '60'}}, 'rate-limited'],
		['403', {kind: 'status', status: 403, body: '{"msg":"cache read denied: no scopes"}'}, 'forbidden'],
		['a cut connection', {kind: 'refuse'}, 'cut-stream|unreachable'],
		['half a body', {kind: 'cut'}, 'cut-stream'],
	];
	test.each(
		wrongs.flatMap(([name, wrong, code]) =>
			(['GetCacheEntryDownloadURL', 'download', 'CreateCacheEntry', 'upload', 'FinalizeCacheEntryUpload'] as const)
				.filter((what) => what !== 'upload' || wrong.kind !== 'cut')
				.map((what) => [what, name, wrong, code] as const),
		),
	)('whose %s ends in %s is a fault at once', async (what, _, wrong, code) => {
		await using fake = await fakeCacheService();
		await open(fake).save('a-1', bytes);
		fake.misbehave(what, wrong);
		const reads = what === 'GetCacheEntryDownloadURL' || what === 'download';
		const service = open(fake);
		const began = Date.now();
		expect(await faultOf(reads ? service.newest('a-', 'a-2', 100) : service.save('a-2', bytes))).toMatch(
			new RegExp(`^(?:${code})$`),
		);
		expect(Date.now() - began).toBeLessThan(2_000);
		expect(fake.entries.filter(({size}) => size !== null)).toHaveLength(1);
	});

	test('that has more than was asked for is left in the middle', async () => {
		await using fake = await fakeCacheService();
		await open(fake).save('a-1', bytes);
		fake.misbehave('download', {kind: 'endless'});
		expect(await faultOf(open(fake).newest('a-', 'a-2', 4 << 20))).toBe('too-large');
	});

	test.each([
		['GetCacheEntryDownloadURL', 'silent', 'timed-out'],
		['download', 'stall', 'stalled|timed-out'],
	] as const)(
		'whose %s is %s keeps nobody for long',
		async (what, kind, code) => {
			await using fake = await fakeCacheService();
			await open(fake).save('a-1', bytes);
			fake.misbehave(what, {kind});
			const began = Date.now();
			expect(await faultOf(open(fake).newest('a-', 'a-2', 100))).toMatch(new RegExp(`^(?:${code})$`));
			expect(Date.now() - began).toBeLessThan(9_000);
		},
		20_000,
	);

	test('is left at once by a run that is cancelled', async () => {
		await using fake = await fakeCacheService();
		fake.misbehave('GetCacheEntryDownloadURL', {kind: 'silent'});
		const cancel = new AbortController();
		const asking = faultOf(open(fake, testWorld({signal: cancel.signal})).newest('a-', 'a-2', 100));
		setTimeout(() => cancel.abort(), 50);
		expect(await asking).toBe('cancelled');
	});

	test('says itself why it refuses to keep something', async () => {
		await using fake = await fakeCacheService();
		await open(fake).save('a-1', bytes);
		await expect(open(fake).save('a-1', bytes)).rejects.toThrow('cache entry with the same key exists');
	});
});

/** Lets `@actions/cache` save a directory and find it again. */
async function official({url, token}: FakeCacheService, workspace: string): Promise<string> {
	const script = `
		const {restoreCache, saveCache} = await import('@actions/cache');
		const kept = process.env.GITHUB_WORKSPACE + '/kept';
		await saveCache([kept], 'a-1');
		console.log('restored', await restoreCache([kept], 'a-2', ['a-']));`;
	const child = spawn(process.execPath, ['--input-type=module', '-e', script], {
		cwd: top,
		env: {
			PATH: process.env['PATH'],
			GITHUB_WORKSPACE: workspace,
			RUNNER_TEMP: workspace,
			GITHUB_SERVER_URL: 'https://github.com',
			ACTIONS_CACHE_SERVICE_V2: 'True',
			ACTIONS_RESULTS_URL: url,
			ACTIONS_RUNTIME_TOKEN: token,
		},
		stdio: ['ignore', 'pipe', 'pipe'],
	});
	let log = '';
	for (const stream of [child.stdout, child.stderr])
		stream.setEncoding('utf8').on('data', (chunk: string) => {
			log += chunk;
		});
	await new Promise((resolve) => child.on('close', resolve));
	return log;
}

/** What a request says, without what differs by who says it: the values of keys, sizes and versions. */
function spoken({what, method, path, headers, body}: CacheCall): unknown {
	const isCall = path.startsWith('/twirp/');
	return {
		what,
		method,
		path,
		authorization: headers['authorization'],
		contentType: headers['content-type'],
		blobType: headers['x-ms-blob-type'],
		length: headers['content-length'] === String(body.length) || what === 'download',
		fields: isCall
			? Object.entries(JSON.parse(body.toString()) as Record<string, unknown>)
					.map(([name, value]) => [name, Array.isArray(value) ? 'list' : typeof value])
					.sort()
			: null,
	};
}
