import {describe, expect, test} from '@jest/globals';
import {freshBudget} from '../../src/bytes/limits.ts';
import type {Path} from '../../src/model/path.ts';
import type {ImageSource} from '../../src/subjects/image.ts';
import {listByToc} from '../../src/subjects/image-toc.ts';
import type {KeptListing, LayerKey} from '../../src/subjects/layer-store.ts';
import {readRegistry} from '../../src/subjects/registry.ts';
import type {ReadOptions} from '../../src/subjects/subject.ts';
import type {World} from '../../src/world.ts';
import {faultOf, patientWorld, referenceOf} from '../adapters/registry/asking.ts';
import {buildImage, buildLayer, digestOfBytes} from '../builders/image.ts';
import {readOptions} from '../builders/read-options.ts';
import type {TocChanges, TocLayer, TocPart} from '../builders/toc.ts';
import {chunkedLayer, estargzLayer} from '../builders/toc.ts';
import {recordedLog} from '../builders/world.ts';
import type {FakeRegistry, Misbehaviour} from '../fakes/registry.ts';
import {startRegistry} from '../fakes/registry.ts';

/** Bytes that compress badly, the same each time. */
function noise(length: number, seed: number): Buffer {
	const bytes = Buffer.allocUnsafe(length);
	let state = seed + 1;
	for (let at = 0; at < length; at++) bytes[at] = (state = (Math.imul(state, 1_664_525) + 1_013_904_223) >>> 0) >>> 24;
	return bytes;
}

const parts: readonly TocPart[] = [
	{name: 'app/', flag: '5'},
	...Array.from({length: 40}, (_, i) => ({name: `app/${i}.js`, body: noise(20_000, i)})),
	{name: 'app/link', flag: '2', link: '0.js'},
	{name: 'app/.wh.old'},
];
const formats = {
	eStargz: (changes?: TocChanges, spec = parts) => estargzLayer(spec, changes),
	'zstd:chunked': (changes?: TocChanges, spec = parts) => chunkedLayer(spec, changes),
};
const each = describe.each(Object.entries(formats));

type Reading = {
	readonly assurance: string;
	readonly entries: readonly {readonly path: Path}[];
	/** bytes of bodies that were read, and what was said */
	readonly fetched: number;
	readonly lines: readonly string[];
	readonly found: ReadonlyMap<Path, readonly string[]>;
	readonly gaps: readonly unknown[];
};

/** Everything read from an image, and the bytes of answers that it took. */
async function read(
	registry: FakeRegistry,
	options: Partial<ReadOptions> = {},
	more: Partial<World> = {},
): Promise<Reading> {
	const log = recordedLog();
	let fetched = 0;
	const world = patientWorld({log, ...more});
	const counting: World = {
		...world,
		async http(request) {
			const response = await world.http(request);
			async function* body(): AsyncGenerator<Uint8Array> {
				for await (const chunk of response.body) {
					fetched += chunk.length;
					yield chunk;
				}
			}
			return {...response, header: (name) => response.header(name), discard: () => response.discard(), body: body()};
		},
	};
	const {manifest, found} = await readRegistry(
		counting,
		referenceOf(`${registry.host}/team/app:v1`),
		readOptions(options),
	);
	return {
		assurance: manifest.assurance,
		entries: manifest.entries,
		gaps: manifest.gaps,
		fetched,
		lines: log.lines,
		found,
	};
}

async function holding(layers: Parameters<typeof buildImage>[0]): Promise<FakeRegistry & {readonly manifests: number}> {
	const image = buildImage(layers);
	const registry = await startRegistry();
	registry.push('team/app', 'v1', image);
	return Object.assign(registry, {manifests: image.root.bytes.length + image.config.bytes.length});
}
const blobRequests = (registry: FakeRegistry, {descriptor}: TocLayer) =>
	registry.requests.filter(({url}) => url.endsWith(descriptor.digest)).map(({headers}) => headers['range'] ?? 'whole');
const mostBytes = (layers: readonly TocLayer[]): number =>
	layers.reduce((sum, {toc, footer}) => sum + toc.stored.length + footer.length + 64 * 1024, 0);

