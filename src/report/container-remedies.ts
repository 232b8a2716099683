import type {RuntimeKind} from '../model/runtime.ts';
import type {RemedyCode} from '../model/verdict.ts';
import {
	ask,
	compose,
	containersOf,
	engine,
	health,
	inspect,
	kubectl,
	names,
	recreate,
	restart,
	resume,
	rollout,
	start,
	take,
	word,
	type Steps,
} from './container-commands.ts';
import {shellWord} from './escape.ts';
import {code, command, join, type Phrase, say} from './phrase.ts';
import type {RemedyContext} from './sentences.ts';

/** The step as a command to copy, after our words; empty where the runtime is not known. */
function step(words: string, steps: Steps, c: RemedyContext): Phrase {
	if (c.runtime === null) return [];
	const image = c.image === null ? 'IMAGE' : shellWord(c.image);
	const text = steps[c.runtime.kind](c.runtime, word(c.runtime.service ?? c.service, 'SERVICE'), image);
	return text === null ? [] : say`${words} ${command(text)}`;
}

/** A plain engine keeps no definition to make a container from again. */
const byHand = ({runtime, image}: RemedyContext): Phrase =>
	runtime?.kind === 'docker' || runtime?.kind === 'podman'
		? say`Remove what runs: ${command(`${engine(runtime)} rm --force ${containersOf(runtime)}`)}, then start it with the same options from ${image === null ? 'the deployed image' : code(image, 500)}: ${command(`${engine(runtime)} run … ${image === null ? 'IMAGE' : shellWord(image)}`)}.`
		: [];

/** With a runtime in the configuration it tells the rest; without one the command has to. */
function collect({service, runtime, image, places}: RemedyContext): string {
	if (runtime !== null) return `deploy-truth collect --service ${word(service, 'SERVICE')} --out replicas.json`;
	const looked = places.length === 0 ? ['/PATH'] : places;
	return `deploy-truth collect --runtime docker --image ${image === null ? 'IMAGE' : shellWord(image)}${looked.map((place) => ` --path ${shellWord(place)}`).join('')} --out replicas.json`;
}

const sentences = (...phrases: readonly Phrase[]): Phrase => join(phrases, ' ');

const rights: Readonly<Partial<Record<RuntimeKind, Phrase>>> = {
	kubernetes: say`The account needs ${code('get')} and ${code('list')} on ${code('pods')}, ${code('deployments')} and ${code('replicasets')}, and ${code('create')} on ${code('pods/exec')} to compare files (${code('inside: false')} does without).`,
	ecs: say`The role needs ${code('ecs:DescribeServices')}, ${code('ecs:ListTasks')}, ${code('ecs:DescribeTasks')} and ${code('ecs:DescribeTaskDefinition')}.`,
	'cloud-run': say`The account needs the role ${code('roles/run.viewer')}.`,
};

export const containerRemedies = {
	'recreate-the-replicas': (c) =>
		sentences(
			say`Recreate the replicas from the deployed image; a restart keeps what they were made from.`,
			step('Recreate:', recreate, c),
			byHand(c),
		),
	'pull-and-recreate': (c) =>
		sentences(
			say`Let the service name the deployed image, best by its digest, and recreate the replicas from it.`,
			step('Do:', take, c),
			byHand(c),
		),
	'restart-the-service': (c) =>
		sentences(
			say`Restart the processes, so that they load the files that are there now.`,
			step('Restart:', restart, c),
		),
	'start-the-service': (c) =>
		sentences(
			say`Start the service, or name where it runs under ${code('runtime:')} if it runs elsewhere.`,
			step('Start:', start, c),
		),
	'resume-the-replicas': (c) =>
		sentences(say`Let the processes go on that somebody froze.`, step('Resume:', resume, c)),
	'check-the-names': (c) =>
		sentences(
			say`Check first that the names under ${code('runtime:')} are the right ones, and that this is where the service runs.`,
			(c.runtime?.kind === 'docker' || c.runtime?.kind === 'podman') && !c.runtime.selected
				? say`Containers are found by the repository of ${code('image:')}; ${code('container:')} names others.`
				: [],
			step('What there is:', names, c),
		),
	'look-at-the-health-check': (c) =>
		sentences(say`See what the check of its health says, then mend that or the check.`, step('Ask:', health, c)),
	'wait-until-ready': (c) =>
		sentences(
			say`Look again when it has passed, or let this run wait for it: ${code('wait: 5m')}.`,
			step('See how far it is:', health, c),
		),
	'look-at-the-replica': (c) =>
		sentences(say`See what the replica and its runtime say of it, then deploy again.`, step('Ask:', inspect, c)),
	'look-at-the-rollout': (c) =>
		sentences(say`See which replicas there are and what the rollout waits for.`, step('Ask:', rollout, c)),
	'wait-for-the-rollout': (c) =>
		sentences(
			say`Look again when the rollout is done, or let this run wait for it: ${code('wait: 5m')}.`,
			step('See how far it is:', rollout, c),
		),
	'remove-the-mount': (c) =>
		sentences(
			say`Take the mount out of the definition of the service, or put this commit’s files where it leads, then recreate the replicas. Files that are meant to differ there belong under ${code('expected-changes:')}.`,
			step('Recreate:', recreate, c),
			byHand(c),
		),
	'apply-the-manifest': (c) => {
		const file = c.runtime?.manifest ?? null;
		const apply = say`Apply the manifest of this commit, or bring into it what was changed by hand.`;
		if (c.runtime === null || file === null) return apply;
		const {kind} = c.runtime;
		if (kind === 'kubernetes')
			return say`${apply} ${command(`${kubectl(c.runtime)} apply --filename ${shellWord(file)}`)}`;
		return kind === 'compose'
			? say`${apply} ${command(`${compose(c.runtime)} --file ${shellWord(file)} up -d ${word(c.runtime.service ?? c.service, 'SERVICE')}`)}`
			: apply;
	},
	'compare-files': () =>
		say`Let the files decide what the names leave open: say what was built and where it lies in the image, ${code('files: [{from: dist, to: /app/dist}]')}.`,
	'look-inside': () =>
		say`Let this check read the files in the containers: ${code('inside: true')} under ${code('runtime:')}, with the rights that takes; for a pod without tar, ${code('ephemeral: busybox:1.37')}. Where nobody can look inside, ${code('inside: false')} takes the platform’s word for the image.`,
	'name-the-containers': (c) =>
		sentences(
			say`Say which containers are this service: ${code('container:')}, ${code('service:')}, ${code('workload:')} or ${code('selector:')} under ${code('runtime:')}.`,
			step('What there is:', ask, c),
		),
	'give-runtime-rights': (c) =>
		sentences(
			say`Let the account of this job read what runs.`,
			(c.runtime === null ? undefined : rights[c.runtime.kind]) ?? [],
			step('Try:', ask, c),
		),
	'reach-the-runtime': (c) =>
		sentences(
			say`See whether the runtime can be asked from here: its command is installed, its address is right and answers. Where it cannot, let ${command(collect(c))} run where the containers do, and name the file: ${code('replicas: replicas.json')}.`,
			step('Try:', ask, c),
		),
	'collect-again': (c) =>
		say`Look at the replicas again where they run, and hand the file on: ${command(collect(c))}, then ${code('replicas: replicas.json')}.`,
} as const satisfies Readonly<Partial<Record<RemedyCode, (context: RemedyContext) => Phrase>>>;
