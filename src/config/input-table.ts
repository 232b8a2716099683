/** One input of the action. This table is the only place that describes inputs; `scripts/docs.ts` writes it elsewhere. */
export type Input = {
	readonly name: string;
	/** Markdown, one paragraph */
	readonly description: string;
	/** as `action.yml` states it; '' is none */
	readonly default: string;
	readonly required: boolean;
	/** `key`: a configuration key of one service; `run`: about the run itself */
	readonly group: 'run' | 'key';
	/** how the text is read */
	readonly form: 'text' | 'yaml' | 'lines';
	/** describes exactly one service, so that it cannot override several */
	readonly single: boolean;
};

const run = (name: string, description: string, standard = ''): Input => ({
	name,
	description,
	default: standard,
	required: false,
	group: 'run',
	form: 'text',
	single: false,
});
const key = (name: string, form: 'text' | 'yaml', single: boolean, description: string): Input => ({
	...run(name, description),
	group: 'key',
	form,
	single,
});

/** In the order in which `action.yml` and the documentation show them. */
export const inputs: readonly Input[] = [
	run(
		'mode',
		'`verify` looks at the deployed service. `record` runs in the build job and writes the file manifest of the artifact. `report` puts the evidence of many jobs into one report.',
		'verify',
	),
	run(
		'config',
		'The configuration file, relative to `working-directory`. Default: `.github/deploy-truth.yml` when it exists. `none` reads no file. Inputs that are configuration keys override the file.',
	),
	{
		...run(
			'service',
			'Which services of the file to look at: names, one a line. Without a file: the name of the service; default is the name of the repository.',
		),
		form: 'lines',
	},
	key(
		'environment',
		'text',
		false,
		'Where it is deployed: a name for the report. Default: the environment of the deployment event, or `production`.',
	),
	key('commit', 'text', false, "The commit that should be live. Default: the event's commit."),
	key(
		'image',
		'text',
		true,
		'The image that is deployed: `registry/repository:tag`, with `@sha256:…` where it is known.',
	),
	key('platform', 'text', false, 'Which image of a multi-platform index, such as `linux/arm64`.'),
	key(
		'plain-http',
		'yaml',
		false,
		'Speaks http to the registry: `true` or `false`. Registries on loopback need no permission.',
	),
	run('registry-username', "The user name for the image's registry. Without it, the docker configuration is asked."),
	run(
		'registry-password',
		'The password or token for the registry. It is sent to the registry of `image` and nowhere else; where the images of a file are in several registries, `secrets` says which one is meant: `registry-password=ghcr.io`.',
	),
	key('baseline', 'text', true, 'The image that was deployed before: tells which files are new.'),
	key(
		'base',
		'text',
		true,
		'The image this one is built on: what it brought is told apart from the files of the application.',
	),
	key(
		'assurance',
		'text',
		false,
		'`any`: file digests from a table of contents or a shared cache are believed, and the report says so. `verified`: every byte is read.',
	),
	key('registry-ca', 'text', false, "A PEM file with the certificates of the registry's own authority."),
	key('files', 'yaml', true, 'What the image must hold: a YAML list of `{from, to, kind, ignore, modes, extra}`.'),
	key('expect', 'yaml', true, 'Files and texts that tell this change: a YAML list of `{files, contains}`.'),
	key(
		'runtime',
		'yaml',
		true,
		'What runs the containers: `docker`, `compose`, `podman`, `swarm`, `kubernetes`, `ecs`, `cloud-run`, `command`, or YAML with `kind` and what that kind needs.',
	),
	key(
		'replicas',
		'yaml',
		true,
		'What `deploy-truth collect` wrote where the containers run: a path, or YAML `{file, max-age}`.',
	),
	key(
		'proxy',
		'yaml',
		true,
		'What takes the requests before the service: `nginx`, `caddy`, `haproxy`, `traefik`, `apache`, `docker`, `kubernetes`, YAML with `kind` and how it is reached, or a list, the outermost first.',
	),
	key('upstream', 'text', true, 'Where the proxy should send requests: a name as it has it, or `HOST:PORT`.'),
	key(
		'trace',
		'yaml',
		true,
		"Looks for requests with a random token in the replicas' logs: `true`, or how long to look, such as `5s`.",
	),
	key(
		'probes',
		'yaml',
		true,
		'Requests to the deployed service: a YAML list of `{name, method, url, expect, credentials, headers, content-type, json, answer-headers, protocol, control}`.',
	),
	key('live', 'yaml', true, 'Files that the deployed service serves: YAML `{base, root, paths, page}`.'),
	key('version', 'yaml', true, 'An endpoint at which the workload says which commit it is: YAML `{url, field}`.'),
	key(
		'resolve',
		'yaml',
		false,
		'IP addresses to connect to in place of what names lead to: a YAML mapping from host, or host:port, to an address or several.',
	),
	key(
		'tls',
		'yaml',
		false,
		"What the deployed service's TLS needs beyond the usual: YAML `{ca, certificate, key-env}`.",
	),
	key(
		'origin',
		'text',
		true,
		'Where the same paths are served without the edge (a CDN, a cache) in front: scheme, host and port.',
	),
	key('rate', 'yaml', false, 'Requests a second to the deployed service, at most. Default: 50.'),
	key('accept', 'yaml', false, 'Weaker proof to be content with: `self-reported`.'),
	key(
		'wait',
		'yaml',
		false,
		'How long to look again until the expectation holds: a duration such as `5m`, or YAML `{for, every, rounds}`.',
	),
	key('timeouts', 'yaml', false, 'Time limits for each request: YAML `{connect, answer, stall, request}`.'),
	run(
		'fail-on',
		'Which verdicts fail the step: `drift`, `inconclusive`, both with a comma between them, or `none`. Default: what the file says, or both.',
	),
	run('comment', 'Whether to write the comment on the pull request: `true` or `false`.', 'true'),
	{
		...run(
			'secrets',
			'Which environment variable may be sent to which host: `VARIABLE=host[:port]`, one a line. A variable that is listed goes to its hosts alone; on events that an outsider can start, no other variable is sent at all.',
		),
		form: 'lines',
	},
	run(
		'cache',
		"Whether listings of image layers are kept in the repository's Actions cache, so that a redeploy reads only what is new: `true` or `false`. Default: `true` where `cache-secret` is given. Whoever can read the repository's caches can read them: names, sizes and digests of the image's files.",
	),
	run(
		'cache-secret',
		'At least 16 characters that prove a listing from the cache to be our own, and so `verified`; without it, it is `asserted`. The variable `DEPLOY_TRUTH_CACHE_SECRET` says the same.',
	),
	run(
		'memory',
		"Where the last result is remembered, beside the comment on the pull request: `directory` (`.deploy-truth/history` in the workspace) or `cache` (the repository's Actions cache, so that runs without a pull request tell what changed, too). Sealed under `cache-secret` where there is one.",
		'directory',
	),
	run('github-token', 'The token that reads the pull request and writes the comment.', '${{ github.token }}'),
	run('working-directory', 'The directory of the repository, relative to the workspace.', '.'),
	run(
		'build-command',
		'Mode `record`: a command to run first, such as `npm run build`, its output in the job log. Without it, the build is a step of its own. Refused on events that an outsider can start.',
	),
	run('artifact', 'Mode `record`: the directory that the build wrote, relative to `working-directory`.'),
	{
		...run(
			'evidence',
			'Mode `report`: evidence files or directories that hold them, one a line, relative to `working-directory`.',
		),
		form: 'lines',
	},
	run(
		'out',
		'Where to write, relative to `working-directory`: a directory for evidence and reports (default `.deploy-truth`), or in mode `record` the file (default `.deploy-truth/record.json`).',
	),
];

export type Output = {readonly name: string; readonly description: string};

export const outputs: readonly Output[] = [
	{name: 'verdict', description: '`live`, `drift` or `inconclusive`; of several services the worst.'},
	{
		name: 'departs-at',
		description:
			'The first layer that left the commit: `mapping`, `source`, `artifact`, `image`, `container`, `route` or `api`. Empty without drift.',
	},
	{name: 'deployed-commit', description: 'The commit that is deployed, where it is known.'},
	{name: 'report', description: 'Path of the report as Markdown.'},
	{name: 'evidence', description: 'Path of the saved evidence; `deploy-truth judge` reads it.'},
];
