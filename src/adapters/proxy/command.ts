import {withoutCredentials} from '../../model/engine-address.ts';
import {FaultError} from '../../model/fault.ts';
import type {ExecResult, World} from '../../world.ts';
import {engineFault, saidBy} from './command-fault.ts';
import type {ProxyAccess} from './proxy.ts';

/** Where a proxy runs, by the commands that read there: on this machine, or inside a container of a docker engine. */
export type ProxyCommand = {
	/** for people, without credentials: `this machine`, `container web of ssh://host` */
	readonly place: string;
	/** whether it is this machine, whose files World has */
	readonly here: boolean;
	/**
	 * A command that ran: that it failed is a value.
	 *
	 * @throws FaultError `command-missing`, `unreachable`, `unauthorized`, `forbidden`, `not-found`, `timed-out`, `too-large`
	 */
	readonly run: (command: string, args: readonly string[], maxBytes?: number) => Promise<ExecResult>;
	/**
	 * What it prints. `right`: what this user must be allowed to, a verb and its object.
	 *
	 * @throws FaultError as `run` does, and `command-failed`, `forbidden`, which names the right
	 */
	readonly print: (command: string, args: readonly string[], right: string, maxBytes?: number) => Promise<Uint8Array>;
	/**
	 * A file as the proxy sees it.
	 *
	 * @throws FaultError `not-found`, `forbidden`, `too-large`, and as `run` does
	 */
	readonly read: (path: string, maxBytes?: number) => Promise<Uint8Array>;
	/** addresses of a name where the proxy resolves names, sorted; empty: it leads nowhere; null: nobody there can be asked */
	readonly resolve: (name: string) => Promise<readonly string[] | null>;
};

/** A configuration of more bytes than this is nobody's. */
export const mostPrinted = 32 * 2 ** 20;

export function openCommand(world: World, access: ProxyAccess): ProxyCommand {
	const run = access.container === null ? runHere(world, access) : runInside(world, access, access.container);
	const print: ProxyCommand['print'] = async (command, args, right, maxBytes) => {
		const {exitCode, stdout, stderr} = await run(command, args, maxBytes);
		if (exitCode === 0) return stdout;
		const said = saidBy(stderr) || saidBy(new TextDecoder().decode(stdout.subarray(0, 4_096)));
		if (mayNot.test(said)) throw new FaultError('forbidden', `this user may not ${right}: run as root there (${said})`);
		throw new FaultError('command-failed', `${command}: ${said || `it ended with ${exitCode} without a word`}`);
	};
	return {
		place: access.container === null ? 'this machine' : placeOf(world, access, access.container),
		here: access.container === null,
		run,
		print,
		read: access.container === null ? readHere(world) : readInside(print),
		resolve: access.container === null ? resolveHere(world) : resolveInside(run),
	};
}

const mayNot = /permission denied|operation not permitted|must be (?:run as )?root|access denied|\b13: /i;

const isFault = (error: unknown, ...codes: readonly string[]): boolean =>
	error instanceof FaultError && codes.includes(error.fault.code);

const runHere =
	(world: World, {timeout}: ProxyAccess): ProxyCommand['run'] =>
	async (command, args, maxBytes = mostPrinted) => {
		try {
			return await world.exec(command, args, {timeout, maxBytes});
		} catch (error) {
			if (isFault(error, 'command-missing'))
				throw new FaultError('command-missing', `the command ${command} is not installed here`);
			throw error;
		}
	};

const runInside =
	(world: World, access: ProxyAccess, container: string): ProxyCommand['run'] =>
	async (command, args, maxBytes = mostPrinted) => {
		const {host, context, timeout} = access;
		const place = [...(host === null ? [] : ['--host', host]), ...(context === null ? [] : ['--context', context])];
		const done = await world
			.exec('docker', [...place, 'exec', '--', container, command, ...args], {timeout, maxBytes})
			.catch((error: unknown) => {
				throw isFault(error, 'command-missing')
					? new FaultError('command-missing', 'the command docker is not installed here')
					: error;
			});
		const fault = engineFault(done, container, command);
		if (fault !== null) throw fault;
		return done;
	};

const readHere =
	(world: World): ProxyCommand['read'] =>
	async (path, maxBytes = mostPrinted) => {
		try {
			return await world.files.read(path, maxBytes);
		} catch (error) {
			if (isFault(error, 'file-missing', 'not-a-directory')) throw new FaultError('not-found', `nothing is at ${path}`);
			if (isFault(error, 'file-unreadable'))
				throw new FaultError('forbidden', `this user may not read ${path}: run as root there`);
			throw error;
		}
	};

const readInside =
	(print: ProxyCommand['print']): ProxyCommand['read'] =>
	async (path, maxBytes) => {
		try {
			return await print('cat', ['--', path], `read ${path}`, maxBytes);
		} catch (error) {
			if (error instanceof FaultError && error.fault.code === 'command-failed' && /no such file/i.test(error.message))
				throw new FaultError('not-found', `nothing is at ${path} in the container`);
			throw error;
		}
	};

const resolveHere =
	(world: World): ProxyCommand['resolve'] =>
	async (name) => {
		try {
			return [...new Set(await world.resolve(name))].sort();
		} catch (error) {
			if (isFault(error, 'name-not-resolved')) return [];
			throw error;
		}
	};

/** A name that begins with a dash would be an option. */
const isName = (name: string): boolean => /^[A-Za-z0-9_][A-Za-z0-9._-]{0,252}$/.test(name);

/** The container's own resolver: its engine's names are known inside alone. */
const resolveInside =
	(run: ProxyCommand['run']): ProxyCommand['resolve'] =>
	async (name) => {
		if (!isName(name)) return null;
		try {
			const {exitCode, stdout} = await run('getent', ['ahosts', name], 65_536);
			if (exitCode === 2) return [];
			if (exitCode !== 0) return null;
			const lines = new TextDecoder().decode(stdout).split('\n');
			return [...new Set(lines.map((line) => line.split(/\s/, 1)[0]!).filter((address) => address !== ''))].sort();
		} catch (error) {
			if (isFault(error, 'command-missing')) return null;
			throw error;
		}
	};

function placeOf(world: World, {host, context}: ProxyAccess, container: string): string {
	const engine = context === null ? (host ?? world.env['DOCKER_HOST'] ?? '') : `context ${context}`;
	return engine === '' ? `container ${container}` : `container ${container} of ${withoutCredentials(engine)}`;
}
