import type {ArtifactEvidence, Evidence, ImageEvidence, Observation, Placement} from '../model/evidence.ts';
import type {Fault} from '../model/fault.ts';
import type {FileManifest} from '../model/manifest.ts';
import {contentsOf} from '../model/served-content.ts';
import type {ServiceReport} from '../model/report.ts';
import type {LayerName, LayerVerdict} from '../model/verdict.ts';
import {containerFacts} from './container-facts.ts';
import {mappingFacts, mappingFaults, unlookedLanding} from './mapping-facts.ts';
import {code, join, type Phrase, say} from './phrase.ts';
import {apiFacts, routeFacts} from './probe-facts.ts';
import {openLayer} from './open-layer.ts';
import {findings, reasons} from './sentences.ts';

/** How many single things a ladder row names before it only counts. */
const named = 2;

/** `sha256:77ab12cd34ef` */
const shortImage = (digest: string): string => digest.slice(0, digest.indexOf(':') + 13);
/** Seven digits of a commit; a branch or tag stays whole. */
export const shortCommit = (sha: string): string => (/^[0-9a-f]{40,64}$/.test(sha) ? sha.slice(0, 7) : sha);
const fileCount = (manifest: FileManifest): number =>
	manifest.entries.filter((entry) => entry.type !== 'directory').length;
const plural = (count: number, one: string, many: string): Phrase => say`${count} ${count === 1 ? one : many}`;

/** What was seen, for the row of one layer in the ladder; the reason's clause where nothing countable was. */
export function factsOf(report: ServiceReport, layer: LayerVerdict): Phrase {
	if (layer.status === 'skipped') {
		const words = say`${reasons[layer.reason][0]}`;
		return layer.layer === 'mapping' ? join([words, unlookedLanding(report.plan)], ': ') : words;
	}
	const seen = facts[layer.layer](report, layer);
	const clause = say`${reasons[layer.reason][0]}`;
	if (seen.length === 0) return clause;
	// The opened layer's clause is the headline already.
	const told = layer.status === 'match' || layer.maskedBy !== null || layer === openLayer(report.verdict);
	return told ? seen : join([clause, seen], ': ');
}

const facts: Readonly<Record<LayerName, (report: ServiceReport, layer: LayerVerdict) => Phrase>> = {
	mapping: (report) => mappingFacts(report),
	source: ({evidence, verdict}) => {
		if (evidence.commit.status !== 'observed') return faultWords(evidence.commit);
		const pull = evidence.commit.value.pullRequest;
		const commit = code(shortCommit(verdict.expectedCommit));
		if (pull.status !== 'observed') return say`commit ${commit} read`;
		const present = pull.value.changed.filter((file) => file.inCommit === 'present').length;
		return say`${present} of ${plural(pull.value.changed.length, 'changed file', 'changed files')} in ${commit}`;
	},
	artifact: ({evidence}) =>
		few(
			evidence.artifacts.map((artifact) =>
				artifact.status === 'observed' ? artifactFacts(artifact.value, evidence) : faultWords(artifact),
			),
		),
	image: ({evidence, plan}, layer) => {
		if (evidence.image.status !== 'observed') return faultWords(evidence.image);
		const image = evidence.image.value;
		if (layer.status !== 'match') {
			const found = few(image.placements.map(inferredWords));
			return join([differences(layer), say`in ${code(shortImage(image.manifest))}`, found], ' ');
		}
		const held = plan.service.files.map((_, index) => heldWords(image, evidence.artifacts[index], index));
		return join([few(held), say`of ${code(shortImage(image.manifest))}`], ' ');
	},
	container: (report, layer) => containerFacts(report, layer, differences(layer)),
	route: (report, layer) => join([few(routeFacts(report, layer), 'probe'), servedWords(report.evidence)], ' · '),
	api: (report, layer) => few(apiFacts(report, layer), 'probe'),
};

function artifactFacts(artifact: ArtifactEvidence, evidence: Evidence): Phrase {
	const {origin, manifest} = artifact;
	const from = code(artifact.from);
	const files = plural(fileCount(manifest), 'file', 'files');
	if (origin.kind === 'record')
		return say`${from} recorded from ${code(shortCommit(origin.commit))}, ${origin.dirty ? 'with uncommitted changes' : 'clean'}, ${files}`;
	if (origin.kind === 'commit') return say`${from} of ${code(shortCommit(origin.commit))}, ${files}`;
	const workspace = evidence.commit.status === 'observed' ? evidence.commit.value.workspace : null;
	if (workspace === null) return say`${from}, ${files}`;
	return say`${from} in a workspace at ${code(shortCommit(workspace.head))}, ${workspace.dirty ? 'with uncommitted changes' : 'clean'}, ${files}`;
}

