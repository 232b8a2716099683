import {cacheOf} from '../model/cache.ts';
import type {Answer, Observation, ProbeEvidence} from '../model/evidence.ts';
import {isSafe} from '../model/method.ts';
import type {PlannedProbe} from '../model/plan.ts';
import {isAlike, isGone, type Mount, mountOf} from './mount.ts';

/**
 * What a probe's answers say of its route, all of them read together. `stale-cache`: past the cache the answer is right.
 * `edge-differs-from-origin`: at the origin it is. `cached-answer`: it is right, and nobody but a cache is known to give it.
 */
export type Reading = Mount | 'stale-cache' | 'edge-differs-from-origin' | 'cached-answer';

/** Further answers name a reason; never do they make a right one of a wrong one. */
export function readingOf(probe: PlannedProbe, seen: ProbeEvidence): Reading {
	const {answer, control, fresh, origin} = seen;
	const mount = mountOf(probe, answer, control);
	if (answer.status !== 'observed') return mount;
	if (isRight(probe, answer, control)) return isConfirmed(probe, answer.value, fresh) ? mount : 'cached-answer';
	if (mount === 'rate-limited' || mount === 'control-unread') return mount;
	if (isRight(probe, fresh, control)) return 'stale-cache';
	if (isRight(probe, origin, control)) return 'edge-differs-from-origin';
	return (mount === 'not-mounted' || mount === 'proxy-404') && methodsOf(probe, seen).length > 0
		? 'wrong-method'
		: mount;
}

/** Whether this very answer is what the probe asks for: mounted, with the stated status and type. */
function isRight(probe: PlannedProbe, answer: Observation<Answer>, control: Observation<Answer>): boolean {
	if (answer.status !== 'observed') return false;
	const {status, contentType} = answer.value;
	if (probe.expect !== null && !probe.expect.includes(status)) return false;
	const typed = probe.contentType !== null && status >= 200 && status < 300 && status !== 204;
	if (typed && contentType !== probe.contentType) return false;
	return ['mounted', 'assumed', 'absent-as-expected'].includes(mountOf(probe, answer, control));
}

/**
 * Whether what a cache gave still comes from behind it: a cache answers rightly for hours after the origin broke. That a
 * query nobody knows is refused (400, 403) says nothing.
 */
function isConfirmed(probe: PlannedProbe, answer: Answer, fresh: Observation<Answer>): boolean {
	if (cacheOf(answer) === null || !isSafe(probe.method)) return true;
	if (fresh.status !== 'observed') return false;
	const {status} = fresh.value;
	return status === answer.status || !(isGone(status) || status >= 500);
}

/** The methods that the path takes, by its own word or by its answers; empty where nothing tells it from any other path. */
export function methodsOf(probe: PlannedProbe, {answer, others}: ProbeEvidence): readonly string[] {
	if (answer.status === 'observed' && answer.value.status === 405) return allowed(answer.value);
	const methods = others.flatMap(({method, answer: other, control}) => {
		if (other.status !== 'observed' || control.status !== 'observed') return [];
		const {status} = other.value;
		if (isGone(status) || status === 405 || status === 429 || status >= 500 || isAlike(other.value, control.value))
			return [];
		const stated = method === 'OPTIONS' ? allowed(other.value) : [];
		return stated.length === 0 ? [method] : stated;
	});
	// A route that takes this method and has nothing under this name.
	return methods.includes(probe.method) ? [] : methods;
}

/** RFC 9110, 10.2.1; anybody's text. */
const allowed = ({headers}: Answer): readonly string[] =>
	(Object.hasOwn(headers, 'allow') ? headers['allow']! : '')
		.split(',')
		.map((word) => word.trim().toUpperCase())
		.filter((word) => /^[A-Z]{1,20}$/.test(word))
		.slice(0, 10);
