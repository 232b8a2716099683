import type {Fault} from '../model/fault.ts';
import type {ServiceReport} from '../model/report.ts';
import type {Finding, LayerName, LayerVerdict} from '../model/verdict.ts';
import {containerWords, placesOf, runtimeNames} from './container-facts.ts';
import {runtimeFaults} from './container-sentences.ts';
import {faultsOf} from './facts.ts';
import {code, join, type Phrase, say} from './phrase.ts';
import {askCommand} from './ask-command.ts';
import {missingVariables} from './missing-variable.ts';
import {concernedProbe, methodsTold} from './concerned.ts';
import {shapeWords} from './shape-words.ts';
import {statusName} from './probe-words.ts';
import {type RemedyContext, reasons, remedies} from './sentences.ts';
import {faults} from './fault-sentences.ts';
import {deploymentWords, leadsOf} from './route-facts.ts';
import {mappingWords} from './mapping-facts.ts';
import {statedWay} from './mapping-stated.ts';
import {proxyFaults} from './mapping-sentences.ts';
import {type Table, tableOf} from './table.ts';

/** The first broken layer, opened. */
export type Opened = {
	readonly layer: LayerName;
	/** `What is wrong.` */
	readonly title: string;
	readonly wrong: Phrase;
	readonly faults: readonly Phrase[];
	readonly table: Table | null;
	readonly next: Phrase | null;
};

/** A fault's detail may end with what to do about it. */
const mostDetail = 400;

/** What the opened layer says: what is wrong, the faults behind it, the table of findings, what to do next. */
export function openedOf(report: ServiceReport, layer: LayerVerdict): Opened {
	const seen = faultsOf(report.evidence, layer.layer);
	return {
		layer: layer.layer,
		title: layer.status === 'drift' ? 'What is wrong.' : 'What could not be told.',
		wrong: join(
			[
				explanationOf(report, layer),
				shapeWords(layer),
				originWords(report, layer),
				layer.layer === 'container' ? containerWords(layer) : [],
				layer.layer === 'mapping' ? mappingWords(report, layer) : [],
				layer.layer === 'route' ? deploymentWords(layer) : [],
			],
			' ',
		),
		faults: layer.status === 'drift' ? [] : seen.map((fault) => faultPhrase(layer.layer, fault)),
		table: layer.status !== 'drift' && seen.length > 0 && isOneFault(layer) ? null : tableOf(report, layer),
		next: layer.remedy === null ? null : remedies[layer.remedy](contextOf(report, layer)),
	};
}

function faultPhrase(layer: LayerName, {code: which, detail}: Fault): Phrase {
	const words = layer === 'container' ? runtimeFaults : layer === 'mapping' ? proxyFaults : {};
	return say`${code(which)}: ${words[which] ?? faults[which]}${detail === '' ? [] : say` (${code(detail, mostDetail)})`}`;
}

/** The faults behind every other layer that could not tell, each told once: a row of the ladder has room for the code alone. */
export function otherFaults({evidence, verdict}: ServiceReport, opened: LayerVerdict | null): readonly Phrase[] {
	const keyOf = (fault: Fault): string => JSON.stringify([fault.code, fault.detail]);
	const told = new Set(opened === null || opened.status === 'drift' ? [] : faultsOf(evidence, opened.layer).map(keyOf));
	return verdict.layers
		.filter((layer) => layer !== opened && layer.status === 'inconclusive' && layer.maskedBy === null)
		.flatMap(({layer}) =>
			faultsOf(evidence, layer)
				.filter((fault) => !told.has(keyOf(fault)) && told.add(keyOf(fault)))
				.map((fault) => say`${layer}: ${faultPhrase(layer, fault)}`),
		);
}

/** Statuses in our words are HTTP’s; of gRPC they have names of their own. */
function explanationOf({plan}: ServiceReport, {reason, ...layer}: LayerVerdict): Phrase {
	const text: string = reasons[reason][1] || reasons[reason][0];
	const probe = concernedProbe(plan, layer);
	if (probe?.protocol !== 'grpc') return say`${text}`;
	return say`${text.replace(/\b(answers|answer is) ([1-5][0-9][0-9])\b/g, (_, says: string, status: string) => `${says} ${statusName(probe, Number(status))}`)}`;
}

/** One finding that only repeats the fault beside it. */
function isOneFault({findings, more}: LayerVerdict): boolean {
	const wrong = findings.filter((finding) => finding.level !== 'note');
	return more === 0 && wrong.length <= 1 && wrong.every((one) => one.expected === null && one.deployed === null);
}

