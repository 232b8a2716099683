import * as z from 'zod';
import {replicasSchema, type ReplicasDocument} from '../src/model/replicas-document.ts';
import {mountKinds, replicaRoles, replicaStates, runtimeKinds} from '../src/model/runtime.ts';
import {count, entry, fault, gap, manifest, observation, path, text, time} from './published-parts.ts';
import type {Same} from './published-verdict.ts';

export const runSettings = z
	.object({
		entrypoint: z.array(text).nullable(),
		command: z.array(text).nullable(),
		user: text.nullable(),
		workingDirectory: text.nullable(),
		environment: z.array(text).nullable().describe('Names alone: values never leave the machine.'),
		ports: z.array(text).nullable(),
	})
	.meta({id: 'runSettings'});

const replica = z
	.object({
		id: text,
		name: text,
		role: z.enum(replicaRoles),
		image: text.nullable(),
		digests: z.array(text),
		diffIds: z.array(text).nullable(),
		startDigest: text.nullable(),
		imageNow: z.array(text).nullable(),
		imageNowSince: time.nullable(),
		createdAt: time.nullable(),
		startedAt: time.nullable(),
		restarts: count.nullable(),
		state: z.enum(replicaStates),
		trouble: text.nullable(),
		ready: z.boolean().nullable(),
		node: text.nullable(),
		addresses: z.array(text),
		revision: z.object({name: text, current: z.boolean()}).nullable(),
		mounts: z.array(
			z.object({kind: z.enum(mountKinds), source: text.nullable(), destination: text, writable: z.boolean()}),
		),
		settings: runSettings.nullable(),
	})
	.meta({id: 'replica'});

const answer = {
	where: text,
	wanted: count.nullable(),
	rollout: z.object({status: z.enum(['complete', 'progressing', 'stuck']), detail: text}).nullable(),
	claims: z.array(
		z.object({by: z.enum(['argo-cd', 'flux', 'helm']), name: text, revision: text, status: text.nullable()}),
	),
};

const newer = z.array(z.object({path, modified: time}));

const files = z.object({
	at: path,
	against: z.enum(['image', 'artifact']),
	changes: z.array(
		z.object({
			path,
			kind: z.enum(['added', 'removed', 'modified', 'mode', 'type', 'target']),
			expected: entry.nullable(),
			deployed: entry.nullable(),
		}),
	),
	moreChanges: count,
	same: count,
	gaps: z.array(gap),
	newer,
	moreNewer: count,
	touched: z.boolean().nullable(),
});

/** What a run saw of the replicas. */
export const replicas = z.object({
	...answer,
	runtime: z.enum(runtimeKinds),
	origin: z.union([
		z.object({kind: z.literal('asked')}),
		z.object({kind: z.literal('collected'), at: time, host: text.nullable(), tool: text}),
	]),
	replicas: z.array(z.object({replica, files: z.array(observation(files))})),
	more: count,
	declared: observation(
		z.object({
			from: text,
			image: text.nullable(),
			settings: runSettings,
			mounts: z.array(text).nullable(),
			replicas: count.nullable(),
		}),
	),
});

/** What `deploy-truth collect` writes and `replicas: FILE` takes. */
export const replicasDocument = z
	.object({
		schema: z.literal(replicasSchema),
		tool: text,
		at: time,
		host: text.nullable(),
		runtime: z.enum(runtimeKinds),
		answer: z.object({...answer, replicas: z.array(replica)}),
		trees: z.record(z.string(), manifest),
		looks: z.array(
			z.object({
				replica: text,
				at: path,
				tree: text.nullable(),
				fault: fault.nullable(),
				newer,
				moreNewer: count,
				touched: z.boolean().nullable(),
			}),
		),
	})
	.meta({
		title: 'Deploy Truth replicas',
		description: 'What runs, as seen where it runs: replicas, and the files inside them by digest.',
	});

export const agree: Same<ReplicasDocument, z.infer<typeof replicasDocument>> = true;
