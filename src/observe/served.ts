import type {LiveFile} from '../model/evidence.ts';
import type {FileManifest, ManifestEntry} from '../model/manifest.ts';
import type {Path} from '../model/path.ts';
import {baseOf, joinPath, pathOf} from '../model/path.ts';

export type ExpectedFile = LiveFile['expected'][number];
type FileOf = Extract<ManifestEntry, {type: 'file'}>;

/** A file that an address may be: `above` of the address and `root` of the artifact, the rest of their paths is shared. */
export type Claim = {
	readonly file: FileOf & {readonly path: Path};
	readonly above: string;
	readonly root: string;
	/** names of the path's end that both have */
	readonly shared: number;
};

/** More candidates than this tell nothing: some one of them will have the bytes. */
const maxCandidates = 50;

/** Finds the artifact's files that a URL should serve. */
export type ServedFiles = {
	/** by the URL path below the base, decoded, without leading slash; null: the URL is not below the base */
	readonly byPath: (below: string | null, whole: string) => readonly ExpectedFile[];
	/** files with these bytes, where no path led to one; none when `root` says where to look */
	readonly byContent: (sha256: string, size: number) => readonly ExpectedFile[];
	/** all files whose path ends as the URL's does; null: `root` says which one it is */
	readonly claims: ((below: string | null, whole: string) => readonly Claim[]) | null;
};

/** `root`: the directory of the artifact that the base serves; null: any place whose path ends as the URL does. */
export function servedFiles(artifacts: readonly FileManifest[], root: string | null): ServedFiles {
	const files = artifacts.map(({entries}) =>
		entries.filter((entry): entry is FileOf & {path: Path} => entry.type === 'file'),
	);
	if (root !== null) return {byPath: underRoot(files, pathOf(root).path), byContent: () => [], claims: null};
	const byHash = grouped(files.flat(), (file) => file.sha256);
	const claims = bySuffix(files.flat());
	return {
		byPath: (below, whole) => expected(longest(claims(below, whole)).map(({file}) => file)),
		claims,
		// An empty file is equal to every other one.
		byContent: (sha256, size) => (size === 0 ? [] : expected(byHash.get(sha256) ?? [])),
	};
}

function underRoot(artifacts: readonly (readonly (FileOf & {path: Path})[])[], root: Path): ServedFiles['byPath'] {
	const byPath = artifacts.map((files) => new Map(files.map((file) => [file.path as string, file])));
	return (below) =>
		below === null
			? []
			: expected(
					byPath.flatMap((files) => {
						for (const form of formsOf(below)) {
							const file = files.get(joinPath(root, form));
							if (file !== undefined) return [file];
						}
						return [];
					}),
				);
}

function bySuffix(files: readonly (FileOf & {path: Path})[]): NonNullable<ServedFiles['claims']> {
	const byName = grouped(files, (file) => baseOf(file.path));
	return (below, whole) => {
		const path = below ?? whole;
		for (const form of formsOf(path)) {
			// That a name without a slash is a directory with a start page is a guess: the directory has to be there.
			const guessed = form === `${path}/index.html` ? 2 : 1;
			const parts = form.split('/');
			const found = (byName.get(baseOf(form)) ?? []).flatMap((file) => claimOf(file, parts) ?? []);
			const certain = found.filter(({shared}) => shared >= guessed);
			if (certain.length > 0) return certain;
		}
		return [];
	};
}

/** Null for `assets/index.js` and `server/index.js`, which share a name and nothing else. */
function claimOf(file: Claim['file'], parts: readonly string[]): Claim | null {
	const own = file.path.split('/');
	let shared = 0;
	while (shared < own.length && shared < parts.length && own.at(-1 - shared) === parts.at(-1 - shared)) shared++;
	if (shared < 2 && shared < own.length && shared < parts.length) return null;
	return {file, above: parts.slice(0, -shared).join('/'), root: own.slice(0, -shared).join('/'), shared};
}

/** Those that share most; a file with exactly this path stands alone. */
export function longest(claims: readonly Claim[]): readonly Claim[] {
	const exact = claims.find(({above, root}) => above === '' && root === '');
	if (exact !== undefined) return [exact];
	const most = Math.max(...claims.map(({shared}) => shared));
	return claims.filter(({shared}) => shared === most);
}

/** What a static server tries for a path: the file, then the page that clean URLs leave the ending of. */
const formsOf = (path: string): readonly string[] =>
	path === '' || path.endsWith('/') ? [`${path}index.html`] : [path, `${path}.html`, `${path}/index.html`];

export const expected = (files: readonly (FileOf & {path: Path})[]): readonly ExpectedFile[] =>
	files.slice(0, maxCandidates).map(({path, sha256, size}) => ({path, sha256, size}));

function grouped<T>(items: readonly T[], keyOf: (item: T) => string): Map<string, T[]> {
	const groups = new Map<string, T[]>();
	for (const item of items) {
		const key = keyOf(item);
		const group = groups.get(key);
		if (group === undefined) groups.set(key, [item]);
		else group.push(item);
	}
	return groups;
}
