import {FaultError} from '../../model/fault.ts';
import type {ProxyAnswer, RouteQuestion} from '../../model/mapping.ts';
import type {World} from '../../world.ts';
import {apacheRoute} from './apache-route.ts';
import {type ApacheBuild, type ApacheConfig, namedAmong, readApache} from './apache-source.ts';
import {mostPrinted, openCommand, type ProxyCommand} from './command.ts';
import {withoutWords} from './command-fault.ts';
import {type ConfigurationFiles, fileWalk, filesHere} from './configuration-files.ts';
import {editedSince} from './edited.ts';
import {workersStarted} from './nginx-started.ts';
import {withUpstreams} from './planned.ts';
import type {Open, ProxyAccess} from './proxy.ts';
import {remembered} from './remembered.ts';
import {keptFrom, resolveTargets} from './upstream.ts';

/** Apache httpd: by the files that it says it reads, or those that lie here where it may not be asked. */
export const openApache: Open = (world, access) => {
	const command = openCommand(world, access);
	const asked = remembered(() => readWith(world, access, command));
	return {
		route: async (question: RouteQuestion): Promise<ProxyAnswer> => {
			const {version, config, notes, paths, pidFile} = await asked();
			const planned = apacheRoute(config, question, !command.here);
			const {upstreams, names} = await resolveTargets(command, planned.targets);
			// A process of it keeps what it was told when it first asked, and nobody knows when that was.
			const kept = names.length > 0 && !planned.late ? keptFrom(upstreams, null) : upstreams;
			const since = pidFile === null ? null : await workersStarted(command, pidFile, 'first');
			const edited = await editedSince(paths, since, 'Apache', command, world);
			return {
				where: `Apache httpd on ${command.place}`,
				version,
				route: withUpstreams(planned, kept, [...notes, ...edited]),
			};
		},
	};
};

type Read = {
	readonly version: string | null;
	readonly config: ApacheConfig;
	readonly notes: readonly string[];
	/** its files */
	readonly paths: readonly string[];
	readonly pidFile: string | null;
};

const dumps = ['-D', 'DUMP_INCLUDES', '-D', 'DUMP_RUN_CFG', '-D', 'DUMP_MODULES'];
/** Its own wrapper first: it knows the variables that the configuration is written with. */
const programs = ['apachectl', 'httpd', 'apache2'];

async function readWith(world: World, access: ProxyAccess, command: ProxyCommand): Promise<Read> {
	const named = access.config === null ? [] : ['-f', access.config];
	let refused: unknown = null;
	for (const program of programs) {
		try {
			const printed = await command.print(program, ['-t', ...dumps, ...named], 'read the configuration of Apache');
			const text = Buffer.from(printed).toString('latin1');
			if (!/^Included configuration files:/m.test(text))
				throw new FaultError('invalid-answer', `${program} did not name its files`);
			const version = await versionOf(command, program);
			const {files, main, build, paths} = await said(command, text, version);
			const pidFile = /^PidFile: "(\/[^"]*)"$/m.exec(text)?.[1] ?? null;
			return {version, config: await readApache(files, main, build), notes: [], paths, pidFile};
		} catch (refusal) {
			const error = withoutWords(refusal, program);
			if (!(error instanceof FaultError) || !passable.has(error.fault.code)) throw error;
			if (refused === null || error.fault.code !== 'command-missing') refused = error;
		}
	}
	return await readHere(world, access, command, refused as FaultError);
}

const passable = new Set<string>(['command-missing', 'command-failed', 'forbidden', 'invalid-answer', 'not-found']);

async function versionOf(command: ProxyCommand, program: string): Promise<string | null> {
	const {stdout} = await command.run(program, ['-v'], 65_536);
	return /^Server version: Apache\/(\S+)/m.exec(new TextDecoder().decode(stdout))?.[1] ?? null;
}

/** What it prints of itself: its files, indented by who includes them, its modules and what is defined. */
async function said(
	command: ProxyCommand,
	text: string,
	version: string | null,
): Promise<{
	readonly files: ConfigurationFiles;
	readonly main: string;
	readonly build: ApacheBuild;
	readonly paths: readonly string[];
}> {
	const paths = [...text.matchAll(/^\s+\((?:\*|\d+)\) (\/.*)$/gm)].map(([, path]) => path!);
	const [main] = paths;
	if (main === undefined) throw new FaultError('invalid-answer', 'Apache named no file of its configuration');
	const all = [...new Set(paths)];
	const modules = [...text.matchAll(/^ (\w+_module) \((?:static|shared)\)$/gm)].map(([, name]) => name!);
	const texts = await readAll(command, all);
	return {
		main,
		paths: all,
		files: {
			read: async (path) => texts.get(path) ?? null,
			named: async (pattern) => namedAmong(all, pattern),
		},
		build: {
			root: /^ServerRoot: "([^"]*)"$/m.exec(text)?.[1] ?? main.slice(0, main.lastIndexOf('/')),
			modules: modules.length === 0 ? null : new Set(modules),
			version,
			defines: [...text.matchAll(/^Define: ([^\s=]+)/gm)]
				.map(([, name]) => name!)
				.filter((name) => !name.startsWith('DUMP_')),
		},
	};
}

const mostFiles = 10_000;
const atOnce = 8;

/** Several at once: inside a container each file is a command of its own. */
async function readAll(command: ProxyCommand, paths: readonly string[]): Promise<ReadonlyMap<string, string>> {
	if (paths.length > mostFiles) throw new FaultError('too-large', 'a configuration of too many files');
	const texts = new Map<string, string>();
	let left = mostPrinted;
	for (let at = 0; at < paths.length; at += atOnce)
		await Promise.all(
			paths.slice(at, at + atOnce).map(async (path) => {
				const bytes = await command.read(path, left);
				left -= bytes.length;
				if (left < 0) throw new FaultError('too-large', 'a configuration of too many bytes');
				texts.set(path, Buffer.from(bytes).toString('latin1'));
			}),
		);
	return texts;
}

const usualFiles = ['/etc/apache2/apache2.conf', '/etc/httpd/conf/httpd.conf', '/usr/local/apache2/conf/httpd.conf'];

async function readHere(world: World, access: ProxyAccess, command: ProxyCommand, refused: FaultError): Promise<Read> {
	if (!command.here) throw refused;
	const here = filesHere(world, fileWalk(world, access.timeout));
	const files: ConfigurationFiles = {
		read: here.read,
		named: async (pattern) => {
			const found = await here.named(pattern);
			const below = await Promise.all(
				found.map(async (path) => ((await isDirectory(world, path)) ? await here.named(`${path}/*`) : [path])),
			);
			return below.flat();
		},
	};
	for (const main of access.config === null ? usualFiles : [access.config]) {
		if ((await files.read(main)) === null) continue;
		const root = main.startsWith('/etc/httpd/')
			? '/etc/httpd'
			: main.slice(0, main.lastIndexOf('/')).replace(/\/conf$/, '');
		const config = await readApache(files, main, {root, modules: null, version: null, defines: []});
		const notes = [`read from ${main}, as Apache could not be asked: ${refused.fault.detail}`];
		return {version: null, config, notes, paths: [main], pidFile: null};
	}
	throw refused;
}

const isDirectory = async (world: World, path: string): Promise<boolean> =>
	await world.files.stat(path).then(
		({kind}) => kind === 'directory',
		() => false,
	);
