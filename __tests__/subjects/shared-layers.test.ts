import {describe, expect, test} from '@jest/globals';
import {bundled, unbundled} from '../../src/subjects/layer-bundle.ts';
import type {LayerKey} from '../../src/subjects/layer-store.ts';
import {type CacheAccess, type SharedLayersOptions, sharedLayers} from '../../src/subjects/shared-layers.ts';
import {digestOfBytes} from '../builders/image.ts';
import {list} from '../builders/layer.ts';
import {part, tarOf} from '../builders/tar.ts';
import {recordedLog, testWorld} from '../builders/world.ts';
import {type CacheWrong, type FakeCacheService, fakeCacheService} from '../fakes/actions-cache.ts';

const secret = 'a secret of some length';
const other = 'another secret as long';
const keyOf = (name: string): LayerKey => ({
	digest: digestOfBytes(Buffer.from(name)),
	diffId: digestOfBytes(Buffer.from(`${name} unpacked`)),
	mediaType: 'application/vnd.oci.image.layer.v1.tar+gzip',
	blobs: false,
	search: null,
});
const listed = async (name: string) => ({
	listing: await list(tarOf(part({name, body: `content of ${name}`}))),
	assurance: 'verified' as const,
});
const [a, b, c] = [keyOf('a'), keyOf('b'), keyOf('c')];

/** One job of a repository: what it found of the image layers it asked for, after it listed those that were not there. */
async function job(
	fake: FakeCacheService,
	keys: readonly LayerKey[],
	more: Partial<SharedLayersOptions & CacheAccess & {signal: AbortSignal}> = {},
) {
	const log = recordedLog();
	const world = testWorld({log, ...(more.signal === undefined ? {} : {signal: more.signal})});
	const {url, token} = fake;
	const {tool = 'deploy-truth/1.2.3', about = ['shop'], mayRead = true, mayWrite = true} = more;
	const store = sharedLayers(world, {url, token, mayRead, mayWrite}, {tool, about, secret: more.secret ?? null});
	const found: (string | null)[] = [];
	for (const key of keys) {
		const kept = await store.get(key);
		found.push(kept?.assurance ?? null);
		if (kept === null) await store.put(key, await listed(key.digest.slice(7, 12)));
	}
	await store.save();
	return {found, log, saved: fake.entries.filter(({size}) => size !== null).length, store};
}
const warnings = (lines: readonly string[]): string[] => lines.filter((line) => line.includes(' were not '));

