import type {ProxyConfig} from '../model/config.ts';
import type {Elsewhere} from '../model/evidence.ts';
import type {PlannedProbe} from '../model/plan.ts';
import type {
	Direction,
	FindingCode,
	LayerName,
	OverallStatus,
	Proof,
	ReasonCode,
	RemedyCode,
	Status,
	Verdict,
} from '../model/verdict.ts';
import {apiRemedies} from './api-remedies.ts';
import {apiFindings, apiReasons} from './api-sentences.ts';
import {artifactReasons, artifactRemedies} from './artifact-sentences.ts';
import type {RuntimeNames} from './container-commands.ts';
import {containerRemedies} from './container-remedies.ts';
import {containerFindings, containerProof, containerReasons} from './container-sentences.ts';
import {imageRemedies} from './image-remedies.ts';
import {imageFindings, imageReasons} from './image-sentences.ts';
import type {StatedWay} from './mapping-stated.ts';
import {mappingRemedies} from './mapping-remedies.ts';
import {mappingFindings, mappingReasons} from './mapping-sentences.ts';
import {code, name, type Phrase, say} from './phrase.ts';
import {routeFindings, routeReasons, routeRemedies} from './route-sentences.ts';
import {sourceFindings, sourceReasons, sourceRemedies} from './source-sentences.ts';

// Everything a report says about a verdict. Each table is typed by its codes: a new code without a sentence does not
// pass the type check.

/** The first word of a report, by the whole verdict. */
export const overallWords: Readonly<Record<OverallStatus, {symbol: string; words: string}>> = {
	live: {symbol: '✅', words: 'Live'},
	drift: {symbol: '❌', words: 'Not live'},
	inconclusive: {symbol: '⚠️', words: 'Could not tell'},
};

/** A layer's status in the ladder. */
export const statusWords: Readonly<Record<Status, {symbol: string; words: string}>> = {
	match: {symbol: '✅', words: 'match'},
	drift: {symbol: '❌', words: 'drift'},
	inconclusive: {symbol: '⚠️', words: 'inconclusive'},
	skipped: {symbol: '➖', words: 'skipped'},
};

/** What each layer asks, as it stands in the ladder. */
export const layerQuestions: Readonly<Record<LayerName, string>> = {
	mapping: 'Which proxy and which container get the request?',
	source: 'Does the commit hold the change?',
	artifact: 'Does the build output hold it, built from this commit?',
	image: 'Does the deployed image hold exactly that output?',
	container: 'Does every replica run that image, unchanged?',
	route: 'Is the route mounted, and are the bytes this deployment’s?',
	api: 'What does the answer mean?',
};

/** Why no verdict `live`, where no layer says so itself. */
export const verdictReasons: Readonly<Record<NonNullable<Verdict['reason']>, string>> = {
	'process-not-seen': 'the process was not seen',
	'layer-inconclusive': 'a layer could not be judged',
	'nothing-compared': 'nothing was compared',
};

/** Said where all that was looked at is right, and none of it tells who answers. */
export const heldByImage = 'The image holds this change';
export const nothingTold = 'Nothing that was seen tells the process that runs now from the one before this deploy.';

type Reason = readonly [clause: string, explanation: string];

/** A clause for headline and ladder; then what is wrong, in full, where something is. */
export const reasons: Readonly<Record<ReasonCode, Reason>> = {
	'not-configured': ['not configured', ''],
	'nothing-compared': [
		'nothing was compared',
		'Nothing was configured or found that could tell this commit from another.',
	],

	...mappingReasons,
	...sourceReasons,
	...artifactReasons,
	...imageReasons,
	...containerReasons,
	...routeReasons,
	...apiReasons,
};

/** What a finding says of its subject. */
export const findings: Readonly<Record<FindingCode, string>> = {
	'file-missing': 'missing',
	'file-differs': 'other bytes',
	'file-extra': 'not in the build output',
	'mode-differs': 'other mode',
	'type-differs': 'other type',
	'target-differs': 'link leads elsewhere',
	unread: 'not read',
	oddity: 'odd name or entry',
	'inferred-path': 'place found by content and path',
	...mappingFindings,
	...sourceFindings,
	...imageFindings,
	...containerFindings,
	status: 'answer',
	...routeFindings,
	ignored: 'left out by a pattern',
	'self-reported': 'reported by the process itself',
	'no-control': 'no control probe',
	...apiFindings,
};

