import * as z from 'zod/mini';
import {globProblem} from '../model/glob.ts';
import {runtimeKinds} from '../model/runtime.ts';
import {acceptedArgument, acceptedEngine, argumentRule, engineRule} from './engine.ts';
import {acceptedInside, insideRule} from './location.ts';
import type {Rule} from './problem.ts';
import {repeated} from './problem.ts';
import {reference} from './reference.ts';
import {
	choice,
	duration,
	later,
	list,
	mapping,
	noted,
	oneOrMore,
	optional,
	required,
	text,
	wholeNumber,
	yesOrNo,
} from './shape.ts';

const name = (example: string) => text(acceptedArgument, argumentRule, [example]);

const acceptedWorkload = 'deployment/NAME, statefulset/NAME, daemonset/NAME or pod/NAME';
const workload: Rule = (value) =>
	/^(?:deployment|statefulset|daemonset|pod)\/[a-z0-9][a-z0-9.-]{0,252}$/.test(value)
		? null
		: {todo: 'write the kind in lower case, a slash, and the name'};

const acceptedSelector = 'labels as KEY=VALUE, joined by commas';
const selector: Rule = (value) =>
	/^[A-Za-z0-9][A-Za-z0-9./_-]*=[A-Za-z0-9._-]*(?:,[A-Za-z0-9][A-Za-z0-9./_-]*=[A-Za-z0-9._-]*)*$/.test(value)
		? null
		: {todo: 'write each label as KEY=VALUE'};

const acceptedChange = 'a glob of absolute paths in the container, such as /app/dist/env.js';
const change: Rule = (value) => {
	if (!value.startsWith('/')) return {todo: 'start it with a slash'};
	const problem = globProblem(value.slice(1));
	return problem === null ? null : {todo: `correct it: the glob ${repeated(problem)}`};
};

const acceptedImage = 'an image reference, such as busybox:1.37';

const acceptedWord = 'a text without control characters';
const word: Rule = (value) =>
	value === '' || /\p{Cc}/u.test(value) || value.length > 4096 ? {todo: 'write one argument'} : null;

const acceptedRuntime = `${runtimeKinds.join(', ')}, or a mapping with the key kind`;
const kind = choice(runtimeKinds);

/** Where the service runs. One word is enough where the runtime finds the containers by the image. */
export const runtime = later(() =>
	z.union(
		[
			kind,
			noted(
				{id: 'runtime'},
				mapping({
					kind: required('What runs the containers.', kind),
					host: optional(
						"The engine's address, for docker, compose, podman and swarm. Default: as the command itself decides (DOCKER_HOST, the current context).",
						text(acceptedEngine, engineRule, ['ssh://deploy@app.example.com']),
					),
					context: optional('A docker context, or a context of the kubeconfig.', name('production')),
					project: optional('The compose project, or the Google Cloud project.', name('shop')),
					service: optional(
						'The service as the runtime calls it: compose, swarm, ECS, Cloud Run. Default: the name of this service.',
						name('api'),
					),
					container: optional(
						'Names or IDs of the containers; in a pod or task, which of its containers serve. Default: those that were started from `image`.',
						oneOrMore(name('api'), 'containers', 50),
					),
					selector: optional(
						'Labels that the containers or pods carry.',
						text(acceptedSelector, selector, ['app=api']),
					),
					namespace: optional("The Kubernetes namespace. Default: the context's.", name('shop')),
					workload: optional('The Kubernetes workload.', text(acceptedWorkload, workload, ['deployment/api'])),
					cluster: optional('The ECS cluster.', name('production')),
					region: optional('The region, for ECS and Cloud Run.', name('eu-central-1')),
					command: optional(
						'A program that prints a replicas document, with its arguments; run in the repository, without a shell.',
						list(text(acceptedWord, word), 'arguments', 50),
					),
					replicas: optional(
						'How many must run at the least. Default: as many as the runtime was told to run.',
						wholeNumber('a whole number from 1 to 500', 1, 500),
					),
					inside: optional(
						'Whether the files in the running containers are compared with the image. Default: true, but for ECS and Cloud Run, which let nobody look; false needs fewer rights and proves less.',
						yesOrNo,
					),
					ephemeral: optional(
						'An image with tar for an ephemeral container in pods that have none: changes the pod. Default: none is started.',
						text(acceptedImage, reference, ['busybox:1.37']),
					),
					'expected-changes': optional(
						'Files that may change in a running container, as an entry point rewrites them.',
						list(text(acceptedChange, change, ['/usr/share/nginx/html/env.js']), 'globs', 100),
					),
					manifest: optional(
						'The compose file or Kubernetes manifest in the commit: command, user, environment names, ports and mounts of the containers are compared with it.',
						text(acceptedInside, insideRule, ['docker-compose.yml']),
					),
					timeout: optional(
						'The longest that one command, or reading the files of one container, may take. Default: 5m.',
						duration(),
					),
				}),
			),
		],
		{error: acceptedRuntime},
	),
);

const acceptedReplicas = 'the path of a replicas document, or a mapping with the keys file, max-age';

/** What `deploy-truth collect` wrote. */
export const replicas = later(() =>
	z.union(
		[
			text(acceptedInside, insideRule, ['replicas.json']),
			noted(
				{id: 'replicas'},
				mapping({
					file: required(
						'The replicas document, relative to the repository.',
						text(acceptedInside, insideRule, ['replicas.json']),
					),
					'max-age': optional('How old it may be. Default: 1h.', duration()),
				}),
			),
		],
		{error: acceptedReplicas},
	),
);
