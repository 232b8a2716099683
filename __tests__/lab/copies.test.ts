import {mkdirSync, readFileSync} from 'node:fs';
import {join} from 'node:path';
import {describe, expect, test} from '@jest/globals';
import {parseReference} from '../../src/model/reference.ts';
import {readOciDir} from '../../src/subjects/oci-dir.ts';
import {readRegistry} from '../../src/subjects/registry.ts';
import {readOptions} from '../builders/read-options.ts';
import {testWorld} from '../builders/world.ts';
import {distribution, temporary, tool} from './commands.ts';
import {byTar, byUmoci} from './oracles.ts';
import {linesOfManifest, treeOf} from './tree.ts';

const sh = (script: string, cwd: string): string => tool('sh', ['-ec', script], cwd);

/** A tree with what archives have words for. */
const tree = `
	mkdir -p tree/bin tree/etc/empty tree/deep && cd tree
	echo run > bin/run; chmod 755 bin/run; ln bin/run bin/again; ln -s bin/run link; ln -s nowhere dangling
	echo secret > etc/shadow; chmod 600 etc/shadow; chmod 700 etc/empty; mkfifo pipe
	echo set > bin/set; chmod 6755 bin/set; mkdir tmp; chmod 1777 tmp; : > nothing
	head -c 100000 /dev/zero | tr '\\0' x > large; printf b > "$(printf 'grüße\\ttab')"`;
const longNames = `
	d=$(printf 'd%.0s' $(seq 120)); f=$(printf 'f%.0s' $(seq 200))
	mkdir -p "deep/$d"; echo deep > "deep/$d/$f"; ln -s "$d/$f" deep/far; ln "deep/$d/$f" deep/linked`;
const holes =
	'truncate -s 3M holes; printf begin | dd of=holes conv=notrunc 2>/dev/null; printf middle | dd of=holes bs=1 seek=1500000 conv=notrunc 2>/dev/null';

async function layoutRead(layout: string, tag = 'made') {
	const {manifest, oddities} = await readOciDir(testWorld(), layout, tag, readOptions());
	expect([manifest.assurance, manifest.gaps]).toEqual(['verified', []]);
	return {lines: linesOfManifest(manifest), oddities: oddities.map(({path, code}) => `${path} ${code}`)};
}

async function registryRead(text: string): Promise<string[]> {
	const reference = parseReference(text);
	if (typeof reference === 'string') throw new Error(reference);
	const {manifest} = await readRegistry(testWorld(), reference, readOptions());
	expect([manifest.assurance, manifest.gaps]).toEqual(['verified', []]);
	return linesOfManifest(manifest);
}

/** An image made by umoci, of one image layer for each script that changes its unpacked tree. */
function repacked(directory: string, scripts: readonly string[]): string {
	const layout = join(directory, 'layout');
	tool('umoci', ['init', '--layout', layout]);
	tool('umoci', ['new', '--image', `${layout}:made`]);
	for (const [at, script] of scripts.entries()) {
		const bundle = join(directory, `bundle-${at}`);
		tool('umoci', ['unpack', '--image', `${layout}:made`, bundle]);
		sh(script, join(bundle, 'rootfs'));
		tool('umoci', ['repack', '--image', `${layout}:made`, bundle]);
	}
	return layout;
}

const changes = `cd tree; rm -r etc bin/again; echo changed > bin/run; chmod 700 bin/run; rm link; ln -s tmp link; mkdir etc; echo new > etc/new`;
const types = `cd tree; rm bin/set; mkdir bin/set; rm -r etc; echo file > etc; rm pipe; ln large pipe; rm -r tmp; ln -s bin tmp`;

