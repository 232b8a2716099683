import type {ServiceReport} from '../model/report.ts';
import type {ProbeTransition, Transition} from '../model/verdict.ts';
import {code, join, type Phrase, say, strong} from './phrase.ts';
import {probeLabel} from './probe-words.ts';
import {directions, transitionMeaning} from './sentences.ts';

const mostProbes = 5;

/** What changed since the last run, as movement; null on the first run. */
export function sinceWords({plan, verdict}: ServiceReport): Phrase | null {
	const {transition} = verdict;
	if (transition === null) return null;
	const moved = transition.probes.filter((probe) => probe.direction !== 'same');
	const told = moved
		.slice(0, mostProbes)
		.map((probe) => probeWords(probe, plan.probes.find((one) => one.name === probe.probe) ?? null));
	const left = moved.length - mostProbes;
	const parts = [overallWords(transition, verdict), ...told, left > 0 ? say`${left} more probes changed` : []];
	const words = join(parts, '; ');
	return words.length > 0 ? words : say`${directions.same}`;
}

/** `drift at image → live`; empty where the verdict is the one of the last run. */
function overallWords(before: Transition, now: {status: string; departsAt: string | null}): Phrase {
	const place = (status: string, layer: string | null) => (layer === null ? status : `${status} at ${layer}`);
	const from = place(before.previousStatus, before.previousDepartsAt);
	const to = place(now.status, now.departsAt);
	return from === to ? [] : say`${from} → ${strong(to)}`;
}

function probeWords(
	moved: ProbeTransition,
	probe: {method: string; url: string; expect: readonly number[] | null} | null,
): Phrase {
	const status = (value: number | null) => (value === null ? 'no answer' : `${value}`);
	const expected = probe !== null && moved.to !== null && probe.expect?.includes(moved.to) ? ', as expected' : '';
	return say`${code(probe === null ? moved.probe : probeLabel(probe))} ${status(moved.from)} → ${strong(status(moved.to))}: ${transitionMeaning(moved.from, moved.to)}${expected}`;
}
