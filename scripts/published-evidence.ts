import * as z from 'zod';
import {credentialKinds, jsonTypes, probeProtocols} from '../src/model/config.ts';
import type {SavedEvidence} from '../src/model/evidence.ts';
import {baseRelations, evidenceSchema} from '../src/model/evidence.ts';
import {proxyKinds} from '../src/model/mapping.ts';
import {runtimeKinds} from '../src/model/runtime.ts';
import {answer, mapping} from './published-mapping.ts';
import {
	commit,
	count,
	digest,
	fault,
	gap,
	manifest,
	observation,
	path,
	platform,
	sha256,
	status,
	text,
	time,
} from './published-parts.ts';
import {replicas, runSettings} from './published-replicas.ts';
import {layer, overallStatus, type Same} from './published-verdict.ts';

// The shape of saved evidence for others to read. `agree` fails to compile when the model says something else.

const marker = z.object({matched: z.array(path), lacking: z.array(z.object({path, text})).nullable()}).meta({
	id: 'marker',
	description:
		'Which files an `expect` matched, and which of them lack a text; null: no bytes were there to look into.',
});

const pullRequest = z.object({
	number: z.int(),
	title: text,
	head: text.nullable(),
	base: text.nullable(),
	contained: z.enum(['ancestor', 'same-tree', 'same-files', 'merged-as', 'no', 'unknown']),
	changed: z.array(
		z.object({
			path,
			change: z.enum(['added', 'modified', 'deleted', 'renamed', 'type']),
			inCommit: z.enum(['present', 'other', 'absent', 'unknown']),
		}),
	),
});

const commitEvidence = z.object({
	sha: commit,
	tree: commit,
	parents: z.array(commit),
	subject: text,
	shallow: z.boolean(),
	workspace: z.object({head: text, tree: text, dirty: z.boolean()}).nullable(),
	pullRequest: observation(pullRequest),
	newTexts: z.array(text),
});

const artifact = z.object({
	from: text,
	origin: z.union([
		z.object({kind: z.literal('directory')}),
		z.object({kind: z.literal('record'), commit: text, tree: text.nullable(), dirty: z.boolean(), recordedAt: time}),
		z.object({kind: z.literal('commit'), commit: text}),
	]),
	manifest,
	ignored: count,
	markers: z.array(marker),
});

const elsewhere = z
	.object({directories: z.array(path), files: count, of: count})
	.describe('Directories of the image that hold most of the expected files, where hardly any is at `to`.')
	.exactOptional();

const placement = z.union([
	z.object({
		status: z.literal('placed'),
		to: path,
		inferred: z.object({byContent: z.number(), byPath: z.number(), of: z.number()}).nullable(),
		manifest,
		elsewhere,
	}),
	z.object({status: z.literal('absent'), to: path, elsewhere}),
	z.object({status: z.literal('not-found'), candidates: z.array(path)}),
	z.object({status: z.literal('ambiguous'), candidates: z.array(path)}),
	z.object({status: z.literal('no-artifact')}),
]);

const image = z.object({
	reference: text,
	index: digest.nullable(),
	manifest: digest,
	config: digest,
	platform,
	labels: z.record(z.string(), text),
	created: text.nullable(),
	layers: z.array(
		z.object({digest, diffId: digest.nullable(), size: count, mediaType: text, createdBy: text.nullable()}),
	),
	settings: runSettings.nullable(),
	startDigest: sha256.nullable(),
	members: z.array(
		z.object({
			digest,
			kind: z.enum(['image', 'index', 'companion']),
			platform: platform.nullable(),
			size: count,
			within: digest,
		}),
	),
	placements: z.array(placement),
	markers: z.array(marker),
	newSinceBaseline: z.array(path).nullable(),
	baselineFault: fault.nullable(),
	base: z
		.object({
			reference: text,
			manifest: digest,
			layers: count,
			relation: z.enum(baseRelations),
			statedBy: z.enum(['configuration', 'image']),
		})
		.nullable(),
	baseFault: fault.nullable(),
	layersLeft: count,
	tagMovedTo: digest.nullable(),

	gaps: z.array(gap),
	oddities: z.array(z.object({path, code: text})),
});

const again = z
	.array(z.object({address: text.nullable(), answer: observation(answer)}))
	.describe('The same asked again, where `live` rests on it.')
	.exactOptional();
const live = z.object({
	page: observation(z.object({url: text, assets: z.array(text), truncated: z.boolean()})),
	files: z.array(
		z.object({
			url: text,
			path: text,
			answer: observation(answer),
			fresh: observation(answer),
			origin: observation(answer),
			compressed: observation(answer),
			expected: z.array(z.object({path, sha256, size: count})),
			again,
		}),
	),
	left: count,
	markers: z.array(marker),
});

const snapshot = z
	.object({
		commit: text,
		at: time,
		run: z.int().nullable(),
		status: overallStatus,
		departsAt: layer.nullable(),
		imageManifest: text.nullable(),
		probes: z.record(z.string(), z.int().nullable()),
		absent: z.record(z.string(), text.nullable()).exactOptional(),
		served: z.record(z.string(), text.nullable()),
		lacked: z.array(text),
	})
	.meta({id: 'snapshot'});
const history = z.object({
	schema: z.literal('deploy-truth/history/v1'),
	service: text,
	environment: text,
	last: snapshot,
	before: snapshot.nullable(),
});

