import {rootDigest} from '../../bytes/tree.ts';
import {FaultError} from '../../model/fault.ts';
import {subtree} from '../../model/manifest.ts';
import {fileManifestJson, sha256sumLines} from '../../report/file-manifest.ts';
import {readSubject} from '../../subjects/read.ts';
import {isRunning, partOf} from '../../subjects/subject.ts';
import type {World} from '../../world.ts';
import {complainAbout, type ReadingArguments, readingOf} from './reading.ts';
import {exitCodes} from './terminal.ts';

export type ManifestArguments = ReadingArguments & {readonly format?: 'json' | 'sha256sum'};

/** Prints a subject's file manifest; a manifest with gaps is printed too, named as incomplete and told by the exit code. */
export async function runManifest(
	world: World,
	out: (chunk: string | Uint8Array) => Promise<void>,
	text: string,
	args: ManifestArguments,
): Promise<number> {
	const asked = await readingOf(world, [text], args);
	if ('problems' in asked) {
		complainAbout(world, asked.problems);
		return exitCodes.usage;
	}
	const {modes, options} = asked;
	const part = partOf(asked.subjects[0]!, asked.below);
	const below = isRunning(part) ? '' : asked.below;
	const read = await readSubject(world, part, options);
	const manifest = subtree(read.manifest, below);
	if (manifest === null) throw new FaultError('file-missing', `${read.subject} holds nothing at ${below}`);
	for (const line of new Set(read.oddities.map(oddityLine))) world.log.warn(line);
	if (args.format === 'sha256sum') for (const chunk of sha256sumLines(manifest)) await out(chunk);
	else {
		const subject = below === '' ? read.subject : `${read.subject} --path ${below}`;
		const document = {subject, modes, root: rootDigest(manifest, modes), manifest};
		for (const chunk of fileManifestJson(document, options.blobs)) await out(chunk);
	}
	// JSON says it itself; lines of sha256sum look like something that was hashed here.
	if (args.format === 'sha256sum' && manifest.assurance === 'asserted')
		world.log.warn('asserted: not every byte of it was read here (--assurance verified reads them)');
	for (const {path, fault} of manifest.gaps) {
		world.log.warn(`unread: ${path === '' ? 'part of the tree' : path}: ${fault.code}: ${fault.detail}`);
	}
	return manifest.gaps.length > 0 ? exitCodes.inconclusive : exitCodes.ok;
}

/** What concerns a whole archive has no path. */
const oddityLine = ({path, code}: {readonly path: string; readonly code: string}): string =>
	path === ''
		? `${code}${code === 'no-end-marker' ? ': an archive ends without its two blocks of zeros, as some converters write it' : ''}`
		: `${code}: ${path}`;
