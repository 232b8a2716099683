import {chmodSync, existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync} from 'node:fs';
import {tmpdir} from 'node:os';
import {join} from 'node:path';
import {setTimeout as wait} from 'node:timers/promises';
import {afterEach, beforeEach, describe, expect, test} from '@jest/globals';
import {readEngineImage} from '../../src/subjects/docker.ts';
import {faultOf} from '../adapters/registry/asking.ts';
import {packed, savedByNewDocker, savedByOldDocker} from '../builders/archive.ts';
import {attestationOf, buildIndex, imageOf} from '../builders/image.ts';
import {readOptions} from '../builders/read-options.ts';
import {testWorld} from '../builders/world.ts';
import {gapsOf, pathsOf} from './piped.ts';

const image = await imageOf([[{path: 'a'}], [{path: 'b'}]], {compression: 'none'});
const other = await imageOf([[{path: 'other'}]], {compression: 'none'});
const id = image.config.descriptor.digest;
const saved = {image, tags: ['app:v1']};

let directory: string;
beforeEach(() => {
	directory = mkdtempSync(join(tmpdir(), 'docker-'));
	mkdirSync(join(directory, 'bin'));
});
afterEach(() => rmSync(directory, {recursive: true, force: true}));
const at = (name: string): string => join(directory, name);

/** A program called docker that writes down what it is asked; what it does for `inspect` and `save` is a shell script each. */
function docker(inspect: string, save: string): void {
	writeFileSync(
		at('bin/docker'),
		`#!/bin/sh
cd '${directory}'
echo "$@" >> asked
echo $$ >> pids
case "$2" in
inspect) ${inspect} ;;
save) ${save} ;;
esac
`,
	);
	chmodSync(at('bin/docker'), 0o755);
}
const says = (name: string, content: string | Uint8Array): string => {
	writeFileSync(at(name), content);
	return `cat ${name}`;
};
const named = (stated: unknown): string => says('inspected', JSON.stringify([{Id: stated, RepoTags: ['app:v1']}]));
const asked = (): readonly string[] => readFileSync(at('asked'), 'utf8').trim().split('\n');

function worldOf(signal?: AbortSignal) {
	const env = {PATH: `${at('bin')}:/usr/bin:/bin`, HOME: directory, DOCKER_HOST: 'unix:///nowhere'};
	return testWorld({env, ...(signal === undefined ? {} : {signal})});
}
const read = (reference = 'app:v1', world = worldOf()) => readEngineImage(world, reference, readOptions());
const fault = (reference?: string) => faultOf(read(reference));

/** Whether every program called docker is gone. */
async function allGone(): Promise<boolean> {
	const pids = readFileSync(at('pids'), 'utf8').trim().split('\n');
	for (let tries = 0; tries < 60; tries++) {
		if (pids.every((pid) => !existsSync(`/proc/${pid}`))) return true;
		await wait(50);
	}
	return false;
}

describe('an image in the store of an engine', () => {
	test('is resolved to its ID once, and saved by that', async () => {
		docker(named(id), says('saved', packed(savedByOldDocker(saved))));
		const found = await read();
		expect([pathsOf(found), gapsOf(found), found.manifest.assurance]).toEqual([['a', 'b'], [], 'verified']);
		expect(found.subject).toBe(`docker:app:v1@${id}`);
		expect(found.image).toMatchObject({reference: 'app:v1', config: id, manifest: null});
		expect(asked()).toEqual(['image inspect -- app:v1', `image save -- ${id}`]);
	});
	test('may be named by its ID, as podman writes it too', async () => {
		docker(named(id.slice(7)), says('saved', packed(savedByOldDocker(saved))));
		for (const name of [id, id.slice(7), id.slice(7, 19)]) expect((await read(name)).subject).toBe(`docker:${id}`);
	});
	test('may have the digest of its index or its image manifest for an ID', async () => {
		const index = buildIndex([image, attestationOf(image)]);
		for (const [root, stated] of [
			[index, index.root],
			[image, image.root],
		] as const) {
			docker(named(stated.descriptor.digest), says('saved', packed(savedByNewDocker(root, saved))));
			expect((await read()).image).toMatchObject({config: id, manifest: image.root.descriptor.digest});
		}
	});
	test('is not believed to be what it is called where another came', async () => {
		docker(named(id), says('saved', packed(savedByOldDocker({image: other, tags: ['app:v1']}))));
		expect(await fault()).toMatchObject({code: 'digest-mismatch', detail: expect.stringContaining(id)});
	});
	test('is not believed to be under an index that it is not proven to be in', async () => {
		docker(named(buildIndex([other]).root.descriptor.digest), says('saved', packed(savedByNewDocker(image, saved))));
		expect((await fault()).code).toBe('digest-mismatch');
	});
});

