// Stands in for kubectl where none is: it answers from a file of objects, in kubectl's own forms and words. What it says
// of failures was said by kubectl 1.32; the lab's suite asks the real one.
import {spawnSync} from 'node:child_process';
import {appendFileSync, readFileSync, writeFileSync, writeSync} from 'node:fs';
import {join} from 'node:path';

type Tree = Record<string, unknown>;
type Kept = {apiVersion: string; kind: string; metadata: {name: string; namespace?: string; labels?: Tree}};
/** `says`: commands (by a pattern over their words) that are answered otherwise. `root`: what containers have as their root. */
export type StandIn = {
	objects: readonly unknown[];
	context: string;
	namespace: string;
	root: string;
	logs: string;
	/** containers without tar, by name */
	bare: readonly string[];
	/** command line of the first process that an ephemeral container sees; null: its own */
	cmdline: string | null;
	/** resources that the cluster does not know, by their plurals */
	lacks?: readonly string[];
	says: readonly {match: string; stdout?: string; stderr?: string; code: number}[];
};

const place = process.env['KUBECTL_STAND_IN']!;
const args = process.argv.slice(2);
appendFileSync(join(place, 'asked'), `${JSON.stringify(args)}\n`);
const file = join(place, 'cluster.json');
const cluster = JSON.parse(readFileSync(file, 'utf8')) as StandIn;
const objects = cluster.objects as Kept[];

function end(code: number, stderr = '', stdout: string | Uint8Array = ''): never {
	for (const [descriptor, said] of [
		[1, stdout],
		[2, stderr],
	] as const)
		for (let rest = Buffer.from(said); rest.length > 0; ) {
			try {
				rest = rest.subarray(writeSync(descriptor, rest));
			} catch (error) {
				if ((error as NodeJS.ErrnoException).code !== 'EAGAIN') process.exit(1);
			}
		}
	process.exit(code);
}

const line = args.join(' ');
const told = cluster.says.find(({match}) => new RegExp(match).test(line));
if (told !== undefined) end(told.code, told.stderr, told.stdout);

const dashes = args.indexOf('--');
const before = dashes < 0 ? args : args.slice(0, dashes);
const flags = new Map(
	before.filter((word) => word.startsWith('--')).map((word) => word.slice(2).split(/=(.*)/s) as [string, string]),
);
const [verb, ...names] = before.filter((word) => !word.startsWith('--'));
const at = flags.get('namespace') ?? cluster.namespace;
const context = flags.get('context');
if (context !== undefined && context !== cluster.context) end(1, `error: context "${context}" does not exist\n`);

switch (verb) {
	case 'config':
		end(0, '', `${cluster.context}\n${cluster.namespace}`);
		break;
	case 'get':
		get(names[0]!, names.slice(1));
		break;
	case 'logs':
		end(0, '', cluster.logs);
		break;
	case 'debug':
		debug(names[0]!);
		break;
	case 'exec':
		podCalled(names[0]!);
		run(args.slice(dashes + 1));
		break;
	default:
		end(1, `error: unknown command "${verb}" for "kubectl"\n`);
}

function get(resource: string, wanted: readonly string[]): void {
	const plural = resource.split('.')[0]!;
	if (cluster.lacks?.includes(plural) === true) end(1, `error: the server doesn't have a resource type "${plural}"\n`);
	const all = objects.filter(
		({kind, metadata}) =>
			pluralOf(kind) === plural &&
			(flags.has('all-namespaces') || metadata.namespace === undefined || metadata.namespace === at),
	);
	if (wanted.length === 1) {
		const found = all.find(({metadata}) => metadata.name === wanted[0]);
		if (found === undefined) end(1, `Error from server (NotFound): ${resource} "${wanted[0]}" not found\n`);
		end(0, '', JSON.stringify(found));
	}
	const output = flags.get('output') ?? '';
	if (output.startsWith('jsonpath=')) end(0, '', all.map((object) => row(object as unknown as Tree, output)).join(''));
	const field = flags.get('field-selector')?.replace('metadata.name=', '');
	const items = all.filter(
		({metadata}) =>
			(wanted.length === 0 || wanted.includes(metadata.name)) &&
			(field === undefined || metadata.name === field) &&
			selects(flags.get('selector') ?? '', metadata.labels ?? {}),
	);
	if (flags.has('no-headers')) {
		const columns = flags.get('label-columns')!.split(',');
		const rows = items.map(({metadata}) =>
			[metadata.name, 'helm.sh/release.v1', '1', '5d', ...columns.map((label) => metadata.labels?.[label])].join('   '),
		);
		end(0, '', `${rows.join('\n')}\n`);
	}
	end(0, '', JSON.stringify({apiVersion: 'v1', items, kind: 'List', metadata: {resourceVersion: ''}}));
}

