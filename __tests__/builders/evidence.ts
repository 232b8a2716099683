import type {FilesConfig, ProbeConfig, ServiceConfig, Target} from '../../src/model/config.ts';
import type {
	Answer,
	ArtifactEvidence,
	CommitEvidence,
	Evidence,
	ImageEvidence,
	LiveEvidence,
	LiveFile,
	Observation,
	Placement,
	ProbeEvidence,
} from '../../src/model/evidence.ts';
import type {FaultCode} from '../../src/model/fault.ts';
import type {History, Snapshot} from '../../src/model/history.ts';
import type {FileManifest, ManifestAssurance, ManifestEntry} from '../../src/model/manifest.ts';
import {sortEntries} from '../../src/model/manifest.ts';
import type {Path} from '../../src/model/path.ts';
import {asPath} from '../../src/model/path.ts';
import type {Plan} from '../../src/model/plan.ts';
import {planService} from '../../src/plan/plan.ts';

/** What a verdict is judged from. */
export type Case = {readonly plan: Plan; readonly evidence: Evidence};

export const at = '2026-03-01T09:12:00.000Z';
export const expectedSha = 'f00dcaf0'.repeat(5);
export const previousSha = '9c1d2e3f'.repeat(5);
export const expectedTree = '7ee1'.repeat(10);

/** 64 hex digits that stand for one content. */
export const hash = (name: string): string => {
	let state = 0x811c9dc5;
	let hex = '';
	for (let round = 0; round < 8; round++) {
		for (const character of `${round}${name}`) state = Math.imul(state ^ character.codePointAt(0)!, 0x01000193) >>> 0;
		hex += state.toString(16).padStart(8, '0');
	}
	return hex;
};

export const observed = <T>(value: T): Observation<T> => ({status: 'observed', value, at});
export const unavailable = (code: FaultCode, detail = 'as the test has it'): Observation<never> => ({
	status: 'unavailable',
	fault: {code, detail},
	at,
});
export const skipped = (reason = 'not-configured'): Observation<never> => ({status: 'skipped', reason});

export const file = (path: string, content: string = path, mode = '0644'): ManifestEntry => ({
	path: asPath(path),
	type: 'file',
	sha256: hash(content),
	size: content.length,
	mode,
});

/** Files by path → content (any text stands for bytes); sorted. */
export const manifest = (
	files: Readonly<Record<string, string>>,
	assurance: ManifestAssurance = 'verified',
): FileManifest => ({
	assurance,
	entries: sortEntries(Object.entries(files).map(([path, content]) => file(path, content))),
	gaps: [],
});

export const answer = (status: number, overrides: Partial<Answer> = {}): Answer => ({
	status,
	headers: {},
	contentType: 'application/json',
	location: null,
	sha256: hash(`${status}`),
	size: 20,
	truncated: false,
	decoded: null,
	peer: null,
	version: '1.1',
	by: [],
	pageOf: null,
	json: null,
	...overrides,
});

export const probeConfig = (overrides: Partial<ProbeConfig> = {}): ProbeConfig => ({
	name: 'workflow',
	method: 'GET',
	url: 'https://api.example.com/api/workflow',
	expect: [401],
	headers: [],
	contentType: null,
	control: true,
	protocol: 'http',
	credentials: null,
	json: [],
	answerHeaders: [],
	...overrides,
});

export const filesConfig = (overrides: Partial<FilesConfig> = {}): FilesConfig => ({
	from: 'dist',
	to: '/app/dist',
	kind: 'artifact',
	ignore: [],
	modes: 'executable',
	extra: 'note',
	...overrides,
});

export const serviceConfig = (overrides: Partial<ServiceConfig> = {}): ServiceConfig => ({
	service: 'api',
	environment: 'production',
	commit: null,
	image: {
		reference: 'registry.example.com/team/api:prod',
		platform: null,
		plainHttp: false,
		credentials: null,
		baseline: null,
		base: null,
		assurance: 'any',
		ca: null,
	},
	files: [filesConfig()],
	expect: [],
	runtime: null,
	replicas: null,
	proxies: [],
	upstream: null,
	trace: null,
	probes: [probeConfig()],
	live: {base: 'https://api.example.com/', root: 'public', paths: ['/assets/app.js'], page: null},
	version: null,
	origin: null,
	resolve: [],
	tls: null,
	rate: 50,
	accept: [],
	wait: null,
	timeouts: {connect: 5_000, answer: 10_000, stall: 10_000, request: 30_000},
	...overrides,
});

export const target = (overrides: Partial<Target> = {}): Target => ({
	revision: expectedSha,
	repository: 'team/api',
	pullRequest: {number: 42, title: 'Add workflow module', head: 'a1'.repeat(20), base: previousSha},
	event: 'push',
	run: {id: '1001', number: 1001, url: 'https://github.com/team/api/actions/runs/1001'},
	...overrides,
});

export const planOf = (service: ServiceConfig = serviceConfig(), about: Target = target()): Plan =>
	planService(service, {trust: 'trusted', secrets: []}, about, () => '5eed5eed5eed5eed');

