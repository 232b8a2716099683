import {describe, expect, test} from '@jest/globals';
import type {Plan} from '../../src/model/plan.ts';
import {observeBase} from '../../src/observe/base.ts';
import {resolveImage} from '../../src/subjects/registry.ts';
import {patientWorld, referenceOf} from '../adapters/registry/asking.ts';
import {buildImage, buildLayer, type BuiltImage} from '../builders/image.ts';
import {planOf, serviceConfig} from '../builders/evidence.ts';
import {readOptions} from '../builders/read-options.ts';
import {type FakeRegistry, type RegistryAuth, startRegistry} from '../fakes/registry.ts';

const system = await buildLayer([{path: 'etc/os-release', content: 'one'}]);
const runtime = await buildLayer([{path: 'usr/bin/node', content: 'node'}]);
const newer = await buildLayer([{path: 'usr/bin/node', content: 'node, newer'}]);
const copied = await buildLayer([{path: 'app/dist/app.js', content: 'app'}]);
const then = buildImage([system, runtime]);
const now = buildImage([system, newer]);
const thenDigest = then.root.descriptor.digest;

const nameKey = 'org.opencontainers.image.base.name';
const digestKey = 'org.opencontainers.image.base.digest';

/** The application, which says this of its base in annotations, and that in labels. */
const app = (annotations: Record<string, string> = {}, labels: Record<string, string> = {}): BuiltImage =>
	buildImage([system, runtime, copied], {
		labels,
		spoilManifest: (manifest) => void (manifest['annotations'] = annotations),
	});

/** A registry in which the tag of `acme/node` has moved on since the application was built. */
async function moved(auth?: RegistryAuth): Promise<FakeRegistry> {
	const registry = await startRegistry(auth);
	registry.push('acme/node', null, then);
	registry.push('acme/node', '24', now);
	return registry;
}

type Asked = {
	readonly image: BuiltImage;
	readonly base?: string | null;
	readonly assurance?: 'any' | 'verified';
	readonly trust?: Plan['trust'];
	readonly credentials?: {username: string; password: string};
};

async function observed(registry: FakeRegistry, {image, base = null, assurance = 'any', trust, credentials}: Asked) {
	registry.push('acme/api', 'v1', image);
	const world = patientWorld();
	const reference = referenceOf(`${registry.host}/acme/api:v1`);
	const access = readOptions({credentials: credentials ?? null});
	const identity = await resolveImage(world, reference, access);
	const config = serviceConfig();
	const plan = planOf({...config, image: {...config.image!, base, assurance}});
	return observeBase(world, {...plan, trust: trust ?? 'trusted'}, identity, reference, access);
}

