import {rootDigest} from '../../bytes/tree.ts';
import {compareManifests, equality} from '../../model/comparison.ts';
import {FaultError} from '../../model/fault.ts';
import {type FileManifest, subtree} from '../../model/manifest.ts';
import type {Path} from '../../model/path.ts';
import {type ComparedSide, type ComparedSubjects, fileDiffJson} from '../../report/file-diff.ts';
import {fileDiffTerminal} from '../../report/file-diff-terminal.ts';
import {readPair} from '../../subjects/pair.ts';
import {isRoot, isRunning, partOf, type Subject, type SubjectRead} from '../../subjects/subject.ts';
import type {World} from '../../world.ts';
import {complainAbout, type ReadingArguments, readingOf} from './reading.ts';
import {exitCodes} from './terminal.ts';

export type DiffArguments = ReadingArguments & {readonly format?: 'terminal' | 'json'; readonly color?: boolean};

/** Reads two subjects side by side and prints what differs. Different files are 1 even where something else is unread. */
export async function runDiff(
	world: World,
	out: (chunk: string | Uint8Array) => Promise<void>,
	expectedText: string,
	deployedText: string,
	args: DiffArguments,
): Promise<number> {
	const asked = await readingOf(world, [expectedText, deployedText], args);
	if ('problems' in asked) {
		complainAbout(world, asked.problems);
		return exitCodes.usage;
	}
	const {subjects, below, modes, ignore, options} = asked;
	const within = subjects.map((subject) => (takesPath(subject, subjects) ? below : ('' as Path)));
	const pair = [partOf(subjects[0]!, within[0]!), partOf(subjects[1]!, within[1]!)] as const;
	const narrowed = pair.map((subject, at) => within[at] !== '' && !isRunning(subject));
	const {reads, shared} = await readPair(world, pair, options, narrowed.every(Boolean) ? below : ('' as Path));
	const failures = reads.flatMap((read) => (read.status === 'rejected' ? [read.reason as unknown] : []));
	for (const failure of failures) {
		if (!(failure instanceof FaultError) || failure.fault.code === 'cancelled') throw failure;
		complainAbout(world, [`${failure.fault.code}: ${failure.fault.detail}`]);
	}
	const [left, right] = reads.flatMap((read) => (read.status === 'fulfilled' ? [read.value] : []));
	if (left === undefined || right === undefined) return exitCodes.inconclusive;

	const lacks = (at: 0 | 1, read: SubjectRead): boolean =>
		narrowed[at] === true && read.layersLeft === 0 && subtree(read.manifest, below) === null;
	const expected = narrowed[0] ? part(world, left, below) : left.manifest;
	const deployed = narrowed[1] ? part(world, right, below) : right.manifest;
	// Nothing compared is nothing known: the path may be misspelt.
	const isNothing = [expected, deployed].every(({entries, gaps}) => entries.length + gaps.length === 0);
	const lacking = [left, right].filter((read, at) => lacks(at as 0 | 1, read)).map(({subject}) => subject);
	if (isNothing && lacking.length > 0) {
		const why =
			lacking.length === 2
				? `neither ${lacking.join(' nor ')} holds anything at ${below}`
				: `${lacking[0]} holds nothing at ${below}, and the other side is empty`;
		complainAbout(world, [`file-missing: ${why}`]);
		return exitCodes.inconclusive;
	}
	const side = (read: SubjectRead, manifest: FileManifest, cut: boolean | undefined): ComparedSide => {
		const subject = cut ? `${read.subject} --path ${below}` : read.subject;
		const {assurance} = manifest;
		if (read.layersLeft > 0) return {subject, root: null, noRoot: 'shared-layers-unread', assurance};
		const root = rootDigest(manifest, modes);
		return {subject, root, noRoot: root === null ? 'gaps' : null, assurance};
	};
	const compared: ComparedSubjects = {
		expected: side(left, expected, narrowed[0]),
		deployed: side(right, deployed, narrowed[1]),
		modes,
		ignore,
		sharedLayers: shared,
		comparison: compareManifests(expected, deployed, {modes, ignore, most: mostChanges(expected, deployed)}),
	};
	const chunks = args.format === 'json' ? fileDiffJson(compared) : fileDiffTerminal(compared, args.color ?? false);
	for (const chunk of chunks) await out(chunk);
	const equal = equality(compared.comparison);
	return equal === null ? exitCodes.inconclusive : equal ? exitCodes.ok : exitCodes.drift;
}

/** Bytes of memory that an entry takes on its side, that one takes which differs, and that both may: a run stays below 300 MB. */
const [entryCost, changeCost, room] = [200, 450, 160_000_000];

const mostChanges = (...sides: readonly FileManifest[]): number =>
	Math.max(0, Math.floor((room - entryCost * sides.reduce((sum, side) => sum + side.entries.length, 0)) / changeCost));

/**
 * `--path` says where in a root file system the other side sits: `diff dir:dist registry:app --path app/dist`. Where
 * neither side is one, both are narrowed.
 */
function takesPath(subject: Subject, both: readonly Subject[]): boolean {
	return isRoot(subject) || !both.some(isRoot);
}

/** A side without anything at the path is an empty one: all that the other side holds is missing there. */
function part(world: World, read: SubjectRead, below: string): FileManifest {
	const manifest = subtree(read.manifest, below);
	if (manifest === null && read.layersLeft === 0) world.log.warn(`${read.subject} holds nothing at ${below}`);
	return manifest ?? {assurance: read.manifest.assurance, entries: [], gaps: []};
}
