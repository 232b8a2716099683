import {FaultError} from '../../model/fault.ts';
import {type ApacheLine, linesOf, wordsOf} from './apache-syntax.ts';
import type {ConfigurationFiles} from './configuration-files.ts';
import type {Directive} from './directive.ts';
import {fitsFileGlob, isFileGlob} from './file-glob.ts';

/** What Apache says of itself. */
export type ApacheBuild = {
	readonly root: string;
	/** `proxy_module`; null: it was not asked which it has */
	readonly modules: ReadonlySet<string> | null;
	readonly version: string | null;
	/** given on the command line of what was asked */
	readonly defines: readonly string[];
};
/** Names in lower case, conditions of files (`IfModule`) resolved. `notes`: conditions that nobody here can tell. */
export type ApacheConfig = {readonly directives: readonly Directive[]; readonly notes: readonly string[]};

const mostFiles = 10_000;
const mostDirectives = 1_000_000;
const mostDepth = 100;
const longestLine = 65_536;
const mostIncludes = 1_000;

/**
 * Reads a configuration as Apache does, line by line, with what was defined so far.
 *
 * @throws FaultError `not-found`, `invalid-answer`, `too-large`
 */
export async function readApache(files: ConfigurationFiles, main: string, build: ApacheBuild): Promise<ApacheConfig> {
	const reader = new Reader(files, build);
	const text = await files.read(main);
	if (text === null) throw new FaultError('not-found', `nothing is at ${main}`);
	await reader.file(text, main, 0);
	return {directives: reader.done(), notes: reader.notes};
}

type Open = {
	readonly directive: Directive & {readonly block: Directive[]};
	readonly kept: boolean;
	readonly condition: boolean;
};

class Reader {
	readonly #files: ConfigurationFiles;
	readonly #build: ApacheBuild;
	readonly #defined = new Map<string, string>();
	readonly #loaded: Set<string>;
	readonly #open: Open[] = [];
	readonly #top: Directive[] = [];
	#root: string;
	#read = 0;
	#includes = 0;
	#count = 0;
	readonly notes: string[] = [];

	constructor(files: ConfigurationFiles, build: ApacheBuild) {
		this.#files = files;
		this.#build = build;
		this.#root = build.root;
		this.#loaded = new Set(build.modules ?? []);
		for (const name of build.defines) this.#defined.set(name, '');
	}

	done(): readonly Directive[] {
		const last = this.#open.at(-1);
		if (last !== undefined) throw broken(last.directive.at, 'a section without its end');
		return this.#top;
	}

	async file(text: string, path: string, depth: number): Promise<void> {
		if (++this.#read > mostFiles) throw new FaultError('too-large', 'a configuration of too many files');
		if (depth > 20) throw new FaultError('invalid-answer', `${path}: files include one another`);
		this.#count += text.length >> 6;
		for (const line of linesOf(text, path)) await this.#line(line, depth);
	}

	get #kept(): boolean {
		return this.#open.at(-1)?.kept ?? true;
	}