describe('what docker says when something is in the way', () => {
	test.each([
		[
			'Error response from daemon: No such image: app:v1',
			'not-found',
			/pull or build it there, or read it with registry:/,
		],
		['Error: no such image\nError: app:v1: image not known', 'not-found', /app:v1/],
		[
			'Cannot connect to the Docker daemon at unix:///var/run/docker.sock. Is the docker daemon running?',
			'unreachable',
			/start it, or say where it is with DOCKER_HOST/,
		],
		[
			'failed to connect to the docker API at unix:///x.sock; check if the path is correct',
			'unreachable',
			/DOCKER_HOST/,
		],
		[
			'error during connect: Get "http://h/v1.41/images/x/json": dial tcp: lookup h: no such host',
			'unreachable',
			/docker context use/,
		],
		[
			'permission denied while trying to connect to the Docker daemon socket at unix:///var/run/docker.sock',
			'forbidden',
			/member of the group docker/,
		],
		[
			'WARNING: Error loading config file: /home/ci/.docker/config.json: permission denied\nError response from daemon: No such image: x',
			'not-found',
			/holds no image/,
		],
		['something new', 'command-failed', /^docker: something new$/],
		[
			'proxyconnect http://user:hunter2@proxy:3128: refused Authorization: Bearer SECRETTOKEN',
			'command-failed',
			/^docker: proxyconnect http:\/\/…@proxy:3128: refused Authorization: Bearer …$/,
		],
		['', 'command-failed', /without a word/],
	])('%j', async (said, code, why) => {
		docker(`${says('said', said)} >&2; exit 1`, 'exit 1');
		expect(await fault()).toEqual({code, detail: expect.stringMatching(why)});
	});
	test('that there is none', async () => {
		const world = testWorld({env: {PATH: at('bin')}});
		expect(await faultOf(read('app:v1', world))).toEqual({
			code: 'command-missing',
			detail: expect.stringContaining('podman image save IMAGE | deploy-truth manifest docker-archive:-'),
		});
	});
	test.each([
		['no JSON', 'oh'],
		['no list', '{"Id":"x"}'],
		['nothing', '[]'],
		['two images', JSON.stringify([{Id: id}, {Id: id}])],
		['no ID', '[{}]'],
		['null', '[null]'],
		['an option for an ID', '[{"Id":"--output=/etc/passwd"}]'],
	])('that is %s', async (_, answer) => {
		docker(says('inspected', answer), 'exit 1');
		expect((await fault()).code).toBe('invalid-answer');
	});
	test('without end', async () => {
		docker('while :; do echo xxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxx; done', 'exit 1');
		expect((await fault()).code).toBe('too-large');
		expect(await allGone()).toBe(true);
	});
	test('after a part of the image', async () => {
		const whole = packed(savedByOldDocker(saved));
		for (const bytes of [Buffer.alloc(0), whole.subarray(0, 1_500), whole]) {
			docker(named(id), `${says('saved', bytes)}; echo 'No such image: gone' >&2; exit 1`);
			expect((await fault()).code).toBe('not-found');
		}
	});
	test('when it stops without a word in the middle', async () => {
		docker(named(id), says('saved', packed(savedByOldDocker(saved)).subarray(0, 2_700)));
		expect((await fault()).code).toBe('truncated-tar');
	});
});

describe('no docker is left behind', () => {
	const endless = 'trap "" PIPE; while :; do cat saved || exit 1; done';
	test('by a run that is cancelled while it reads', async () => {
		says('saved', Buffer.concat([packed(savedByOldDocker(saved)).subarray(0, -1_024)]));
		docker(named(id), `${endless}`);
		const stop = new AbortController();
		const reading = faultOf(read('app:v1', worldOf(stop.signal)));
		await wait(400);
		stop.abort();
		expect((await reading).code).toBe('cancelled');
		expect(await allGone()).toBe(true);
	});
	test('by a run that is cancelled while the engine is silent', async () => {
		docker(named(id), 'sleep 30');
		const stop = new AbortController();
		const reading = faultOf(read('app:v1', worldOf(stop.signal)));
		await wait(400);
		stop.abort();
		expect((await reading).code).toBe('cancelled');
		expect(await allGone()).toBe(true);
	});
	test('by a read that gives up', async () => {
		says('saved', 'x'.repeat(100_000));
		docker(named(id), endless);
		expect((await fault()).code).toBe('invalid-tar');
		expect(await allGone()).toBe(true);
	});
});
