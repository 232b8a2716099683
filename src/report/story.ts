import type {ServiceReport} from '../model/report.ts';
import type {Finding, LayerName, LayerVerdict, OverallStatus} from '../model/verdict.ts';
import {foundWords} from './container-facts.ts';
import {shortCommit} from './facts.ts';
import {ladder, type Rung} from './ladder.ts';
import {openLayer} from './open-layer.ts';
import {type Opened, openedOf, otherFaults} from './opened.ts';
import {code, join, link, name, type Phrase, say, soft, strong} from './phrase.ts';
import {missingWords} from './missing-variable.ts';
import {statusName} from './probe-words.ts';
import {heldByImage, nothingTold, oddities, overallWords, proofSentence, reasons, verdictReasons} from './sentences.ts';
import {letItSee} from './let-it-see.ts';
import {wordsOf} from './table.ts';
import {trace} from './trace.ts';
import {sinceWords} from './since.ts';

/** What every format tells of one service, in the order it is told; only the layout is left to them. */
export type Story = {
	readonly service: string;
	readonly environment: string;
	readonly status: OverallStatus;
	readonly symbol: string;
	/** `Not live`: our words alone, for where nothing else has room */
	readonly words: string;
	/** `Not live: the image does not hold this change` */
	readonly headline: Phrase;
	/** service, environment, commit, what of the pull request is there */
	readonly identity: Phrase;
	readonly rungs: readonly Rung[];
	readonly opened: Opened | null;
	/** why layers other than the opened one could not tell either, each with its layer's name */
	readonly otherFaults: readonly Phrase[];
	/** what is known all the same, where the process was not seen */
	readonly unseen: Phrase | null;
	/** what would let the next run see the process */
	readonly letItSee: Phrase | null;
	/** why a live verdict holds; empty for the others */
	readonly proofs: readonly Phrase[];
	/** change since the last run; null: nothing to compare with */
	readonly since: Phrase | null;
	readonly reproduce: readonly Phrase[];
	/** the image by each digest that names it; null: none was read */
	readonly digests: Phrase | null;
	/** of the notes those about the containers, without the name of their layer; the first of them, and how many more */
	readonly containerNotes: readonly Phrase[];
	/** what was seen and changes nothing: ignored files, oddities, notes */
	readonly notes: readonly Phrase[];
};

export const otherTitle = 'What could not be told either';

export function storyOf(report: ServiceReport): Story {
	const {verdict} = report;
	const {symbol, words} = overallWords[verdict.status];
	const layer = openLayer(verdict);
	const statusOf = (named: string, status: number): string =>
		statusName(report.plan.probes.find((probe) => probe.name === named) ?? null, status);
	const unseen = verdict.status === 'inconclusive' && verdict.reason === 'process-not-seen';
	return {
		service: verdict.service,
		environment: verdict.environment,
		status: verdict.status,
		symbol,
		words,
		headline: headlineOf(report, layer),
		identity: identityOf(report),
		rungs: ladder(report),
		opened: layer === null ? null : openedOf(report, layer),
		otherFaults: verdict.status === 'live' ? [] : otherFaults(report, layer),
		unseen: unseen ? unseenWords(verdict.layers.find((one) => one.layer === 'image') ?? null) : null,
		letItSee: unseen ? letItSee(report.plan.service) : null,
		proofs: verdict.status === 'live' ? verdict.proof.map((proof) => proofSentence(proof, statusOf)) : [],
		since: sinceWords(report),
		reproduce: reproduceOf(report, layer),
		digests: digestsOf(report),
		containerNotes: containerNotesOf(report),
		notes: notesOf(report),
	};
}

function headlineOf({plan, evidence, verdict}: ServiceReport, layer: LayerVerdict | null): Phrase {
	const {words} = overallWords[verdict.status];
	if (verdict.status === 'live') {
		const commit = code(shortCommit(verdict.expectedCommit));
		const own = verdict.proof.length > 0 && verdict.proof.every((proof) => proof.kind === 'self-reported');
		if (isOfContainersAlone(verdict))
			return say`${words}: every replica in ${name(verdict.environment)} runs ${commit}`;
		return own
			? say`${words} (self-reported): ${name(verdict.environment)} says that it serves ${commit}`
			: say`${words}: ${name(verdict.environment)} serves ${commit}${provenBy(plan, verdict)}`;
	}
	if (layer !== null)
		return say`${words}: ${layer.reason === 'variable-missing' ? missingWords(evidence) : reasons[layer.reason][0]}`;
	return verdict.reason === null ? say`${words}` : say`${words}: ${verdictReasons[verdict.reason]}`;
}

/** Nobody looked whether these containers are where requests land: then they run, and more is not known. */
const isOfContainersAlone = ({proof, layers}: ServiceReport['verdict']): boolean =>
	proof.length > 0 &&
	proof.every(({kind}) => kind === 'container' || kind === 'self-reported') &&
	proof.some(({kind}) => kind === 'container') &&
	layers.find(({layer}) => layer === 'mapping')?.status !== 'match';

/** Where there is neither image nor container to compare, the headline says what stands in for them. */
function provenBy(plan: ServiceReport['plan'], {proof}: ServiceReport['verdict']): string {
	const has = (kind: (typeof proof)[number]['kind']): boolean => proof.some((one) => one.kind === kind);
	if (plan.service.image !== null || has('container')) return '';
	if (has('live-bytes')) return ', by the bytes that are served';
	return has('route-gained') ? ', by a route that is new' : '';
}

