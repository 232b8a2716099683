import {describe, expect, test} from '@jest/globals';
import {blobOf} from '../../builders/image.ts';
import type {FakeRegistry, Misbehaviour} from '../../fakes/registry.ts';
import {startRegistry} from '../../fakes/registry.ts';
import {ask, bytesOf, faultOf, patientWorld} from './asking.ts';

// Longer than one chunk of a socket, and every stretch of it different from the others.
const bytes = Buffer.from(Array.from({length: 300_000}, (_, at) => (at * 7 + (at >> 8) * 13 + (at >> 16)) & 255));
const blob = blobOf(bytes, 'application/octet-stream');
const {digest, size} = blob.descriptor;
const place = `/blobs/${digest}`;

async function registryWith(...misbehaviours: readonly (readonly [Misbehaviour, number?])[]): Promise<FakeRegistry> {
	const registry = await startRegistry();
	registry.push('team/app', null, {root: blob, manifests: [], blobs: [blob]});
	for (const [misbehaviour, times] of misbehaviours) registry.misbehave(place, misbehaviour, times);
	return registry;
}
const read = (registry: FakeRegistry, overrides = {}) =>
	bytesOf(ask(patientWorld(), `${registry.host}/team/app`, overrides).blob({digest, size}));
/** The range of all that is missing. */
const rest = (from: number): string => `bytes=${from}-${size - 1}`;
const ranges = (registry: FakeRegistry) => registry.requests.map((request) => request.headers['range'] ?? null);

describe('a blob', () => {
	test('comes as it is stored', async () => {
		await using registry = await registryWith();
		expect(Buffer.compare(await read(registry), bytes)).toBe(0);
	});
	test('that is cut goes on from the byte where it was cut', async () => {
		await using registry = await registryWith([{kind: 'cut', after: 100_000}, 1]);
		expect(Buffer.compare(await read(registry), bytes)).toBe(0);
		expect(ranges(registry)).toEqual([null, rest(100000)]);
	});
	test('without an announced length goes on where the connection closed: nothing else tells that it was cut', async () => {
		const closing: Misbehaviour = {
			kind: 'raw',
			speak: (socket, right) => {
				socket.write('HTTP/1.1 200 OK\r\nConnection: close\r\n\r\n');
				socket.end(right.subarray(0, 100_000));
			},
		};
		await using registry = await registryWith([closing, 1]);
		expect(Buffer.compare(await read(registry), bytes)).toBe(0);
		expect(ranges(registry)).toEqual([null, rest(100000)]);
	});
	test('that is cut again and again arrives as long as each connection brings something', async () => {
		await using registry = await registryWith([{kind: 'cut', after: 30_000}, 9]);
		expect(Buffer.compare(await read(registry), bytes)).toBe(0);
		expect(ranges(registry).slice(0, 3)).toEqual([null, rest(30000), rest(60000)]);
	});
	test('that is cut before its first byte is asked for again from the start', async () => {
		await using registry = await registryWith([{kind: 'cut', after: 0}, 2]);
		expect(Buffer.compare(await read(registry), bytes)).toBe(0);
		expect(ranges(registry)).toEqual([null, null, null]);
	});
	test('that never brings a byte is given up', async () => {
		await using registry = await registryWith([{kind: 'cut', after: 0}]);
		expect((await faultOf(read(registry))).code).toBe('cut-stream');
		expect(registry.requests.length).toBe(4);
	});
	test('that drips one byte a connection is given up', async () => {
		await using registry = await registryWith([{kind: 'cut', after: 1}]);
		const fault = await faultOf(read(registry));
		expect(fault.code).toBe('cut-stream');
		expect(fault.detail).toContain(`of ${size} bytes`);
		expect(registry.requests.length).toBe(16);
	});
	test('of a registry that ignores ranges is taken from the start, and what is known is passed over', async () => {
		await using registry = await registryWith([{kind: 'cut', after: 100_000}, 1], [{kind: 'ignore-range'}]);
		expect(Buffer.compare(await read(registry), bytes)).toBe(0);
	});
	test.each([
		['starts elsewhere', 'bytes 99999-299999/300000'],
		['ends elsewhere', 'bytes 100000-299998/300000'],
		['speaks of another size', 'bytes 100000-299999/300001'],
		['counts in another unit', 'items 100000-299999/300000'],
		['is missing', null],
	])('whose range %s is a fault', async (_name, value) => {
		await using registry = await registryWith([{kind: 'cut', after: 100_000}, 1], [{kind: 'content-range', value}]);
		expect((await faultOf(read(registry))).code).toBe('range-mismatch');
	});
	test('whose range leaves the size open goes on', async () => {
		const open = {kind: 'content-range', value: 'bytes 100000-299999/*'} as const;
		await using registry = await registryWith([{kind: 'cut', after: 100_000}, 1], [open]);
		expect(Buffer.compare(await read(registry), bytes)).toBe(0);
	});
	test('that answers a part when all was asked for is a fault', async () => {
		await using registry = await registryWith([
			{kind: 'status', status: 206, headers: {'Content-Range': 'bytes 0-9/300000'}},
		]);
		expect((await faultOf(read(registry))).code).toBe('range-mismatch');
	});
	test('that cannot be resumed because its range is refused is a fault', async () => {
		await using registry = await registryWith([{kind: 'cut', after: 100_000}, 1]);
		const client = ask(patientWorld(), `${registry.host}/team/app`);
		const reading = (async () => {
			let first = true;
			for await (const _ of client.blob({digest, size})) {
				if (first) registry.misbehave(place, {kind: 'status', status: 416});
				first = false;
			}
		})();
		expect((await faultOf(reading)).code).toBe('unexpected-answer');
	});
	test('that is shorter or longer than it should be is a fault', async () => {
		await using shorter = await registryWith([{kind: 'bytes', bytes: bytes.subarray(1)}]);
		expect((await faultOf(read(shorter))).code).toBe('size-mismatch');
		await using longer = await registryWith([{kind: 'bytes', bytes: Buffer.concat([bytes, bytes])}]);
		expect((await faultOf(read(longer))).code).toBe('size-mismatch');
	});
	test('that stalls is a fault', async () => {
		await using registry = await registryWith([{kind: 'stall', after: 100_000}]);
		const timeouts = {connect: 5_000, answer: 5_000, stall: 50, request: 15_000};
		expect((await faultOf(read(registry, {timeouts}))).code).toBe('stalled');
	});
	test('that is not there is a fault that names it', async () => {
		await using registry = await startRegistry();
		const fault = await faultOf(read(registry));
		expect(fault).toMatchObject({code: 'not-found'});
		expect(fault.detail).toContain(digest);
	});
	test('may be left in the middle', async () => {
		await using registry = await registryWith();
		for await (const _ of ask(patientWorld(), `${registry.host}/team/app`).blob({digest, size})) break;
		expect(registry.requests.length).toBe(1);
	});
	test('may be empty', async () => {
		await using registry = await startRegistry();
		const empty = blobOf(new Uint8Array(), 'application/octet-stream');
		registry.push('team/app', null, {root: empty, manifests: [], blobs: [empty]});
		const client = ask(patientWorld(), `${registry.host}/team/app`);
		expect((await bytesOf(client.blob(empty.descriptor))).length).toBe(0);
	});
});

