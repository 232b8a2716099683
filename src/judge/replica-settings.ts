import type {Declared, Evidence, ReplicaEvidence, ReplicasEvidence} from '../model/evidence.ts';
import type {Plan} from '../model/plan.ts';
import type {Replica, RunSettings} from '../model/runtime.ts';
import {parseReference} from '../model/reference.ts';
import type {Finding, FindingCode} from '../model/verdict.ts';
import type {Opinion} from './opinion.ts';
import {drift, faultOf, finding, inconclusive} from './opinion.ts';
import type {ReplicaFinding} from './replica-findings.ts';
import {tellTogether} from './replica-findings.ts';

/** How the replicas are started, against what the commit's own manifest says of it; then, as notes, against the image. */
export function judgeSettings(
	plan: Plan,
	evidence: Evidence,
	seen: ReplicasEvidence,
	alive: readonly ReplicaEvidence[],
): {readonly opinions: readonly Opinion[]; readonly notes: readonly Finding[]} {
	const ofImage = evidence.image.status === 'observed' ? evidence.image.value.settings : null;
	const replicas = alive.map(({replica}) => replica);
	const {declared} = seen;
	const stated = declared.status === 'observed' ? declared.value.settings : null;
	const notes = tellTogether(
		replicas.flatMap((replica) =>
			(ofImage === null ? [] : beside(replica, ofImage, stated)).map((one) => ({replica: replica.name, finding: one})),
		),
		replicas.length,
	);
	const asked = declared.status !== 'skipped' || (plan.service.runtime?.manifest ?? null) !== null;
	if (!asked) return {opinions: [], notes};
	if (declared.status !== 'observed') {
		const subject = plan.service.runtime?.manifest ?? seen.where;
		const unread = finding('inconclusive', 'manifest-unread', subject, {detail: faultOf(declared).code});
		return {opinions: [inconclusive('manifest-unread', 'check-the-configuration', [unread])], notes};
	}
	const departing = replicas.flatMap((replica) =>
		against(replica, declared.value, ofImage).map((one) => ({replica: replica.name, finding: one})),
	);
	const added = replicas.flatMap((replica): ReplicaFinding[] => {
		const named = [...(declared.value.settings.environment ?? []), ...(ofImage?.environment ?? [])];
		const more = (replica.settings?.environment ?? []).filter((name) => !named.includes(name));
		if (declared.value.settings.environment === null || more.length === 0) return [];
		return [{replica: replica.name, finding: finding('note', 'setting-added', 'environment', {deployed: some(more)})}];
	});
	const named = replicas.flatMap((replica): ReplicaFinding[] => {
		const [wanted, typed] = [declared.value.image, replica.image];
		if (wanted === null || typed === null || !areOtherNames(wanted, typed)) return [];
		return [{replica: replica.name, finding: differing('note', 'setting-differs', 'image', wanted, typed)}];
	});
	const told = tellTogether([...departing, ...added, ...named], replicas.length);
	const wrong = told.filter(({level}) => level === 'drift');
	const unknown = told.filter(({level}) => level === 'inconclusive');
	return {
		opinions: [
			...(wrong.length === 0 ? [] : [drift('configuration-drift', 'apply-the-manifest', 'platform', wrong)]),
			...(unknown.length === 0 ? [] : [inconclusive('settings-unknown', 'check-the-configuration', unknown)]),
		],
		notes: [...told.filter(({level}) => level === 'note'), ...notes],
	};
}

/**
 * Of another repository, or of another tag. Whether the right image runs is told by digests: a deploy may put its own tag
 * in place of the manifest's, so a name alone is worth knowing and no drift.
 */
function areOtherNames(a: string, b: string): boolean {
	const [left, right] = [parseReference(a), parseReference(b)];
	if (typeof left === 'string' || typeof right === 'string') return false;
	if (left.registry !== right.registry || left.repository !== right.repository) return true;
	return left.tag !== null && right.tag !== null && left.tag !== right.tag;
}

