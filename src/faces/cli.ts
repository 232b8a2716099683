import {Command, CommanderError, InvalidArgumentError, Option} from 'commander';
import {FaultError} from '../model/fault.ts';
import {ignorables} from '../model/ignorable.ts';
import {modesPolicies} from '../model/manifest.ts';
import {exitCodes, type Terminal} from './commands/terminal.ts';
import {onLostData, onLostMessages} from './lost-output.ts';
import {leave} from './leave.ts';
import {explainedMisuse, withoutIdleHelp} from './misused.ts';
import {printable} from './terminal.ts';
import {version} from './version.ts';

/** The command line: data on stdout, progress and logs on stderr, an exit code that scripts can trust. */
export async function main(args: readonly string[]): Promise<void> {
	const cancel = new AbortController();
	const stopped = onSignals(cancel);
	onLostData(process.stdout);
	onLostMessages(process.stderr);
	let code: number;
	const opened: Terminal[] = [];
	try {
		code = await dispatch(args, cancel.signal, opened);
	} catch (error) {
		code = complain(error, (text) => opened.reduce((shown, terminal) => terminal.masked(shown), text));
	}
	await drained();
	await leave(stopped() ?? code);
}

/** `opened` takes what was opened for a command: who complains afterwards must hide what it was told to hide. */
async function dispatch(args: readonly string[], signal: AbortSignal, opened: Terminal[]): Promise<number> {
	let code: number = exitCodes.ok;
	const act =
		<A extends readonly unknown[]>(action: (terminal: Terminal, ...rest: A) => Promise<number>) =>
		async (...rest: unknown[]): Promise<void> => {
			const {openTerminal} = await import('./commands/terminal.ts');
			const terminal = await openTerminal(signal);
			opened.push(terminal);
			code = await action(terminal, ...(rest.slice(0, -1) as unknown as A));
			terminal.clear();
		};
	const program = new Command('deploy-truth')
		.description('After a deploy: is this commit what is running, and if not, which layer is the first that left it?')
		.version(version(), '-V, --version', 'print the version')
		.helpOption('-h, --help', 'print this help')
		.helpCommand(false)
		.showSuggestionAfterError()
		.addHelpText('after', subjectsHelp)
		.exitOverride()
		.configureOutput({
			outputError: (text, write) => write(`deploy-truth: ${explainedMisuse(text, args[0] ?? null, commands())}`),
		});
	const commands = (): readonly string[] => program.commands.map((one) => one.name());

	const verify = command(program, 'verify', 'look at every configured layer and give one verdict')
		.option('--config <file>', 'the configuration (default: .github/deploy-truth.yml)')
		.option('--service <name>', 'only this service; may be repeated', collect, [])
		.option('--commit <revision>', 'the commit that should be live (default: the configuration, else HEAD)')
		.option('--repo <directory>', 'the git repository (default: here)')
		.option(
			'--history <directory>',
			'where the last result is remembered (default: .deploy-truth/history in the repository)',
		)
		.option('--out <file>', 'write the report there instead of stdout')
		.option(
			'--evidence <file>',
			'save what was seen, to be judged again; of several services a file each: x.json becomes x.api.json, x.web.json',
		)
		.option(...cacheOption);
	formats(verify, ['terminal', 'json', 'markdown', 'html']).action(
		act(async (terminal, options: never) => (await import('./commands/verify.ts')).runVerify(terminal, options)),
	);

	const manifest = command(program, 'manifest', 'list the files of a subject with their hashes').argument(
		'<subject>',
		'what to read: dir:PATH, registry:REFERENCE and more, as deploy-truth --help lists them',
	);
	reading(formats(manifest, ['json', 'sha256sum']))
		.option('--path <prefix>', 'only what lies below this path')
		.option('--blobs', 'add git blob ids')
		.action(
			act(async (terminal, subject: string, options: never) =>
				(await import('./commands/manifest.ts')).runManifest(terminal.world, terminal.out, subject, options),
			),
		);

	const diff = command(program, 'diff', 'compare the files of two subjects')
		.argument('<expected>', 'a subject: dir:PATH, git:REVISION, file:MANIFEST.json and more')
		.argument('<deployed>', 'a subject: registry:REFERENCE, docker:REFERENCE, oci-dir:PATH and more');
	reading(formats(diff, ['terminal', 'json']))
		.option(
			'--path <prefix>',
			'where in an image or a container the other side sits; where both or none is one, a part of both',
		)
		.option(
			'--ignore <differences>',
			`what does not count as different, and is printed: ${ignorables.join(', ')}; may be repeated`,
			collect,
			[],
		)
		.addHelpText('after', diffHelp)
		.action(
			act(async (terminal, expected: string, deployed: string, options: never) =>
				(await import('./commands/diff.ts')).runDiff(
					terminal.world,
					terminal.out,
					expected,
					deployed,
					Object.assign(options, {color: terminal.color}),
				),
			),
		);

	const digests = command(program, 'digests', 'which digest of an image is which, and whether an ID names this image');
	overRegistries(digests)
		.argument('<subject>', 'an image: registry:REFERENCE, docker:REFERENCE, oci-dir:PATH and more')
		.option('--is <id>', 'a digest or image ID, as Docker or Kubernetes write it; may be repeated', collect, [])
		.option('--platform <os/arch>', 'which platform of an image index', platformOption);
	formats(digests, ['terminal', 'json']).action(
		act(async (terminal, subject: string, options: never) =>
			(await import('./commands/digests.ts')).runDigests(terminal.world, terminal.out, subject, options),
		),
	);

	command(program, 'record', 'at build time: write the file manifest of a build output together with its commit')
		.argument('<directory>', 'the build output')
		.requiredOption('--out <file>', 'where the record goes; required')
		.option('--repo <directory>', 'the git repository (default: here)')
		.action(
			act(async (terminal, directory: string, options: never) =>
				(await import('./commands/record.ts')).runRecord(
					terminal.world,
					directory,
					Object.assign(options, {tool: `deploy-truth/${version()}`}),
				),
			),
		);

	command(program, 'collect', 'where the containers run: write what runs, for a verify elsewhere (`replicas: FILE`)')
		.option('--config <file>', 'the configuration (default: .github/deploy-truth.yml)')
		.option('--service <name>', 'which service of the configuration; with --runtime, the service of compose or swarm')
		.option('--runtime <kind>', 'without a configuration: docker, compose, podman, swarm, kubernetes')
		.option('--image <reference>', 'with --runtime: the image by whose repository the containers are found')
		.option('--container <name>', 'with --runtime: a container; may be repeated', collect, [])
		.option('--project <name>', 'with --runtime: the compose project')
		.option('--selector <labels>', 'with --runtime: labels that the containers carry, KEY=VALUE,…')
		.option('--namespace <name>', 'with --runtime kubernetes')
		.option('--workload <kind/name>', 'with --runtime kubernetes: deployment/api and the like')
		.option('--host <address>', 'with --runtime: the engine, as DOCKER_HOST has it')
		.option('--context <name>', 'with --runtime: a context of docker, or of the kubeconfig')
		.option(
			'--path <path>',
			'where in the containers to look (default: `to` of the files); may be repeated',
			collect,
			[],
		)
		.option('--repo <directory>', 'the git repository (default: here)')
		.option('--out <file>', 'write the document there instead of stdout')
		.action(
			act(async (terminal, options: never) => (await import('./commands/collect.ts')).runCollect(terminal, options)),
		);

	const judge = command(program, 'judge', 'judge saved evidence again, without contacting anything').argument(
		'<evidence>',
		'a file written by verify --evidence',
	);
	formats(judge, ['terminal', 'json', 'markdown', 'html'])
		.option('--out <file>', 'write the report there instead of stdout')
		.action(
			act(async (terminal, file: string, options: never) =>
				(await import('./commands/judge.ts')).runJudge(terminal, [file], options),
			),
		);

	const report = command(program, 'report', 'one report over the saved evidence of many services').argument(
		'<evidence...>',
		'files written by verify --evidence',
	);
	formats(report, ['terminal', 'json', 'markdown', 'html'])
		.option('--out <file>', 'write the report there instead of stdout')
		.action(
			act(async (terminal, files: string[], options: never) =>
				(await import('./commands/judge.ts')).runJudge(terminal, files, options),
			),
		);

	try {
		await program.parseAsync([...withoutIdleHelp(args, commands())], {from: 'user'});
	} catch (error) {
		if (!(error instanceof CommanderError)) throw error;
		return error.exitCode === 0 ? exitCodes.ok : exitCodes.usage;
	}
	return code;
}

