import {cacheOf} from '../model/cache.ts';
import type {ProbeEvidence} from '../model/evidence.ts';
import type {PlannedProbe} from '../model/plan.ts';
import type {ServiceReport} from '../model/report.ts';
import {credentialWords} from '../model/credentials.ts';
import type {LayerVerdict} from '../model/verdict.ts';
import {severityOf} from './concerned.ts';
import {code, join, type Phrase, say} from './phrase.ts';
import {answerWords, expectedWords, placesWords, probeLabel} from './probe-words.ts';

type Asked = {readonly probe: PlannedProbe; readonly seen: ProbeEvidence | undefined};

/** `GET /workflows` 401 without credentials, 401 with bad credentials, 200 with credentials, control 404: one for each probe. */
export const routeFacts = (report: ServiceReport, layer: LayerVerdict): readonly Phrase[] =>
	asked(report, layer).map((group) => {
		const answers = answersOf(group, beyondOf);
		const controls = new Map(group.map(({seen}) => [JSON.stringify(answerWords(seen?.control)), seen?.control]));
		const control = join([...controls.values()].map(answerWords), ' or ');
		if (answers.length === 0) return [];
		return join([say`${labelOf(group)} ${answers}`, control.length === 0 ? [] : say`control ${control}`], ', ');
	});

/** Whether a cache answered, and what came past it, at the origin and by other methods, as far as any of that was asked. */
function beyondOf({seen}: Asked): Phrase {
	if (seen === undefined) return [];
	const cached = seen.answer.status === 'observed' && cacheOf(seen.answer.value) !== null;
	const asked = placesWords(seen);
	const others = seen.others.map(({method, answer}) => say`${method} ${answerWords(answer)}`);
	const beyond = join([asked, ...others], ', ');
	return [...(cached ? say` from a cache` : []), ...(beyond.length === 0 ? [] : say` (${beyond})`)];
}

/** The same with what is expected beside what differs from it, or after the only answer. */
export const apiFacts = (report: ServiceReport, layer: LayerVerdict): readonly Phrase[] =>
	asked(report, layer).map((group) => {
		const answers = answersOf(group, ({probe, seen}) => {
			const status = seen?.answer.status === 'observed' ? seen.answer.value.status : null;
			if (probe.expect === null || (group.length > 1 && status !== null && probe.expect.includes(status))) return [];
			const stated = expectedWords(probe, probe.expect);
			return group.length > 1 ? say` (expected ${stated})` : say`, expected ${stated}`;
		});
		return answers.length === 0 ? [] : say`${labelOf(group)} ${answers}`;
	});

const labelOf = ([first]: readonly Asked[]): Phrase =>
	first === undefined ? [] : say`${code(probeLabel(first.probe))}`;

const answersOf = (group: readonly Asked[], beside: (one: Asked) => Phrase): Phrase =>
	join(
		group.map((one) => {
			const answer = answerWords(one.seen?.answer);
			if (answer.length === 0) return [];
			const {credential} = one.probe;
			return say`${answer}${credential === null ? [] : say` ${credentialWords[credential]}`}${beside(one)}`;
		}),
		', ',
	);

/**
 * Requests of one probe that differ in who asks stand side by side in a plan. First those of which the layer found the
 * worst: only the first are shown.
 */
function asked({plan, evidence}: ServiceReport, {findings}: LayerVerdict): readonly (readonly Asked[])[] {
	const groups: Asked[][] = [];
	for (const [index, probe] of plan.probes.entries()) {
		const one = {probe, seen: evidence.probes[index]};
		const last = groups.at(-1);
		const before = last?.at(-1)?.probe;
		if (last !== undefined && before !== undefined && isSame(before, probe)) last.push(one);
		else groups.push([one]);
	}
	const worst = (group: readonly Asked[]): number =>
		Math.min(...group.map(({probe}) => severityOf(plan, probe, findings)));
	return groups.sort((a, b) => worst(a) - worst(b));
}

const order = {none: 0, bad: 1, good: 2};
const isSame = (before: PlannedProbe, next: PlannedProbe): boolean =>
	before.credential !== null &&
	next.credential !== null &&
	order[before.credential] < order[next.credential] &&
	baseName(before) === baseName(next);

const baseName = ({name, credential}: PlannedProbe): string =>
	credential === null ? name : name.slice(0, -credentialWords[credential].length);
