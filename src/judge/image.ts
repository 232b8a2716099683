import type {FilesConfig} from '../model/config.ts';
import type {Evidence, ImageEvidence, Observation} from '../model/evidence.ts';
import type {FaultCode} from '../model/fault.ts';
import type {Plan} from '../model/plan.ts';
import type {Finding, LayerVerdict, RemedyCode} from '../model/verdict.ts';
import {changedIn} from './changed.ts';
import {judgeExpectations} from './expectations.ts';
import {expectedCommit, namesCommit} from './expected.ts';
import {imageLayerName, layerCopiedTo} from '../model/image-layer.ts';
import {comparePlaced, elsewhereFindings, hiddenBy} from './image-files.ts';
import type {Opinion} from './opinion.ts';
import {drift, faultOf, finding, inconclusive, layerOf, match, skippedLayer, weakest} from './opinion.ts';

/** image-spec, annotations.md: the source control revision identifier of the packaged software. */
export const revisionLabel = 'org.opencontainers.image.revision';

/** Does the deployed image hold exactly the expected files? */
export function judgeImage(plan: Plan, evidence: Evidence): LayerVerdict {
	if (plan.skipped.image !== undefined) return skippedLayer('image');
	const {image} = evidence;
	if (image.status !== 'observed') return layerOf('image', [unreadImage(plan, image)]);
	const files = plan.service.files.map((files, index) => judgeFiles(files, index, evidence, image.value));
	return layerOf('image', [
		...(files.length > 0 ? files : [judgeLabel(plan, evidence, image.value)]),
		...movedTag(image.value),
		...expectations(plan, image.value),
		...asides(plan, evidence, image.value),
	]);
}

const credentialFaults: readonly FaultCode[] = [
	'unauthorized',
	'forbidden',
	'credentials-unavailable',
	'credential-helper-failed',
];
const platformFaults: readonly FaultCode[] = ['platform-missing', 'platform-ambiguous'];
const unreachedFaults: readonly FaultCode[] = [
	'unreachable',
	'name-not-resolved',
	'timed-out',
	'proxy-refused',
	'tls-untrusted',
	'tls-expired',
	'unexpected-answer',
];

function remedyOf(code: FaultCode): RemedyCode {
	if (code === 'secret-missing') return 'set-the-variable';
	if (credentialFaults.includes(code)) return 'give-registry-credentials';
	if (platformFaults.includes(code)) return 'name-the-platform';
	if (unreachedFaults.includes(code)) return 'reach-the-registry';
	return code === 'address-refused' ? 'check-the-configuration' : 'look-at-registry';
}

function unreadImage(plan: Plan, image: Observation<ImageEvidence>): Opinion {
	const {code} = faultOf(image);
	const subject = plan.service.image?.reference ?? '';
	// Only what the name itself leads to: a part that is gone is an image that was not read (`part-missing`).
	// No drift: registries answer "not found" for what the reader may not see, and a deployment outlives its tag.
	const reason = code === 'not-found' ? 'image-missing' : 'image-unread';
	return inconclusive(reason, remedyOf(code), [finding('inconclusive', reason, subject, {detail: code})]);
}

function judgeFiles(files: FilesConfig, index: number, evidence: Evidence, image: ImageEvidence): Opinion {
	const artifact = evidence.artifacts[index];
	const placement = image.placements[index];
	if (artifact?.status !== 'observed' || placement === undefined || placement.status === 'no-artifact') {
		const detail = artifact?.status === 'observed' ? 'not-asked' : faultOf(artifact).code;
		return inconclusive('artifact-unread', 'record-the-build', [
			finding('inconclusive', 'unread', files.from, {detail}),
		]);
	}
	switch (placement.status) {
		case 'placed':
			return comparePlaced(files, artifact.value, placement, image, changedIn(files, evidence));
		case 'absent': {
			const subject = `/${placement.to}`;
			if (hiddenBy(image.gaps)(placement.to))
				return inconclusive('image-unread', 'look-at-registry', [finding('inconclusive', 'unread', subject)]);
			const copied = layerCopiedTo(image.layers, placement.to, image.base?.layers ?? 0);
			const detail = copied === null ? null : imageLayerName(image.layers, copied);
			const remedy = placement.elsewhere === undefined ? 'name-the-path' : 'correct-the-path';
			return drift('path-not-in-image', remedy, 'verified', [
				finding('drift', 'path-not-in-image', subject, {expected: files.from, detail}),
				...elsewhereFindings(placement),
			]);
		}
		case 'not-found':
		case 'ambiguous': {
			const reason = placement.status === 'ambiguous' ? 'placement-ambiguous' : 'placement-unknown';
			const candidates = placement.candidates.map((path) => finding('note', reason, `/${path}`));
			return inconclusive(reason, 'name-the-path', [finding('inconclusive', reason, files.from), ...candidates]);
		}
	}
}

