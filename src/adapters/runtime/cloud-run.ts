import type {RuntimeConfig} from '../../model/config.ts';
import {FaultError} from '../../model/fault.ts';
import type {Replica, RuntimeAnswer} from '../../model/runtime.ts';
import type {World} from '../../world.ts';
import {rolloutOf} from './cloud-run-conditions.ts';
import {gcloudRun} from './cloud-run-gcloud.ts';
import {replicasOfRevision} from './cloud-run-replica.ts';
import {sharesOf} from './cloud-run-traffic.ts';
import {objectsIfAny, objectsOf} from './cloud-answer.ts';
import {textOf, within} from './engine-answer.ts';
import type {Runtime, RuntimeOptions} from './runtime.ts';

/** Google Cloud Run by the user's own `gcloud`: which revisions receive traffic, of which images. It shows no files. */
export const openCloudRun = (world: World, config: RuntimeConfig, options: RuntimeOptions): Runtime => ({
	replicas: () => askCloudRun(world, config, options),
	files: null,
	touched: null,
	owner: null,
	logs: null,
});

async function askCloudRun(
	world: World,
	config: RuntimeConfig,
	{timeout, image}: RuntimeOptions,
): Promise<RuntimeAnswer> {
	const {service: name, project, region, containers} = config;
	if (name === null) throw new FaultError('not-found', 'no Cloud Run service is named');
	const gcloud = gcloudRun(world, config, timeout);
	const service = await gcloud('services', name);
	objectsOf([within(service, 'status')], `the status of the service ${name}`);
	const newest = textOf(within(service, 'status', 'latestCreatedRevisionName'));
	const replicas: Replica[] = [];
	const names = new Set<string>();
	for (const share of sharesOf(service)) {
		const revision = await gcloud('revisions', share.revision);
		if (within(revision, 'metadata', 'name') !== share.revision)
			throw new FaultError('invalid-answer', `gcloud describes another revision than ${share.revision}`);
		const current = share.revision === newest;
		for (const one of objectsIfAny(within(revision, 'spec', 'containers'))) names.add(textOf(one['name']) ?? '');
		replicas.push(...replicasOfRevision(world, {revision, share, current, serving: {containers, image}}));
	}
	if (containers.length > 0 && names.size > 0 && !containers.some((one) => names.has(one)))
		throw new FaultError(
			'not-found',
			`no revision of ${name} has a container ${containers.join(', ')}: they are called ${[...names].join(', ').slice(0, 300)}`,
		);
	return {
		where: ['Cloud Run', project, region].filter((word) => word !== null).join(', '),
		// Instances follow the requests; none may run while nobody asks.
		wanted: null,
		rollout: rolloutOf(world, service),
		claims: [],
		replicas: replicas.sort((a, b) => order(a.name, b.name) || order(a.id, b.id)),
	};
}

const order = (a: string, b: string): number => (a < b ? -1 : a > b ? 1 : 0);
