import type {Evidence, LiveFile} from '../model/evidence.ts';
import {diffManifests} from '../model/diff.ts';
import {pageKindOf} from '../model/error-page.ts';
import {compileGlobs} from '../model/glob.ts';
import type {History, Snapshot} from '../model/history.ts';
import type {Plan} from '../model/plan.ts';
import {contentOf} from '../model/served-content.ts';
import type {Verdict} from '../model/verdict.ts';
import {absenceOf} from './absence.ts';
import {changedIn} from './changed.ts';
import {earlierDeployments, probeKey, rememberedOf, servedKey} from './earlier.ts';
import {filesOfADeployment, isLikeUnmounted, isWitnessed} from './remembered.ts';
import {servedAs} from './served-as.ts';
import {isGone, probeEvidenceOf, probeSeen} from './mount.ts';
import {proofAgainst} from './proof.ts';

/** What the next run is to know. `at` is ISO 8601 in UTC. */
export function nextHistory(plan: Plan, evidence: Evidence, verdict: Verdict, at: string): History {
	const old = rememberedOf(plan, evidence);
	// Without the commit's id there is nothing that a later run could compare itself with.
	if (evidence.commit.status !== 'observed' && old !== null) return old;
	const {service, environment} = plan.service;
	const last = snapshotOf(plan, evidence, verdict, at);
	return {schema: 'deploy-truth/history/v1', service, environment, last, before: beforeOf(plan, evidence, old)};
}

/**
 * The memory of two looks in a row within a run: the bytes that both saw, without their 404s. While a process restarts a
 * proxy answers 404 for everything, and what came once may have been of the moment.
 */
export function lookMemory(history: History, earlier: History): History {
	const {last} = history;
	const before = earlier.last.served;
	const probes = Object.entries(last.probes).filter(([, status]) => status !== 404 && status !== 410);
	const served = Object.entries(last.served).filter(
		([key, sha256]) => sha256 !== null && Object.hasOwn(before, key) && before[key] === sha256,
	);
	return {
		...history,
		last: {...last, probes: Object.fromEntries(probes), absent: {}, served: Object.fromEntries(served)},
	};
}

/** Kept is the earlier deployment that proves this one, so that looking again does not lose the proof; else the oldest. */
function beforeOf(plan: Plan, evidence: Evidence, old: History | null): Snapshot | null {
	if (old === null || evidence.commit.status !== 'observed') return null;
	const earlier = earlierDeployments(old, evidence.commit.value.sha);
	const telling = earlier.find((snapshot) =>
		proofAgainst(plan, evidence, [snapshot]).some(
			(proof) => proof.kind === 'route-gained' || (proof.kind === 'live-bytes' && proof.tells === 'history'),
		),
	);
	return telling ?? earlier.at(-1) ?? null;
}

// What a reader of histories takes back, with room to spare.
const mostEntries = 1_000;
const mostLacked = 100;

function snapshotOf(plan: Plan, evidence: Evidence, verdict: Verdict, at: string): Snapshot {
	const {live, image} = evidence;
	const files = live.status === 'observed' ? live.value.files : [];
	const telling = filesOfADeployment(plan, evidence);
	const known = files.filter((file) => (isAbsent(file) ? isWitnessed(plan, evidence, file.url) : telling.has(file)));
	const probes = plan.probes.slice(0, mostEntries).map((probe, index): [string, number | null] => {
		const [answer] = probeEvidenceOf(plan, evidence.probes, index);
		return [probeKey(probe), answer?.status === 'observed' ? answer.value.status : null];
	});
	const absent = plan.probes.slice(0, mostEntries).flatMap((probe, index): [string, string | null][] => {
		const {answer, control} = probeSeen(plan, evidence.probes, index);
		const absence = absenceOf(probe, answer);
		if (absence === undefined || !isLikeUnmounted(probe, answer, control)) return [];
		return absence === null || isWitnessed(plan, evidence, probe.url) ? [[probeKey(probe), absence]] : [];
	});
	return {
		commit: verdict.expectedCommit,
		at,
		run: plan.target.run?.number ?? null,
		status: verdict.status,
		departsAt: verdict.departsAt,
		imageManifest: image.status === 'observed' ? image.value.manifest : null,
		probes: Object.fromEntries(probes),
		absent: Object.fromEntries(absent),
		served: Object.fromEntries(known.flatMap((file) => servedEntry(plan, file)).slice(0, mostEntries)),
		lacked: lackedPaths(plan, evidence, files).slice(0, mostLacked),
	};
}

/** Only what is known for certain: the whole bytes, or that nothing is there. */
function servedEntry(plan: Plan, file: LiveFile): [string, string | null][] {
	if (file.answer.status !== 'observed') return [];
	const {value} = file.answer;
	// In front of containers a proxy's 404 speaks of its rule; of a static site the server of files has the last word.
	const isProxys = pageKindOf(value.pageOf) === 'proxy' && (plan.service.image ?? plan.service.runtime) !== null;
	if (isGone(value.status)) return isProxys ? [] : [[servedKey(file), null]];
	const content = contentOf(value);
	return content === null ? [] : [[servedKey(file), content.sha256]];
}

const isAbsent = ({answer}: LiveFile): boolean => answer.status === 'observed' && isGone(answer.value.status);

/** Paths in the artifact that the image lacks or holds with other bytes; first those that are fetched, then the changed. */
function lackedPaths(plan: Plan, evidence: Evidence, files: readonly LiveFile[]): readonly string[] {
	const {image} = evidence;
	if (image.status !== 'observed' || image.value.gaps.length > 0) return [];
	const fetched = new Set<string>(files.flatMap((file) => file.expected.map((entry) => entry.path)));
	// What was served all the same does not tell that deployment from a later one.
	const served = new Set<string | null>(files.map(servedAs));
	const all = plan.service.files.flatMap((config, index) => {
		const artifact = evidence.artifacts[index];
		const placement = image.value.placements[index];
		if (artifact?.status !== 'observed' || placement?.status !== 'placed' || placement.manifest.gaps.length > 0)
			return [];
		const ignored = compileGlobs(config.ignore);
		const changed = changedIn(config, evidence);
		return diffManifests(artifact.value.manifest, placement.manifest, {modes: 'none', directories: false})
			.changes.filter((change) => change.expected?.type === 'file' && !ignored(change.path) && !served.has(change.path))
			.map(({path}) => ({path, rank: fetched.has(path) ? 0 : changed(path) ? 1 : 2}));
	});
	return [...new Set(all.sort((a, b) => a.rank - b.rank).map(({path}) => path))];
}
