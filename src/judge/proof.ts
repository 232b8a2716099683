import {pageKindOf} from '../model/error-page.ts';
import type {Evidence, LiveFile} from '../model/evidence.ts';
import type {Snapshot} from '../model/history.ts';
import {joinPath, pathOf} from '../model/path.ts';
import type {Plan} from '../model/plan.ts';
import {contentOf} from '../model/served-content.ts';
import type {LayerVerdict, Proof} from '../model/verdict.ts';
import {wasApplications} from './absence.ts';
import {sameAnswer, sameBytes, standsAgain} from './again.ts';
import {earlierDeployments, probeKey, rememberedOf, servedKey} from './earlier.ts';
import {expectedCommit, namesCommit} from './expected.ts';
import {servedAs} from './served-as.ts';
import {probeSeen} from './mount.ts';
import {readingOf} from './reading.ts';

/** Why the running thing, and not only what was built for it, is the expected commit. Every proof rests on evidence that is there. */
export const proofOf = (plan: Plan, evidence: Evidence, layers: readonly LayerVerdict[]): readonly Proof[] => [
	...replicasProof(plan, evidence, layers),
	...proofAgainst(plan, evidence, earlierDeployments(rememberedOf(plan, evidence), expectedCommit(plan, evidence))),
];

/** What every replica runs is this commit only where nothing below says that the image, or the files, are another's. */
function replicasProof(plan: Plan, evidence: Evidence, layers: readonly LayerVerdict[]): readonly Proof[] {
	const below = layers.filter(({layer}) => layer === 'source' || layer === 'artifact' || layer === 'image');
	const container = layers.find(({layer, status}) => layer === 'container' && status === 'match');
	return container !== undefined && below.every(({status}) => status === 'match' || status === 'skipped')
		? [containerProof(plan, evidence, container)]
		: [];
}

type ContainerProof = Extract<Proof, {kind: 'container'}>;

const excuses: readonly [code: string, but: ContainerProof['but'][number]][] = [
	['expected-change', 'expected-changes'],
	['file-extra', 'added-files'],
	['mount-over-files', 'mounts'],
];

/** No more than was looked at. */
function containerProof(plan: Plan, evidence: Evidence, {reason, findings}: LayerVerdict): ContainerProof {
	const serving =
		evidence.replicas.status === 'observed'
			? evidence.replicas.value.replicas.filter(
					({replica}) => replica.role === 'service' && replica.state === 'running',
				)
			: [];
	const compared = serving.flatMap(({files}) =>
		plan.service.files.map((_, index) => files[index]?.status === 'observed'),
	);
	const told = (code: string): boolean => findings.some((one) => one.code === code);
	return {
		kind: 'container',
		files: compared.length > 0 && compared.every(Boolean) ? 'all' : compared.some(Boolean) ? 'some' : 'none',
		image: reason === 'replicas-run-image' ? 'this' : told('same-files-of-another-image') ? 'another' : 'unknown',
		but: excuses.flatMap(([code, but]) => (told(code) ? [but] : [])),
	};
}

/** What behavior and served bytes prove, told from the given earlier deployments. */
export function proofAgainst(plan: Plan, evidence: Evidence, earlier: readonly Snapshot[]): readonly Proof[] {
	return [
		...liveBytes(plan, evidence, earlier),
		...routesGained(plan, evidence, earlier),
		...selfReported(plan, evidence),
	];
}

function liveBytes(plan: Plan, evidence: Evidence, earlier: readonly Snapshot[]): readonly Proof[] {
	const {live} = evidence;
	if (live.status !== 'observed') return [];
	return live.value.files.flatMap((file, index): Proof[] => {
		const path = servedAs(file);
		const content = file.answer.status === 'observed' ? contentOf(file.answer.value) : null;
		if (path === null || content === null) return [];
		if (!standsAgain(file.again, sameBytes(file.expected))) return [];
		const {sha256} = content;
		const asked: [tells: 'history' | 'baseline' | 'commit' | 'text', holds: () => boolean][] = [
			['history', () => earlier.some((snapshot) => wasOther(plan, evidence, snapshot, file, path))],
			['baseline', () => isNewSinceBaseline(evidence, path)],
			['commit', () => isChangedSource(plan, evidence, path, sha256)],
			['text', () => !isAsInBaseline(evidence, path) && holdsNewText(plan, evidence, path, index)],
		];
		const was = wasServed(plan, evidence, earlier, file, sha256);
		const told = asked.find(([tells, holds]) => (tells === 'history' || !was) && holds());
		return told === undefined ? [] : [{kind: 'live-bytes', path: file.path, sha256, tells: told[0]}];
	});
}

/** The earlier deployment served other bytes here, or nothing, or its image lacked this very file. */
function wasOther(plan: Plan, evidence: Evidence, snapshot: Snapshot, file: LiveFile, path: string): boolean {
	const answered = file.answer.status === 'observed' ? (contentOf(file.answer.value)?.sha256 ?? null) : null;
	const key = servedKey(file);
	if (Object.hasOwn(snapshot.served, key) && snapshot.served[key] !== answered) return true;
	// `lacked` speaks of what that run expected: the same file only where it expected the same commit.
	if (snapshot.commit !== expectedCommit(plan, evidence)) return false;
	return snapshot.lacked.includes(path) && holders(evidence, path).length === 1;
}