const evidence = z.object({
	commit: observation(commitEvidence),
	artifacts: z.array(observation(artifact)),
	image: observation(image),
	replicas: observation(replicas),
	mapping: observation(mapping),
	probes: z.array(
		z.object({
			name: text,
			answer: observation(answer),
			control: observation(answer),
			fresh: observation(answer),
			origin: observation(answer),
			others: z.array(z.object({method: text, answer: observation(answer), control: observation(answer)})),
			again,
		}),
	),
	live: observation(live),
	version: observation(z.object({url: text, commit: text})),
	history: observation(history.nullable()),
});

const milliseconds = z.int().min(1).describe('milliseconds');
const probeConfig = {
	name: text,
	method: text,
	url: text,
	expect: z.array(status).nullable(),
	headers: z.array(
		z.object({name: text, value: z.union([z.object({literal: text}), z.object({env: text, prefix: text})])}),
	),
	contentType: text.nullable(),
	control: z.boolean(),
	protocol: z.enum(probeProtocols),
	credentials: z
		.object({
			header: text,
			prefix: text,
			variable: text.nullable(),
			bad: text,
			expect: z.object({
				none: z.array(status).nullable(),
				bad: z.array(status).nullable(),
				good: z.array(status).nullable(),
			}),
		})
		.nullable(),
	json: z.array(z.object({path: text, type: z.enum(jsonTypes).nullable(), equals: text.nullable()})),
	answerHeaders: z.array(z.object({name: text, value: text.nullable()})),
};

const service = z.object({
	service: text,
	environment: text,
	commit: text.nullable(),
	image: z
		.object({
			reference: text,
			platform: platform.nullable(),
			plainHttp: z.boolean(),
			credentials: z.object({username: text, passwordVariable: text}).nullable(),
			baseline: text.nullable(),
			base: text.nullable(),
			assurance: z.enum(['verified', 'any']),
			ca: text.nullable(),
		})
		.nullable(),
	files: z.array(
		z.object({
			from: text,
			to: text.nullable(),
			kind: z.enum(['artifact', 'source']),
			ignore: z.array(text),
			modes: z.enum(['exact', 'executable', 'none']),
			extra: z.enum(['drift', 'note', 'ignore']),
		}),
	),
	expect: z.array(z.object({files: text, contains: z.array(text)})),
	runtime: z
		.object({
			kind: z.enum(runtimeKinds),
			host: text.nullable(),
			context: text.nullable(),
			project: text.nullable(),
			service: text.nullable(),
			containers: z.array(text),
			selector: text.nullable(),
			namespace: text.nullable(),
			workload: text.nullable(),
			cluster: text.nullable(),
			region: text.nullable(),
			command: z.array(text).nullable(),
			replicas: count.nullable(),
			inside: z.boolean(),
			ephemeral: text.nullable(),
			expectedChanges: z.array(text),
			manifest: text.nullable(),
			timeout: milliseconds,
		})
		.nullable(),
	replicas: z.object({file: text, maxAge: milliseconds}).nullable(),
	proxies: z.array(
		z.object({
			kind: z.enum(proxyKinds),
			container: text.nullable(),
			host: text.nullable(),
			context: text.nullable(),
			config: text.nullable(),
			admin: text.nullable(),
			namespace: text.nullable(),
			timeout: milliseconds,
		}),
	),
	upstream: text.nullable(),
	trace: milliseconds.nullable(),
	probes: z.array(z.object(probeConfig)),
	live: z.object({base: text, root: text.nullable(), paths: z.array(text), page: text.nullable()}).nullable(),
	version: z.object({url: text, field: text.nullable()}).nullable(),
	origin: text.nullable(),
	resolve: z.array(z.object({host: text, address: text})),
	tls: z
		.object({ca: text.nullable(), identity: z.object({certificate: text, keyVariable: text}).nullable()})
		.nullable(),
	rate: count,
	accept: z.array(z.literal('self-reported')),
	wait: z.object({deadline: milliseconds, interval: milliseconds, rounds: count}).nullable(),
	timeouts: z.object({connect: milliseconds, answer: milliseconds, stall: milliseconds, request: milliseconds}),
});

const plan = z.object({
	service,
	target: z.object({
		revision: text,
		repository: text.nullable(),
		pullRequest: z
			.object({number: z.int(), title: text.nullable(), head: text.nullable(), base: text.nullable()})
			.nullable(),
		event: text.nullable(),
		run: z.object({id: text, number: z.int(), url: text.nullable()}).nullable(),
	}),
	trust: z.enum(['trusted', 'untrusted']),
	secrets: z.array(z.object({variable: text, host: text})),
	skipped: z.partialRecord(layer, z.literal('not-configured')),
	probes: z.array(
		z.object({...probeConfig, controlUrl: text.nullable(), credential: z.enum(credentialKinds).nullable()}),
	),
});

/** What `verify --evidence` saves and `judge` reads. */
export const savedEvidence = z.object({schema: z.literal(evidenceSchema), tool: text, plan, evidence}).meta({
	title: 'Deploy Truth evidence',
	description: 'What a run saw, with its plan: enough to judge it again anywhere.',
});

export const agree: Same<SavedEvidence, z.infer<typeof savedEvidence>> = true;
