import type {RuntimeConfig} from '../../model/config.ts';
import {FaultError} from '../../model/fault.ts';
import {isObject} from '../../model/shape.ts';
import type {ExecResult, World} from '../../world.ts';
import {kubectlFault, type Right, saidBy} from './kubernetes-fault.ts';
import type {Raw} from './kubernetes-objects.ts';

/** Five hundred pods with all that is known of them. */
const mostBytes = 16 << 20;
/** What kubectl itself takes to start, to log in and to print, beside the time its requests may take. */
const grace = 30_000;

/** kubectl 1.34 has preferences that change what flags mean. */
const environment = {KUBERC: 'off', KUBECTL_KUBERC: 'false'};

/** `said`: what was written to standard error, fit to be shown. */
export type Failed = {readonly exitCode: number; readonly said: string};

/** The user's own kubectl in one context and namespace. All reject with FaultError. */
export type Kubectl = {
	/** One object. `resource`: plural and group, as `deployments.apps`. */
	readonly object: (resource: string, name: string, ...args: readonly string[]) => Promise<Raw>;
	/** The objects that the arguments choose. */
	readonly list: (resource: string, ...args: readonly string[]) => Promise<readonly Raw[]>;
	/** What a command that must succeed prints. */
	readonly text: (args: readonly string[], right: Right) => Promise<string>;
	/** Standard output as it comes; `fault` tells why the command failed. Leaving the loop ends it. */
	readonly stream: (
		args: readonly string[],
		fault: (end: Failed) => FaultError,
	) => AsyncGenerator<Uint8Array, void, undefined>;
};

/** `timeout`: milliseconds for one command. */
export function kubectlIn(world: World, {context, namespace}: RuntimeConfig, timeout: number): Kubectl {
	const place = [
		...(context === null ? [] : [`--context=${context}`]),
		...(namespace === null ? [] : [`--namespace=${namespace}`]),
	];
	const run = async (args: readonly string[], right: Right): Promise<ExecResult> => {
		const seconds = `--request-timeout=${Math.ceil(timeout / 1_000)}s`;
		const options = {env: environment, timeout: timeout + grace, maxBytes: mostBytes};
		const done = await world.exec('kubectl', [...place, seconds, ...args], options).catch(withoutKubectl);
		if (done.exitCode !== 0) throw kubectlFault(saidBy(world, done.stderr), right);
		return done;
	};
	const get = async (resource: string, verb: string, args: readonly string[]): Promise<Raw> => {
		const [plural, ...group] = resource.split('.');
		const {stdout} = await run(['get', resource, ...args, '--output=json'], {
			group: group.join('.'),
			resource: plural!,
			verb,
		});
		return documentIn(stdout, resource);
	};
	return {
		object: (resource, name, ...args) => get(resource, 'get', [name, ...args]),
		async list(resource, ...args) {
			const {items} = await get(resource, 'list', args);
			if (!Array.isArray(items) || !items.every(isObject))
				throw new FaultError('invalid-answer', `kubectl get ${resource} gave no list`);
			return items;
		},
		text: async (args, right) => new TextDecoder().decode((await run(args, right)).stdout),
		async *stream(args, fault) {
			const command = world.execStream('kubectl', [...place, ...args], {env: environment, timeout});
			command.end();
			try {
				yield* command.stdout;
				const end = await command.done.catch(withoutKubectl);
				if (end.exitCode !== 0) throw fault({exitCode: end.exitCode, said: saidBy(world, end.stderr)});
			} finally {
				command.kill();
				await command.done.catch(() => undefined);
			}
		},
	};
}

function documentIn(stdout: Uint8Array, resource: string): Raw {
	let value: unknown = null;
	try {
		value = JSON.parse(new TextDecoder().decode(stdout));
	} catch {
		// told below: the text may hold values of environment variables, so none of it is repeated
	}
	if (isObject(value)) return value;
	throw new FaultError('invalid-answer', `kubectl get ${resource} printed no JSON object`);
}

function withoutKubectl(error: unknown): never {
	if (!(error instanceof FaultError) || error.fault.code !== 'command-missing') throw error;
	throw new FaultError('command-missing', 'the command kubectl is not installed here', error);
}
