import {digestOf} from '../../src/bytes/digest.ts';
import type {BuiltBlob, BuiltImage, BuiltLayer, Pushable} from './image.ts';
import {directory, file, symlink, tarOf} from './tar.ts';

const hex = ({descriptor}: BuiltBlob): string => descriptor.digest.slice(7);

/** Members of an image archive before they are packed, so that a test can spoil some. */
export type Members = readonly Uint8Array[];

export type Saved = {readonly image: BuiltImage; readonly tags: readonly string[] | null};

/** As `docker save` wrote it before version 25: a directory for each image layer, shared ones as symlinks. */
export function savedByOldDocker(...saved: readonly Saved[]): Members {
	const members: Uint8Array[] = [];
	const written = new Map<string, string>();
	const listed = saved.map(({image, tags}, at) => ({
		Config: `${hex(image.config)}.json`,
		RepoTags: tags,
		Layers: image.layers.map((layer, level) => {
			const name = digestOf(Buffer.from(`${at} ${level}`)).slice(7);
			members.push(directory(`${name}/`), file(`${name}/VERSION`, '1.0'), file(`${name}/json`, `{"id":"${name}"}`));
			const first = written.get(layer.diffId);
			members.push(
				first === undefined
					? file(`${name}/layer.tar`, layer.bytes)
					: symlink(`${name}/layer.tar`, `../${first}/layer.tar`),
			);
			written.set(layer.diffId, name);
			return `${name}/layer.tar`;
		}),
	}));
	const configs = saved.map(({image}) => file(`${hex(image.config)}.json`, image.config.bytes));
	return [...members, ...configs, file('manifest.json', JSON.stringify(listed)), file('repositories', '{}')];
}

/** As skopeo and podman write it: image layers by their diff ID, the legacy names as symlinks to them. */
export function savedBySkopeo({image, tags}: Saved): Members {
	const name = ({diffId}: BuiltLayer): string => `${diffId.slice(7)}.tar`;
	const listed = {Config: `${hex(image.config)}.json`, RepoTags: tags, Layers: image.layers.map(name)};
	return [
		...image.layers.flatMap((layer, at) => [
			file(name(layer), layer.bytes),
			symlink(`${String(at).repeat(64)}/layer.tar`, `../${name(layer)}`),
		]),
		file(listed.Config, image.config.bytes),
		file('manifest.json', JSON.stringify([listed])),
	];
}

/** As newer engines write it: an image layout with `manifest.json` beside it. */
export function savedByNewDocker(root: Pushable, ...saved: readonly Saved[]): Members {
	const listed = saved.map(({image, tags}) => ({
		Config: `blobs/sha256/${hex(image.config)}`,
		RepoTags: tags,
		Layers: image.layers.map((layer) => `blobs/sha256/${hex(layer)}`),
	}));
	return [...layoutOf([root, null]), file('manifest.json', JSON.stringify(listed))];
}

/** An image layout as members of an archive, in the order that `tar -c` and skopeo have: `blobs`, `index.json`, `oci-layout`. */
export function layoutOf(...images: readonly (readonly [Pushable, string | null])[]): Members {
	const blobs = new Map<string, Uint8Array>();
	for (const [{root, manifests, blobs: parts}] of images)
		for (const blob of [root, ...manifests, ...parts]) blobs.set(hex(blob), blob.bytes);
	const manifests = images.map(([{root}, name]) => ({
		...root.descriptor,
		...(name === null ? {} : {annotations: {'org.opencontainers.image.ref.name': name}}),
	}));
	return [
		directory('blobs/'),
		directory('blobs/sha256/'),
		...[...blobs].map(([name, bytes]) => file(`blobs/sha256/${name}`, bytes)),
		file('index.json', JSON.stringify({schemaVersion: 2, manifests})),
		file('oci-layout', '{"imageLayoutVersion":"1.0.0"}'),
	];
}

export const packed = (members: Members): Buffer => tarOf(...members);

/** The members but one of that name. */
export const without = (name: string, members: Members): Members =>
	members.filter((member) => Buffer.from(member.subarray(0, 100)).toString().split('\0', 1)[0] !== name);
