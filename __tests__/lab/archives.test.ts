import {chmodSync, createReadStream, mkdirSync, readFileSync, writeFileSync} from 'node:fs';
import {join} from 'node:path';
import {afterAll, beforeAll, describe, expect, test} from '@jest/globals';
import {rootDigest} from '../../src/bytes/tree.ts';
import type {Digest} from '../../src/model/digest.ts';
import {parseSubject} from '../../src/subjects/parse.ts';
import {readSubject} from '../../src/subjects/read.ts';
import type {SubjectRead} from '../../src/subjects/subject.ts';
import {faultOf} from '../adapters/registry/asking.ts';
import {readOptions} from '../builders/read-options.ts';
import {testWorld} from '../builders/world.ts';
import {distribution, temporary, tool} from './commands.ts';
import {type DockerEngine, dockerEngine} from './engine.ts';

const room = temporary();
const at = (name: string): string => join(room.path, name);
const stored = (name: string): readonly string[] => [
	...['--storage-driver', 'overlay', '--root', at(`${name}-root`), '--runroot', at(`${name}-run`)],
];
const podman = (...args: readonly string[]): string => tool('podman', [...stored('podman'), ...args]).trim();
const buildah = (...args: readonly string[]): string => tool('buildah', [...stored('buildah'), ...args]).trim();
const skopeo = (from: string, to: string): string =>
	tool('skopeo', ['copy', '--quiet', '--src-tls-verify=false', from, to]);

let engine: DockerEngine;
let registry: Awaited<ReturnType<typeof distribution>>;
let name: string;
let expected: {readonly root: Digest; readonly config: Digest; readonly manifest: Digest};

/** Files that are copied, removed, replaced by another type and linked, over image layers of which two are equal. */
const dockerfile = `FROM scratch
COPY . /app/
COPY busybox /bin/busybox
RUN ["/bin/busybox", "sh", "-c", "/bin/busybox rm -r /app/gone && /bin/busybox ln -s ../bin /app/gone && /bin/busybox ln /app/main.js /app/linked"]
RUN ["/bin/busybox", "true"]
COPY . /app/
RUN ["/bin/busybox", "chmod", "700", "/app/main.js"]
`;

beforeAll(async () => {
	const context = at('context');
	tool('sh', [
		'-ec',
		`mkdir -p ${context}/gone && cd ${context} && cp /bin/busybox . && echo a > gone/a && echo v1 > main.js`,
	]);
	engine = await dockerEngine(room.path);
	registry = await distribution(room.path);
	name = `${registry.host}/lab/app:v1`;
	writeFileSync(at('Dockerfile'), dockerfile);
	engine.docker('build', '--quiet', '--network', 'none', '--tag', name, '--file', at('Dockerfile'), context);
	engine.docker('push', '--quiet', name);
	const {image, manifest} = await read(`registry:${name}`);
	expected = {root: rootDigest(manifest, 'exact')!, config: image!.config, manifest: image!.manifest!};
});
afterAll(async () => {
	await registry?.[Symbol.asyncDispose]();
	await engine?.[Symbol.asyncDispose]();
	room[Symbol.dispose]();
});

async function read(text: string, piped?: string): Promise<SubjectRead> {
	const subject = parseSubject(text);
	if (typeof subject === 'string') throw new Error(subject);
	const world = testWorld({
		env: {PATH: process.env['PATH'], HOME: room.path, ...engine.env},
		...(piped === undefined ? {} : {stdin: () => createReadStream(piped)}),
	});
	return readSubject(world, subject, readOptions());
}

/** The same files, and the same image where its name is its configuration. */
async function isTheImage(text: string, piped?: string): Promise<SubjectRead> {
	const found = await read(text, piped);
	expect([found.manifest.assurance, found.manifest.gaps, found.oddities]).toEqual(['verified', [], []]);
	expect(rootDigest(found.manifest, 'exact')).toBe(expected.root);
	expect(found.image?.config).toBe(expected.config);
	return found;
}