each('an image in %s', (_, build) => {
	test('is listed from its tables of contents as from its bytes, with little of them', async () => {
		const other = build({}, [
			{name: 'app/0.js', body: noise(150_000, 99)},
			{name: 'etc/hosts', flag: '1', link: 'app/1.js'},
		]);
		const layers = [build(), other];
		await using registry = await holding(layers);
		const quick = await read(registry);
		const whole = await read(registry, {assurance: 'verified'});
		expect(quick.assurance).toBe('asserted');
		expect(whole.assurance).toBe('verified');
		expect(quick.entries).toEqual(whole.entries);
		expect(quick.gaps).toEqual(whole.gaps);
		expect(quick.fetched).toBeLessThanOrEqual(registry.manifests + mostBytes(layers));
		expect(whole.fetched).toBeGreaterThan(900_000);
		expect(quick.fetched * 8).toBeLessThan(whole.fetched);
	});
	test('whose table of contents is wrong about a file is right where every byte is asked for', async () => {
		const lie = {digest: `sha256:${'ab'.repeat(32)}`};
		const [first, ...rest] = parts.slice(1);
		await using registry = await holding([build({}, [{...first!, says: lie}, ...rest])]);
		const shaOf = ({entries}: Reading): unknown => entries.find((entry) => entry.path === 'app/0.js');
		expect(shaOf(await read(registry))).toMatchObject({sha256: 'ab'.repeat(32)});
		expect(shaOf(await read(registry, {assurance: 'verified'}))).toMatchObject({
			sha256: digestOfBytes(noise(20_000, 0)).slice(7),
		});
	});
	test.each<[string, TocChanges, RegExp]>([
		[
			'is not the one that was pushed',
			{annotations: (stated) => mapped(stated, (value) => value.replace(/sha256:.*/, `sha256:${'0'.repeat(64)}`))},
			/read whole.*sha256:0000/,
		],
		[
			'lacks digests',
			{document: ({version, entries}) => ({version, entries: entries.map(({digest, ...entry}) => entry)})},
			/read whole.*without the sha256/,
		],
		['is of another version', {document: (toc) => ({...toc, version: 2})}, /read whole.*version/],
		[
			'holds a type nobody knows',
			{document: ({version, entries}) => ({version, entries: [...entries, {name: 'x', type: 'door'}]})},
			/read whole.*type/,
		],
		['is no JSON', {json: () => '{"version":1'}, /read whole.*JSON/],
	])('whose table of contents %s is read whole', async (_name, changes, said) => {
		const layer = build(changes);
		await using registry = await holding([layer]);
		const {assurance, entries, lines, gaps} = await read(registry);
		expect(assurance).toBe('verified');
		expect(gaps).toEqual([]);
		expect(entries.filter(({path}) => path.startsWith('app/')).length).toBe(41);
		expect(lines.some((line) => said.test(line))).toBe(true);
		expect(blobRequests(registry, layer).at(-1)).toBe('whole');
	});
	test.each<[string, Misbehaviour]>([
		['sends another part', {kind: 'content-range', value: 'bytes 0-9/10'}],
		['names no part', {kind: 'content-range', value: null}],
		['sends other bytes', {kind: 'bytes', bytes: new Uint8Array(32 * 1024)}],
		['sends too few', {kind: 'bytes', bytes: new Uint8Array(10)}],
		['sends whole blobs in place of parts', {kind: 'ignore-range'}],
		['is out of order for a while', {kind: 'status', status: 503}],
		['does not know parts', {kind: 'status', status: 416}],
	])('is read whole where its registry %s', async (_name, misbehaviour) => {
		const layer = build();
		await using registry = await holding([layer]);
		const times = misbehaviour.kind === 'status' && misbehaviour.status === 503 ? 4 : 1;
		registry.misbehave(layer.descriptor.digest, misbehaviour, times);
		const {assurance, entries, gaps, fetched} = await read(registry);
		expect(assurance).toBe('verified');
		expect(gaps).toEqual([]);
		expect(entries.length).toBeGreaterThan(41);
		// The body of a whole blob that nobody asked for is left where it is.
		expect(fetched).toBeLessThan(registry.manifests + layer.descriptor.size + 64 * 1024);
		expect(blobRequests(registry, layer).at(-1)).toBe('whole');
	});
	test.each<[string, Partial<ReadOptions>]>([
		['every byte is to be proven', {assurance: 'verified'}],
		['git blob ids are asked for', {blobs: true}],
		['other forms of texts are compared', {alike: {lineEndings: true, sourceMaps: false, buildIds: false}}],
	])('is read whole at once where %s', async (_name, options) => {
		const layer = build();
		await using registry = await holding([layer]);
		expect((await read(registry, options)).assurance).toBe('verified');
		expect(blobRequests(registry, layer)).toEqual(['whole']);
	});
	test('of which no file is searched for texts is not read whole', async () => {
		const layer = build();
		const page = await buildLayer([{path: 'page.html', content: 'the text'}]);
		await using registry = await holding([layer, page]);
		const search = (wanted: string): ReadOptions['search'] => ({
			wants: (path) => path === wanted,
			texts: ['the text'],
			key: wanted,
		});
		const elsewhere = await read(registry, {search: search('page.html')});
		expect([...elsewhere.found]).toEqual([['page.html', ['the text']]]);
		expect(elsewhere.assurance).toBe('asserted');
		expect(blobRequests(registry, layer)).not.toContain('whole');
		const inside = await read(registry, {search: search('app/3.js')});
		expect(inside.assurance).toBe('verified');
		expect(blobRequests(registry, layer)).toContain('whole');
	});
	test('that states no digest of its table of contents costs no request more than any other', async () => {
		const layer = build({annotations: () => ({})});
		await using registry = await holding([layer]);
		expect((await read(registry)).assurance).toBe('verified');
		expect(blobRequests(registry, layer)).toEqual(['whole']);
	});
	test('that is small is read whole: a table of contents would save nothing', async () => {
		const small = build({}, [{name: 'a', body: noise(20_000, 1)}]);
		const names = build({}, wordy(300));
		await using registry = await holding([small, names]);
		expect((await read(registry)).assurance).toBe('verified');
		expect(blobRequests(registry, small)).toEqual(['whole']);
		expect(blobRequests(registry, names).at(-1)).toBe('whole');
	});
	test('is kept as asserted, and what is kept so is of no use where every byte is asked for', async () => {
		const kept = new Map<string, KeptListing>();
		const layers = {
			get: async (key: LayerKey) => kept.get(JSON.stringify(key)) ?? null,
			put: async (key: LayerKey, listing: KeptListing) => void kept.set(JSON.stringify(key), listing),
		};
		const layer = build();
		await using registry = await holding([layer]);
		await read(registry, {layers});
		expect([...kept.values()].map(({assurance}) => assurance)).toEqual(['asserted']);
		const asked = blobRequests(registry, layer).length;
		expect((await read(registry, {layers})).assurance).toBe('asserted');
		expect(blobRequests(registry, layer).length).toBe(asked);
		expect((await read(registry, {layers, assurance: 'verified'})).assurance).toBe('verified');
		// Beside each other: what a table says is kept for that table alone.
		expect([...kept.values()].map(({assurance}) => assurance)).toEqual(['asserted', 'verified']);
	});
	test('ends a run that is cancelled meanwhile', async () => {
		const layer = build();
		await using registry = await holding([layer]);
		registry.misbehave(layer.descriptor.digest, {kind: 'stall', after: 10});
		const controller = new AbortController();
		const reading = read(registry, {}, {...patientWorld({signal: controller.signal})});
		const seen = setInterval(() => {
			if (blobRequests(registry, layer).length > 0) controller.abort();
		}, 20);
		expect((await faultOf(reading)).code).toBe('cancelled');
		clearInterval(seen);
		expect(blobRequests(registry, layer)).not.toContain('whole');
	});
});