/** Oddities of archives and names; what is not listed is shown by its code. */
export const oddities: Readonly<Record<string, string>> = {
	'clamped-name': 'the name tried to leave the root',
	'duplicate-entry': 'twice in one image layer, the last counts',
	'stray-whiteout': 'removes nothing',
	'whiteout-undone': 'removed and made again in one image layer: only overlay file systems still show what it held',
	'whiteout-contradicted': 'removed and there in one image layer, in an order that most runtimes refuse',
	'opaque-root': 'empties the root only where no overlay file system is used',
	'overlay-whiteout-device': 'a device 0/0, by which overlay file systems remove what is called so',
	'global-header-named': 'a header for all entries, which some runtimes take for an entry of this name',
	'lower-hardlink': 'a link to a file of a lower image layer, which most runtimes refuse',
	'implied-mode': 'not described by an upper image layer: its mode depends on the runtime',
};

/** What commands of remedies are filled with. */
export type RemedyContext = {
	readonly service: string;
	readonly environment: string;
	readonly commit: string;
	readonly image: string | null;
	/** the repository of the image, without tag and digest */
	readonly imageName: string | null;
	/** where a redirect leads to, and its path where that is below the base of `live`; null: none was seen */
	readonly leads: {readonly url: string; readonly path: string | null} | null;
	/** a command that asks again what the broken layer asked; null: none */
	readonly ask: string | null;
	/** the probe that the broken layer is about; null: none is */
	readonly probe: PlannedProbe | null;
	/** that its path takes, by its own word; empty: not known */
	readonly methods: readonly string[];
	/** variables of the configuration that could not be read */
	readonly variables: readonly string[];
	/** of the image, as likely as each other to be the one where the files should be; empty: none is known */
	readonly directories: readonly string[];
	/** where the files of `from` are, when they are not at the configured path; null: not known */
	readonly elsewhere: (Elsewhere & {readonly from: string}) | null;
	/** where the service's files are in its containers, as far as that is known */
	readonly places: readonly string[];
	/** where it runs, by the names of the runtime; null: nobody looks there */
	readonly runtime: RuntimeNames | null;
	/** the proxy that a remedy is about: the last of those that are asked; null: none is */
	readonly proxy: ProxyConfig | null;
	/** where the followed request goes to; null: none was followed */
	readonly asked: {readonly host: string; readonly port: number} | null;
	/** what of its way is configured */
	readonly way: StatedWay;
};

/** What to do next, filled with the names of this run. */
export const remedies: Readonly<Record<RemedyCode, (context: RemedyContext) => Phrase>> = {
	...mappingRemedies,
	...sourceRemedies,
	...artifactRemedies,
	...imageRemedies,
	...containerRemedies,
	...apiRemedies,
	...routeRemedies,
	'probe-with-credentials': () =>
		say`Send credentials that may pass, so that the answer speaks of the route: ${code('headers: {authorization: {env: TOKEN, prefix: "Bearer "}}')} under the probe.`,
	'look-again': () => say`Run this check again: what was missing may pass by itself.`,
	'check-the-configuration': (c) =>
		say`Check what the configuration says of ${name(c.service)}: paths, patterns and addresses are taken as written.`,
};

/** How the deployed commit moved since the last run. */
export const directions: Readonly<Record<Direction, string>> = {
	forward: 'forward',
	back: 'back',
	sideways: 'changed',
	same: 'unchanged',
};

/** Which deployments a served file tells apart. */
export const tells: Readonly<Record<Extract<Proof, {kind: 'live-bytes'}>['tells'], string>> = {
	history: 'the deployment before did not serve',
	baseline: 'the image before did not hold',
	commit: 'the commit before did not hold',
	text: 'hold a text that the commit before did not have',
};

/** Why the running thing is believed to be this commit. */
export function proofSentence(
	proof: Proof,
	status: (probe: string, status: number) => string = (_, status) => String(status),
): Phrase {
	switch (proof.kind) {
		case 'container':
			return containerProof(proof);
		case 'live-bytes':
			return proof.tells === 'text'
				? say`${code(proof.path)} is served with this commit’s bytes (${code(proof.sha256.slice(0, 12))}), which ${tells.text}`
				: say`${code(proof.path)} is served with this commit’s bytes (${code(proof.sha256.slice(0, 12))}), which ${tells[proof.tells]}`;
		case 'route-gained':
			return say`${code(proof.probe)} went from ${code(status(proof.probe, proof.from))} to ${code(status(proof.probe, proof.to))}: this deployment mounts it, the one before did not`;
		case 'self-reported':
			return say`the process itself says that it is ${code(proof.commit.slice(0, 7))}; nobody checked that`;
	}
}
