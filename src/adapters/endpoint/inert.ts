/** Words behind which a slash begins a regular expression, and does not divide (ECMA-262, 12.9.5). */
const beforeRegex = new Set('await case delete do else in instanceof new of return throw typeof void yield'.split(' '));

/**
 * Tells what of a script or style is a comment, a text or a regular expression, where the words of the language mean
 * nothing. Roughly: what is a division and what begins a regular expression is known by the word before it alone. Reads
 * on as it is asked, each character once.
 */
export class Inert {
	readonly #text: string;
	readonly #script: boolean;
	#at = 0;
	/** the last such place that was read, as far as it goes */
	#from = 0;
	#to = 0;
	#dividing = false;
	/** for a quote that does not end on its line: where that line ends */
	readonly #unended = new Map<string, number>();
	/** for each template text that code stands in: braces of that code that are open */
	readonly #open: number[] = [];

	constructor(text: string, language: 'script' | 'style') {
		this.#text = text;
		this.#script = language === 'script';
	}

	/** Positions are asked for in their order. */
	holds(position: number): boolean {
		while (this.#at <= position && this.#at < this.#text.length) this.#step();
		return position >= this.#from && position < this.#to;
	}

	#step(): void {
		const [from, text] = [this.#at, this.#text];
		const character = text[from]!;
		if (character === '/' && text[from + 1] === '*') this.#skip(from, this.#past('*/', from + 2));
		else if (character === '"' || character === "'") this.#quoted(from, character);
		else if (!this.#script) this.#at++;
		else if (character === '/') this.#slash(from);
		else if (character === '`') this.#template(from);
		else if (character === '{' || character === '}') this.#brace(from, character);
		else if (/[\w$\u0080-\uffff]/.test(character)) this.#word(from);
		else {
			if (character > ' ') this.#dividing = character === ')' || character === ']';
			this.#at++;
		}
	}

	#skip(from: number, to: number): void {
		this.#from = from;
		this.#to = to;
		this.#at = to;
	}

	#past(end: string, from: number): number {
		const found = this.#text.indexOf(end, from);
		return found < 0 ? this.#text.length : found + end.length;
	}

	/** What does not end on its line is no text: then something before it was not understood. */
	#quoted(from: number, quote: string): void {
		const to = this.#endOf(from + 1, quote);
		this.#dividing = true;
		if (to === null) this.#at++;
		else this.#skip(from, to);
	}

	#slash(from: number): void {
		if (this.#text[from + 1] === '/') {
			this.#skip(from, this.#past('\n', from));
			return;
		}
		const to = this.#dividing ? null : this.#endOf(from + 1, '/');
		this.#dividing = to !== null;
		if (to === null) this.#at++;
		else this.#skip(from, to);
	}

	/** Behind the quote or slash; null: not on this line. A slash in a class of characters ends nothing. */
	#endOf(from: number, quote: string): number | null {
		const text = this.#text;
		if (from <= (this.#unended.get(quote) ?? -1)) return null;
		let listed = false;
		for (let at = from; at < text.length; at++) {
			const character = text[at];
			if (character === '\\') at++;
			else if (character === '\n') break;
			else if (quote === '/' && character === '[') listed = true;
			else if (character === ']') listed = false;
			else if (character === quote && !listed) return at + 1;
		}
		// Not looked for again from each of many such places on one line.
		const end = text.indexOf('\n', from);
		this.#unended.set(quote, end < 0 ? text.length : end);
		return null;
	}

	#template(from: number): void {
		const text = this.#text;
		for (let at = from + 1; at < text.length; at++) {
			if (text[at] === '\\') at++;
			else if (text[at] === '`') {
				this.#dividing = true;
				this.#skip(from, at + 1);
				return;
			} else if (text[at] === '$' && text[at + 1] === '{') {
				this.#open.push(0);
				this.#dividing = false;
				this.#skip(from, at + 2);
				return;
			}
		}
		this.#skip(from, text.length);
	}

	#brace(from: number, brace: '{' | '}'): void {
		const depth = this.#open.at(-1);
		if (brace === '}' && depth === 0) {
			this.#open.pop();
			this.#template(from);
			return;
		}
		if (depth !== undefined) this.#open[this.#open.length - 1] = depth + (brace === '{' ? 1 : -1);
		this.#dividing = false;
		this.#at++;
	}

	#word(from: number): void {
		// In pieces: over a word of megabytes, V8's matcher has been seen to run out of stack.
		const piece = /[\w$\u0080-\uffff]{1,4096}/y;
		piece.lastIndex = from;
		while (piece.test(this.#text)) this.#at = piece.lastIndex;
		this.#dividing = !beforeRegex.has(this.#text.slice(from, this.#at));
	}
}
