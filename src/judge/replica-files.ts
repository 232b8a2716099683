import type {FilesConfig} from '../model/config.ts';
import type {FileChange} from '../model/diff.ts';
import type {Evidence, Observation, ReplicaFiles} from '../model/evidence.ts';
import {compileGlobs} from '../model/glob.ts';
import type {FileManifest, Gap} from '../model/manifest.ts';
import type {Path} from '../model/path.ts';
import {baseOf, isWithin, joinPath, pathOf, relativeTo} from '../model/path.ts';
import type {Plan} from '../model/plan.ts';
import type {Mount, Replica} from '../model/runtime.ts';
import type {Finding, ReasonCode, Status} from '../model/verdict.ts';
import {changeFinding, hiddenBy} from './image-files.ts';
import {finding} from './opinion.ts';
import {coversFiles, hidingReason, mountFinding, mountOver} from './replica-mounts.ts';

/** What one place in one replica says. `skipped`: nobody looked, and nothing speaks against what its image holds. */
export type PlaceOpinion = {
	readonly status: Status;
	readonly reason: Extract<
		ReasonCode,
		| 'replicas-hold-files'
		| 'files-differ'
		| 'mount-hides-files'
		| 'volume-hides-files'
		| 'process-older-than-files'
		| 'start-unknown'
		| 'no-file-compared'
		| 'replica-unread'
		| 'not-configured'
	>;
	readonly findings: readonly Finding[];
};

/** The files a replica shows its processes at the place of one `files` of the service, against those expected there. */
export function judgePlace(
	plan: Plan,
	evidence: Evidence,
	index: number,
	replica: Replica,
	seen: Observation<ReplicaFiles> | undefined,
): PlaceOpinion {
	const files = plan.service.files[index]!;
	if (seen === undefined && plan.service.runtime?.inside !== false) return unread(replica, 'not-asked');
	if (seen === undefined || seen.status === 'skipped') return judgeUnseen(files, evidence, index, replica);
	if (seen.status === 'unavailable') return unread(replica, seen.fault.code);
	const expected = expectedAt(evidence, index, seen.value);
	// Equal to what is not known any more is equal to nothing.
	if (expected === null) return unread(replica, 'not-asked');
	return judgeSeen(plan, files, replica, seen.value, expected);
}

const unread = (replica: Replica, detail: string): PlaceOpinion => ({
	status: 'inconclusive',
	reason: 'replica-unread',
	findings: [finding('inconclusive', 'replica-unread', replica.name, {detail})],
});

/** The image's word stands for files that nobody looked at, unless something lies over them. */
function judgeUnseen(files: FilesConfig, {image}: Evidence, index: number, replica: Replica): PlaceOpinion {
	const placement = image.status === 'observed' ? image.value.placements[index] : undefined;
	const manifest = placement?.status === 'placed' ? placement.manifest : null;
	const at = placement?.status === 'placed' ? placement.to : files.to === null ? null : pathOf(files.to).path;
	const over = at === null ? [] : replica.mounts.filter((mount) => coversFiles(mount, at, manifest));
	if (over.length === 0) return {status: 'skipped', reason: 'not-configured', findings: []};
	const findings = over.map((mount) => mountFinding('inconclusive', 'mount-over-files', mount));
	return {status: 'inconclusive', reason: 'replica-unread', findings};
}

function expectedAt(evidence: Evidence, index: number, {against, at}: ReplicaFiles): FileManifest | null {
	const artifact = evidence.artifacts[index];
	if (against === 'artifact') return artifact?.status === 'observed' ? artifact.value.manifest : null;
	if (evidence.image.status !== 'observed') return null;
	const placement = evidence.image.value.placements[index];
	if (placement?.status !== 'placed' || placement.to !== at) return null;
	const ofImage = evidence.image.value.gaps.flatMap((gap): Gap[] => {
		if (isWithin(gap.path, at)) return [{...gap, path: relativeTo(gap.path, at)}];
		return isWithin(at, gap.path) ? [{...gap, path: '' as Path}] : [];
	});
	return {...placement.manifest, gaps: [...placement.manifest.gaps, ...ofImage]};
}

/** What runtimes make or replace in every container, and where everybody may write. */
const engineMade = [
	'.dockerenv',
	'dev',
	'etc/hostname',
	'etc/hosts',
	'etc/mtab',
	'etc/resolv.conf',
	'proc',
	'run/.containerenv',
	'run/secrets',
	'sys',
	'tmp',
	'var/run/secrets',
] as Path[];

