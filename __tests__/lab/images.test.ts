import {existsSync} from 'node:fs';
import {join} from 'node:path';
import {describe, expect, test} from '@jest/globals';
import {deployTruth, distribution, linesOf, sha256sumOf, temporary, tool} from './commands.ts';
import {type Recipe, recipes} from './recipes.ts';

/** buildah with a storage of its own: what it mounts is gone with the directory. */
function storage(directory: string, driver: Recipe['driver']) {
	const run = (...args: string[]): string =>
		tool('buildah', [
			'--storage-driver',
			driver,
			'--root',
			join(directory, `${driver}-root`),
			'--runroot',
			join(directory, `${driver}-run`),
			...args,
		]).trim();
	return {
		run,
		[Symbol.dispose]: () => {
			run('umount', '--all');
			run('rm', '--all');
		},
	};
}

function build(buildah: ReturnType<typeof storage>, recipe: Recipe): string {
	let image = 'scratch';
	for (const stage of recipe.stages) {
		const container = buildah.run('from', '--pull-never', image);
		stage(buildah.run('mount', container));
		buildah.run('umount', container);
		image = buildah.run('commit', '--quiet', '--format', recipe.format, container);
		buildah.run('rm', container);
	}
	return image;
}

describe('the file manifest of an image made by real tools', () => {
	test.each(recipes)('is what is unpacked: $name ($driver, $format, $compression)', async (recipe) => {
		using directory = temporary();
		await using registry = await distribution(directory.path);
		using buildah = storage(directory.path, recipe.driver);
		const image = build(buildah, recipe);
		const reference = `${registry.host}/lab/image:latest`;
		buildah.run(
			'push',
			'--tls-verify=false',
			'--quiet',
			'--format',
			recipe.format === 'docker' ? 'v2s2' : 'oci',
			'--compression-format',
			recipe.compression,
			image,
			`docker://${reference}`,
		);

		const ours = deployTruth('manifest', `registry:${reference}`, '--format', 'sha256sum');
		// Of a table of contents it says that it read no file.
		expect(ours.stderr.toString()).toMatch(/^(?:warning: asserted: [^\n]*\n)?$/);
		expect(ours.status).toBe(0);

		let unpacked: string;
		if (recipe.compression === 'gzip') {
			const layout = join(directory.path, 'layout');
			tool('skopeo', ['copy', '--quiet', '--src-tls-verify=false', `docker://${reference}`, `oci:${layout}:latest`]);
			tool('umoci', ['unpack', '--image', `${layout}:latest`, join(directory.path, 'bundle')]);
			unpacked = join(directory.path, 'bundle', 'rootfs');

			const fromLayout = deployTruth('manifest', `oci-dir:${layout}:latest`, '--format', 'sha256sum');
			expect(fromLayout.stdout.equals(ours.stdout)).toBe(true);
		} else {
			unpacked = buildah.run(
				'mount',
				buildah.run('from', '--pull-always', '--tls-verify=false', `docker://${reference}`),
			);
		}
		expect(linesOf(ours.stdout)).toEqual(sha256sumOf(unpacked));

		// Modes, symlinks and directories too: the unpacked tree is the same file manifest.
		const compared = deployTruth('diff', `registry:${reference}`, `dir:${unpacked}`, '--modes', 'exact');
		expect(compared.stdout.toString('latin1')).not.toMatch(/^[+~-] /m);
		expect(compared.status).toBe(0);
	});

	test('is what skopeo copied: a layout made by umoci, with a file inserted by it', async () => {
		using directory = temporary();
		await using registry = await distribution(directory.path);
		const layout = join(directory.path, 'layout');
		const content = join(directory.path, 'content');
		tool('sh', [
			'-c',
			`mkdir -p ${content}/sub && echo one > ${content}/a && ln ${content}/a ${content}/sub/b && ln -s a ${content}/c && chmod 4755 ${content}/a`,
		]);
		tool('umoci', ['init', '--layout', layout]);
		tool('umoci', ['new', '--image', `${layout}:made`]);
		tool('umoci', ['insert', '--image', `${layout}:made`, content, '/srv/content']);
		tool('umoci', ['insert', '--image', `${layout}:made`, '--whiteout', '/srv/content/sub']);
		const reference = `${registry.host}/lab/umoci:latest`;
		tool('skopeo', ['copy', '--quiet', '--dest-tls-verify=false', `oci:${layout}:made`, `docker://${reference}`]);

		tool('umoci', ['unpack', '--image', `${layout}:made`, join(directory.path, 'bundle')]);
		const unpacked = join(directory.path, 'bundle', 'rootfs');
		const ours = deployTruth('manifest', `registry:${reference}`, '--format', 'sha256sum');
		expect(ours.status).toBe(0);
		expect(linesOf(ours.stdout)).toEqual(sha256sumOf(unpacked));
		expect(existsSync(join(unpacked, 'srv/content/sub'))).toBe(false);
	});
});

describe('the file manifest of a directory', () => {
	test.each(['overlay', 'vfs'] as const)(
		'is that of an image made FROM scratch with a copy of it (%s)',
		async (driver) => {
			using directory = temporary();
			await using registry = await distribution(directory.path);
			using buildah = storage(directory.path, driver);
			const tree = join(directory.path, 'tree');
			tool('sh', [
				'-c',
				`mkdir -p ${tree}/bin ${tree}/etc/empty && cd ${tree} && echo run > bin/run && chmod 755 bin/run && ln bin/run bin/again && ln -s bin/run link && ln -s nowhere dangling && echo secret > etc/shadow && chmod 600 etc/shadow && chmod 700 etc/empty && mkfifo pipe && chmod 640 pipe && echo sticky > bin/set && chmod 4755 bin/set && mkdir tmp && chmod 1777 tmp`,
			]);
			const container = buildah.run('from', 'scratch');
			const root = buildah.run('mount', container);
			tool('cp', ['-a', `${tree}/.`, root]);
			buildah.run('umount', container);
			const image = buildah.run('commit', '--quiet', container);
			const reference = `${registry.host}/lab/tree:latest`;
			buildah.run('push', '--tls-verify=false', '--quiet', image, `docker://${reference}`);

			const manifest = (subject: string) =>
				JSON.parse(deployTruth('manifest', subject, '--modes', 'exact').stdout.toString()) as {
					root: string;
					entries: unknown[];
				};
			const ofDirectory = manifest(`dir:${tree}`);
			const ofImage = manifest(`registry:${reference}`);
			const bare = (entries: unknown[]) => entries.map((entry) => ({...(entry as object), layer: undefined}));
			expect(bare(ofImage.entries)).toEqual(bare(ofDirectory.entries));
			expect(ofImage.root).toBe(ofDirectory.root);
			expect(ofDirectory.root).toMatch(/^sha256:[0-9a-f]{64}$/);
		},
	);
});
