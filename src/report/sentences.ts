import type {ProxyConfig} from '../model/config.ts';
import type {BaseRelation} from '../model/evidence.ts';
import type {FaultCode} from '../model/fault.ts';
import type {Sameness} from '../model/image-digests.ts';
import type {
	Assurance,
	Direction,
	FindingCode,
	LayerName,
	OverallStatus,
	Proof,
	ReasonCode,
	RemedyCode,
	Status,
	Verdict,
} from '../model/verdict.ts';
import type {RuntimeNames} from './container-commands.ts';
import {containerRemedies} from './container-remedies.ts';
import {containerFindings, containerProof, containerReasons} from './container-sentences.ts';
import {shellWord} from './escape.ts';
import {apiRemedies} from './api-remedies.ts';
import {apiFindings, apiReasons} from './api-sentences.ts';
import {mappingRemedies} from './mapping-remedies.ts';
import {mappingFindings, mappingReasons} from './mapping-sentences.ts';
import {code, command, name, type Phrase, say} from './phrase.ts';
import {routeFindings, routeReasons, routeRemedies} from './route-sentences.ts';

// Everything a report says about a verdict. Each table is typed by its codes: a new code without a sentence does not
// pass the type check.

export const overallWords: Readonly<Record<OverallStatus, {symbol: string; words: string}>> = {
	live: {symbol: '✅', words: 'Live'},
	drift: {symbol: '❌', words: 'Not live'},
	inconclusive: {symbol: '⚠️', words: 'Could not tell'},
};

export const statusWords: Readonly<Record<Status, {symbol: string; words: string}>> = {
	match: {symbol: '✅', words: 'match'},
	drift: {symbol: '❌', words: 'drift'},
	inconclusive: {symbol: '⚠️', words: 'inconclusive'},
	skipped: {symbol: '➖', words: 'skipped'},
};

export const assuranceWords: Readonly<Record<Assurance, string>> = {
	verified: 'bytes we hashed ourselves',
	observed: 'behavior we saw from outside',
	platform: 'the platform says so',
	asserted: 'whoever built it says so',
	'self-reported': 'the workload says so itself',
};

export const layerQuestions: Readonly<Record<LayerName, string>> = {
	mapping: 'Which proxy and which container get the request?',
	source: 'Does the commit hold the change?',
	artifact: 'Does the build output hold it, built from this commit?',
	image: 'Does the deployed image hold exactly that output?',
	container: 'Does every replica run that image, unchanged?',
	route: 'Is the route mounted, and are the bytes this deployment’s?',
	api: 'What does the answer mean?',
};

/** Why no verdict `live`, where no layer says so itself. */
export const verdictReasons: Readonly<Record<NonNullable<Verdict['reason']>, string>> = {
	'process-not-seen': 'the process was not seen',
	'layer-inconclusive': 'a layer could not be judged',
	'nothing-compared': 'nothing was compared',
};

/** Said where all that was looked at is right, and none of it tells who answers. */
export const heldByImage = 'The image holds this change';
export const nothingTold = 'Nothing that was seen tells the process that runs now from the one before this deploy.';

/** What would let the next run see the process. */
export const letItSee: Phrase = say`name what runs it (${code('runtime: docker')}), compare a file that is served (${code('live:')}), probe a route that only this commit mounts (${code('probes:')}), or accept what a version endpoint says (${code('accept: [self-reported]')} with ${code('version:')})`;

type Reason = readonly [clause: string, explanation: string];

