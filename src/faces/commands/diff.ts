import {rootDigest} from '../../bytes/tree.ts';
import {diffManifests} from '../../model/diff.ts';
import {FaultError} from '../../model/fault.ts';
import {type FileManifest, subtree} from '../../model/manifest.ts';
import {type ComparedSubjects, equality, fileDiffJson, fileDiffTerminal} from '../../report/file-diff.ts';
import {readSubject} from '../../subjects/read.ts';
import {isImage, type Subject} from '../../subjects/subject.ts';
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
	const {subjects, below, modes, options} = asked;
	const reads = await Promise.allSettled(subjects.map((subject) => readSubject(world, subject, options)));
	const failures = reads.flatMap((read) => (read.status === 'rejected' ? [read.reason as unknown] : []));
	for (const failure of failures) {
		if (!(failure instanceof FaultError) || failure.fault.code === 'cancelled') throw failure;
		complainAbout(world, [`${failure.fault.code}: ${failure.fault.detail}`]);
	}
	const [left, right] = reads.flatMap((read) => (read.status === 'fulfilled' ? [read.value] : []));
	if (left === undefined || right === undefined) return exitCodes.inconclusive;

	const narrowed = subjects.map((subject) => below !== '' && takesPath(subject, subjects));
	const expected = narrowed[0] ? part(world, left, below) : left.manifest;
	const deployed = narrowed[1] ? part(world, right, below) : right.manifest;
	const side = (subject: string, manifest: FileManifest, cut: boolean | undefined) => ({
		subject: cut ? `${subject} --path ${below}` : subject,
		root: rootDigest(manifest, modes),
	});
	const compared: ComparedSubjects = {
		expected: side(left.subject, expected, narrowed[0]),
		deployed: side(right.subject, deployed, narrowed[1]),
		modes,
		diff: diffManifests(expected, deployed, {modes, directories: true}),
	};
	const chunks = args.format === 'json' ? fileDiffJson(compared) : fileDiffTerminal(compared, args.color ?? false);
	for (const chunk of chunks) await out(chunk);
	const equal = equality(compared.diff);
	return equal === null ? exitCodes.inconclusive : equal ? exitCodes.ok : exitCodes.drift;
}

/**
 * `--path` says where in an image the other side sits: `diff dir:dist registry:app --path app/dist`. Where neither
 * side is an image, both are narrowed.
 */
function takesPath(subject: Subject, both: readonly Subject[]): boolean {
	return isImage(subject) || !both.some(isImage);
}

/** A side without anything at the path is an empty one: all that the other side holds is missing there. */
function part(
	world: World,
	read: {readonly subject: string; readonly manifest: FileManifest},
	below: string,
): FileManifest {
	const manifest = subtree(read.manifest, below);
	if (manifest === null) world.log.warn(`${read.subject} holds nothing at ${below}`);
	return manifest ?? {assurance: read.manifest.assurance, entries: [], gaps: []};
}
