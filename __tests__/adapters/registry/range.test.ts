import {describe, expect, test} from '@jest/globals';
import {blobOf} from '../../builders/image.ts';
import type {FakeRegistry, Misbehaviour, RegistryAuth} from '../../fakes/registry.ts';
import {startRegistry} from '../../fakes/registry.ts';
import {ask, faultOf, patientWorld} from './asking.ts';

const bytes = Buffer.from(Array.from({length: 300_000}, (_, at) => (at * 7 + (at >> 8) * 13 + (at >> 16)) & 255));
const blob = blobOf(bytes, 'application/octet-stream');
const {digest, size} = blob.descriptor;

async function registryWith(misbehaviour: Misbehaviour | null, times = 1, auth?: RegistryAuth): Promise<FakeRegistry> {
	const registry = await startRegistry(auth);
	registry.push('team/app', null, {root: blob, manifests: [], blobs: [blob]});
	if (misbehaviour !== null) registry.misbehave(`/blobs/${digest}`, misbehaviour, times);
	return registry;
}
const client = (registry: FakeRegistry) => ask(patientWorld(), `${registry.host}/team/app`);
const read = (registry: FakeRegistry, from = 1_000, length = 5_000) =>
	client(registry).range({digest, size}, from, length);
const wanted = bytes.subarray(1_000, 6_000);

describe('a part of a blob', () => {
	test('comes in one request that asks for no byte more', async () => {
		await using registry = await registryWith(null);
		expect(Buffer.compare(await read(registry), wanted)).toBe(0);
		expect(Buffer.compare(await read(registry, size - 51, 51), bytes.subarray(-51))).toBe(0);
		expect(registry.requests.map(({headers}) => headers['range'])).toEqual([
			'bytes=1000-5999',
			`bytes=${size - 51}-${size - 1}`,
		]);
	});
	test('comes from a storage elsewhere, and after a challenge', async () => {
		const auth = {mode: 'bearer', username: null} as const;
		await using registry = await registryWith({kind: 'storage'}, 9, auth);
		expect(Buffer.compare(await read(registry), wanted)).toBe(0);
		expect(registry.storage.requests[0]!.headers['range']).toBe('bytes=1000-5999');
		expect(registry.storage.requests[0]!.headers['authorization']).toBeUndefined();
	});
	test.each<[string, Misbehaviour]>([
		['that is cut', {kind: 'cut', after: 3_000}],
		['whose connection is refused', {kind: 'refuse'}],
		['that meets a passing error', {kind: 'status', status: 503}],
	])('%s is asked for again', async (_, misbehaviour) => {
		await using registry = await registryWith(misbehaviour);
		expect(Buffer.compare(await read(registry), wanted)).toBe(0);
		expect(registry.requests.length).toBe(2);
	});
	test.each<[string, Misbehaviour, string]>([
		['another part', {kind: 'content-range', value: `bytes 1001-6000/${size}`}, 'range-mismatch'],
		['a longer part', {kind: 'content-range', value: `bytes 1000-6000/${size}`}, 'range-mismatch'],
		['a part of another blob', {kind: 'content-range', value: 'bytes 1000-5999/7'}, 'range-mismatch'],
		['a part that is not named', {kind: 'content-range', value: null}, 'range-mismatch'],
		['fewer bytes than it names', {kind: 'bytes', bytes: bytes.subarray(0, 4_999)}, 'size-mismatch'],
		['more bytes than it names', {kind: 'bytes', bytes: bytes.subarray(0, 5_001)}, 'too-large'],
	])('is refused when it is %s', async (_, misbehaviour, code) => {
		await using registry = await registryWith(misbehaviour);
		expect((await faultOf(read(registry))).code).toBe(code);
		expect(registry.requests.length).toBe(1);
	});
	test('is not asked for again where whole blobs come in its place', async () => {
		await using registry = await registryWith({kind: 'ignore-range'}, 9);
		const {range} = client(registry);
		expect((await faultOf(range({digest, size}, 0, 10))).code).toBe('range-mismatch');
		expect((await faultOf(range({digest, size}, 0, 10))).code).toBe('range-mismatch');
		expect(registry.requests.length).toBe(1);
	});
});
