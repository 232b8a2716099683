import {execFileSync} from 'node:child_process';
import {
	chmodSync,
	mkdirSync,
	readdirSync,
	readFileSync,
	renameSync,
	rmSync,
	symlinkSync,
	utimesSync,
	writeFileSync,
} from 'node:fs';
import {join} from 'node:path';
import {describe, expect, test} from '@jest/globals';
import fc from 'fast-check';
import {seal} from '../../src/bytes/sealed.ts';
import {comparePaths} from '../../src/model/path.ts';
import {listingDocument, listingSchema} from '../../src/rootfs/listing-document.ts';
import type {Listing} from '../../src/rootfs/listing.ts';
import type {KeptLayers, KeptLayersOptions} from '../../src/subjects/kept-layers.ts';
import {keptLayers} from '../../src/subjects/kept-layers.ts';
import type {LayerKey} from '../../src/subjects/layer-store.ts';
import type {World} from '../../src/world.ts';
import {digestOfBytes} from '../builders/image.ts';
import {list} from '../builders/layer.ts';
import {tarParts} from '../builders/listing.ts';
import {room} from '../builders/repository.ts';
import {part, tarOf} from '../builders/tar.ts';
import {recordedLog, testWorld} from '../builders/world.ts';

const tool = 'deploy-truth/1.2.3';
const secret = 'a secret of some length';
const keyOf = (name: string, more: Partial<LayerKey> = {}): LayerKey => ({
	digest: digestOfBytes(Buffer.from(name)),
	diffId: digestOfBytes(Buffer.from(`${name} unpacked`)),
	mediaType: 'application/vnd.oci.image.layer.v1.tar+gzip',
	blobs: false,
	search: null,
	...more,
});
const files = (...names: readonly string[]): Promise<Listing> =>
	list(tarOf(...names.map((name) => part({name, body: `content of ${name}`}))));
const verified = async (...names: readonly string[]) => ({
	listing: await files(...names),
	assurance: 'verified' as const,
});
const a = keyOf('a');
const b = keyOf('b');

/** A store as a process of its own has it: what another one wrote is foreign to it. */
const open = (directory: string, more: Partial<KeptLayersOptions> = {}, world: World = testWorld()): KeptLayers =>
	keptLayers(world, {directory, tool, secret: null, shared: false, ...more});

/** A directory for kept listings that nobody has made yet. */
function shelf(): Disposable & {readonly path: string; readonly names: () => string[]} {
	const place = room();
	const path = join(place.path, 'kept');
	return {path, names: () => readdirSync(path).sort(), [Symbol.dispose]: () => place[Symbol.dispose]()};
}
async function fileOf(directory: string, key: LayerKey, more: Partial<KeptLayersOptions> = {}): Promise<string> {
	const store = open(directory, more);
	await store.put(key, await verified('app/one', 'app/two'));
	return join(directory, [...store.written()][0]!);
}

