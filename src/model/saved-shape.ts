import {credentialKinds, jsonTypes, probeProtocols} from './config.ts';
import {baseRelations} from './evidence.ts';
import {historyOf} from './history.ts';
import {modesPolicies} from './manifest.ts';
import {proxyKinds} from './mapping.ts';
import {answer} from './saved-answer.ts';
import {mappingShape} from './saved-mapping.ts';
import {digest, fault, gaps, glob, manifest, observation, sha256} from './saved-parts.ts';
import {count, date, list, mapping, nullable, object, oneOf, optional, tagged, text, truth, url} from './shape.ts';
import {replicasShape, runSettings} from './saved-replicas.ts';
import {runtimeKinds} from './runtime.ts';
import {layerNames} from './verdict.ts';

const platform = object({os: text, architecture: text, variant: optional(text)});
const header = object({
	name: text,
	value: (value, place) =>
		object({literal: text})(value, place) === null ? null : object({env: text, prefix: text})(value, place),
});
const probe = {
	name: text,
	method: text,
	url,
	expect: nullable(list(count)),
	headers: list(header),
	contentType: nullable(text),
	control: truth,
	protocol: oneOf(...probeProtocols),
	credentials: nullable(
		object({
			header: text,
			prefix: text,
			variable: nullable(text),
			bad: text,
			expect: object({none: nullable(list(count)), bad: nullable(list(count)), good: nullable(list(count))}),
		}),
	),
	json: list(object({path: text, type: nullable(oneOf(...jsonTypes)), equals: nullable(text)})),
	answerHeaders: list(object({name: text, value: nullable(text)})),
};
const service = object({
	service: text,
	environment: text,
	commit: nullable(text),
	image: nullable(
		object({
			reference: text,
			platform: nullable(platform),
			plainHttp: truth,
			credentials: nullable(object({username: text, passwordVariable: text})),
			baseline: nullable(text),
			base: nullable(text),
			assurance: oneOf('verified', 'any'),
			ca: nullable(text),
		}),
	),
	files: list(
		object({
			from: text,
			to: nullable(text),
			kind: oneOf('artifact', 'source'),
			ignore: list(glob),
			modes: oneOf(...modesPolicies),
			extra: oneOf('drift', 'note', 'ignore'),
		}),
	),
	expect: list(object({files: glob, contains: list(text)})),
	runtime: nullable(
		object({
			kind: oneOf(...runtimeKinds),
			host: nullable(text),
			context: nullable(text),
			project: nullable(text),
			service: nullable(text),
			containers: list(text),
			selector: nullable(text),
			namespace: nullable(text),
			workload: nullable(text),
			cluster: nullable(text),
			region: nullable(text),
			command: nullable(list(text)),
			replicas: nullable(count),
			inside: truth,
			ephemeral: nullable(text),
			expectedChanges: list(glob),
			manifest: nullable(text),
			timeout: count,
		}),
	),
	replicas: nullable(object({file: text, maxAge: count})),
	proxies: list(
		object({
			kind: oneOf(...proxyKinds),
			container: nullable(text),
			host: nullable(text),
			context: nullable(text),
			config: nullable(text),
			admin: nullable(text),
			namespace: nullable(text),
			timeout: count,
		}),
	),
	upstream: nullable(text),
	trace: nullable(count),
	probes: list(object(probe)),
	live: nullable(object({base: url, root: nullable(text), paths: list(text), page: nullable(text)})),
	version: nullable(object({url, field: nullable(text)})),
	origin: nullable(url),
	resolve: list(object({host: text, address: text})),
	tls: nullable(object({ca: nullable(text), identity: nullable(object({certificate: text, keyVariable: text}))})),
	rate: count,
	accept: list(oneOf('self-reported')),
	wait: nullable(object({deadline: count, interval: count, rounds: count})),
	timeouts: object({connect: count, answer: count, stall: count, request: count}),
});

