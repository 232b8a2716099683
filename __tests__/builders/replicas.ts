import type {RuntimeConfig} from '../../src/model/config.ts';
import {diffManifests} from '../../src/model/diff.ts';
import type {Observation, ReplicaEvidence, ReplicaFiles, ReplicasEvidence} from '../../src/model/evidence.ts';
import type {Path} from '../../src/model/path.ts';
import {asPath} from '../../src/model/path.ts';
import type {Mount, Replica, RunSettings} from '../../src/model/runtime.ts';
import {
	type Case,
	distFiles,
	hash,
	healthy,
	imageEvidence,
	manifest,
	observed,
	oldDistFiles,
	type Overrides,
	skipped,
} from './evidence.ts';

export const runtimeConfig = (overrides: Partial<RuntimeConfig> = {}): RuntimeConfig => ({
	kind: 'compose',
	host: null,
	context: null,
	project: 'shop',
	service: 'api',
	containers: [],
	selector: null,
	namespace: null,
	workload: null,
	cluster: null,
	region: null,
	command: null,
	replicas: null,
	inside: true,
	ephemeral: null,
	expectedChanges: [],
	manifest: null,
	timeout: 60_000,
	...overrides,
});

/** The image IDs of the deployed image and of the one before. */
export const deployedId = imageEvidence().config;
export const oldId = `sha256:${hash('old image config')}`;

export const settings = (overrides: Partial<RunSettings> = {}): RunSettings => ({
	entrypoint: null,
	command: ['node', 'app.js'],
	user: 'node',
	workingDirectory: '/app',
	environment: ['NODE_ENV', 'PATH'],
	ports: ['3000/tcp'],
	...overrides,
});

export const mount = (overrides: Partial<Mount> = {}): Mount => ({
	kind: 'bind',
	source: '/srv/api/dist',
	destination: '/app/dist',
	writable: true,
	...overrides,
});

/** A container of the deployed image, as its engine tells of it. */
export const replica = (overrides: Partial<Replica> = {}): Replica => ({
	id: hash('container').slice(0, 64),
	name: 'shop-api-1',
	role: 'service',
	image: 'registry.example.com/team/api:prod',
	digests: [deployedId, `registry.example.com/team/api@sha256:${hash('image manifest')}`],
	diffIds: null,
	startDigest: null,
	imageNow: [deployedId],
	imageNowSince: null,
	createdAt: '2026-03-01T09:00:00.000Z',
	startedAt: '2026-03-01T09:00:01.000Z',
	restarts: 0,
	state: 'running',
	trouble: null,
	ready: true,
	node: null,
	addresses: ['172.18.0.3'],
	revision: null,
	mounts: [],
	settings: settings(),
	...overrides,
});

/** The files found at /app/dist, against those that the image has there. */
export const inside = (
	files: Readonly<Record<string, string>> = distFiles,
	overrides: Partial<ReplicaFiles> = {},
): Observation<ReplicaFiles> => {
	const {changes, same} = diffManifests(manifest(distFiles), manifest(files), {
		modes: 'executable',
		directories: false,
	});
	return observed({
		at: asPath('app/dist'),
		against: 'image',
		changes,
		moreChanges: 0,
		same,
		gaps: [],
		newer: [],
		moreNewer: 0,
		touched: false,
		...overrides,
	});
};

export const newer = (...paths: string[]): ReplicaFiles['newer'] =>
	paths.map((path) => ({path: path as Path, modified: '2026-03-01T09:05:00.000Z'}));

/** `files` null: nobody looked inside. */
export const running = (
	overrides: Partial<Replica> = {},
	files: Observation<ReplicaFiles> | null = inside(),
): ReplicaEvidence => ({replica: replica(overrides), files: [files ?? skipped('not-asked')]});

/** A container of the image before, with its files. */
export const stale = (overrides: Partial<Replica> = {}): ReplicaEvidence =>
	running({digests: [oldId], ...overrides}, inside(oldDistFiles));

export const replicasEvidence = (
	replicas: readonly ReplicaEvidence[] = [running()],
	overrides: Partial<ReplicasEvidence> = {},
): ReplicasEvidence => ({
	where: 'production-1',
	wanted: null,
	rollout: null,
	claims: [],
	runtime: 'compose',
	origin: {kind: 'asked'},
	replicas,
	more: 0,
	declared: skipped('not-configured'),
	...overrides,
});

/** A deployment of which only the containers tell that it is live: no probe, no served file. */
export const runningCase = (
	replicas: readonly ReplicaEvidence[] | Observation<ReplicasEvidence> = [running()],
	overrides: Overrides & {
		readonly runtime?: Partial<RuntimeConfig>;
		readonly replicas?: Partial<ReplicasEvidence>;
	} = {},
): Case =>
	healthy({
		...overrides,
		service: {runtime: runtimeConfig(overrides.runtime), probes: [], live: null, ...overrides.service},
		evidence: {
			replicas: 'status' in replicas ? replicas : observed(replicasEvidence(replicas, overrides.replicas)),
			probes: [],
			live: skipped(),
			history: observed(null),
			...overrides.evidence,
		},
	});
