import {cacheOf} from '../model/cache.ts';
import type {Answer, LiveFile, Observation, ProbeEvidence} from '../model/evidence.ts';
import {contentOf} from '../model/served-content.ts';
import type {ServiceReport} from '../model/report.ts';
import type {Finding, LayerVerdict, ReasonCode} from '../model/verdict.ts';
import {fileTable, newsOf} from './file-table.ts';
import {toldInWords} from './mapping-facts.ts';
import {code, join, type Phrase, say} from './phrase.ts';
import {answerWords, askedWords, expectedWords, pathOfUrl, placesWords} from './probe-words.ts';
import {severityOf} from './concerned.ts';
import {found, placeOf, shapes, wanted} from './shape-words.ts';
import {findings as findingWords, reasons} from './sentences.ts';
import {statusMeaning} from './status-meaning.ts';
import {orDash, shortValue} from './value.ts';

/** Rows of one kind under their headings; `more` rows exist that are not here. */
export type Table = {
	readonly columns: readonly string[];
	readonly rows: readonly (readonly Phrase[])[];
	readonly more: number;
};

/** What differs at the layer the report opens; null where there is nothing to list. */
export function tableOf(report: ServiceReport, layer: LayerVerdict): Table | null {
	const wrong = layer.findings.filter((finding) => finding.level !== 'note');
	if (layer.layer === 'image' || layer.layer === 'container')
		return fileTable(report, layer, wrong) ?? findingTable(newsOf(layer, wrong), layer.more, report.verdict.image);
	if (layer.layer === 'source') return sourceTable(report, layer);
	if (layer.layer === 'route' || layer.layer === 'api')
		return shapes.has(layer.reason)
			? shapeTable(report, wrong, layer.more)
			: (answerTable(report, wrong) ?? findingTable(wrong, layer.more));
	if (layer.layer === 'mapping')
		return findingTable(
			wrong.filter(({code: told}) => !toldInWords.has(told)),
			layer.more,
		);
	return findingTable(wrong, layer.more);
}

/** Where the status is right what differs is in the answer; other requests that are wrong follow by their status. */
function shapeTable({plan}: ServiceReport, wrong: readonly Finding[], more: number): Table {
	const askedAs = (subject: string): Phrase => {
		const probe = plan.probes.find(({name}) => name === subject);
		return probe === undefined ? say`${code(subject)}` : askedWords(probe);
	};
	return {
		columns: ['asked', 'of the answer', 'expected', 'found'],
		rows: wrong.map((one) =>
			shapes.has(one.code)
				? [askedAs(one.subject), placeOf(one), wanted(one), found(one)]
				: [askedAs(one.subject), say`${wordsOf(one)}`, ...valueCells(one, null)],
		),
		more,
	};
}

function sourceTable(report: ServiceReport, layer: LayerVerdict): Table | null {
	const {commit} = report.evidence;
	const pull = commit.status === 'observed' ? commit.value.pullRequest : null;
	if (pull === null || pull.status !== 'observed' || layer.reason !== 'pull-request-not-in-commit')
		return findingTable(
			layer.findings.filter((finding) => finding.level !== 'note'),
			layer.more,
		);
	const words = {
		present: 'as in the pull request',
		other: 'other bytes',
		absent: 'missing',
		unknown: 'unknown',
	} as const;
	const rows = pull.value.changed
		.filter((file) => file.inCommit !== 'present')
		.map((file) => [say`${code(file.path)}`, say`${file.change}`, say`${words[file.inCommit]}`]);
	return rows.length === 0 ? null : {columns: ['file', 'pull request', 'commit'], rows, more: 0};
}

/** Probes and served files that a finding names, by name, address or path; null where none is recognized. */
function answerTable(report: ServiceReport, wrong: readonly Finding[]): Table | null {
	const {plan, evidence} = report;
	const named = new Set(wrong.flatMap((finding) => [finding.subject, pathOfUrl(finding.subject)]));
	const rows: Phrase[][] = [];
	const asked = plan.probes
		.map((probe, index) => ({probe, seen: evidence.probes[index], severity: severityOf(plan, probe, wrong)}))
		.filter(({severity}) => severity < 2)
		.sort((a, b) => a.severity - b.severity);
	for (const {probe, seen} of asked) {
		const status = seen?.answer.status === 'observed' ? seen.answer.value.status : null;
		rows.push([
			askedWords(probe),
			probe.expect === null ? say`not stated` : say`${expectedWords(probe, probe.expect)}`,
			orDash(withTarget(seen?.answer, probe.url)),
			orDash(answerWords(seen?.control)),
			wrong.some((one) => one.subject === probe.name && beyond.has(one.code))
				? beyondWords(seen)
				: say`${probeMeaning(seen, status)}`,
		]);
	}
	const files = evidence.live.status === 'observed' ? evidence.live.value.files : [];
	for (const file of files) {
		if (!named.has(file.url) && !named.has(file.path) && !file.expected.some((one) => named.has(one.path))) continue;
		rows.push([
			say`${code(pathOfUrl(file.url))}`,
			file.expected[0] === undefined ? say`not in the build` : shortValue(file.expected[0].sha256),
			servedValue(file.answer, file.url),
			say`–`,
			servedWords(file, wrong),
		]);
	}
	return rows.length === 0
		? null
		: {columns: ['asked', 'expected', 'answer', 'control', 'it speaks of'], rows, more: 0};
}

