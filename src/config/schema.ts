import * as z from 'zod/mini';
import {globProblem} from '../model/glob.ts';
import {parsePlatform} from '../model/platform.ts';
import {acceptedBase, acceptedUrl, acceptedUrlPath, baseRule, urlPathRule, urlRule} from './address.ts';
import {durationRule} from './duration.ts';
import {endpointKeys} from './endpoint-schema.ts';
import {absoluteRule, acceptedAbsolute, acceptedInside, insideRule} from './location.ts';
import {
	acceptedCommit,
	acceptedName,
	acceptedUsername,
	acceptedVariable,
	commitRule,
	nameRule,
	usernameRule,
	variableRule,
} from './name.ts';
import {probe} from './probe-schema.ts';
import type {Rule} from './problem.ts';
import {repeated} from './problem.ts';
import {proxy, trace, upstream} from './proxy-schema.ts';
import {reference} from './reference.ts';
import {replicas, runtime} from './runtime-schema.ts';
import {
	asIssue,
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

const acceptedReference = 'an image reference: registry/repository:tag, registry/repository@sha256:… or both';

const acceptedPlatform = 'os/architecture or os/architecture/variant, such as linux/amd64 or linux/arm64/v8';
const platform: Rule = (value) =>
	parsePlatform(value) === null ? {todo: 'write it as `docker buildx imagetools inspect` shows it'} : null;

const acceptedGlob = "a glob: *, ?, [a-z], {a,b}, and ** across directories, such as '**/*.map'";
const glob: Rule = (value) => {
	const problem = globProblem(value);
	return problem === null ? null : {todo: `correct it: the glob ${repeated(problem)}`};
};

/** `text` without the check for expressions: a file may rightly hold them. */
const marker = z.string({error: 'a text that the files hold'}).check((context) => {
	const length = context.value.length;
	if (length > 0 && length <= 1000) return;
	const todo =
		length === 0 ? 'every file holds the empty text: write what tells this change' : 'shorten it to 1000 characters';
	context.issues.push(
		asIssue(context.value, 'a text of 1 to 1000 characters', {found: `a text of ${length} characters`, todo}),
	);
});

const files = () =>
	noted(
		{id: 'files'},
		mapping({
			from: required(
				'The build output: a directory or a record file, relative to the repository. With `kind: source`, a path in the commit.',
				text(acceptedInside, insideRule, ['dist']),
			),
			to: optional(
				'Where it sits in the image. Without it, the place is found by content and by path.',
				text(acceptedAbsolute, absoluteRule, ['/app/dist']),
			),
			kind: optional(
				'`artifact` (default): what a build wrote. `source`: files copied into the image as the commit holds them.',
				choice(['artifact', 'source']),
			),
			ignore: optional(
				'Globs, relative to `from`, of files that are not compared. Default: none.',
				list(text(acceptedGlob, glob, ['**/*.map']), 'globs', 200),
			),
			modes: optional(
				"What is compared of a file's mode. Default: `executable`, git's one bit.",
				choice(['exact', 'executable', 'none']),
			),
			extra: optional(
				'What a file in the image means that the artifact does not have. Default: `note`.',
				choice(['drift', 'note', 'ignore']),
			),
		}),
	);

const expectation = () =>
	noted(
		{id: 'expect'},
		mapping({
			files: required(
				'At least one file must match: in the artifact, in the image and among the fetched files.',
				text(acceptedGlob, glob, ['**/workflow*.js']),
			),
			contains: optional('Texts that each matching file must hold.', oneOrMore(marker, 'texts', 20)),
		}),
	);

const live = later(() =>
	noted(
		{id: 'live'},
		mapping({
			base: required('Where the files are served.', text(acceptedBase, baseRule, ['https://app.example.com/'])),
			root: optional(
				'The directory of the artifact, relative to `from`, that `base` serves. Without it, it is found by path and content.',
				text(acceptedInside, insideRule, ['public']),
			),
			paths: optional(
				'What to fetch and compare.',
				list(text(acceptedUrlPath, urlPathRule, ['/assets/app.js']), 'paths', 200),
			),
			page: optional(
				'A page whose own scripts, styles, fonts and images are fetched too. Default: `/` where there are no `paths`.',
				text(acceptedUrlPath, urlPathRule, ['/']),
			),
		}),
	),
);

const acceptedField = 'a dotted path of names, such as build.commit';
const field: Rule = (value) =>
	/^[A-Za-z0-9_-]{1,100}(?:\.[A-Za-z0-9_-]{1,100}){0,15}$/.test(value)
		? null
		: {todo: 'join the names of the JSON keys with dots'};

const versionEndpoint = later(() =>
	noted(
		{id: 'version'},
		mapping({
			url: required(
				'Where the workload says which commit it is.',
				text(acceptedUrl, urlRule, ['https://api.example.com/version']),
			),
			field: optional(
				'The place in a JSON answer. Without it, the whole body is the commit.',
				text(acceptedField, field, ['commit']),
			),
		}),
	),
);

export const acceptedWait = 'a duration such as 5m, none, or a mapping with the keys for, every, rounds';
const wait = later(() =>
	z.union(
		[
			text(acceptedWait, (value) => (value === 'none' ? null : durationRule(value)), ['5m', 'none']),
			noted(
				{id: 'wait'},
				mapping({
					for: required('The longest wait.', duration()),
					every: optional('The time between two rounds. Default: 5s.', duration()),
					rounds: optional(
						'How many equal rounds in a row end the wait. Default: 2.',
						wholeNumber('a whole number from 1 to 100', 1, 100),
					),
				}),
			),
		],
		{error: acceptedWait},
	),
);

const timeouts = later(() =>
	noted(
		{id: 'timeouts'},
		mapping({
			connect: optional('To connect. Default: 10s.', duration()),
			answer: optional("To the answer's head. Default: 30s.", duration()),
			stall: optional('Without a byte of the body. Default: 30s.', duration()),
			request: optional('For one whole request. Default: 120s; image layers are exempt.', duration()),
		}),
	),
);

/** Keys that may stand at the top level, where they are defaults for every service, and in a service. */
const shared = {
	commit: optional(
		"The commit that should be live. Default: the event's commit, or HEAD.",
		text(acceptedCommit, commitRule, ['main']),
	),
	environment: optional(
		'Where it is deployed: a name for the report. Default: the environment of the deployment event, or `production`.',
		text(acceptedName, nameRule, ['production']),
	),
	image: optional('The image that is deployed.', text(acceptedReference, reference, ['ghcr.io/acme/api:1.4.2'])),
	platform: optional(
		'Which image of a multi-platform index. Default: linux/amd64, or the only one.',
		text(acceptedPlatform, platform, ['linux/amd64']),
	),
	'plain-http': optional(
		'Speaks http to the registry. Default: false; registries on loopback need no permission.',
		yesOrNo,
	),
	'registry-username': optional(
		'The user name for the registry. Without it, the docker configuration is asked.',
		text(acceptedUsername, usernameRule, ['acme-bot']),
	),
	'registry-password-env': optional(
		"The environment variable that holds the registry's password or token.",
		text(acceptedVariable, variableRule, ['REGISTRY_PASSWORD']),
	),
	baseline: optional(
		'The image that was deployed before: tells which files are new.',
		text(acceptedReference, reference, ['ghcr.io/acme/api:1.4.1']),
	),
	base: optional(
		"The image this one is built on: what it brought is told apart from the application's files. Default: what the image's own annotations name.",
		text(acceptedReference, reference, ['docker.io/library/node:24-slim']),
	),
	assurance: optional(
		'How much is believed of an image: `any` (default) takes file digests from a table of contents (eStargz, zstd:chunked) or a shared cache and says so; `verified` reads and proves every byte.',
		choice(['any', 'verified']),
	),
	'registry-ca': optional(
		"A PEM file with the certificates of the registry's own authority, relative to the repository.",
		text(acceptedInside, insideRule, ['certs/registry.pem']),
	),
	files: optional(
		'What the image must hold.',
		later(() => list(files(), 'file sets', 20)),
	),
	expect: optional(
		'Files and texts that tell this change, wherever the files are seen.',
		later(() => list(expectation(), 'expectations', 50)),
	),
	runtime: optional('What runs the containers, and which of them are this service.', runtime),
	replicas: optional(
		'What `deploy-truth collect` wrote where the containers run, in place of asking a runtime from here.',
		replicas,
	),
	proxy: optional(
		'What takes the requests before the service: asked where it sends the first probe, or the page of `live`. Several, the outermost first.',
		proxy,
	),
	upstream: optional(
		'Where the proxy should send requests, as it names it itself, or HOST:PORT. Default: to the replicas, wherever they are.',
		upstream,
	),
	trace: optional(
		"Sends requests with a random token and looks for it in the replicas' logs: true, or how long to look. Default: false; true is 5s.",
		trace,
	),
	probes: optional(
		'Requests to the deployed service.',
		later(() => list(probe(), 'probes', 100)),
	),
	live: optional('Files that the deployed service serves: fetched, hashed and compared.', live),
	accept: optional('Weaker proof to be content with.', oneOrMore(choice(['self-reported']), 'self-reported', 1)),
	...endpointKeys,
	wait: optional('How long to look again until the expectation holds. Default: none, look once.', wait),
	timeouts: optional('Time limits for each request.', timeouts),
};

/** One service: what `services.NAME` holds. */
export const serviceSchema = noted(
	{id: 'service'},
	mapping({
		...shared,
		version: optional(
			'An endpoint at which the workload says which commit it is. Never proof unless accepted.',
			versionEndpoint,
		),
	}),
);

const acceptedFailOn = 'drift, inconclusive, both in a list, or none';
const failOn = later(() =>
	z.union(
		[choice(['drift', 'inconclusive', 'none']), list(choice(['drift', 'inconclusive']), 'drift and inconclusive', 2)],
		{error: acceptedFailOn},
	),
);

const top = {
	version: required('The version of this format.', z.literal(1, {error: '1, the version of this format'})),
	...shared,
	'fail-on': optional('Which verdicts fail the step. Default: drift and inconclusive.', failOn),
};

/** The document without its services, which are read one by one so that every name is possible. */
export const topSchema = mapping({
	...top,
	services: z.record(z.string(), z.unknown(), {error: 'a mapping from names to services'}),
});

/** The whole document, as the published JSON Schema describes it. */
export const documentSchema = noted(
	{title: 'Deploy Truth configuration'},
	mapping({
		...top,
		services: required(
			'The deployed services by name.',
			z.record(z.string().check(z.minLength(1), z.maxLength(100)), serviceSchema),
		),
	}),
);

export type RawService = z.infer<typeof serviceSchema>;

export const serviceKeys: readonly string[] = Object.keys(serviceSchema.shape);
export const topKeys: readonly string[] = Object.keys(topSchema.shape);