const diffHelp = `
Image layers that both images share are read once, and only where what differs depends on them.
A file that moved is one renamed file. Exit code 0 where only ignored differences remain.
`;

/** `locate`, and the subjects of later releases, are answered in words where they are parsed. */
const subjectsHelp = `
Subjects:
  dir:PATH                a directory
  git:REVISION[:PATH]     a commit's files
  registry:REFERENCE      an image, read from its registry
  docker:REFERENCE        an image in the store of a container engine, by name or ID
  oci-dir:PATH[:TAG]      an OCI image layout
  oci-archive:FILE[:TAG]  a tar of one, compressed or not; FILE - is standard input
  docker-archive:FILE[:TAG]
                          what docker save, podman save and skopeo write; FILE - is standard input
  container:ID[:PATH]     what a running container shows its processes
  pod:NAMESPACE/NAME[/CONTAINER][:PATH]
                          the same of a Kubernetes pod
  file:MANIFEST.json      a saved file manifest or record

Exit codes:
  0 live or equal   1 drift or different   2 usage or configuration error
  3 could not tell  4 internal error       130, 143 stopped by a signal
`;

const command = (program: Command, name: string, description: string): Command =>
	program.command(name).description(description).helpOption('-h, --help', 'print this help').exitOverride();

const formats = (of: Command, choices: readonly string[]): Command =>
	of.addOption(new Option('--format <format>', 'how to print it').choices(choices).default(choices[0]));

