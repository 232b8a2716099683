import {openRepository} from '../adapters/git/repository.ts';
import {rootDigest} from '../bytes/tree.ts';
import {FaultError} from '../model/fault.ts';
import type {ModesPolicy} from '../model/manifest.ts';
import {isWithin, pathOf, relativeTo} from '../model/path.ts';
import type {ArtifactRecord} from '../model/record.ts';
import type {World} from '../world.ts';
import {readDirectory} from './dir.ts';
import {placeOf} from './place.ts';
import type {ReadOptions} from './subject.ts';

/** The policy a record's root is under; the entries carry their exact modes whatever it says. */
const modes: ModesPolicy = 'executable';

/**
 * What a build makes known of its output, with the commit and state of the working tree it was built in. Rejects with
 * the first gap's fault: a record that misses a file would make the deployed one look foreign.
 */
export async function recordDirectory(
	world: World,
	directory: string,
	options: ReadOptions & {
		readonly tool: string;
		/** a file whose edits leave the build clean */
		readonly apart: string;
	},
): Promise<ArtifactRecord> {
	const repository = await openRepository(world, placeOf(world, options.repository));
	const read = await readDirectory(world, directory, options);
	const gap = read.manifest.gaps[0];
	if (gap) throw new FaultError(gap.fault.code, `nothing is recorded: ${gap.fault.detail}`);
	// After the files, so that a change made while they were read still counts.
	const workspace = await repository.workspace(options.apart);
	if (workspace === null) {
		throw new FaultError('commit-missing', `${repository.top} has no working tree with a commit to record`);
	}
	const {head: commit, tree, dirty} = workspace;
	const from = fromTop(placeOf(world, directory), repository.top) ?? directory;
	const root = rootDigest(read.manifest, modes);
	const manifest = {subject: `dir:${from}`, modes, root, manifest: read.manifest};
	return {commit, tree, dirty, recordedAt: new Date(world.now()).toISOString(), tool: options.tool, from, manifest};
}

/** A directory as seen from the repository's top; null where it lies outside. */
function fromTop(directory: string, top: string): string | null {
	const place = pathOf(directory.replaceAll('\\', '/')).path;
	const above = pathOf(top.replaceAll('\\', '/')).path;
	return isWithin(place, above) ? relativeTo(place, above) || '.' : null;
}