/** The build output of the expected commit. */
export const distFiles: Readonly<Record<string, string>> = {
	'app.js': 'app with workflow',
	'modules/user/index.js': 'user module',
	'modules/workflow/index.js': 'workflow module',
	'public/assets/app.js': 'client with workflow',
	'public/index.html': '<script src=/assets/app.js>',
};

/** The same before the pull request. */
export const oldDistFiles: Readonly<Record<string, string>> = {
	'app.js': 'app',
	'modules/user/index.js': 'user module',
	'public/assets/app.js': 'client',
	'public/index.html': '<script src=/assets/app.js>',
};

export const commitEvidence = (overrides: Partial<CommitEvidence> = {}): CommitEvidence => ({
	sha: expectedSha,
	tree: expectedTree,
	parents: [previousSha],
	subject: 'Add workflow module (#42)',
	shallow: false,
	workspace: {head: expectedSha, tree: expectedTree, dirty: false},
	pullRequest: observed({
		number: 42,
		title: 'Add workflow module',
		head: 'a1'.repeat(20),
		base: previousSha,
		contained: 'same-tree',
		changed: [
			{path: asPath('src/app.ts'), change: 'modified', inCommit: 'present'},
			{path: asPath('src/modules/workflow/index.ts'), change: 'added', inCommit: 'present'},
		],
	}),
	newTexts: [],
	...overrides,
});

export const artifactEvidence = (overrides: Partial<ArtifactEvidence> = {}): ArtifactEvidence => ({
	from: 'dist',
	origin: {kind: 'record', commit: expectedSha, tree: expectedTree, dirty: false, recordedAt: at},
	manifest: manifest(distFiles, 'asserted'),
	ignored: 0,
	markers: [],
	...overrides,
});

export const placed = (files: Readonly<Record<string, string>>, to = 'app/dist'): Placement => ({
	status: 'placed',
	to: asPath(to),
	inferred: null,
	manifest: broughtBy(manifest(files), 1),
});

/** The entries as one image layer brought them, counted from 0 at the bottom. */
export const broughtBy = (seen: FileManifest, layer: number): FileManifest => ({
	...seen,
	entries: seen.entries.map((entry) => ({...entry, layer})),
});

export const imageEvidence = (overrides: Partial<ImageEvidence> = {}): ImageEvidence => ({
	reference: 'registry.example.com/team/api:prod',
	index: null,
	manifest: `sha256:${hash('image manifest')}`,
	config: `sha256:${hash('image config')}`,
	platform: {os: 'linux', architecture: 'amd64'},
	labels: {'org.opencontainers.image.revision': expectedSha},
	created: at,
	layers: [
		{
			digest: `sha256:${hash('base layer')}`,
			diffId: `sha256:${hash('base diff')}`,
			size: 31_000_000,
			mediaType: 'application/vnd.oci.image.layer.v1.tar+gzip',
			createdBy: null,
		},
		{
			digest: `sha256:${hash('dist layer')}`,
			diffId: `sha256:${hash('dist diff')}`,
			size: 80_000,
			mediaType: 'application/vnd.oci.image.layer.v1.tar+gzip',
			createdBy: 'COPY dist /app/dist',
		},
	],
	settings: null,
	startDigest: null,
	members: [],
	placements: [placed(distFiles)],
	markers: [],
	newSinceBaseline: null,
	baselineFault: null,
	base: null,
	baseFault: null,
	layersLeft: 0,
	tagMovedTo: null,
	gaps: [],
	oddities: [],
	...overrides,
});

export const probeEvidence = (status: number | Answer, control: number | Answer | null = 404): ProbeEvidence => ({
	name: 'workflow',
	answer: observed(typeof status === 'number' ? answer(status) : status),
	control: control === null ? skipped() : observed(typeof control === 'number' ? answer(control) : control),
	fresh: skipped('not-asked'),
	origin: skipped('not-asked'),
	others: [],
});

/** The one configured asset, with the content it was served with; null: 404. */
export const liveFile = (content: string | null, overrides: Partial<LiveFile> = {}): LiveFile => ({
	url: 'https://api.example.com/assets/app.js',
	path: '/assets/app.js',
	answer: observed(
		content === null
			? answer(404)
			: answer(200, {contentType: 'text/javascript', sha256: hash(content), size: content.length}),
	),
	fresh: skipped('not-asked'),
	origin: skipped('not-asked'),
	compressed: skipped('not-asked'),
	expected: [
		{
			path: 'public/assets/app.js' as Path,
			sha256: hash(distFiles['public/assets/app.js']!),
			size: distFiles['public/assets/app.js']!.length,
		},
	],
	...overrides,
});

export const liveEvidence = (overrides: Partial<LiveEvidence> = {}): LiveEvidence => ({
	page: skipped(),
	files: [liveFile(distFiles['public/assets/app.js']!)],
	left: 0,
	markers: [],
	...overrides,
});

