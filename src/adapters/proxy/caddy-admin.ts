import {FaultError} from '../../model/fault.ts';
import type {World} from '../../world.ts';
import {objectIn} from './caddy-json.ts';
import type {ProxyCommand} from './command.ts';
import {withoutWords} from './command-fault.ts';
import {openInterface} from './interface.ts';
import type {ProxyAccess} from './proxy.ts';

const maxAnswer = 16 * 2 ** 20;

/** The configuration that Caddy runs by, or the nearest that could be had. `live`: it came from the running process. */
export type CaddyConfig = {
	readonly config: unknown;
	readonly upstreams: unknown;
	readonly live: boolean;
	/** for people */
	readonly from: string;
	readonly unsure: readonly string[];
};

/**
 * Asks the administration interface; inside a container by `wget` or `curl` there. Where it is turned off or no program
 * can ask it, the configuration that was saved last, or a file adapted by Caddy itself, stands in and is named.
 *
 * @throws FaultError `unreachable`, `forbidden`, `redirect-refused`, `timed-out`, `stalled`, `too-large`, `invalid-answer`, and those of commands
 */
export async function readCaddy(world: World, access: ProxyAccess, command: ProxyCommand): Promise<CaddyConfig> {
	const ask = openInterface(world, access, command);
	// A name could lead to an address where Caddy does not listen inside.
	const admin = access.admin ?? (command.here ? 'http://localhost:2019' : 'http://127.0.0.1:2019');
	const socket = socketOf(admin);
	const get = (path: string): Promise<string> =>
		ask(socket === null ? addressOf(admin, path) : `http://127.0.0.1${path}`, socket);
	try {
		const config = running(parsed(await get('/config/'), 'the configuration'));
		const upstreams = await get('/reverse_proxy/upstreams').then((text) => parsed(text, 'the upstreams'), notThere);
		return {config, upstreams, live: true, from: 'its administration interface', unsure: []};
	} catch (error) {
		if (!(error instanceof FaultError) || !standsIn.has(error.fault.code) || access.admin !== null) throw error;
		return fromFiles(access.config, command, error);
	}
}

const members = new Set(['admin', 'logging', 'storage', 'apps']);

/** FaultError `invalid-answer` for what no Caddy runs by. */
function running(config: unknown): unknown {
	const own = objectIn(config);
	if (own === null || !Object.keys(own).some((key) => members.has(key)))
		throw new FaultError('invalid-answer', 'what was told is no configuration that Caddy runs by');
	return config;
}

const standsIn = new Set(['unreachable', 'command-missing', 'not-found']);

/** Older ones do not tell states; that is no fault. */
function notThere(error: unknown): null {
	if (error instanceof FaultError && (error.fault.code === 'not-found' || error.fault.code === 'unexpected-answer'))
		return null;
	throw error;
}

function parsed(text: string, what: string): unknown {
	try {
		return JSON.parse(text);
	} catch {
		throw new FaultError('invalid-answer', `${what} that caddy told is not JSON`);
	}
}

/** `/run/caddy.sock`, `unix:///run/caddy.sock`, or as Caddy writes it `unix//run/caddy.sock`; null: it is no socket. */
const socketOf = (admin: string): string | null => /^(?:unix:\/\/|unix\/)?(\/.*)$/.exec(admin)?.[1] ?? null;

function addressOf(admin: string, path: string): string {
	const url = URL.parse(/^https?:\/\//.test(admin) ? admin : `http://${admin}`);
	if (url === null || url.username !== '' || url.password !== '')
		throw new FaultError('unreachable', 'admin is no URL, no HOST:PORT and no socket');
	return `${url.origin}${url.pathname.replace(/\/(?:config\/?)?$/, '')}${path}`;
}

const saved = [
	'/config/caddy/autosave.json',
	'/var/lib/caddy/.config/caddy/autosave.json',
	'/root/.config/caddy/autosave.json',
];
const files = ['/etc/caddy/Caddyfile', '/etc/caddy/caddy.json'];

async function fromFiles(config: string | null, command: ProxyCommand, cause: FaultError): Promise<CaddyConfig> {
	const told = (from: string): string =>
		`${from} is read in place of the running configuration (${cause.fault.detail.slice(0, 120)})`;
	for (const file of config === null ? [...saved, ...files] : [config]) {
		const text = file.endsWith('.json') ? await read(file, command) : await adapted(file, command);
		if (text !== null)
			return {config: running(parsed(text, file)), upstreams: null, live: false, from: file, unsure: [told(file)]};
	}
	throw cause;
}

async function read(file: string, command: ProxyCommand): Promise<string | null> {
	try {
		return new TextDecoder().decode(await command.read(file, maxAnswer));
	} catch (error) {
		if (error instanceof FaultError && (error.fault.code === 'not-found' || error.fault.code === 'forbidden'))
			return null;
		throw error;
	}
}

async function adapted(file: string, command: ProxyCommand): Promise<string | null> {
	if ((await read(file, command)) === null) return null;
	const adapting = command.print(
		'caddy',
		['adapt', '--config', file, '--adapter', 'caddyfile'],
		`read ${file}`,
		maxAnswer,
	);
	return new TextDecoder().decode(
		await adapting.catch((error: unknown) => {
			throw withoutWords(error, 'caddy');
		}),
	);
}

/** What the program says; null: it is not where commands run. */
export async function versionOf(command: ProxyCommand): Promise<string | null> {
	try {
		const {exitCode, stdout} = await command.run('caddy', ['version'], 4_096);
		const [first] = new TextDecoder().decode(stdout).trim().split(/\s/, 1);
		return exitCode === 0 && first !== undefined && first !== '' ? first.replace(/^v/, '').slice(0, 60) : null;
	} catch (error) {
		if (error instanceof FaultError && error.fault.code !== 'cancelled') return null;
		throw error;
	}
}