describe('the base of an image', () => {
	test('is the configured one, and its word that of the configuration', async () => {
		await using registry = await moved();
		registry.push('acme/node', 'pinned', then);
		expect(await observed(registry, {image: app(), base: `${registry.host}/acme/node:pinned`})).toEqual({
			base: {
				reference: `${registry.host}/acme/node:pinned`,
				manifest: thenDigest,
				layers: 2,
				relation: 'built-on',
				statedBy: 'configuration',
			},
			baseFault: null,
		});
	});

	test('is else the one that annotations of the image name, or its labels', async () => {
		await using registry = await moved();
		const said = {[nameKey]: `${registry.host}/acme/node:24`, [digestKey]: thenDigest};
		for (const image of [app(said), app({}, said)])
			expect((await observed(registry, {image})).base).toMatchObject({relation: 'moved', layers: 2, statedBy: 'image'});
	});

	test('is by annotations rather than by labels, which images inherit', async () => {
		await using registry = await moved();
		registry.push('acme/debian', '12', buildImage([system]));
		const image = app(
			{[nameKey]: `${registry.host}/acme/node:24`, [digestKey]: thenDigest},
			{[nameKey]: `${registry.host}/acme/debian:12`, [digestKey]: `sha256:${'0'.repeat(64)}`},
		);
		expect((await observed(registry, {image})).base?.reference).toBe(`${registry.host}/acme/node:24`);
	});

	test('is nobody’s to know where neither says which', async () => {
		await using registry = await moved();
		const none = {base: null, baseFault: null};
		expect(await observed(registry, {image: app()})).toEqual(none);
		expect(await observed(registry, {image: app({[nameKey]: 'no reference, at all'})})).toEqual(none);
	});

	test('that moved on is found by the digest in the image, and then stands on the image’s word', async () => {
		await using registry = await moved();
		const said = {[nameKey]: `${registry.host}/acme/node:24`, [digestKey]: thenDigest};
		const base = `${registry.host}/acme/node:24`;
		expect((await observed(registry, {image: app(said), base})).base).toMatchObject({
			relation: 'moved',
			layers: 2,
			statedBy: 'image',
		});
	});

	test('is not looked for under a digest that the image states of another repository', async () => {
		await using registry = await moved();
		registry.push('acme/other', null, then);
		const said = {[nameKey]: `${registry.host}/acme/other:24`, [digestKey]: thenDigest};
		const base = `${registry.host}/acme/node:24`;
		expect((await observed(registry, {image: app(said), base})).base).toMatchObject({
			reference: base,
			relation: 'not-known',
			layers: 0,
			statedBy: 'configuration',
		});
		expect(registry.requests.some(({url}) => url.includes('acme/other'))).toBe(false);
	});

	test('that the configuration names and that was never this image’s takes no image layer from the application', async () => {
		await using registry = await moved();
		registry.push('acme/python', '3', now);
		const said = {[nameKey]: `${registry.host}/acme/python:3`, [digestKey]: now.root.descriptor.digest};
		const base = `${registry.host}/acme/python:3`;
		expect((await observed(registry, {image: app(said), base})).base).toMatchObject({
			relation: 'not-its-base',
			layers: 0,
		});
	});

	test('that is the image itself takes no image layer from the application', async () => {
		await using registry = await moved();
		const base = `${registry.host}/acme/api:v1`;
		expect((await observed(registry, {image: app(), base})).base).toMatchObject({relation: 'not-its-base', layers: 0});
	});

	test('that cannot be read is a fault beside the image', async () => {
		await using registry = await moved();
		const found = await observed(registry, {image: app(), base: `${registry.host}/acme/node:never`});
		expect(found).toMatchObject({base: null, baseFault: {code: 'not-found'}});
	});

	test('of which only the digest in the image is gone could not be told, and the fault says why', async () => {
		await using registry = await moved();
		const said = {[nameKey]: `${registry.host}/acme/node:24`, [digestKey]: `sha256:${'0'.repeat(64)}`};
		expect(await observed(registry, {image: app(said)})).toMatchObject({
			base: {relation: 'not-known', layers: 0},
			baseFault: {code: 'not-found'},
		});
	});
});

describe('what an image says of its base', () => {
	test('sends nobody to another registry', async () => {
		await using registry = await moved();
		await using elsewhere = await moved();
		const said = {[nameKey]: `${elsewhere.host}/acme/node:24`, [digestKey]: thenDigest};
		expect(await observed(registry, {image: app(said)})).toEqual({base: null, baseFault: null});
		expect(elsewhere.requests).toEqual([]);
	});

	test.each([
		['where only proven bytes count', {assurance: 'verified'}],
		['on events that an outsider can start', {trust: 'untrusted'}],
	] as const)('is not taken %s', async (_, more) => {
		await using registry = await moved();
		const said = {[nameKey]: `${registry.host}/acme/node:24`, [digestKey]: thenDigest};
		expect(await observed(registry, {image: app(said), ...more})).toEqual({base: null, baseFault: null});
		const base = `${registry.host}/acme/node:24`;
		expect((await observed(registry, {image: app(said), base, ...more})).base).toMatchObject({relation: 'not-known'});
	});
});

describe('the credentials of the image', () => {
	const credentials = {username: 'reader', password: 'registry-secret'};
	const locked = {mode: 'basic', ...credentials} as const;

	test('open a base in the same registry', async () => {
		await using registry = await moved(locked);
		const base = `${registry.host}/acme/node:24`;
		expect((await observed(registry, {image: app(), base, credentials})).base).not.toBeNull();
	});

	test('are not shown to another registry that holds the base', async () => {
		await using registry = await moved(locked);
		await using elsewhere = await moved(locked);
		const base = `${elsewhere.host}/acme/node:24`;
		expect(await observed(registry, {image: app(), base, credentials})).toMatchObject({
			base: null,
			baseFault: {code: 'unauthorized'},
		});
		expect(elsewhere.requests.every(({headers}) => headers['authorization'] === undefined)).toBe(true);
	});
});