describe('listings kept in a cache that other jobs write', () => {
	test('are asserted for the next job, and verified where both know the secret', async () => {
		await using fake = await fakeCacheService();
		expect((await job(fake, [a, b])).found).toEqual([null, null]);
		expect((await job(fake, [a, b])).found).toEqual(['asserted', 'asserted']);
		expect((await job(fake, [a, b], {secret})).found).toEqual([null, null]);
		expect((await job(fake, [a, b], {secret})).found).toEqual(['verified', 'verified']);
		expect((await job(fake, [a, b], {secret: other})).found).toEqual([null, null]);
	});
	test('are verified for the job that listed them', async () => {
		await using fake = await fakeCacheService();
		const {store} = await job(fake, [a]);
		expect((await store.get(a))?.assurance).toBe('verified');
	});
	test('that somebody put there under another secret, or none, are asserted', async () => {
		await using fake = await fakeCacheService();
		await job(fake, [a], {secret});
		const {key, version} = fake.entries[0]!;
		for (const theirs of [other, null]) {
			await job(fake, [b], {secret: theirs});
			const forged = fake.entries.at(-1)!.bytes;
			fake.entries.push({key: `${key.slice(0, -16)}forged`, version, bytes: forged, size: forged.length});
			expect((await job(fake, [b], {secret})).found).toEqual(['asserted']);
		}
	});
	test('are saved when one of them is new, with those that other jobs used after them', async () => {
		await using fake = await fakeCacheService();
		expect((await job(fake, [a, b])).saved).toBe(1);
		expect((await job(fake, [a, b])).saved).toBe(1);
		expect((await job(fake, [a, c])).saved).toBe(2);
		expect((await job(fake, [c, a, b])).found).toEqual(['asserted', 'asserted', 'asserted']);
		expect(new Set(fake.entries.map(({key}) => key)).size).toBe(2);
		expect(fake.entries[1]!.bytes.length).toBeGreaterThan(fake.entries[0]!.bytes.length);
	});
	test('are asked for once, and not before the first image layer is', async () => {
		await using fake = await fakeCacheService();
		await job(fake, []);
		expect(fake.calls).toEqual([]);
		await job(fake, [a, b, c]);
		expect(fake.calls.filter(({what}) => what === 'GetCacheEntryDownloadURL')).toHaveLength(1);
	});
	test('are those of the same services, read by the same version', async () => {
		await using fake = await fakeCacheService();
		await job(fake, [a], {about: ['shop', 'api']});
		expect((await job(fake, [a], {about: ['shop']})).found).toEqual([null]);
		expect((await job(fake, [a], {about: ['shop', 'api'], tool: 'deploy-truth/1.2.4'})).found).toEqual([null]);
		expect((await job(fake, [a], {about: ['api', 'shop']})).found).toEqual(['asserted']);
	});
	test('travel on though a job did not use them, while the entry is small', async () => {
		await using fake = await fakeCacheService();
		await job(fake, [a]);
		const {key, version} = fake.entries[0]!;
		const spare = new Map(
			Array.from({length: 100}, (_, at) => [`${at.toString(16).padStart(64, '0')}.layer`, Buffer.alloc(10)]),
		);
		const bytes = Buffer.from(bundled(spare));
		fake.entries.push({key: `${key.slice(0, -16)}spare`, version, bytes, size: bytes.length});
		await job(fake, [a]);
		expect(fake.entries.at(-1)!.bytes.length).toBeGreaterThan(63 * 46);
		expect(fake.entries.at(-1)!.bytes.length).toBeLessThan(66 * 46 + 1_000);
	});
	test('are neither found nor kept where the job may not', async () => {
		await using fake = await fakeCacheService();
		await job(fake, [a]);
		const blind = await job(fake, [a], {mayRead: false});
		expect(blind).toMatchObject({found: [null], saved: 2});
		const quiet = await job(fake, [b], {mayWrite: false});
		expect(quiet).toMatchObject({found: [null], saved: 2});
		expect(warnings([...blind.log.lines, ...quiet.log.lines])).toEqual([]);
	});
	test('name no image, no registry and no secret in their key', async () => {
		await using fake = await fakeCacheService();
		await job(fake, [a], {secret, about: ['registry.example/shop']});
		expect(fake.entries[0]!.key).toMatch(/^deploy-truth-listings-v1-[0-9a-f]{24}-[0-9a-f]{16}$/);
	});
});

