import type {FileManifest} from '../model/manifest.ts';
import type {Path} from '../model/path.ts';
import {isWithin, joinPath, pathOf} from '../model/path.ts';
import type {Mount} from '../model/runtime.ts';
import type {Finding} from '../model/verdict.ts';
import {finding} from './opinion.ts';

const placeOf = (mount: Mount): Path => pathOf(mount.destination).path;

/** The mount that a path lies on: of several the innermost; null where it is the image's own. */
export function mountOver(mounts: readonly Mount[], path: Path): Mount | null {
	const over = mounts.filter((mount) => isWithin(path, placeOf(mount)));
	return over.reduce<Mount | null>(
		(inner, mount) => (inner === null || placeOf(mount).length > placeOf(inner).length ? mount : inner),
		null,
	);
}

/** Whether a mount lies over a directory, or over something expected in it. `expected`: null where that is not known. */
export function coversFiles(mount: Mount, at: Path, expected: FileManifest | null): boolean {
	const place = placeOf(mount);
	if (isWithin(at, place)) return true;
	if (!isWithin(place, at)) return false;
	return (
		expected === null ||
		expected.entries.some(({path, type}) => type !== 'directory' && isWithin(joinPath(at, path), place))
	);
}

/** A volume keeps the files of the first container that used it; the others show what somebody put there. */
export const hidingReason = ({kind}: Mount): 'mount-hides-files' | 'volume-hides-files' =>
	kind === 'volume' ? 'volume-hides-files' : 'mount-hides-files';

export const mountFinding = (level: Finding['level'], code: Finding['code'], mount: Mount): Finding =>
	finding(level, code, mount.destination, {deployed: mount.source ?? mount.kind, detail: mount.kind});
