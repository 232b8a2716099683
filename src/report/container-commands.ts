import type {RuntimeKind} from '../model/runtime.ts';
import {shellWord} from './escape.ts';

/** What commands for a runtime are filled with; null: the configuration does not name it. */
export type RuntimeNames = {
	readonly kind: RuntimeKind;
	/** as the runtime calls it */
	readonly service: string | null;
	/** the replicas that a remedy is about, by name */
	readonly containers: readonly string[];
	/** that should run, or do; 0: not known */
	readonly replicas: number;
	/** containers are named one by one or by labels, and not found by the repository of the image */
	readonly selected: boolean;
	readonly host: string | null;
	readonly context: string | null;
	readonly project: string | null;
	readonly namespace: string | null;
	readonly workload: string | null;
	readonly cluster: string | null;
	readonly region: string | null;
	readonly manifest: string | null;
};

/** A name as one argument that cannot be read as an option. */
export const word = (text: string | null, otherwise: string): string =>
	text === null || text === '' || text.startsWith('-') ? otherwise : shellWord(text);

const option = (flag: string, value: string | null): string => (value === null ? '' : ` ${flag} ${shellWord(value)}`);

/** Names in one command, before only the first of them stand there. */
const mostContainers = 5;
export const containersOf = ({containers}: RuntimeNames): string =>
	containers.length === 0
		? 'CONTAINER'
		: containers
				.slice(0, mostContainers)
				.map((name) => word(name, 'CONTAINER'))
				.join(' ');

export const engine = (r: RuntimeNames): string =>
	r.kind === 'podman' ? 'podman' : `docker${option('--host', r.host)}${option('--context', r.context)}`;
export const compose = (r: RuntimeNames): string => `${engine(r)} compose${option('--project-name', r.project)}`;
/** `up` makes as many as the file states: those that were asked for on top would go. */
const up = (r: RuntimeNames, options: string, service: string): string =>
	`${compose(r)} up -d${options}${r.replicas > 1 ? ` --scale ${service}=${r.replicas}` : ''} ${service}`;
export const kubectl = (r: RuntimeNames): string =>
	`kubectl${option('--context', r.context)}${option('--namespace', r.namespace)}`;
const workloadOf = (r: RuntimeNames): string => word(r.workload, 'deployment/NAME');
const ecs = (r: RuntimeNames, verb: string): string => `aws ecs ${verb}${option('--region', r.region)}`;
const ecsService = (r: RuntimeNames, service: string): string =>
	` --cluster ${word(r.cluster, 'default')} --service ${service}`;
const cloudRun = (r: RuntimeNames): string => `${option('--project', r.project)}${option('--region', r.region)}`;

type Step = (runtime: RuntimeNames, service: string, image: string) => string | null;
export type Steps = Readonly<Record<RuntimeKind, Step>>;

const nothing: Step = () => null;

export const recreate: Steps = {
	compose: (r, service) => up(r, ' --force-recreate', service),
	docker: nothing,
	podman: nothing,
	swarm: (r, service) => `${engine(r)} service update --force ${service}`,
	kubernetes: (r) => `${kubectl(r)} rollout restart ${workloadOf(r)}`,
	ecs: (r, service) => `${ecs(r, 'update-service')}${ecsService(r, service)} --force-new-deployment`,
	'cloud-run': (r, service, image) => `gcloud run deploy ${service} --image ${image}${cloudRun(r)}`,
	command: nothing,
};
export const take: Steps = {
	...recreate,
	compose: (r, service) => `${compose(r)} pull ${service} && ${up(r, ' --force-recreate', service)}`,
	docker: (r, _, image) => `${engine(r)} pull ${image}`,
	podman: (r, _, image) => `${engine(r)} pull ${image}`,
	swarm: (r, service, image) => `${engine(r)} service update --force --image ${image} ${service}`,
};
export const restart: Steps = {
	...recreate,
	compose: (r, service) => `${compose(r)} restart ${service}`,
	docker: (r) => `${engine(r)} restart ${containersOf(r)}`,
	podman: (r) => `${engine(r)} restart ${containersOf(r)}`,
};
export const start: Steps = {
	compose: (r, service) => up(r, '', service),
	docker: (r) => `${engine(r)} start ${containersOf(r)}`,
	podman: (r) => `${engine(r)} start ${containersOf(r)}`,
	swarm: (r, service) => `${engine(r)} service scale ${service}=1`,
	kubernetes: (r) => `${kubectl(r)} scale ${workloadOf(r)} --replicas=1`,
	ecs: (r, service) => `${ecs(r, 'update-service')}${ecsService(r, service)} --desired-count 1`,
	'cloud-run': (r, service) => `gcloud run services describe ${service}${cloudRun(r)}`,
	command: nothing,
};
export const resume: Steps = {
	...start,
	compose: (r, service) => `${compose(r)} unpause ${service}`,
	docker: (r) => `${engine(r)} unpause ${containersOf(r)}`,
	podman: (r) => `${engine(r)} unpause ${containersOf(r)}`,
	swarm: (r) => `${engine(r)} unpause ${containersOf(r)}`,
};
export const inspect: Steps = {
	compose: (r, service) => `${compose(r)} logs --tail 100 ${service}`,
	docker: (r) => `${engine(r)} logs --tail 100 ${containersOf({...r, containers: r.containers.slice(0, 1)})}`,
	podman: (r) => `${engine(r)} logs --tail 100 ${containersOf({...r, containers: r.containers.slice(0, 1)})}`,
	swarm: (r, service) => `${engine(r)} service ps --no-trunc ${service}`,
	kubernetes: (r) => `${kubectl(r)} describe ${workloadOf(r)} && ${kubectl(r)} logs ${workloadOf(r)} --tail 100`,
	ecs: (r, service) => `${ecs(r, 'describe-services')} --cluster ${word(r.cluster, 'default')} --services ${service}`,
	'cloud-run': (r, service) => `gcloud run services logs read ${service}${cloudRun(r)}`,
	command: nothing,
};
const healthOf: Step = (r) =>
	`${engine(r)} inspect --format '{{json .State.Health}}' ${containersOf({...r, containers: r.containers.slice(0, 1)})}`;
export const health: Steps = {...inspect, compose: healthOf, docker: healthOf, podman: healthOf};
export const rollout: Steps = {
	...inspect,
	compose: (r, service) => `${compose(r)} ps --all ${service}`,
	docker: (r) => `${engine(r)} ps --all`,
	podman: (r) => `${engine(r)} ps --all`,
	kubernetes: (r) => `${kubectl(r)} rollout status ${workloadOf(r)}`,
	'cloud-run': (r, service) => `gcloud run revisions list --service ${service}${cloudRun(r)}`,
};
export const ask: Steps = {
	...rollout,
	swarm: (r, service) => `${engine(r)} service ps ${service}`,
	kubernetes: (r) => `${kubectl(r)} get pods`,
	'cloud-run': (r, service) => `gcloud run services describe ${service}${cloudRun(r)}`,
};

const listOf: Step = (r) => `${engine(r)} ps --all --format 'table {{.Names}}\t{{.Image}}\t{{.Status}}'`;
export const names: Steps = {
	compose: (r) => `${engine(r)} compose ls --all`,
	docker: listOf,
	podman: listOf,
	swarm: (r) => `${engine(r)} service ls`,
	kubernetes: (r) => `kubectl${option('--context', r.context)} get deployments --all-namespaces`,
	ecs: (r) => `${ecs(r, 'list-services')} --cluster ${word(r.cluster, 'default')}`,
	'cloud-run': (r) => `gcloud run services list${cloudRun(r)}`,
	command: nothing,
};
