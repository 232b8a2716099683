import {createHash} from 'node:crypto';
import {describe, expect, test} from '@jest/globals';
import type {Misbehaviour} from '../../fakes/registry.ts';
import {startRegistry} from '../../fakes/registry.ts';
import {blobOf, buildIndex, imageOf, manifestType} from '../../builders/image.ts';
import {ask, faultOf, patientWorld} from './asking.ts';

const image = await imageOf([[{path: 'app.js', content: 'one'}]]);
const other = await imageOf([[{path: 'app.js', content: 'two'}]]);
const {digest} = image.root.descriptor;
const manifests = '/manifests/';

async function wrong(misbehaviour: Misbehaviour, asked: string = 'v1') {
	await using registry = await startRegistry();
	registry.push('team/app', 'v1', image);
	registry.misbehave(manifests, misbehaviour);
	const fault = await faultOf(ask(patientWorld(), `${registry.host}/team/app:v1`).manifest(asked));
	return {fault, requests: registry.requests.length};
}

describe('a manifest', () => {
	test('comes as its raw bytes, by tag and by digest, with the digest we computed', async () => {
		await using registry = await startRegistry();
		registry.push('team/app', 'v1', image);
		const client = ask(patientWorld(), `${registry.host}/team/app:v1`);
		for (const asked of ['v1', digest]) {
			const found = await client.manifest(asked);
			expect(found.digest).toBe(digest);
			expect(Buffer.compare(found.bytes, image.root.bytes)).toBe(0);
			expect(found.mediaType).toBe(manifestType('oci'));
		}
	});
	test('is asked for in all four types, without which some registries deny having it', async () => {
		await using registry = await startRegistry();
		for (const types of ['oci', 'docker'] as const) {
			const typed = await imageOf([[{path: 'a'}]], {types});
			registry.push('team/app', types, typed);
			registry.push('team/app', `${types}-index`, buildIndex([typed], {types}));
			const client = ask(patientWorld(), `${registry.host}/team/app`);
			expect((await client.manifest(types)).digest).toBe(typed.root.descriptor.digest);
			await client.manifest(`${types}-index`);
		}
	});
	test('by sha512 is hashed with sha512, and a sha256 claim about it holds', async () => {
		await using registry = await startRegistry();
		const sha512 = `sha512:${createHash('sha512').update(image.root.bytes).digest('hex')}` as const;
		const {mediaType, size} = image.root.descriptor;
		registry.push('team/app', null, {
			...image,
			manifests: [{bytes: image.root.bytes, descriptor: {mediaType, size, digest: sha512}}],
		});
		registry.misbehave(manifests, {kind: 'digest-header', value: digest});
		expect((await ask(patientWorld(), `${registry.host}/team/app`).manifest(sha512)).digest).toBe(sha512);
	});
	test('needs no digest header', async () => {
		await using registry = await startRegistry();
		registry.push('team/app', 'v1', image);
		registry.misbehave(manifests, {kind: 'digest-header', value: null});
		expect((await ask(patientWorld(), `${registry.host}/team/app`).manifest('v1')).digest).toBe(digest);
	});
	test('that was asked by digest and is another one is a fault, whatever the header says', async () => {
		const {fault} = await wrong({kind: 'bytes', bytes: other.root.bytes}, digest);
		expect(fault.code).toBe('digest-mismatch');
	});
	test('that was asked by tag and contradicts its digest header is a fault', async () => {
		expect((await wrong({kind: 'bytes', bytes: other.root.bytes})).fault.code).toBe('digest-mismatch');
		expect((await wrong({kind: 'digest-header', value: other.root.descriptor.digest})).fault.code).toBe(
			'digest-mismatch',
		);
		expect((await wrong({kind: 'digest-header', value: 'trust-me'})).fault.code).toBe('digest-mismatch');
	});
	test('of more than 4 MiB is not read, announced or not', async () => {
		const huge = Buffer.alloc(4 * 1024 * 1024 + 1, 32);
		expect((await wrong({kind: 'bytes', bytes: huge})).fault.code).toBe('too-large');
		expect((await wrong({kind: 'status', status: 200, body: huge.toString()})).fault.code).toBe('too-large');
	});
	test('of exactly 4 MiB is read', async () => {
		await using registry = await startRegistry();
		const full = blobOf(Buffer.alloc(4 * 1024 * 1024, 32), manifestType('oci'));
		registry.push('team/app', 'v1', {root: full, manifests: [], blobs: []});
		expect((await ask(patientWorld(), `${registry.host}/team/app`).manifest('v1')).bytes.length).toBe(4 * 1024 * 1024);
	});
	test.each([
		'application/vnd.docker.distribution.manifest.v1+json',
		'application/vnd.docker.distribution.manifest.v1+prettyjws; charset=utf-8',
	])('of schema 1 is a fault that says so: %s', async (value) => {
		expect((await wrong({kind: 'content-type', value})).fault.code).toBe('schema-1');
	});
	test('that is not there is a fault that names the reference', async () => {
		await using registry = await startRegistry();
		const fault = await faultOf(ask(patientWorld(), `${registry.host}/team/app`).manifest('v7'));
		expect(fault.code).toBe('not-found');
		expect(fault.detail).toContain(`${registry.host}/team/app:v7`);
		expect(fault.detail).toContain('MANIFEST_UNKNOWN');
		expect(fault.detail).not.toContain('not here');
	});
	test.each([
		[403, 'forbidden', 1],
		[400, 'unexpected-answer', 1],
		[418, 'unexpected-answer', 1],
		[206, 'unexpected-answer', 1],
		[408, 'timed-out', 4],
		[429, 'rate-limited', 4],
		[500, 'server-error', 4],
		[503, 'server-error', 4],
	])('status %i is %s after %i requests', async (status, code, requests) => {
		const found = await wrong({kind: 'status', status});
		expect(found.fault.code).toBe(code);
		expect(found.requests).toBe(requests);
	});
	test('is asked for again after the pause that a busy registry names', async () => {
		await using registry = await startRegistry();
		registry.push('team/app', 'v1', image);
		registry.misbehave(manifests, {kind: 'status', status: 429, headers: {'Retry-After': '7'}}, 1);
		registry.misbehave(manifests, {kind: 'status', status: 503}, 1);
		const world = patientWorld({random: () => Uint8Array.of(0)});
		expect((await ask(world, `${registry.host}/team/app`).manifest('v1')).digest).toBe(digest);
		expect(world.pauses[0]).toBe(7_000);
	});
	test('is not asked for again when the registry wants an hour of patience', async () => {
		const found = await wrong({kind: 'status', status: 429, headers: {'Retry-After': '3600'}});
		expect(found).toMatchObject({fault: {code: 'rate-limited'}, requests: 1});
		expect(found.fault.detail).toContain('3600 s');
	});
	test('that is cut is asked for again', async () => {
		await using registry = await startRegistry();
		registry.push('team/app', 'v1', image);
		registry.misbehave(manifests, {kind: 'cut', after: 20}, 2);
		registry.misbehave(manifests, {kind: 'refuse'}, 1);
		expect((await ask(patientWorld(), `${registry.host}/team/app`).manifest('v1')).digest).toBe(digest);
	});
	test('that is cut every time, or a connection that closes every time, is a fault', async () => {
		expect((await wrong({kind: 'cut', after: 20})).fault.code).toBe('cut-stream');
		expect((await wrong({kind: 'refuse'})).fault.code).toBe('cut-stream');
	});
	test('that stalls is a fault', async () => {
		await using registry = await startRegistry();
		registry.push('team/app', 'v1', image);
		registry.misbehave(manifests, {kind: 'stall', after: 20});
		const impatient = {connect: 5_000, answer: 5_000, stall: 50, request: 15_000};
		const fault = await faultOf(ask(patientWorld(), `${registry.host}/team/app`, {timeouts: impatient}).manifest('v1'));
		expect(fault.code).toBe('stalled');
	});
	test('of a registry where nobody listens is a fault', async () => {
		const registry = await startRegistry();
		await registry.close();
		expect((await faultOf(ask(patientWorld(), `${registry.host}/team/app`).manifest('v1'))).code).toBe('unreachable');
	});
	test('of a registry on this machine is not asked for where only public addresses are allowed', async () => {
		await using registry = await startRegistry();
		const client = ask(patientWorld(), `${registry.host}/team/app`, {publicOnly: true});
		expect((await faultOf(client.manifest('v1'))).code).toBe('address-refused');
		expect(registry.requests).toEqual([]);
	});
	test('redirected in a circle is a fault', async () => {
		await using registry = await startRegistry();
		registry.misbehave('/v2/', {kind: 'redirect', to: '/v2/team/app/manifests/v1'});
		expect((await faultOf(ask(patientWorld(), `${registry.host}/team/app`).manifest('v1'))).code).toBe('redirect-loop');
	});
});

test('Docker Hub is contacted at its own host, over https', async () => {
	const urls: string[] = [];
	const world = patientWorld({
		http: async (request) => {
			urls.push(request.url);
			throw new TypeError('seen enough');
		},
	});
	await expect(ask(world, 'nginx:1').manifest('1')).rejects.toThrow('seen enough');
	await expect(ask(world, 'registry.example/a:1').manifest('1')).rejects.toThrow('seen enough');
	await expect(ask(world, 'registry.example/a:1', {plainHttp: true}).manifest('1')).rejects.toThrow('seen enough');
	await expect(ask(world, 'localhost:5000/a:1').manifest('1')).rejects.toThrow('seen enough');
	expect(urls).toEqual([
		'https://registry-1.docker.io/v2/library/nginx/manifests/1',
		'https://registry.example/v2/a/manifests/1',
		'http://registry.example/v2/a/manifests/1',
		'http://localhost:5000/v2/a/manifests/1',
	]);
});
