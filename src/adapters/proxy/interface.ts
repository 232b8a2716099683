import {collect} from '../../bytes/collect.ts';
import {FaultError} from '../../model/fault.ts';
import type {World} from '../../world.ts';
import type {ProxyCommand} from './command.ts';
import type {ProxyAccess} from './proxy.ts';

const maxAnswer = 16 * 2 ** 20;

/**
 * Asks an administration interface that speaks HTTP, as it is reached where the proxy runs: inside a container by `curl`
 * or `wget` there. `socket`: in place of the URL's host. No redirect is followed to another host.
 *
 * @throws FaultError `unreachable`, `forbidden`, `not-found`, `redirect-refused`, `unexpected-answer`, `timed-out`, `stalled`, `too-large`, and those of commands
 */
export type Ask = (url: string, socket: string | null) => Promise<string>;

export const openInterface = (world: World, access: ProxyAccess, command: ProxyCommand): Ask =>
	access.container === null ? askHere(world, access.timeout) : askInside(command);

const askHere =
	(world: World, timeout: number): Ask =>
	async (url, socket) => {
		const response = await world.http({
			method: 'GET',
			url,
			// At a socket Caddy lets in who names no host.
			headers: [...(socket === null ? [] : [['host', ''] as const]), ['accept', '*/*']],
			timeouts: {connect: timeout, answer: timeout, stall: timeout, request: timeout},
			...(socket === null ? {} : {socket}),
		});
		if (response.status === 200) return new TextDecoder().decode(await collect(response.body, maxAnswer));
		response.discard();
		const {host, pathname} = new URL(url);
		throw refusal(response.status, socket ?? host, pathname);
	};

function refusal(status: number, where: string, path: string): FaultError {
	if (status >= 300 && status < 400)
		return new FaultError('redirect-refused', `${where} sends elsewhere, which no administration interface does`);
	if (status === 401 || status === 403)
		return new FaultError(
			'forbidden',
			`${where} lets nobody read ${path} (${status}): Caddy's \`origins\` must hold this host`,
		);
	if (status === 404) return new FaultError('not-found', `${where} has no ${path}`);
	return new FaultError('unexpected-answer', `${where} answered ${path} with ${status}`);
}

/** Images of proxies have busybox's wget alone, or curl, or neither. */
const askInside =
	(command: ProxyCommand): Ask =>
	async (url, socket) => {
		const at = socket === null ? [] : ['--unix-socket', socket, '-H', 'Host;'];
		try {
			return await printed(command, 'curl', ['-sS', '--fail', '--noproxy', '*', ...at, '--', url], url);
		} catch (error) {
			const missing = error instanceof FaultError && error.fault.code === 'command-missing';
			if (!missing || socket !== null) throw error;
		}
		return printed(command, 'wget', ['-q', '-O', '-', url], url);
	};

async function printed(command: ProxyCommand, program: string, args: readonly string[], url: string): Promise<string> {
	const {exitCode, stdout} = await command.run(program, args, maxAnswer);
	const {host, pathname} = new URL(url);
	if (exitCode !== 0)
		throw new FaultError(
			'unreachable',
			`nobody tells ${program} what is at ${host}${pathname} inside (exit code ${exitCode})`,
		);
	return new TextDecoder().decode(stdout);
}
