import {randomBytes} from 'node:crypto';
import {writeFileSync} from 'node:fs';
import {join} from 'node:path';
import {describe, expect, test} from '@jest/globals';
import {parseReference} from '../../src/model/reference.ts';
import {readRegistry} from '../../src/subjects/registry.ts';
import type {SubjectRead} from '../../src/subjects/subject.ts';
import {readOptions} from '../builders/read-options.ts';
import {testWorld} from '../builders/world.ts';
import {distribution, sha256sumOf, temporary, tool} from './commands.ts';
import {containerdIn} from './containerd.ts';
import {recipes} from './recipes.ts';
import {mostBytes} from './toc-bytes.ts';

type Stage = (root: string) => void;

/** Stages of known kinds; each layer gets content that no compression makes small, so that its TOC is worth reading. */
const stagesOf = (name: string): readonly Stage[] => {
	const recipe = recipes.find((one) => one.name === name);
	if (recipe === undefined) throw new Error(`no recipe ${name}`);
	return recipe.stages.map((stage, at) => (root) => {
		stage(root);
		for (const part of [1, 2, 3]) writeFileSync(join(root, `noise-${at}-${part}`), randomBytes(700_000));
	});
};
const devices: Stage = (root) => {
	tool('mknod', [join(root, 'character'), 'c', '5', '1']);
	tool('mknod', [join(root, 'block'), 'b', '8', '3']);
	tool('mkfifo', [join(root, 'pipe')]);
	for (const part of [1, 2]) writeFileSync(join(root, `noise-${part}`), randomBytes(700_000), {mode: 0o4755});
};

const images: readonly (readonly [string, readonly Stage[], 'asserted' | 'verified'])[] = [
	...[
		'whiteouts',
		'an opaque directory',
		'hardlinks within and across image layers',
		'symlinks, dangling and retargeted',
		'long names',
		'a file that becomes a directory and the reverse',
		'zstd:chunked with many files',
	].map((name) => [name, stagesOf(name), 'asserted'] as const),
	['devices, a fifo and special modes', [devices], 'asserted'],
	// A name that is no UTF-8 is lost in JSON: its layer is read whole.
	['names of every kind of byte', stagesOf('names of every kind of byte'), 'verified'],
];

/** A storage of buildah's own. */
function buildahIn(directory: string) {
	const place = ['--root', join(directory, 'root'), '--runroot', join(directory, 'run')];
	const run = (...args: string[]): string => tool('buildah', ['--storage-driver', 'overlay', ...place, ...args]).trim();
	return {
		run,
		build(stages: readonly Stage[]): string {
			let image = 'scratch';
			for (const stage of stages) {
				const container = run('from', '--pull-never', image);
				stage(run('mount', container));
				run('umount', container);
				image = run('commit', '--quiet', container);
				run('rm', container);
			}
			return image;
		},
		unpacked: (reference: string): string =>
			run('mount', run('from', '--pull-always', '--tls-verify=false', `docker://${reference}`)),
		[Symbol.dispose]: () => {
			run('umount', '--all');
			run('rm', '--all');
		},
	};
}

async function read(reference: string, assurance: 'any' | 'verified'): Promise<SubjectRead & {fetched: number}> {
	const parsed = parseReference(reference);
	if (typeof parsed === 'string') throw new Error(parsed);
	const world = testWorld();
	let fetched = 0;
	const counting: typeof world = {
		...world,
		async http(request) {
			const response = await world.http(request);
			async function* body(): AsyncGenerator<Uint8Array> {
				for await (const chunk of response.body) {
					fetched += chunk.length;
					yield chunk;
				}
			}
			return {...response, body: body()};
		},
	};
	return {...(await readRegistry(counting, parsed, readOptions({assurance}))), fetched};
}

/** Regular files as `sha256sum` prints them, names as bytes. */
const sums = ({manifest}: SubjectRead): string[] =>
	manifest.entries.flatMap((entry) => (entry.type === 'file' ? [`${entry.sha256}  ${entry.path}`] : []));
/** A name with a backslash or a line break comes escaped, behind a backslash. */
const plainSums = (lines: readonly string[]): string[] =>
	lines.map((line) => {
		if (!line.startsWith('\\')) return line;
		const unescaped = line.slice(1).replace(/\\(.)/g, (_, code: string) => (code === 'n' ? '\n' : code));
		return unescaped;
	});

async function compare(reference: string, assurance: 'asserted' | 'verified', unpacked: string): Promise<void> {
	const quick = await read(reference, 'any');
	const whole = await read(reference, 'verified');
	expect(whole.manifest.assurance).toBe('verified');
	expect(whole.manifest.gaps).toEqual([]);
	expect(quick.manifest.assurance).toBe(assurance);
	expect(quick.manifest.entries).toEqual(whole.manifest.entries);
	expect(quick.manifest.gaps).toEqual([]);
	if (assurance === 'verified') return;
	expect(sums(quick)).toEqual(plainSums(sha256sumOf(unpacked)));
	const most = await mostBytes(reference);
	expect(quick.fetched).toBeLessThanOrEqual(most);
	expect(quick.fetched).toBeLessThan(whole.fetched / 8);
}

describe('the table of contents that real tools write lists what they unpack', () => {
	test.each(images)('zstd:chunked by buildah: %s', async (_, stages, assurance) => {
		using directory = temporary();
		await using registry = await distribution(directory.path);
		using buildah = buildahIn(directory.path);
		const reference = `${registry.host}/lab/chunked:latest`;
		const image = buildah.build(stages);
		const how = ['--quiet', '--tls-verify=false', '--format', 'oci', '--compression-format', 'zstd:chunked'];
		buildah.run('push', ...how, image, `docker://${reference}`);
		await compare(reference, assurance, buildah.unpacked(reference));
	});

	test.each(images)('eStargz and zstd:chunked by stargz-snapshotter: %s', async (_, stages, assurance) => {
		using directory = temporary();
		await using registry = await distribution(directory.path);
		using buildah = buildahIn(directory.path);
		await using containerd = await containerdIn(directory.path);
		const plain = `${registry.host}/lab/plain:latest`;
		buildah.run('push', '--quiet', '--tls-verify=false', buildah.build(stages), `docker://${plain}`);
		for (const format of ['--estargz', '--zstdchunked']) {
			const reference = `${registry.host}/lab/${format.slice(2)}:latest`;
			containerd.convert(plain, reference, format);
			await compare(reference, assurance, buildah.unpacked(reference));
		}
	});
});
