import type {BaseRelation} from '../model/evidence.ts';
import type {Sameness} from '../model/image-digests.ts';

/** What the layer `image` says: each clause for headline and ladder, then what is wrong in full. */
export const imageReasons = {
	'image-holds-artifact': ['the image holds the build output', ''],
	'image-holds-source': ['the image holds the commit’s files', ''],
	'stale-image': [
		'the image does not hold this change',
		'The image holds other files than the ones expected: it was built before them, its copy step came from a cache, or another build was pushed under the same tag.',
	],
	'extra-files': [
		'the image holds files the build output does not have',
		'Beside the build output the image holds files that are not part of it: left over from an earlier build, or added by hand.',
	],
	'modes-differ': [
		'file modes differ in the image',
		'The bytes are right, the permissions are not: an executable bit was lost or gained on the way.',
	],
	'path-not-in-image': [
		'the image has nothing at the configured path',
		'The directory where the files should be does not exist in the image.',
	],
	'files-elsewhere': [
		'the files are in another directory of the image',
		'Hardly any of the expected files is at the configured path, and another directory of the image holds them.',
	],
	'placement-unknown': [
		'the files were not found anywhere in the image',
		'No directory of the image holds enough of these files to say where they belong.',
	],
	'placement-ambiguous': [
		'several places in the image hold these files',
		'More than one directory of the image fits, and guessing could compare the wrong one.',
	],
	'moved-tag': [
		'the tag moved to another image',
		'The reference names a digest beside a tag, and the tag leads to another image now.',
	],
	'image-missing': [
		'the image does not exist',
		'The registry does not know this reference: it was never pushed, was deleted, or needs credentials to be seen.',
	],
	'image-unread': [
		'the image could not be read',
		'Not every byte that the question needs came out of the registry, so nothing is claimed.',
	],
	'revision-label': [
		'only a label speaks of the commit',
		'A label names a revision. Labels are inherited and copied; they prove nothing.',
	],
	'nothing-to-compare': [
		'there is nothing to compare the image with',
		'Without readable files of the commit or the build output no image can match.',
	],
	'base-not-known': [
		'which image layers are the base image’s is not known',
		'Files beside the expected ones lie in image layers that may be the base image’s: it could not be read, or its tag leads elsewhere and the image does not prove what it was built on.',
	],
} as const;

/** What its findings say of a file, a label or the base image. */
export const imageFindings = {
	'label-differs': 'label names another commit',
	'base-file': 'comes from the base image',
	'base-moved': 'the base image has moved on: rebuild to take what it brings',
	'base-of-another': 'is not the base of this image: its image layers are not at the bottom',
	'base-unread': 'the base image could not be read',
	'baseline-unread': 'the image deployed before could not be read, so it tells nothing',
} as const;

/** What an ID is to an image, when it does not name it. */
export const otherDigests: Readonly<Record<Extract<Sameness, {status: 'another'}>['kind'], string>> = {
	sibling: 'another image: the same index lists it for another platform',
	'other-index': 'another index, which does not list this image',
	companion: 'an attestation or another companion beside the image, nothing that runs',
	'image-layer': 'a part of this image (an image layer), not the image',
	'diff-id': 'a part of this image (the diff ID of an image layer), not the image',
	'other-image': 'another image: it was read, and its config is another',
};

/** What the image that somebody calls the base is to the image. */
export const baseWords: Readonly<Record<BaseRelation, string>> = {
	'built-on': 'which the image is built on',
	moved: 'which the image was built on; the name leads to another image by now',
	'not-its-base': 'not the base of this image, its image layers are not at the bottom',
	'not-known':
		'whether the image was built on it cannot be told: what it leads to now is not seen at the bottom of the image',
};

/** Why nobody can say whether an ID is this image. */
export const unknownDigests: Readonly<Record<Extract<Sameness, {status: 'unknown'}>['kind'], string>> = {
	'not-read':
		'nothing that was read holds this digest; it may be an index that lists the image, or another image: read it where it came from (deploy-truth digests registry:REPOSITORY@DIGEST) and compare the config',
	ambiguous: 'several digests begin like this: give all of it',
	'name-only': 'a name, and names move: give the digest or ID',
	'no-id': 'no digest or ID of an image',
};
