import type {ImageEvidence} from '../model/evidence.ts';
import {mostMembers, readImageId, sameImage} from '../model/image-digests.ts';
import {parseReference} from '../model/reference.ts';
import type {Replica} from '../model/runtime.ts';
import type {Finding, ReasonCode} from '../model/verdict.ts';
import {finding} from './opinion.ts';

/** Whether what a replica was started from is the deployed image, by what its runtime names. */
export type Identity = 'deployed' | 'another' | 'unknown';

/**
 * One digest that leads into the image proves it; so do equal diff IDs, where it is started alike too. Digests that nothing holds contradict nothing:
 * an image has a digest in each repository it was ever pushed to. What names nothing at all proves nothing.
 */
export function identityOf(
	image: ImageEvidence,
	digests: readonly string[],
	diffIds: readonly string[] | null,
	startDigest: string | null = null,
): Identity {
	const content = sameContent(image, diffIds);
	const alike = startsAlike(image, startDigest);
	// Equal files that are started alike: a rebuild that changed nothing but its date.
	if (content === true && alike === true) return 'deployed';
	const asked = digests.map((digest) => sameImage(image, digest));
	const foreign = asked.some(({status}) => status === 'another');
	const same = asked.filter((one) => one.status === 'same');
	// Where nobody says how it is started, equal files decide what digests leave open.
	if (content === true && alike === null && (same.length > 0 || asked.length === 0)) return 'deployed';
	if (same.length > 0) {
		// Under an index of several platforms its digest alone does not say which of them runs.
		const whole = same.some(({platforms}) => platforms === 1);
		if (foreign || content === false) return whole ? 'unknown' : 'another';
		return whole ? 'deployed' : 'unknown';
	}
	if (foreign || content === false) return 'another';
	const named = asked.some((one) => one.status === 'unknown' && one.kind === 'not-read');
	// What an index lists beyond the members that are kept may be this image by another name.
	return named && image.members.length < mostMembers ? 'another' : 'unknown';
}

/** Null where one side does not say. */
export const startsAlike = (image: ImageEvidence, startDigest: string | null): boolean | null =>
	image.startDigest === null || startDigest === null ? null : image.startDigest === startDigest;

/** Null where one side does not say. */
function sameContent(image: ImageEvidence, diffIds: readonly string[] | null): boolean | null {
	if (diffIds === null || diffIds.length === 0 || image.layers.some(({diffId}) => diffId === null)) return null;
	return diffIds.length === image.layers.length && image.layers.every(({diffId}, at) => diffId === diffIds[at]);
}

export type WrongImage = Extract<
	ReasonCode,
	'restarted-not-recreated' | 'not-recreated' | 'not-pulled' | 'old-revision-serving' | 'other-image'
>;

/** The most telling first: of replicas that are wrong in several ways, what the layer says. */
export const wrongImages: readonly WrongImage[] = [
	'restarted-not-recreated',
	'not-recreated',
	'not-pulled',
	'old-revision-serving',
	'other-image',
];

/** How a replica came to run another image, as far as its runtime tells. */
export function wrongImageOf(replica: Replica, image: ImageEvidence): WrongImage {
	if (replica.revision?.current === false) return 'old-revision-serving';
	const {imageNow} = replica;
	if (imageNow === null) return 'other-image';
	if (identityOf(image, imageNow, null) === 'deployed')
		return wasRestarted(replica) ? 'restarted-not-recreated' : 'not-recreated';
	const typed = replica.image !== null && isSameName(replica.image, image.reference);
	return typed && imageNow.some((id) => isNamed(id, replica.digests)) ? 'not-pulled' : 'other-image';
}

/** Made before the name led to the deployed image, started after it: `docker restart` in place of a new container. */
function wasRestarted({createdAt, imageNowSince, startedAt}: Replica): boolean {
	const [created, since, started] = [createdAt, imageNowSince, startedAt].map((time) => Date.parse(time ?? ''));
	return created! < since! && since! < started!;
}

function isSameName(a: string, b: string): boolean {
	const [left, right] = [parseReference(a), parseReference(b)];
	if (typeof left === 'string' || typeof right === 'string') return false;
	return left.registry === right.registry && left.repository === right.repository && left.tag === right.tag;
}

function isNamed(id: string, digests: readonly string[]): boolean {
	const read = readImageId(id);
	return (
		typeof read !== 'string' &&
		digests.some((digest) => {
			const other = readImageId(digest);
			return typeof other !== 'string' && (other.hex.startsWith(read.hex) || read.hex.startsWith(other.hex));
		})
	);
}

/** What a runtime names, beside what of the image is named that way: an image ID is the config's digest, or stands alone. */
export function imageFinding(
	level: Finding['level'],
	code: Finding['code'],
	replica: Replica,
	image: ImageEvidence,
): Finding {
	const ids = replica.digests.map(readImageId).filter((id) => typeof id !== 'string');
	const shown = ids.find(({name}) => name === '') ?? ids[0];
	const expected = shown === undefined || shown.name === '' ? image.config : (image.index ?? image.manifest);
	return finding(level, code, replica.name, {
		expected,
		deployed: shown === undefined ? null : `${shown.algorithm ?? 'sha256'}:${shown.hex}`,
		detail: code === 'restarted-not-recreated' ? timesOf(replica) : replica.image,
	});
}

/** To the minute, as people read times; to the second where minutes do not tell which came first. */
function timesOf({createdAt, imageNowSince, startedAt}: Replica): string {
	const times = [createdAt, imageNowSince, startedAt].map((time) => new Date(time ?? '').toISOString());
	const inOneMinute = new Set(times.map((time) => time.slice(0, 16))).size < times.length;
	const [made, there, again] = times.map((time) => `${time.slice(0, inOneMinute ? 19 : 16).replace('T', ' ')} UTC`);
	return `made ${made}, image there since ${there}, restarted ${again}`;
}
