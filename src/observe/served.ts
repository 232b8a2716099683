import type {LiveFile} from '../model/evidence.ts';
import type {FileManifest, ManifestEntry} from '../model/manifest.ts';
import type {Path} from '../model/path.ts';
import {baseOf, joinPath, pathOf} from '../model/path.ts';

export type ExpectedFile = LiveFile['expected'][number];
type FileOf = Extract<ManifestEntry, {type: 'file'}>;

/** More candidates than this tell nothing: some one of them will have the bytes. */
const maxCandidates = 50;

/** Finds the artifact's files that a URL should serve. */
export type ServedFiles = {
	/** by the URL path below the base, decoded, without leading slash; null: the URL is not below the base */
	readonly byPath: (below: string | null, whole: string) => readonly ExpectedFile[];
	/** files with these bytes, where no path led to one; none when `root` says where to look */
	readonly byContent: (sha256: string, size: number) => readonly ExpectedFile[];
};

/** `root`: the directory of the artifact that the base serves; null: any place whose path ends as the URL does. */
export function servedFiles(artifacts: readonly FileManifest[], root: string | null): ServedFiles {
	const files = artifacts.map(({entries}) =>
		entries.filter((entry): entry is FileOf & {path: Path} => entry.type === 'file'),
	);
	if (root !== null) return {byPath: underRoot(files, pathOf(root).path), byContent: () => []};
	const byHash = grouped(files.flat(), (file) => file.sha256);
	return {
		byPath: bySuffix(files.flat()),
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

function bySuffix(files: readonly (FileOf & {path: Path})[]): ServedFiles['byPath'] {
	const byName = grouped(files, (file) => baseOf(file.path));
	return (below, whole) => {
		const path = below ?? whole;
		for (const form of formsOf(path)) {
			// That a name without a slash is a directory with a start page is a guess: the directory has to be there.
			const alike = longest(byName.get(baseOf(form)) ?? [], form);
			const found = form === `${path}/index.html` ? alike.filter((file) => endsAlike(file.path, form)) : alike;
			if (found.length > 0) return expected(found);
		}
		return [];
	};
}

/** Whether both end in the same name of the same directory. */
const endsAlike = (path: string, form: string): boolean => {
	const [own, asked] = [path.split('/').slice(-2), form.split('/').slice(-2)];
	return own.length === 2 && own.join('/') === asked.join('/');
};

/** The files that share most of the path's end; a file with exactly this path stands alone. */
function longest(files: readonly (FileOf & {path: Path})[], form: string): readonly (FileOf & {path: Path})[] {
	const exact = files.find((file) => file.path === form);
	if (exact !== undefined) return [exact];
	const parts = form.split('/');
	let best: (FileOf & {path: Path})[] = [];
	let most = 0;
	for (const file of files) {
		const own = file.path.split('/');
		let shared = 0;
		while (shared < own.length && shared < parts.length && own.at(-1 - shared) === parts.at(-1 - shared)) shared++;
		// `assets/index.js` and `server/index.js` share a name and nothing else.
		if (shared < 2 && shared < own.length && shared < parts.length) continue;
		if (shared > most) {
			most = shared;
			best = [];
		}
		if (shared === most) best.push(file);
	}
	return best;
}

/** What a static server tries for a path: the file, then the page that clean URLs leave the ending of. */
const formsOf = (path: string): readonly string[] =>
	path === '' || path.endsWith('/') ? [`${path}index.html`] : [path, `${path}.html`, `${path}/index.html`];

const expected = (files: readonly (FileOf & {path: Path})[]): readonly ExpectedFile[] =>
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
