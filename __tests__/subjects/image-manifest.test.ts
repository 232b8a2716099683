import {describe, expect, test} from '@jest/globals';
import fc from 'fast-check';
import {FaultError} from '../../src/model/fault.ts';
import {readConfig} from '../../src/subjects/image-config.ts';
import {isForeignType, readManifest} from '../../src/subjects/image-manifest.ts';
import {configType, imageOf, indexType, manifestType} from '../builders/image.ts';
import {faultOf} from '../adapters/registry/asking.ts';

const image = await imageOf([[{path: 'a'}]]);
const right = JSON.parse(Buffer.from(image.root.bytes).toString()) as Record<string, unknown>;
const oci = manifestType('oci');
const manifestFault = (document: unknown, mediaType = oci) =>
	faultOf((async () => readManifest(bytesOf(document), mediaType))());
const bytesOf = (document: unknown): Uint8Array =>
	Buffer.from(typeof document === 'string' ? document : JSON.stringify(document));
const [descriptor] = right['layers'] as Record<string, unknown>[];

describe('an image manifest', () => {
	test.each([oci, '', 'application/json', 'text/plain'])('is read when it comes as %j', (mediaType) => {
		expect(readManifest(image.root.bytes, mediaType).kind).toBe('manifest');
	});
	test('without a type of its own is read by what it came as, or by its shape', () => {
		const {mediaType: _, ...bare} = right;
		expect(readManifest(bytesOf(bare), oci).kind).toBe('manifest');
		expect(readManifest(bytesOf(bare), '').kind).toBe('manifest');
	});
	test.each([
		['no JSON', '{"schemaVersion": 2', 'invalid-manifest'],
		['no UTF-8', '\ud800', 'invalid-manifest'],
		['a list', [], 'invalid-manifest'],
		['of no version', {...right, schemaVersion: undefined}, 'invalid-manifest'],
		['of schema 1', {...right, schemaVersion: 1}, 'schema-1'],
		['manifest and index at once', {...right, manifests: []}, 'invalid-manifest'],
		['neither', {schemaVersion: 2, mediaType: oci}, 'invalid-manifest'],
		['index by its own word', {...right, mediaType: indexType('oci')}, 'media-type-mismatch'],
		['another kind by its own word', {...right, mediaType: 'application/x-other'}, 'media-type-mismatch'],
		['with a type that is no text', {...right, mediaType: 7}, 'invalid-manifest'],
		['without config', {...right, config: undefined}, 'invalid-manifest'],
		[
			'with a chart in it',
			{...right, config: {...descriptor, mediaType: 'application/vnd.cncf.helm.config.v1+json'}},
			'unsupported-media-type',
		],
		['with layers that are no list', {...right, layers: {length: 1}}, 'invalid-manifest'],
		['with a thousand and one layers', {...right, layers: new Array(1_001).fill(descriptor)}, 'invalid-manifest'],
		['with a layer that is null', {...right, layers: [null]}, 'invalid-manifest'],
		['with a negative size', {...right, layers: [{...descriptor, size: -1}]}, 'invalid-manifest'],
		['with half a byte', {...right, layers: [{...descriptor, size: 0.5}]}, 'invalid-manifest'],
		['with a size beyond counting', {...right, layers: [{...descriptor, size: 2 ** 53}]}, 'invalid-manifest'],
		['with a size in words', {...right, layers: [{...descriptor, size: '10'}]}, 'invalid-manifest'],
		[
			'with a digest that climbs',
			{...right, layers: [{...descriptor, digest: 'sha256:../../../../etc/passwd'}]},
			'invalid-manifest',
		],
		[
			'with a digest of an unknown kind',
			{...right, layers: [{...descriptor, digest: `md5:${'0'.repeat(32)}`}]},
			'invalid-manifest',
		],
		[
			'with annotations that are no texts',
			{...right, layers: [{...descriptor, annotations: {a: 1}}]},
			'invalid-manifest',
		],
	])('that is %s is refused', async (_name, document, code) => {
		expect((await manifestFault(document)).code).toBe(code);
	});
	test('of another kind than its media type says is refused', async () => {
		const {mediaType: _, ...bare} = right;
		expect((await manifestFault(bare, indexType('oci'))).code).toBe('invalid-manifest');
	});
	test('of two readings is refused: Go takes a key in other letters, or one that comes again, for the same field', async () => {
		const other = {...descriptor, digest: `sha256:${'0'.repeat(64)}`};
		const raw = (more: string): string => `${JSON.stringify(right).slice(0, -1)},${more}}`;
		const platform = {os: 'linux', architecture: 'amd64', Architecture: 'arm64'};
		for (const document of [
			{...right, Layers: [other]},
			{...right, 'layer\u017f': [other]},
			{...right, layers: [{...descriptor, Digest: other.digest}]},
			{...right, config: {...(right['config'] as object), DIGEST: other.digest}},
			{schemaVersion: 2, mediaType: indexType('oci'), manifests: [{...descriptor, platform}]},
			raw(`"layers":${JSON.stringify([other])}`),
			raw(`"\\u006cayers":${JSON.stringify([other])}`),
		]) {
			const type = typeof document === 'object' && 'manifests' in document ? indexType('oci') : oci;
			const {code, detail} = await manifestFault(document, type);
			expect([code, detail]).toEqual(['invalid-manifest', expect.stringContaining('twice')]);
		}
		const annotations = {Version: '1', version: 'a "b": c', '\\': ':'};
		expect(readManifest(bytesOf({...right, layers: [{...descriptor, annotations}]}), oci).kind).toBe('manifest');
	});
	test('nested a hundred thousand deep is refused', async () => {
		expect((await manifestFault(`{"a":${'['.repeat(100_000)}`)).code).toBe('invalid-manifest');
	});
	test('with a platform that is no text is refused', async () => {
		const index = (platform: unknown) => ({
			schemaVersion: 2,
			mediaType: indexType('oci'),
			manifests: [{...descriptor, platform}],
		});
		for (const platform of [
			7,
			{},
			{os: 'linux'},
			{os: 'linux', architecture: ['amd64']},
			{os: 'li nux', architecture: 'x'},
		])
			expect((await manifestFault(index(platform), indexType('oci'))).code).toBe('invalid-manifest');
	});
	test('whatever JSON comes, it is read or refused with a fault', () => {
		const spoilt = fc.record(
			{
				schemaVersion: fc.constantFrom(2, 1, '2'),
				mediaType: fc.constantFrom(oci, indexType('oci'), null),
				config: fc.oneof(fc.constant(right['config']), fc.jsonValue()),
				layers: fc.oneof(fc.constant(right['layers']), fc.jsonValue(), fc.array(fc.jsonValue())),
				manifests: fc.jsonValue(),
			},
			{requiredKeys: []},
		);
		fc.assert(
			fc.property(fc.oneof(spoilt, fc.jsonValue()), (document) => {
				try {
					readManifest(bytesOf(document), '');
				} catch (error) {
					expect(error).toBeInstanceOf(FaultError);
				}
			}),
		);
	});
});