describe('a blob kept on another port', () => {
	const auth = {mode: 'basic', username: 'ada', password: 'secret-word'} as const;
	const credentials = {username: 'ada', password: 'secret-word'};

	test('is fetched there without our Authorization', async () => {
		await using registry = await startRegistry(auth);
		registry.push('team/app', null, {root: blob, manifests: [], blobs: [blob]});
		registry.misbehave(place, {kind: 'storage'});
		expect(Buffer.compare(await read(registry, {credentials}), bytes)).toBe(0);
		expect(registry.requests.at(-1)?.headers['authorization']).toMatch(/^Basic /);
		expect(registry.storage.requests.length).toBe(1);
		expect(registry.storage.requests[0]?.headers).not.toHaveProperty('authorization');
		expect(JSON.stringify(registry.storage.requests)).not.toContain(Buffer.from('ada:secret-word').toString('base64'));
	});
	test('that asks for credentials there gets none', async () => {
		await using registry = await startRegistry(auth);
		await using stranger = await startRegistry(auth);
		registry.push('team/app', null, {root: blob, manifests: [], blobs: [blob]});
		registry.misbehave(place, {kind: 'redirect', to: `http://${stranger.host}/v2/team/app${place}`});
		const fault = await faultOf(read(registry, {credentials}));
		expect(fault.code).toBe('unauthorized');
		expect(fault.detail).toContain('storage');
		expect(stranger.requests.length).toBe(1);
		expect(stranger.requests[0]?.headers).not.toHaveProperty('authorization');
	});
});
