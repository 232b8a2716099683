import type {Evidence} from '../model/evidence.ts';
import type {FilesConfig} from '../model/config.ts';
import {baseOf, joinPath, parentOf, pathOf} from '../model/path.ts';

/**
 * Which files of an artifact the pull request is about, for the order of findings alone: the very path, or a build
 * output that has a changed source's name below its first directory (`src/a/b.ts` → `dist/a/b.js`).
 */
export function changedIn(files: FilesConfig, evidence: Evidence): (path: string) => boolean {
	const {commit} = evidence;
	const asked = commit.status === 'observed' ? commit.value.pullRequest : null;
	const paths = asked?.status === 'observed' ? asked.value.changed.map((file) => file.path) : [];
	const exact = new Set<string>(paths);
	const stems = new Set(paths.map((path) => stemOf(path.slice(path.indexOf('/') + 1))));
	const {path: from} = pathOf(files.from);
	return (path) => exact.has(joinPath(from, path)) || (files.kind === 'artifact' && stems.has(stemOf(path)));
}

/** The path without what follows the first dot of its name. */
function stemOf(path: string): string {
	const base = baseOf(path);
	const dot = base.indexOf('.', 1);
	return joinPath(parentOf(path), dot < 0 ? base : base.slice(0, dot));
}
