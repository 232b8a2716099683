import {disagreements} from './disagreements.ts';
import type {Verdict} from './target.ts';
import type {SliceResult} from './worker.ts';

type Failed = {readonly target: string; readonly seed: number; readonly what: string};
type Sum = {
	cases: number;
	taken: number;
	milliseconds: number;
	compared: Map<string, Record<Verdict, number>>;
	failures: number;
};

/** Of all cases, how many our reader must take: what is turned away at the first byte tells nothing of the rest. */
const leastTaken = 1 / 3;
/** Cases below which a share says little. */
const enough = 300;

/** What all slices of a run came to. */
export class Tally {
	readonly targets = new Map<string, Sum>();
	readonly known = new Map<string, {times: number; seed: number}>();
	readonly failures: Failed[] = [];
	/** threads that crashed or hung */
	lost = 0;

	add({target, cases, taken, milliseconds, compared, known, failures}: SliceResult): void {
		const sum = this.#of(target);
		sum.cases += cases;
		sum.taken += taken;
		sum.milliseconds += milliseconds;
		for (const [peer, verdicts] of Object.entries(compared)) {
			const before = sum.compared.get(peer) ?? {both: 0, neither: 0, ours: 0, theirs: 0};
			for (const verdict of ['both', 'neither', 'ours', 'theirs'] as const) before[verdict] += verdicts[verdict];
			sum.compared.set(peer, before);
		}
		for (const [id, {times, seed}] of Object.entries(known)) {
			const before = this.known.get(id);
			this.known.set(id, {times: times + (before?.times ?? 0), seed: before?.seed ?? seed});
		}
		sum.failures += failures.length;
		for (const failure of failures) this.failures.push({target, ...failure});
	}

	fail(target: string, seed: number, what: string): void {
		this.lost++;
		const sum = this.#of(target);
		sum.cases++;
		sum.failures++;
		this.failures.push({target, seed, what});
	}

	/** Targets that prove little: most of their cases were refused, or none was compared with anything. */
	idle(): readonly string[] {
		return [...this.targets].flatMap(([name, {cases, taken, compared}]) => {
			if (cases < enough) return [];
			if (taken < cases * leastTaken) return [`${name}: only ${grouped(taken)} of ${grouped(cases)} cases were taken`];
			return compared.size === 0 ? [`${name}: nothing was compared with a second opinion`] : [];
		});
	}

	#of(target: string): Sum {
		let sum = this.targets.get(target);
		if (sum === undefined)
			this.targets.set(target, (sum = {cases: 0, taken: 0, milliseconds: 0, compared: new Map(), failures: 0}));
		return sum;
	}
}

const grouped = (count: number): string => count.toLocaleString('en-US');

/** The tables of a run, as Markdown. */
export function report(tally: Tally, seconds: number): string {
	const targets = [...tally.targets].map(([name, {cases, taken, milliseconds, failures}]) => {
		const part = `${Math.round((100 * taken) / cases)} %`;
		return `| ${name} | ${grouped(cases)} | ${part} | ${failures} | ${(milliseconds / 1000).toFixed(0)} |`;
	});
	const peers = [...tally.targets].flatMap(([name, {compared}]) =>
		[...compared].map(([peer, {both, neither, ours, theirs}]) => {
			const counts = [both + neither + ours + theirs, both, neither, ours + theirs].map(grouped).join(' | ');
			return `| ${name} | ${peer} | ${counts} |`;
		}),
	);
	const cases = [...tally.targets.values()].reduce((sum, one) => sum + one.cases, 0);
	const known = disagreements
		.filter(({id}) => tally.known.has(id))
		.map(({id}) => `| ${id} | ${grouped(tally.known.get(id)!.times)} | ${tally.known.get(id)!.seed} |`);
	const idle = tally.idle();
	return [
		'| target | cases | taken | failures | thread seconds |',
		'|---|---|---|---|---|',
		...targets,
		'',
		'| target | second opinion | cases | both take | both refuse | one alone takes |',
		'|---|---|---|---|---|---|',
		...peers,
		'',
		...(known.length === 0
			? []
			: ['| disagreement that is written down | times | first seed |', '|---|---|---|', ...known, '']),
		...idle.map((text) => `idle: ${text}`),
		`${grouped(cases)} cases in ${seconds.toFixed(0)} s: ${tally.failures.length === 0 ? 'nothing found' : `${tally.failures.length} failed`}`,
	].join('\n');
}
