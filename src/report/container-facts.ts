import type {Observation, ReplicasEvidence} from '../model/evidence.ts';
import type {ServiceReport} from '../model/report.ts';
import type {Finding, LayerVerdict} from '../model/verdict.ts';
import type {RuntimeNames} from './container-commands.ts';
import {code, join, name, type Phrase, say} from './phrase.ts';
import {shortValue} from './value.ts';

const aboutImages = new Set<string>([
	'restarted-not-recreated',
	'not-recreated',
	'not-pulled',
	'old-revision-serving',
	'other-image',
]);
const aboutMounts = new Set<string>(['mount-hides-files', 'volume-hides-files', 'mount-over-files']);

/** `2 of 2 replicas run sha256:77ab12cd34ef since 09:12 UTC · in production-1`; `differences`: of the files inside. */
export function containerFacts({evidence, verdict}: ServiceReport, layer: LayerVerdict, differences: Phrase): Phrase {
	const {replicas} = evidence;
	if (replicas.status === 'unavailable') return say`${code(replicas.fault.code)}`;
	if (replicas.status !== 'observed') return [];
	const {where, origin} = replicas.value;
	const running = runningOf(replicas.value);
	const count = running.length;
	const wrong = layer.findings.filter((one) => one.level === 'drift' && aboutImages.has(one.code)).length;
	const unknown = layer.findings.some((one) => one.code === 'image-identity-unknown' && one.level !== 'note');
	const image = verdict.image === null ? null : verdict.image.manifest;
	const since = sinceWords(replicas);
	const other = count === 1 && layer.findings.some((one) => one.code === 'same-files-of-another-image');
	const right = count - Math.min(wrong, count);
	const told =
		image === null || unknown || count === 0 || layer.reason === 'replicas-hold-files'
			? say`${count} ${count === 1 ? 'replica runs' : 'replicas run'}${other ? ' another image' : ''}${since}`
			: say`${right} of ${count} ${count === 1 && right === 1 ? 'replica' : 'replicas'} ${right === 1 ? 'runs' : 'run'} ${code(image.slice(0, image.indexOf(':') + 13))}${wrong === 0 ? since : []}`;
	return join(
		[
			told,
			wrong === 0 ? differences : [],
			where === '' ? [] : say`in ${code(placeIn(where))}`,
			origin.kind === 'collected' ? say`collected ${age(origin.at, replicas.at)}` : [],
		],
		' · ',
	);
}

/** An engine's place without its version and address, where all of it is too long for a row. */
const longPlace = 30;
const placeIn = (where: string): string =>
	where.length <= longPlace ? where : (/^(?:docker|podman)(?: \S+)? on (\S+) \(.*\)$/.exec(where)?.[1] ?? where);

const runningOf = ({replicas}: ReplicasEvidence) =>
	replicas.flatMap(({replica}) => (replica.role === 'service' && replica.state === 'running' ? [replica] : []));

/** Since when all of them run: the latest start, with its day where that is another than that of the look. */
function sinceWords(seen: Extract<Observation<ReplicasEvidence>, {status: 'observed'}>): Phrase {
	const starts = runningOf(seen.value).map(({startedAt}) => startedAt);
	const known = starts.filter((time) => time !== null).sort((a, b) => Date.parse(a) - Date.parse(b));
	const last = known.at(-1);
	if (last === undefined || known.length < starts.length) return [];
	const [day, time] = [last.slice(0, 10), last.slice(11, 16)];
	if (!/^\d{4}-\d\d-\d\d$/.test(day) || !/^\d\d:\d\d$/.test(time)) return [];
	return seen.at.startsWith(day) ? say` since ${time} UTC` : say` since ${day} ${time} UTC`;
}

const minute = 60_000;

/** `12 minutes before`, as seen from the look. */
function age(at: string, now: string): Phrase {
	const minutes = Math.round((Date.parse(now) - Date.parse(at)) / minute);
	if (Number.isNaN(minutes) || minutes < 1) return say`just before`;
	const [count, unit] = minutes < 120 ? [minutes, 'minute'] : [Math.round(minutes / 60), 'hour'];
	return say`${count} ${count === 1 ? unit : `${unit}s`} before`;
}