describe('the file manifest of an image made by umoci', () => {
	test.each([
		['a tree', [tree]],
		['a tree that changes', [tree, changes]],
		['a tree whose names change their types', [tree, changes, types]],
	] as const)('is what it packed: %s', async (_, scripts) => {
		using directory = temporary();
		const layout = repacked(directory.path, scripts);
		const {lines, oddities} = await layoutRead(layout);
		// umoci takes away one by one what lay in a directory that became a file.
		expect(oddities).toEqual(scripts.length === 3 ? ['tree/etc/.wh.new stray-whiteout'] : []);
		expect(lines).toEqual(byUmoci(directory.path, layout));
		expect(lines).toEqual(treeOf(join(directory.path, `bundle-${scripts.length - 1}`, 'rootfs')));
	});

	test('is what it unpacks: directories inserted over others, opaque and not', async () => {
		using directory = temporary();
		sh(`${tree}; cd ..; mkdir over; echo over > over/only; echo other > over/large`, directory.path);
		const layout = join(directory.path, 'layout');
		const image = `${layout}:made`;
		tool('umoci', ['init', '--layout', layout]);
		tool('umoci', ['new', '--image', image]);
		for (const place of ['/srv/a', '/srv/b'])
			tool('umoci', ['insert', '--image', image, join(directory.path, 'tree'), place]);
		tool('umoci', ['insert', '--image', image, join(directory.path, 'over'), '/srv/a']);
		tool('umoci', ['insert', '--image', image, '--opaque', join(directory.path, 'over'), '/srv/b']);
		const {lines} = await layoutRead(layout);
		expect(lines).toEqual(byUmoci(directory.path, layout));
		expect(lines.some((line) => line.startsWith('srv/a/bin/run\t'))).toBe(true);
		expect(lines.some((line) => line.startsWith('srv/b/bin'))).toBe(false);
	});
});

describe('an archive written by GNU tar and made an image layer by umoci', () => {
	test.each([
		['its own format', '--format=gnu', `${tree}; ${longNames}`],
		['PAX', '--format=pax', `${tree}; ${longNames}`],
		[
			'PAX with every time and a deleted name',
			'--format=pax --pax-option=delete=mtime,exthdr.name=x',
			`${tree}; ${longNames}`,
		],
		['ustar', '--format=ustar', tree],
		['v7', '--format=v7', 'mkdir -p tree/a; cd tree; echo a > a/a; ln a/a b; ln -s a/a c'],
		['PAX with sparse files 1.0', '--format=pax --sparse --sparse-version=1.0', `${tree}; ${holes}`],
		['PAX with sparse files 0.1', '--format=pax --sparse --sparse-version=0.1', `${tree}; ${holes}`],
		['records of one block', '--format=gnu --blocking-factor=1', tree],
	] as const)('is read as tar and umoci unpack it: %s', async (_, options, script) => {
		using directory = temporary();
		sh(script, directory.path);
		sh(`tar --create ${options} --file made.tar --numeric-owner -C tree .`, directory.path);
		const layout = join(directory.path, 'layout');
		tool('umoci', ['init', '--layout', layout]);
		tool('umoci', ['new', '--image', `${layout}:made`]);
		tool('umoci', ['raw', 'add-layer', '--image', `${layout}:made`, join(directory.path, 'made.tar')]);
		const {lines, oddities} = await layoutRead(layout);
		expect(oddities).toEqual([]);
		expect(lines).toEqual(treeOf(join(directory.path, 'tree')));
		expect(lines).toEqual(byUmoci(directory.path, layout));
		const stored = readFileSync(join(directory.path, 'made.tar'));
		expect(lines).toEqual(byTar(directory.path, stored, 'none'));
	});
});

describe('an image that skopeo copied', () => {
	const copies: readonly (readonly [string, string])[] = [
		['with Docker media types', '--format v2s2'],
		['with zstd', '--format oci --dest-compress-format zstd --dest-compress'],
		['as it is', '--preserve-digests'],
	];
	test.each(copies)('to a registry is what it was: %s', async (_, options) => {
		using directory = temporary();
		await using registry = await distribution(directory.path);
		const layout = repacked(directory.path, [tree, changes]);
		const reference = `${registry.host}/lab/copy:latest`;
		const target = `docker://${reference}`;
		tool('skopeo', ['copy', '--quiet', '--dest-tls-verify=false', ...options.split(' '), `oci:${layout}:made`, target]);
		expect(await registryRead(reference)).toEqual(treeOf(join(directory.path, 'bundle-1', 'rootfs')));
	});

	test.each([
		['through an archive of docker', 'docker-archive:between.tar', ''],
		['through a directory, not compressed', 'dir:between', '--dest-oci-accept-uncompressed-layers'],
		['through an archive of an image layout', 'oci-archive:between.tar', ''],
	])('to an image layout is what it was: %s', async (_, between, options) => {
		using directory = temporary();
		const layout = repacked(directory.path, [tree, changes, types]);
		const first = between.startsWith('dir:') ? '--dest-decompress' : '';
		mkdirSync(join(directory.path, 'work'));
		sh(
			`skopeo copy --quiet ${first} oci:${layout}:made ${between}; skopeo copy --quiet ${options} ${between} oci:again:made`,
			join(directory.path, 'work'),
		);
		const {lines} = await layoutRead(join(directory.path, 'work', 'again'));
		expect(lines).toEqual(treeOf(join(directory.path, 'bundle-2', 'rootfs')));
	});
});