function heldWords(image: ImageEvidence, artifact: Observation<ArtifactEvidence> | undefined, index: number): Phrase {
	const placement = image.placements[index];
	if (placement?.status !== 'placed' || artifact?.status !== 'observed') return [];
	const count = fileCount(artifact.value.manifest);
	const inferred = placement.inferred === null ? '' : ` (${findings['inferred-path']})`;
	return say`${count} of ${plural(count, 'file', 'files')} in ${code(`/${placement.to}`)}${inferred}`;
}

/** Where files were compared though nobody said where they are; empty where somebody did. */
const inferredWords = (placement: Placement): Phrase =>
	placement.status === 'placed' && placement.inferred !== null
		? say`at ${code(`/${placement.to}`)} (${findings['inferred-path']})`
		: [];

/** `2 missing, 1 with other bytes`, out of the findings of the image layer. */
export function differences(layer: LayerVerdict): Phrase {
	const kinds = [
		['file-missing', 'missing'],
		['file-differs', 'with other bytes'],
		['type-differs', 'of another type'],
		['target-differs', 'linked elsewhere'],
		['mode-differs', 'with another mode'],
		['file-extra', 'extra'],
	] as const;
	const counted = kinds.map(([kind, words]) => {
		const count = layer.findings.filter((finding) => finding.code === kind && finding.level !== 'note').length;
		return count === 0 ? [] : say`${count} ${words}`;
	});
	const shown = join(counted, ', ');
	return shown.length > 0 && layer.more > 0 ? say`${shown}, ${layer.more} more` : shown;
}

/** `3 of 3 served files are the build’s` */
function servedWords(evidence: Evidence): Phrase {
	if (evidence.live.status === 'unavailable') return faultWords(evidence.live);
	if (evidence.live.status !== 'observed') return [];
	const {files, page} = evidence.live.value;
	if (page.status === 'unavailable') return faultWords(page);
	if (files.length === 0) return [];
	const same = files.filter(({answer, expected}) => {
		const contents = answer.status === 'observed' ? contentsOf(answer.value) : [];
		return contents.some((content) => expected.some((file) => file.sha256 === content.sha256));
	}).length;
	return say`${same} of ${plural(files.length, 'served file has', 'served files have')} the build’s bytes`;
}

function few(phrases: readonly Phrase[], one: string | null = null): Phrase {
	const filled = phrases.filter((phrase) => phrase.length > 0);
	const shown = join(filled.slice(0, named), ' · ');
	const left = filled.length - named;
	if (left <= 0) return shown;
	return one === null ? say`${shown} · ${left} more` : say`${shown} · ${left} more ${one}${left === 1 ? '' : 's'}`;
}

/** `unauthorized`, for a row; its sentence stands below the ladder. */
function faultWords(seen: Observation<unknown>): Phrase {
	return seen.status === 'unavailable' ? say`${code(seen.fault.code)}` : [];
}

/** Every fault behind a layer, the first of each code, in the order they were met. */
export function faultsOf(evidence: Evidence, layer: LayerName): readonly Fault[] {
	const found = new Map<string, Fault>();
	const add = (fault: Fault) => found.has(fault.code) || found.set(fault.code, fault);
	const look = (seen: Observation<unknown>) => seen.status === 'unavailable' && add(seen.fault);
	const {commit, artifacts, image, replicas, probes, live, version} = evidence;
	if (layer === 'mapping') {
		for (const fault of mappingFaults(evidence)) add(fault);
	} else if (layer === 'source') {
		look(commit);
		if (commit.status === 'observed') look(commit.value.pullRequest);
	} else if (layer === 'artifact') {
		for (const artifact of artifacts) {
			look(artifact);
			if (artifact.status === 'observed') for (const gap of artifact.value.manifest.gaps) add(gap.fault);
		}
	} else if (layer === 'image') {
		look(image);
		if (image.status === 'observed') for (const gap of image.value.gaps) add(gap.fault);
	} else if (layer === 'container') {
		look(replicas);
		if (replicas.status !== 'observed') return [...found.values()];
		look(replicas.value.declared);
		for (const {files} of replicas.value.replicas)
			for (const place of files) {
				look(place);
				if (place.status === 'observed') for (const gap of place.value.gaps) add(gap.fault);
			}
	} else if (layer === 'route' || layer === 'api') {
		for (const probe of probes) {
			look(probe.answer);
			look(probe.control);
		}
		look(live);
		if (live.status === 'observed') {
			look(live.value.page);
			for (const file of live.value.files) look(file.answer);
		}
		look(version);
	}
	return [...found.values()];
}
