import type {Staged} from './program.ts';

type Tree = Readonly<Record<string, unknown>>;

export const digest = (digit: string): string => `sha256:${digit.repeat(64)}`;
export const repository = 'europe-west1-docker.pkg.dev/shop/images/api';

export const ready = (status: 'True' | 'False' | 'Unknown', more: Tree = {}): Tree => ({
	type: 'Ready',
	status,
	lastTransitionTime: '2026-05-01T12:00:05.678901Z',
	...more,
});

const resource = (kind: string, name: string): Tree => ({
	apiVersion: 'serving.knative.dev/v1',
	kind,
	metadata: {
		name,
		namespace: '123456789012',
		generation: 3,
		creationTimestamp: '2026-05-01T12:00:00.123456Z',
		labels: {'cloud.googleapis.com/location': 'europe-west1'},
	},
});

export const service = (status: Tree = {}, template: Tree = {}): Tree => ({
	...resource('Service', 'api'),
	spec: {template: {spec: {containers: [{image: `${repository}:main`}], ...template}}, traffic: [{percent: 100}]},
	status: {
		observedGeneration: 3,
		url: 'https://api-x.a.run.app',
		latestCreatedRevisionName: 'api-00042',
		latestReadyRevisionName: 'api-00042',
		traffic: [{revisionName: 'api-00042', percent: 100, latestRevision: true}],
		conditions: [ready('True')],
		...status,
	},
});

export const revision = (name: string, status: Tree = {}, spec: Tree = {}): Tree => ({
	...resource('Revision', name),
	spec: {
		containerConcurrency: 80,
		timeoutSeconds: 300,
		containers: [{image: `${repository}:main`, ports: [{name: 'http1', containerPort: 8080}]}],
		...spec,
	},
	status: {
		imageDigest: `${repository}@${digest('a')}`,
		containerStatuses: [{imageDigest: `${repository}@${digest('a')}`}],
		conditions: [ready('True')],
		...status,
	},
});

/** A service whose only revision serves. */
export const small = (more: Partial<Staged> = {}): Partial<Staged> => ({
	resources: {'services/api': service(), 'revisions/api-00042': revision('api-00042')},
	...more,
});
