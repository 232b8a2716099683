import {FaultError} from '../../model/fault.ts';
import type {Directive} from './directive.ts';

const mostDepth = 100;
const mostDirectives = 1_000_000;

/** What was read so far, over all files. */
export type Room = {left: number};
/** Before anything was read. */
export const fullRoom = (): Room => ({left: mostDirectives});

/**
 * Reads the text of one file as nginx's own reader does: its quotes, escapes and comments, and blocks of other languages
 * (`content_by_lua_block`), which are passed over.
 *
 * @throws FaultError `invalid-answer` where it is no configuration, `too-large`
 */
export function parseNginx(text: string, file: string, room: Room): readonly Directive[] {
	// Comments count too: a file may be included often.
	room.left -= text.length >> 6;
	if (room.left < 0) throw new FaultError('too-large', 'a configuration of too many bytes');
	return new Reader(text, file, room).block(0);
}

class Reader {
	readonly #text: string;
	readonly #file: string;
	readonly #room: Room;
	#at = 0;
	#line = 1;

	constructor(text: string, file: string, room: Room) {
		this.#text = text;
		this.#file = file;
		this.#room = room;
	}

	#broken(why: string): FaultError {
		return new FaultError('invalid-answer', `${this.#file}:${this.#line} is no configuration of nginx: ${why}`);
	}

	block(depth: number): readonly Directive[] {
		if (depth > mostDepth) throw this.#broken('blocks nested too deep');
		const directives: Directive[] = [];
		let words: string[] = [];
		let at = '';
		for (;;) {
			this.#space();
			const char = this.#text[this.#at];
			if (char === undefined) {
				if (words.length > 0 || depth > 0) throw this.#broken('it ends too early');
				return directives;
			}
			if (char === '}') {
				if (words.length > 0 || depth === 0) throw this.#broken('a } out of place');
				this.#at++;
				return directives;
			}
			if (char !== ';' && char !== '{') {
				if (words.length === 0) at = `${this.#file}:${this.#line}`;
				words.push(this.#word());
				continue;
			}
			if (words.length === 0) throw this.#broken(`a ${char} out of place`);
			this.#at++;
			if (--this.#room.left < 0) throw new FaultError('too-large', 'a configuration of too many directives');
			const [name, ...args] = words as [string, ...string[]];
			let block: readonly Directive[] | null = null;
			if (char === '{' && /_by_lua_block$|^js_block$/.test(name)) this.#foreign();
			else if (char === '{') block = this.block(depth + 1);
			directives.push({name, args, at, block});
			words = [];
		}
	}

	#space(): void {
		for (; this.#at < this.#text.length; this.#at++) {
			const char = this.#text.charCodeAt(this.#at);
			if (char === 35) {
				const end = this.#text.indexOf('\n', this.#at);
				this.#at = (end < 0 ? this.#text.length : end) - 1;
			} else if (char === 10) this.#line++;
			else if (char !== 32 && char !== 9 && char !== 13) return;
		}
	}

	#word(): string {
		const quote = this.#text[this.#at]!;
		const quoted = quote === '"' || quote === "'";
		let at = quoted ? this.#at + 1 : this.#at;
		const start = at;
		for (let afterDollar = false; ; at++) {
			const char = this.#text[at];
			if (char === undefined) throw this.#broken(quoted ? 'a quote without its end' : 'it ends too early');
			if (quoted ? char === quote : ends.test(char) && !(char === '{' && afterDollar)) break;
			if (char === '\\') at++;
			if (this.#text[at] === '\n') this.#line++;
			afterDollar = char === '$';
		}
		const word = this.#text.slice(start, at);
		this.#at = quoted ? at + 1 : at;
		if (quoted && !/[\s;{)]/.test(this.#text[this.#at] ?? ' ')) throw this.#broken('something right behind a quote');
		return word.includes('\\') ? unescaped(word) : word;
	}

	/** Passes over Lua: braces count, but not within its strings and comments. */
	#foreign(): void {
		const token = /--\[(=*)\[|\[(=*)\[|--[^\n]*|"(?:[^"\\\n]|\\[\s\S])*"|'(?:[^'\\\n]|\\[\s\S])*'|[{}]/g;
		token.lastIndex = this.#at;
		for (let depth = 1; depth > 0; ) {
			const found = token.exec(this.#text);
			if (found === null) throw this.#broken('a block without its end');
			const level = found[1] ?? found[2];
			if (level !== undefined) {
				const end = this.#text.indexOf(`]${level}]`, token.lastIndex);
				if (end < 0) throw this.#broken('a block without its end');
				token.lastIndex = end + level.length + 2;
			} else if (found[0] === '{') depth++;
			else if (found[0] === '}') depth--;
		}
		for (let at = this.#at; at < token.lastIndex; at++) if (this.#text.charCodeAt(at) === 10) this.#line++;
		this.#at = token.lastIndex;
	}
}

const ends = /[\s;{]/;

/** Only quotes, the backslash itself and three control characters are escaped; any other backslash stays. */
const unescaped = (word: string): string => word.replace(/\\(["'\\trn])/g, (_, char: string) => controls[char] ?? char);
const controls: Readonly<Record<string, string>> = {t: '\t', r: '\r', n: '\n'};
