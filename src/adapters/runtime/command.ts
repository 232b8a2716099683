import type {RuntimeConfig} from '../../model/config.ts';
import {FaultError} from '../../model/fault.ts';
import {comparePaths} from '../../model/path.ts';
import {decodeReplicas, type ReplicasDocument} from '../../model/replicas-document.ts';
import type {World} from '../../world.ts';
import type {Runtime, RuntimeOptions} from './runtime.ts';
import {firstSaid, wholeSaid} from './said.ts';

const mostPrinted = 64 * 2 ** 20;

/** A program of the user's that knows what runs. It may have looked inside, but nobody can ask it for more. */
export const openCommand = (world: World, config: RuntimeConfig, options: RuntimeOptions): Runtime => ({
	replicas: async () => (await readReplicasCommand(world, config, options)).answer,
	files: null,
	touched: null,
	owner: null,
	logs: null,
});

/**
 * Runs the program in the repository, without a shell, and reads the replicas document that it prints.
 *
 * @throws FaultError `command-missing`, `command-failed`, `timed-out`, `too-large`, `invalid-replicas`, which says where
 */
export async function readReplicasCommand(
	world: World,
	config: RuntimeConfig,
	options: RuntimeOptions,
): Promise<ReplicasDocument> {
	const [program, ...args] = config.command ?? [];
	if (program === undefined) throw new FaultError('command-missing', 'the runtime names no command to run');
	const {exitCode, stdout, stderr} = await world.exec(program, args, {
		cwd: options.repository,
		timeout: options.timeout,
		maxBytes: mostPrinted,
	});
	if (exitCode !== 0)
		throw new FaultError(
			'command-failed',
			`${program} ended with ${exitCode}: ${firstSaid(world, stderr) || 'no reason given'}`,
		);
	const document = decodeReplicas(decoded(program, stdout));
	if (typeof document === 'string') throw notSo(program, wholeSaid(world, document));
	const replicas = document.answer.replicas.toSorted(
		(a, b) => comparePaths(a.name, b.name) || comparePaths(a.id, b.id),
	);
	return {...document, answer: {...document.answer, replicas}};
}

const notSo = (program: string, why: string): FaultError =>
	new FaultError('invalid-replicas', `${program} printed no replicas document: ${why}`);

function decoded(program: string, bytes: Uint8Array): string {
	try {
		return new TextDecoder('utf-8', {fatal: true}).decode(bytes);
	} catch {
		throw notSo(program, 'not UTF-8');
	}
}