function judgeSeen(
	plan: Plan,
	files: FilesConfig,
	replica: Replica,
	seen: ReplicaFiles,
	expected: FileManifest,
): PlaceOpinion {
	const {at} = seen;
	const ignored = compileGlobs(files.ignore);
	const mayChange = compileGlobs(plan.service.runtime?.expectedChanges ?? []);
	const ofEngine = engineMade.filter((path) => path !== at && isWithin(path, at));
	const whole = (path: Path): Path => joinPath(at, path);
	const counts = (path: Path): boolean =>
		!ignored(path) && !ofEngine.some((directory) => isWithin(whole(path), directory));
	const gaps = [...seen.gaps, ...expected.gaps];
	const hidden = hiddenBy(gaps);
	const extra = (change: FileChange): boolean => change.kind === 'added' && files.extra !== 'drift';
	const changed = seen.changes.filter((change) => counts(change.path));
	const differing = changed.filter((change) => !mayChange(whole(change.path)) && !extra(change));
	const proven = differing.filter((change) => !hidden(change.path));
	const newer = new Set<string>(seen.newer.map(({path}) => path));
	// What a process wrote beside the expected files is younger than itself and replaces nothing that it loaded.
	const loadable = new Set<string>(expected.entries.map(({path}) => path));
	const [only, ...others] = expected.entries;
	if (only !== undefined && others.length === 0) loadable.add(baseOf(at));
	const covering = replica.mounts.some((mount) => coversFiles(mount, at, expected));
	// In a container that nobody wrote to, a time that is yet to come is its builder's clock.
	const written = seen.touched === false && !covering ? [] : seen.newer;
	const rewritten = written.filter(({path}) => loadable.has(path) && counts(path) && !mayChange(whole(path)));
	const notes = changed.flatMap((change): Finding[] => {
		if (mayChange(whole(change.path)))
			return [{...changeFinding(change, 'note', `/${whole(change.path)}`, null), code: 'expected-change'}];
		return extra(change) && files.extra === 'note'
			? [changeFinding(change, 'note', `/${whole(change.path)}`, null)]
			: [];
	});
	const hiding = new Set<Mount>(proven.flatMap((change) => mountOver(replica.mounts, whole(change.path)) ?? []));
	const lying = replica.mounts.filter((mount) => !hiding.has(mount) && coversFiles(mount, at, expected));
	const found = [
		...[...hiding].map((mount) => mountFinding('drift', hidingReason(mount), mount)),
		...differing.map((change) =>
			changeFinding(
				change,
				hidden(change.path) ? 'inconclusive' : 'drift',
				`/${whole(change.path)}`,
				newer.has(change.path) ? 'newer-than-process' : null,
			),
		),
	];
	const aside = [...lying.map((mount) => mountFinding('note', 'mount-over-files', mount)), ...notes];
	const unseen = unseenFindings(replica, seen, gaps);
	if (proven.length > 0) {
		const [first] = hiding;
		const reason = first === undefined ? 'files-differ' : hidingReason(first);
		return {status: 'drift', reason, findings: [...found, ...unseen, ...aside]};
	}
	const old = rewritten.map(({path, modified}) =>
		finding('drift', 'newer-than-process', `/${whole(path)}`, {
			deployed: modified,
			detail: replica.startedAt === null ? null : `started ${replica.startedAt}`,
		}),
	);
	const findings = [...old, ...found, ...unseen, ...aside];
	if (old.length > 0) return {status: 'drift', reason: 'process-older-than-files', findings};
	if (unseen.length + found.length > 0) return {status: 'inconclusive', reason: 'replica-unread', findings};
	if (seen.same === 0)
		return {
			status: 'inconclusive',
			reason: 'no-file-compared',
			findings: [...findings, finding('inconclusive', 'no-file-compared', replica.name, {detail: `/${at}`})],
		};
	if (replica.startedAt === null)
		return {
			status: 'inconclusive',
			reason: 'start-unknown',
			findings: [...findings, finding('inconclusive', 'start-unknown', replica.name)],
		};
	return {status: 'match', reason: 'replicas-hold-files', findings};
}

/** Bytes that were not read, and what a list had no more room for. */
function unseenFindings(replica: Replica, seen: ReplicaFiles, gaps: readonly Gap[]): readonly Finding[] {
	const left = seen.moreChanges + seen.moreNewer;
	const codes = new Set<string>();
	return [
		...gaps.flatMap(({path, fault}) => {
			const subject = `/${joinPath(seen.at, path)}`;
			const key = JSON.stringify([subject, fault.code]);
			if (codes.has(key)) return [];
			codes.add(key);
			return [finding('inconclusive', 'unread', subject, {detail: fault.code})];
		}),
		...(left === 0 ? [] : [finding('inconclusive', 'replica-unread', replica.name, {detail: `${left} more`})]),
	];
}
