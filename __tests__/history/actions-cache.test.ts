import {describe, expect, test} from '@jest/globals';
import {cacheHistory} from '../../src/history/actions-cache.ts';
import {commentHistory, noHistory} from '../../src/history/comment.ts';
import type {History} from '../../src/model/history.ts';
import {history as historyOf, planOf, serviceConfig, snapshot} from '../builders/evidence.ts';
import {testWorld} from '../builders/world.ts';
import {fakeCacheService, type FakeCacheService} from '../fakes/actions-cache.ts';

const plan = planOf();
const secret = 'cache-secret-0123456789';
const at = (run: number): History => historyOf(snapshot({run}));

function storeOf(
	cache: FakeCacheService,
	run: number,
	sealed: string | null = null,
	may = {mayRead: true, mayWrite: true},
) {
	const access = {url: cache.url, token: cache.token, ...may};
	return cacheHistory(testWorld(), access, {secret: sealed, run: {id: `${1000 + run}`, number: run}});
}

describe('a history in the Actions cache', () => {
	test.each([null, secret])(
		'is the newest that any run left, each under a key of its own (secret: %s)',
		async (sealed) => {
			await using cache = await fakeCacheService();
			expect(await storeOf(cache, 1, sealed).read(plan, null)).toMatchObject({status: 'observed', value: null});
			for (const run of [1, 2, 2, 10]) await storeOf(cache, run, sealed).write(at(run));
			expect(new Set(cache.entries.map(({key}) => key)).size).toBe(4);
			expect(cache.entries[0]!.key).toMatch(/^deploy-truth-history-v1-[0-9a-f]{24}-000000001-1001-[0-9a-f]{8}$/);
			const seen = await storeOf(cache, 11, sealed).read(plan, null);
			expect(seen).toMatchObject({status: 'observed', value: {last: {run: 10}}});
		},
	);

	test('is of its service and environment alone', async () => {
		await using cache = await fakeCacheService();
		await storeOf(cache, 1).write(at(1));
		const other = planOf(serviceConfig({environment: 'staging'}));
		expect(await storeOf(cache, 2).read(other, null)).toMatchObject({status: 'observed', value: null});
	});

	test('that somebody without the secret wrote is a fault, and no memory', async () => {
		await using cache = await fakeCacheService();
		await storeOf(cache, 1, secret).write(at(1));
		const [own] = cache.entries;
		await storeOf(cache, 2, 'another-secret-0123456').write(at(2));
		const forged = await storeOf(cache, 3, secret).read(plan, null);
		expect(forged).toMatchObject({status: 'unavailable', fault: {code: 'invalid-record'}});
		await storeOf(cache, 4).write(at(4));
		const [unsealed] = cache.entries.slice(-1);
		// The bytes of an entry without a seal under the name of one with it.
		cache.entries.push({...own!, key: `${own!.key}0`, bytes: unsealed!.bytes, size: unsealed!.size});
		expect(await storeOf(cache, 5, secret).read(plan, null)).toMatchObject({status: 'unavailable'});
	});

	test.each<[string, Uint8Array]>([
		['nothing', new Uint8Array()],
		['something else', Buffer.from('{"schema":"deploy-truth/history/v1"}')],
		['random bytes', Buffer.alloc(1_000, 7)],
	])('that holds %s is a fault', async (_, bytes) => {
		await using cache = await fakeCacheService();
		await storeOf(cache, 1).write(at(1));
		cache.entries[0]!.bytes = Buffer.from(bytes);
		expect(await storeOf(cache, 2).read(plan, null)).toMatchObject({status: 'unavailable'});
	});

	test.each(['status', 'cut', 'refuse'] as const)(
		'is a fault where the service fails (%s), and the run goes on',
		async (kind) => {
			await using cache = await fakeCacheService();
			await storeOf(cache, 1).write(at(1));
			cache.misbehave('GetCacheEntryDownloadURL', kind === 'status' ? {kind, status: 503} : {kind});
			expect(await storeOf(cache, 2).read(plan, null)).toMatchObject({status: 'unavailable'});
		},
	);

	test('is neither asked for nor left where this job may not', async () => {
		await using cache = await fakeCacheService();
		const shut = storeOf(cache, 1, null, {mayRead: false, mayWrite: false});
		await shut.write(at(1));
		expect(await shut.read(plan, null)).toMatchObject({status: 'observed', value: null});
		expect(cache.calls).toEqual([]);
	});
});

describe('a comment and another memory', () => {
	const world = testWorld();
	const other = {read: async () => ({status: 'observed' as const, value: at(7), at: 'now'})};
	const broken = {
		read: async () => ({status: 'unavailable' as const, fault: {code: 'stalled' as const, detail: ''}, at: 'now'}),
	};

	test('a first run for a pull request knows the deployment before from the other memory', async () => {
		expect(await commentHistory(world, async () => null, other).read(plan, 42)).toMatchObject({
			value: {last: {run: 7}},
		});
	});
	test('where nothing remembers, that is no error', async () => {
		expect(await commentHistory(world, async () => null, noHistory).read(plan, 42)).toMatchObject({
			status: 'observed',
			value: null,
		});
	});
	test('a memory that cannot be read is told', async () => {
		expect(await commentHistory(world, async () => null, broken).read(plan, 42)).toMatchObject({status: 'unavailable'});
	});
});
