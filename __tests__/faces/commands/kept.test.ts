import {chmodSync, readdirSync, readFileSync, writeFileSync} from 'node:fs';
import {join} from 'node:path';
import {describe, expect, test} from '@jest/globals';
import {runDiff} from '../../../src/faces/commands/diff.ts';
import type {ManifestArguments} from '../../../src/faces/commands/manifest.ts';
import {runManifest} from '../../../src/faces/commands/manifest.ts';
import {runVerify} from '../../../src/faces/commands/verify.ts';
import type {World} from '../../../src/world.ts';
import type {BuiltLayer} from '../../builders/image.ts';
import {buildImage, buildLayer} from '../../builders/image.ts';
import {estargzLayer} from '../../builders/toc.ts';
import {printer} from '../../builders/printer.ts';
import {room} from '../../builders/repository.ts';
import {recordedLog, testWorld} from '../../builders/world.ts';
import {after, before, dist, imageWith, Shop} from '../../e2e/shop.ts';
import {faultOf} from '../../adapters/registry/asking.ts';
import type {FakeRegistry} from '../../fakes/registry.ts';
import {startRegistry} from '../../fakes/registry.ts';

/** Bytes that nobody compresses: a size on the wire that means something. */
function noise(seed: number, length: number): Buffer {
	const bytes = Buffer.alloc(length);
	let state = seed;
	for (let at = 0; at < length; at++) {
		state = (Math.imul(state, 1_664_525) + 1_013_904_223) >>> 0;
		bytes[at] = state >>> 24;
	}
	return bytes;
}
const layerOf = (name: string, seed: number, length: number): Promise<BuiltLayer> =>
	buildLayer([
		{path: `${name}/`},
		...[0, 1, 2].map((part) => ({path: `${name}/${part}`, content: noise(seed + part, length)})),
	]);

/** A world that counts the bytes of answers. */
function counting(env: Record<string, string> = {}): {world: World; bytes: () => number} {
	const world = testWorld({log: recordedLog(), env: {PATH: process.env['PATH']!, ...env}});
	let bytes = 0;
	async function* counted(body: AsyncIterable<Uint8Array>): AsyncIterable<Uint8Array> {
		for await (const chunk of body) {
			bytes += chunk.length;
			yield chunk;
		}
	}
	return {
		world: {
			...world,
			http: async (request) => {
				const answer = await world.http(request);
				return {...answer, body: counted(answer.body)};
			},
		},
		bytes: () => bytes,
	};
}

async function manifest(
	registry: FakeRegistry,
	args: ManifestArguments,
	env: Record<string, string> = {},
): Promise<{code: number; text: string; bytes: number; assurance: string}> {
	const {world, bytes} = counting(env);
	const {out, text} = printer();
	const code = await runManifest(world, out, `registry:${registry.host}/team/app:v1`, args);
	return {code, text: text(), bytes: bytes(), assurance: (JSON.parse(text()) as {assurance: string}).assurance};
}

async function released(): Promise<{
	registry: FakeRegistry;
	/** puts a new top image layer on the same others; gives its size */
	release: (seed: number) => Promise<number>;
}> {
	const registry = await startRegistry();
	const below = await Promise.all([layerOf('base', 1, 200_000), layerOf('modules', 10, 100_000)]);
	return {
		registry,
		release: async (seed) => {
			const top = await layerOf('app', seed, 1_000);
			registry.push('team/app', 'v1', buildImage([...below, top]));
			return top.descriptor.size;
		},
	};
}