describe('a listing that was kept', () => {
	test('comes back whole and proven for the next process, whatever the image layer holds', async () => {
		using place = shelf();
		await fc.assert(
			fc.asyncProperty(tarParts, fc.constantFrom('verified', 'asserted'), async (parts, assurance) => {
				const listing = await list(tarOf(...parts.map(part)));
				const key = keyOf(JSON.stringify(parts));
				await open(place.path).put(key, {listing, assurance});
				const entries = listing.entries.toSorted((x, y) => comparePaths(x.path, y.path));
				expect(await open(place.path).get(key)).toEqual(
					listing.gaps.length > 0 ? null : {listing: {...listing, entries}, assurance},
				);
			}),
			{numRuns: 60},
		);
	});
	test('answers for nothing but the same image layer, read the same way by the same version', async () => {
		using place = shelf();
		await open(place.path).put(a, await verified('x'));
		const others: readonly Partial<LayerKey>[] = [
			{digest: b.digest},
			{diffId: b.diffId},
			{diffId: null},
			{mediaType: 'application/vnd.oci.image.layer.v1.tar'},
			{blobs: true},
			{search: 'texts'},
			{toc: '[null,"sha256:00"]'},
			{alike: '[true,false]'},
			{size: 7},
		];
		for (const other of others) expect(await open(place.path).get({...a, ...other})).toBeNull();
		expect(await open(place.path, {tool: 'deploy-truth/1.2.4'}).get(a)).toBeNull();
		expect(await open(place.path).get(a)).not.toBeNull();
	});
	test('with other forms of texts is not kept, for its document has none', async () => {
		using place = shelf();
		const store = open(place.path);
		await store.put({...a, alike: '[true,false]'}, await verified('x'));
		expect(await store.get({...a, alike: '[true,false]'})).toBeNull();
		expect(store.written().size).toBe(0);
	});
	test('cut anywhere, or with any byte changed, is not there', async () => {
		using place = shelf();
		const file = await fileOf(place.path, a);
		const right = await open(place.path).get(a);
		const bytes = readFileSync(file);
		const store = open(place.path);
		let read = 0;
		for (let at = 0; at < bytes.length; at++) {
			writeFileSync(file, bytes.subarray(0, at));
			expect(await store.get(a)).toBeNull();
			const spoilt = Uint8Array.from(bytes);
			spoilt[at]! ^= 0x41;
			writeFileSync(file, spoilt);
			const found = await store.get(a);
			if (found === null) continue;
			read++;
			expect(found).toEqual(right);
		}
		// The place of a seal that nobody asked for.
		expect(read).toBe(32);
	});
	test('in the file of another image layer is not there', async () => {
		using place = shelf();
		const [one, other] = [await fileOf(place.path, a), await fileOf(place.path, b)];
		renameSync(one, `${one}.aside`);
		renameSync(other, one);
		renameSync(`${one}.aside`, other);
		expect(await open(place.path).get(a)).toBeNull();
		expect(await open(place.path).get(b)).toBeNull();
	});
	test('where there is a directory, a FIFO or a file too large is not there', async () => {
		using place = shelf();
		const file = await fileOf(place.path, a);
		expect(await open(place.path, {limits: {fileBytes: 100}}).get(a)).toBeNull();
		rmSync(file);
		mkdirSync(file);
		expect(await open(place.path).get(a)).toBeNull();
		rmSync(file, {recursive: true});
		execFileSync('mkfifo', [file]);
		expect(await open(place.path).get(a)).toBeNull();
	});
	test('as an empty text, or as anything but a listing, is not there', async () => {
		using place = shelf();
		const file = await fileOf(place.path, a);
		const name = JSON.stringify([tool, a.digest, null, a.diffId, a.mediaType, a.blobs, a.search, null]);
		for (const text of ['', '[]', 'null', '{"schema":"deploy-truth/layer-listing/v2"}', ' '.repeat(65 << 20)]) {
			writeFileSync(file, seal(text, {kind: listingSchema, name}, null).bytes);
			expect(await open(place.path).get(a)).toBeNull();
		}
	});
});

