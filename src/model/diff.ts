import {FaultError} from './fault.ts';
import type {FileManifest, Gap, ManifestEntry, ModesPolicy} from './manifest.ts';
import {modeUnder} from './manifest.ts';
import type {Path} from './path.ts';
import {comparePaths} from './path.ts';

/** What differs between two entries of one path. */
export type ChangeKind = 'added' | 'removed' | 'modified' | 'mode' | 'type' | 'target';

/** `expected` is null for `added` (only deployed), `deployed` is null for `removed` (only expected). */
export type FileChange = {
	readonly path: Path;
	readonly kind: ChangeKind;
	readonly expected: ManifestEntry | null;
	readonly deployed: ManifestEntry | null;
};

export type FileDiff = {
	/** sorted by path bytes */
	readonly changes: readonly FileChange[];
	/** entries of one path on both sides that are equal */
	readonly same: number;
	readonly expectedGaps: readonly Gap[];
	readonly deployedGaps: readonly Gap[];
};

/**
 * Compares two file manifests. Directories count as entries only under `directories: true`: an artifact manifest made
 * from files alone implies its directories. FaultError `limit-exceeded` where more than `most` entries differ.
 */
export function diffManifests(
	expected: FileManifest,
	deployed: FileManifest,
	options: {modes: ModesPolicy; directories: boolean; most?: number},
): FileDiff {
	const {most = Number.POSITIVE_INFINITY} = options;
	const left = options.directories ? expected.entries : expected.entries.filter((entry) => entry.type !== 'directory');
	const deployedFilter = options.directories
		? deployed.entries
		: deployed.entries.filter((entry) => entry.type !== 'directory');
	// A path that is a file here and a directory there is one change of type, not a file gone.
	const directories = new Map<string, ManifestEntry>();
	if (!options.directories) {
		for (const entry of deployed.entries) if (entry.type === 'directory') directories.set(entry.path, entry);
	}
	const changes: FileChange[] = [];
	let same = 0;
	let i = 0;
	let j = 0;
	// Each entry is asked for once: of large images it is made when it is.
	let a = left[0];
	let b = deployedFilter[0];
	while (a !== undefined || b !== undefined) {
		if (changes.length > most) throw new FaultError('limit-exceeded', `more than ${most} entries differ`);
		const order = a === undefined ? 1 : b === undefined ? -1 : comparePaths(a.path, b.path);
		if (order < 0) {
			const directory = directories.get(a!.path);
			changes.push(
				directory
					? {path: a!.path, kind: 'type', expected: a!, deployed: directory}
					: {path: a!.path, kind: 'removed', expected: a!, deployed: null},
			);
			a = left[++i];
		} else if (order > 0) {
			changes.push({path: b!.path, kind: 'added', expected: null, deployed: b!});
			b = deployedFilter[++j];
		} else {
			const kind = compareEntries(a!, b!, options.modes);
			if (kind === null) same++;
			else changes.push({path: a!.path, kind, expected: a!, deployed: b!});
			a = left[++i];
			b = deployedFilter[++j];
		}
	}
	return {changes, same, expectedGaps: expected.gaps, deployedGaps: deployed.gaps};
}

/** Null when equal under the policy. Content counts before mode. */
export function compareEntries(
	a: ManifestEntry,
	b: ManifestEntry,
	modes: ModesPolicy,
): Exclude<ChangeKind, 'added' | 'removed'> | null {
	if (a.type !== b.type) return 'type';
	switch (a.type) {
		case 'file': {
			const other = b as typeof a;
			if (a.sha256 !== other.sha256 || a.size !== other.size) return 'modified';
			return modeUnder(modes, a.mode) === modeUnder(modes, other.mode) ? null : 'mode';
		}
		case 'symlink':
			return a.target === (b as typeof a).target ? null : 'target';
		case 'submodule':
			return a.commit === (b as typeof a).commit ? null : 'modified';
		case 'device': {
			const other = b as typeof a;
			if (a.kind !== other.kind || a.major !== other.major || a.minor !== other.minor) return 'modified';
			return modeUnder(modes, a.mode) === modeUnder(modes, other.mode) ? null : 'mode';
		}
		default: {
			// A directory's execute bits say who may enter it; they are no git fact, so only `exact` compares them.
			const policy = a.type === 'directory' && modes === 'executable' ? 'none' : modes;
			return modeUnder(policy, a.mode) === modeUnder(policy, (b as typeof a).mode) ? null : 'mode';
		}
	}
}
