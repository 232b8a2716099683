import {expect, test} from '@jest/globals';
import {sameImage} from '../../src/model/image-digests.ts';
import {parsePlatform} from '../../src/model/platform.ts';
import {resolveImage} from '../../src/subjects/registry.ts';
import {faultOf, patientWorld, referenceOf, timeouts} from '../adapters/registry/asking.ts';
import type {BuiltImage, ImageOptions, Pushable} from '../builders/image.ts';
import {blobOf, buildIndex, configType, imageOf, jsonBlob, manifestType} from '../builders/image.ts';
import type {FakeRegistry} from '../fakes/registry.ts';
import {startRegistry} from '../fakes/registry.ts';

const amd64 = {os: 'linux', architecture: 'amd64'};
const artifact = {artifactType: 'application/vnd.example.sbom'};
const oci = manifestType('oci');

const linux = (content: string, options: ImageOptions = {}): Promise<BuiltImage> =>
	imageOf([[{path: 'app', content}]], {platform: amd64, ...options});
const right = await linux('right');
const evil = await linux('evil');

/** A document in place of an image's own, and what an index says of it. */
const spoilt = (text: string, words: Record<string, unknown>, blobs = evil.blobs): Pushable => {
	const root = blobOf(Buffer.from(text, 'latin1'), oci);
	return {root: {...root, descriptor: {...root.descriptor, ...words}}, manifests: [], blobs};
};
const text = Buffer.from(evil.root.bytes).toString('latin1');
const withOwn = (key: string, value: string): string => text.replace('{', `{"${key}":${value},`);

async function holding(...members: readonly (Pushable | BuiltImage)[]): Promise<FakeRegistry> {
	const registry = await startRegistry();
	registry.push('team/app', 'v1', buildIndex(members));
	return registry;
}
const resolve = (registry: FakeRegistry, platform: string | null = null) =>
	resolveImage(patientWorld(), referenceOf(`${registry.host}/team/app:v1`), {
		plainHttp: false,
		credentials: null,
		timeouts,
		publicOnly: false,
		ca: null,
		platform: platform === null ? null : parsePlatform(platform),
	});

/** What we refuse and skopeo or containerd reads. */
const documents: readonly (readonly [string, string])[] = [
	['with a key in other letters', withOwn('Annotations', '{}')],
	['that holds its configuration in other letters alone', text.replace('"config"', '"Config"')],
	['without schemaVersion', text.replace(/"schemaVersion": *2,/, '')],
	['with a byte that is no UTF-8', withOwn('annotations', '{"a":"\xff"}')],
	['that calls itself by another type', text.replace(oci, manifestType('docker'))],
];

test.each([
	...documents,
	['of an artifact by the type of its configuration alone', text.replace(configType('oci'), 'application/x.config')],
])('a manifest %s is not proven to be nobody’s by our refusal: none is guessed', async (_, document) => {
	await using registry = await holding(spoilt(document, {platform: amd64, ...artifact}), right);
	for (const asked of ['linux/amd64', null])
		expect((await faultOf(resolve(registry, asked))).code).toBe('platform-ambiguous');
});

test.each(documents)(
	'a manifest %s that states no platform is a fault, for containerd may choose it',
	async (_, document) => {
		await using registry = await holding(spoilt(document, artifact), right);
		expect((await faultOf(resolve(registry))).code).toMatch(/invalid-manifest|media-type-mismatch/);
	},
);

test('an artifact whose configuration names this machine is one that containerd may choose', async () => {
	const document = text.replace(configType('oci'), 'application/x.config');
	await using registry = await holding(spoilt(document, artifact), right);
	expect((await faultOf(resolve(registry))).code).toBe('platform-ambiguous');
});

const signature = await linux('signature', {
	spoilConfig: (config) => Object.assign(config, {os: '', architecture: '', created: '0001-01-01T00:00:00Z'}),
});
const bare = await linux('bare', {
	spoilConfig: (config) => {
		delete config['os'];
		delete config['architecture'];
	},
});
const without = (image: BuiltImage, words: Record<string, unknown>): Pushable => ({
	root: {...image.root, descriptor: {...image.root.descriptor, ...words}},
	manifests: [],
	blobs: image.blobs,
});

test.each([
	['a signature that is called an artifact', without(signature, artifact)],
	['a signature that is called nothing', without(signature, {})],
	['an image without a word on what it runs on', without(bare, {})],
	[
		'an artifact with a configuration of its own',
		spoilt(artifactOf({kind: 'chart'}), artifact, artifactBlobs({kind: 'chart'})),
	],
	['an artifact whose configuration nobody has', spoilt(artifactOf({kind: 'gone'}), artifact, [])],
])('%s matches no machine, and takes nothing from the image beside it', async (_, member) => {
	await using registry = await holding(right, member);
	const found = await resolve(registry);
	expect(found.manifest).toBe(right.root.descriptor.digest);
	expect(found.members.map(({kind}) => kind)).toEqual(['image', 'companion']);
	expect(sameImage(found, found.index!)).toMatchObject({status: 'same', platforms: 1});
});

test('a configuration that leaves out only the os is refused: containerd takes it for the machine’s own', async () => {
	const member = await linux('x', {spoilConfig: (config) => delete config['os']});
	await using registry = await holding(right, without(member, {}));
	expect((await faultOf(resolve(registry))).code).toBe('invalid-config');
});

test('a hundred artifacts beside an image are each opened once, and more than two hundred are too many', async () => {
	const member = (at: number): Pushable =>
		without(
			{...signature, root: jsonBlob({...JSON.parse(Buffer.from(signature.root.bytes).toString()), at}, oci)},
			artifact,
		);
	const artifacts = Array.from({length: 201}, (_, at) => member(at));
	await using registry = await holding(right, ...artifacts.slice(0, 100));
	expect((await resolve(registry)).manifest).toBe(right.root.descriptor.digest);
	const asked = registry.requests.filter((one) => one.url.includes('/manifests/sha256:'));
	expect(asked.length).toBeLessThanOrEqual(102);
	await using crowded = await holding(right, ...artifacts);
	expect((await faultOf(resolve(crowded))).code).toBe('limit-exceeded');
});

function artifactBlobs(config: unknown) {
	return [jsonBlob(config, 'application/vnd.example.config')];
}
function artifactOf(config: unknown): string {
	const [held] = artifactBlobs(config);
	return JSON.stringify({schemaVersion: 2, mediaType: oci, config: held!.descriptor, layers: []});
}
