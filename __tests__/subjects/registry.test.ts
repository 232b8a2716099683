import {describe, expect, test} from '@jest/globals';
import type {Path} from '../../src/model/path.ts';
import {parsePlatform} from '../../src/model/platform.ts';
import {readRegistry, resolveImage} from '../../src/subjects/registry.ts';
import type {ReadOptions} from '../../src/subjects/subject.ts';
import type {World} from '../../src/world.ts';
import {faultOf, patientWorld, referenceOf, timeouts} from '../adapters/registry/asking.ts';
import type {BuiltImage, Compression, ImageOptions, Pushable, Types} from '../builders/image.ts';
import {attestationOf, buildImage, buildIndex, buildLayer, digestOfBytes, imageOf} from '../builders/image.ts';
import {recordedLog} from '../builders/world.ts';
import type {FakeRegistry} from '../fakes/registry.ts';
import {startRegistry} from '../fakes/registry.ts';

const options: ReadOptions = {
	blobs: false,
	search: null,
	platform: null,
	plainHttp: false,
	credentials: null,
	timeouts,
	publicOnly: false,
	ca: null,
	assurance: 'any',
	layers: null,
	only: null,
	repository: '.',
};

const read = (registry: FakeRegistry, name: string, more: Partial<ReadOptions> = {}, world: World = patientWorld()) =>
	readRegistry(world, referenceOf(`${registry.host}/team/app${name}`), {...options, ...more});

async function holding(image: Pushable, tag = 'v1'): Promise<FakeRegistry> {
	const registry = await startRegistry();
	registry.push('team/app', tag, image);
	return registry;
}
const linux = (architecture: string, content = architecture, more: ImageOptions = {}): Promise<BuiltImage> =>
	imageOf([[{path: 'arch', content}]], {...more, platform: {os: 'linux', architecture}});
const paths = ({manifest}: {manifest: {entries: readonly {path: Path}[]}}) =>
	manifest.entries.map((entry) => entry.path);