describe('a cache service that fails', () => {
	const wrongs: readonly (readonly [string, CacheWrong])[] = [
		['500', {kind: 'status', status: 500}],
		['nonsense', {kind: 'body', body: '<html>'}],
		['a cut connection', {kind: 'refuse'}],
	];
	test.each(wrongs)('with %s is told once, asked once, and the image layers are read', async (_, wrong) => {
		await using fake = await fakeCacheService();
		fake.misbehave('GetCacheEntryDownloadURL', wrong);
		const {found, log, saved} = await job(fake, [a, b]);
		expect({found, saved}).toEqual({found: [null, null], saved: 0});
		expect(warnings(log.lines)).toHaveLength(1);
		expect(fake.calls).toHaveLength(1);
	});
	test.each(wrongs)('with %s when it should keep something is told once', async (_, wrong) => {
		await using fake = await fakeCacheService();
		fake.misbehave('CreateCacheEntry', wrong);
		const {log, saved} = await job(fake, [a, b]);
		expect(saved).toBe(0);
		expect(warnings(log.lines)).toHaveLength(1);
	});
	test('by silence keeps a job for seconds, once', async () => {
		await using fake = await fakeCacheService();
		fake.misbehave('GetCacheEntryDownloadURL', {kind: 'silent'});
		const began = Date.now();
		const {found} = await job(fake, [a, b]);
		expect(found).toEqual([null, null]);
		expect(Date.now() - began).toBeLessThan(9_000);
	}, 20_000);
	test('never says the address that it signed', async () => {
		await using fake = await fakeCacheService();
		await job(fake, [a]);
		fake.misbehave('download', {kind: 'status', status: 403});
		fake.misbehave('upload', {kind: 'status', status: 403});
		const one = await job(fake, [a]);
		fake.behave();
		fake.misbehave('upload', {kind: 'status', status: 403});
		const two = await job(fake, [b]);
		const said = [...one.log.lines, ...two.log.lines].join('\n');
		expect(said).toContain('403');
		expect(said).not.toMatch(/sig=|\/blobs\//);
	});
	test('while the run is cancelled is no warning but the end', async () => {
		await using fake = await fakeCacheService();
		fake.misbehave('GetCacheEntryDownloadURL', {kind: 'silent'});
		const cancel = new AbortController();
		setTimeout(() => cancel.abort(), 50);
		await expect(job(fake, [a], {signal: cancel.signal})).rejects.toMatchObject({fault: {code: 'cancelled'}});
	});
});

describe('an entry that somebody spoilt', () => {
	/** Puts bytes where the next job finds them. */
	async function poisoned(bytes: (right: Buffer) => Uint8Array) {
		const fake = await fakeCacheService();
		await job(fake, [a, b], {secret});
		const {key, version, bytes: right} = fake.entries[0]!;
		const wrong = Buffer.from(bytes(right));
		fake.entries.push({key: `${key.slice(0, -16)}poison`, version, bytes: wrong, size: wrong.length});
		return fake;
	}
	test.each([
		['nothing at all', () => Buffer.alloc(0)],
		['noise', () => Buffer.alloc(5_000, 7)],
		[
			'an archive that leads out of its directory',
			() =>
				tarOf(
					part({name: '/tmp/deploy-truth-escaped', body: 'x'}),
					part({name: '../../escaped', body: 'x'}),
					part({name: 'link', flag: '2', link: '/tmp'}),
				),
		],
		['a bundle that ends early', (right: Buffer) => right.subarray(0, right.length - 1)],
	])('with %s is not used, and the next entry is whole again', async (_, bytes) => {
		await using fake = await poisoned(bytes);
		const {found, log} = await job(fake, [a, b], {secret});
		expect(found).toEqual([null, null]);
		expect(warnings(log.lines)).toHaveLength(1);
		expect((await job(fake, [a, b], {secret})).found).toEqual(['verified', 'verified']);
	});
	test('in one listing costs that listing', async () => {
		await using fake = await poisoned((right) => {
			const bytes = Buffer.from(right);
			bytes[bytes.length - 1]! ^= 1;
			return bytes;
		});
		expect((await job(fake, [a, b], {secret})).found.toSorted()).toEqual([null, 'verified'].toSorted());
		expect((await job(fake, [a, b], {secret})).found).toEqual(['verified', 'verified']);
	});
	test('that is too large is left, and replaced', async () => {
		await using fake = await poisoned(() => Buffer.alloc(65 << 20));
		const {found, log} = await job(fake, [a], {secret});
		expect(found).toEqual([null]);
		expect(warnings(log.lines)).toHaveLength(1);
		expect((await job(fake, [a], {secret})).found).toEqual(['verified']);
	});
	test('with a listing under another’s name is not used', async () => {
		await using fake = await poisoned((right) => {
			const [[one, first], [two, second]] = [...unbundled(right)!] as [[string, Uint8Array], [string, Uint8Array]];
			return bundled(
				new Map([
					[one, second],
					[two, first],
				]),
			);
		});
		expect((await job(fake, [a, b], {secret})).found).toEqual([null, null]);
	});
});
