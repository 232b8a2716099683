/** A regular expression as a tree. A character is one byte: proxies match bytes. */
export type PatternNode =
	| {readonly kind: 'set'; readonly has: Uint8Array}
	| {readonly kind: 'sequence' | 'choice'; readonly nodes: readonly PatternNode[]}
	| {readonly kind: 'group'; readonly index: number; readonly node: PatternNode}
	| {
			readonly kind: 'repeat';
			readonly node: PatternNode;
			readonly min: number;
			readonly max: number;
			readonly mode: 'greedy' | 'lazy' | 'possessive';
	  }
	| {readonly kind: 'assert'; readonly what: Assertion}
	| {readonly kind: 'look'; readonly node: PatternNode; readonly ahead: boolean; readonly negative: boolean}
	| {readonly kind: 'atomic'; readonly node: PatternNode}
	| {readonly kind: 'back'; readonly index: number; readonly caseless: boolean};
export type Assertion = 'start' | 'line-start' | 'end' | 'line-end' | 'last' | 'word' | 'not-word';

export type Pattern = {
	readonly node: PatternNode;
	readonly groups: number;
	readonly names: ReadonlyMap<string, number>;
};

/** What a pattern has that is not read here, or is no pattern. */
export class PatternProblem extends Error {}

const mostDepth = 60;
type Flags = {readonly caseless: boolean; readonly dotAll: boolean; readonly multiline: boolean};

/** Perl's syntax as PCRE has it, without what is rare in proxies. @throws PatternProblem */
export function parsePattern(text: string, caseless: boolean): Pattern {
	const parser = new Parser(text);
	const node = parser.choice({caseless, dotAll: false, multiline: false}, 0);
	if (!parser.ended) throw new PatternProblem('a parenthesis too many');
	return {node, groups: parser.groups, names: parser.names};
}

class Parser {
	readonly #text: string;
	#at = 0;
	groups = 0;
	readonly names = new Map<string, number>();

	constructor(text: string) {
		this.#text = text;
	}

	get ended(): boolean {
		return this.#at >= this.#text.length;
	}

	#take(form: RegExp): RegExpExecArray | null {
		form.lastIndex = this.#at;
		const found = form.exec(this.#text);
		if (found !== null) this.#at += found[0].length;
		return found;
	}

	#eats(text: string): boolean {
		if (!this.#text.startsWith(text, this.#at)) return false;
		this.#at += text.length;
		return true;
	}

