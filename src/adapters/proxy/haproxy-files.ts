import {FaultError} from '../../model/fault.ts';
import type {ProxyCommand} from './command.ts';
import {type Environment, type Line, readLines, variablesIn} from './haproxy-language.ts';
import {type Section, sectionsOf} from './haproxy-sections.ts';

const standard = '/etc/haproxy/haproxy.cfg';
const maxConfig = 16 * 2 ** 20;
const maxList = 4 * 2 ** 20;
const maxFiles = 500;

export type HaproxyConfig = {
	readonly sections: readonly Section[];
	readonly files: readonly string[];
};

/**
 * The configuration as the process would read it now. `config`: a file or a directory, whose `.cfg` files count in the
 * order of their names; several, as with several `-f`, are separated by commas.
 *
 * @throws FaultError as `ProxyCommand.read`; `too-large` beyond 16 MiB
 */
export async function readConfig(config: string | null, command: ProxyCommand): Promise<HaproxyConfig> {
	const files: string[] = [];
	for (const path of (config ?? standard).split(',')) files.push(...(await filesAt(path.trim(), command)));
	if (files.length === 0) throw new FaultError('not-found', `no file ends in .cfg in ${config}`);
	const texts: string[] = [];
	let left = maxConfig;
	for (const file of files) {
		const bytes = await command.read(file, left);
		left -= bytes.length;
		if (left <= 0) throw new FaultError('too-large', `the configuration is larger than ${maxConfig} bytes`);
		texts.push(new TextDecoder().decode(bytes));
	}
	const environment = await environmentOf(texts, command);
	function* lines(): Generator<Line> {
		for (const [index, text] of texts.entries()) yield* readLines(files[index]!, text, environment);
	}
	const sections = sectionsOf(lines());
	if (sections.length === 0)
		throw new FaultError('invalid-answer', `${files[0]} has no section: it is empty, or no configuration of HAProxy`);
	return {sections, files};
}

async function filesAt(path: string, command: ProxyCommand): Promise<readonly string[]> {
	if (!path.startsWith('/') && !command.here) throw new FaultError('not-found', `${path} is no absolute path`);
	const {exitCode, stdout} = await command.run('ls', ['-1', '--', `${path.replace(/\/$/, '')}/.`], 2 ** 20);
	if (exitCode !== 0) return [path];
	const names = new TextDecoder().decode(stdout).split('\n');
	return names
		.filter((name) => name.endsWith('.cfg') && !name.startsWith('.'))
		.sort()
		.slice(0, maxFiles)
		.map((name) => `${path.replace(/\/$/, '')}/${name}`);
}

/** Inside a container a command is started with the same environment as the proxy; on this machine nobody can ask. */
async function environmentOf(texts: readonly string[], command: ProxyCommand): Promise<Environment> {
	const known = new Map<string, string>();
	if (!command.here)
		for (const name of texts.flatMap(variablesIn)) {
			const {exitCode, stdout} = await command.run('printenv', [name], 65_536);
			if (exitCode === 0) known.set(name, new TextDecoder().decode(stdout).replace(/\n$/, ''));
		}
	return (name) => known.get(name) ?? null;
}

/** Small files that rules name, each read once. */
export function smallFiles(command: ProxyCommand): (path: string) => Promise<string | null> {
	const read = new Map<string, Promise<string | null>>();
	return (path) => {
		const known = read.get(path);
		if (known !== undefined) return known;
		const reading =
			path.startsWith('/') && read.size < maxFiles
				? command.read(path, maxList).then(
						(bytes) => new TextDecoder().decode(bytes),
						(error: unknown) => {
							if (error instanceof FaultError) return null;
							throw error;
						},
					)
				: Promise.resolve(null);
		read.set(path, reading);
		return reading;
	};
}