/** A clause for headline and ladder; then what is wrong, in full, where something is. */
export const reasons: Readonly<Record<ReasonCode, Reason>> = {
	'not-configured': ['not configured', ''],
	'nothing-compared': [
		'nothing was compared',
		'Nothing was configured or found that could tell this commit from another.',
	],
	masked: ['explained by a layer below', ''],

	...mappingReasons,

	'commit-present': ['the commit is there', ''],
	'commit-missing': [
		'the commit does not exist in this repository',
		'The expected commit is not in the repository. It was never pushed, or a force push removed it.',
	],
	'shallow-clone': [
		'the clone is too shallow to tell',
		'The checkout holds only part of the history, and the answer lies in the part that was not fetched.',
	],
	'pull-request-present': ['the commit holds the pull request', ''],
	'pull-request-not-in-commit': [
		'the commit does not hold this pull request',
		'The commit that should be live does not hold what the pull request changed: it is not merged into it, or the deploy took another commit.',
	],
	'pull-request-unknown': [
		'no single pull request belongs to the commit',
		'The commit belongs to no pull request, or to several, so its changed files are not known.',
	],
	'source-unread': ['the commit could not be read', 'The repository did not yield the commit.'],
	'path-not-in-commit': [
		'the commit has nothing at a configured path',
		'A path under files: with kind source does not exist in the commit.',
	],

	'artifact-recorded': ['the build was recorded from this commit', ''],
	'artifact-present': ['the build output is there', ''],
	'artifact-missing': [
		'the build output is not there',
		'The directory or record of the build output does not exist where the configuration says.',
	],
	'artifact-unread': [
		'the build output could not be read',
		'Part of the build output was not read, so nothing can be said about it.',
	],
	'artifact-of-another-commit': [
		'the artifact was built from another commit',
		'The record of the build names another commit than the one that should be live.',
	],
	'dirty-build': [
		'the artifact was built from uncommitted changes',
		'Tracked files differed from the commit when the build ran, so the output is of no commit.',
	],
	'workspace-at-another-commit': [
		'the workspace stands at another commit',
		'The build output lies in a workspace that has another commit checked out than the one that should be live.',
	],
	'artifact-origin-unknown': [
		'nothing says which commit the build output is from',
		'The build output lies outside a working tree and no record names its commit.',
	],
	'expected-file-missing': [
		'an expected file is missing',
		'No file matches a pattern of expect:, so the feature is not in what was built.',
	],
	'expected-text-missing': [
		'an expected text is missing',
		'A file that expect: names does not hold the text it should.',
	],
	'empty-artifact': [
		'the build output is empty',
		'The build output holds no files, or the ignore patterns leave none.',
	],
	'text-unchecked': [
		'expected texts could not be looked for',
		'A record holds names and hashes, no bytes, so texts of expect: were not looked for in it.',
	],

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

	...containerReasons,

	...routeReasons,

	...apiReasons,
};

/** What a finding says of its subject. */
export const findings: Readonly<Record<FindingCode, string>> = {
	'file-missing': 'missing',
	'file-differs': 'other bytes',
	'file-extra': 'not in the build output',
	'mode-differs': 'other mode',
	'type-differs': 'other type',
	'target-differs': 'link leads elsewhere',
	unread: 'not read',
	oddity: 'odd name or entry',
	'label-differs': 'label names another commit',
	'inferred-path': 'place found by content and path',
	'changed-file-absent': 'not in the commit',
	'changed-file-differs': 'other bytes in the commit',
	'base-file': 'comes from the base image',
	'base-moved': 'the base image has moved on: rebuild to take what it brings',
	'base-of-another': 'is not the base of this image: its image layers are not at the bottom',
	'base-unread': 'the base image could not be read',
	'baseline-unread': 'the image deployed before could not be read, so it tells nothing',
	...mappingFindings,
	...containerFindings,
	status: 'answer',
	...routeFindings,
	ignored: 'left out by a pattern',
	'self-reported': 'reported by the process itself',
	'no-control': 'no control probe',
	...apiFindings,
};

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
export const unknownDigests: Readonly<Record<Extract<Sameness, {status: 'unknown'}>['kind'], string>> = {
	'not-read':
		'nothing that was read holds this digest; it may be an index that lists the image, or another image: read it where it came from (deploy-truth digests registry:REPOSITORY@DIGEST) and compare the config',
	ambiguous: 'several digests begin like this: give all of it',
	'name-only': 'a name, and names move: give the digest or ID',
	'no-id': 'no digest or ID of an image',
};

/** Oddities of archives and names; what is not listed is shown by its code. */
export const oddities: Readonly<Record<string, string>> = {
	'clamped-name': 'the name tried to leave the root',
	'duplicate-entry': 'twice in one image layer, the last counts',
	'stray-whiteout': 'removes nothing',
};

