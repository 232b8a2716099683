import type {Hash} from 'node:crypto';
import {createHash, hash} from 'node:crypto';
import {TextFinder} from './find.ts';

/** sha256, size and texts of a stream whose size nobody can be believed about. */
export class UnsizedContent {
	readonly #lasting: boolean;
	#first: Uint8Array | null = null;
	#sha256: Hash | null = null;
	readonly #finder: TextFinder | null;
	#size = 0;

	/** `lasting`: nobody changes a piece once it came. Most such streams are of one, hashed without an object of its own. */
	constructor(texts: readonly string[], lasting = false) {
		this.#lasting = lasting;
		this.#finder = texts.length === 0 ? null : new TextFinder(texts);
	}

	get size(): number {
		return this.#size;
	}

	update(chunk: Uint8Array): void {
		if (this.#size === 0 && this.#lasting) this.#first = chunk;
		else {
			this.#sha256 ??= createHash('sha256').update(this.#first ?? nothing);
			this.#first = null;
			this.#sha256.update(chunk);
		}
		this.#size += chunk.length;
		this.#finder?.update(chunk);
	}

	done(): {readonly sha256: string; readonly size: number; readonly found: readonly string[]} {
		const sha256 = this.#sha256?.digest('hex') ?? hash('sha256', this.#first ?? nothing, 'hex');
		return {sha256, size: this.#size, found: this.#finder?.found() ?? []};
	}
}

const nothing = new Uint8Array();
