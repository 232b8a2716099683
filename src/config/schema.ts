import * as z from 'zod';
import {globProblem} from '../model/glob.ts';
import {parsePlatform} from '../model/platform.ts';
import {parseReference} from '../model/reference.ts';
import {acceptedBase, acceptedUrl, acceptedUrlPath, baseRule, urlPathRule, urlRule} from './address.ts';
import {durationRule} from './duration.ts';
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
import {asIssue, choice, duration, list, mapping, oneOrMore, text, yesOrNo} from './shape.ts';

const reference: Rule = (value) => {
	const parsed = parseReference(value);
	return typeof parsed === 'string' ? {todo: `correct it: ${repeated(parsed)}`} : null;
};
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

const files = mapping({
	from: text(acceptedInside, insideRule, ['dist']).describe(
		'The build output: a directory or a record file, relative to the repository. With `kind: source`, a path in the commit.',
	),
	to: text(acceptedAbsolute, absoluteRule, ['/app/dist'])
		.optional()
		.describe('Where it sits in the image. Without it, the place is found by content and by path.'),
	kind: choice(['artifact', 'source'])
		.optional()
		.describe(
			'`artifact` (default): what a build wrote. `source`: files copied into the image as the commit holds them.',
		),
	ignore: list(text(acceptedGlob, glob, ['**/*.map']), 'globs', 200)
		.optional()
		.describe('Globs, relative to `from`, of files that are not compared. Default: none.'),
	modes: choice(['exact', 'executable', 'none'])
		.optional()
		.describe("What is compared of a file's mode. Default: `executable`, git's one bit."),
	extra: choice(['drift', 'note', 'ignore'])
		.optional()
		.describe('What a file in the image means that the artifact does not have. Default: `note`.'),
}).meta({id: 'files'});

const expectation = mapping({
	files: text(acceptedGlob, glob, ['**/workflow*.js']).describe(
		'At least one file must match: in the artifact, in the image and among the fetched files.',
	),
	contains: oneOrMore(marker, 'texts', 20).optional().describe('Texts that each matching file must hold.'),
}).meta({id: 'expect'});

const live = mapping({
	base: text(acceptedBase, baseRule, ['https://app.example.com/']).describe('Where the files are served.'),
	root: text(acceptedInside, insideRule, ['public'])
		.optional()
		.describe(
			'The directory of the artifact, relative to `from`, that `base` serves. Without it, it is found by path and content.',
		),
	paths: list(text(acceptedUrlPath, urlPathRule, ['/assets/app.js']), 'paths', 200)
		.optional()
		.describe('What to fetch and compare.'),
	page: text(acceptedUrlPath, urlPathRule, ['/'])
		.optional()
		.describe(
			'A page whose own scripts, styles, fonts and images are fetched too. Default: `/` where there are no `paths`.',
		),
}).meta({id: 'live'});

const acceptedField = 'a dotted path of names, such as build.commit';
const field: Rule = (value) =>
	/^[A-Za-z0-9_-]{1,100}(?:\.[A-Za-z0-9_-]{1,100}){0,15}$/.test(value)
		? null
		: {todo: 'join the names of the JSON keys with dots'};

const versionEndpoint = mapping({
	url: text(acceptedUrl, urlRule, ['https://api.example.com/version']).describe(
		'Where the workload says which commit it is.',
	),
	field: text(acceptedField, field, ['commit'])
		.optional()
		.describe('The place in a JSON answer. Without it, the whole body is the commit.'),
}).meta({id: 'version'});

export const acceptedWait = 'a duration such as 5m, none, or a mapping with the keys for, every, rounds';
const wait = z.union(
	[
		text(acceptedWait, (value) => (value === 'none' ? null : durationRule(value)), ['5m', 'none']),
		mapping({
			for: duration().describe('The longest wait.'),
			every: duration().optional().describe('The time between two rounds. Default: 5s.'),
			rounds: z
				.int({error: 'a whole number from 1 to 100'})
				.min(1, {error: 'a whole number from 1 to 100'})
				.max(100, {error: 'a whole number from 1 to 100'})
				.optional()
				.describe('How many equal rounds in a row end the wait. Default: 2.'),
		}).meta({id: 'wait'}),
	],
	{error: acceptedWait},
);

const timeouts = mapping({
	connect: duration().optional().describe('To connect. Default: 10s.'),
	answer: duration().optional().describe("To the answer's head. Default: 30s."),
	stall: duration().optional().describe('Without a byte of the body. Default: 30s.'),
	request: duration().optional().describe('For one whole request. Default: 120s; image layers are exempt.'),
}).meta({id: 'timeouts'});

