import type {Plan, PlannedProbe} from '../model/plan.ts';
import type {Finding, LayerVerdict} from '../model/verdict.ts';
import {probeLabel} from './probe-words.ts';

const rank = {drift: 0, inconclusive: 1, note: 2} as const;

/** Whether a finding is about this request: by its name, or by its address where no request bears that as a name. */
export function isAbout(plan: Plan, probe: PlannedProbe, {subject}: Pick<Finding, 'subject'>): boolean {
	if (subject === probe.name) return true;
	return (subject === probe.url || subject === probeLabel(probe)) && !plan.probes.some(({name}) => name === subject);
}

/** How bad the worst is that a layer found of a request: 0 drift, 1 could not tell, 2 nothing. */
export const severityOf = (plan: Plan, probe: PlannedProbe, findings: readonly Finding[]): 0 | 1 | 2 =>
	findings.reduce<0 | 1 | 2>(
		(worst, one) => (rank[one.level] < worst && isAbout(plan, probe, one) ? rank[one.level] : worst),
		2,
	);

/** The request that a layer's remedy is about: the one its reason was found of, else the one with the worst finding. */
export function concernedProbe(
	plan: Plan,
	{findings, reason}: Pick<LayerVerdict, 'findings'> & Partial<Pick<LayerVerdict, 'reason'>>,
): PlannedProbe | null {
	const wrong = findings
		.filter(({level}) => level !== 'note')
		.sort((a, b) => rank[a.level] - rank[b.level] || Number(b.code === reason) - Number(a.code === reason));
	for (const one of wrong) {
		const probe = plan.probes.find((asked) => isAbout(plan, asked, one));
		if (probe !== undefined) return probe;
	}
	return null;
}

/** The methods that a path is known to take, out of what was found of the request: anybody’s text. */
export function methodsTold({findings}: LayerVerdict, probe: PlannedProbe | null): readonly string[] {
	for (const {subject, detail} of findings) {
		const told =
			subject === probe?.name ? /^(?:takes |allow: )([A-Za-z, -]{1,200})$/.exec(detail ?? '')?.[1] : undefined;
		const methods = (told ?? '').split(',').map((word) => word.trim().toUpperCase());
		const known = methods.filter((word) => /^[A-Z][A-Z-]{0,19}$/.test(word)).slice(0, 10);
		if (known.length > 0) return known;
	}
	return [];
}
