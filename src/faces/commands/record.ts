import {defaultFile} from '../../config/inputs.ts';
import {deliverWhereSaid} from '../../deliver/files.ts';
import {isWithin, pathOf} from '../../model/path.ts';
import {recordJson} from '../../report/file-manifest.ts';
import {placeOf} from '../../subjects/place.ts';
import {recordDirectory} from '../../subjects/record.ts';
import type {World} from '../../world.ts';
import {destinationProblems} from './destination.ts';
import {complainAbout, readingOf} from './reading.ts';
import {exitCodes} from './terminal.ts';

export type RecordArguments = {
	readonly out: string;
	readonly repo?: string;
	/** name and version of what writes the record */
	readonly tool: string;
};

/** Writes the record of a build output, whole or not at all. */
export async function runRecord(world: World, directory: string, args: RecordArguments): Promise<number> {
	const problems: string[] = [];
	if (directory === '') problems.push('the directory to record is empty');
	problems.push(...(await destinationProblems(world, {'--out': args.out})));
	const [place, out] = [directory, args.out].map((path) => pathOf(placeOf(world, path)).path);
	if (problems.length === 0 && isWithin(out!, place!)) {
		problems.push(`--out ${args.out} lies inside ${directory}: the next record would list this one`);
	}
	const asked = await readingOf(world, [], args.repo === undefined ? {} : {repo: args.repo});
	if ('problems' in asked) problems.push(...asked.problems);
	if (problems.length > 0 || 'problems' in asked) {
		complainAbout(world, problems);
		return exitCodes.usage;
	}
	const record = await recordDirectory(world, directory, {...asked.options, tool: args.tool, apart: defaultFile});
	await deliverWhereSaid(world, placeOf(world, args.out), [...recordJson(record)].join(''));
	const {commit, dirty, manifest} = record;
	const state = dirty ? `${commit} with uncommitted changes` : commit;
	world.log.info(
		`recorded ${manifest.manifest.entries.length} entries of ${directory}, built from ${state}, in ${args.out}`,
	);
	return exitCodes.ok;
}
