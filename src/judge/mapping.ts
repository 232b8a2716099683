import type {Evidence} from '../model/evidence.ts';
import type {MappingEvidence} from '../model/mapping.ts';
import type {Plan} from '../model/plan.ts';
import type {LayerVerdict} from '../model/verdict.ts';
import {judgeHops} from './mapping-hops.ts';
import type {Landing} from './mapping-landing.ts';
import {judgeOutside} from './mapping-outside.ts';
import {judgeTrace} from './mapping-trace.ts';
import {unreadMapping} from './mapping-unread.ts';
import {faultOf, layerOf, match, skippedLayer} from './opinion.ts';

/** Which proxy receives the request, and does it land on the service? */
export function judgeMapping(plan: Plan, evidence: Evidence): LayerVerdict {
	if (plan.skipped.mapping !== undefined) return judgeOutsideAlone(plan, evidence);
	const {mapping} = evidence;
	if (mapping.status !== 'observed')
		return layerOf('mapping', [unreadMapping(plan.service.service, faultOf(mapping).code)]);
	const landing = judgeTrace(plan, mapping.value, judgeHops(plan, evidence, mapping.value));
	return asLayer(landing, judgeOutside(plan, evidence, mapping.value));
}

/**
 * What anybody can see of a name proves no landing; where nothing else was asked for, the layer is there for its
 * objection alone. That nothing could be reached is the route's to say, unless the route did get answers.
 */
function judgeOutsideAlone(plan: Plan, evidence: Evidence): LayerVerdict {
	const {mapping} = evidence;
	if (mapping.status === 'skipped') return skippedLayer('mapping');
	const outside: Landing =
		mapping.status === 'observed'
			? judgeOutside(plan, evidence, mapping.value)
			: {opinions: [unreadMapping(plan.service.service, mapping.fault.code, 'look-again')], notes: []};
	// An answer over TLS that is verified is the only address's answer too: nothing of it can be lost.
	const alone = mapping.status === 'observed' && isOnlyAddress(mapping.value);
	const silent = plan.skipped.route === undefined && !gotAnswers(evidence);
	const objections = outside.opinions.filter(({status}) => status === 'drift' || !(alone || silent));
	return objections.length === 0 ? skippedLayer('mapping') : asLayer({...outside, opinions: objections});
}

const isOnlyAddress = ({outside}: MappingEvidence): boolean =>
	outside.status === 'observed' && outside.value.addresses.length === 1 && outside.value.more === 0;

const gotAnswers = ({probes, live}: Evidence): boolean =>
	probes.some(({answer}) => answer.status === 'observed') ||
	(live.status === 'observed' &&
		(live.value.page.status === 'observed' || live.value.files.some(({answer}) => answer.status === 'observed')));

/** Notes are no opinion: without one there is nothing to match. */
function asLayer(...parts: readonly Landing[]): LayerVerdict {
	const opinions = parts.flatMap((part) => part.opinions);
	const notes = parts.flatMap((part) => part.notes);
	if (opinions.length === 0 || notes.length === 0) return layerOf('mapping', opinions);
	return layerOf('mapping', [...opinions, {...match('lands-on-replicas', 'platform', notes), assurance: null}]);
}
