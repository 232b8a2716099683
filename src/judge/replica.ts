import type {Evidence, ReplicaEvidence} from '../model/evidence.ts';
import type {Plan} from '../model/plan.ts';
import type {Assurance, RemedyCode} from '../model/verdict.ts';
import type {Opinion} from './opinion.ts';
import {drift, finding, inconclusive, match} from './opinion.ts';
import {judgePlace, type PlaceOpinion} from './replica-files.ts';
import {tellTogether} from './replica-findings.ts';
import {
	type Identity,
	identityOf,
	startsAlike,
	imageFinding,
	type WrongImage,
	wrongImageOf,
	wrongImages,
} from './replica-image.ts';

/** One replica, by what its runtime names and by what its files are. `files`: the places, in the order of `files`. */
type Seen = {
	readonly seen: ReplicaEvidence;
	readonly identity: Identity;
	readonly places: readonly PlaceOpinion[];
	/** files were compared at every place, and are equal */
	readonly equal: boolean;
	/** and they came with its image, or after it but before its process: what it runs is what was compared */
	readonly loaded: boolean;
	readonly wrong: WrongImage | null;
};

/** `compared`: what is known of files that were compared. */
export function judgeReplicas(
	plan: Plan,
	evidence: Evidence,
	alive: readonly ReplicaEvidence[],
	compared: Assurance,
): readonly Opinion[] {
	const all = alive.map((seen) => look(plan, evidence, seen));
	return [
		...imagesOf(evidence, all),
		...placesOf(all, compared),
		...all.flatMap((one) => unknownImage(plan, one)),
		...all.flatMap(notKnownToBeLoaded),
		...right(evidence, all, compared),
	];
}

function look(plan: Plan, evidence: Evidence, seen: ReplicaEvidence): Seen {
	const {replica} = seen;
	const image = evidence.image.status === 'observed' ? evidence.image.value : null;
	const identity =
		image === null ? 'unknown' : identityOf(image, replica.digests, replica.diffIds, replica.startDigest);
	const places = plan.service.files.map((_, index) => judgePlace(plan, evidence, index, replica, seen.files[index]));
	const equal = places.length > 0 && places.every(({status}) => status === 'match');
	// Where the right files were copied into a container of another image, what is wrong is the process, not the files.
	const held = equal || (places.length > 0 && places.every(isRightButForTheProcess));
	// Equal files that are started otherwise are another program.
	const otherwise = image !== null && startsAlike(image, replica.startDigest) === false;
	const wrong = image !== null && identity === 'another' && (!held || otherwise) ? wrongImageOf(replica, image) : null;
	const loaded = equal && (identity === 'deployed' || image === null || (cameWithItsImage(seen, places) && !otherwise));
	return {seen, identity, places, equal, loaded, wrong};
}

/**
 * Files that are right in a container of another image came with that image, or were copied over it, by copies that
 * keep their times. Only a container that nobody wrote to, with nothing mounted there, tells the two apart.
 */
const cameWithItsImage = ({files}: ReplicaEvidence, places: readonly PlaceOpinion[]): boolean =>
	files.every((place) => place.status === 'observed' && place.value.touched === false) &&
	!places.some(({findings}) => findings.some(({code}) => code === 'mount-over-files'));

const isRightButForTheProcess = ({status, reason}: PlaceOpinion): boolean =>
	status === 'match' || reason === 'process-older-than-files';

const remedies: Readonly<Record<WrongImage, RemedyCode>> = {
	'restarted-not-recreated': 'recreate-the-replicas',
	'not-recreated': 'recreate-the-replicas',
	'not-pulled': 'pull-and-recreate',
	'old-revision-serving': 'look-at-the-rollout',
	'other-image': 'pull-and-recreate',
};

/** The replicas of another image as one opinion; beside right ones the mixture is what a reader must know. */
function imagesOf({image}: Evidence, all: readonly Seen[]): readonly Opinion[] {
	if (image.status !== 'observed') return [];
	const wrong = all.filter((one) => one.wrong !== null);
	const [worst] = wrongImages.filter((reason) => wrong.some((one) => one.wrong === reason));
	if (worst === undefined) return [];
	const mixed = all.some((one) => one.identity === 'deployed' || one.loaded);
	const findings = wrong.map((one) => imageFinding('drift', one.wrong!, one.seen.replica, image.value));
	return [drift(mixed ? 'mixed-replicas' : worst, remedies[worst], 'platform', findings)];
}

