import type {ServiceReport} from '../model/report.ts';
import type {Finding, LayerVerdict, Proof, Transition, Verdict} from '../model/verdict.ts';
import {tally, worstFirst} from './several.ts';

/** Several verdicts in one document. */
export const reportSchema = 'deploy-truth/report/v1';

/** One service: its verdict document. Several: all of them, the worst first. Keys keep one order, so equal verdicts are equal bytes. */
export function jsonReport(reports: readonly ServiceReport[]): string {
	const [only] = reports;
	if (only !== undefined && reports.length === 1) return verdictJson(only.verdict);
	const verdicts = worstFirst(reports).map((report) => verdict(report.verdict));
	return document({schema: reportSchema, status: tally(reports).status, verdicts});
}

export const verdictJson = (value: Verdict): string => document(verdict(value));

/** Beyond what JSON asks for, controls of a terminal and of writing direction are escaped: somebody may look at it there. */
const document = (value: unknown): string =>
	`${JSON.stringify(value, null, 2).replace(
		/[\u007f-\u009f\u061c\u200e\u200f\u2028-\u202e\u2066-\u2069]/g,
		(character) => `\\u${character.charCodeAt(0).toString(16).padStart(4, '0')}`,
	)}\n`;

const verdict = (v: Verdict): Verdict => ({
	schema: v.schema,
	service: v.service,
	environment: v.environment,
	status: v.status,
	departsAt: v.departsAt,
	reason: v.reason,
	inconclusive: v.inconclusive,
	expectedCommit: v.expectedCommit,
	deployedCommit: v.deployedCommit,
	image: v.image === null ? null : image(v.image),
	proof: v.proof.map(proof),
	transition: v.transition === null ? null : transition(v.transition),
	layers: v.layers.map(layer),
});

const image = (i: NonNullable<Verdict['image']>): Verdict['image'] => ({
	reference: i.reference,
	index: i.index,
	manifest: i.manifest,
	config: i.config,
});

const layer = (l: LayerVerdict): LayerVerdict => ({
	layer: l.layer,
	status: l.status,
	maskedBy: l.maskedBy,
	reason: l.reason,
	assurance: l.assurance,
	remedy: l.remedy,
	findings: l.findings.map(finding),
	more: l.more,
});

const finding = (f: Finding): Finding => ({
	code: f.code,
	level: f.level,
	subject: f.subject,
	expected: f.expected,
	deployed: f.deployed,
	detail: f.detail,
});

const transition = (t: Transition): Transition => ({
	since: t.since,
	previousStatus: t.previousStatus,
	previousDepartsAt: t.previousDepartsAt,
	previousCommit: t.previousCommit,
	direction: t.direction,
	probes: t.probes.map(({probe, from, to, direction}) => ({probe, from, to, direction})),
});

function proof(p: Proof): Proof {
	switch (p.kind) {
		case 'container':
			return {kind: p.kind, files: p.files, image: p.image, but: [...p.but]};
		case 'live-bytes':
			return {kind: p.kind, path: p.path, sha256: p.sha256, tells: p.tells};
		case 'route-gained':
			return {kind: p.kind, probe: p.probe, from: p.from, to: p.to};
		case 'self-reported':
			return {kind: p.kind, commit: p.commit};
	}
}