describe('how far a kept listing is believed', () => {
	const assuranceIn = async (directory: string, more: Partial<KeptLayersOptions> = {}) =>
		(await open(directory, more).get(a))?.assurance;

	test('proven in this user’s own directory, asserted where others may write', async () => {
		using place = shelf();
		const file = await fileOf(place.path, a);
		expect(await assuranceIn(place.path)).toBe('verified');
		for (const mode of [0o770, 0o707, 0o1777]) {
			chmodSync(place.path, mode);
			expect(await assuranceIn(place.path)).toBe('asserted');
		}
		chmodSync(place.path, 0o755);
		expect(await assuranceIn(place.path)).toBe('verified');
		chmodSync(file, 0o666);
		expect(await assuranceIn(place.path)).toBe('asserted');
		// A umask of 002 leaves this behind; nobody else comes so far.
		chmodSync(place.path, 0o700);
		expect(await assuranceIn(place.path)).toBe('verified');
	});
	test('asserted through a link, which may lead anywhere', async () => {
		using place = shelf();
		const file = await fileOf(place.path, a);
		symlinkSync(place.path, `${place.path}-link`);
		expect(await assuranceIn(`${place.path}-link`)).toBe('asserted');
		renameSync(file, `${file}.aside`);
		symlinkSync(`${file}.aside`, file);
		expect(await assuranceIn(place.path)).toBe('asserted');
	});
	test('asserted below a directory that others may write, who can put another in the place of its own', async () => {
		using place = shelf();
		const inner = join(place.path, 'inner');
		await fileOf(inner, a);
		const around = join(place.path, '..');
		for (const mode of [0o770, 0o707, 0o777]) {
			chmodSync(place.path, mode);
			chmodSync(around, 0o755);
			expect(await assuranceIn(inner)).toBe('asserted');
			// Nobody else comes so far.
			chmodSync(around, 0o700);
			expect(await assuranceIn(inner)).toBe('verified');
		}
		chmodSync(around, 0o755);
		// In /tmp nobody moves what is another's.
		chmodSync(place.path, 0o1777);
		expect(await assuranceIn(inner)).toBe('verified');
		chmodSync(place.path, 0o755);
		expect(await assuranceIn(inner)).toBe('verified');
	});
	test('asserted below a link that others may turn, proven below one of this user or of root', async () => {
		using place = shelf();
		await fileOf(join(place.path, 'real', 'inner'), a);
		const open = join(place.path, 'open');
		mkdirSync(open);
		chmodSync(join(place.path, '..'), 0o755);
		chmodSync(place.path, 0o755);
		symlinkSync(join(place.path, 'real'), join(open, 'link'));
		expect(await assuranceIn(join(open, 'link', 'inner'))).toBe('verified');
		chmodSync(open, 0o777);
		expect(await assuranceIn(join(open, 'link', 'inner'))).toBe('asserted');
		// Where it leads is no better than the way to it.
		symlinkSync('open/link', join(place.path, 'through'));
		expect(await assuranceIn(join(place.path, 'through', 'inner'))).toBe('asserted');
		symlinkSync('loop', join(place.path, 'loop'));
		expect(await assuranceIn(join(place.path, 'loop', 'inner'))).toBeUndefined();
	});
	test('asserted in somebody else’s directory, and where files have no owner', async () => {
		using place = shelf();
		await fileOf(place.path, a);
		const world = testWorld();
		for (const user of [(world.files.user ?? 0) + 1, null]) {
			const other = {...world, files: {...world.files, user}};
			expect((await open(place.path, {}, other).get(a))?.assurance).toBe('asserted');
		}
	});
	test('in a shared directory asserted for all but the process that wrote it', async () => {
		using place = shelf();
		const store = open(place.path, {shared: true});
		await store.put(a, await verified('mine'));
		expect((await store.get(a))?.assurance).toBe('verified');
		expect(await assuranceIn(place.path, {shared: true})).toBe('asserted');
		// Somebody replaces it meanwhile, with a checksum that is right.
		await open(place.path, {shared: true}).put(a, await verified('theirs'));
		const replaced = await store.get(a);
		expect([...replaced!.listing.entries].map(({path}) => path)).toEqual(['theirs']);
		expect(replaced?.assurance).toBe('asserted');
	});
	test('in a shared directory proven by the user’s secret, and by no other', async () => {
		using place = shelf();
		await fileOf(place.path, a, {shared: true, secret});
		expect(await assuranceIn(place.path, {shared: true, secret})).toBe('verified');
		expect(await assuranceIn(place.path, {shared: true, secret: 'another secret as long'})).toBe('asserted');
		expect(await assuranceIn(place.path, {shared: true})).toBe('asserted');
		await fileOf(place.path, a, {shared: true});
		expect(await assuranceIn(place.path, {shared: true, secret})).toBe('asserted');
	});
	test('what was asserted when it was kept never becomes proven', async () => {
		using place = shelf();
		const store = open(place.path, {secret});
		await store.put(a, {listing: await files('x'), assurance: 'asserted'});
		expect((await store.get(a))?.assurance).toBe('asserted');
		expect(await assuranceIn(place.path, {secret})).toBe('asserted');
		expect(await assuranceIn(place.path)).toBe('asserted');
	});
	test('a secret is masked, and one that can be guessed is not used', async () => {
		using place = shelf();
		const log = recordedLog();
		await open(place.path, {shared: true, secret: 'short'}, testWorld({log})).put(a, await verified('x'));
		expect(log.secrets).toEqual(['short']);
		expect(log.lines).toEqual(['the cache secret has fewer than 16 characters: it is not used']);
		expect(await assuranceIn(place.path, {shared: true, secret: 'short'})).toBe('asserted');
	});
});

