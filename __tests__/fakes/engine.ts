import {
	appendFileSync,
	chmodSync,
	existsSync,
	mkdirSync,
	mkdtempSync,
	readFileSync,
	rmSync,
	writeFileSync,
} from 'node:fs';
import {tmpdir} from 'node:os';
import {dirname, join} from 'node:path';
import {fileURLToPath} from 'node:url';
import type {World} from '../../src/world.ts';
import {packed} from '../builders/archive.ts';
import {file} from '../builders/tar.ts';
import {testWorld} from '../builders/world.ts';

type Shape = Record<string, unknown>;
export type Recorded = Shape & {Id: string; Name: string; Config: Shape & {Image: string}; State: Shape};

const recorded = join(dirname(dirname(fileURLToPath(import.meta.url))), 'recorded', 'docker-20.10');
const read = (name: string) => JSON.parse(readFileSync(join(recorded, name), 'utf8'));
export const recordedContainers = (): Recorded[] => read('containers.json');
export const recordedImages = (): (Shape & {Id: string})[] => read('images.json');

/** What the program knows; `listed`: IDs that only the list tells of. */
export type Known = {
	containers: Recorded[];
	images: (Shape & {Id: string; RepoTags?: string[]})[];
	listed?: string[];
	/** as `network inspect` tells of them */
	networks?: (Shape & {Id: string})[];
};

/** A command that is answered otherwise: `args` is a pattern of all of them, joined by blanks. */
export type Otherwise = {readonly args: string; readonly out?: string; readonly err?: string; readonly code?: number};

/** A real program under the name of `docker` that answers from what real engines told, in a world that finds it. */
export class EngineProgram implements Disposable {
	readonly directory = mkdtempSync(join(tmpdir(), 'engine-'));
	readonly name: string;

	constructor(known: Known, otherwise: readonly Otherwise[] = [], name = 'docker') {
		this.name = name;
		mkdirSync(join(this.directory, 'bin'));
		const files = packed([file('dist/index.js', 'v1'), file('dist/modules/health.js', 'v1')]);
		writeFileSync(join(this.directory, 'files.tar'), files);
		writeFileSync(join(this.directory, 'known.json'), JSON.stringify({...known, otherwise}));
		writeFileSync(join(this.directory, 'bin', name), `#!${process.execPath}\n${program}`);
		chmodSync(join(this.directory, 'bin', name), 0o755);
	}

	world(env: Readonly<Record<string, string>> = {}): World {
		return testWorld({env: {PATH: `${join(this.directory, 'bin')}:/usr/bin:/bin`, HOME: this.directory, ...env}});
	}

	/** What a container writes from now on, in place of two words. */
	writes(name: string, text: string): void {
		mkdirSync(join(this.directory, 'logs'), {recursive: true});
		appendFileSync(join(this.directory, 'logs', name), text);
	}

	/** Each start of it, its arguments joined by blanks. */
	asked(): readonly string[] {
		const log = join(this.directory, 'asked');
		return existsSync(log) ? readFileSync(log, 'utf8').trim().split('\n') : [];
	}

	[Symbol.dispose](): void {
		// One that is on its way writes down what it was asked.
		rmSync(this.directory, {recursive: true, force: true, maxRetries: 10, retryDelay: 50});
	}
}

/** Lists, inspects, copies and logs as docker 20.10 does, errors included; anything else is refused. */
const program = `
const {appendFileSync, createReadStream, existsSync, readFileSync} = require('node:fs');
const {join} = require('node:path');
const place = join(__dirname, '..');
const all = process.argv.slice(2);
appendFileSync(join(place, 'asked'), all.join(' ') + '\\n');
const {containers, images, listed = [], networks = [], otherwise} = JSON.parse(readFileSync(join(place, 'known.json'), 'utf8'));
const end = (out, err, code) => {
	process.exitCode = code;
	process.stderr.write(err);
	process.stdout.write(out);
};
const other = otherwise.find(({args}) => new RegExp(args).test(all.join(' ')));
const args = /^--(host|context|url|connection)$/.test(all[0]) ? all.slice(2) : all;
const words = args.slice(args.indexOf('--') + 1);
const find = (name) => containers.find(({Id, Name}) => Name === '/' + name || Id.startsWith(name));
const hex = (id) => id.replace('sha256:', '');
const image = (name) => images.find(({Id, RepoTags}) => (RepoTags ?? []).includes(name) || hex(Id).startsWith(hex(name)));
const several = (found, form, missing) => {
	const there = words.map(found).filter((one) => one !== undefined);
	const gone = words.filter((word) => found(word) === undefined);
	const err = gone.map((word) => 'Error response from daemon: ' + missing + word + '\\n').join('');
	end(form(there), err, gone.length > 0 ? 1 : 0);
};
if (other) end(other.out ?? '', other.err ?? '', other.code ?? 0);
else if (args[0] === 'info') end('["vm","20.10.24"]\\n', '', 0);
else if (args[0] === 'container' && args[1] === 'ls') {
	const filters = args.filter((_, at) => args[at - 1] === '--filter');
	const labels = filters.filter((one) => one.startsWith('label=')).map((filter) => filter.slice(6).split('='));
	const states = filters.filter((one) => one.startsWith('status=')).map((filter) => filter.slice(7));
	const has = ({Config, State}) =>
		labels.every(([key, value]) => (Config.Labels ?? {})[key] === value) &&
		(states.length === 0 || states.includes(State.Status));
	end([...containers.filter(has).map(({Id}) => Id), ...listed].map((id) => JSON.stringify(id) + '\\n').join(''), '', 0);
} else if (args[0] === 'container' && args[1] === 'inspect') {
	const short = (found) => found.map(({Id, Config}) => JSON.stringify([Id, Config.Image]) + '\\n').join('');
	several(find, args[2] === '--format' ? short : (found) => JSON.stringify(found) + '\\n', 'No such container: ');
} else if (args[0] === 'network' && args[1] === 'ls') end(networks.map(({Id}) => Id + '\\n').join(''), '', 0);
else if (args[0] === 'network' && args[1] === 'inspect')
	end(JSON.stringify(networks.filter(({Id}) => args.includes(Id))) + '\\n', '', 0);
else if (args[0] === 'image' && args[1] === 'inspect')
	several(image, (found) => JSON.stringify(found) + '\\n', 'No such image: ');
else if (args[0] === 'container' && args[1] === 'exec' && args[5] === 'tar') {
	if (!find(args[4])) end('', 'Error: No such container: ' + args[4] + '\\n', 1);
	else if (args.slice(-2).join(' ') === '/app ./dist') end(readFileSync(join(place, 'files.tar')), '', 0);
	else end(Buffer.alloc(1024), 'tar: ' + args.at(-1) + ': No such file or directory\\n', 1);
} else if (args[0] === 'container' && args[1] === 'cp') {
	const [id, path] = words[0].split(':');
	if (!find(id)) end('', 'Error: No such container:path: ' + words[0] + '\\n', 1);
	else if (path === '/app/dist') end(readFileSync(join(place, 'files.tar')), '', 0);
	else end('', 'Error response from daemon: Could not find the file ' + path + ' in container ' + id + '\\n', 1);
} else if (args[0] === 'container' && args[1] === 'logs') {
	const written = join(place, 'logs', find(words[0])?.Name ?? '');
	if (existsSync(written)) createReadStream(written).pipe(process.stdout);
	else end('listening\\n', 'ready\\n', 0);
}
else end('', 'unknown command\\n', 1);
`;
