import type {FilesConfig} from '../model/config.ts';
import {diffManifests, type FileChange} from '../model/diff.ts';
import type {
	ArtifactEvidence,
	ImageEvidence,
	Observation,
	ReplicaEvidence,
	ReplicaFiles,
	ReplicasEvidence,
} from '../model/evidence.ts';
import {FaultError} from '../model/fault.ts';
import {type FileManifest, sortEntries} from '../model/manifest.ts';
import type {Path} from '../model/path.ts';
import {baseOf, parentOf, pathOf} from '../model/path.ts';
import type {Plan} from '../model/plan.ts';
import {mostReplicas, type Replica} from '../model/runtime.ts';
import {askReplicas, readReplicas, type Replicas} from '../subjects/replicas.ts';
import type {World} from '../world.ts';
import {attempt} from './attempt.ts';
import {bounded} from './bounded.ts';

/** Containers looked into at a time: each is a process that streams. */
const width = 4;
const mostChanges = 1_000;

/**
 * What runs, replica by replica: which image, and how its files differ from those that are expected there. The runtime
 * is asked while the image is still being read.
 */
export async function observeReplicas(
	world: World,
	plan: Plan,
	imageSeen: Promise<Observation<ImageEvidence>> | Observation<ImageEvidence>,
	artifacts: readonly Observation<ArtifactEvidence>[],
	repository: string,
	commit: string | null,
): Promise<ReplicasEvidence> {
	const {runtime, replicas: collected} = plan.service;
	const reference = plan.service.image?.reference ?? null;
	const asked =
		collected !== null
			? readReplicas(world, collected, repository)
			: askReplicas(world, runtime!, {timeout: runtime!.timeout, repository, image: reference});
	const [replicas, image] = await Promise.all([asked, imageSeen]);
	const expected = plan.service.files.map((files, index) =>
		runtime?.inside === false ? 'not-asked' : expectedAt(files, index, image, artifacts[index]),
	);
	const kept = replicas.answer.replicas.slice(0, mostReplicas);
	let looked = 0;
	const {replicas: _, ...answer} = replicas.answer;
	return {
		...answer,
		runtime: replicas.runtime,
		origin: replicas.origin,
		replicas: await bounded(kept, width, async (replica): Promise<ReplicaEvidence> => {
			world.log.progress(`looking into ${replica.name} (${++looked} of ${kept.length})`);
			const files: Observation<ReplicaFiles>[] = [];
			for (const [index, place] of expected.entries())
				files.push(await observeFiles(world, replicas, replica, place, plan.service.files[index]!));
			return {replica, files};
		}),
		more: replicas.answer.replicas.length - kept.length,
		declared:
			runtime?.manifest == null
				? {status: 'skipped', reason: 'not-configured'}
				: await attempt(world, async () =>
						(await import('./declared.ts')).observeDeclared(world, plan, runtime.manifest!, commit, repository),
					),
	};
}

/** What is expected to be at a place; a word says why nothing can be. */
type Expected =
	| {
			readonly at: Path /** as it was configured: a link in the image may lead from there to `at` */;
			readonly stated: Path;
			readonly against: ReplicaFiles['against'];
			readonly manifest: FileManifest;
	  }
	| string;

function expectedAt(
	files: FilesConfig,
	index: number,
	image: Observation<ImageEvidence>,
	artifact: Observation<ArtifactEvidence> | undefined,
): Expected {
	const placement = image.status === 'observed' ? image.value.placements[index] : undefined;
	const stated = files.to === null ? null : pathOf(files.to).path;
	if (placement?.status === 'placed') {
		const {to: at, manifest} = placement;
		return {at, stated: stated ?? at, against: 'image', manifest};
	}
	if (image.status === 'observed') return 'not-in-image';
	if (stated === null || artifact?.status !== 'observed') return 'place-not-known';
	return {at: stated, stated, against: 'artifact', manifest: artifact.value.manifest};
}

async function observeFiles(
	world: World,
	replicas: Replicas,
	replica: Replica,
	expected: Expected,
	{modes, extra}: FilesConfig,
): Promise<Observation<ReplicaFiles>> {
	if (typeof expected === 'string') return {status: 'skipped', reason: expected};
	if (replica.role !== 'service') return {status: 'skipped', reason: 'not-serving'};
	if (replica.state !== 'running' && replica.state !== 'paused') return {status: 'skipped', reason: 'not-running'};
	return attempt(world, async () => {
		const {at, against} = expected;
		const {manifest, newer, moreNewer, touched} = await lookAlongLinks(replicas, replica, expected).catch(nothingThere);
		const seen = underItsName(expected.manifest, manifest, at);
		const {changes, same, deployedGaps} = diffManifests(expected.manifest, seen, {modes, directories: false});
		// Where extra files do not matter, the expected side holds only what does.
		const told = extra === 'ignore' ? changes.filter(({kind}) => kind !== 'added') : changes;
		return {
			at,
			against,
			changes: sortEntries(mattersFirst(told).slice(0, mostChanges)),
			moreChanges: Math.max(0, told.length - mostChanges),
			same,
			gaps: deployedGaps,
			newer,
			moreNewer,
			touched,
		};
	});
}

/** As many symbolic links as a release directory ever stands behind. */
const mostLinks = 8;

/**
 * The place as it is stated, through the links that stand there in the container now: one may lead elsewhere than in the
 * image. Links above it are followed by whoever packs.
 */
async function lookAlongLinks(
	replicas: Replicas,
	replica: Replica,
	{stated, manifest}: Exclude<Expected, string>,
): ReturnType<Replicas['look']> {
	const isLink = manifest.entries.length === 1 && manifest.entries[0]!.type === 'symlink';
	let place = stated;
	for (let links = 0; links < mostLinks; links++) {
		const seen = await replicas.look(replica, place, manifest);
		const [only, more] = seen.manifest.entries;
		if (isLink || only?.type !== 'symlink' || more !== undefined || only.path !== baseOf(place)) return seen;
		place = pathOf(only.target.startsWith('/') ? only.target : `${parentOf(place)}/${only.target}`).path;
	}
	throw new FaultError('unsafe-name', `/${stated} leads through more than ${mostLinks} symbolic links`);
}

/** What is there beyond what is expected is told where room is left. */
const mattersFirst = (changes: readonly FileChange[]): readonly FileChange[] => [
	...changes.filter(({kind}) => kind !== 'added'),
	...changes.filter(({kind}) => kind === 'added'),
];

/** A container that runs and shows nothing at a place is no container that could not be read: all of it is missing there. */
function nothingThere(error: unknown): Awaited<ReturnType<Replicas['look']>> {
	if (!(error instanceof FaultError) || error.fault.code !== 'not-found') throw error;
	return {manifest: {assurance: 'verified', entries: [], gaps: []}, newer: [], moreNewer: 0, touched: true};
}

/** A place that is one file has the name it has in the image, which need not be the artifact's. */
function underItsName(expected: FileManifest, seen: FileManifest, at: Path): FileManifest {
	const [wanted, more] = expected.entries;
	const [entry, others] = seen.entries;
	if (wanted === undefined || entry === undefined || more !== undefined || others !== undefined) return seen;
	return wanted.type === 'file' && entry.path === baseOf(at)
		? {...seen, entries: [{...entry, path: wanted.path}]}
		: seen;
}