	choice(flags: Flags, depth: number): PatternNode {
		if (depth > mostDepth) throw new PatternProblem('groups nested too deep');
		const nodes: PatternNode[] = [];
		let inside = flags;
		do {
			const items: PatternNode[] = [];
			while (!this.ended && this.#text[this.#at] !== '|' && this.#text[this.#at] !== ')') {
				const set = this.#take(/\(\?([ims]*)(?:-([ims]*))?\)/y);
				if (set === null) items.push(this.#repeated(inside, depth));
				else inside = flagged(inside, set);
			}
			nodes.push(items.length === 1 ? items[0]! : {kind: 'sequence', nodes: items});
		} while (this.#eats('|'));
		return nodes.length === 1 ? nodes[0]! : {kind: 'choice', nodes};
	}

	#repeated(flags: Flags, depth: number): PatternNode {
		const node = this.#atom(flags, depth);
		const found = this.#take(/(?:([*+?])|\{(\d{1,5})(,(\d{0,5}))?\})([+?]?)/y);
		if (found === null) return node;
		const [, sign, low, comma, high, mode] = found;
		const min = low === undefined ? (sign === '+' ? 1 : 0) : Number(low);
		const open = low === undefined ? sign !== '?' : comma !== undefined && high === '';
		const max = open ? Number.POSITIVE_INFINITY : low === undefined ? 1 : comma === undefined ? min : Number(high);
		if (max < min) throw new PatternProblem('a repetition that ends before it begins');
		if (/[*+?]/.test(this.#text[this.#at] ?? '')) throw new PatternProblem('a repetition of a repetition');
		return {kind: 'repeat', node, min, max, mode: mode === '+' ? 'possessive' : mode === '?' ? 'lazy' : 'greedy'};
	}

	#atom(flags: Flags, depth: number): PatternNode {
		const char = this.#text[this.#at++]!;
		if (char === '(') return this.#group(flags, depth);
		if (char === '[') return {kind: 'set', has: this.#class(flags)};
		if (char === '.') return {kind: 'set', has: setOf((code) => flags.dotAll || code !== 10)};
		if (char === '^') return {kind: 'assert', what: flags.multiline ? 'line-start' : 'start'};
		if (char === '$') return {kind: 'assert', what: flags.multiline ? 'line-end' : 'end'};
		if (char === '\\') return this.#escape(flags);
		if (/[*+?]/.test(char)) throw new PatternProblem('a repetition of nothing');
		return {kind: 'set', has: one(char.charCodeAt(0), flags.caseless)};
	}

	#group(flags: Flags, depth: number): PatternNode {
		const close = (node: PatternNode): PatternNode => {
			if (!this.#eats(')')) throw new PatternProblem('a parenthesis without its end');
			return node;
		};
		if (this.#take(/\?#[^)]*\)/y) !== null) return {kind: 'sequence', nodes: []};
		if (this.#eats('?:')) return close(this.choice(flags, depth + 1));
		if (this.#eats('?>')) return {kind: 'atomic', node: close(this.choice(flags, depth + 1))};
		const look = this.#take(/\?(<?)([=!])/y);
		if (look !== null)
			return {
				kind: 'look',
				ahead: look[1] === '',
				negative: look[2] === '!',
				node: close(this.choice(flags, depth + 1)),
			};
		const name = this.#take(/\?P?<([A-Za-z_]\w{0,31})>|\?'([A-Za-z_]\w{0,31})'/y);
		const set = name === null ? this.#take(/\?([ims]*)(?:-([ims]*))?:/y) : null;
		if (set !== null) return close(this.choice(flagged(flags, set), depth + 1));
		if (name === null && /[?*]/.test(this.#text[this.#at] ?? '')) throw new PatternProblem('a rare kind of group');
		const index = ++this.groups;
		if (name !== null) this.names.set((name[1] ?? name[2])!, index);
		return {kind: 'group', index, node: close(this.choice(flags, depth + 1))};
	}

	#escape(flags: Flags): PatternNode {
		const assertion = this.#take(/[AzZbB]/y);
		if (assertion !== null) return {kind: 'assert', what: assertions[assertion[0]]!};
		const back = this.#take(/[1-9](?!\d)/y);
		if (back !== null) return {kind: 'back', index: Number(back[0]), caseless: flags.caseless};
		const named = this.#take(/k(?:<(\w{1,32})>|\{(\w{1,32})\}|'(\w{1,32})')/y);
		if (named !== null) {
			const index = this.names.get((named[1] ?? named[2] ?? named[3])!);
			if (index === undefined) throw new PatternProblem('a reference to no group');
			return {kind: 'back', index, caseless: flags.caseless};
		}
		const escaped = this.#escaped();
		return {kind: 'set', has: typeof escaped === 'number' ? one(escaped, flags.caseless) : escaped};
	}

	/** What follows a backslash, in a class or outside: a character or a set. */
	#escaped(): number | Uint8Array {
		const hex = this.#take(/x(?:\{0{0,6}([0-9a-f]{1,2})\}|([0-9a-f]{1,2}))/iy);
		if (hex !== null) return Number.parseInt((hex[1] ?? hex[2])!, 16);
		if (this.#take(/0{1,3}(?!\d)/y) !== null) return 0;
		const char = this.#text[this.#at++];
		if (char === undefined) throw new PatternProblem('a backslash at the end');
		const set = sets[char.toLowerCase()];
		if (set !== undefined) return char === char.toLowerCase() ? set : setOf((code) => set[code] === 0);
		const control = controls[char];
		if (control !== undefined) return control;
		if (/\w/.test(char)) throw new PatternProblem(`the rare escape \\${char}`);
		return char.charCodeAt(0);
	}

	#class({caseless}: Flags): Uint8Array {
		const negative = this.#eats('^');
		const has = new Uint8Array(256);
		const add = (set: Uint8Array): void => {
			for (let code = 0; code < 256; code++) has[code]! |= set[code]!;
		};
		for (let first = true; first || this.#text[this.#at] !== ']'; first = false) {
			if (this.ended) throw new PatternProblem('a class without its end');
			const low = this.#member();
			if (typeof low !== 'number') {
				add(low);
				continue;
			}
			const ranged = this.#text[this.#at] === '-' && (this.#text[this.#at + 1] ?? ']') !== ']';
			if (ranged) this.#at++;
			const high = ranged ? this.#member() : low;
			if (typeof high !== 'number' || high < low) throw new PatternProblem('a range that is none');
			for (let code = low; code <= high; code++) add(one(code, caseless));
		}
		this.#at++;
		return negative ? setOf((code) => has[code] === 0) : has;
	}

	#member(): number | Uint8Array {
		const posix = this.#take(/\[:(\^?)([a-z]{1,8}):\]/y);
		if (posix !== null) {
			const set = posixSets[posix[2]!];
			if (set === undefined) throw new PatternProblem('an unknown class');
			return posix[1] === '' ? set : setOf((code) => set[code] === 0);
		}
		if (this.#eats('\\b')) return 8;
		if (this.#eats('\\')) return this.#escaped();
		return this.#text.charCodeAt(this.#at++);
	}
}

function flagged(flags: Flags, [, on = '', off = '']: RegExpExecArray): Flags {
	const is = (letter: string, before: boolean): boolean => (before || on.includes(letter)) && !off.includes(letter);
	return {caseless: is('i', flags.caseless), dotAll: is('s', flags.dotAll), multiline: is('m', flags.multiline)};
}

function setOf(has: (code: number) => boolean): Uint8Array {
	return Uint8Array.from({length: 256}, (_, code) => (has(code) ? 1 : 0));
}

const ofForm = (form: RegExp): Uint8Array => setOf((code) => code < 128 && form.test(String.fromCharCode(code)));

const singles = new Map<number, Uint8Array>();

/** One set for all that mean the same: a configuration may have millions of characters in its patterns. */
function one(code: number, caseless: boolean): Uint8Array {
	const key = (code & 255) + (caseless ? 256 : 0);
	const known = singles.get(key);
	if (known !== undefined) return known;
	const has = new Uint8Array(256);
	has[code & 255] = 1;
	const isLetter = (code >= 65 && code <= 90) || (code >= 97 && code <= 122);
	if (caseless && isLetter) has[code ^ 32] = 1;
	singles.set(key, has);
	return has;
}

const assertions: Readonly<Record<string, Assertion>> = {A: 'start', z: 'last', Z: 'end', b: 'word', B: 'not-word'};
const controls: Readonly<Record<string, number>> = {t: 9, n: 10, r: 13, f: 12, e: 27, a: 7};
const sets: Readonly<Record<string, Uint8Array>> = {
	d: ofForm(/[0-9]/),
	w: ofForm(/\w/),
	s: ofForm(/[\t-\r ]/),
	h: ofForm(/[\t ]/),
};
const posixSets: Readonly<Record<string, Uint8Array>> = {
	alpha: ofForm(/[A-Za-z]/),
	digit: ofForm(/[0-9]/),
	alnum: ofForm(/[A-Za-z0-9]/),
	upper: ofForm(/[A-Z]/),
	lower: ofForm(/[a-z]/),
	space: ofForm(/[\t-\r ]/),
	blank: ofForm(/[\t ]/),
	xdigit: ofForm(/[0-9A-Fa-f]/),
	word: ofForm(/\w/),
	punct: ofForm(/[!-/:-@[-`{-~]/),
};
