import {readdirSync, renameSync, rmSync, writeFileSync} from 'node:fs';
import {join} from 'node:path';
import {describe, expect, test} from '@jest/globals';
import {deployTruth, distribution, linesOf, temporary, tool} from './commands.ts';
import {recipes} from './recipes.ts';

/** The stages of a recipe, each an image layer. */
const stages = recipes.find(({name}) => name === 'whiteouts')!.stages;

describe('two images that buildah built on the same image', () => {
	test('differ in what was renamed and changed, with no shared image layer that this does not need', async () => {
		using directory = temporary();
		await using registry = await distribution(directory.path);
		const place = ['--root', join(directory.path, 'root'), '--runroot', join(directory.path, 'run')];
		const buildah = (...args: string[]): string =>
			tool('buildah', ['--storage-driver', 'overlay', ...place, ...args]).trim();
		const on = (image: string, stage: (root: string) => void): string => {
			const container = buildah('from', '--pull-never', image);
			stage(buildah('mount', container));
			buildah('umount', container);
			const built = buildah('commit', '--quiet', container);
			buildah('rm', container);
			return built;
		};
		const base = stages.reduce(on, 'scratch');
		const application = (version: string) => (root: string) => {
			rmSync(join(root, 'app'), {recursive: true});
			tool('sh', ['-c', `mkdir -p ${root}/app/old && cd ${root}/app && for i in 1 2 3; do echo $i > old/$i; done`]);
			writeFileSync(join(root, 'app/version'), version);
		};
		const first = on(base, application('1'));
		const moved = on(base, (root) => {
			application('2')(root);
			renameSync(join(root, 'app/old'), join(root, 'app/new'));
			expect(readdirSync(join(root, 'app')).toSorted()).toEqual(['new', 'version']);
		});
		const push = (image: string, tag: string): string => {
			const reference = `${registry.host}/lab/api:${tag}`;
			buildah('push', '--tls-verify=false', '--quiet', image, `docker://${reference}`);
			return `registry:${reference}`;
		};
		const [one, two] = [push(first, 'v1'), push(moved, 'v2')];

		const words = deployTruth('diff', one, two, '--path', 'app');
		expect(words.status).toBe(1);
		expect(linesOf(words.stdout).slice(2)).toEqual([
			expect.stringContaining(`> renamed   ${Buffer.from('old/ → new/').toString('latin1')}  (3 files)`),
			expect.stringMatching(/^~ modified {2}version /),
			'1 modified, 3 renamed; 0 equal',
			expect.stringMatching(/^(\d+) image layers are shared, \1 of them not read: /),
		]);

		// The whole images: as `diff` tells the unpacked trees.
		const mounted = [first, moved].map((image) => buildah('mount', buildah('from', '--pull-never', image)));
		const changesOf = (...subjects: string[]): unknown => {
			const {stdout} = deployTruth('diff', ...subjects, '--modes', 'exact', '--format', 'json');
			return (JSON.parse(stdout.toString()) as {changes: unknown}).changes;
		};
		expect(changesOf(one, two)).toEqual(changesOf(`dir:${mounted[0]}`, `dir:${mounted[1]}`));
		const same = deployTruth('diff', one, push(first, 'again'), '--format', 'json');
		expect([same.status, JSON.parse(same.stdout.toString())]).toMatchObject([0, {equal: true, changes: []}]);
		buildah('umount', '--all');
		buildah('rm', '--all');
	});
});
