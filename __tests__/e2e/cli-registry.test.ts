import {describe, expect, test} from '@jest/globals';
import type {Verdict} from '../../src/model/verdict.ts';
import type {BuiltBlob} from '../builders/image.ts';
import {fakeTcp} from '../fakes/endpoint.ts';
import type {FakeRegistry, Misbehaviour} from '../fakes/registry.ts';
import {startRegistry} from '../fakes/registry.ts';
import {after, dist, Shop} from './shop.ts';

const manifests = /\/manifests\//;
const blobs = /\/blobs\//;

type Wrong = {
	readonly code: string;
	/** what the registry does wrong; the image and all it needs are pushed before */
	readonly goes: (registry: FakeRegistry, layer: BuiltBlob) => unknown;
	/** what stands in the registry's place */
	readonly instead?: () => ReturnType<typeof fakeTcp>;
	readonly reason?: 'image-missing';
	/** the one limit that is to be met, so that no other comes first on a busy machine; `manifest` and `diff` have none of their own to shorten */
	readonly verifyAlone?: 'answer' | 'stall';
};

const always = (match: RegExp, misbehaviour: Misbehaviour) => (registry: FakeRegistry) =>
	registry.misbehave(match, misbehaviour);

const wrongs: Readonly<Record<string, Wrong>> = {
	'refuses the connection': {code: 'unreachable', goes: (registry) => registry.close()},
	'hangs up without an answer': {code: 'cut-stream', goes: always(manifests, {kind: 'refuse'})},
	'answers 401': {
		code: 'unauthorized',
		goes: always(manifests, {kind: 'status', status: 401, headers: {'WWW-Authenticate': 'Basic realm="x"'}}),
	},
	'answers 403': {code: 'forbidden', goes: always(manifests, {kind: 'status', status: 403})},
	'answers 404': {code: 'not-found', reason: 'image-missing', goes: always(manifests, {kind: 'status', status: 404})},
	'answers 404 for an image layer': {
		code: 'not-found',
		goes: (registry, layer) => registry.misbehave(layer.descriptor.digest, {kind: 'status', status: 404}),
	},
	'answers 429 and asks for an hour': {
		code: 'rate-limited',
		goes: always(manifests, {kind: 'status', status: 429, headers: {'Retry-After': '3600'}}),
	},
	'answers 500 again and again': {code: 'server-error', goes: always(manifests, {kind: 'status', status: 500})},
	'says another digest than its bytes have': {
		code: 'digest-mismatch',
		goes: always(manifests, {kind: 'digest-header', value: `sha256:${'0'.repeat(64)}`}),
	},
	'serves other bytes for an image layer': {
		code: 'digest-mismatch',
		goes: (registry, layer) =>
			registry.misbehave(layer.descriptor.digest, {kind: 'bytes', bytes: layer.bytes.toReversed()}),
	},
	'serves fewer bytes for an image layer': {
		code: 'size-mismatch',
		goes: (registry, layer) =>
			registry.misbehave(layer.descriptor.digest, {kind: 'bytes', bytes: layer.bytes.subarray(9)}),
	},
	'cuts every download': {code: 'cut-stream', goes: always(blobs, {kind: 'cut', after: 7})},
	'stops in the middle of an image layer': {
		code: 'stalled',
		verifyAlone: 'stall',
		goes: always(blobs, {kind: 'stall', after: 7}),
	},
	'takes the request and never answers': {
		code: 'timed-out',
		verifyAlone: 'answer',
		goes: () => undefined,
		instead: () => fakeTcp(() => undefined),
	},
	'sends a manifest without end': {
		code: 'too-large',
		goes: always(manifests, {kind: 'bytes', bytes: Buffer.alloc(6 << 20, ' ')}),
	},
	'sends a web page in place of a manifest': {
		code: 'invalid-manifest',
		goes: (registry) => {
			registry.misbehave(manifests, {kind: 'content-type', value: 'text/html'});
			registry.misbehave(manifests, {kind: 'bytes', bytes: Buffer.from('<html>')});
			registry.misbehave(manifests, {kind: 'digest-header', value: null});
		},
	},
	'redirects in a circle': {
		code: 'redirect-loop',
		goes: (registry) => registry.misbehave(manifests, {kind: 'redirect', to: '/v2/acme/shop/manifests/prod'}),
	},
};