describe('a redeploy', () => {
	test('fetches the new image layer and next to nothing else, and its manifest is the same to the byte', async () => {
		const {registry, release} = await released();
		await using _ = registry;
		using place = room();
		const cache = join(place.path, 'kept');
		await release(100);
		const cold = await manifest(registry, {cache});
		expect(cold).toMatchObject({code: 0, assurance: 'verified'});
		expect(cold.bytes).toBeGreaterThan(900_000);

		const size = await release(200);
		const warm = await manifest(registry, {cache});
		expect(warm.bytes).toBeGreaterThan(size);
		expect(warm.bytes - size).toBeLessThan(64 << 10);
		const whole = await manifest(registry, {cache: 'none'});
		expect(whole.bytes).toBeGreaterThan(900_000);
		expect(warm).toEqual({...whole, bytes: warm.bytes});

		// The same image again: its documents alone.
		expect((await manifest(registry, {cache})).bytes).toBeLessThan(size);
	});
	test('under --assurance verified reads again what others may have written, and then it is proven', async () => {
		const {registry, release} = await released();
		await using _ = registry;
		using place = room();
		const cache = join(place.path, 'kept');
		await release(100);
		const cold = await manifest(registry, {cache});
		chmodSync(cache, 0o777);
		const warm = await manifest(registry, {cache});
		expect(warm).toMatchObject({code: 0, assurance: 'asserted'});
		expect(warm.bytes).toBeLessThan(64 << 10);
		const proven = await manifest(registry, {cache, assurance: 'verified'});
		expect(proven).toEqual({...cold, bytes: proven.bytes});
		expect(proven.bytes).toBeGreaterThan(900_000);
	});
	test('in CI believes a cache by the user’s secret alone', async () => {
		const {registry, release} = await released();
		await using _ = registry;
		using place = room();
		const secret = {
			CI: 'true',
			DEPLOY_TRUTH_CACHE: join(place.path, 'kept'),
			DEPLOY_TRUTH_CACHE_SECRET: 's'.repeat(32),
		};
		await release(100);
		expect(await manifest(registry, {}, secret)).toMatchObject({assurance: 'verified'});
		const own = await manifest(registry, {assurance: 'verified'}, secret);
		expect(own.bytes).toBeLessThan(64 << 10);
		const other = {...secret, DEPLOY_TRUTH_CACHE_SECRET: 'o'.repeat(32)};
		expect(await manifest(registry, {}, other)).toMatchObject({assurance: 'asserted'});
		const again = await manifest(registry, {assurance: 'verified'}, other);
		expect(again).toMatchObject({assurance: 'verified'});
		expect(again.bytes).toBeGreaterThan(900_000);
	});
	test('with spoilt files is read as if nothing had been kept', async () => {
		const {registry, release} = await released();
		await using _ = registry;
		using place = room();
		const cache = join(place.path, 'kept');
		await release(100);
		const cold = await manifest(registry, {cache});
		const names = readdirSync(cache);
		expect(names).toHaveLength(3);
		for (const name of names) writeFileSync(join(cache, name), readFileSync(join(cache, name)).subarray(0, -1));
		expect(await manifest(registry, {cache})).toEqual(cold);
	});
	test('keeps nothing of an image layer that did not prove itself, nor anything where nothing is to be kept', async () => {
		const {registry, release} = await released();
		await using _ = registry;
		using place = room();
		await release(100);
		await manifest(registry, {}, {HOME: place.path, DEPLOY_TRUTH_CACHE: 'none'});
		await manifest(registry, {}, {HOME: place.path, CI: 'true'});
		expect(readdirSync(place.path)).toEqual([]);
		await manifest(registry, {}, {HOME: place.path});
		expect(readdirSync(join(place.path, '.cache', 'deploy-truth'))).toHaveLength(3);
		registry.misbehave('/blobs/', {kind: 'bytes', bytes: Buffer.from('other bytes')});
		const cache = join(place.path, 'kept');
		await faultOf(manifest(registry, {cache}));
		expect(readdirSync(place.path)).not.toContain('kept');
	});
	test('does not take the word of another image’s table of contents for an image layer that both have', async () => {
		await using registry = await startRegistry();
		using place = room();
		const cache = join(place.path, 'kept');
		const layer = estargzLayer([{name: 'app', body: noise(1, 200_000)}]);
		const forged = estargzLayer([{name: 'app', body: noise(1, 200_000), says: {digest: `sha256:${'0'.repeat(64)}`}}]);
		const {annotations, ...plain} = layer.descriptor;
		// A registry gives what it likes for a part of a blob, and its image manifest states the digest of that.
		const bad = {...forged, diffId: layer.diffId, descriptor: {...forged.descriptor, digest: plain.digest}};
		registry.push('team/app', 'v1', buildImage([bad]));
		const lie = await manifest(registry, {cache});
		expect(lie).toMatchObject({code: 0, assurance: 'asserted'});
		expect(lie.text).toContain('0'.repeat(64));

		registry.push('team/app', 'v1', buildImage([{...layer, descriptor: plain}]));
		const good = await manifest(registry, {cache});
		expect(good).toEqual(await manifest(registry, {cache: 'none'}));
		expect(good.assurance).toBe('verified');
		// Also where the right table is stated.
		using empty = room();
		registry.push('team/app', 'v1', buildImage([{...layer, descriptor: {...plain, annotations: annotations!}}]));
		await manifest(registry, {cache: empty.path});
		registry.push('team/app', 'v1', buildImage([bad]));
		await manifest(registry, {cache: empty.path});
		registry.push('team/app', 'v1', buildImage([{...layer, descriptor: {...plain, annotations: annotations!}}]));
		expect((await manifest(registry, {cache: empty.path})).text).not.toContain('0'.repeat(64));
	});
	test('is compared with the release before by the image layers that changed', async () => {
		const {registry, release} = await released();
		await using _ = registry;
		using place = room();
		const cache = join(place.path, 'kept');
		await release(100);
		await manifest(registry, {cache});
		await release(200);
		const {world, bytes} = counting();
		const {out, text} = printer();
		const image = `registry:${registry.host}/team/app:v1`;
		expect(await runDiff(world, out, image, image, {cache})).toBe(0);
		expect(text()).not.toBe('');
		expect(bytes()).toBeLessThan(64 << 10);
	});
});

