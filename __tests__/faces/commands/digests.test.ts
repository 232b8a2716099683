import {describe, expect, test} from '@jest/globals';
import {runDigests} from '../../../src/faces/commands/digests.ts';
import {attestationOf, buildImage, buildIndex, buildLayer} from '../../builders/image.ts';
import {printer} from '../../builders/printer.ts';
import {startRegistry} from '../../fakes/registry.ts';

async function shop() {
	const layer = await buildLayer([{path: 'app.js', content: 'x'}]);
	const history = [{createdBy: 'COPY dist /app/dist # buildkit'}];
	const amd64 = buildImage([layer], {history});
	const arm64 = buildImage([layer], {history, platform: {os: 'linux', architecture: 'arm64'}});
	const proof = attestationOf(amd64);
	const index = buildIndex([amd64, arm64, proof]);
	const registry = await startRegistry();
	registry.push('team/app', 'v1', index);
	return {registry, layer, amd64, arm64, proof, index};
}

type Shop = Awaited<ReturnType<typeof shop>>;

async function ask({registry}: Shop, is: readonly string[], format: 'terminal' | 'json' = 'json') {
	const {world, out, text} = printer();
	const args = {platform: 'linux/amd64', format, is} as const;
	const code = await runDigests(world, out, `registry:${registry.host}/team/app:v1`, args);
	return {code, text: text()};
}

describe('digests', () => {
	test('index, image manifest and config name the image, as Docker and Kubernetes write them', async () => {
		const seen = await shop();
		await using _ = seen.registry;
		const manifest = seen.amd64.root.descriptor.digest;
		const config = seen.amd64.config.descriptor.digest;
		const found = await ask(seen, [
			`docker-pullable://${seen.registry.host}/team/app@${seen.index.root.descriptor.digest}`,
			`containerd://${manifest}`,
			config.slice(7),
			config.slice(7, 19),
		]);
		expect(found.code).toBe(0);
		const {is, ...document} = JSON.parse(found.text);
		expect(document).toMatchObject({schema: 'deploy-truth/digests/v1', manifest, config});
		expect(document.layers).toMatchObject([{step: 'COPY dist /app/dist', base: null}]);
		expect(is.map((one: {kind: string; platforms: number}) => [one.kind, one.platforms])).toEqual([
			['index', 2],
			['manifest', 1],
			['config', 1],
			['config', 1],
		]);
	});

	test('a sibling, an attestation and a part of the image are not the image', async () => {
		const seen = await shop();
		await using _ = seen.registry;
		const ids = [seen.arm64.root, seen.proof.root, seen.layer].map((blob) => blob.descriptor.digest);
		const found = await ask(seen, [...ids, seen.layer.diffId]);
		expect(found.code).toBe(1);
		const kinds = JSON.parse(found.text).is.map(({kind}: {kind: string}) => kind);
		expect(kinds).toEqual(['sibling', 'companion', 'image-layer', 'diff-id']);
	});

	test('another index over the same image is read, and proves it', async () => {
		const seen = await shop();
		await using _ = seen.registry;
		const other = buildIndex([seen.amd64]);
		seen.registry.push('team/app', null, other);
		const stranger = buildImage([]);
		seen.registry.push('team/app', null, stranger);
		expect((await ask(seen, [other.root.descriptor.digest])).code).toBe(0);
		expect((await ask(seen, [stranger.root.descriptor.digest])).code).toBe(1);
	});

	test('a digest nobody holds is not provable, and no image layer is fetched to find out', async () => {
		const seen = await shop();
		await using _ = seen.registry;
		const found = await ask(seen, [`sha256:${'0'.repeat(64)}`], 'terminal');
		expect(found.code).toBe(3);
		expect(found.text).toContain('not provable');
		expect(found.text).toContain(seen.index.root.descriptor.digest);
		const fetched = seen.registry.requests.map(({url}) => url);
		expect(fetched.some((url) => url.includes(seen.layer.descriptor.digest))).toBe(false);
	});

	test('the base that the image names is told apart from the application, as far as the registry proves it', async () => {
		await using registry = await startRegistry();
		const [below, other, above] = await Promise.all(
			['base', 'other base', 'app'].map((content) => buildLayer([{path: 'file', content}])),
		);
		const then = buildImage([below!]);
		registry.push('team/base', 'v1', then);
		registry.push('team/base', 'v2', buildImage([other!]));
		const askOf = async (tag: string, digest: string | null) => {
			const annotations: Record<string, string> = {
				'org.opencontainers.image.base.name': `${registry.host}/team/base:${tag}`,
			};
			if (digest !== null) annotations['org.opencontainers.image.base.digest'] = digest;
			const spoilManifest = (manifest: Record<string, unknown>) => void (manifest['annotations'] = annotations);
			registry.push('team/app', 'v1', buildImage([below!, above!], {spoilManifest}));
			const [terminal, json] = [printer(), printer()];
			await runDigests(terminal.world, terminal.out, `registry:${registry.host}/team/app:v1`, {});
			await runDigests(json.world, json.out, `registry:${registry.host}/team/app:v1`, {format: 'json'});
			const {base, layers} = JSON.parse(json.text());
			const line = terminal.text().trim().split('\n').at(-1)!;
			return {line, relation: base?.relation, base: layers.map((layer: {base: boolean | null}) => layer.base)};
		};
		const digest = then.root.descriptor.digest;
		const name = `base ${registry.host}/team/base`;
		expect(await askOf('v1', null)).toEqual({
			line: `${name}:v1: image layer 1, which the image is built on`,
			relation: 'built-on',
			base: [true, false],
		});
		expect(await askOf('v2', digest)).toEqual({
			line: `${name}:v2: image layer 1, which the image was built on; the name leads to another image by now`,
			relation: 'moved',
			base: [true, false],
		});
		registry.push('team/base', 'v1', buildImage([other!]));
		const wrong = buildImage([other!]).root.descriptor.digest;
		expect(await askOf('v1', wrong)).toMatchObject({
			line: expect.stringContaining('not the base of this image'),
			relation: 'not-its-base',
			base: [null, null],
		});
		expect(await askOf('v2', null)).toMatchObject({
			line: expect.stringContaining('cannot be told'),
			relation: 'not-known',
			base: [null, null],
		});
	});

	test('what is no ID is a usage error before anything is contacted', async () => {
		const seen = await shop();
		await using _ = seen.registry;
		expect((await ask(seen, ['abc'])).code).toBe(2);
		expect(seen.registry.requests).toEqual([]);
	});
});
