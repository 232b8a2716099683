import type {ServiceReport} from '../model/report.ts';
import type {ProbeTransition, Transition, Verdict} from '../model/verdict.ts';
import {code, join, type Phrase, say, strong} from './phrase.ts';
import {askedWords, statusName} from './probe-words.ts';
import {directions} from './sentences.ts';
import {type Intent, transitionMeaning} from './transition-words.ts';

const mostProbes = 5;

/** What changed since the last run, as movement; null on the first run. */
export function sinceWords(report: ServiceReport): Phrase | null {
	const {verdict} = report;
	const {transition} = verdict;
	if (transition === null) return null;
	const moved = transition.probes.filter((probe) => probe.direction !== 'same');
	const told = moved.slice(0, mostProbes).map((probe) => probeWords(probe, report));
	const left = moved.length - mostProbes;
	const parts = [overallWords(transition, verdict), ...told, left > 0 ? say`${left} more probes changed` : []];
	const words = join(parts, '; ');
	if (words.length > 0) return words;
	// What was wrong then is not remembered: it may have been another thing with the same status.
	return verdict.status === 'live' ? say`${directions.same}` : say`the same verdict, and the same statuses`;
}

/** `drift at image → live`; empty where the verdict is the one of the last run. */
function overallWords(before: Transition, now: {status: string; departsAt: string | null}): Phrase {
	const place = (status: string, layer: string | null) => (layer === null ? status : `${status} at ${layer}`);
	const from = place(before.previousStatus, before.previousDepartsAt);
	const to = place(now.status, now.departsAt);
	return from === to ? [] : say`${from} → ${strong(to)}`;
}

function probeWords(moved: ProbeTransition, {plan, verdict}: ServiceReport): Phrase {
	const probe = plan.probes.find((one) => one.name === moved.probe) ?? null;
	const status = (value: number | null) => (value === null ? 'no answer' : statusName(probe, value));
	const intent: Intent = {
		expect: probe?.expect ?? null,
		credential: probe?.credential ?? null,
		found: foundOf(verdict, moved.probe),
	};
	const asked = probe === null ? say`${code(moved.probe)}` : askedWords(probe);
	return say`${asked} ${status(moved.from)} → ${strong(status(moved.to))} (${directions[moved.direction]}): ${transitionMeaning(moved.from, moved.to, intent)}`;
}

/** What the route layer found of the answer that its status does not tell. */
function foundOf({layers}: Verdict, probe: string): Intent['found'] {
	const findings = layers.find(({layer}) => layer === 'route')?.findings ?? [];
	const codes = findings.filter(({subject}) => subject === probe).map((one) => one.code);
	if (codes.some((one) => one === 'soft-404' || one === 'catch-all' || one === 'moved')) return 'fallback';
	return codes.includes('redirect-to-login') ? 'login' : null;
}