/** Which mounts hide what, and when a restarted container was made: a table of files or replicas does not say so. */
export function containerWords({findings}: LayerVerdict): Phrase {
	const told = findings.filter((one) => one.level !== 'note');
	const mounts = told.filter((one) => aboutMounts.has(one.code));
	const shown = mounts.slice(0, 3).map((one) => {
		const {source, replicas} = mountDetail(one.detail);
		const kind = source === '' ? 'mount' : `${source === 'volume' ? 'volume' : `${source} mount`}`;
		const from = one.deployed === null || one.deployed === source ? [] : say` ${code(one.deployed)}`;
		return say`The ${kindWords(kind)}${from} lies over ${code(one.subject)}${replicas === null ? [] : say` in ${name(replicas)}`}.`;
	});
	const restarted = told.filter((one) => one.code === 'restarted-not-recreated' && one.detail !== null);
	const each = restarted.slice(0, 1).map((one) => say`${code(one.subject)}: ${code(one.detail ?? '')}.`);
	return join([...shown, ...each], ' ');
}

const kinds = new Set(['bind', 'volume', 'tmpfs', 'config', 'secret', 'image', 'other']);

/** `api-1: bind`, or `bind` where every replica has it. */
function mountDetail(detail: string | null): {source: string; replicas: string | null} {
	const at = detail?.lastIndexOf(': ') ?? -1;
	const source = detail === null ? '' : at < 0 ? detail : detail.slice(at + 2);
	return {source: kinds.has(source) ? source : '', replicas: at < 0 || detail === null ? null : detail.slice(0, at)};
}

const kindWords = (kind: string): string => (kind === 'other mount' ? 'mount' : kind);

/** What was found, after the words of a note: a revision, a state, names of variables. */
export function foundWords(finding: Finding): Phrase {
	if (finding.deployed === null || finding.code === 'expected-change' || finding.code === 'file-extra') return [];
	// Which argument differs is in the detail; of both commands only the program is told.
	if (finding.deployed === finding.expected && finding.detail !== null) return [];
	const other = finding.code === 'deployment-claim' && finding.expected !== null ? ', which is another commit' : '';
	return say` ${shortValue(finding.deployed)}${other}`;
}

/** Where files are looked for in the containers, as configured or as found in the image. */
export function placesOf({plan, evidence}: ServiceReport): readonly string[] {
	const placements = evidence.image.status === 'observed' ? evidence.image.value.placements : [];
	const places = plan.service.files.flatMap(({to}, index) => {
		const placed = placements[index];
		return to ?? (placed?.status === 'placed' ? [`/${placed.to}`] : []);
	});
	return [...new Set(places)];
}

/** What commands of remedies name: as configured, and the replicas that a layer's findings are about. */
export function runtimeNames({plan, evidence}: ServiceReport, layer: LayerVerdict): RuntimeNames | null {
	const {runtime} = plan.service;
	const seen = evidence.replicas.status === 'observed' ? evidence.replicas.value : null;
	const kind = runtime?.kind ?? seen?.runtime ?? null;
	if (kind === null) return null;
	const all = (seen?.replicas ?? []).flatMap(({replica}) => (replica.role === 'service' ? [replica.name] : []));
	// Beside what is wrong, what could not be told of another replica is not what the remedy is for.
	const worst = layer.findings.filter((one) => one.level === layer.status);
	const told = new Set(worst.flatMap(({subject, detail}) => [subject, ...(detail ?? '').split(/, |: | and \d+ more/)]));
	const concerned = all.filter((one) => told.has(one));
	const running = seen === null ? 0 : runningOf(seen).length;
	return {
		kind,
		service: runtime?.service ?? null,
		containers: concerned.length > 0 ? concerned : all.length > 0 ? all : (runtime?.containers ?? []),
		replicas: Math.max(runtime?.replicas ?? 0, running),
		selected: runtime === null || runtime.containers.length > 0 || runtime.selector !== null,
		host: runtime?.host ?? null,
		context: runtime?.context ?? null,
		project: runtime?.project ?? null,
		namespace: runtime?.namespace ?? null,
		workload: runtime?.workload ?? null,
		cluster: runtime?.cluster ?? null,
		region: runtime?.region ?? null,
		manifest: runtime?.manifest ?? null,
	};
}