export const planShape = object({
	service,
	target: object({
		revision: text,
		repository: nullable(text),
		pullRequest: nullable(object({number: count, title: nullable(text), head: nullable(text), base: nullable(text)})),
		event: nullable(text),
		run: nullable(object({id: text, number: count, url: nullable(text)})),
	}),
	trust: oneOf('trusted', 'untrusted'),
	secrets: list(object({variable: text, host: text})),
	skipped: object(Object.fromEntries(layerNames.map((name) => [name, optional(oneOf('not-configured'))]))),
	probes: list(object({...probe, controlUrl: nullable(url), credential: nullable(oneOf(...credentialKinds))})),
});

const markers = list(object({matched: list(text), lacking: nullable(list(object({path: text, text})))}));

const pullRequest = object({
	number: count,
	title: text,
	head: nullable(text),
	base: nullable(text),
	contained: oneOf('ancestor', 'same-tree', 'same-files', 'merged-as', 'no', 'unknown'),
	changed: list(
		object({
			path: text,
			change: oneOf('added', 'modified', 'deleted', 'renamed', 'type'),
			inCommit: oneOf('present', 'other', 'absent', 'unknown'),
		}),
	),
});
const commit = object({
	sha: text,
	tree: text,
	parents: list(text),
	subject: text,
	shallow: truth,
	workspace: nullable(object({head: text, tree: text, dirty: truth})),
	pullRequest: observation(pullRequest),
	newTexts: list(text),
});
const artifact = object({
	from: text,
	origin: tagged('kind', {
		directory: object({}),
		record: object({commit: text, tree: nullable(text), dirty: truth, recordedAt: date}),
		commit: object({commit: text}),
	}),
	manifest,
	ignored: count,
	markers,
});
const elsewhere = optional(object({directories: list(text), files: count, of: count}));
const image = object({
	reference: text,
	index: nullable(digest),
	manifest: digest,
	config: digest,
	platform,
	labels: mapping(text),
	created: nullable(text),
	layers: list(object({digest, diffId: nullable(digest), size: count, mediaType: text, createdBy: nullable(text)})),
	settings: nullable(runSettings),
	startDigest: nullable(sha256),
	members: list(
		object({
			digest,
			kind: oneOf('image', 'index', 'companion'),
			platform: nullable(platform),
			size: count,
			within: digest,
		}),
	),
	placements: list(
		tagged('status', {
			placed: object({
				to: text,
				inferred: nullable(object({byContent: count, byPath: count, of: count})),
				manifest,
				elsewhere,
			}),
			absent: object({to: text, elsewhere}),
			'not-found': object({candidates: list(text)}),
			ambiguous: object({candidates: list(text)}),
			'no-artifact': object({}),
		}),
	),
	markers,
	newSinceBaseline: nullable(list(text)),
	baselineFault: nullable(fault),
	base: nullable(
		object({
			reference: text,
			manifest: digest,
			layers: count,
			relation: oneOf(...baseRelations),
			statedBy: oneOf('configuration', 'image'),
		}),
	),
	baseFault: nullable(fault),
	layersLeft: count,
	tagMovedTo: nullable(digest),
	gaps,
	oddities: list(object({path: text, code: text})),
});
const again = optional(list(object({address: nullable(text), answer: observation(answer)})));
const live = object({
	page: observation(object({url, assets: list(text), truncated: truth})),
	files: list(
		object({
			url,
			path: text,
			answer: observation(answer),
			fresh: observation(answer),
			origin: observation(answer),
			compressed: observation(answer),
			expected: list(object({path: text, sha256, size: count})),
			again,
		}),
	),
	left: count,
	markers,
});

export const evidenceShape = object({
	commit: observation(commit),
	artifacts: list(observation(artifact)),
	image: observation(image),
	replicas: observation(replicasShape),
	mapping: observation(mappingShape),
	probes: list(
		object({
			name: text,
			answer: observation(answer),
			control: observation(answer),
			fresh: observation(answer),
			origin: observation(answer),
			others: list(object({method: text, answer: observation(answer), control: observation(answer)})),
			again,
		}),
	),
	live: observation(live),
	version: observation(object({url, commit: text})),
	history: observation((value, place) =>
		value === null || historyOf(value) !== null ? null : `'${place}' is no history`,
	),
});
