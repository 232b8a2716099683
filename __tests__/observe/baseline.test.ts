import {describe, expect, test} from '@jest/globals';
import {judge} from '../../src/judge/judge.ts';
import type {ImageConfig, SecretGrant} from '../../src/model/config.ts';
import {hexOf} from '../../src/model/digest.ts';
import {observeImage} from '../../src/observe/image.ts';
import {patientWorld} from '../adapters/registry/asking.ts';
import {
	artifactEvidence,
	file,
	filesConfig,
	healthy,
	manifest,
	observed,
	planOf,
	serviceConfig,
} from '../builders/evidence.ts';
import {digestOfBytes, imageOf} from '../builders/image.ts';
import {startRegistry} from '../fakes/registry.ts';

const appJs = {path: 'app/dist/app.js', content: 'app with workflow'};
const image = await imageOf([[appJs, {path: 'app/dist/same.js', content: 'same'}]]);
const older = await imageOf([
	[
		{path: 'app/dist/app.js', content: 'app'},
		{path: 'app/dist/same.js', content: 'same'},
	],
]);
const expected = {
	...manifest({}),
	entries: Object.entries({'app.js': 'app with workflow', 'same.js': 'same'}).map(([path, content]) => ({
		...file(path, content),
		sha256: hexOf(digestOfBytes(Buffer.from(content))),
	})),
};

const credentials = {username: 'reader', passwordVariable: 'REGISTRY_PASSWORD'};
const locked = {mode: 'basic', username: 'reader', password: 'registry-secret'} as const;

function seen(config: Pick<ImageConfig, 'reference' | 'baseline'> & Partial<ImageConfig>, secrets: SecretGrant[] = []) {
	const service = serviceConfig();
	const plan = {...planOf({...service, files: [filesConfig()], image: {...service.image!, ...config}}), secrets};
	const world = patientWorld({env: {PATH: process.env['PATH'], REGISTRY_PASSWORD: 'registry-secret'}});
	const artifact = observed(artifactEvidence({manifest: expected}));
	return observeImage(world, plan, Promise.resolve([artifact]), null, {repository: process.cwd(), layers: null});
}

describe('the image that was deployed before', () => {
	test('tells which files are new', async () => {
		await using registry = await startRegistry();
		registry.push('acme/api', 'v2', image);
		registry.push('acme/api', 'v1', older);
		const found = await seen({reference: `${registry.host}/acme/api:v2`, baseline: `${registry.host}/acme/api:v1`});
		expect(found).toMatchObject({newSinceBaseline: ['app.js'], baselineFault: null});
	});

	test('that is gone is no fault of the deployed image, which was read', async () => {
		await using registry = await startRegistry();
		registry.push('acme/api', 'v2', image);
		const found = await seen({reference: `${registry.host}/acme/api:v2`, baseline: `${registry.host}/acme/api:v1`});
		expect(found).toMatchObject({newSinceBaseline: null, baselineFault: {code: 'not-found'}, gaps: []});
		expect(found.placements[0]!.status).toBe('placed');
	});

	test('of which an image layer cannot be read tells nothing, and says why', async () => {
		await using registry = await startRegistry();
		registry.push('acme/api', 'v2', image);
		registry.push('acme/api', 'v1', older);
		registry.misbehave(older.layers[0]!.descriptor.digest, {kind: 'status', status: 404});
		const found = await seen({reference: `${registry.host}/acme/api:v2`, baseline: `${registry.host}/acme/api:v1`});
		expect(found).toMatchObject({newSinceBaseline: null, baselineFault: {code: 'not-found'}, gaps: []});
	});

	test('in another registry is not shown the credentials of the image, granted or not', async () => {
		await using registry = await startRegistry(locked);
		await using elsewhere = await startRegistry(locked);
		registry.push('acme/api', 'v2', image);
		elsewhere.push('acme/api', 'v1', older);
		const config = {
			reference: `${registry.host}/acme/api:v2`,
			baseline: `${elsewhere.host}/acme/api:v1`,
			credentials,
		};
		for (const secrets of [[], [{variable: 'REGISTRY_PASSWORD', host: registry.host}]]) {
			const found = await seen(config, secrets);
			expect(found).toMatchObject({newSinceBaseline: null, baselineFault: {code: 'unauthorized'}, gaps: []});
		}
		expect(elsewhere.requests.length).toBeGreaterThan(0);
		expect(elsewhere.requests.every(({headers}) => headers['authorization'] === undefined)).toBe(true);
	});

	test('in the same registry is opened by them', async () => {
		await using registry = await startRegistry(locked);
		registry.push('acme/api', 'v2', image);
		registry.push('acme/api', 'v1', older);
		const config = {reference: `${registry.host}/acme/api:v2`, baseline: `${registry.host}/acme/api:v1`, credentials};
		expect((await seen(config)).newSinceBaseline).toEqual(['app.js']);
	});
});

test('a baseline that could not be read is a note, and the layer is judged by what was read', () => {
	const {plan, evidence} = healthy({image: {baselineFault: {code: 'not-found', detail: ''}}});
	const layer = judge(plan, evidence).layers.find(({layer}) => layer === 'image')!;
	expect(layer.status).toBe('match');
	expect(layer.findings).toMatchObject([{code: 'baseline-unread', level: 'note', detail: 'not-found'}]);
});
