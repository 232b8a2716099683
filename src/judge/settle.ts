import type {Plan} from '../model/plan.ts';
import type {LayerName, RoundState, Verdict} from '../model/verdict.ts';

/** Live may hold for more rounds; what waiting cannot change ends it. */
export function roundState(plan: Plan, verdict: Verdict): RoundState {
	if (verdict.status === 'live') return 'holds';
	return settled(plan, verdict) ? 'final' : 'pending';
}

// Commit and build output are read once in a run, so waiting shows them as they are.
const fixed: readonly LayerName[] = ['source', 'artifact'];

const open: ReadonlySet<string> = new Set(['open-to-everyone', 'bad-credential-accepted']);

const unasked: ReadonlySet<string> = new Set(['variable-missing', 'address-refused']);

/** Whether looking again is of no use: it is live, or a rollout cannot make it so. */
export function settled(plan: Plan, verdict: Verdict): boolean {
	if (verdict.status === 'live') return true;
	if (verdict.layers.some((layer) => fixed.includes(layer.layer) && isShort(layer.status))) return true;
	// An open endpoint is told at once: every further minute it stays open.
	if (verdict.layers.some((layer) => layer.findings.some((finding) => open.has(finding.code)))) return true;
	// What a request must not or cannot hold is not there a minute later either.
	if (verdict.layers.some((layer) => unasked.has(layer.reason))) return true;
	if (verdict.reason === 'nothing-compared') return true;
	// All that was asked matches and nothing of it can tell the deployments apart, unless the process may yet name itself.
	return verdict.reason === 'process-not-seen' && plan.service.version === null;
}

const isShort = (status: Verdict['layers'][number]['status']): boolean =>
	status === 'drift' || status === 'inconclusive';