	async #line({text, at}: ApacheLine, depth: number): Promise<void> {
		if (++this.#count > mostDirectives) throw new FaultError('too-large', 'a configuration of too many directives');
		if (text.startsWith('</')) {
			const closed = this.#open.pop();
			const name = /^<\/\s*([^\s>]*)/.exec(text)?.[1]?.toLowerCase();
			if (closed === undefined || closed.directive.name !== name) throw broken(at, 'the end of another section');
			return;
		}
		const section = /^<\s*([^\s>]+)([\s\S]*?)>?$/.exec(text);
		const words = this.#kept ? wordsOf(this.#expanded(section === null ? text : (section[2] ?? ''))) : [];
		if (section !== null) return this.#section(section[1]!.toLowerCase(), words, at);
		if (!this.#kept) return;
		const [written = '', ...args] = words;
		const name = written.toLowerCase();
		if (name === 'define' && args[0] !== undefined) this.#defined.set(args[0], args[1] ?? '');
		else if (name === 'undefine') this.#defined.delete(args[0] ?? '');
		else if (name === 'serverroot' && args[0] !== undefined) this.#root = args[0];
		else if (name === 'loadmodule' && args[0] !== undefined) this.#load(args[0], args[1] ?? '');
		else if (name === 'include' || name === 'includeoptional') return this.#include(args[0] ?? '', depth);
		else if (name === 'use') this.notes.push(`Use ${args[0] ?? ''} at ${at}: macros are not read`);
		this.#add({name, args, at, block: null});
	}

	#add(directive: Directive): void {
		(this.#open.at(-1)?.directive.block ?? this.#top).push(directive);
	}

	#section(name: string, args: readonly string[], at: string): void {
		if (this.#open.length >= mostDepth) throw broken(at, 'sections nested too deep');
		const condition = conditions.has(name);
		const held = !this.#kept ? false : condition ? this.#holds(name, args, at) : true;
		// What stands in a condition that holds stands where the condition does.
		const block = condition ? (held ? (this.#open.at(-1)?.directive.block ?? this.#top) : []) : [];
		const directive = {name, args, at, block};
		if (!condition && held) this.#add(directive);
		this.#open.push({directive, kept: held, condition});
	}

	#holds(name: string, args: readonly string[], at: string): boolean {
		const [first = ''] = args;
		const negative = first.startsWith('!');
		const plain = negative ? first.slice(1) : first;
		if (name === 'ifmodule') return this.#hasModule(plain) !== negative;
		if (name === 'ifdefine') return this.#defined.has(plain) !== negative;
		if (name === 'ifversion') return this.#isVersion(args);
		this.notes.push(`<${name} ${args.join(' ')}> at ${at}, taken to hold`);
		return true;
	}

	#load(id: string, path: string): void {
		this.#loaded.add(id);
		const file = /([^/]+)\.so$/.exec(path)?.[1];
		if (file !== undefined) this.#loaded.add(`${file}.c`);
	}

	#hasModule(name: string): boolean {
		if (this.#loaded.has(name) || alwaysThere.has(name)) return true;
		const stem = /^mod_(.+)\.c$/.exec(name)?.[1];
		return stem !== undefined && this.#loaded.has(`${stem}_module`);
	}

	#isVersion(args: readonly string[]): boolean {
		const [operator = '', wanted = ''] = args.length > 1 ? args : ['=', ...args];
		const parts = (text: string): number =>
			text.split('.').reduce((sum, part, index) => sum + Number(part) * 1_000 ** (2 - index), 0);
		const [have, than] = [parts(this.#build.version ?? '2.4.0'), parts(wanted)];
		const order = Math.sign(have - than);
		const held = operator.includes('>') ? order > 0 : operator.includes('<') ? order < 0 : false;
		return (held || (operator.includes('=') && order === 0)) !== operator.startsWith('!');
	}

	/** A name that was not defined stays as it is written. */
	#expanded(text: string): string {
		let length = text.length;
		return text.replace(/\$\{(\w{1,100})\}/g, (whole, name: string) => {
			const value = this.#defined.get(name) ?? whole;
			length += value.length;
			if (length > longestLine) throw new FaultError('too-large', 'a directive that is too long');
			return value;
		});
	}

	async #include(written: string, depth: number): Promise<void> {
		if (++this.#includes > mostIncludes) throw new FaultError('too-large', 'a configuration that includes too much');
		const path = written.startsWith('/') ? written : `${this.#root.replace(/\/$/, '')}/${written}`;
		for (const file of await this.#files.named(path.replace(/\/+/g, '/'))) {
			const text = await this.#files.read(file);
			if (text !== null) await this.file(text, file, depth + 1);
		}
	}
}

const conditions = new Set(['ifmodule', 'ifdefine', 'ifversion', 'iffile', 'ifdirective', 'ifsection']);
const alwaysThere = new Set(['core.c', 'http_core.c', 'core_module', 'http_module', 'mod_so.c', 'so_module']);

const broken = (at: string, why: string): FaultError =>
	new FaultError('invalid-answer', `${at} is no configuration of Apache: ${why}`);

/** Of the files that Apache says it has read, those that a pattern names, or that are below a directory. */
export const namedAmong = (all: readonly string[], pattern: string): readonly string[] => {
	const plain = pattern.replace(/\/$/, '');
	return all.filter((file) => fitsFileGlob(plain, file) || (!isFileGlob(plain) && file.startsWith(`${plain}/`))).sort();
};
