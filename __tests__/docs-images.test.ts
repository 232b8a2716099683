import {readFileSync} from 'node:fs';
import {dirname, join} from 'node:path';
import {fileURLToPath} from 'node:url';
import {describe, expect, test} from '@jest/globals';
import {runDigests} from '../src/faces/commands/digests.ts';
import {baseRelations} from '../src/model/evidence.ts';
import {findings, reasons} from '../src/report/sentences.ts';
import {attestationOf, buildImage, buildIndex, buildLayer} from './builders/image.ts';
import {printer} from './builders/printer.ts';
import {startRegistry} from './fakes/registry.ts';

const page = readFileSync(join(dirname(dirname(fileURLToPath(import.meta.url))), 'docs/images.md'), 'utf8');
const part = (name: string): string => {
	const [, text] = new RegExp(`<!-- ${name}:start -->\\n(.*)<!-- ${name}:end -->`, 's').exec(page) ?? [];
	return text!;
};

/** The same digest by the same number, whichever it is; sizes are no part of what is explained. */
function shape(text: string): string {
	const numbers = new Map<string, number>();
	return text
		.replace(/sha256:([0-9a-f]{4})(?:[0-9a-f]{60}|…)/g, (_, start: string) => {
			if (!numbers.has(start)) numbers.set(start, numbers.size + 1);
			return `digest ${numbers.get(start)}`;
		})
		.replace(/\b([0-9a-f]{4})[0-9a-f]{8}\b/g, (_, start: string) => `start of digest ${numbers.get(start)}`)
		.replace(/[\d,]+ bytes/g, 'some bytes')
		.trim();
}

describe('docs/images.md', () => {
	test('shows what digests prints, and asks as it does', async () => {
		await using registry = await startRegistry();
		const [node, newer, dist] = await Promise.all(
			['node', 'newer', 'dist'].map((content) => buildLayer([{path: 'file', content}])),
		);
		const then = buildImage([node!]);
		registry.push('acme/node', null, then);
		registry.push('acme/node', '24', buildImage([newer!]));
		const annotations = {
			'org.opencontainers.image.base.name': `${registry.host}/acme/node:24`,
			'org.opencontainers.image.base.digest': then.root.descriptor.digest,
		};
		const history = [{createdBy: 'COPY node /usr/bin/node # buildkit'}, {createdBy: 'COPY dist /app/dist # buildkit'}];
		const spoilManifest = (manifest: Record<string, unknown>) => void (manifest['annotations'] = annotations);
		const built = (architecture: string) =>
			buildImage([node!, dist!], {history, platform: {os: 'linux', architecture}, spoilManifest});
		const [amd64, arm64] = [built('amd64'), built('arm64')];
		const index = buildIndex([amd64, arm64, attestationOf(amd64)]);
		registry.push('acme/api', 'v1', index);

		const {world, out, text} = printer();
		const config = amd64.config.descriptor.digest;
		const is = [index.root.descriptor.digest, config.slice(7, 19), arm64.root.descriptor.digest, dist!.diffId];
		const code = await runDigests(world, out, `registry:${registry.host}/acme/api:v1`, {platform: 'linux/amd64', is});
		const [, command, printed] = /```console\n\$ deploy-truth (.*?)\n(.*)```/s.exec(part('digests'))!;
		expect(shape(printed!)).toBe(shape(text().replaceAll(registry.host, 'ghcr.io')));
		const asked = ['digests registry:ghcr.io/acme/api:v1 --platform linux/amd64', ...is.map((id) => `--is ${id}`)];
		expect(shape(`${printed}${command}`)).toBe(
			shape(`${text().replaceAll(registry.host, 'ghcr.io')}${asked.join(' ')}`),
		);
		expect(code).toBe(1);
	});

	test('explains every relation of a base, in the order of the code', () => {
		const rows = [...part('relations').matchAll(/^\| `([a-z-]+)` \|/gm)].map(([, relation]) => relation);
		expect(rows).toEqual([...baseRelations]);
	});

	test('names findings and reasons that there are', () => {
		const named = [...page.matchAll(/`(base-[a-z-]+)`/g)].map(([, code]) => code!);
		expect(named.length).toBeGreaterThan(4);
		expect(named.filter((code) => !(code in findings) && !(code in reasons))).toEqual([]);
	});
});