const overRegistries = (of: Command): Command =>
	of
		.option('--plain-http', 'speak http to the registry (loopback registries need no permission)')
		.option(
			'--ca <file>',
			"PEM certificates to trust beside those of Node.js, NODE_EXTRA_CA_CERTS, SSL_CERT_FILE and SSL_CERT_DIR (not the operating system's)",
		)
		.option('--timeout <duration>', 'how long a registry may be silent, as 10s (default: 30s)');

/** Said for `verify`, `manifest` and `diff`; `.option` takes an argument's parser last. */
const cacheOption = [
	'--cache <directory>',
	"where listings of image layers are kept between runs, or none (default: below the user's cache directory; none in CI)",
	(text: string): string => {
		if (text === '') throw new InvalidArgumentError('write a directory, or none');
		return text;
	},
] as const;

const reading = (of: Command): Command =>
	overRegistries(of)
		.option('--platform <os/arch>', 'which platform of an image index', platformOption)
		.addOption(
			new Option('--modes <policy>', 'what counts of a file mode').choices(modesPolicies).default('executable'),
		)
		.addOption(
			new Option('--assurance <how>', 'any: believe tables of contents of image layers; verified: read every byte')
				.choices(['any', 'verified'])
				.default('any'),
		)
		.option(...cacheOption)
		.option('--repo <directory>', 'the git repository of git: subjects (default: here)');

function platformOption(text: string): string {
	if (!/^[a-z0-9._-]+\/[a-z0-9._-]+(\/[a-z0-9._-]+)?$/.test(text))
		throw new InvalidArgumentError('write os/architecture or os/architecture/variant, as linux/arm64/v8');
	return text;
}

const collect = (value: string, earlier: string[]): string[] => [...earlier, value];

/** Faults are answers we could not get (3); anything else thrown is a bug of ours (4). */
function complain(error: unknown, masked: (text: string) => string): number {
	if (error instanceof FaultError) {
		// A detail repeats foreign names: a line of its own would be a command to a runner.
		process.stderr.write(
			`deploy-truth: ${error.fault.code}: ${printable(masked(error.fault.detail)).replaceAll('\n', '\\u000a')}\n`,
		);
		return exitCodes.inconclusive;
	}
	process.stderr.write(
		`deploy-truth: internal error: ${printable(masked(error instanceof Error ? (error.stack ?? error.message) : String(error)))}\n`,
	);
	return exitCodes.internal;
}

/** 128 + the signal's number, once one came. The first asks the run to stop; the second ends it at once. */
function onSignals(cancel: AbortController): () => number | null {
	let code: number | null = null;
	for (const [signal, number] of [
		['SIGINT', 130],
		['SIGTERM', 143],
	] as const) {
		process.on(signal, () => {
			if (code !== null) process.exit(number);
			code = number;
			cancel.abort();
		});
	}
	return () => code;
}

const drained = (): Promise<void> => new Promise((resolve) => void process.stdout.write('', () => resolve()));
