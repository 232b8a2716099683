import type {ArtifactEvidence, Evidence, Observation} from '../model/evidence.ts';
import type {HistoryStore} from '../model/history.ts';
import type {FileManifest} from '../model/manifest.ts';
import type {Plan} from '../model/plan.ts';
import type {LayerStore} from '../subjects/layer-store.ts';
import type {World} from '../world.ts';
import {attempt} from './attempt.ts';
import {observeImage} from './image.ts';

/** What a run stands on besides its plan: machine paths and memory, which no evidence carries. */
export type Surroundings = {
	readonly repository: string;
	/** our own configuration file: nothing is built from it, so an edit of it leaves the build clean */
	readonly config?: string | null;
	readonly history: HistoryStore;
	/** listings of image layers that earlier runs read; null: none are kept */
	readonly layers: LayerStore | null;
};

/**
 * Looks once at every subject the plan names. `before` is the evidence of an earlier round: what cannot change while
 * we wait (commit, artifact, memory) is kept, what can (image, answers) is looked at again.
 */
export async function observe(
	world: World,
	plan: Plan,
	around: Surroundings,
	before: Evidence | null,
): Promise<Evidence> {
	// An image takes longest: its registry is asked first, and answers while the rest is loaded, and the commit and
	// what was built are read.
	const built = Promise.withResolvers<readonly Observation<ArtifactEvidence>[]>();
	const {asking, underWay} = firstRequest(world);
	const imageSeen =
		plan.service.image === null
			? notConfigured
			: attempt(world, () => observeImage(asking, plan, built.promise, before?.image ?? null, around));
	if (imageSeen !== notConfigured) await Promise.race([underWay, imageSeen]);
	const commit =
		before?.commit ??
		(await attempt(world, async () => (await import('./commit.ts')).observeCommit(world, plan, around)));
	const artifacts =
		before?.artifacts ??
		(await (await import('./artifacts.ts')).observeArtifacts(world, plan, commit, around.repository));
	built.resolve(artifacts);
	const pullRequest =
		commit.status === 'observed' && commit.value.pullRequest.status === 'observed'
			? commit.value.pullRequest.value.number
			: null;
	const endpoint = import('./ways.ts').then(({worldTowards}) => worldTowards(world, plan, around.repository));
	const replicasSeen =
		plan.skipped.container !== undefined
			? Promise.resolve(notConfigured)
			: attempt(world, async () =>
					(await import('./replicas.ts')).observeReplicas(
						world,
						plan,
						imageSeen,
						artifacts,
						around.repository,
						commit.status === 'observed' ? commit.value.sha : null,
					),
				);
	const landing = endpoint.then((towards) => ({
		world,
		towards,
		plan,
		replicas: replicasSeen,
		repository: around.repository,
	}));
	const [image, replicas, mapping, probes, live, version, history] = await Promise.all([
		imageSeen,
		replicasSeen,
		landing.then(async (seen) => (await import('./mapping.ts')).observeMapping(seen)),
		endpoint.then(async (towards) => (await import('./probes.ts')).observeProbes(towards, plan)),
		plan.service.live === null
			? notConfigured
			: attempt(world, async () =>
					(await import('./live.ts')).observeLive(await endpoint, plan, manifestsOf(artifacts)),
				),
		plan.service.version === null
			? notConfigured
			: attempt(world, async () => (await import('./version.ts')).observeVersion(await endpoint, plan)),
		before?.history ?? around.history.read(plan, pullRequest),
	]);
	return {commit, artifacts, image, replicas, mapping, probes, live, version, history};
}

/** Milliseconds in which a connection is made and a request leaves, where nothing else keeps this process busy. */
const leaving = 2;

/** The same world, and a promise of the moment at which its first request has left. */
function firstRequest(world: World): {readonly asking: World; readonly underWay: Promise<void>} {
	const sent = Promise.withResolvers<void>();
	const http: World['http'] = (request) => {
		const answer = world.http(request);
		// Past the timer, what the network has to say is heard before anything else is done.
		setTimeout(() => setImmediate(sent.resolve), leaving);
		return answer;
	};
	return {asking: {...world, http}, underWay: sent.promise};
}

const notConfigured = {status: 'skipped', reason: 'not-configured'} as const;

const manifestsOf = (artifacts: readonly Observation<ArtifactEvidence>[]): readonly FileManifest[] =>
	artifacts.flatMap((artifact) => (artifact.status === 'observed' ? [artifact.value.manifest] : []));
