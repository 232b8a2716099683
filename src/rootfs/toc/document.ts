import {maxDepth, maxEntryJson, maxFrameJson} from './limits.ts';
import {UnusableToc} from './unusable.ts';

export type JsonObject = Readonly<Record<string, unknown>>;

const [quote, backslash, comma, colon] = [0x22, 0x5c, 0x2c, 0x3a];
const [openBracket, closeBracket, openBrace, closeBrace] = [0x5b, 0x5d, 0x7b, 0x7d];
const space = 0x20;

/** Bytes of entries that are read at once: fewer than one entry may have. */
const atOnce = 64 * 1024;

/** Bytes that gather up to a cap. */
class Gathered {
	readonly #most: number;
	readonly #what: string;
	#bytes = Buffer.allocUnsafe(4096);
	#length = 0;

	constructor(most: number, what: string) {
		this.#most = most;
		this.#what = what;
	}

	add(bytes: Buffer, from: number, to: number): void {
		this.#reserve(to - from);
		bytes.copy(this.#bytes, this.#length, from, to);
		this.#length += to - from;
	}

	addByte(byte: number): void {
		this.#reserve(1);
		this.#bytes[this.#length++] = byte;
	}

	get isEmpty(): boolean {
		return this.#length === 0;
	}

	endsIn(byte: number): boolean {
		return this.#length > 0 && this.#bytes[this.#length - 1] === byte;
	}

	/** What was gathered; then there is nothing. */
	take(): string {
		const text = this.#bytes.toString('utf8', 0, this.#length);
		this.#length = 0;
		return text;
	}

	#reserve(more: number): void {
		const need = this.#length + more;
		if (need > this.#most) throw new UnusableToc(`${this.#what} is longer than ${this.#most} bytes`);
		if (need <= this.#bytes.length) return;
		const grown = Buffer.allocUnsafe(Math.min(this.#most, Math.max(need, this.#bytes.length * 2)));
		this.#bytes.copy(grown, 0, 0, this.#length);
		this.#bytes = grown;
	}
}

/**
 * Reads the JSON of a TOC, `{"version": 1, "entries": [{…}, …], …}`, from whatever pieces it comes in and hands out
 * one entry at a time, so that memory holds one entry and not the document. An empty object stands for each entry in a
 * frame, and the frame is proven at the end to be the JSON object it should be.
 */
export class TocDocument {
	readonly #take: (entry: JsonObject) => void;
	readonly #frame = new Gathered(maxFrameJson, 'what surrounds the entries');
	readonly #entry = new Gathered(maxEntryJson, 'an entry');
	#depth = 0;
	#arrays = 0;
	#entries = 0;
	/** the byte of this piece before which entries are not tried together again */
	#singleBefore = 0;
	#inList = false;
	#inEntry = false;
	#inText = false;
	#escaped = false;

	constructor(take: (entry: JsonObject) => void) {
		this.#take = take;
	}

	push(chunk: Uint8Array): void {
		const bytes = Buffer.from(chunk.buffer, chunk.byteOffset, chunk.byteLength);
		let from = 0;
		this.#singleBefore = 0;
		for (let at = 0; at < bytes.length; at++) {
			const byte = bytes[at]!;
			if (this.#inText) {
				if (this.#escaped) this.#escaped = false;
				else if (byte === backslash) this.#escaped = true;
				else if (byte === quote) this.#inText = false;
			} else if (byte === quote) this.#inText = true;
			else if (byte === openBrace || byte === openBracket) {
				if (this.#depth === 1) {
					this.#inList = byte === openBracket;
					if (this.#inList) this.#arrays++;
				} else if (this.#depth === 2 && this.#inList && byte === openBrace) {
					const many = this.#giveMany(bytes, at);
					const end = many > at ? many : this.#giveFlat(bytes, at);
					if (end > at) {
						at = end - 1;
						continue;
					}
					this.#inEntry = true;
					from = at;
				}
				if (++this.#depth > maxDepth) throw new UnusableToc('its JSON is nested too deep');
			} else if (byte === closeBrace || byte === closeBracket) {
				this.#depth--;
				if (this.#inEntry && this.#depth === 2) {
					this.#give(bytes, from, at + 1);
					continue;
				}
			}
			if (!this.#inEntry) this.#keep(byte);
		}
		if (this.#inEntry) this.#entry.add(bytes, from, bytes.length);
	}

	/** To be called at the end of the input. */
	finish(): void {
		const frame = parse(this.#frame.take(), 'it');
		const listed = frame['entries'];
		if (frame['version'] !== 1) throw new UnusableToc('its version is not 1');
		// One array at this depth, every item of it an object that was handed out: no entry was taken from elsewhere.
		if (!Array.isArray(listed) || this.#arrays !== 1 || listed.length !== this.#entries)
			throw new UnusableToc('its entries are no list of objects');
	}

	/**
	 * Nearly all entries hold no object and no brace: as many of those as end in the next bytes are read at once, which
	 * takes half the time. Gives where they end; `from` where it is not so, and then for no byte twice.
	 */
	#giveMany(bytes: Buffer, from: number): number {
		if (from < this.#singleBefore) return from;
		const before = Math.min(bytes.length, from + atOnce);
		const to = bytes.lastIndexOf(closeBrace, before - 1) + 1;
		const entries = to > from ? flatObjects(bytes.toString('utf8', from, to)) : null;
		if (entries === null) {
			this.#singleBefore = before;
			return from;
		}
		for (let at = 0; at < entries.length; at++) {
			if (at > 0) this.#frame.addByte(comma);
			this.#handOut(entries[at]!);
		}
		return to;
	}

	/**
	 * Nearly every entry ends at the first closing brace: what is whole JSON up to there is the entry, and none of its
	 * bytes has to be looked at by itself. Gives where it ends; `from` where it is not so.
	 */
	#giveFlat(bytes: Buffer, from: number): number {
		const to = bytes.indexOf(closeBrace, from) + 1;
		if (to === 0 || to - from > maxEntryJson) return from;
		let entry: unknown;
		try {
			entry = JSON.parse(bytes.toString('utf8', from, to));
		} catch {
			return from;
		}
		this.#handOut(entry as JsonObject);
		return to;
	}

	#give(bytes: Buffer, from: number, to: number): void {
		let text: string;
		if (this.#entry.isEmpty && to - from <= maxEntryJson) text = bytes.toString('utf8', from, to);
		else {
			this.#entry.add(bytes, from, to);
			text = this.#entry.take();
		}
		this.#inEntry = false;
		this.#handOut(parse(text, 'an entry'));
	}

	#handOut(entry: JsonObject): void {
		this.#entries++;
		this.#take(entry);
		this.#frame.addByte(openBrace);
		this.#frame.addByte(closeBrace);
	}

	/** White space becomes one blank, so that an indented document leaves no more than a dense one. */
	#keep(byte: number): void {
		if (!this.#inText && byte <= space) {
			if (byte !== space && byte !== 0x09 && byte !== 0x0a && byte !== 0x0d)
				throw new UnusableToc('its JSON holds a control character');
			if (this.#frame.endsIn(space) || this.#frame.endsIn(comma) || this.#frame.endsIn(colon)) return;
			this.#frame.addByte(space);
		} else this.#frame.addByte(byte);
	}
}

function bracesIn(text: string): number {
	let braces = 0;
	for (let at = text.indexOf('{'); at >= 0; at = text.indexOf('{', at + 1)) braces++;
	return braces;
}

/** The objects that a text without the brackets of a list holds, where each of its braces opens one of them. */
function flatObjects(text: string): readonly JsonObject[] | null {
	let list: unknown;
	try {
		list = JSON.parse(`[${text}]`);
	} catch {
		return null;
	}
	// What is a value by itself cannot close the list it stands in and open another.
	if (!Array.isArray(list) || list.length !== bracesIn(text)) return null;
	return list.every((one) => typeof one === 'object' && one !== null && !Array.isArray(one)) ? list : null;
}

function parse(text: string, what: string): JsonObject {
	let value: unknown;
	try {
		value = JSON.parse(text);
	} catch {
		throw new UnusableToc(`${what} is not JSON`);
	}
	if (typeof value !== 'object' || value === null || Array.isArray(value))
		throw new UnusableToc(`${what} is no JSON object`);
	return value as JsonObject;
}