describe('the files of an image', () => {
	test.each(
		(['oci', 'docker'] as const).flatMap((types) =>
			(['gzip', 'zstd', 'none'] as const).map((compression) => [types, compression] as const),
		),
	)('%s image layers with compression %s add up to one tree', async (types: Types, compression: Compression) => {
		const image = await imageOf(
			[
				[{path: 'app/'}, {path: 'app/old.js', content: 'old'}, {path: 'app/kept.js', content: 'kept'}],
				[
					{path: 'app/.wh.old.js'},
					{path: 'app/new.js', content: 'new', mode: 0o755},
					{path: 'app/link', target: 'new.js'},
				],
			],
			{types, compression},
		);
		await using registry = await holding(image);
		const found = await read(registry, ':v1');
		const sha256 = (text: string): string => digestOfBytes(Buffer.from(text)).slice(7);
		expect(found.manifest).toEqual({
			assurance: 'verified',
			gaps: [],
			entries: [
				{path: 'app', type: 'directory', mode: '0755', layer: 0},
				{path: 'app/kept.js', type: 'file', sha256: sha256('kept'), size: 4, mode: '0644', layer: 0},
				{path: 'app/link', type: 'symlink', target: 'new.js', layer: 1},
				{path: 'app/new.js', type: 'file', sha256: sha256('new'), size: 3, mode: '0755', layer: 1},
			],
		});
	});
	test('come with every digest that names the image, its labels and how each image layer was made', async () => {
		const image = await imageOf([[{path: 'a'}], [{path: 'b'}]], {
			labels: {'org.opencontainers.image.revision': 'abc'},
			created: '2026-01-01T00:00:00Z',
			history: [{createdBy: 'COPY a'}, {createdBy: 'ENV x', empty: true}, {createdBy: 'COPY b'}],
		});
		const index = buildIndex([image, attestationOf(image)]);
		await using registry = await holding(index);
		const found = await read(registry, ':v1');
		const {digest} = image.root.descriptor;
		expect(found.subject).toBe(`registry:${registry.host}/team/app@${digest}`);
		expect(found.image).toEqual({
			reference: `${registry.host}/team/app:v1`,
			index: index.root.descriptor.digest,
			manifest: digest,
			config: image.config.descriptor.digest,
			platform: {os: 'linux', architecture: 'amd64'},
			labels: {'org.opencontainers.image.revision': 'abc'},
			created: '2026-01-01T00:00:00Z',
			layers: image.layers.map((layer, at) => ({
				...layer.descriptor,
				diffId: layer.diffId,
				createdBy: at === 0 ? 'COPY a' : 'COPY b',
			})),
			tagMovedTo: null,
			settings: {
				entrypoint: null,
				command: null,
				user: null,
				workingDirectory: null,
				environment: [],
				ports: [],
			},
			startDigest: expect.stringMatching(/^[0-9a-f]{64}$/),
			members: [
				{
					digest,
					kind: 'image',
					platform: {os: 'linux', architecture: 'amd64'},
					size: image.root.bytes.length,
					within: index.root.descriptor.digest,
				},
				expect.objectContaining({kind: 'companion', within: index.root.descriptor.digest}),
			],
			builtOn: null,
		});
	});
	test('of an image without image layers are none', async () => {
		await using registry = await holding(buildImage([]));
		expect((await read(registry, ':v1')).manifest).toEqual({assurance: 'verified', entries: [], gaps: []});
	});
	test('are searched for texts while they pass', async () => {
		await using registry = await holding(
			await imageOf([
				[
					{path: 'a.js', content: 'let workflow'},
					{path: 'b.js', content: 'nothing'},
				],
			]),
		);
		const search = {wants: (path: Path) => path.endsWith('.js'), texts: ['workflow'], key: ''};
		expect([...(await read(registry, ':v1', {search})).found]).toEqual([['a.js', ['workflow']]]);
	});
	test('an image layer that comes twice is fetched once', async () => {
		const layer = await buildLayer([{path: 'a', content: 'x'}]);
		const between = await buildLayer([{path: '.wh.a'}]);
		await using registry = await holding(buildImage([layer, between, layer]));
		expect(paths(await read(registry, ':v1'))).toEqual(['a']);
		expect(registry.requests.filter((request) => request.url.endsWith(layer.descriptor.digest)).length).toBe(1);
	});
	test('progress is told while large image layers pass', async () => {
		const image = await imageOf([[{path: 'big', content: new Uint8Array(20 * 1024 * 1024)}]], {compression: 'none'});
		await using registry = await holding(image);
		const log = recordedLog();
		let now = Date.now();
		await read(registry, ':v1', {}, patientWorld({log, now: () => (now += 300)}));
		expect(log.lines.some((line) => /^image layers: 0 of 1 done, [\d.]+ of 20 MiB, [\d.]+ MiB\/s$/.test(line))).toBe(
			true,
		);
	});
});

