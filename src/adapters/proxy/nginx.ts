import {FaultError} from '../../model/fault.ts';
import type {ProxyAnswer, RouteQuestion} from '../../model/mapping.ts';
import type {World} from '../../world.ts';
import {withoutWords} from './command-fault.ts';
import {openCommand, type ProxyCommand} from './command.ts';
import {filesHere, fileWalk} from './configuration-files.ts';
import type {Directive} from './directive.ts';
import {editedSince} from './edited.ts';
import {otherNames} from './nginx-names.ts';
import {nginxRoute} from './nginx-route.ts';
import {printedFiles, readNginx} from './nginx-source.ts';
import {workersStarted} from './nginx-started.ts';
import {withUpstreams} from './planned.ts';
import type {Open, ProxyAccess} from './proxy.ts';
import {remembered} from './remembered.ts';
import {keptFrom, resolveTargets} from './upstream.ts';

/** nginx: by the configuration that it says is in effect, or the files where it may not be asked. */
export const openNginx: Open = (world, access) => {
	const command = openCommand(world, access);
	const asked = remembered(async () => {
		const build = await buildOf(command);
		return {...build, ...(await configOf(world, access, command, build.configPath))};
	});
	return {
		route: async (question: RouteQuestion): Promise<ProxyAnswer> => {
			const {version, pidPath, config, paths, notes, where} = await asked();
			const planned = nginxRoute(config, question, !command.here);
			const {upstreams, names} = await resolveTargets(command, planned.targets);
			const kept = names.length > 0 && !planned.late;
			const pidFile = config.find(({name}) => name === 'pid')?.args[0] ?? pidPath;
			const since = await workersStarted(command, pidFile.startsWith('/') ? pidFile : `/${pidFile}`);
			const more = [
				...notes,
				...(await editedSince(paths, since, 'nginx', command, world)),
				...(planned.late ? await otherNames(planned.asks ?? [], names, command) : []),
			];
			return {where, version, route: withUpstreams(planned, kept ? keptFrom(upstreams, since) : upstreams, more)};
		},
	};
};

type Build = {readonly version: string | null; readonly configPath: string; readonly pidPath: string};

/** What the program was built with: its version, and where its files are unless it is told otherwise. */
async function buildOf(command: ProxyCommand): Promise<Build> {
	try {
		const {stderr} = await command.run('nginx', ['-V'], 65_536);
		return {
			version: /^nginx version: \w+\/(\S+)/m.exec(stderr)?.[1] ?? null,
			configPath: /--conf-path=(\S+)/.exec(stderr)?.[1] ?? '/etc/nginx/nginx.conf',
			pidPath: /--pid-path=(\S+)/.exec(stderr)?.[1] ?? '/run/nginx.pid',
		};
	} catch (error) {
		if (!command.here || !(error instanceof FaultError) || error.fault.code !== 'command-missing') throw error;
		return {version: null, configPath: '/etc/nginx/nginx.conf', pidPath: '/run/nginx.pid'};
	}
}

type Config = {
	readonly config: readonly Directive[];
	/** its files */
	readonly paths: readonly string[];
	readonly notes: readonly string[];
	readonly where: string;
};

async function configOf(world: World, access: ProxyAccess, command: ProxyCommand, configPath: string): Promise<Config> {
	const where = `nginx on ${command.place}`;
	try {
		const args = ['-T', '-q', ...(access.config === null ? [] : ['-c', access.config])];
		const printed = await command.print('nginx', args, 'read the configuration of nginx');
		const {main, paths, files, notes} = printedFiles(Buffer.from(printed).toString('latin1'));
		return {config: await readNginx(files, main), paths, notes, where};
	} catch (refused) {
		const error = withoutWords(refused, 'nginx');
		const code = error instanceof FaultError ? error.fault.code : null;
		if (!command.here || !(code === 'forbidden' || code === 'command-missing' || code === 'command-failed'))
			throw error;
		const main = access.config ?? configPath;
		const files = filesHere(world, fileWalk(world, access.timeout));
		const config = await readNginx(files, main).catch((second: unknown) => {
			// Why nginx itself could not be asked says more than that its file is not there either.
			throw second instanceof FaultError && second.fault.code === 'not-found' ? error : second;
		});
		const why = (error as FaultError).fault.detail;
		return {config, paths: [main], notes: [`read from ${main}, as nginx could not be asked: ${why}`], where};
	}
}
