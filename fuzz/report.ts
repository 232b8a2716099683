import {disagreements} from './disagreements.ts';
import type {SliceResult} from './worker.ts';

type Failed = {readonly target: string; readonly seed: number; readonly what: string};
type Sum = {cases: number; milliseconds: number; compared: Map<string, number>; failures: number};

/** What all slices of a run came to. */
export class Tally {
	readonly targets = new Map<string, Sum>();
	readonly known = new Map<string, {times: number; seed: number}>();
	readonly failures: Failed[] = [];
	/** threads that crashed or hung */
	lost = 0;

	add({target, cases, milliseconds, compared, known, failures}: SliceResult): void {
		const sum = this.#of(target);
		sum.cases += cases;
		sum.milliseconds += milliseconds;
		for (const [peer, times] of Object.entries(compared)) sum.compared.set(peer, (sum.compared.get(peer) ?? 0) + times);
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

	#of(target: string): Sum {
		let sum = this.targets.get(target);
		if (sum === undefined)
			this.targets.set(target, (sum = {cases: 0, milliseconds: 0, compared: new Map(), failures: 0}));
		return sum;
	}
}

const grouped = (count: number): string => count.toLocaleString('en-US');

/** The table of a run, as Markdown. */
export function report(tally: Tally, seconds: number): string {
	const rows = [...tally.targets].map(([name, {cases, milliseconds, compared, failures}]) => {
		const peers = [...compared].map(([peer, times]) => `${peer} ${grouped(times)}`).join(', ');
		return `| ${name} | ${grouped(cases)} | ${peers} | ${failures} | ${(milliseconds / 1000).toFixed(0)} |`;
	});
	const cases = [...tally.targets.values()].reduce((sum, one) => sum + one.cases, 0);
	const known = disagreements
		.filter(({id}) => tally.known.has(id))
		.map(({id}) => `| ${id} | ${grouped(tally.known.get(id)!.times)} | ${tally.known.get(id)!.seed} |`);
	return [
		'| target | cases | of which compared with | failures | thread seconds |',
		'|---|---|---|---|---|',
		...rows,
		'',
		...(known.length === 0
			? []
			: ['| disagreement that is written down | times | first seed |', '|---|---|---|', ...known, '']),
		`${grouped(cases)} cases in ${seconds.toFixed(0)} s: ${tally.failures.length === 0 ? 'nothing found' : `${tally.failures.length} failed`}`,
	].join('\n');
}
