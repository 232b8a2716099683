import type {Hash} from 'node:crypto';
import {createHash, hash} from 'node:crypto';
import {FaultError} from '../model/fault.ts';
import type {Alike, AlikeRules} from '../model/ignorable.ts';
import {AlikeHash} from './alike.ts';
import {TextFinder} from './find.ts';

/** `blob` is the git blob id and `alike` the text's other forms, where they were asked for; `found` the texts that the bytes hold. */
export type Content = {
	readonly sha256: string;
	readonly blob?: string;
	readonly alike?: Alike;
	readonly found: readonly string[];
};

export type ContentOptions = {
	/** bytes to come: a git blob id begins with the size, so it has to be known first */
	readonly size: number;
	/** the hash of the repository the blob id is for; null: no blob id */
	readonly blob: 'sha1' | 'sha256' | null;
	readonly texts: readonly string[];
	/** left out or null: no form of the text but its own */
	readonly alike?: AlikeRules | null;
};

/** In hex, of bytes that are all there: a file that came in one piece costs nothing more. */
export const sha256Of = (bytes: Uint8Array): string => hash('sha256', bytes, 'hex');

const none: readonly string[] = [];

// One copy of a small file behind its header costs less than a Hash object of its own.
const scratch = Buffer.allocUnsafeSlow(64 * 1024);
const longestHeader = 32;

/** Everything we want to know of one file's bytes, in one pass while they stream by. */
export class ContentHash {
	readonly #size: number;
	readonly #algorithm: 'sha1' | 'sha256' | null;
	readonly #finder: TextFinder | null;
	readonly #alike: AlikeHash | null;
	#sha256: Hash | null = null;
	#blob: Hash | null = null;
	#whole: {sha256: string; blob: string | null} | null = null;
	#seen = 0;

	constructor(options: ContentOptions) {
		this.#size = options.size;
		this.#algorithm = options.blob;
		this.#finder = options.texts.length === 0 ? null : new TextFinder(options.texts);
		this.#alike = options.alike ? new AlikeHash(options.alike) : null;
	}

	/** Throws FaultError `size-mismatch` at the first byte over the size. */
	update(chunk: Uint8Array): void {
		if (chunk.length === 0) return;
		this.#seen += chunk.length;
		if (this.#seen > this.#size) throw new FaultError('size-mismatch', `a file of ${this.#size} bytes holds more`);
		this.#finder?.update(chunk);
		this.#alike?.update(chunk);
		if (chunk.length === this.#size) {
			this.#whole = {
				sha256: hash('sha256', chunk, 'hex'),
				blob: this.#algorithm === null ? null : blobOf(chunk, this.#algorithm),
			};
			return;
		}
		if (this.#sha256 === null) this.#begin();
		this.#sha256!.update(chunk);
		this.#blob?.update(chunk);
	}

	/** Throws FaultError `size-mismatch` when fewer bytes came than the size says. */
	done(): Content {
		if (this.#seen !== this.#size)
			throw new FaultError('size-mismatch', `a file of ${this.#size} bytes holds ${this.#seen}`);
		const found = this.#finder === null ? none : this.#finder.found();
		const {sha256, blob} = this.#whole ?? this.#digest();
		const content = blob === null ? {sha256, found} : {sha256, blob, found};
		const alike = this.#alike?.done(sha256) ?? null;
		return alike === null ? content : {...content, alike};
	}

	#begin(): void {
		this.#sha256 = createHash('sha256');
		if (this.#algorithm !== null) this.#blob = createHash(this.#algorithm).update(`blob ${this.#size}\0`);
	}

	#digest(): {sha256: string; blob: string | null} {
		if (this.#sha256 === null) this.#begin();
		return {sha256: this.#sha256!.digest('hex'), blob: this.#blob === null ? null : this.#blob.digest('hex')};
	}
}

/** The git blob id of bytes that are all here: the hash over `blob <size>\0` and the bytes. */
export function blobOf(bytes: Uint8Array, algorithm: 'sha1' | 'sha256'): string {
	if (bytes.length > scratch.length - longestHeader)
		return createHash(algorithm).update(`blob ${bytes.length}\0`).update(bytes).digest('hex');
	const start = scratch.write(`blob ${bytes.length}\0`, 0, 'latin1');
	scratch.set(bytes, start);
	return hash(algorithm, scratch.subarray(0, start + bytes.length), 'hex');
}