type Drifted = Exclude<PlaceOpinion['reason'], 'not-configured' | 'replicas-hold-files'>;

const placeRemedies: Readonly<Record<Drifted | 'files-changed', RemedyCode>> = {
	'mount-hides-files': 'remove-the-mount',
	'volume-hides-files': 'remove-the-mount',
	'files-changed': 'recreate-the-replicas',
	'files-differ': 'pull-and-recreate',
	'process-older-than-files': 'restart-the-service',
	'start-unknown': 'look-inside',
	'no-file-compared': 'check-the-configuration',
	'replica-unread': 'look-inside',
};
const mostTelling = Object.keys(placeRemedies) as (keyof typeof placeRemedies)[];

/** What differs, then what could not be told, in all replicas: equal findings of several are told once. */
function placesOf(all: readonly Seen[], compared: Assurance): readonly Opinion[] {
	const told = all.flatMap(({seen, identity, places}) =>
		places.flatMap((place) => {
			// Of the right image only the running container can have changed.
			const reason = identity === 'deployed' && place.reason === 'files-differ' ? 'files-changed' : place.reason;
			return place.status === 'skipped' ? [] : [{...place, reason, replica: seen.replica.name}];
		}),
	);
	const opinionOf = (status: 'drift' | 'inconclusive'): readonly Opinion[] => {
		const places = told.filter((place) => place.status === status);
		const reason = mostTelling.find((one) => places.some((place) => place.reason === one));
		if (reason === undefined) return [];
		const each = places.flatMap(({replica, findings}) => findings.map((one) => ({replica, finding: one})));
		const findings = tellTogether(each, all.length);
		return [
			status === 'drift'
				? drift(reason, placeRemedies[reason], compared, findings)
				: inconclusive(reason, placeRemedies[reason], findings),
		];
	};
	return [...opinionOf('drift'), ...opinionOf('inconclusive')];
}

/** Neither the runtime's names nor equal files say which image this is. */
function unknownImage(plan: Plan, {seen, identity, places, equal}: Seen): readonly Opinion[] {
	if (identity !== 'unknown' || equal || places.some(({status}) => status === 'drift')) return [];
	const {replica} = seen;
	const bare = plan.service.files.length === 0 ? 'compare-files' : 'look-inside';
	const remedy = plan.service.image === null ? 'check-the-configuration' : bare;
	return [
		inconclusive('image-identity-unknown', remedy, [
			finding('inconclusive', 'image-identity-unknown', replica.name, {
				deployed: replica.digests[0] ?? null,
				detail: replica.image,
			}),
		]),
	];
}

/** The files are right, and whether the process read these is not known. */
function notKnownToBeLoaded({seen, equal, loaded, wrong}: Seen): readonly Opinion[] {
	if (!equal || loaded || wrong !== null) return [];
	const {replica} = seen;
	return [
		inconclusive('start-unknown', placeRemedies['start-unknown'], [
			finding('inconclusive', 'start-unknown', replica.name, {
				deployed: replica.digests[0] ?? null,
				detail: replica.image,
			}),
		]),
	];
}

/** The replicas that are right: on the strength of the image they run, or of the files that were found in them. */
function right({image}: Evidence, all: readonly Seen[], compared: Assurance): readonly Opinion[] {
	const good = all.filter(
		({identity, places, loaded}) =>
			(identity === 'deployed' || loaded) &&
			!places.some(({status}) => status === 'drift' || status === 'inconclusive'),
	);
	if (good.length === 0) return [];
	const notes = good.flatMap(({seen, places, identity}) => {
		const replica = seen.replica.name;
		const other =
			identity === 'another' && image.status === 'observed'
				? [imageFinding('note', 'same-files-of-another-image', seen.replica, image.value)]
				: [];
		return [...other, ...places.flatMap(({findings}) => findings)].map((one) => ({replica, finding: one}));
	});
	const every = good.every(({identity}) => identity === 'deployed');
	const assurance = good.every(({equal}) => equal) ? compared : 'platform';
	return [match(every ? 'replicas-run-image' : 'replicas-hold-files', assurance, tellTogether(notes, all.length))];
}
