import {execFileSync} from 'node:child_process';
import {chmodSync, copyFileSync, mkdirSync, symlinkSync, writeFileSync} from 'node:fs';
import {join} from 'node:path';
import {afterAll, beforeAll, describe, expect, test} from '@jest/globals';
import {parseReference} from '../../src/model/reference.ts';
import {readRegistry} from '../../src/subjects/registry.ts';
import {readOptions} from '../builders/read-options.ts';
import {testWorld} from '../builders/world.ts';
import {distribution, temporary} from './commands.ts';
import {type DockerEngine, dockerEngine} from './engine.ts';
import {exported} from './oracles.ts';
import {linesOfManifest, withoutEngineMade} from './tree.ts';

const room = temporary();
const context = join(room.path, 'context');
let engine: DockerEngine;
let registry: Awaited<ReturnType<typeof distribution>>;

beforeAll(async () => {
	const tree = join(context, 'tree');
	mkdirSync(join(tree, 'dist', 'modules'), {recursive: true});
	mkdirSync(join(tree, 'empty'));
	copyFileSync('/bin/busybox', join(context, 'busybox'));
	for (const name of ['package.json', 'dist/index.js', 'dist/modules/health.js', 'dist/modules/.hidden'])
		writeFileSync(join(tree, name), `${name}\n`);
	writeFileSync(join(tree, 'large.bin'), 'large '.repeat(500_000));
	writeFileSync(join(tree, 'start.sh'), '#!/bin/sh\n');
	chmodSync(join(tree, 'start.sh'), 0o755);
	symlinkSync('dist/index.js', join(tree, 'main.js'));
	symlinkSync('../nowhere', join(tree, 'dangling'));
	execFileSync('tar', ['--create', '--format=gnu', '--file', join(context, 'packed.tar'), '-C', tree, '.']);
	engine = await dockerEngine(room.path);
	registry = await distribution(room.path);
	build('base', 'FROM scratch\nCOPY busybox /bin/busybox\nRUN ["/bin/busybox", "--install", "-s", "/bin"]\n');
});
afterAll(async () => {
	await registry?.[Symbol.asyncDispose]();
	await engine?.[Symbol.asyncDispose]();
	room[Symbol.dispose]();
});

function build(name: string, dockerfile: string): void {
	const file = join(room.path, 'Dockerfile');
	writeFileSync(file, dockerfile);
	engine.docker('build', '--quiet', '--network', 'none', '--tag', name, '--file', file, context);
}

const app = 'FROM base\nCOPY tree /app\n';
const dockerfiles: readonly (readonly [string, string])[] = [
	['files that are copied', 'FROM scratch\nCOPY tree /srv/app\nCOPY tree/dist /\n'],
	[
		'files that are copied for another owner',
		'FROM scratch\nCOPY --chown=1000:1000 tree /app\nCOPY tree/start.sh /app/dist/\n',
	],
	['an archive that is added', 'FROM scratch\nADD packed.tar /app/\nADD packed.tar /app/again/\n'],
	[
		'a directory that is emptied and filled again in one step',
		`${app}RUN rm -rf /app/dist && mkdir /app/dist && echo only > /app/dist/only.js\n`,
	],
	[
		'files that are removed, step by step',
		`${app}RUN rm /app/dist/index.js\nRUN rm -r /app/dist/modules\nRUN mkdir -p /app/dist/modules && echo x > /app/dist/modules/x.js\n`,
	],
	[
		'modes and owners that change, and nothing else',
		`${app}RUN chmod 600 /app/package.json && chmod 4755 /app/start.sh\nRUN chown 1000:1000 /app/large.bin && chmod 1777 /app/empty\n`,
	],
	[
		'hardlinks that are made, written through and removed',
		`${app}RUN ln /app/package.json /app/linked && ln /app/linked /app/dist/linked\nRUN echo more >> /app/linked\nRUN rm /app/package.json\n`,
	],
	[
		'symlinks that are followed, retargeted and replaced',
		`${app}RUN ln -s dist /app/current\nCOPY tree/start.sh /app/current/\nRUN ln -sfn empty /app/current && echo in > /app/current/in\nRUN rm /app/current && mkdir /app/current && echo own > /app/current/own\n`,
	],
	[
		'what changes its type',
		`${app}RUN rm -r /app/dist && echo file > /app/dist && rm /app/package.json && mkdir /app/package.json\nRUN rm /app/dist && ln -s package.json /app/dist && mkfifo /app/pipe\n`,
	],
	['what is moved', `${app}RUN mv /app/dist /app/release && mv /app/large.bin /app/release/\nRUN mv /app /srv\n`],
	[
		'a build in stages',
		'FROM base AS build\nCOPY tree /app\nRUN cd /app/dist && echo built > built.js && chmod 755 built.js\nFROM scratch\nCOPY --from=build /app/dist /public\nCOPY --from=build /app/main.js /app/start.sh /\n',
	],
	[
		'steps that bring no image layer',
		'FROM scratch\nENV A=1\nWORKDIR /made/by/workdir\nLABEL b=2\nCOPY tree/package.json ./\nUSER 1000\nCMD ["x"]\n',
	],
	[
		'names of every kind',
		`${app}RUN cd /app/empty && touch "with space" 'quote"' 'back\\\\slash' "$(printf 'new\\nline')" "$(printf '\\377\\376')" grüße who a.wh.b .whx && mkdir "$(printf 'd%.0s' $(seq 255))"\n`,
	],
	[
		'forty steps',
		`${app}${Array.from({length: 40}, (_, i) => `RUN echo ${i} > /app/same && echo ${i} > /app/step-${i}`).join('\n')}\n`,
	],
];

describe('the file manifest of an image that docker built and pushed', () => {
	test.each(dockerfiles)('is what docker exports: %s', async (name, dockerfile) => {
		using directory = temporary();
		const tag = `${registry.host}/lab/${name.toLowerCase().replace(/[^a-z]+/g, '-')}:latest`;
		build(tag, dockerfile);
		engine.docker('push', '--quiet', tag);
		const reference = parseReference(tag);
		if (typeof reference === 'string') throw new Error(reference);
		const {manifest, oddities, image} = await readRegistry(testWorld(), reference, readOptions());
		expect([manifest.assurance, manifest.gaps, oddities]).toEqual(['verified', [], []]);
		expect(withoutEngineMade(linesOfManifest(manifest))).toEqual(exported(directory.path, tag, engine));
		// What runs here and what lies there are one image, and each image layer knows the step that made it.
		expect(image.config).toBe(engine.docker('inspect', '--format', '{{.Id}}', tag));
		expect(image.layers.filter(({createdBy}) => createdBy === null)).toEqual([]);
	});
});