function unseenWords(image: LayerVerdict | null): Phrase {
	const held = image?.status === 'match' ? say`${heldByImage} (${soft(image.assurance ?? 'asserted')}). ` : [];
	return [...held, ...say`${nothingTold}`];
}

function identityOf(report: ServiceReport): Phrase {
	const {plan, verdict} = report;
	const pull = plan.target.pullRequest;
	const title =
		pull === null
			? []
			: pull.title === null
				? say` (pull request ${pull.number.toString()})`
				: say` (#${pull.number.toString()} “${name(pull.title)}”)`;
	const deployed = verdict.deployedCommit;
	return join(
		[
			say`${strong(name(verdict.service))} in ${strong(name(verdict.environment))}`,
			say`expected ${code(shortCommit(verdict.expectedCommit))}${title}`,
			deployed === null || deployed === verdict.expectedCommit ? [] : say`deployed ${code(shortCommit(deployed))}`,
			pullWords(report),
		],
		' · ',
	);
}

/** `2 of 5 files of this pull request are not in the image`; empty where it is not known for sure. */
function pullWords(report: ServiceReport): Phrase {
	const found = trace(report);
	if (found === null) return [];
	const {traced, changed} = found;
	const absent = traced.filter((file) => !file.inImage).length;
	const of = traced.length === changed ? say`${changed}` : say`${traced.length} traced`;
	const whole = traced.length === changed ? '' : ` (${changed} changed)`;
	const count = absent === 0 ? traced.length : absent;
	const are = `${count === 1 ? 'is' : 'are'}${absent === 0 ? '' : ' not'}`;
	return say`${count} of ${of} files of this pull request${whole} ${are} in the image`;
}

function reproduceOf({plan, evidence}: ServiceReport, layer: LayerVerdict | null): readonly Phrase[] {
	const lines: Phrase[] = [];
	const run = plan.target.run;
	const where =
		run === null
			? say`, with the file that ${code('--evidence')} writes`
			: say`, with the evidence file of ${link('this run', run.url)}`;
	lines.push(say`The same verdict, offline: ${{command: 'deploy-truth judge evidence.json'}}${where}`);
	if (layer?.layer === 'image' && evidence.image.status === 'observed') {
		const {reference, manifest} = evidence.image.value;
		const pinned = `${reference.replace(/@.*$/, '').replace(/:[^/:]*$/, '')}@${manifest}`;
		if (/^[A-Za-z0-9._:/@-]+$/.test(pinned))
			lines.push(say`The image’s files: ${{command: `deploy-truth manifest registry:${pinned} --format sha256sum`}}`);
	}
	return lines;
}

/** `index … lists image manifest … lists config …`: whole, since somebody will look for one of them. */
function digestsOf({verdict}: ServiceReport): Phrase | null {
	if (verdict.image === null) return null;
	const {reference, index, manifest, config} = verdict.image;
	const outer = index === null ? [] : say`index ${code(index)} lists `;
	return say`${code(reference)}: ${outer}image manifest ${code(manifest)}, which names config ${code(config)} (the image ID)`;
}

const mostNotes = 20;
const mostContainerNotes = 5;
/** Findings that the ladder or a line above already tells. */
const toldElsewhere = new Set([
	'inferred-path',
	'oddity',
	'as-expected',
	'served-bytes-match',
	'mounted',
	'no-expectation',
]);

function noteWords(layer: LayerName, finding: Finding): Phrase {
	const detail = finding.detail === null ? [] : say` (${code(finding.detail)})`;
	const shown = layer === 'container' || layer === 'mapping' ? foundWords(finding) : [];
	return say`${code(finding.subject)}: ${wordsOf(finding)}${shown}${detail}`;
}

function containerNotesOf({verdict}: ServiceReport): readonly Phrase[] {
	const layer = verdict.layers.find((one) => one.layer === 'container');
	const notes = layer?.findings.filter(({level, code: told}) => level === 'note' && !toldElsewhere.has(told)) ?? [];
	const shown = notes.slice(0, mostContainerNotes).map((one) => noteWords('container', one));
	const left = notes.length - shown.length + (shown.length > 0 ? (layer?.more ?? 0) : 0);
	return left > 0 ? [...shown, say`and ${left} more`] : shown;
}

function notesOf({evidence, verdict}: ServiceReport): readonly Phrase[] {
	const notes: Phrase[] = [];
	if (evidence.image.status === 'observed') {
		const image = evidence.image.value;
		for (const placement of image.placements) {
			if (placement.status !== 'placed' || placement.inferred === null) continue;
			const {byContent, byPath, of} = placement.inferred;
			notes.push(say`Found at ${code(`/${placement.to}`)}: of ${of} files ${byContent} by content, ${byPath} by path`);
		}
		for (const oddity of image.oddities) {
			const words = Object.hasOwn(oddities, oddity.code) ? oddities[oddity.code]! : null;
			notes.push(say`${code(oddity.path)} in the image: ${words ?? code(oddity.code)}`);
		}
	}
	for (const layer of verdict.layers) {
		for (const finding of layer.findings) {
			if (finding.level !== 'note' || toldElsewhere.has(finding.code)) continue;
			notes.push(say`${soft(layer.layer)} ${noteWords(layer.layer, finding)}`);
		}
	}
	const left = notes.length - mostNotes;
	return left > 0 ? [...notes.slice(0, mostNotes), say`${left} more`] : notes;
}
