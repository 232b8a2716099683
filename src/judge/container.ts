import type {Evidence, ReplicasEvidence} from '../model/evidence.ts';
import type {FaultCode} from '../model/fault.ts';
import type {Plan} from '../model/plan.ts';
import type {Assurance, Finding, LayerVerdict, RemedyCode} from '../model/verdict.ts';
import {expectedCommit, namesCommit} from './expected.ts';
import type {Opinion} from './opinion.ts';
import {faultOf, finding, inconclusive, layerOf, skippedLayer} from './opinion.ts';
import {judgeReplicas} from './replica.ts';
import {judgeSettings} from './replica-settings.ts';
import {standingOf} from './replica-state.ts';

/** Does every replica run the deployed image, unchanged, with a process started after the files were written? */
export function judgeContainer(plan: Plan, evidence: Evidence): LayerVerdict {
	if (plan.skipped.container !== undefined) return skippedLayer('container');
	const {replicas} = evidence;
	if (replicas.status !== 'observed') return layerOf('container', [unreadReplicas(plan, faultOf(replicas).code)]);
	const seen = replicas.value;
	const {alive, causes, effects, notes} = standingOf(plan, seen);
	const settings = judgeSettings(plan, evidence, seen, alive);
	return layerOf('container', [
		...causes,
		...judgeReplicas(plan, evidence, alive, assuranceOf(seen)),
		...settings.opinions,
		...effects,
		...asides([...notes, ...settings.notes, ...claimNotes(plan, evidence, seen), ...originNotes(seen)]),
	]);
}

/** Files of a replicas document were hashed by whoever wrote it. */
const assuranceOf = ({origin}: ReplicasEvidence): Assurance => (origin.kind === 'asked' ? 'verified' : 'platform');

const rightFaults: readonly FaultCode[] = ['unauthorized', 'forbidden', 'credentials-unavailable', 'secret-missing'];
const nameFaults: readonly FaultCode[] = ['not-found', 'replicas-ambiguous'];
const documentFaults: readonly FaultCode[] = [
	'evidence-too-old',
	'invalid-replicas',
	'file-missing',
	'file-unreadable',
	'too-large',
];

function remedyOf(code: FaultCode): RemedyCode {
	if (rightFaults.includes(code)) return 'give-runtime-rights';
	if (nameFaults.includes(code)) return 'name-the-containers';
	if (documentFaults.includes(code)) return 'collect-again';
	return code === 'address-refused' ? 'check-the-configuration' : 'reach-the-runtime';
}

function unreadReplicas(plan: Plan, code: FaultCode): Opinion {
	const {runtime, replicas, service} = plan.service;
	const subject = runtime?.kind ?? replicas?.file ?? service;
	return inconclusive('replicas-unread', remedyOf(code), [
		finding('inconclusive', 'replicas-unread', subject, {detail: code}),
	]);
}

const asides = (notes: readonly Finding[]): readonly Opinion[] =>
	notes.length === 0
		? []
		: [{status: 'match', reason: 'replicas-run-image', remedy: null, assurance: null, findings: notes}];

/** A commit at the end of what Argo CD (`<sha>`) and Flux (`main@sha1:<sha>`, before `main/<sha>`) call a revision. */
const claimedCommit = /(?:^|[@/:])([0-9a-f]{7,64})$/;

/** A deployment tool's word stands beside the truth; the expected commit is named where it says another. */
function claimNotes(plan: Plan, evidence: Evidence, {claims}: ReplicasEvidence): readonly Finding[] {
	const expected = expectedCommit(plan, evidence);
	return claims.map(({by, name, revision, status}) => {
		const commit = by === 'helm' ? undefined : claimedCommit.exec(revision)?.[1];
		return finding('note', 'deployment-claim', `${by} ${name}`, {
			expected: commit === undefined || namesCommit(commit, expected) ? null : expected,
			deployed: revision,
			detail: status,
		});
	});
}

function originNotes({origin, where}: ReplicasEvidence): readonly Finding[] {
	if (origin.kind === 'asked') return [];
	return [finding('note', 'collected-evidence', origin.host ?? where, {deployed: origin.at, detail: origin.tool})];
}
