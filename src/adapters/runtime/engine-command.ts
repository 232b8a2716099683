import type {RuntimeConfig} from '../../model/config.ts';
import {withoutCredentials} from '../../model/engine-address.ts';
import {FaultError} from '../../model/fault.ts';
import type {ExecOptions, ExecResult, World} from '../../world.ts';
import {type Asked, engineFault, saysNothingThere} from './docker-fault.ts';

type Question = Omit<Asked, 'command'>;

/** The user's own `docker` or `podman`, with contexts, ssh and certificates as they are set up for it. Only read from. */
export type Engine = {
	readonly command: Asked['command'];
	/** what it prints; FaultError where it fails */
	readonly ask: (args: readonly string[], question: Question) => Promise<Uint8Array>;
	/** the same, though some of what it was asked for is not there: `complete` is false then */
	readonly askForSome: (
		args: readonly string[],
		question: Question,
	) => Promise<{readonly printed: Uint8Array; readonly complete: boolean}>;
	/** what it prints, where nothing depends on it; null where it fails */
	readonly mayTell: (args: readonly string[]) => Promise<string | null>;
	/** as it comes; whoever stops before the end stops the command */
	readonly stream: (
		args: readonly string[],
		question: Question,
		options?: Pick<ExecOptions, 'merged'>,
	) => AsyncIterable<Uint8Array>;
	/** how it was told which engine to ask, for people; null: it was not */
	readonly place: string | null;
};

const maxPrinted = 16 * 1024 * 1024;
/** Of what came last, where errors come among the rest. */
const maxComplaint = 4_096;

/** How each command is told where its engine is, and the variable that tells it otherwise. */
const flags = {
	docker: {host: '--host', context: '--context', variable: 'DOCKER_HOST'},
	podman: {host: '--url', context: '--connection', variable: 'CONTAINER_HOST'},
} as const;

export function openEngine(
	world: World,
	command: Engine['command'],
	config: Pick<RuntimeConfig, 'host' | 'context' | 'timeout'>,
	timeout: number,
): Engine {
	const {host, context} = config;
	const {[command]: flag} = flags;
	const leading = [...(host === null ? [] : [flag.host, host]), ...(context === null ? [] : [flag.context, context])];
	const run = async (args: readonly string[]): Promise<ExecResult> => {
		try {
			return await world.exec(command, [...leading, ...args], {timeout, maxBytes: maxPrinted});
		} catch (error) {
			throw isMissing(error)
				? new FaultError('command-missing', `the command ${command} is not installed here`)
				: error;
		}
	};
	const named = context === null ? (host ?? world.env[flag.variable] ?? null) : `context ${context}`;
	return {
		command,
		ask: async (args, question) => {
			const {exitCode, stdout, stderr} = await run(args);
			if (exitCode !== 0) throw engineFault(stderr, {command, ...question});
			return stdout;
		},
		askForSome: async (args, question) => {
			const {exitCode, stdout, stderr} = await run(args);
			if (exitCode !== 0 && !saysNothingThere(stderr)) throw engineFault(stderr, {command, ...question});
			return {printed: stdout, complete: exitCode === 0};
		},
		mayTell: async (args) => {
			const {exitCode, stdout} = await run(args);
			return exitCode === 0 ? new TextDecoder().decode(stdout) : null;
		},
		stream: async function* (args, question, {merged = false} = {}) {
			const reading = world.execStream(command, [...leading, ...args], {timeout: config.timeout, merged});
			reading.end();
			let last: Uint8Array = new Uint8Array(0);
			try {
				for await (const chunk of reading.stdout) {
					// A copy: whoever reads may give the piece back.
					if (merged) last = new Uint8Array(chunk.subarray(-maxComplaint));
					yield chunk;
				}
				const {exitCode, stderr} = await reading.done;
				const said = merged ? new TextDecoder().decode(last) : stderr;
				if (exitCode !== 0) throw engineFault(said, {command, ...question});
			} finally {
				reading.kill();
				await reading.done.catch(() => undefined);
			}
		},
		place: named === null || named === '' ? null : withoutCredentials(named),
	};
}

const isMissing = (error: unknown): boolean => error instanceof FaultError && error.fault.code === 'command-missing';
