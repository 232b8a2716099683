import {FaultError} from '../../model/fault.ts';
import {readImageId, sameAfterReading, sameImage, type Sameness} from '../../model/image-digests.ts';
import {parseReference} from '../../model/reference.ts';
import {type DigestsDocument, digestsJson, digestsTerminal} from '../../report/image-digests.ts';
import {readSubject} from '../../subjects/read.ts';
import {type ImageIdentity, isImage, type ReadOptions, type Subject} from '../../subjects/subject.ts';
import type {World} from '../../world.ts';
import {complainAbout, type ReadingArguments, readingOf} from './reading.ts';
import {exitCodes} from './terminal.ts';

export type DigestsArguments = Pick<ReadingArguments, 'platform' | 'plainHttp' | 'ca' | 'timeout'> & {
	readonly is?: readonly string[];
	readonly format?: 'terminal' | 'json';
};

/** Which digest of an image is which. With `is`: 0 where each was proven to name it, 1 where one names another, else 3. */
export async function runDigests(
	world: World,
	out: (chunk: string) => Promise<void>,
	text: string,
	args: DigestsArguments,
): Promise<number> {
	const asked = await readingOf(world, [text], args);
	const ids = args.is ?? [];
	const malformed = ids.filter((id) => readImageId(id) === 'no-id');
	const problems = [
		...('problems' in asked ? asked.problems : []),
		...malformed.map((id) => `--is ${id}: no digest or ID of an image (12 hex digits at least)`),
	];
	if ('problems' in asked || problems.length > 0) {
		complainAbout(world, problems);
		return exitCodes.usage;
	}
	const subject = asked.subjects[0]!;
	if (!isImage(subject)) {
		complainAbout(world, [`${subject.kind}: is no image, so it has no digests of one`]);
		return exitCodes.usage;
	}
	const {name, image} = await identityOf(world, subject, asked.options);
	const answers: DigestsDocument['asked'][number][] = [];
	for (const id of ids) answers.push({id, answer: await answerTo(world, subject, image, id, asked.options)});
	const base = await baseOf(world, subject, image, asked.options);
	const document = {subject: name, image, base, asked: answers};
	await out(args.format === 'json' ? digestsJson(document) : digestsTerminal(document));
	const statuses = answers.map(({answer}) => answer.status);
	if (statuses.includes('another')) return exitCodes.drift;
	return statuses.includes('unknown') ? exitCodes.inconclusive : exitCodes.ok;
}

/** Of a registry only manifests and configuration are fetched; elsewhere no path is asked for, so no file matters. */
async function identityOf(
	world: World,
	subject: Subject,
	options: ReadOptions,
): Promise<{readonly name: string; readonly image: ImageIdentity}> {
	if (subject.kind === 'registry') {
		const {resolveImage} = await import('../../subjects/registry.ts');
		const image = await resolveImage(world, subject.reference, options);
		return {name: `registry:${image.reference}`, image};
	}
	const read = await readSubject(world, subject, {...options, only: new Set()});
	if (read.image === null) throw new FaultError('invalid-manifest', `${read.subject} is no image`);
	return {name: read.subject, image: read.image};
}

/** A digest that nothing read so far holds may be another index over the same image: its registry knows. */
async function answerTo(
	world: World,
	subject: Subject,
	image: ImageIdentity,
	id: string,
	options: ReadOptions,
): Promise<Sameness> {
	const known = sameImage(image, id);
	const parsed = readImageId(id);
	if (known.status !== 'unknown' || known.kind !== 'not-read' || typeof parsed === 'string') return known;
	if (subject.kind !== 'registry' || !parsed.whole) return known;
	const {resolveImage} = await import('../../subjects/registry.ts');
	const digest = `${parsed.algorithm ?? 'sha256'}:${parsed.hex}` as const;
	try {
		const reference = {...subject.reference, tag: null, digest};
		const read = await resolveImage(world, reference, {...options, platform: image.platform});
		return sameAfterReading(image, read, id);
	} catch (error) {
		if (!(error instanceof FaultError) || error.fault.code === 'cancelled') throw error;
		if (error.fault.code !== 'not-found') world.log.warn(`${error.fault.code}: ${error.fault.detail}`);
		return known;
	}
}

/** Only in the image's own registry: what it says of itself sends nobody elsewhere. */
async function baseOf(
	world: World,
	subject: Subject,
	image: ImageIdentity,
	options: ReadOptions,
): Promise<DigestsDocument['base']> {
	if (subject.kind !== 'registry' || image.builtOn === null) return null;
	const reference = parseReference(image.builtOn.name);
	if (typeof reference === 'string' || reference.registry !== subject.reference.registry) return null;
	const {compareBase} = await import('../../subjects/base.ts');
	try {
		const based = await compareBase(world, image, reference, image.builtOn.digest, options);
		if (based.fault !== null) world.log.warn(`base ${image.builtOn.name}: ${based.fault.code}: ${based.fault.detail}`);
		return {reference: based.reference, layers: based.layers, relation: based.relation};
	} catch (error) {
		if (!(error instanceof FaultError) || error.fault.code === 'cancelled') throw error;
		world.log.warn(`base ${image.builtOn.name}: ${error.fault.code}: ${error.fault.detail}`);
		return null;
	}
}
