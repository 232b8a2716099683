import {createHash, type Hash} from 'node:crypto';
import {type Alike, type AlikeRules, longestBuildId} from '../model/ignorable.ts';
import {buildIdForm} from './build-id.ts';

/**
 * The digests of a text with its line ends as LF, without its source map comment, or both, while its bytes stream by,
 * and whether it is the id of a build. Bytes with a NUL are no text: they have no other form. Nor have other bytes that
 * no text holds other line ends.
 */
export class AlikeHash {
	#lines: LineEnds | null;
	#maps: MapComment | null;
	#both: LineEnds | null;
	/** all bytes so far; null: not asked for, or too many */
	#short: Uint8Array | null;

	constructor({lineEndings, sourceMaps, buildIds}: AlikeRules) {
		this.#lines = lineEndings ? new LineEnds(createHash('sha256')) : null;
		this.#maps = sourceMaps ? new MapComment() : null;
		this.#both = lineEndings && sourceMaps ? new LineEnds(new MapComment()) : null;
		this.#short = buildIds ? new Uint8Array() : null;
	}

	update(chunk: Uint8Array): void {
		if (this.#short !== null)
			this.#short = this.#short.length + chunk.length > longestBuildId ? null : Buffer.concat([this.#short, chunk]);
		if (this.#lines !== null && !isPlain(chunk)) this.#lines = this.#both = null;
		if (this.#maps !== null && chunk.includes(0)) this.#maps = null;
		this.#lines?.update(chunk);
		this.#maps?.update(chunk);
		this.#both?.update(chunk);
	}

	/** Null where every form is the bytes as they are, whose digest is `sha256`. */
	done(sha256: string): Alike | null {
		const lineEndings = this.#lines?.digest('hex') ?? sha256;
		const sourceMaps = this.#maps?.digest('hex') ?? sha256;
		const both = this.#both?.digest('hex') ?? sha256;
		const buildId = this.#short === null ? null : buildIdForm(this.#short);
		if (lineEndings === sha256 && sourceMaps === sha256 && both === sha256 && buildId === null) return null;
		return {
			...(lineEndings === sha256 ? {} : {lineEndings}),
			...(sourceMaps === sha256 ? {} : {sourceMaps}),
			...(both === sha256 ? {} : {both}),
			...(buildId === null ? {} : {buildId}),
		};
	}
}

/** By byte, 1 for a control character that no text holds: none of tab, line ends, page ends, back space and escape. */
const control = Uint8Array.from({length: 256}, (_, byte) =>
	byte === 127 || (byte < 32 && (byte < 8 || byte > 13) && byte !== 27) ? 1 : 0,
);

function isPlain(chunk: Uint8Array): boolean {
	for (let at = 0; at < chunk.length; at++) if (control[chunk[at]!] === 1) return false;
	return true;
}

type Sink = {readonly update: (bytes: Uint8Array) => unknown; readonly digest: (encoding: 'hex') => string};

const cr = 13;
const lf = 10;
const aReturn = Uint8Array.of(cr);

/** CRLF becomes LF; a carriage return elsewhere stays. */
class LineEnds {
	readonly #sink: Sink;
	/** a carriage return at the end of the last chunk */
	#held = false;

	constructor(sink: Sink) {
		this.#sink = sink;
	}

	update(chunk: Uint8Array): void {
		if (chunk.length === 0) return;
		if (this.#held && chunk[0] !== lf) this.#sink.update(aReturn);
		this.#held = false;
		let from = 0;
		for (let at = chunk.indexOf(cr); at >= 0; at = chunk.indexOf(cr, at + 1)) {
			if (at === chunk.length - 1) this.#held = true;
			else if (chunk[at + 1] !== lf) continue;
			if (at > from) this.#sink.update(chunk.subarray(from, at));
			from = at + 1;
		}
		if (from < chunk.length) this.#sink.update(chunk.subarray(from));
	}

	digest(_encoding: 'hex'): string {
		if (this.#held) this.#sink.update(aReturn);
		this.#held = false;
		return this.#sink.digest('hex');
	}
}

const lineStart = Buffer.from('//# sourceMappingURL=');
const blockStart = Buffer.from('/*# sourceMappingURL=');
/** Comments looked at in one file: a copy of a hash each. A file with more is taken as it is. */
const mostComments = 1_000;

/**
 * Leaves out `//# sourceMappingURL=…` or a block comment of the same kind where it begins a line and nothing but white
 * space follows it up to the end of the file, with that white space (ECMA-426, extracting without parsing). The URL is
 * of characters that a URL has (RFC 3986, 2), without the quote and the asterisk: no string or comment is cut in two, and
 * none is a rule where two slashes begin no comment (CSS).
 */
class MapComment {
	readonly #hash: Hash = createHash('sha256');
	/** as it was before the comment that may turn out to be the last thing in the file */
	#before: Hash | null = null;
	#state: 'start' | 'line' | 'url' | 'spaces' | 'slash' | 'after' = 'start';
	/** bytes of a comment's beginning that were seen and not yet hashed */
	#matched = 0;
	#block = false;
	#fresh = true;
	#comments = 0;

	update(chunk: Uint8Array): void {
		let hashed = 0;
		let at = 0;
		const upTo = (end: number): void => {
			if (end > hashed) this.#hash.update(chunk.subarray(hashed, end));
			hashed = end;
		};
		while (at < chunk.length) {
			if (this.#state === 'line') {
				const end = chunk.indexOf(lf, at);
				at = end < 0 ? chunk.length : end + 1;
				if (end >= 0) this.#state = 'start';
				continue;
			}
			const byte = chunk[at]!;
			if (this.#state !== 'start') {
				if (this.#inComment(byte)) at++;
				continue;
			}
			const wanted = this.#matched > 1 && this.#block ? blockStart : lineStart;
			const isBlock = this.#matched === 1 && byte === blockStart[1];
			if (this.#comments >= mostComments || (byte !== wanted[this.#matched] && !isBlock)) {
				if (this.#matched > 0) {
					this.#hash.update(wanted.subarray(0, this.#matched));
					hashed = at;
				}
				this.#matched = 0;
				this.#state = 'line';
				continue;
			}
			if (this.#matched === 0) upTo(at);
			if (this.#matched === 1) this.#block = isBlock;
			this.#matched++;
			at++;
			if (this.#matched === lineStart.length) {
				this.#before = this.#hash.copy();
				this.#hash.update(this.#block ? blockStart : lineStart);
				hashed = at;
				this.#matched = 0;
				this.#comments++;
				this.#state = 'url';
			}
		}
		// A beginning that is not yet whole is known by its length alone.
		if (this.#matched === 0) upTo(chunk.length);
	}

	digest(_encoding: 'hex'): string {
		if (this.#matched > 0) this.#hash.update((this.#block ? blockStart : lineStart).subarray(0, this.#matched));
		const ended = this.#state === 'after' || (this.#state === 'url' && !this.#block);
		return (ended && this.#before !== null ? this.#before : this.#hash).digest('hex');
	}

	/** Whether the byte belongs to the comment or to the white space behind it; else it is looked at again as text. */
	#inComment(byte: number): boolean {
		const space = byte === 32 || byte === 9 || byte === cr || byte === lf;
		switch (this.#state) {
			case 'url':
				if (isUrlByte(byte)) return true;
				if (this.#block && (byte === 32 || byte === 9)) return this.#go('spaces');
				if (this.#block && byte === 42) return this.#go('slash');
				if (!this.#block && space) return this.#follow(byte);
				break;
			case 'spaces':
				if (byte === 32 || byte === 9) return true;
				if (byte === 42) return this.#go('slash');
				break;
			case 'slash':
				if (byte === 47) return this.#go('after');
				break;
			default:
				if (space) return this.#follow(byte);
		}
		this.#before = null;
		this.#state = this.#state === 'after' && this.#fresh ? 'start' : 'line';
		return false;
	}

	#go(state: 'spaces' | 'slash' | 'after'): true {
		this.#state = state;
		this.#fresh = false;
		return true;
	}

	#follow(byte: number): true {
		this.#state = 'after';
		this.#fresh = byte === lf;
		return true;
	}
}

/** Bytes of a URL (RFC 3986, 2) but for the quote and the asterisk. */
const urlBytes = new Set(
	Buffer.from('ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-._~:/?#[]@!$&()+,;=%'),
);
const isUrlByte = (byte: number): boolean => urlBytes.has(byte);
