import {mountKinds, replicaRoles, replicaStates, runtimeKinds} from './runtime.ts';
import {entry, fault, gaps, observation} from './saved-parts.ts';
import {count, date, list, nullable, object, oneOf, tagged, text, truth} from './shape.ts';

const changeKinds = ['added', 'removed', 'modified', 'mode', 'type', 'target'] as const;

export const runSettings = object({
	entrypoint: nullable(list(text)),
	command: nullable(list(text)),
	user: nullable(text),
	workingDirectory: nullable(text),
	environment: nullable(list(text)),
	ports: nullable(list(text)),
});

export const replicaShape = object({
	id: text,
	name: text,
	role: oneOf(...replicaRoles),
	image: nullable(text),
	digests: list(text),
	diffIds: nullable(list(text)),
	startDigest: nullable(text),
	imageNow: nullable(list(text)),
	imageNowSince: nullable(date),
	createdAt: nullable(date),
	startedAt: nullable(date),
	restarts: nullable(count),
	state: oneOf(...replicaStates),
	trouble: nullable(text),
	ready: nullable(truth),
	node: nullable(text),
	addresses: list(text),
	revision: nullable(object({name: text, current: truth})),
	mounts: list(object({kind: oneOf(...mountKinds), source: nullable(text), destination: text, writable: truth})),
	settings: nullable(runSettings),
});

const answer = {
	where: text,
	wanted: nullable(count),
	rollout: nullable(object({status: oneOf('complete', 'progressing', 'stuck'), detail: text})),
	claims: list(object({by: oneOf('argo-cd', 'flux', 'helm'), name: text, revision: text, status: nullable(text)})),
};

/** What a runtime answers. */
export const answerShape = object({...answer, replicas: list(replicaShape)});

export const newer = list(object({path: text, modified: date}));

const files = object({
	at: text,
	against: oneOf('image', 'artifact'),
	changes: list(
		object({path: text, kind: oneOf(...changeKinds), expected: nullable(entry), deployed: nullable(entry)}),
	),
	moreChanges: count,
	same: count,
	gaps,
	newer,
	moreNewer: count,
	touched: nullable(truth),
});

/** What a run saw of the replicas. */
export const replicasShape = object({
	...answer,
	runtime: oneOf(...runtimeKinds),
	origin: tagged('kind', {
		asked: object({}),
		collected: object({at: date, host: nullable(text), tool: text}),
	}),
	replicas: list(object({replica: replicaShape, files: list(observation(files))})),
	more: count,
	declared: observation(
		object({
			from: text,
			image: nullable(text),
			settings: runSettings,
			mounts: nullable(list(text)),
			replicas: nullable(count),
		}),
	),
});

/** `tree`: a key of `trees`, where the files could be read. */
const look = object({
	replica: text,
	at: text,
	tree: nullable(text),
	fault: nullable(fault),
	newer,
	moreNewer: count,
	touched: nullable(truth),
});

export const documentMembers = {
	tool: text,
	at: date,
	host: nullable(text),
	runtime: oneOf(...runtimeKinds),
	answer: answerShape,
	looks: list(look),
};
