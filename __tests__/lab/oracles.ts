import {mkdirSync, writeFileSync} from 'node:fs';
import {join} from 'node:path';
import {createHash} from 'node:crypto';
import type {BuiltImage} from '../builders/image.ts';
import {tool} from './commands.ts';
import type {DockerEngine} from './engine.ts';
import {treeOf, withoutEngineMade} from './tree.ts';

/** Who unpacks an image beside us. */
export type Oracle = 'umoci' | 'docker' | 'buildah' | 'buildah-vfs' | 'tar';

/** An image on disk as image-layout.md has it, under the name `made`. */
export function writeLayout(directory: string, image: BuiltImage): string {
	const layout = join(directory, 'layout');
	mkdirSync(join(layout, 'blobs', 'sha256'), {recursive: true});
	for (const {bytes} of [image.root, ...image.blobs])
		writeFileSync(join(layout, 'blobs', 'sha256', createHash('sha256').update(bytes).digest('hex')), bytes);
	const named = {...image.root.descriptor, annotations: {'org.opencontainers.image.ref.name': 'made'}};
	writeFileSync(join(layout, 'oci-layout'), '{"imageLayoutVersion":"1.0.0"}');
	writeFileSync(join(layout, 'index.json'), JSON.stringify({schemaVersion: 2, manifests: [named]}));
	return layout;
}

/** `umoci unpack`, file by file onto a disk. */
export function byUmoci(directory: string, layout: string): string[] {
	tool('umoci', ['unpack', '--image', `${layout}:made`, join(directory, 'bundle')]);
	return treeOf(join(directory, 'bundle', 'rootfs'));
}

/** containers/storage: each image layer unpacked by itself and overlayfs over them, or all into one directory (vfs). */
export function byBuildah(directory: string, layout: string, driver: 'overlay' | 'vfs' = 'overlay'): string[] {
	const own = ['--storage-driver', driver, '--root', join(directory, 'c'), '--runroot', join(directory, 'r')];
	const run = (...args: string[]): string => tool('buildah', [...own, ...args]).trim();
	try {
		return treeOf(run('mount', run('from', `oci:${layout}:made`)));
	} finally {
		run('umount', '--all');
		run('rm', '--all');
	}
}

/** A Docker engine on overlay2: loaded, made a container, exported, unpacked by GNU tar. */
export function byDocker(directory: string, layout: string, engine: DockerEngine): string[] {
	const archive = join(directory, 'archive.tar');
	const name = 'lab/made:latest';
	tool('skopeo', ['copy', '--quiet', `oci:${layout}:made`, `docker-archive:${archive}:${name}`]);
	engine.docker('load', '--quiet', '--input', archive);
	try {
		return exported(directory, name, engine);
	} finally {
		engine.docker('rmi', '--force', name);
	}
}

/** The files of an image in a Docker engine. */
export function exported(directory: string, image: string, engine: DockerEngine): string[] {
	const container = engine.docker('create', '--network', 'none', image, 'nothing');
	const tar = join(directory, 'exported.tar');
	const tree = join(directory, 'exported');
	mkdirSync(tree);
	try {
		engine.docker('export', '--output', tar, container);
	} finally {
		engine.docker('rm', container);
	}
	tool('tar', ['--extract', '--file', tar, '--directory', tree, '--preserve-permissions', '--numeric-owner']);
	return withoutEngineMade(treeOf(tree));
}

/** GNU tar on one image layer, decompressed by the tools of its format. */
export function byTar(directory: string, blob: Uint8Array, compression: 'gzip' | 'zstd' | 'none'): string[] {
	const tree = join(directory, 'extracted');
	mkdirSync(tree);
	writeFileSync(join(directory, 'blob'), blob);
	const open = {gzip: 'gzip -dc', zstd: 'zstd -qdc', none: 'cat'}[compression];
	const extract = `tar --extract --file - --directory ${tree} --preserve-permissions --numeric-owner`;
	tool('bash', ['-c', `set -o pipefail; ${open} <blob | (${extract}; code=$?; cat >/dev/null; exit $code)`], directory);
	return treeOf(tree);
}
