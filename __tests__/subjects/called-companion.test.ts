import {expect, test} from '@jest/globals';
import {sameImage} from '../../src/model/image-digests.ts';
import {parsePlatform} from '../../src/model/platform.ts';
import {resolveImage} from '../../src/subjects/registry.ts';
import {faultOf, patientWorld, referenceOf, timeouts} from '../adapters/registry/asking.ts';
import type {BuiltImage, Pushable} from '../builders/image.ts';
import {attestationOf, buildIndex, imageOf, jsonBlob, manifestType} from '../builders/image.ts';
import type {FakeRegistry} from '../fakes/registry.ts';
import {startRegistry} from '../fakes/registry.ts';

const linux = (architecture: string, content: string): Promise<BuiltImage> =>
	imageOf([[{path: 'app', content}]], {platform: {os: 'linux', architecture}});

/** What an index says of an image, in place of the image's own word. */
const called = ({root, manifests, blobs}: Pushable, words: Record<string, unknown>): Pushable => ({
	root: {...root, descriptor: {...root.descriptor, ...words}},
	manifests,
	blobs,
});

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

const amd64 = {os: 'linux', architecture: 'amd64'};
const artifact = {artifactType: 'application/vnd.example.sbom'};

// skopeo 1.9 and Podman take the first, third and fourth of these in place of the image, containerd the first two and the last.
test.each([
	['an artifact', {platform: amd64, ...artifact}],
	['an artifact, and of no platform', artifact],
	['an attestation', {platform: amd64, annotations: {'vnd.docker.reference.type': 'attestation-manifest'}}],
	['of a media type that nobody knows', {platform: amd64, mediaType: 'application/vnd.example.other'}],
	['for the same architecture by another name', {platform: {os: 'linux', architecture: 'x86_64'}}],
])('an image that its index calls %s is one that a runtime may choose: none is guessed', async (_, words) => {
	const [other, image] = [await linux('amd64', 'other'), await linux('amd64', 'right')];
	await using registry = await holding(called(other, words), image);
	for (const asked of ['linux/amd64', null])
		expect((await faultOf(resolve(registry, asked))).code).toBe('platform-ambiguous');
});

test('an artifact that is an image for another platform leaves open which of them the digest of the index runs', async () => {
	const [other, image] = [await linux('arm64', 'other'), await linux('amd64', 'right')];
	const words = {platform: {os: 'linux', architecture: 'arm64'}, ...artifact};
	await using registry = await holding(called(other, words), image);
	const found = await resolve(registry, 'linux/amd64');
	expect(sameImage(found, found.index!)).toMatchObject({status: 'same', platforms: 2});
});

test('an artifact by its own document, too, takes nothing from the image it stands beside', async () => {
	const image = await linux('amd64', 'right');
	const empty = jsonBlob({}, 'application/vnd.oci.empty.v1+json');
	const document = {schemaVersion: 2, config: empty.descriptor, layers: [empty.descriptor]};
	const sbom: Pushable = {root: jsonBlob(document, manifestType('oci')), manifests: [], blobs: [empty]};
	const text: Pushable = {root: jsonBlob({text: 'no manifest'}, manifestType('oci')), manifests: [], blobs: []};
	const words = {platform: amd64, ...artifact};
	await using registry = await holding(called(sbom, words), called(text, words), image);
	const found = await resolve(registry);
	expect(found.manifest).toBe(image.root.descriptor.digest);
	expect(sameImage(found, found.index!)).toMatchObject({status: 'same', platforms: 1});
});

test('an attestation whose index does not say that it runs on nothing is still none to run', async () => {
	const image = await linux('amd64', 'right');
	const attestation = attestationOf(image);
	delete attestation.root.descriptor.platform;
	await using registry = await holding(attestation, image);
	const found = await resolve(registry);
	expect(found.manifest).toBe(image.root.descriptor.digest);
	expect(sameImage(found, found.index!)).toMatchObject({status: 'same', platforms: 1});
});
