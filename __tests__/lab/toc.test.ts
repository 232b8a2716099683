import {spawn, spawnSync} from 'node:child_process';
import {randomBytes} from 'node:crypto';
import {existsSync, mkdirSync, writeFileSync} from 'node:fs';
import {join} from 'node:path';
import {setTimeout as wait} from 'node:timers/promises';
import {describe, expect, test} from '@jest/globals';
import {parseReference} from '../../src/model/reference.ts';
import {estargzFooterBytes, estargzTocOffset} from '../../src/rootfs/toc/estargz.ts';
import {readRegistry} from '../../src/subjects/registry.ts';
import type {SubjectRead} from '../../src/subjects/subject.ts';
import {readOptions} from '../builders/read-options.ts';
import {testWorld} from '../builders/world.ts';
import {distribution, sha256sumOf, temporary, tool} from './commands.ts';
import {recipes} from './recipes.ts';

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

/** containerd alone, for the converter of stargz-snapshotter. */
async function containerdIn(directory: string) {
	const place = join(directory, 'containerd');
	mkdirSync(place, {recursive: true});
	const socket = join(place, 'socket');
	const config = join(place, 'config.toml');
	writeFileSync(
		config,
		[
			'version = 2',
			`root = "${place}/root"`,
			`state = "${place}/state"`,
			'disabled_plugins = ["io.containerd.grpc.v1.cri"]',
			`[grpc]\n  address = "${socket}"`,
			`[plugins."io.containerd.internal.v1.opt"]\n  path = "${place}/opt"`,
		].join('\n'),
	);
	const child = spawn('containerd', ['--config', config], {stdio: 'ignore'});
	const gone = new Promise<void>((resolve) => child.on('exit', () => resolve()).on('error', () => resolve()));
	const run = (...args: string[]): string => tool('ctr-remote', ['--address', socket, ...args]);
	for (let tries = 0; !existsSync(socket) || spawnSync('ctr-remote', ['--address', socket, 'version']).status !== 0; ) {
		if (++tries > 100 || child.exitCode !== null) throw new Error('containerd did not start');
		await wait(100);
	}
	return {
		convert(from: string, to: string, ...how: string[]): void {
			run('image', 'pull', '--plain-http', '--snapshotter', 'native', from);
			run('image', 'convert', '--oci', ...how, from, to);
			run('image', 'push', '--plain-http', to);
		},
		async [Symbol.asyncDispose]() {
			child.kill();
			await gone;
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

type Descriptor = {digest: string; size: number; annotations?: Record<string, string>};

/** Bytes that an image's documents and its TOCs with their footers have, and what may come to each image layer. */
async function mostBytes(reference: string): Promise<number> {
	const [, host, repository] = /^([^/]+)\/(.+):/.exec(reference)!;
	const raw = tool('skopeo', ['inspect', '--raw', '--tls-verify=false', `docker://${reference}`]);
	let manifest = JSON.parse(raw) as {manifests?: Descriptor[]; config: Descriptor; layers: Descriptor[]};
	let most = raw.length;
	if (manifest.manifests !== undefined) {
		const inner = `docker://${host}/${repository}@${manifest.manifests[0]!.digest}`;
		const text = tool('skopeo', ['inspect', '--raw', '--tls-verify=false', inner]);
		most += text.length;
		manifest = JSON.parse(text) as typeof manifest;
	}
	most += manifest.config.size;
	for (const {digest, annotations = {}} of manifest.layers) {
		const answer = await fetch(`http://${host}/v2/${repository}/blobs/${digest}`);
		const blob = new Uint8Array(await answer.arrayBuffer());
		const position = Object.entries(annotations).find(([key]) => key.endsWith('manifest-position'))?.[1];
		const footer = estargzTocOffset(blob.subarray(-estargzFooterBytes));
		const stored = position === undefined ? blob.length - footer! : Number(position.split(':')[1]) + 72;
		expect(stored).toBeGreaterThan(0);
		most += stored + 64 * 1024;
	}
	return most;
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
