import {hostname} from 'node:os';
import {decodeConfig, formatProblems} from '../../config/decode.ts';
import {loadConfig} from '../../config/load.ts';
import {deliverWhereSaid} from '../../deliver/files.ts';
import type {ServiceConfig} from '../../model/config.ts';
import type {Path} from '../../model/path.ts';
import {pathOf} from '../../model/path.ts';
import {askReplicas, collectReplicas} from '../../subjects/replicas.ts';
import type {World} from '../../world.ts';
import {version} from '../version.ts';
import {destinationProblems} from './destination.ts';
import {exitCodes, type Terminal} from './terminal.ts';

/** `config` and `service` choose a service of a file; `runtime` and what stands below it describe one without a file. */
export type CollectOptions = {
	readonly config?: string;
	readonly service?: string;
	readonly repo?: string;
	readonly runtime?: string;
	readonly image?: string;
	readonly host?: string;
	readonly context?: string;
	readonly project?: string;
	readonly container: readonly string[];
	readonly selector?: string;
	readonly namespace?: string;
	readonly workload?: string;
	readonly path: readonly string[];
	readonly out?: string;
};

/** Bytes of the document, which CI has to take in. */
const mostBytes = 64 * 2 ** 20;
/** An entry is some 150 bytes of it. */
const mostEntries = 400_000;

/** Writes what runs here, as `replicas: FILE` takes it; a place that could not be looked at is told, and in the document. */
export async function runCollect(terminal: Terminal, options: CollectOptions): Promise<number> {
	const {world} = terminal;
	const unwritable = await destinationProblems(world, {'--out': options.out});
	const asked = await serviceOf(world, options);
	const problems = [...unwritable, ...('problems' in asked ? asked.problems : [])];
	if (problems.length > 0 || 'problems' in asked) {
		terminal.problem(problems.map((problem) => `deploy-truth: ${problem}`).join('\n'));
		return exitCodes.usage;
	}
	const {service, places, repository} = asked;
	const runtime = service.runtime!;
	const image = service.image?.reference ?? null;
	const replicas = await askReplicas(world, runtime, {timeout: runtime.timeout, repository, image});
	const collected = await collectReplicas(world, replicas, places, {
		tool: `deploy-truth/${version()}`,
		host: hostname(),
		mostEntries,
	});
	terminal.clear();
	const text = `${JSON.stringify(collected)}\n`;
	if (Buffer.byteLength(text) > mostBytes) {
		terminal.problem(`deploy-truth: the document has more than ${mostBytes} bytes: name fewer places with --path`);
		return exitCodes.inconclusive;
	}
	if (options.out === undefined) await terminal.out(text);
	else await deliverWhereSaid(world, options.out, text);
	const unseen = collected.looks.filter(({fault}) => fault !== null);
	for (const {replica, at, fault} of unseen) world.log.warn(`${replica}: /${at}: ${fault!.code}: ${fault!.detail}`);
	const containers = counted(collected.answer.replicas.length, 'container');
	const of = whose(options, service.service);
	world.log.info(`${containers}${of}, ${counted(collected.looks.length - unseen.length, 'place')} looked at`);
	return unseen.length > 0 ? exitCodes.inconclusive : exitCodes.ok;
}

const counted = (count: number, noun: string): string => `${count} ${noun}${count === 1 ? '' : 's'}`;

/** Of which service, or else by what they were chosen; without a file nobody has named a service. */
function whose(options: CollectOptions, service: string): string {
	if (options.runtime === undefined || options.service !== undefined) return ` of ${service}`;
	if (options.container.length > 0) return ` (${options.container.join(', ')})`;
	const chosen = options.workload ?? options.image;
	return chosen === undefined ? '' : ` of ${chosen}`;
}

type Asked =
	| {readonly service: ServiceConfig; readonly places: readonly Path[]; readonly repository: string}
	| {readonly problems: readonly string[]};

async function serviceOf(world: World, options: CollectOptions): Promise<Asked> {
	const repository = options.repo ?? world.files.cwd;
	const given = options.path.map((path) => pathOf(path));
	const astray = options.path.filter((_, at) => given[at]!.clamped);
	if (astray.length > 0) return {problems: astray.map((path) => `--path ${path} leaves the container`)};
	const decoded =
		options.runtime === undefined
			? await loadConfig(world, {
					file: options.config ?? null,
					repository,
					trust: 'trusted',
					secrets: [],
					revision: null,
					services: options.service === undefined ? [] : [options.service],
				})
			: await decodeConfig(written(options), {file: 'command line', trust: 'trusted', secrets: []});
	if ('problems' in decoded) return {problems: [formatProblems(decoded.problems)]};
	const running = decoded.config.services.filter(({runtime}) => runtime !== null);
	const [service] = running;
	if (service === undefined)
		return {
			problems: [
				'no service says what runs it: add `runtime` to its configuration, or say it here: collect --runtime docker --image ghcr.io/acme/api --path /app/dist',
			],
		};
	if (running.length > 1)
		return {
			problems: [
				`several services have a runtime: name one with --service ${running.map((one) => one.service).join('|')}`,
			],
		};
	const places =
		given.length > 0
			? given.map(({path}) => path)
			: service.files.flatMap(({to}) => (to === null ? [] : [pathOf(to).path]));
	if (places.length === 0 && service.runtime!.inside)
		return {
			problems: ['nobody says where in the containers to look: give --path /app/dist, or `to` in the configuration'],
		};
	return {service, places, repository};
}

/** The options as a configuration, so that both pass the same checks. JSON is YAML. */
function written(options: CollectOptions): string {
	const {runtime: kind, host, context, project, container, selector, namespace, workload, image} = options;
	const name = options.service ?? 'service';
	const stated = Object.entries({kind, host, context, project, selector, namespace, workload});
	const runtime = {
		...Object.fromEntries(stated.filter(([, value]) => value !== undefined)),
		...(container.length > 0 ? {container: [...container]} : {}),
		...(options.service !== undefined && (kind === 'compose' || kind === 'swarm') ? {service: name} : {}),
	};
	const what = image === undefined ? {files: [{from: '.'}]} : {image};
	return JSON.stringify({version: 1, services: {[name]: {...what, runtime}}}, null, 1);
}