const config = {
	os: 'linux',
	architecture: 'amd64',
	config: {Labels: {a: 'b'}},
	rootfs: {type: 'layers', diff_ids: [image.layers[0]!.diffId]},
};

describe('an image configuration', () => {
	test.each([
		['diff IDs', {...config, rootfs: {...config.rootfs, Diff_IDs: []}}, 'diff_ids'],
		['root file systems', {...config, Rootfs: config.rootfs}, 'rootfs'],
		['commands', {...config, config: {Cmd: ['a'], cmd: ['b']}}, 'Cmd'],
		['labels, one of them in other letters alone', {...config, config: {labels: {a: 'c'}}}, 'Labels'],
		['labels', `${JSON.stringify(config).slice(0, -1)},"config":{}}`, 'something'],
	])(
		'of two %s is refused: runtimes may take the other, and our own field alone is named',
		async (_, document, key) => {
			const {code, detail} = await faultOf((async () => readConfig(bytesOf(document)))());
			expect([code, detail]).toEqual(['invalid-config', expect.stringContaining(`names ${key} twice`)]);
		},
	);
	test('may hold labels that differ in upper and lower case', () => {
		const labels = {Version: '1', version: '2'};
		expect(readConfig(bytesOf({...config, config: {Labels: labels}})).labels).toEqual(labels);
	});
	test('gives platform, labels and diff IDs', () => {
		expect(readConfig(bytesOf({...config, variant: 'v2', created: '2026-01-01T00:00:00Z'}))).toEqual({
			platform: {os: 'linux', architecture: 'amd64', variant: 'v2'},
			labels: {a: 'b'},
			created: '2026-01-01T00:00:00Z',
			settings: {
				entrypoint: null,
				command: null,
				user: null,
				workingDirectory: null,
				environment: [],
				ports: [],
			},
			startDigest: expect.stringMatching(/^[0-9a-f]{64}$/),
			diffIds: [image.layers[0]!.diffId],
			createdBy: [],
		});
	});
	test('tells how its process is started, by the names of what it is given', () => {
		const started = {
			Entrypoint: ['tini', '--'],
			Cmd: ['node', 'app.js'],
			User: '1000',
			WorkingDir: '/app',
			Env: ['PATH=/bin', 'TOKEN=a-secret-of-the-build', 'PATH=/usr/bin', 'BARE'],
			ExposedPorts: {'8080/tcp': {}, '53/udp': {}},
		};
		const {settings} = readConfig(bytesOf({...config, config: started}));
		expect(settings).toEqual({
			entrypoint: ['tini', '--'],
			command: ['node', 'app.js'],
			user: '1000',
			workingDirectory: '/app',
			environment: ['BARE', 'PATH', 'TOKEN'],
			ports: ['53/udp', '8080/tcp'],
		});
		expect(readConfig(bytesOf({...config, config: {Env: 'x', Cmd: [1], User: {}, ExposedPorts: []}})).settings).toEqual(
			{
				entrypoint: null,
				command: null,
				user: null,
				workingDirectory: null,
				environment: [],
				ports: [],
			},
		);
		expect(readConfig(bytesOf({...config, config: null})).settings).toBeNull();
	});
	test('tells the build step of each image layer, passing over steps that brought none', () => {
		const history = [
			{created_by: 'ENV a', empty_layer: true},
			{created_by: `COPY ${'x'.repeat(1_000)}`},
			{created_by: 'CMD', empty_layer: true},
		];
		expect(readConfig(bytesOf({...config, history})).createdBy).toEqual([`COPY ${'x'.repeat(495)}`]);
	});
	test('with a history that does not fit its layers tells nothing of them', () => {
		for (const history of [[], [{}, {}], 'x', [null, {created_by: 'a'}, {created_by: 'b'}]])
			expect(readConfig(bytesOf({...config, history})).createdBy).toEqual([]);
	});
	test('with a label called __proto__ has that label', () => {
		const {labels} = readConfig(
			bytesOf('{"os":"linux","architecture":"a","config":{"Labels":{"__proto__":"x"}},"rootfs":{}}'),
		);
		expect(Object.entries(labels)).toEqual([['__proto__', 'x']]);
		expect(Object.getPrototypeOf(labels)).toBe(Object.prototype);
	});
	test.each([
		['no JSON', '{'],
		['without os', {...config, os: undefined}],
		['with an os in several lines', {...config, os: 'linux\n'}],
		['without rootfs', {...config, rootfs: undefined}],
		['with diff IDs that are no digests', {...config, rootfs: {diff_ids: ['latest']}}],
		['with diff IDs that are no list', {...config, rootfs: {diff_ids: 'sha256:'}}],
		['with too many diff IDs', {...config, rootfs: {diff_ids: new Array(1_001).fill(image.layers[0]!.diffId)}}],
		['with labels that are no texts', {...config, config: {Labels: {a: {}}}}],
		['with labels that are a list', {...config, config: {Labels: ['a']}}],
		['with a date that is a number', {...config, created: 5}],
	])('that is %s is refused', async (_name, document) => {
		expect((await faultOf((async () => readConfig(bytesOf(document)))())).code).toBe('invalid-config');
	});
});

test.each([
	['application/vnd.docker.image.rootfs.foreign.diff.tar.gzip', true],
	['application/vnd.oci.image.layer.nondistributable.v1.tar+gzip', true],
	['application/vnd.oci.image.layer.v1.tar+gzip', false],
	[configType('oci'), false],
])('%s is a foreign layer: %s', (mediaType, foreign) => {
	expect(isForeignType(mediaType)).toBe(foreign);
});
