import type {FileManifest, ManifestEntry} from '../model/manifest.ts';
import type {Path} from '../model/path.ts';

export type FileOf = Extract<ManifestEntry, {type: 'file'}>;

/** Files with content; an artifact of empty files alone votes with those. */
export function wantedFiles(artifact: FileManifest): Map<string, FileOf> {
	const files = artifact.entries.filter((entry): entry is FileOf & {path: Path} => entry.type === 'file');
	const filled = files.filter((entry) => entry.size > 0);
	return new Map((filled.length > 0 ? filled : files).map((entry) => [entry.path, entry]));
}

/** `path` is one of the wanted; `directory` is what stands before it in the image. */
export type Vote = {
	readonly directory: string;
	readonly path: string;
	readonly byPath: number;
	/** 0 where the bytes differ */
	readonly byContent: number;
};

/**
 * One pass over the image: each ending of a path that names a wanted file is a vote for what stands before it. Linear
 * in the image's files times the artifact's depth.
 */
export function votesOf(wanted: ReadonlyMap<string, FileOf>, image: FileManifest): readonly Vote[] {
	let depth = 1;
	for (const path of wanted.keys()) depth = Math.max(depth, path.split('/').length);
	const found: {directory: string; path: string; same: boolean}[] = [];
	const places = new Map<string, {byPath: number; byContent: number}>();
	for (const entry of image.entries) {
		if (entry.type !== 'file') continue;
		let end = entry.path.length;
		for (let level = 0; level < depth && end > 0; level++) {
			const slash = entry.path.lastIndexOf('/', end - 1);
			const path = entry.path.slice(slash + 1);
			end = slash;
			const file = wanted.get(path);
			if (file === undefined) continue;
			const same = file.sha256 === entry.sha256;
			found.push({directory: slash < 0 ? '' : entry.path.slice(0, slash), path, same});
			const count = places.get(path) ?? {byPath: 0, byContent: 0};
			count.byPath++;
			if (same) count.byContent++;
			places.set(path, count);
		}
	}
	return found.map(({directory, path, same}) => {
		const count = places.get(path)!;
		return {directory, path, byPath: 1 / count.byPath, byContent: same ? 1 / count.byContent : 0};
	});
}

/** Packages bring files of every name; only equal content says that ours was put among them. */
export const isPackage = (directory: string): boolean => /(?:^|\/)node_modules(?:\/|$)/.test(directory);
