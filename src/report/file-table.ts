import type {ReplicaFiles} from '../model/evidence.ts';
import type {FileChange} from '../model/diff.ts';
import {joinPath, pathOf} from '../model/path.ts';
import type {ServiceReport} from '../model/report.ts';
import type {Finding, LayerVerdict} from '../model/verdict.ts';
import {code, type Phrase, say} from './phrase.ts';
import type {Table} from './table.ts';
import {type Trace, trace} from './trace.ts';
import {shortValue} from './value.ts';

const perFile = new Set<string>([
	'file-missing',
	'file-differs',
	'file-extra',
	'mode-differs',
	'type-differs',
	'target-differs',
]);

/** Where replicas are of another image, what differs in their files follows from it and is no news. */
export const newsOf = (layer: LayerVerdict, wrong: readonly Finding[]): readonly Finding[] =>
	isAboutReplicas(layer) ? wrong.filter((finding) => !perFile.has(finding.code)) : wrong;

/** The files that differ in the image or in the containers; null where the layer is about something else. */
export function fileTable(report: ServiceReport, layer: LayerVerdict, wrong: readonly Finding[]): Table | null {
	const files = newsOf(layer, wrong).filter((finding) => perFile.has(finding.code));
	if (files.length === 0) return null;
	const changes = changesOf(report, trace(report));
	const described = files.map((finding) => ({finding, change: changes.get(finding.subject) ?? null}));
	// The pull request's own files first, then what is missing, then the rest; each group keeps its order.
	const rank = ({finding, change}: (typeof described)[number]) =>
		(change === null ? 2 : 0) + (finding.code === 'file-missing' ? 0 : 1);
	described.sort((a, b) => rank(a) - rank(b));
	const withCommit = described.some(({change}) => change !== null);
	const values = layer.layer === 'container' ? ofContainer(report, files) : ofImage(report);
	return {
		columns: ['file', ...(withCommit ? ['pull request'] : []), ...values.columns],
		rows: described.map(({finding, change}) => [
			say`${code(finding.subject)}`,
			...(withCommit ? [say`${change ?? '–'}`] : []),
			...values.cells(finding),
		]),
		more: layer.more,
	};
}

const isAboutReplicas = ({layer, findings}: LayerVerdict): boolean =>
	layer === 'container' && findings.some(({code: told, level}) => level === 'drift' && notFiles.has(told));
const notFiles = new Set<string>([
	'restarted-not-recreated',
	'not-recreated',
	'not-pulled',
	'old-revision-serving',
	'other-image',
	'setting-differs',
	'setting-missing',
	'crash-loop',
	'cannot-start',
	'paused',
	'rollout-stuck',
]);

type Values = {readonly columns: readonly string[]; readonly cells: (finding: Finding) => readonly Phrase[]};

const expectedCell = ({expected}: Finding): Phrase => (expected === null ? say`absent` : shortValue(expected));
const foundCell = ({deployed}: Finding): Phrase => (deployed === null ? say`missing` : shortValue(deployed));

/** What replicas hold is compared with the image; which of them, where not all show the same. */
function ofContainer({evidence}: ServiceReport, files: readonly Finding[]): Values {
	const some = files.some(({detail}) => detail !== null);
	return {
		columns: [evidence.image.status === 'observed' ? 'image' : 'expected', 'container', ...(some ? ['which'] : [])],
		cells: (finding) => [expectedCell(finding), foundCell(finding), ...(some ? [whichCell(finding)] : [])],
	};
}

const written = 'newer-than-process';

/** Replicas by name, and a word of ours where the file came after the process. */
function whichCell({detail}: Finding): Phrase {
	if (detail === null) return say`–`;
	if (detail === written) return say`written after the process started`;
	const at = `: ${written}`;
	return detail.endsWith(at)
		? say`${code(detail.slice(0, -at.length))}, written after the process started`
		: say`${code(detail)}`;
}

function ofImage(report: ServiceReport): Values {
	const seen = placesSeen(report);
	return {
		columns: ['expected', 'image', ...(seen.length === 0 ? [] : ['container'])],
		cells: (finding) => [
			expectedCell(finding),
			foundCell(finding),
			...(seen.length === 0 ? [] : [containerCell(report, seen, finding)]),
		],
	};
}

type Seen = {readonly index: number; readonly files: ReplicaFiles};

const placesSeen = ({evidence: {replicas}}: ServiceReport): readonly Seen[] =>
	replicas.status !== 'observed'
		? []
		: replicas.value.replicas.flatMap((one) =>
				one.files.flatMap((place, index) =>
					one.replica.role === 'service' && place.status === 'observed' && place.value.against === 'image'
						? [{index, files: place.value}]
						: [],
				),
			);

/** What the containers hold of a file that the image lacks or has otherwise; equal to the image where nothing differs. */
function containerCell({plan}: ServiceReport, seen: readonly Seen[], finding: Finding): Phrase {
	const held = new Set<string | null | undefined>();
	for (const {index, files} of seen) {
		const from = pathOf(plan.service.files[index]?.from ?? '').path;
		const names = (path: string): boolean =>
			finding.subject === `/${joinPath(files.at, path)}` || finding.subject === joinPath(from, path);
		const change = files.changes.find(({path}) => names(path));
		if (change !== undefined) held.add(heldWords(change));
		else if (files.moreChanges + files.gaps.length > 0) held.add(undefined);
		else held.add(finding.deployed);
	}
	const [only, ...others] = held;
	if (others.length > 0) return say`differs`;
	return only === undefined ? say`not read` : only === null ? say`missing` : shortValue(only);
}

function heldWords({deployed, kind}: FileChange): string | null {
	if (deployed === null) return null;
	if (kind === 'mode' && 'mode' in deployed) return deployed.mode;
	if (deployed.type === 'file') return deployed.sha256;
	return deployed.type === 'symlink' ? deployed.target : deployed.type;
}

/** The pull request's word for a file, by the names a finding may give it: below `from`, or in the image. */
function changesOf({plan, evidence}: ServiceReport, traced: Trace | null): ReadonlyMap<string, string> {
	const changes = new Map<string, string>();
	for (const {path, files, source} of traced?.traced ?? []) {
		const placement = evidence.image.status === 'observed' ? evidence.image.value.placements[files] : undefined;
		if (placement?.status === 'placed') changes.set(`/${joinPath(placement.to, path)}`, source.change);
		changes.set(joinPath(pathOf(plan.service.files[files]?.from ?? '').path, path), source.change);
	}
	return changes;
}