/** What `{range .items[*]}…{end}` prints of one object: members, all of a list, and texts. */
function row(object: Tree, output: string): string {
	const [, template = ''] = /\{range \.items\[\*\]\}(.*)\{end\}$/s.exec(output) ?? [];
	return template.replace(/\{"([^"]*)"\}|\{([^}]*)\}/g, (_, text: string | undefined, path: string) => {
		if (text !== undefined) return text.replace('\\t', '\t').replace('\\n', '\n');
		let found: unknown[] = [object];
		for (const part of path.slice(1).split('.')) {
			const name = part.replace('[*]', '');
			found = found.map((one) => (one as Tree | undefined)?.[name]);
			if (part !== name) found = found.flat();
		}
		return found.filter((one) => one !== undefined).join(' ');
	});
}

function pluralOf(kind: string): string {
	const one = kind.toLowerCase();
	return one === 'endpoints' ? one : `${one}${one.endsWith('s') ? 'es' : 's'}`;
}

function selects(selector: string, labels: Tree): boolean {
	return selector
		.split(/,(?![^(]*\))/)
		.filter((one) => one !== '')
		.every((one) => {
			const [, key, operator, among] = /^(\S+) (in|notin) \((.*)\)$/.exec(one) ?? [];
			if (key !== undefined) return among!.split(',').includes(String(labels[key])) === (operator === 'in');
			const [name, value] = one.split('=');
			return value === undefined ? name! in labels : labels[name!] === value;
		});
}

function podCalled(name: string): Tree {
	const pod = objects.find(({kind, metadata}) => kind === 'Pod' && metadata.name === name && metadata.namespace === at);
	return pod ?? end(1, `Error from server (NotFound): pods "${name}" not found\n`);
}

function debug(name: string): void {
	const pod = podCalled(name);
	const own = flags.get('container')!;
	const held = {waiting: {reason: 'ImagePullBackOff'}};
	(pod['spec'] as Tree)['ephemeralContainers'] = [
		{name: own, image: flags.get('image'), targetContainerName: flags.get('target')},
	];
	(pod['status'] as Tree)['ephemeralContainerStatuses'] = [
		{name: own, state: flags.get('image')!.includes('missing') ? held : {running: {startedAt: '2026-01-02T03:05:00Z'}}},
	];
	writeFileSync(
		file,
		JSON.stringify({
			...cluster,
			own: args
				.slice(dashes + 1)
				.map((word) => `${word}\0`)
				.join(''),
		}),
	);
	end(0);
}

function run(command: readonly string[]): void {
	const container = flags.get('container')!;
	if (cluster.bare.includes(container))
		end(
			1,
			`error: Internal error occurred: Internal error occurred: error executing command in container: failed to exec in container: failed to start exec "4711": OCI runtime exec failed: exec failed: unable to start container process: exec: "${command[0]}": executable file not found in $PATH: unknown\n`,
		);
	if (command[0] === 'cat') end(0, '', cluster.cmdline ?? (cluster as StandIn & {own: string}).own);
	// The container's root is a directory here.
	const inside = command.map((word) =>
		word.startsWith('/') ? `${cluster.root}${word.replace(/^\/proc\/1\/root(?=\/)/, '')}` : word,
	);
	const done = spawnSync(inside[0]!, inside.slice(1), {maxBuffer: 1 << 28});
	const said = done.stderr.toString().replaceAll(cluster.root, '');
	end(
		done.status ?? 1,
		done.status === 0 ? said : `${said}command terminated with exit code ${done.status}\n`,
		done.stdout,
	);
}