describe('a registry that', () => {
	test.concurrent.each(Object.entries(wrongs))(
		'%s: the fault is named, nothing matches, no root is printed',
		async (_, wrong) => {
			await using shop = await Shop.open();
			const built = await shop.pushes(after);
			shop.runs(after);
			await using instead = await wrong.instead?.();
			const image = instead ? `127.0.0.1:${instead.port}/acme/shop:prod` : shop.image;
			// Short limits would hold for the endpoint too, which shares a busy machine with us.
			const endpoint = wrong.verifyAlone
				? `    timeouts: {${wrong.verifyAlone}: 1s}\n`
				: `    probes: [{url: '${shop.endpoint.url}/api/workflow', expect: 401}]
    live: {base: '${shop.endpoint.url}/', root: public}
`;
			shop.configures(`version: 1
services:
  shop:
    image: ${image}
${dist}${endpoint}`);
			await wrong.goes(shop.registry, built.layers[1]!);
			const subject = `registry:${image}`;
			const reading = wrong.verifyAlone
				? []
				: [
						['manifest', subject],
						['diff', 'dir:dist', subject, '--path', 'app/dist', '--format', 'json'],
					];
			const [verified, ...read] = await Promise.all([
				shop.run(['verify', '--format', 'json', '--evidence', 'out/e.json']),
				...reading.map((args) => shop.run(args)),
			]);

			expect(verified).toMatchObject({code: 3, stderr: ''});
			const verdict = JSON.parse(verified!.stdout) as Verdict;
			expect(verdict).toMatchObject({status: 'inconclusive', departsAt: null, inconclusive: ['image']});
			const judged = verdict.layers.find((layer) => layer.layer === 'image')!;
			expect(judged).toMatchObject({status: 'inconclusive', reason: wrong.reason ?? 'image-unread'});
			expect(judged.findings.map((finding) => finding.detail)).toContain(wrong.code);
			const told = await shop.run(['judge', 'out/e.json']);
			expect(told.code).toBe(3);
			expect(told.stdout).toMatch(/^\? Could not tell: the image /);
			expect(told.stdout).toContain(`${wrong.code}: `);

			for (const {code, stdout, stderr} of read) {
				expect(code).toBe(3);
				expect(stderr + stdout).toContain(wrong.code);
				if (stdout === '') continue;
				const {root, deployed} = JSON.parse(stdout) as {root?: unknown; deployed?: {root: unknown}};
				expect(root ?? deployed?.root ?? null).toBeNull();
			}
		},
	);
});

test('a registry that wants a password gets it from the variable that is named, and from no other place', async () => {
	await using shop = await Shop.open();
	await using registry = await startRegistry({mode: 'basic', username: 'bot', password: 'a-password-of-the-registry'});
	registry.push('acme/shop', 'prod', await shop.pushes(after));
	const config = (credentials: string) => `version: 1
services:
  shop:
    image: ${registry.host}/acme/shop:prod
${credentials}${dist}`;
	shop.configures(config(''));
	const without = await shop.run(['verify', '--format', 'json']);
	expect(without.code).toBe(3);
	expect(without.stdout).toContain('"detail": "unauthorized"');
	expect(without.stdout).toContain('"remedy": "give-registry-credentials"');
	shop.configures(config('    registry-username: bot\n    registry-password-env: REGISTRY_PASSWORD\n'));
	const unset = await shop.run(['verify', '--format', 'json']);
	expect(unset.stdout).toContain('"detail": "secret-missing"');
	const words = await shop.run(['verify']);
	expect(words.stdout).toContain('the variable REGISTRY_PASSWORD is not set');
	expect(words.stdout).toMatch(/Set .?REGISTRY_PASSWORD.? where this check runs/);
	const wrong = await shop.run(['verify', '--format', 'json'], {env: {REGISTRY_PASSWORD: 'another'}});
	expect(wrong.stdout).toContain('"detail": "unauthorized"');
	const right = await shop.run(['verify', '--format', 'json'], {
		env: {REGISTRY_PASSWORD: 'a-password-of-the-registry'},
	});
	expect(right.code).toBe(3);
	const verdict = JSON.parse(right.stdout) as Verdict;
	expect(verdict.reason).toBe('process-not-seen');
	expect(verdict.layers.find((layer) => layer.layer === 'image')?.status).toBe('match');
});
