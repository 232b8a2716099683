import type {Runtime} from '../adapters/runtime/runtime.ts';
import type {Limits} from '../bytes/limits.ts';
import {defaultLimits, freshBudget} from '../bytes/limits.ts';
import {FaultError} from '../model/fault.ts';
import type {FileManifest} from '../model/manifest.ts';
import {sortEntries} from '../model/manifest.ts';
import type {Path} from '../model/path.ts';
import {baseOf, isWithin, pathOf, relativeTo} from '../model/path.ts';
import type {Replica} from '../model/runtime.ts';
import type {Tree, TreeContent} from '../rootfs/tree.ts';
import {readTree} from '../rootfs/tree.ts';

/** A directory that is deployed holds no more; what streams for ever is given up. */
const containerLimits: Limits = {...defaultLimits, expandedBytes: 16 * 2 ** 30};

/** `expected`: files that are held once where the container has the same. */
export type ContainerOptions = {
	readonly content?: TreeContent;
	readonly expected?: FileManifest;
	readonly limits?: Limits;
};

/**
 * The files that a container shows its processes at a place, read as they stream by, and which of them were written
 * after its process started.
 *
 * @throws FaultError `not-running`, `no-archiver`, `not-found`, those of the runtime and of the archive
 */
export async function readContainer(
	runtime: Runtime,
	replica: Replica,
	at: Path,
	{content = {}, expected, limits = containerLimits}: ContainerOptions = {},
): Promise<Tree> {
	if (runtime.files === null) throw new FaultError('no-archiver', 'this runtime gives no files of its containers');
	// What a container that does not run would show is decided when it starts: its mounts are not there.
	if (replica.state !== 'running' && replica.state !== 'paused')
		throw new FaultError('not-running', `${replica.name} is ${replica.state}`);
	const hidden = unshownMounts(runtime, replica);
	const over = hidden.find((place) => isWithin(at, place));
	if (over !== undefined)
		throw new FaultError(
			'file-unreadable',
			`a tmpfs lies over /${over}, which can be seen from inside the container alone`,
		);
	const started = replica.startedAt === null ? Number.NaN : Date.parse(replica.startedAt);
	const tree = await readTree(runtime.files(replica, at), {
		base: baseOf(at),
		newerThan: Number.isNaN(started) ? null : started,
		limits,
		budget: freshBudget(),
		content,
		...(expected === undefined ? {} : {expected}),
	});
	return withoutHidden(
		tree,
		hidden.filter((place) => isWithin(place, at)).map((place) => relativeTo(place, at)),
	);
}

const unshownMounts = ({unshown}: Runtime, {mounts}: Replica): readonly Path[] =>
	mounts.filter(({kind}) => unshown.includes(kind)).map(({destination}) => pathOf(destination).path);

/** What the archive has below such a mount is what the image has there, not what the processes see. */
function withoutHidden(tree: Tree, hidden: readonly Path[]): Tree {
	if (hidden.length === 0) return tree;
	const shown = ({path}: {readonly path: Path}): boolean => !hidden.some((place) => isWithin(path, place));
	const fault = {
		code: 'file-unreadable',
		detail: 'below a tmpfs, which can be seen from inside the container alone',
	} as const;
	const gaps = [...tree.manifest.gaps, ...hidden.map((path) => ({path, fault}))];
	return {
		...tree,
		manifest: {...tree.manifest, entries: tree.manifest.entries.filter(shown), gaps: sortEntries(gaps)},
		newer: tree.newer.filter(shown),
	};
}