test('verify remembers the image layers that it read, and says the same without reading them', async () => {
	await using shop = await Shop.open();
	using place = room();
	shop.configures(`version: 1
services:
  shop:
    image: ${shop.image}
${dist}    probes: [{name: workflow, url: '${shop.endpoint.url}/api/workflow', expect: 401}]
`);
	const cache = join(place.path, 'kept');
	const verify = async (kept: string): Promise<{code: number; image: unknown; blobs: string[]}> => {
		const from = shop.registry.requests.length;
		const {out, text, world} = printer(shop.path);
		const terminal = {
			world,
			out,
			problem: () => undefined,
			color: false,
			width: 100,
			clear: () => undefined,
			masked: (shown: string) => shown,
		};
		const code = await runVerify(terminal, {
			service: [],
			format: 'json',
			cache: kept,
			history: join(place.path, 'history'),
		});
		const {layers} = JSON.parse(text()) as {layers: {layer: string}[]};
		const blobs = shop.registry.requests.slice(from).flatMap(({url}) => url.split('/blobs/')[1] ?? []);
		return {code, image: layers.find(({layer}) => layer === 'image'), blobs};
	};
	const image = await shop.pushes(after);
	const {digest} = image.layers[1]!.descriptor;
	expect((await verify(cache)).blobs).toContain(digest);
	const warm = await verify(cache);
	expect(warm.blobs).not.toContain(digest);
	const whole = await verify('none');
	expect(whole.blobs).toContain(digest);
	expect(warm.image).toEqual(whole.image);
	expect(warm.image).toMatchObject({status: 'match', assurance: 'verified'});

	const stale = await imageWith(before);
	shop.registry.push('acme/shop', 'prod', stale);
	const back = await verify(cache);
	expect(back).toMatchObject({code: 1, image: {status: 'drift'}});
	expect(back.blobs).toContain(stale.layers[1]!.descriptor.digest);
});