/** Names told one by one, before only their number is. */
const mostNames = 10;

const some = (names: readonly string[]): string =>
	names.length <= mostNames
		? names.join(', ')
		: `${names.slice(0, mostNames).join(', ')} and ${names.length - mostNames} more`;

const single = ['entrypoint', 'command', 'user', 'workingDirectory'] as const;
const labels = {
	image: 'image',
	entrypoint: 'entrypoint',
	command: 'command',
	user: 'user',
	workingDirectory: 'working directory',
} as const;

const same = (a: unknown, b: unknown): boolean => JSON.stringify(a) === JSON.stringify(b);

/** What the manifest states and the container lacks or has otherwise. What a container does not say, its image does. */
function against(replica: Replica, declared: Declared, ofImage: RunSettings | null): readonly Finding[] {
	const {settings} = replica;
	if (settings === null) return [finding('inconclusive', 'settings-unknown', replica.name)];
	const stated = declared.settings;
	const level = ofImage === null ? 'inconclusive' : 'drift';
	const singles = single.flatMap((key): Finding[] => {
		const [wanted, own] = [stated[key], settings[key] ?? ofImage?.[key] ?? null];
		if (wanted === null || same(wanted, own)) return [];
		return [differing(settings[key] === null ? level : 'drift', 'setting-differs', key, wanted, own)];
	});
	const lists = (['environment', 'ports'] as const).flatMap((key): Finding[] => {
		const held = [...(settings[key] ?? []), ...(ofImage?.[key] ?? [])];
		const lacking = (stated[key] ?? []).filter((name) => !held.includes(name));
		if (lacking.length === 0) return [];
		return [finding(settings[key] === null ? level : 'drift', 'setting-missing', key, {expected: some(lacking)})];
	});
	const places = replica.mounts.map(({destination}) => destination);
	const unmounted = (declared.mounts ?? []).filter((place) => !places.includes(place));
	return [
		...singles,
		...lists,
		...(unmounted.length === 0 ? [] : [finding('drift', 'setting-missing', 'mounts', {expected: some(unmounted)})]),
	];
}

/** How a container departs from what its image would do, where the manifest does not speak of it: worth knowing. */
function beside({settings}: Replica, ofImage: RunSettings, stated: RunSettings | null): readonly Finding[] {
	if (settings === null) return [];
	const told = (key: keyof RunSettings): boolean => (stated?.[key] ?? null) !== null;
	const singles = single.flatMap((key): Finding[] =>
		told(key) || settings[key] === null || ofImage[key] === null || same(settings[key], ofImage[key])
			? []
			: [differing('note', 'setting-differs', key, ofImage[key], settings[key])],
	);
	const lists = (['environment', 'ports'] as const).flatMap((key): Finding[] => {
		const more = (settings[key] ?? []).filter((name) => !(ofImage[key] ?? []).includes(name));
		return told(key) || more.length === 0 ? [] : [finding('note', 'setting-added', key, {deployed: some(more)})];
	});
	return [...singles, ...lists];
}

type Setting = string | readonly string[] | null;

/** Arguments may hold secrets: of a command only its program is named, and which argument is the first to differ. */
function differing(
	level: Finding['level'],
	code: FindingCode,
	key: keyof typeof labels,
	expected: Setting,
	deployed: Setting,
): Finding {
	const [wanted, held] = [expected, deployed].map((value) => (Array.isArray(value) ? (value as string[]) : null));
	if (wanted == null && held == null)
		return finding(level, code, labels[key], {
			expected: expected as string | null,
			deployed: deployed as string | null,
		});
	const [first, second] = [wanted ?? [], held ?? []];
	const at = first.findIndex((word, index) => word !== second[index]);
	const place = at < 0 ? first.length : at;
	return finding(level, code, labels[key], {
		expected: first[0] ?? null,
		deployed: second[0] ?? null,
		detail: place === 0 ? null : `argument ${place}`,
	});
}
