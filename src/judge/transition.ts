import type {Answer, Evidence, Observation} from '../model/evidence.ts';
import type {History, Snapshot} from '../model/history.ts';
import type {Plan, PlannedProbe} from '../model/plan.ts';
import type {Direction, ProbeTransition, Transition, Verdict} from '../model/verdict.ts';
import {layerNames} from '../model/verdict.ts';
import {isGuard, zoneOf} from '../model/zone.ts';
import {earlierDeployments, probeKey, rememberedOf} from './earlier.ts';
import {expectedCommit} from './expected.ts';
import {mountOf, probeEvidenceOf} from './mount.ts';

type Outcome = Pick<Verdict, 'status' | 'departsAt'>;

/** What moved since the deployment before, or since this one was live; null where none is remembered. */
export function transitionOf(plan: Plan, evidence: Evidence, now: Outcome): Transition | null {
	const then = compared(rememberedOf(plan, evidence), expectedCommit(plan, evidence), now);
	if (then === null) return null;
	const probes = plan.probes.flatMap((probe, index): ProbeTransition[] => {
		const key = probeKey(probe);
		if (!Object.hasOwn(then.probes, key)) return [];
		const [answer, control] = probeEvidenceOf(plan, evidence.probes, index);
		return [moveOf(probe, then.probes[key] ?? null, answer!, control!)];
	});
	return {
		since: then.at,
		previousStatus: then.status,
		previousDepartsAt: then.departsAt,
		previousCommit: then.commit,
		direction: together([...probes.map((probe) => probe.direction), outcomeMove(then, now)]),
		probes,
	};
}

/** The deployment before; once this commit was live and is no longer (rolled back, replaced), or not wrong and is now, the run that saw it so. */
function compared(old: History | null, expected: string, now: Outcome): Snapshot | null {
	if (old?.last.status === 'live' && now.status !== 'live') return old.last;
	// This commit looked well, though nothing proved it, and is broken now: that it was not is what a reader has to know.
	if (old?.last.commit === expected && old.last.status === 'inconclusive' && now.status === 'drift') return old.last;
	return earlierDeployments(old, expected)[0] ?? null;
}

function moveOf(
	probe: PlannedProbe,
	from: number | null,
	answer: Observation<Answer>,
	control: Observation<Answer>,
): ProbeTransition {
	const to = answer.status === 'observed' ? answer.value.status : null;
	const mount = mountOf(probe, answer, control);
	// A success that every path gets is a 404 in good clothes.
	const fallback = (mount === 'catch-all' || mount === 'soft-404') && to !== null && to >= 200 && to < 300;
	return {
		probe: probe.name,
		from,
		to,
		direction: directionOf(probe, from, to, fallback),
	};
}

/**
 * Which way one probe's answer moved. `fallback`: the answer now is a success that every path gets. To be open where a
 * refusal is expected is no way forward, wherever it comes from.
 */
export function directionOf(
	probe: Pick<PlannedProbe, 'expect'>,
	from: number | null,
	to: number | null,
	fallback = false,
): Direction {
	const [then, now] = [stepOf(probe, from), fallback ? step.gone : stepOf(probe, to)];
	const [was, is] = [isOpen(probe, from), !fallback && isOpen(probe, to)];
	if (was === is) return direction(from, to, then, now);
	if (is) return 'back';
	return now === step.expected ? 'forward' : 'sideways';
}

const isOpen = ({expect}: Pick<PlannedProbe, 'expect'>, status: number | null): boolean =>
	isGuard(expect) && zoneOf(status) === 'success' && !expect?.includes(status ?? 0);

/**
 * How far a request got: to nobody, to a gateway with nothing behind it, to a server without the route, to the route
 * under another method, into code that broke, to a redirect, to authentication, to permission, to a handler, to what
 * was expected. A 401 is further than a 404 whatever was expected: one layer was gained.
 */
const step = {
	nobody: 0,
	gateway: 1,
	gone: 2,
	method: 3,
	broken: 4,
	redirect: 5,
	authentication: 6,
	permission: 7,
	handler: 8,
	expected: 9,
};

/** Null: the status says nothing about how far (429 is anybody's limiter). */
function stepOf(probe: Pick<PlannedProbe, 'expect'>, status: number | null): number | null {
	const zone = zoneOf(status);
	if (status === null || zone === 'nobody') return step.nobody;
	if (probe.expect === null ? zone === 'success' : probe.expect.includes(status)) return step.expected;
	if (zone === 'limit') return null;
	if (zone === 'guard') return status === 401 ? step.authentication : step.permission;
	return step[zone === 'success' ? 'handler' : zone === 'front' ? 'gateway' : zone];
}

function direction(from: number | null, to: number | null, then: number | null, now: number | null): Direction {
	if (from === to && then === now) return 'same';
	if (then === null || now === null || then === now) return 'sideways';
	return now > then ? 'forward' : 'back';
}

/** Later drift is further; to lose sight, or to find it again over drift, is no movement up or down. */
function outcomeMove(then: Snapshot, now: Outcome): Direction {
	if (then.status === now.status && then.departsAt === now.departsAt) return 'same';
	if (now.status === 'live') return 'forward';
	if (then.status === 'live' && now.status === 'drift') return 'back';
	if (then.departsAt === null || now.departsAt === null) return 'sideways';
	return layerNames.indexOf(now.departsAt) > layerNames.indexOf(then.departsAt) ? 'forward' : 'back';
}

function together(moves: readonly Direction[]): Direction {
	const forward = moves.includes('forward');
	const back = moves.includes('back');
	if (forward !== back) return forward ? 'forward' : 'back';
	return forward || moves.includes('sideways') ? 'sideways' : 'same';
}