each('a table of contents of %s that does not fit into one request', (_, build) => {
	test('is fetched without a byte twice, and its bytes count as progress', async () => {
		const layer = build({}, [{name: 'large', body: noise(900_000, 1)}, ...wordy(400)]);
		const {toc, footer, bytes, descriptor} = layer;
		expect(toc.stored.length).toBeGreaterThan(100_000);
		await using registry = await holding([layer]);
		const {assurance, fetched} = await read(registry);
		expect(assurance).toBe('asserted');
		expect(fetched).toBeLessThanOrEqual(registry.manifests + toc.stored.length + footer.length);

		let counted = 0;
		const listing = await listByToc(
			{range: async (_layer, from, length) => bytes.subarray(from, from + length)} as ImageSource,
			{
				...descriptor,
				annotations: new Map(Object.entries(descriptor.annotations!)),
				platform: null,
				artifactType: null,
			},
			{
				budget: freshBudget(),
				search: null,
				log: recordedLog(),
				async *progress(chunks) {
					for await (const chunk of chunks) {
						counted += chunk.length;
						yield chunk;
					}
				},
			},
		);
		expect(listing).not.toBeNull();
		expect(counted).toBe(fetched - registry.manifests);
	});
});

test('zstd:chunked under the older names of its annotations is understood', async () => {
	const annotations: TocChanges['annotations'] = (stated) =>
		Object.fromEntries(Object.entries(stated).map(([key, value]) => [key.replace('io.github.', 'io.'), value]));
	const layer = chunkedLayer(parts, {annotations});
	await using registry = await holding([layer]);
	expect((await read(registry)).assurance).toBe('asserted');
	expect(blobRequests(registry, layer).length).toBe(1);
});

test('zstd:chunked that names no position is found by its footer', async () => {
	for (const footer of [4, 6, 7] as const) {
		const annotations: TocChanges['annotations'] = (stated) =>
			Object.fromEntries(Object.entries(stated).filter(([key]) => !key.endsWith('position')));
		const layer = chunkedLayer(parts, {annotations}, footer);
		await using registry = await holding([layer]);
		expect((await read(registry)).assurance).toBe('asserted');
		expect(blobRequests(registry, layer).length).toBe(2);
	}
});

test('a footer that lies about where the table of contents is leads to the whole layer', async () => {
	for (const offset of [0, 5, 2 ** 40]) {
		const blob = (right: Buffer): Buffer => {
			const spoilt = Buffer.from(right);
			spoilt.write(offset.toString(16).padStart(16, '0'), spoilt.length - 51 + 16, 'latin1');
			return spoilt;
		};
		const layer = estargzLayer(parts, {blob});
		await using registry = await holding([layer]);
		expect((await read(registry)).assurance).toBe('verified');
	}
});

/** Files of which a table of contents has more to say than their tar. */
const wordy = (count: number): readonly TocPart[] =>
	Array.from({length: count}, (_, i) => ({name: `wordy/${i}`, says: {xattrs: {word: noise(400, i).toString('hex')}}}));

const mapped = (values: Record<string, string>, change: (value: string) => string): Record<string, string> =>
	Object.fromEntries(Object.entries(values).map(([key, value]) => [key, change(value)]));
