import {createHash} from 'node:crypto';
import {TextFinder} from './find.ts';

/** sha256, size and texts of a stream whose size nobody can be believed about. */
export class UnsizedContent {
	readonly #sha256 = createHash('sha256');
	readonly #finder: TextFinder | null;
	#size = 0;

	constructor(texts: readonly string[]) {
		this.#finder = texts.length === 0 ? null : new TextFinder(texts);
	}

	get size(): number {
		return this.#size;
	}

	update(chunk: Uint8Array): void {
		this.#size += chunk.length;
		this.#sha256.update(chunk);
		this.#finder?.update(chunk);
	}

	done(): {readonly sha256: string; readonly size: number; readonly found: readonly string[]} {
		return {sha256: this.#sha256.digest('hex'), size: this.#size, found: this.#finder?.found() ?? []};
	}
}
