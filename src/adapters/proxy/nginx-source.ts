import {FaultError} from '../../model/fault.ts';
import type {ConfigurationFiles} from './configuration-files.ts';
import type {Directive} from './directive.ts';
import {fitsFileGlob, isFileGlob} from './file-glob.ts';
import {fullRoom, parseNginx, type Room} from './nginx-syntax.ts';

const mostFiles = 10_000;
const mostIncludes = 40;
const mostGlobs = 1_000;

/** Of a file that `nginx -T` printed, its name stands before it; the first one is the main file. */
export function printedFiles(printed: string): {
	readonly main: string;
	readonly paths: readonly string[];
	readonly files: ConfigurationFiles;
	readonly notes: readonly string[];
} {
	const marker = /^# configuration file (\/[^\n]*):$/gm;
	const files = new Map<string, string>();
	const twice: string[] = [];
	const named = {main: '', exact: new Set<string>(), globs: new Set<string>()};
	const isNamed = (path: string): boolean =>
		named.exact.has(path) || [...named.globs].some((pattern) => fitsFileGlob(pattern, path));
	let [last, start, scanned]: [string | null, number, number] = [null, 0, 0];
	for (const found of printed.matchAll(marker)) {
		const path = found[1]!;
		if (last !== null) addIncludes(printed.slice(scanned, found.index), named);
		scanned = found.index;
		// A comment may read alike: what no file before it includes is one.
		if (last !== null && !isNamed(path)) continue;
		if (files.has(path) || path === last) {
			twice.push(path);
			continue;
		}
		if (last === null) named.main = path;
		else files.set(last, printed.slice(start, found.index));
		last = path;
		start = found.index + found[0].length + 1;
	}
	if (last !== null) files.set(last, printed.slice(start));
	const [main] = files.keys();
	if (main === undefined) throw new FaultError('invalid-answer', 'nginx printed no configuration');
	return {
		main,
		paths: [...files.keys()],
		notes: twice
			.slice(0, 1)
			.map((path) => `a comment reads like the beginning of ${path}: which file a line is in cannot be told`),
		files: {
			read: async (path) => files.get(path) ?? null,
			named: async (pattern) => [...files.keys()].filter((path) => fitsFileGlob(pattern, path)).sort(),
		},
	};
}

type Named = {readonly main: string; readonly exact: Set<string>; readonly globs: Set<string>};

/** What a text includes; what stands in its comments too, as that only lets more in. */
function addIncludes(text: string, {main, exact, globs}: Named): void {
	const include = /\binclude[ \t\r\n]+(?:"([^"\n]{1,4096})"|'([^'\n]{1,4096})'|([^\s;"']{1,4096}))/g;
	for (const [, double, single, plain = ''] of text.matchAll(include)) {
		const path = double ?? single ?? plain;
		const absolute = path.startsWith('/') ? path : `${main.slice(0, main.lastIndexOf('/'))}/${path}`;
		if (!isFileGlob(absolute)) exact.add(absolute);
		else if (globs.size < mostGlobs) globs.add(absolute);
	}
}

/**
 * The whole configuration, included files in the place of what includes them.
 *
 * @throws FaultError `not-found`, `invalid-answer`, `too-large`
 */
export async function readNginx(files: ConfigurationFiles, main: string): Promise<readonly Directive[]> {
	const text = await files.read(main);
	if (text === null) throw new FaultError('not-found', `nothing is at ${main}`);
	const reading = {files, directory: main.slice(0, main.lastIndexOf('/')), room: fullRoom(), read: 0, globs: 0};
	return await included(reading, parseNginx(text, main, reading.room), 0);
}

type Reading = {
	readonly files: ConfigurationFiles;
	readonly directory: string;
	readonly room: Room;
	read: number;
	globs: number;
};

async function included(reading: Reading, directives: readonly Directive[], depth: number): Promise<Directive[]> {
	const whole: Directive[] = [];
	for (const directive of directives) {
		const [path] = directive.args;
		if (directive.name !== 'include' || path === undefined) {
			const {block} = directive;
			whole.push(block === null ? directive : {...directive, block: await included(reading, block, depth)});
			continue;
		}
		if (depth >= mostIncludes) throw new FaultError('invalid-answer', `${directive.at}: files include one another`);
		for (const file of await filesOf(reading, path)) {
			if (++reading.read > mostFiles) throw new FaultError('too-large', 'a configuration of too many files');
			const text = await reading.files.read(file);
			if (text !== null) whole.push(...(await included(reading, parseNginx(text, file, reading.room), depth + 1)));
		}
	}
	return whole;
}

/** A relative path counts from where the main file is. */
async function filesOf(reading: Reading, path: string): Promise<readonly string[]> {
	const {files, directory} = reading;
	const absolute = path.startsWith('/') ? path : `${directory}/${path}`;
	if (isFileGlob(absolute) && ++reading.globs > mostGlobs)
		throw new FaultError('too-large', 'a configuration with too many patterns of files');
	return isFileGlob(absolute) ? await files.named(absolute) : [absolute];
}