describe('which image an index means', () => {
	test('the only image to run is taken, whatever stands before it', async () => {
		const image = await linux('arm64');
		await using registry = await holding(buildIndex([attestationOf(image), image]));
		expect((await read(registry, ':v1')).image?.manifest).toBe(image.root.descriptor.digest);
	});
	test('of several the one asked for is taken', async () => {
		const [amd, arm] = [await linux('amd64'), await linux('arm64')];
		await using registry = await holding(buildIndex([amd, attestationOf(amd), arm, attestationOf(arm)]));
		const found = await read(registry, ':v1', {platform: parsePlatform('linux/arm64/v8')});
		expect(found.image?.manifest).toBe(arm.root.descriptor.digest);
		expect(found.image?.platform).toEqual({os: 'linux', architecture: 'arm64'});
	});
	test('of several none is guessed, and the fault lists them', async () => {
		await using registry = await holding(buildIndex([await linux('amd64'), await linux('arm64')]));
		const fault = await faultOf(read(registry, ':v1'));
		expect(fault.code).toBe('platform-ambiguous');
		expect(fault.detail).toContain('linux/amd64, linux/arm64');
	});
	test('an index of attestations alone holds nothing to run', async () => {
		await using registry = await holding(buildIndex([attestationOf(await linux('amd64'))]));
		expect((await faultOf(read(registry, ':v1'))).code).toBe('platform-missing');
	});
	test('an index inside an index is looked into', async () => {
		const [amd, arm] = [await linux('amd64'), await linux('arm64')];
		const outer = buildIndex([buildIndex([amd]), buildIndex([arm])]);
		await using registry = await holding(outer);
		const found = await resolveImage(patientWorld(), referenceOf(`${registry.host}/team/app:v1`), {
			...options,
			platform: parsePlatform('linux/arm64'),
		});
		expect(found).toMatchObject({index: outer.root.descriptor.digest, manifest: arm.root.descriptor.digest});
	});
	test('indexes nested too deep, or too many of them, are refused', async () => {
		const image = await linux('amd64');
		await using deep = await holding(buildIndex([buildIndex([buildIndex([buildIndex([image])])])]));
		expect((await faultOf(read(deep, ':v1'))).code).toBe('invalid-manifest');
		const inner = buildIndex([image]);
		await using wide = await holding(buildIndex(new Array(40).fill(inner)));
		expect((await faultOf(read(wide, ':v1'))).code).toBe('limit-exceeded');
		expect(wide.requests.length).toBeLessThan(40);
	});
	test('an index that does not say what its images run on leaves it to their configurations', async () => {
		const [amd, arm] = [await linux('amd64'), await linux('arm64')];
		await using registry = await holding(buildIndex([amd, arm], {platforms: false}));
		const found = await read(registry, ':v1', {platform: parsePlatform('linux/arm64')});
		expect(found.image?.manifest).toBe(arm.root.descriptor.digest);
	});
	test('an image whose own configuration is for another platform than asked is refused', async () => {
		const arm = await linux('arm64');
		await using alone = await holding(arm);
		expect((await faultOf(read(alone, ':v1', {platform: parsePlatform('linux/amd64')}))).code).toBe('platform-missing');
		const mislabelled = {...arm, platform: {os: 'linux', architecture: 'amd64'}};
		await using listed = await holding(buildIndex([mislabelled]));
		const fault = await faultOf(read(listed, ':v1', {platform: parsePlatform('linux/amd64')}));
		expect(fault.code).toBe('platform-missing');
		expect(fault.detail).toContain('linux/arm64');
	});
});

describe('a pinned tag', () => {
	test('that still leads to the pinned image has not moved', async () => {
		const image = await linux('amd64');
		await using registry = await holding(image);
		expect((await read(registry, `:v1@${image.root.descriptor.digest}`)).image?.tagMovedTo).toBeNull();
	});
	test('that leads elsewhere is told, and the pinned image is read', async () => {
		const [old, fresh] = [await linux('amd64', 'old'), await linux('amd64', 'fresh')];
		await using registry = await holding(old);
		registry.push('team/app', 'v1', fresh);
		const found = await read(registry, `:v1@${old.root.descriptor.digest}`);
		expect(found.image).toMatchObject({manifest: old.root.descriptor.digest, tagMovedTo: fresh.root.descriptor.digest});
	});
	test('that leads to the index of the pinned image has not moved', async () => {
		const [amd, arm] = [await linux('amd64'), await linux('arm64')];
		await using registry = await holding(buildIndex([amd, arm]));
		expect((await read(registry, `:v1@${arm.root.descriptor.digest}`)).image).toMatchObject({
			index: null,
			tagMovedTo: null,
		});
	});
	test('that is gone is a fault: nobody can say where it leads', async () => {
		const image = await linux('amd64');
		await using registry = await holding(image);
		const fault = await faultOf(read(registry, `:v2@${image.root.descriptor.digest}`));
		expect(fault.code).toBe('not-found');
		expect(fault.detail).toContain(':v2');
	});
});