/** A run over the deployment before: nothing of the pull request was there. */
export const snapshot = (overrides: Partial<Snapshot> = {}): Snapshot => ({
	commit: previousSha,
	at: '2026-02-28T16:40:00.000Z',
	run: 990,
	status: 'live',
	departsAt: null,
	imageManifest: `sha256:${hash('old image manifest')}`,
	probes: {'workflow GET https://api.example.com/api/workflow': 404},
	absent: {'workflow GET https://api.example.com/api/workflow': 'application/json '},
	served: {'https://api.example.com/assets/app.js': hash(oldDistFiles['public/assets/app.js']!)},
	lacked: [],
	...overrides,
});

export const history = (last: Snapshot = snapshot(), before: Snapshot | null = null): History => ({
	schema: 'deploy-truth/history/v1',
	service: 'api',
	environment: 'production',
	last,
	before,
});

export type Overrides = {
	readonly service?: Partial<ServiceConfig>;
	readonly target?: Partial<Target>;
	readonly commit?: Partial<CommitEvidence>;
	readonly artifact?: Partial<ArtifactEvidence>;
	readonly image?: Partial<ImageEvidence>;
	readonly live?: Partial<LiveEvidence>;
	/** whole observations, over everything above */
	readonly evidence?: Partial<Evidence>;
};

/** A deployment that is `live`, told by a served file and by a route gained since the run before; change what a test is about. */
export function healthy(overrides: Overrides = {}): Case {
	const plan = planOf(serviceConfig(overrides.service), target(overrides.target));
	const evidence: Evidence = {
		commit: observed(commitEvidence(overrides.commit)),
		artifacts: [observed(artifactEvidence(overrides.artifact))],
		image: observed(imageEvidence(overrides.image)),
		replicas: skipped(),
		mapping: skipped(),
		probes: [probeEvidence(401)],
		live: observed(liveEvidence(overrides.live)),
		version: skipped(),
		history: observed(history()),
		...overrides.evidence,
	};
	return {plan, evidence};
}

/** The pull request is merged and built, the image is the one before: the first incident. Drift at `image`. */
export const staleImage = (): Case =>
	healthy({
		image: {
			placements: [placed(oldDistFiles)],
			labels: {'org.opencontainers.image.revision': previousSha},
		},
		live: {files: [liveFile(oldDistFiles['public/assets/app.js']!)]},
		evidence: {probes: [probeEvidence(404)]},
	});

/** The image is right, the endpoint answers 404 as its control does. Drift at `route`. */
export const notMounted = (): Case => healthy({evidence: {probes: [probeEvidence(404)]}});

/** Everything that was looked at matches, and the deployment before would have answered the same. Inconclusive. */
export const processNotSeen = (): Case =>
	healthy({service: {live: null}, evidence: {live: skipped(), history: observed(null)}});

/** A build output recorded from another commit. Drift at `artifact`. */
export const foreignArtifact = (): Case =>
	healthy({
		artifact: {
			origin: {kind: 'record', commit: previousSha, tree: '01d7'.repeat(10), dirty: false, recordedAt: at},
		},
	});

/** The pull request's head is not in the commit that should be live. Drift at `source`. */
export const pullRequestNotMerged = (): Case =>
	healthy({
		commit: {
			pullRequest: observed({
				number: 42,
				title: 'Add workflow module',
				head: 'a1'.repeat(20),
				base: previousSha,
				contained: 'no',
				changed: [
					{path: asPath('src/app.ts'), change: 'modified', inCommit: 'other'},
					{path: asPath('src/modules/workflow/index.ts'), change: 'added', inCommit: 'absent'},
				],
			}),
		},
	});

/** The registry asks for credentials nobody gave. Inconclusive at `image`. */
export const registryRefused = (): Case => healthy({evidence: {image: unavailable('unauthorized')}});

/** A 200 without credentials where 401 is expected. Drift at `api`. */
export const openEndpoint = (): Case => healthy({evidence: {probes: [probeEvidence(200)]}});

/** An old file in front of the new deployment. Drift at `route`. */
export const staleCache = (): Case =>
	healthy({
		live: {
			files: [
				liveFile(null, {
					answer: observed(
						answer(200, {
							contentType: 'text/javascript',
							headers: {age: '86000', 'x-cache': 'HIT'},
							sha256: hash(oldDistFiles['public/assets/app.js']!),
						}),
					),
				}),
			],
		},
	});

/** Nobody can reach the endpoint. Inconclusive at `route` and `api`. */
export const unreachable = (): Case =>
	healthy({
		evidence: {
			probes: [{...probeEvidence(0), answer: unavailable('unreachable'), control: unavailable('unreachable')}],
			live: observed(liveEvidence({files: [liveFile(null, {answer: unavailable('unreachable')})]})),
		},
	});

/** The incident, one deployment later: the same commit, its image rebuilt. Live, with 404 → 401. */
export const repaired = (): Case =>
	healthy({
		evidence: {
			history: observed(
				history(
					snapshot({
						commit: expectedSha,
						run: 1000,
						status: 'drift',
						departsAt: 'image',
						lacked: ['app.js', 'modules/workflow/index.js', 'public/assets/app.js'],
					}),
				),
			),
		},
	});
