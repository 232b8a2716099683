import type {RuntimeConfig} from '../../model/config.ts';
import {FaultError} from '../../model/fault.ts';
import type {Replica, RuntimeAnswer} from '../../model/runtime.ts';
import type {World} from '../../world.ts';
import {claimsOf} from './kubernetes-claims.ts';
import {type ContainerPlace, placeOf} from './kubernetes-container.ts';
import {lookBeside, packedBeside} from './kubernetes-ephemeral.ts';
import {kubectlFault} from './kubernetes-fault.ts';
import {ofContainer, packedIn} from './kubernetes-files.ts';
import {type Kubectl, kubectlIn} from './kubernetes-kubectl.ts';
import {mappingOf, nameOf} from './kubernetes-objects.ts';
import {kubernetesOwners} from './kubernetes-owners.ts';
import {replicasOf} from './kubernetes-replica.ts';
import {podsOf, rolloutOf, togetherOf} from './kubernetes-rollout.ts';
import {selectPods} from './kubernetes-selection.ts';
import {servingIn, type Wanted} from './kubernetes-serving.ts';
import type {Workload} from './kubernetes-workload.ts';
import type {Runtime, RuntimeOptions} from './runtime.ts';

/** Pods of a cluster, by the user's own kubectl: kubeconfig, contexts and login are as they are for the user. */
export function openKubernetes(world: World, config: RuntimeConfig, options: RuntimeOptions): Runtime {
	const kubectl = kubectlIn(world, config, options.timeout);
	const besides = new Map<string, Promise<ContainerPlace>>();
	const beside = (replica: Replica, image: string): Promise<ContainerPlace> => {
		const place = placeOf(replica);
		const there =
			besides.get(replica.id) ??
			lookBeside(world, kubectl, place, image).catch((error: unknown) => {
				throw error instanceof FaultError ? ofContainer(place, error) : error;
			});
		besides.set(replica.id, there);
		return there;
	};
	return {
		replicas: () => answer(world, kubectl, config, options.image),
		touched: null,
		owner: (addresses) => kubernetesOwners(kubectl, addresses),
		async *files(replica, path) {
			let begun = false;
			try {
				for await (const chunk of packedIn(kubectl, placeOf(replica), path)) {
					begun = true;
					yield chunk;
				}
			} catch (error) {
				const permitted = begun ? null : config.ephemeral;
				if (permitted === null || !(error instanceof FaultError) || error.fault.code !== 'no-archiver') throw error;
				yield* packedBeside(kubectl, await beside(replica, permitted), path);
			}
		},
		async *logs(replica, since) {
			const {namespace, pod, container} = placeOf(replica);
			const from = new Date(since).toISOString();
			yield* kubectl.stream(
				['logs', pod, `--container=${container}`, `--namespace=${namespace}`, `--since-time=${from}`],
				({said}) => kubectlFault(said, {group: '', resource: 'pods/log', verb: 'get'}),
			);
		},
	};
}

async function answer(
	world: World,
	kubectl: Kubectl,
	config: RuntimeConfig,
	image: string | null,
): Promise<RuntimeAnswer> {
	const {pods, workloads} = await selectPods(kubectl, config, image);
	const wanted: Wanted = {containers: config.containers, image};
	const replicas = pods.flatMap((pod) => {
		const own = workloads.find(({owns}) => owns(pod));
		return replicasOf(pod, wanted, own?.revisionOf(pod) ?? null);
	});
	if (pods.length > 0 && !replicas.some(({role}) => role === 'service')) throw unserved(config, replicas);
	const rollouts = workloads.map(({kind, object, owns}) => {
		const names = new Set(pods.filter(owns).map(nameOf));
		const own = replicas.filter((replica) => names.has(placeOf(replica).pod));
		return {object, rollout: rolloutOf(kind, object, own)};
	});
	return {
		where: await whereIn(world, kubectl, config),
		wanted: workloads.length === 0 ? null : workloads.reduce((sum, one) => sum + containersOf(one, wanted), 0),
		rollout: togetherOf(rollouts),
		claims: await claimsOf(world, kubectl, workloads),
		replicas: replicas.toSorted((a, b) => order(a.name, b.name) || order(a.id, b.id)),
	};
}

const order = (a: string, b: string): number => (a < b ? -1 : a > b ? 1 : 0);

/** Every pod of the template has each of the containers that serve. */
function containersOf({kind, object}: Workload, wanted: Wanted): number {
	const template = mappingOf(mappingOf(mappingOf(object['spec'])['template'])['spec']);
	return podsOf(kind, object) * Math.max(1, servingIn(template, wanted).size);
}

function unserved({containers}: RuntimeConfig, replicas: readonly Replica[]): FaultError {
	if (containers.length === 0) return new FaultError('invalid-answer', 'kubectl gave pods without containers');
	const names = [...new Set(replicas.map((replica) => placeOf(replica).container))].sort();
	return new FaultError(
		'not-found',
		`no container of the pods is called ${containers.join(', ')}: they have ${names.join(', ')}`,
	);
}

/** Context and namespace; in a cluster there is no kubeconfig that names them. */
async function whereIn(world: World, kubectl: Kubectl, {namespace}: RuntimeConfig): Promise<string> {
	const stated = await kubectl
		.text(
			['config', 'view', '--minify', '--output=jsonpath={.current-context}{"\\n"}{.contexts[0].context.namespace}'],
			{group: '', resource: '', verb: ''},
		)
		.catch((error: unknown) => {
			if (!(error instanceof FaultError) || error.fault.code === 'cancelled') throw error;
			world.log.debug(`kubernetes: no context is chosen (${error.fault.detail})`);
			return '';
		});
	const [context = '', own = ''] = stated.split('\n').map((line) => line.trim().slice(0, 200));
	return `kubernetes ${context || 'cluster'}, namespace ${namespace ?? (own || 'default')}`;
}