describe('the image that docker built and pushed', () => {
	test('is the same in the store of the engine, by name and by ID', async () => {
		const id = engine.docker('inspect', '--format', '{{.Id}}', name);
		for (const text of [name, id, id.slice(7, 19)]) await isTheImage(`docker:${text}`);
	});
	test('is not found there by another name', async () => {
		expect((await faultOf(read('docker:no/such:image'))).code).toBe('not-found');
	});
	test('is the same in what docker saved, by name, by ID and compressed', async () => {
		engine.docker('save', '--output', at('named.tar'), name);
		engine.docker('save', '--output', at('id.tar'), expected.config);
		await isTheImage(`docker-archive:${at('named.tar')}`);
		await isTheImage(`docker-archive:${at('named.tar')}:${name}`);
		await isTheImage(`docker-archive:${at('id.tar')}`);
		for (const [command, ending] of [
			['gzip', 'gz'],
			['zstd', 'zst'],
		] as const) {
			tool('sh', ['-ec', `${command} -q -c named.tar > named.tar.${ending}`], room.path);
			await isTheImage('docker-archive:-', at(`named.tar.${ending}`));
		}
	});
	test('is the same beside another that shares image layers', async () => {
		writeFileSync(at('Dockerfile'), `FROM ${name}\nLABEL a=b\nRUN ["/bin/busybox", "rm", "/app/main.js"]\n`);
		engine.docker(
			'build',
			'--quiet',
			'--network',
			'none',
			'--tag',
			'lab/next:v2',
			'--file',
			at('Dockerfile'),
			at('context'),
		);
		engine.docker('save', '--output', at('two.tar'), name, 'lab/next:v2');
		await isTheImage(`docker-archive:${at('two.tar')}:${name}`);
		const next = await read(`docker-archive:${at('two.tar')}:v2`);
		expect([next.image?.labels, next.manifest.gaps]).toEqual([{a: 'b'}, []]);
		expect((await faultOf(read(`docker-archive:${at('two.tar')}`))).detail).toContain('lab/next:v2');
	});
	test('is the same in what skopeo copied', async () => {
		skopeo(`docker://${name}`, `docker-archive:${at('skopeo.tar')}:lab/app:v1`);
		await isTheImage(`docker-archive:${at('skopeo.tar')}:lab/app:v1`);
		skopeo(`docker://${name}`, `oci-archive:${at('skopeo-oci.tar')}:lab/app:v1`);
		await isTheImageAsOci(`oci-archive:${at('skopeo-oci.tar')}:lab/app:v1`);
	});
	test('is the same in what podman saved', async () => {
		podman('pull', '--quiet', '--tls-verify=false', name);
		podman('tag', name, 'localhost/lab:v1');
		podman('save', '--quiet', '--output', at('podman.tar'), 'localhost/lab:v1');
		await isTheImage(`docker-archive:${at('podman.tar')}:lab:v1`);
		podman('save', '--quiet', '--format', 'oci-archive', '--output', at('podman-oci.tar'), name);
		await isTheImageAsOci(`oci-archive:${at('podman-oci.tar')}`);
		podman('save', '--quiet', '--multi-image-archive', '--output', at('podman-two.tar'), 'localhost/lab:v1', name);
		await isTheImage(`docker-archive:${at('podman-two.tar')}`);
	});
	test('is the same in what buildah pushed', async () => {
		buildah('pull', '--quiet', '--tls-verify=false', name);
		buildah('push', '--quiet', name, `docker-archive:${at('buildah.tar')}:lab/app:v1`);
		await isTheImage(`docker-archive:${at('buildah.tar')}`);
		buildah('push', '--quiet', '--format', 'oci', name, `oci-archive:${at('buildah-oci.tar')}:v1`);
		await isTheImageAsOci(`oci-archive:${at('buildah-oci.tar')}:v1`);
	});
	test('is the same in what containerd exports, which is what engines on its store save', async () => {
		const socket = at('engine/exec/containerd/containerd.sock');
		const ctr = (...args: readonly string[]): string => tool('ctr', ['--address', socket, ...args]);
		ctr('image', 'pull', '--plain-http', '--snapshotter', 'native', name);
		ctr('image', 'export', at('containerd.tar'), name);
		for (const kind of ['docker-archive', 'oci-archive']) {
			const {image} = await isTheImage(`${kind}:${at('containerd.tar')}`);
			expect(image?.manifest).toBe(expected.manifest);
		}
		await isTheImage(`docker-archive:${at('containerd.tar')}:${name}`);
		await isTheImage(`oci-archive:${at('containerd.tar')}:${name}`);
	});
	test('is the same in an image layout that was packed by hand', async () => {
		skopeo(`docker://${name}`, `oci:${at('layout')}:v1`);
		tool(
			'sh',
			['-ec', 'tar -C layout -cf packed.tar . && tar -C layout -czf packed.tar.gz index.json oci-layout blobs'],
			room.path,
		);
		const beside = await isTheImageAsOci(`oci-dir:${at('layout')}:v1`);
		for (const file of ['packed.tar', 'packed.tar.gz'])
			expect((await isTheImageAsOci(`oci-archive:${at(file)}:v1`)).image?.manifest).toBe(beside.image?.manifest);
	});
	test('is no more the same where a byte of what docker saved is another', async () => {
		const bytes = readFileSync(at('named.tar'));
		const place = bytes.indexOf('BusyBox v');
		bytes[place]! ^= 1;
		writeFileSync(at('spoilt.tar'), bytes);
		const {manifest} = await read(`docker-archive:${at('spoilt.tar')}`);
		expect(manifest.gaps.map(({fault}) => fault.code)).toContain('diff-id-mismatch');
		expect(rootDigest(manifest, 'exact')).toBeNull();
	});
});

describe('an engine that cannot be spoken to', () => {
	const through = (env: Readonly<Record<string, string>>) =>
		faultOf(
			readSubject(
				testWorld({env: {PATH: process.env['PATH'], HOME: room.path, ...engine.env, ...env}}),
				{kind: 'docker', reference: name},
				readOptions(),
			),
		);
	test('is not there', async () => {
		expect((await through({DOCKER_HOST: `unix://${at('nowhere.sock')}`})).code).toBe('unreachable');
		expect((await through({DOCKER_HOST: 'tcp://127.0.0.1:1'})).code).toBe('unreachable');
	});
	test('lets this user not in', async () => {
		const bin = at('bin');
		mkdirSync(bin);
		const docker = tool('which', ['docker']).trim();
		writeFileSync(join(bin, 'docker'), `#!/bin/sh\nexec setpriv --reuid 65534 --clear-groups ${docker} "$@"\n`, {
			mode: 0o755,
		});
		chmodSync(room.path, 0o711);
		expect((await through({PATH: `${bin}:${process.env['PATH']}`})).code).toBe('forbidden');
	});
});

/** Whoever makes an OCI image of one in Docker's format may write its configuration anew; the files are the same. */
async function isTheImageAsOci(text: string): Promise<SubjectRead> {
	const found = await read(text);
	expect([found.manifest.assurance, found.manifest.gaps, found.oddities]).toEqual(['verified', [], []]);
	expect(rootDigest(found.manifest, 'exact')).toBe(expected.root);
	expect(found.image?.manifest).not.toBeNull();
	return found;
}