export const faults: Readonly<Record<FaultCode, string>> = {
	unreachable: 'no connection could be made',
	'name-not-resolved': 'the host name does not resolve',
	'tls-untrusted': 'the certificate is not trusted here',
	'tls-expired': 'the certificate has expired, or is not valid yet',
	'timed-out': 'no answer came in time',
	stalled: 'the answer stopped coming',
	'cut-stream': 'the connection was cut before the end',
	cancelled: 'the run was cancelled',
	'proxy-refused': 'the proxy refused the connection',
	'address-refused': 'the address is private, and the configuration is not trusted to reach it',
	unauthorized: 'it asks for credentials: give a user name and a token that may read',
	forbidden: 'the credentials are known but may not read this: give the token read access',
	'not-found': 'it does not exist, or is hidden from these credentials',
	'rate-limited': 'it limits our rate: give credentials, or look again later',
	'server-error': 'it failed on its side: look again later',
	'unexpected-answer': 'it answered in a way its protocol does not know',
	'redirect-refused': 'it redirected to an address that may not be followed',
	'redirect-loop': 'it redirected in a circle',
	'too-large': 'it is larger than the limit',
	'digest-mismatch': 'the bytes do not have the digest they were named by',
	'size-mismatch': 'the bytes do not have the stated size',
	'diff-id-mismatch': 'the unpacked bytes do not have the stated diff ID',
	'range-mismatch': 'the resumed download did not continue where it stopped',
	'unsupported-media-type': 'its media type is not supported',
	'media-type-mismatch': 'its bytes are not of the stated media type',
	'invalid-manifest': 'the image manifest is not valid',
	'invalid-config': 'the image config is not valid',
	'schema-1': 'it is an image of schema 1: push it again with a current tool',
	'platform-missing': 'the image index has no image for this platform',
	'platform-ambiguous': 'the image index fits several ways: set image.platform',
	'foreign-layer': 'an image layer is kept outside the registry',
	'part-missing': 'the registry has the image’s manifest and lacks a part of it: push the image again',
	'layer-count-mismatch': 'config and image manifest disagree on the image layers',
	'invalid-tar': 'an image layer is no valid tar',
	'truncated-tar': 'an image layer ends before its tar does',
	'unsupported-tar-entry': 'an image layer holds an entry of an unsupported kind',
	'unsafe-name': 'a name cannot be placed in a root file system',
	'invalid-gzip': 'an image layer is no valid gzip',
	'invalid-zstd': 'an image layer is no valid zstd',
	'unsupported-compression': 'an image layer’s compression is not supported',
	'trailing-garbage': 'something follows the end of an image layer',
	'limit-exceeded': 'it goes beyond a safety limit',
	'unresolved-hardlink': 'a hard link’s target was not found',
	'credentials-unavailable': 'the credentials named by the configuration are not there: set the variable',
	'credential-helper-failed': 'the credential helper failed: log in again',
	'realm-refused': 'the registry sends tokens to be fetched from an address that may not be asked',
	'file-missing': 'the file is not there',
	'file-unreadable': 'the file cannot be read',
	'not-a-directory': 'it is no directory',
	'file-changed-while-read': 'the file changed while it was read',
	'invalid-record': 'the record of the build is not valid: record again',
	'not-a-repository': 'there is no git repository: check out the repository first',
	'commit-missing': 'the commit is not in the clone: check out with fetch-depth: 0',
	'shallow-clone': 'the clone is shallow: check out with fetch-depth: 0',
	'untrusted-repository': 'git does not trust the repository’s owner: set safe.directory',
	'command-missing': 'a command is not installed',
	'command-failed': 'a command failed',
	'lfs-pointer': 'the commit holds an LFS pointer in place of the file: check out with lfs: true',
	'replicas-ambiguous': 'more than one service answers to this name: say which is meant',
	'not-running': 'the container does not run, so nothing could be seen inside',
	'no-archiver': 'the container has no tar, and nobody permitted another way in',
	'invalid-replicas': 'the replicas document is not of the published form',
	'evidence-too-old': 'the replicas were looked at too long ago to speak of now',
	'invalid-answer': 'the answer is not of the expected form',
	'invalid-page': 'the page is no HTML that could be read',
	'secret-missing': 'a variable for a header is not set, or not granted to this host',
	'permission-missing':
		'the workflow’s token may not do this: add the missing line under permissions: (pull-requests: write for the comment, contents: read for the commit)',
	'pull-request-unknown': 'no single pull request belongs to the commit',
	'not-asked': 'it was not asked, since something before it failed',
	'internal-error': 'this is a defect in Deploy Truth: please report it with the evidence file',
};

/** What commands of remedies are filled with. */
export type RemedyContext = {
	readonly service: string;
	readonly environment: string;
	readonly commit: string;
	readonly image: string | null;
	/** the repository of the image, without tag and digest */
	readonly imageName: string | null;
	/** a command that asks again what the broken layer asked; null: none */
	readonly ask: string | null;
	/** where the service's files are in its containers, as far as that is known */
	readonly places: readonly string[];
	/** where it runs, by the names of the runtime; null: nobody looks there */
	readonly runtime: RuntimeNames | null;
	/** the proxy that a remedy is about: the last of those that are asked; null: none is */
	readonly proxy: ProxyConfig | null;
	/** where the followed request goes to; null: none was followed */
	readonly asked: {readonly host: string; readonly port: number} | null;
};

const image = (c: RemedyContext) => (c.image === null ? 'IMAGE' : shellWord(c.image));

