import {describe, expect, test} from '@jest/globals';
import {layersBetweenRuns, type RunnerCache, runnerCache} from '../../../src/faces/action/listings.ts';
import {decodeInputs} from '../../../src/config/inputs.ts';
import type {Config} from '../../../src/model/config.ts';
import type {LayerKey} from '../../../src/subjects/layer-store.ts';
import {digestOfBytes} from '../../builders/image.ts';
import {recordedLog, testWorld} from '../../builders/world.ts';
import {type FakeCacheService, fakeCacheService} from '../../fakes/actions-cache.ts';

const secret = 'a secret of some length';
const hosted = {
	GITHUB_SERVER_URL: 'https://github.com',
	ACTIONS_CACHE_SERVICE_V2: 'True',
	ACTIONS_RESULTS_URL: 'https://results.example/',
	ACTIONS_RUNTIME_TOKEN: 'token',
};

describe('the cache service of a runner', () => {
	test('is where the runner says', () => {
		const access = {url: 'https://results.example/', token: 'token', mayRead: true, mayWrite: true};
		expect(runnerCache(hosted, '')).toEqual({access, secret: null});
		for (const server of ['', 'https://acme.ghe.com', 'http://github.localhost'])
			expect(runnerCache({...hosted, GITHUB_SERVER_URL: server}, '')).toEqual({access, secret: null});
	});
	test.each([
		['GitHub Enterprise Server', {GITHUB_SERVER_URL: 'https://git.acme.example'}],
		['GitHub Enterprise Server', {GITHUB_SERVER_URL: 'https://github.com.acme.example'}],
		['no cache service', {ACTIONS_RESULTS_URL: ''}],
		['no cache service', {ACTIONS_RESULTS_URL: 'results'}],
		['no cache service', {ACTIONS_RESULTS_URL: 'ftp://results.example/'}],
		['no cache service', {ACTIONS_RUNTIME_TOKEN: ''}],
		['no cache service', {ACTIONS_CACHE_SERVICE_V2: ''}],
	])('is none: %s, with %j', (why, env) => {
		expect(runnerCache({...hosted, ...env}, '').access).toEqual(expect.stringContaining(why));
	});
	test.each([
		['none', false, false],
		['read', true, false],
		['write', true, true],
		['write-only', false, true],
		[' READ ', true, false],
		['something new', true, true],
	])('under ACTIONS_CACHE_MODE %j', (mode, mayRead, mayWrite) => {
		expect(runnerCache({...hosted, ACTIONS_CACHE_MODE: mode}, '').access).toMatchObject({mayRead, mayWrite});
	});
	test('is used with the secret of the input, else of the variable', () => {
		const env = {...hosted, DEPLOY_TRUTH_CACHE_SECRET: 'from the variable'};
		expect(runnerCache(env, secret).secret).toBe(secret);
		expect(runnerCache(env, '').secret).toBe('from the variable');
		expect(runnerCache({...env, DEPLOY_TRUTH_CACHE_SECRET: ''}, '').secret).toBeNull();
	});
});

const configOf = async (inputs: Readonly<Record<string, string>>, trust: Config['trust']) => {
	const decoded = await decodeInputs((name) => inputs[name] ?? '', {
		trust,
		file: null,
		service: 'api',
		environment: null,
	});
	if ('problems' in decoded || decoded.asked.mode !== 'verify') throw new Error(JSON.stringify(decoded));
	return decoded.asked;
};
async function opened(
	inputs: Readonly<Record<string, string>>,
	cache: Partial<RunnerCache> = {},
	trust: Config['trust'] = 'trusted',
) {
	const log = recordedLog();
	const access = runnerCache(hosted, '').access;
	const asked = await configOf({image: 'registry.example/api:1', ...inputs}, trust);
	const layers = layersBetweenRuns(testWorld({log}), {access, secret: null, ...cache}, asked, 'deploy-truth/1.2.3');
	return {layers, lines: log.lines};
}

describe('listings between the runs of a repository', () => {
	test('are kept where that is asked for, or where there is a secret and it is not refused', async () => {
		expect((await opened({})).layers).toBeNull();
		expect((await opened({cache: 'true'})).layers).not.toBeNull();
		expect((await opened({}, {secret})).layers).not.toBeNull();
		expect((await opened({cache: 'false'}, {secret})).layers).toBeNull();
		expect((await opened({cache: 'false'}, {secret, access: 'none'})).lines).toEqual([]);
	});
	test('are not kept on an event that an outsider can start, whatever is asked', async () => {
		const {layers, lines} = await opened({cache: 'true'}, {secret}, 'untrusted');
		expect(layers).toBeNull();
		expect(lines).toEqual([expect.stringContaining('an outsider can start')]);
	});
	test('that cannot be kept are told where they were asked for', async () => {
		const {layers, lines} = await opened({cache: 'true'}, {access: 'this runner has no cache service'});
		expect(layers).toBeNull();
		expect(lines).toEqual([expect.stringContaining('this runner has no cache service')]);
	});
	test('need an image', async () => {
		expect((await opened({image: '', probes: '- url: https://a.example/', cache: 'true'})).layers).toBeNull();
	});

	const key = (name: string, size: number): LayerKey => ({
		digest: digestOfBytes(Buffer.from(name)),
		size,
		diffId: null,
		mediaType: 'application/vnd.oci.image.layer.v1.tar+gzip',
		blobs: false,
		search: null,
	});
	const listing = {
		entries: [],
		implied: [],
		hardlinks: [],
		whiteouts: [],
		opaque: [],
		oddities: [],
		gaps: [],
	};
	const run = async (fake: FakeCacheService, image: string, ...keys: readonly LayerKey[]) => {
		const access = {url: fake.url, token: fake.token, mayRead: true, mayWrite: true};
		const {layers} = await opened({image, cache: 'true'}, {access});
		const found: boolean[] = [];
		for (const one of keys) {
			const kept = await layers!.get(one);
			found.push(kept !== null);
			if (kept === null) await layers!.put(one, {listing, assurance: 'verified'});
		}
		await layers!.save();
		return found;
	};

	test('are not worth asking for where every image layer is small; with a large one the small ones are kept too', async () => {
		await using fake = await fakeCacheService();
		expect(await run(fake, 'registry.example/api:1', key('small', 1_000), key('less', 900))).toEqual([false, false]);
		expect(fake.calls).toEqual([]);
		const keys = [key('large', 2 << 20), key('small', 1_000)];
		expect(await run(fake, 'registry.example/api:1', ...keys)).toEqual([false, false]);
		expect(await run(fake, 'registry.example/api:1', ...keys)).toEqual([true, true]);
	});
	test('are found by the next release of the same image, and by no other image', async () => {
		await using fake = await fakeCacheService();
		const large = key('large', 2 << 20);
		await run(fake, 'registry.example/api:1', large);
		expect(await run(fake, 'registry.example/api:2', large)).toEqual([true]);
		expect(await run(fake, `registry.example/api@sha256:${'0'.repeat(64)}`, large)).toEqual([true]);
		expect(await run(fake, 'registry.example/web:1', large)).toEqual([false]);
	});
});
