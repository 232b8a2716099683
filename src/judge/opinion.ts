import type {Observation} from '../model/evidence.ts';
import type {Fault} from '../model/fault.ts';
import type {Assurance, Finding, LayerName, LayerVerdict, ReasonCode, RemedyCode, Status} from '../model/verdict.ts';

/** What one configured thing (a directory, a probe, an asset) says of its layer. */
export type Opinion = {
	readonly status: Exclude<Status, 'skipped'>;
	readonly reason: ReasonCode;
	readonly remedy: RemedyCode | null;
	readonly assurance: Assurance | null;
	readonly findings: readonly Finding[];
};

export const match = (reason: ReasonCode, assurance: Assurance, findings: readonly Finding[] = []): Opinion => ({
	status: 'match',
	reason,
	remedy: null,
	assurance,
	findings,
});

export const drift = (
	reason: ReasonCode,
	remedy: RemedyCode,
	assurance: Assurance,
	findings: readonly Finding[],
): Opinion => ({status: 'drift', reason, remedy, assurance, findings});

export const inconclusive = (
	reason: ReasonCode,
	remedy: RemedyCode | null,
	findings: readonly Finding[],
	assurance: Assurance | null = null,
): Opinion => ({status: 'inconclusive', reason, remedy, assurance, findings});

/** A finding with the parts that matter named. */
export const finding = (
	level: Finding['level'],
	code: Finding['code'],
	subject: string,
	parts: Partial<Pick<Finding, 'expected' | 'deployed' | 'detail'>> = {},
): Finding => ({
	code,
	level,
	subject,
	expected: parts.expected ?? null,
	deployed: parts.deployed ?? null,
	detail: parts.detail ?? null,
});

/** Why an observation has no value; an entry that is missing altogether was never asked for. */
export const faultOf = (observation: Observation<unknown> | undefined): Fault =>
	observation?.status === 'unavailable'
		? observation.fault
		: {code: 'not-asked', detail: observation?.status === 'skipped' ? observation.reason : ''};

/** A report lists this many findings of a layer and counts the rest. */
export const mostFindings = 100;

const weight = {drift: 0, inconclusive: 1, match: 2, note: 2} as const;
const strongestFirst: readonly Assurance[] = ['verified', 'observed', 'platform', 'asserted', 'self-reported'];

/** The weaker of what was relied on; null relies on nothing. */
export const weakest = (assurances: readonly (Assurance | null)[]): Assurance | null =>
	assurances.reduce(
		(weak, next) =>
			next !== null && (weak === null || strongestFirst.indexOf(next) > strongestFirst.indexOf(weak)) ? next : weak,
		null,
	);

/**
 * The layer as its worst opinion has it: drift before inconclusive before match, the first of equals giving reason and
 * remedy. No opinion at all is no match.
 */
export function layerOf(layer: LayerName, opinions: readonly Opinion[]): LayerVerdict {
	const [chosen] = [...opinions].sort((a, b) => weight[a.status] - weight[b.status]);
	if (chosen === undefined) return layerOf(layer, [inconclusive('nothing-compared', 'check-the-configuration', [])]);
	const alike = opinions.filter((opinion) => opinion.status === chosen.status);
	const findings = opinions.flatMap((opinion) => opinion.findings).sort((a, b) => weight[a.level] - weight[b.level]);
	return {
		layer,
		status: chosen.status,
		maskedBy: null,
		reason: chosen.reason,
		assurance: weakest(alike.map((opinion) => opinion.assurance)),
		findings: findings.slice(0, mostFindings),
		more: Math.max(0, findings.length - mostFindings),
		remedy: chosen.remedy,
	};
}

export const skippedLayer = (layer: LayerName): LayerVerdict => ({
	layer,
	status: 'skipped',
	maskedBy: null,
	reason: 'not-configured',
	assurance: null,
	findings: [],
	more: 0,
	remedy: null,
});