/** The earlier deployment, found live, served these very bytes here: whatever else is new, this file is not. */
function wasServed(
	plan: Plan,
	evidence: Evidence,
	earlier: readonly Snapshot[],
	file: LiveFile,
	sha256: string,
): boolean {
	const expected = expectedCommit(plan, evidence);
	const key = servedKey(file);
	return earlier.some(
		({commit, status, served}) =>
			commit !== expected && status === 'live' && Object.hasOwn(served, key) && served[key] === sha256,
	);
}

/** Which `files` have a file of this path; the path alone names one only where a single artifact has it. */
const holders = (evidence: Evidence, path: string): readonly number[] =>
	evidence.artifacts.flatMap((artifact, index) =>
		artifact.status === 'observed' &&
		artifact.value.manifest.entries.some((entry) => entry.path === path && entry.type === 'file')
			? [index]
			: [],
	);

function isNewSinceBaseline(evidence: Evidence, path: string): boolean {
	const fresh = evidence.image.status === 'observed' ? evidence.image.value.newSinceBaseline : null;
	return fresh?.some((entry) => entry === path) === true && holders(evidence, path).length === 1;
}

/** The image before held the very bytes, so no text in them is new. */
function isAsInBaseline({image, artifacts}: Evidence, path: string): boolean {
	if (image.status !== 'observed' || image.value.newSinceBaseline === null) return false;
	const {placements, newSinceBaseline, baselineFault} = image.value;
	if (baselineFault !== null || newSinceBaseline.some((entry) => entry === path)) return false;
	return artifacts.some((artifact, index) => {
		const placement = placements[index];
		const has = ({path: entry}: {readonly path: string}): boolean => entry === path;
		return (
			artifact.status === 'observed' &&
			artifact.value.manifest.entries.some(has) &&
			placement?.status === 'placed' &&
			placement.manifest.entries.some(has)
		);
	});
}

/** A file of the commit's own tree that the pull request brought: no commit before it holds these bytes there. */
function isChangedSource(plan: Plan, evidence: Evidence, path: string, sha256: string): boolean {
	const {commit} = evidence;
	if (commit.status !== 'observed' || commit.value.pullRequest.status !== 'observed') return false;
	const {changed} = commit.value.pullRequest.value;
	return holders(evidence, path).some((index) => {
		const files = plan.service.files[index];
		const artifact = evidence.artifacts[index];
		if (files?.kind !== 'source' || artifact?.status !== 'observed') return false;
		const held = artifact.value.manifest.entries.some(
			(entry) => entry.path === path && entry.type === 'file' && entry.sha256 === sha256,
		);
		const whole = joinPath(pathOf(files.from).path, path);
		return (
			held &&
			changed.some(
				(file) =>
					file.path === whole && file.inCommit === 'present' && (file.change === 'added' || file.change === 'modified'),
			)
		);
	});
}

/** A text that the commit before did not hold anywhere is in the served file. */
function holdsNewText(plan: Plan, evidence: Evidence, path: string, index: number): boolean {
	const {commit, live} = evidence;
	if (commit.status !== 'observed' || live.status !== 'observed') return false;
	const url = live.value.files[index]?.path.replace(/^\//, '');
	return plan.service.expect.some((expectation, at) => {
		const marker = live.value.markers[at];
		if (marker === undefined || marker.lacking === null) return false;
		const isThis = (name: string): boolean => name === path || name === url;
		if (!marker.matched.some(isThis) || marker.lacking.some((entry) => isThis(entry.path))) return false;
		return expectation.contains.some((text) => commit.value.newTexts.includes(text));
	});
}

/** Only a control tells a route that is mounted now from a guard or a fallback that answers for every path. */
function routesGained(plan: Plan, evidence: Evidence, earlier: readonly Snapshot[]): readonly Proof[] {
	return plan.probes.flatMap((probe, index): Proof[] => {
		const seen = probeSeen(plan, evidence.probes, index);
		const {answer} = seen;
		if (answer.status !== 'observed' || answer.value.status >= 500) return [];
		if (readingOf(probe, seen) !== 'mounted' || !standsAgain(seen.again, sameAnswer(answer.value))) return [];
		// A refusal or a page that a proxy gives by itself never reached the application.
		if (pageKindOf(answer.value.pageOf) === 'proxy') return [];
		const key = probeKey(probe);
		for (const snapshot of earlier) {
			const from = Object.hasOwn(snapshot.probes, key) ? snapshot.probes[key] : null;
			const {absent = {}} = snapshot;
			if (!Object.hasOwn(absent, key) || !wasApplications(absent[key] ?? null, seen.control)) continue;
			if (from === 404 || from === 410)
				return [{kind: 'route-gained', probe: probe.name, from, to: answer.value.status}];
		}
		return [];
	});
}

/** The workload's own word, where the configuration takes it. */
function selfReported(plan: Plan, evidence: Evidence): readonly Proof[] {
	const {version} = evidence;
	if (!plan.service.accept.includes('self-reported') || version.status !== 'observed') return [];
	const {commit} = version.value;
	return namesCommit(commit, expectedCommit(plan, evidence)) ? [{kind: 'self-reported', commit}] : [];
}
