/** A pattern as it is written. `most: null`: without end. */
export type Tree =
	| {readonly is: 'take'; readonly of: (character: string) => boolean}
	| {readonly is: 'assert'; readonly what: 'start' | 'end' | 'boundary' | 'inside'}
	| {readonly is: 'row'; readonly parts: readonly Tree[]}
	| {readonly is: 'either'; readonly of: readonly Tree[]}
	| {readonly is: 'group'; readonly number: number; readonly of: Tree}
	| {
			readonly is: 'repeat';
			readonly of: Tree;
			readonly least: number;
			readonly most: number | null;
			readonly lazy: boolean;
	  };

type ParsedPattern = {
	readonly tree: Tree;
	readonly groups: number;
	readonly names: Readonly<Record<string, number>>;
};

type Taker = (character: string) => boolean;

const maxDepth = 100;
const maxRepeat = 1_000;
const sets: Readonly<Record<string, Taker>> = {
	d: (c) => c >= '0' && c <= '9',
	w: (c) => /^[A-Za-z0-9_]$/.test(c),
	s: (c) => /^[\t\n\v\f\r ]$/.test(c),
	h: (c) => c === ' ' || c === '\t',
};
const named: Readonly<Record<string, Taker>> = {
	alpha: (c) => /^[A-Za-z]$/.test(c),
	digit: sets['d']!,
	alnum: (c) => /^[A-Za-z0-9]$/.test(c),
	upper: (c) => c >= 'A' && c <= 'Z',
	lower: (c) => c >= 'a' && c <= 'z',
	space: sets['s']!,
	xdigit: (c) => /^[0-9A-Fa-f]$/.test(c),
	word: sets['w']!,
	punct: (c) => /^[!-/:-@[-`{-~]$/.test(c),
};
const controls: Readonly<Record<string, string>> = {n: '\n', r: '\r', t: '\t', f: '\f', v: '\v', a: '\x07', e: '\x1b'};
const assertions: Readonly<Record<string, 'start' | 'end' | 'boundary' | 'inside'>> = {
	A: 'start',
	z: 'end',
	Z: 'end',
	b: 'boundary',
	B: 'inside',
};

class NotRead extends Error {}

/** null: it holds what PCRE and RE2 do not read alike, or what cannot be followed in one pass. */
export function parsePattern(source: string, ignoreCase: boolean): ParsedPattern | null {
	try {
		return new Reader(source, ignoreCase).whole();
	} catch (error) {
		if (error instanceof NotRead) return null;
		throw error;
	}
}

class Reader {
	private readonly source: string;
	private at = 0;
	private groups = 0;
	private readonly names: Record<string, number> = Object.create(null);

	private readonly ignoreCase: boolean;

	constructor(source: string, ignoreCase: boolean) {
		this.source = source;
		this.ignoreCase = this.skip('(?i)') || ignoreCase;
	}

	/** A set is widened before it is negated. */
	private cased(of: Taker): Taker {
		return this.ignoreCase ? (c) => of(c) || of(c.toLowerCase()) || of(c.toUpperCase()) : of;
	}

	whole(): ParsedPattern {
		const tree = this.either(0);
		if (this.at < this.source.length) throw new NotRead();
		return {tree, groups: this.groups, names: this.names};
	}

	private skip(text: string): boolean {
		if (!this.source.startsWith(text, this.at)) return false;
		this.at += text.length;
		return true;
	}

	private next(): string {
		const character = this.source[this.at++];
		if (character === undefined) throw new NotRead();
		return character;
	}

	private either(depth: number): Tree {
		if (depth > maxDepth) throw new NotRead();
		const branches = [this.row(depth)];
		while (this.skip('|')) branches.push(this.row(depth));
		return branches.length === 1 ? branches[0]! : {is: 'either', of: branches};
	}

	private row(depth: number): Tree {
		const parts: Tree[] = [];
		while (this.at < this.source.length && !'|)'.includes(this.source[this.at]!)) parts.push(this.repeated(depth));
		return {is: 'row', parts};
	}

	private repeated(depth: number): Tree {
		const of = this.atom(depth);
		const times = this.times();
		if (times === null) return of;
		if (of.is === 'assert') throw new NotRead();
		const lazy = this.skip('?');
		// A possessive one never gives back: that cannot be followed in one pass. Two in a row are read differently.
		if ('+*?{'.includes(this.source[this.at] ?? '!')) throw new NotRead();
		return {is: 'repeat', of, ...times, lazy};
	}

	private times(): {least: number; most: number | null} | null {
		if (this.skip('*')) return {least: 0, most: null};
		if (this.skip('+')) return {least: 1, most: null};
		if (this.skip('?')) return {least: 0, most: 1};
		const braces = /^\{(\d{1,4})(,(\d{0,4}))?\}/.exec(this.source.slice(this.at, this.at + 12));
		if (braces === null) return null;
		this.at += braces[0].length;
		const least = Number(braces[1]);
		const most = braces[2] === undefined ? least : braces[3] === '' ? null : Number(braces[3]);
		if (least > maxRepeat || (most ?? least) > maxRepeat || (most ?? least) < least) throw new NotRead();
		return {least, most};
	}

	private atom(depth: number): Tree {
		const character = this.next();
		if (character === '(') return this.group(depth);
		if (character === '[') return {is: 'take', of: this.set()};
		if (character === '.') return {is: 'take', of: (c) => c !== '\n'};
		if (character === '^') return {is: 'assert', what: 'start'};
		if (character === '$') return {is: 'assert', what: 'end'};
		if ('*+?'.includes(character)) throw new NotRead();
		if (character !== '\\') return {is: 'take', of: this.cased((c) => c === character)};
		const assertion = assertions[this.source[this.at] ?? ''];
		if (assertion !== undefined) {
			this.at += 1;
			return {is: 'assert', what: assertion};
		}
		const escaped = this.escaped();
		return {is: 'take', of: typeof escaped === 'string' ? this.cased((c) => c === escaped) : escaped};
	}

	private group(depth: number): Tree {
		let number: number | null = null;
		if (this.skip('?')) {
			const opening = /^(?:P?<([A-Za-z_]\w{0,31})>|:)/.exec(this.source.slice(this.at, this.at + 36));
			if (opening === null) throw new NotRead();
			this.at += opening[0].length;
			if (opening[1] !== undefined) this.names[opening[1]] = number = ++this.groups;
		} else number = ++this.groups;
		const of = this.either(depth + 1);
		if (!this.skip(')')) throw new NotRead();
		return number === null ? of : {is: 'group', number, of};
	}

	/** After a backslash: one character, or which ones. */
	private escaped(): string | Taker {
		const character = this.next();
		const of = sets[character];
		if (of !== undefined) return of;
		const inverse = sets[character.toLowerCase()];
		if (inverse !== undefined && character !== 'H') return (c) => !inverse(c);
		if (character === 'x') {
			const hex = /^(?:[0-9A-Fa-f]{2}|\{[0-9A-Fa-f]{1,4}\})/.exec(this.source.slice(this.at, this.at + 6));
			if (hex === null) throw new NotRead();
			this.at += hex[0].length;
			return String.fromCharCode(Number.parseInt(hex[0].replace(/[{}]/g, ''), 16));
		}
		const control = controls[character];
		if (control !== undefined) return control;
		if (/[A-Za-z0-9]/.test(character)) throw new NotRead();
		return character;
	}

	private set(): Taker {
		const negated = this.skip('^');
		const takers: Taker[] = [];
		for (let first = true; first || this.source[this.at] !== ']'; first = false) {
			const name = /^\[:([a-z]+):\]/.exec(this.source.slice(this.at, this.at + 12));
			if (name !== null) {
				this.at += name[0].length;
				takers.push(named[name[1]!] ?? this.unknown());
				continue;
			}
			const from = this.member();
			if (typeof from === 'string' && this.source[this.at] === '-' && this.source[this.at + 1] !== ']') {
				this.at += 1;
				const to = this.member();
				if (typeof to !== 'string' || to < from) throw new NotRead();
				takers.push((c) => c >= from && c <= to);
			} else takers.push(typeof from === 'string' ? (c) => c === from : from);
		}
		this.at += 1;
		const any = this.cased((c) => takers.some((taker) => taker(c)));
		return (c) => any(c) !== negated;
	}

	private unknown(): never {
		throw new NotRead();
	}

	private member(): string | Taker {
		const character = this.next();
		if (character !== '\\') return character;
		if (this.skip('b')) return '\b';
		return this.escaped();
	}
}