const layers = await Promise.all([
	buildLayer([{path: 'low', content: 'low'}]),
	buildLayer([{path: 'high', content: 'high'.repeat(20_000)}], {compression: 'none'}),
]);
const image = buildImage(layers);
const [low, high] = layers.map((layer) => layer.descriptor.digest);
const spoilt = Buffer.from(layers[1]!.bytes);
spoilt[700]! ^= 1;

describe('an image layer that cannot be read is a gap over the whole tree', () => {
	test.each([
		['holds other bytes', {kind: 'bytes', bytes: spoilt}, 'digest-mismatch'],
		['is shorter', {kind: 'bytes', bytes: layers[1]!.bytes.subarray(0, 5_000)}, 'size-mismatch'],
		['is longer', {kind: 'bytes', bytes: Buffer.concat([layers[1]!.bytes, Buffer.alloc(1)])}, 'size-mismatch'],
		['is cut for good', {kind: 'cut', after: 0}, 'cut-stream'],
		['is gone', {kind: 'status', status: 404}, 'not-found'],
		['is forbidden', {kind: 'status', status: 403}, 'forbidden'],
		['is behind a circle', {kind: 'redirect', to: `/v2/team/app/blobs/${high}`}, 'redirect-loop'],
	] as const)('%#: one that %s', async (_name, misbehaviour, code) => {
		await using registry = await holding(image);
		registry.misbehave(high!, misbehaviour);
		const found = await read(registry, ':v1');
		expect(found.manifest.gaps).toMatchObject([{path: '', fault: {code}}]);
		expect(found.manifest.gaps[0]?.fault.detail).toContain(high!.slice(7, 19));
		expect(paths(found)).toEqual(['low']);
	});
	test('one that stalls', async () => {
		await using registry = await holding(image);
		registry.misbehave(high!, {kind: 'stall', after: 5_000});
		const found = await read(registry, ':v1', {timeouts: {...timeouts, stall: 50}});
		expect(found.manifest.gaps).toMatchObject([{path: '', fault: {code: 'stalled'}}]);
	});
	test('one that is cut once is none', async () => {
		await using registry = await holding(image);
		registry.misbehave(high!, {kind: 'cut', after: 30_000}, 1);
		expect((await read(registry, ':v1')).manifest.gaps).toEqual([]);
	});
	test('one whose decompressed bytes are not those of the configuration', async () => {
		const liar = {...layers[0]!, diffId: layers[1]!.diffId};
		await using registry = await holding(buildImage([liar]));
		expect((await read(registry, ':v1')).manifest.gaps).toMatchObject([{path: '', fault: {code: 'diff-id-mismatch'}}]);
	});
	test('one that is kept elsewhere, whose addresses nobody contacts', async () => {
		await using stranger = await startRegistry();
		const foreign = {
			...layers[1]!,
			descriptor: {
				...layers[1]!.descriptor,
				mediaType: 'application/vnd.docker.image.rootfs.foreign.diff.tar.gzip',
				urls: [`http://${stranger.host}/layer`],
			},
		};
		await using registry = await holding(buildImage([layers[0]!, foreign]));
		const found = await read(registry, ':v1');
		expect(found.manifest.gaps).toMatchObject([{path: '', fault: {code: 'foreign-layer'}}]);
		expect(stranger.requests).toEqual([]);
		expect(registry.requests.some((request) => request.url.includes(high!))).toBe(false);
	});
	test('all of them, where nothing can be read at all', async () => {
		await using registry = await holding(image);
		registry.misbehave(low!, {kind: 'status', status: 404});
		registry.misbehave(high!, {kind: 'status', status: 404});
		const found = await read(registry, ':v1');
		expect(found.manifest.entries).toEqual([]);
		expect(found.manifest.gaps.length).toBe(2);
	});
	test('but a cancelled run is cancelled', async () => {
		const stop = new AbortController();
		await using registry = await holding(image);
		registry.misbehave(high!, {kind: 'stall', after: 5_000});
		const world = patientWorld({signal: stop.signal});
		const reading = faultOf(read(registry, ':v1', {}, world));
		while (!registry.requests.some((request) => request.url.includes(high!)))
			await new Promise((go) => setTimeout(go, 5));
		stop.abort();
		expect((await reading).code).toBe('cancelled');
	});
});