/** Image layers that are named in one sentence; with more, the table has them. */
const mostLayers = 3;
const differing = new Set<string>(['file-differs', 'type-differs', 'target-differs', 'mode-differs']);

/** Which image layers brought what differs, and which should have brought what is missing. */
function originWords({evidence}: ServiceReport, layer: LayerVerdict): Phrase {
	if (layer.layer !== 'image' || evidence.image.status !== 'observed') return [];
	const {layers, created} = evidence.image.value;
	const wrong = layer.findings.filter((one) => one.level === 'drift');
	const brought = layersOf(wrong.filter((one) => differing.has(one.code)));
	const extra = layersOf(wrong.filter((one) => one.code === 'file-extra'));
	const missing = layersOf(wrong.filter((one) => one.code === 'file-missing' || one.code === 'path-not-in-image'));
	const of = layers.length;
	const sentences = [
		brought.length === 0 ? [] : say`The differing files come from ${layerList(brought, of)}.`,
		extra.length === 0 ? [] : say`The extra files come from ${layerList(extra, of)}.`,
		missing.length === 0 || missing.every((one) => brought.includes(one))
			? []
			: say`The missing files should have come with ${layerList(missing, of)}.`,
		created === null || brought.length + extra.length + missing.length === 0
			? []
			: say`The image was made at ${code(created)}.`,
	];
	return join(sentences, ' ');
}

const layersOf = (findings: readonly Finding[]): readonly string[] =>
	[...new Set(findings.flatMap(({detail}) => (detail?.startsWith('image layer ') ? [detail] : [])))].sort(
		(a, b) => Number.parseInt(a.slice(12), 10) - Number.parseInt(b.slice(12), 10),
	);

/** `image layer 2 of 7 (COPY dist /app/dist)`, and how many more. */
function layerList(names: readonly string[], of: number): Phrase {
	const shown = names.slice(0, mostLayers).map((one): Phrase => {
		const [, number, step] = /^image layer ([0-9]+)(?: \((.*)\))?$/s.exec(one) ?? [];
		const which = say`image layer ${number ?? '?'} of ${of}`;
		return step === undefined ? which : say`${which} (${code(step)})`;
	});
	const left = names.length - shown.length;
	return left > 0 ? say`${join(shown, ', ')} and ${left} more` : join(shown, ', ');
}

function likelyDirectories({evidence}: ServiceReport): readonly string[] {
	const placements = evidence.image.status === 'observed' ? evidence.image.value.placements : [];
	const ambiguous = placements.find(({status}) => status === 'ambiguous');
	return ambiguous?.status === 'ambiguous' ? ambiguous.candidates.slice(0, 3).map((path) => `/${path}`) : [];
}

function elsewhereOf({plan, evidence}: ServiceReport): RemedyContext['elsewhere'] {
	const placements = evidence.image.status === 'observed' ? evidence.image.value.placements : [];
	for (const [index, placement] of placements.entries()) {
		if (!('elsewhere' in placement) || placement.elsewhere === undefined) continue;
		return {...placement.elsewhere, from: plan.service.files[index]?.from ?? 'files'};
	}
	return null;
}

function contextOf(report: ServiceReport, layer: LayerVerdict): RemedyContext {
	const {plan, evidence, verdict} = report;
	const image = plan.service.image?.reference ?? null;
	const probe = concernedProbe(plan, layer);
	const asked = evidence.mapping.status === 'observed' ? evidence.mapping.value.question : null;
	return {
		service: verdict.service,
		environment: verdict.environment,
		commit: evidence.commit.status === 'observed' ? evidence.commit.value.sha : verdict.expectedCommit,
		image: image === null ? null : image.replace(/@sha(?:256|512):.*$/, ''),
		imageName: image === null ? null : image.replace(/@.*$/, '').replace(/:[^/:]*$/, ''),
		leads: leadsOf(report, layer),
		ask: probe === null ? null : askCommand(probe, plan.service),
		probe,
		methods: methodsTold(layer, probe),
		variables: missingVariables(evidence, layer.layer),
		directories: likelyDirectories(report),
		elsewhere: elsewhereOf(report),
		places: placesOf(report),
		runtime: runtimeNames(report, layer),
		proxy: plan.service.proxies.at(-1) ?? null,
		asked,
		way: statedWay(plan, asked),
	};
}