describe('the directory of kept listings', () => {
	const keys = ['a', 'b', 'c', 'd', 'e'].map((name) => keyOf(name));
	/** File names of the listings, the oldest an hour before the next. */
	async function aged(directory: string, count: number): Promise<string[]> {
		const names: string[] = [];
		for (const [at, key] of keys.slice(0, count).entries()) {
			const file = await fileOf(directory, key);
			const then = Date.now() / 1000 - (count - at) * 3600;
			utimesSync(file, then, then);
			names.push(file.slice(directory.length + 1));
		}
		return names;
	}

	test('is its user’s alone', async () => {
		using place = shelf();
		await fileOf(join(place.path, 'deep', 'down'), a);
		expect((await testWorld().files.stat(join(place.path, 'deep', 'down'))).mode & 0o077).toBe(0);
	});
	test('loses what was used longest ago when there are too many', async () => {
		using place = shelf();
		const [, second, third] = await aged(place.path, 3);
		const store = open(place.path, {limits: {files: 3}});
		expect(await store.get(keys[0]!)).not.toBeNull();
		await store.put(keys[3]!, await verified('new'));
		expect(place.names()).toHaveLength(3);
		expect(place.names()).not.toContain(second);
		// Also what is used after the files were counted counts as used.
		expect(await store.get(keys[2]!)).not.toBeNull();
		await store.put(keys[4]!, await verified('newer'));
		expect(place.names()).toHaveLength(3);
		expect(place.names()).toContain(third);
	});
	test('loses what was used longest ago when they are too large together, and never holds one too large', async () => {
		using place = shelf();
		const [first, second, third] = await aged(place.path, 3);
		const bytes = readFileSync(join(place.path, third!)).length;
		await open(place.path, {limits: {bytes: bytes * 2 + 10}}).put(keys[3]!, await verified('app/one', 'app/two'));
		expect(place.names()).toHaveLength(2);
		expect(place.names()).not.toContain(first);
		expect(place.names()).not.toContain(second);
		const store = open(place.path, {limits: {fileBytes: 100}});
		await store.put(keys[4]!, await verified('x', 'y', 'z'));
		expect(store.written().size).toBe(0);
		expect(place.names()).toHaveLength(2);
	});
	test('loses files that were never finished, and nothing that is not ours', async () => {
		using place = shelf();
		const [name] = await aged(place.path, 1);
		const [old, young] = [`${name}.1.old.part`, `${name}.1.young.part`];
		for (const one of [old, young, 'notes.txt', 'x.layer']) writeFileSync(join(place.path, one), 'x');
		const then = Date.now() / 1000 - 7_200;
		for (const one of [old, 'notes.txt', 'x.layer']) utimesSync(join(place.path, one), then, then);
		await open(place.path, {limits: {files: 1}}).put(keys[1]!, await verified('x'));
		expect(place.names()).toEqual(expect.arrayContaining([young, 'notes.txt', 'x.layer']));
		expect(place.names()).not.toContain(old);
		expect(place.names()).not.toContain(name);
	});
	test('that cannot be written is told once and stops nobody', async () => {
		using place = shelf();
		writeFileSync(place.path, 'a file');
		const log = recordedLog();
		const store = open(join(place.path, 'below'), {}, testWorld({log}));
		await store.put(a, await verified('x'));
		await store.put(b, await verified('x'));
		expect(await store.get(a)).toBeNull();
		expect(log.lines.filter((line) => line.startsWith('image layers that were read are not kept'))).toHaveLength(1);
	});
	test('is written by many at once and holds one whole listing', async () => {
		using place = shelf();
		const kept = await verified('x', 'y');
		await Promise.all(Array.from({length: 20}, () => open(place.path, {limits: {files: 1}}).put(a, kept)));
		expect(place.names()).toHaveLength(1);
		expect(await open(place.path).get(a)).toEqual(kept);
	});
	test('tells which of its files were of use and which are new', async () => {
		using place = shelf();
		const [name] = await aged(place.path, 2);
		const store = open(place.path);
		await store.get(keys[0]!);
		await store.put(keys[2]!, await verified('x'));
		expect([...store.written()]).toHaveLength(1);
		expect(store.used()).toEqual(new Set([name, ...store.written()]));
	});
	test('holds no listing that a document could not', async () => {
		using place = shelf();
		const listing = await files('x');
		const path = [...listing.entries][0]!.path;
		const store = open(place.path);
		await store.put(a, {listing: {...listing, whiteouts: Array(8_000_000).fill(path)}, assurance: 'verified'});
		expect(store.written().size).toBe(0);
		expect(listingDocument(listing, 'verified')).not.toBeNull();
	});
});
