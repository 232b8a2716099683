import {comparePaths} from '../src/model/path.ts';
import type {Listing} from '../src/rootfs/listing.ts';
import type {ReadEntry} from './tar.ts';

/**
 * What an archive leaves when it is unpacked into an empty directory, as lines: a flat map from path to what stands
 * there, where the listing keeps a tree. Null where symlinks lead: that is not told here.
 */
export function unpacked(entries: readonly ReadEntry[]): string[] | null {
	const tree = new Map<string, string>();
	for (const entry of entries) {
		const parts: string[] = [];
		for (const part of entry.name.split('/')) {
			if (part === '..') parts.pop();
			else if (part !== '' && part !== '.') parts.push(part);
		}
		if (parts.length === 0) continue;
		const path = parts.join('/');
		if (entry.type === 'global' && path === 'pax_global_header') continue;
		const above = parts.slice(0, -1).map((_, i) => parts.slice(0, i + 1).join('/'));
		if (above.some((one) => tree.get(one)?.startsWith('symlink'))) return null;
		if (above.some((one) => !(tree.get(one) ?? 'directory').startsWith('directory'))) continue;
		for (const one of above) if (!tree.has(one)) tree.set(one, 'directory, implied');
		if (parts.at(-1)!.startsWith('.wh.')) continue;
		// What stands under its name is a gap from here on.
		if (entry.type === 'global') {
			if (!tree.has(path)) continue;
			for (const other of [...tree.keys()]) if (other.startsWith(`${path}/`)) tree.delete(other);
			tree.set(path, 'nothing that is known');
			continue;
		}
		// Runtimes make room for a link first: one to its own name leads to nothing, and is a gap.
		if (entry.type === 'hardlink' && entry.link === path) return null;
		const what = said(entry, tree);
		if (what === null) return null;
		// To an overlay file system a whiteout: nothing is there.
		const isWhiteout = entry.type === 'character' && entry.major === 0 && entry.minor === 0;
		if (!(tree.get(path)?.startsWith('directory') && what.startsWith('directory')))
			for (const other of [...tree.keys()]) if (other.startsWith(`${path}/`)) tree.delete(other);
		if (isWhiteout) tree.delete(path);
		else tree.set(path, what);
	}
	return lines([...tree].filter(([, what]) => !/^(?:directory, implied|nothing)/.test(what)));
}

function said(entry: ReadEntry, tree: ReadonlyMap<string, string>): string | null {
	const mode = entry.mode.toString(8).padStart(4, '0');
	switch (entry.type) {
		case 'file':
			return `file ${mode} ${entry.size} ${entry.sha256}`;
		case 'symlink':
			return `symlink ${entry.link}`;
		case 'character':
		case 'block':
			return `device ${entry.type} ${entry.major} ${entry.minor} ${mode}`;
		case 'hardlink': {
			// Only the plainest of targets: one that stands here by the name it is called by.
			const found = tree.get(entry.link);
			return found === undefined || found.startsWith('directory') ? null : found;
		}
		case 'unsupported':
			return 'nothing that is known';
		default:
			return `${entry.type} ${mode}`;
	}
}

/** The same lines of a listing. */
export const listed = ({entries}: Listing): string[] =>
	lines(
		[...entries].map((entry): [string, string] => {
			if (entry.type === 'file') return [entry.path, `file ${entry.mode} ${entry.size} ${entry.sha256}`];
			if (entry.type === 'symlink') return [entry.path, `symlink ${entry.target}`];
			if (entry.type === 'device')
				return [entry.path, `device ${entry.kind} ${entry.major} ${entry.minor} ${entry.mode}`];
			return [entry.path, `${entry.type} ${'mode' in entry ? entry.mode : ''}`];
		}),
	);

const lines = (pairs: readonly (readonly [string, string])[]): string[] =>
	[...pairs].sort(([a], [b]) => comparePaths(a, b)).map(([path, what]) => `${path}: ${what}`);