describe('an image that cannot be identified is a fault', () => {
	test('when its manifest is another one than asked for by digest', async () => {
		const [image, other] = [await linux('amd64'), await linux('amd64', 'other')];
		await using registry = await holding(image);
		registry.misbehave('/manifests/', {kind: 'bytes', bytes: other.root.bytes});
		expect((await faultOf(read(registry, `@${image.root.descriptor.digest}`))).code).toBe('digest-mismatch');
		expect((await faultOf(read(registry, ':v1'))).code).toBe('digest-mismatch');
	});
	test('when a member of its index is another one than listed', async () => {
		const [image, other] = [await linux('amd64'), await linux('amd64', 'other')];
		await using registry = await holding(buildIndex([image]));
		registry.misbehave(`/manifests/${image.root.descriptor.digest}`, {kind: 'bytes', bytes: other.root.bytes});
		expect((await faultOf(read(registry, ':v1'))).code).toBe('digest-mismatch');
	});
	test("when its index lies about a member's size", async () => {
		const image = await linux('amd64');
		const lying = buildIndex([{...image, root: {...image.root, descriptor: {...image.root.descriptor, size: 5}}}]);
		await using registry = await holding({...lying, manifests: [image.root]});
		expect((await faultOf(read(registry, ':v1'))).code).toBe('size-mismatch');
	});
	test('when its configuration is another one, is too large, or is none', async () => {
		const image = await linux('amd64');
		await using registry = await holding(image);
		const same = Buffer.from(image.config.bytes);
		same[10]! ^= 1;
		registry.misbehave('/blobs/', {kind: 'bytes', bytes: same});
		expect((await faultOf(read(registry, ':v1'))).code).toBe('digest-mismatch');

		const huge = await linux('amd64', 'x', {labels: {a: 'x'.repeat(5 * 1024 * 1024)}});
		await using large = await holding(huge);
		expect((await faultOf(read(large, ':v1'))).code).toBe('too-large');
		expect(large.requests.length).toBe(1);

		const headless = await linux('amd64', 'x', {spoilConfig: (config) => void delete config['os']});
		await using wrong = await holding(headless);
		expect((await faultOf(read(wrong, ':v1'))).code).toBe('invalid-config');
	});
	test('when manifest and configuration count their image layers differently', async () => {
		const image = await linux('amd64', 'x', {
			spoilConfig: (config) => void (config['rootfs'] = {type: 'layers', diff_ids: []}),
		});
		await using registry = await holding(image);
		expect((await faultOf(read(registry, ':v1'))).code).toBe('layer-count-mismatch');
	});
});

test('to resolve an image costs no image layer', async () => {
	const image = await linux('amd64');
	await using registry = await holding(buildIndex([image]));
	const found = await resolveImage(patientWorld(), referenceOf(`${registry.host}/team/app:v1`), options);
	expect(found.manifest).toBe(image.root.descriptor.digest);
	expect(registry.requests.map((request) => request.url.split('/').at(-2))).toEqual([
		'manifests',
		'manifests',
		'blobs',
	]);
	expect(registry.requests.some((request) => request.url.includes(image.layers[0]!.descriptor.digest))).toBe(false);
});