/** Without files to compare only the builder's word is left; it may be inherited from a base image. */
function judgeLabel(plan: Plan, evidence: Evidence, image: ImageEvidence): Opinion {
	const expected = expectedCommit(plan, evidence);
	const label = labelOf(image);
	const unread = image.gaps.filter((gap) => gap.path === '');
	if (unread.length > 0)
		return inconclusive(
			'image-unread',
			'look-at-registry',
			unread.map((gap) => finding('inconclusive', 'unread', image.reference, {detail: gap.fault.code})),
		);
	if (label !== null && namesCommit(label, expected))
		return match('revision-label', 'asserted', [finding('note', 'revision-label', revisionLabel, {deployed: label})]);
	return inconclusive('nothing-to-compare', 'check-the-configuration', [
		finding('inconclusive', 'nothing-to-compare', image.reference),
	]);
}

function movedTag(image: ImageEvidence): readonly Opinion[] {
	if (image.tagMovedTo === null) return [];
	const seen = {expected: image.manifest, deployed: image.tagMovedTo};
	return [drift('moved-tag', 'pin-the-digest', 'verified', [finding('drift', 'moved-tag', image.reference, seen)])];
}

function expectations(plan: Plan, image: ImageEvidence): readonly Opinion[] {
	// Expected globs are relative to the files they speak of; without any there is nothing to look in.
	if (plan.service.files.length === 0) return [];
	const complete = image.gaps.length === 0 && image.placements.every((placement) => placement.status === 'placed');
	const read = image.placements.map((placement) =>
		placement.status === 'placed' ? placement.manifest.assurance : null,
	);
	return judgeExpectations(plan.service.expect, [{markers: image.markers, complete}], {
		// A file that is there, or is not, by a table of contents is so on its builder's word.
		assurance: weakest(read) ?? 'verified',
		remedy: 'rebuild-image-without-cache',
		unread: 'image-unread',
		good: 'image-holds-artifact',
		mayBeMissing: false,
		textsElsewhere: false,
	});
}

/** A base that moved on, is another's or could not be read is no word about the application. */
function baseNotes({base, baseFault, reference}: ImageEvidence): readonly Finding[] {
	const detail = baseFault?.code ?? null;
	if (base === null) return baseFault === null ? [] : [finding('note', 'base-unread', reference, {detail})];
	switch (base.relation) {
		case 'built-on':
			return [];
		case 'moved':
			return [finding('note', 'base-moved', base.reference, {expected: base.manifest})];
		case 'not-its-base':
			return [finding('note', 'base-of-another', base.reference)];
		case 'not-known':
			return [finding('note', 'base-not-known', base.reference, {detail})];
	}
}

/** Without the baseline less is proven of the running thing; the image itself was read. */
const baselineNote = (plan: Plan, {baselineFault, reference}: ImageEvidence): readonly Finding[] =>
	baselineFault === null
		? []
		: [finding('note', 'baseline-unread', plan.service.image?.baseline ?? reference, {detail: baselineFault.code})];

/** What a reader should know and what decides nothing: a label that names another commit, names that were hard to read. */
function asides(plan: Plan, evidence: Evidence, image: ImageEvidence): readonly Opinion[] {
	const expected = expectedCommit(plan, evidence);
	const label = labelOf(image);
	const differs = label !== null && !namesCommit(label, expected);
	const notes = [
		...(differs ? [finding('note', 'label-differs', revisionLabel, {expected, deployed: label})] : []),
		...baseNotes(image),
		...baselineNote(plan, image),
		...image.oddities.map(({path, code}) => finding('note', 'oddity', `/${path}`, {detail: code})),
	];
	return notes.length === 0
		? []
		: [{status: 'match', reason: 'revision-label', remedy: null, assurance: null, findings: notes}];
}

export const labelOf = (image: ImageEvidence): string | null =>
	Object.hasOwn(image.labels, revisionLabel) ? image.labels[revisionLabel]! : null;