/** `302 to /login`; with its host where it is another one. */
function withTarget(answer: Observation<Answer> | undefined, url: string): Phrase {
	const to = answer?.status === 'observed' ? answer.value.location : null;
	if (to === null) return answerWords(answer);
	const [from, target] = [URL.parse(url), URL.parse(to)];
	const same = from !== null && target !== null && from.origin === target.origin;
	return say`${answerWords(answer)} to ${code(same ? target.pathname : to)}`;
}

/** Below 400 an answer that every path gets says nothing of this one. */
function probeMeaning(seen: ProbeEvidence | undefined, status: number | null): string {
	const fault = seen?.answer.status === 'unavailable' ? seen.answer.fault.code : null;
	if (fault === 'secret-missing' || fault === 'address-refused') return 'nothing was asked';
	const control = seen?.control.status === 'observed' ? seen.control.value.status : null;
	return status !== null && status < 400 && control === status
		? 'a path nobody mounts gets the same'
		: statusMeaning(status);
}

/** Reasons that another answer than the probe's own explains. */
const beyond: ReadonlySet<string> = new Set<ReasonCode>([
	'stale-cache',
	'edge-differs-from-origin',
	'cached-answer',
	'wrong-method',
]);

/** What was asked beside answer and control, where it was. */
function beyondWords(seen: ProbeEvidence | undefined): Phrase {
	if (seen === undefined) return [];
	const others = seen.others.map(({method, answer}) => say`${method} ${answerWords(answer)}`);
	return join([placesWords(seen), join(others, ', ')], ', ');
}

function servedValue(answer: Observation<Answer>, url: string): Phrase {
	const content = answer.status === 'observed' ? contentOf(answer.value) : null;
	return content === null ? orDash(withTarget(answer, url)) : shortValue(content.sha256);
}

/** A cache that admits to be one is named, its headers are its own word; where somebody asked past it, that says more. */
function servedWords(file: LiveFile, wrong: readonly Finding[]): Phrase {
	const {answer} = file;
	if (answer.status !== 'observed') return say`nothing was compared`;
	const earlier =
		wrong.find(({code: told, subject}) => told === 'earlier-bytes' && subject === file.path)?.detail ?? null;
	const whose = earlier === null ? [] : say`the bytes of ${code(earlier)}`;
	const lacks = wrong.find(
		(one) =>
			one.code === 'expected-text-missing' &&
			(file.path === `/${one.subject}` || file.expected.some(({path}) => path === one.subject)),
	);
	if (lacks !== undefined)
		return say`lacks the text ${code(lacks.expected ?? '')}${lacks.deployed === null ? [] : say`; it is in ${lacks.deployed}`}`;
	const places = placesWords(file);
	if (places.length > 0) return join([whose, places], ', ');
	if (answer.value.status !== 200) return say`${statusMeaning(answer.value.status)}`;
	if (wrong.some((one) => one.code === 'asset-missing' && one.subject === file.path))
		return say`a page came in its place`;
	const cache = cacheOf(answer.value);
	if (cache !== null) return join([say`a cache answers: ${code(cache)}`, whose], '; ');
	return whose.length > 0 ? whose : say`another build answers`;
}

function findingTable(
	wrong: readonly Finding[],
	more: number,
	image: ServiceReport['verdict']['image'] = null,
): Table | null {
	if (wrong.length === 0) return null;
	return {
		columns: ['what', 'finding', 'expected', 'found'],
		rows: wrong.map((finding) => [
			finding.subject === '' ? say`–` : say`${code(finding.subject)}`,
			say`${wordsOf(finding)}`,
			...valueCells(finding, image),
		]),
		more,
	};
}

function valueCells({expected, deployed, detail}: Finding, image: ServiceReport['verdict']['image']): Phrase[] {
	// Of two commands only the program is told: where that is the same, which argument differs says more.
	if (expected !== null && expected === deployed && detail !== null) return [say`–`, say`${code(detail)}`];
	const kind = kindOf(expected, image);
	return [
		expected === null ? say`–` : say`${kind}${shortValue(expected)}`,
		deployed === null ? say`${detail === null ? '–' : code(detail)}` : shortValue(deployed),
	];
}

/** By which of its digests the image is named there: what stands beside it is of the same kind. */
function kindOf(digest: string | null, image: ServiceReport['verdict']['image']): string {
	if (image === null || digest === null) return '';
	if (digest === image.config) return 'image ID ';
	if (digest === image.index) return 'index ';
	return digest === image.manifest ? 'image manifest ' : '';
}

/** What a finding's code says. */
export function wordsOf(finding: Finding): string {
	if (finding.code in findingWords) return findingWords[finding.code as keyof typeof findingWords];
	return reasons[finding.code as ReasonCode][0];
}