/** Keys that may stand at the top level, where they are defaults for every service, and in a service. */
const shared = {
	commit: text(acceptedCommit, commitRule, ['main'])
		.optional()
		.describe("The commit that should be live. Default: the event's commit, or HEAD."),
	environment: text(acceptedName, nameRule, ['production'])
		.optional()
		.describe(
			'Where it is deployed: a name for the report. Default: the environment of the deployment event, or `production`.',
		),
	image: text(acceptedReference, reference, ['ghcr.io/acme/api:1.4.2'])
		.optional()
		.describe('The image that is deployed.'),
	platform: text(acceptedPlatform, platform, ['linux/amd64'])
		.optional()
		.describe('Which image of a multi-platform index. Default: linux/amd64, or the only one.'),
	'plain-http': yesOrNo
		.optional()
		.describe('Speaks http to the registry. Default: false; registries on loopback need no permission.'),
	'registry-username': text(acceptedUsername, usernameRule, ['acme-bot'])
		.optional()
		.describe('The user name for the registry. Without it, the docker configuration is asked.'),
	'registry-password-env': text(acceptedVariable, variableRule, ['REGISTRY_PASSWORD'])
		.optional()
		.describe("The environment variable that holds the registry's password or token."),
	baseline: text(acceptedReference, reference, ['ghcr.io/acme/api:1.4.1'])
		.optional()
		.describe('The image that was deployed before: tells which files are new.'),
	base: text(acceptedReference, reference, ['docker.io/library/node:24-slim'])
		.optional()
		.describe(
			"The image this one is built on: what it brought is told apart from the application's files. Default: what the image's own annotations name.",
		),
	assurance: choice(['any', 'verified'])
		.optional()
		.describe(
			'How much is believed of an image: `any` (default) takes file digests from a table of contents (eStargz, zstd:chunked) or a shared cache and says so; `verified` reads and proves every byte.',
		),
	'registry-ca': text(acceptedInside, insideRule, ['certs/registry.pem'])
		.optional()
		.describe("A PEM file with the certificates of the registry's own authority, relative to the repository."),
	files: list(files, 'file sets', 20).optional().describe('What the image must hold.'),
	expect: list(expectation, 'expectations', 50)
		.optional()
		.describe('Files and texts that tell this change, wherever the files are seen.'),
	probes: list(probe, 'probes', 100).optional().describe('Requests to the deployed service.'),
	live: live.optional().describe('Files that the deployed service serves: fetched, hashed and compared.'),
	accept: oneOrMore(choice(['self-reported']), 'self-reported', 1)
		.optional()
		.describe('Weaker proof to be content with.'),
	wait: wait.optional().describe('How long to look again until the expectation holds. Default: none, look once.'),
	timeouts: timeouts.optional().describe('Time limits for each request.'),
};

/** One service: what `services.NAME` holds. */
export const serviceSchema = mapping({
	...shared,
	version: versionEndpoint
		.optional()
		.describe('An endpoint at which the workload says which commit it is. Never proof unless accepted.'),
}).meta({id: 'service'});

const acceptedFailOn = 'drift, inconclusive, both in a list, or none';
const failOn = z.union(
	[choice(['drift', 'inconclusive', 'none']), list(choice(['drift', 'inconclusive']), 'drift and inconclusive', 2)],
	{error: acceptedFailOn},
);

const top = {
	version: z.literal(1, {error: '1, the version of this format'}).describe('The version of this format.'),
	...shared,
	'fail-on': failOn.optional().describe('Which verdicts fail the step. Default: drift and inconclusive.'),
};

/** The document without its services, which are read one by one so that every name is possible. */
export const topSchema = mapping({
	...top,
	services: z.record(z.string(), z.unknown(), {error: 'a mapping from names to services'}),
});

/** The whole document, as the published JSON Schema describes it. */
export const documentSchema = mapping({
	...top,
	services: z.record(z.string().min(1).max(100), serviceSchema).describe('The deployed services by name.'),
}).meta({title: 'Deploy Truth configuration'});

export type RawService = z.infer<typeof serviceSchema>;
export type RawTop = z.infer<typeof topSchema>;

/** Keys of layers that are designed and not built: configuring them is a problem, never a silent skip. */
export const keysNotYetSupported: readonly string[] = ['runtime', 'replicas', 'proxy', 'upstream'];
export const serviceKeys: readonly string[] = Object.keys(serviceSchema.shape);
export const topKeys: readonly string[] = Object.keys(topSchema.shape);