export const remedies: Readonly<Record<RemedyCode, (context: RemedyContext) => Phrase>> = {
	'fetch-full-history': () =>
		say`Fetch the whole history: ${code('fetch-depth: 0')} under ${code('actions/checkout')}, or ${command('git fetch --unshallow')} in a clone.`,
	'merge-or-expect-another-commit': (c) =>
		say`Merge the pull request and deploy what comes of it, or name the commit that should be live with ${code('commit:')}. See where the change is: ${command(`git branch -a --contains ${shellWord(c.commit)}`)}`,
	'rebuild-from-commit': (c) =>
		say`Build again from the commit: ${command(`git checkout ${shellWord(c.commit)}`)}, then run your build and deploy its output.`,
	'build-clean': () =>
		say`Commit or drop what ${command('git status --short')} shows before the build, then build and deploy again.`,
	'record-the-build': () =>
		say`Record the output in the job that builds it, and hand the record on: ${command('deploy-truth record dist --out dist.json')}, then ${code('files: [{from: dist.json}]')}.`,
	'rebuild-image-without-cache': (c) =>
		say`Rebuild without cache, push, and recreate the service: ${command(`docker build --no-cache --tag ${image(c)} . && docker push ${image(c)}`)} then, with Compose: ${command(`docker compose pull ${shellWord(c.service)} && docker compose up -d --force-recreate ${shellWord(c.service)}`)}`,
	'push-and-recreate': (c) =>
		say`Push the image, then recreate the service: ${command(`docker push ${image(c)}`)} then, with Compose: ${command(`docker compose pull ${shellWord(c.service)} && docker compose up -d --force-recreate ${shellWord(c.service)}`)}`,
	'name-the-path': () =>
		say`Name the directory in the image: ${code('to: /app/dist')} beside ${code('from:')} under ${code('files:')}.`,
	'pin-the-digest': (c) =>
		say`Deploy by digest, so that a tag cannot move: ${code(`image: ${c.imageName ?? 'IMAGE'}@sha256:…`)}, with the digest that the push printed.`,
	'pin-the-base': () =>
		say`Name the base image by the digest it was built on: ${code('base: IMAGE:TAG@sha256:…')}. Or let the build write it into the image: the annotations ${code('org.opencontainers.image.base.name')} and ${code('org.opencontainers.image.base.digest')}.`,
	'give-registry-credentials': (c) =>
		say`Give credentials that may read ${c.imageName === null ? 'the image' : code(c.imageName)}: log in before this step, or set ${code('image.credentials')} to a user name and the variable that holds the token. For a package of the same repository on GitHub: ${code('permissions: packages: read')}.`,
	'look-at-registry': (c) =>
		say`Look at what the registry holds: ${command(`docker buildx imagetools inspect ${image(c)}`)}. Push the image if it is not there, then look again.`,
	'reach-the-registry': () =>
		say`See whether the registry can be reached from here: its host and port, a proxy on the way, its certificate. Then look again.`,
	'name-the-platform': (c) =>
		say`Set ${code('platform')} of ${name(c.service)} to what the deployed image runs on, such as ${code('linux/amd64')}, or remove it.`,
	...mappingRemedies,
	...containerRemedies,
	...apiRemedies,
	...routeRemedies,
	'probe-with-credentials': () =>
		say`Send credentials that may pass, so that the answer speaks of the route: ${code('headers: {authorization: {env: TOKEN, prefix: "Bearer "}}')} under the probe.`,
	'let-it-see-the-process': () => letItSee,
	'look-again': () => say`Run this check again: what was missing may pass by itself.`,
	'check-the-configuration': (c) =>
		say`Check what the configuration says of ${name(c.service)}: paths, patterns and addresses are taken as written.`,
};

export const directions: Readonly<Record<Direction, string>> = {
	forward: 'forward',
	back: 'back',
	sideways: 'changed',
	same: 'unchanged',
};

/** Which deployments a served file tells apart. */
export const tells: Readonly<Record<Extract<Proof, {kind: 'live-bytes'}>['tells'], string>> = {
	history: 'the deployment before did not serve',
	baseline: 'the image before did not hold',
	commit: 'the commit before did not hold',
	text: 'hold a text that the commit before did not have',
};

/** Why the running thing is believed to be this commit. */
export function proofSentence(proof: Proof): Phrase {
	switch (proof.kind) {
		case 'container':
			return containerProof(proof);
		case 'live-bytes':
			return proof.tells === 'text'
				? say`${code(proof.path)} is served with this commit’s bytes (${code(proof.sha256.slice(0, 12))}), which ${tells.text}`
				: say`${code(proof.path)} is served with this commit’s bytes (${code(proof.sha256.slice(0, 12))}), which ${tells[proof.tells]}`;
		case 'route-gained':
			return say`${code(proof.probe)} went from ${code(String(proof.from))} to ${code(String(proof.to))}: this deployment mounts it, the one before did not`;
		case 'self-reported':
			return say`the process itself says that it is ${code(proof.commit.slice(0, 7))}; nobody checked that`;
	}
}
