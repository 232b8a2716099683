import {FaultError} from '../model/fault.ts';
import {decimal} from './pax.ts';
import {blockSize, safe} from './tar-header.ts';

/** Handed out for holes, and never written to. */
const zeros = new Uint8Array(256 * 1024);

/** Turns the stored pieces of a sparse file back into the file that a runtime would write: holes are zeros. */
export class SparseFile {
	readonly #emit: (bytes: Uint8Array) => void;
	readonly #size: number;
	readonly #maxMapBytes: number;
	/** offset, length, offset, length, … of the pieces; null until the map before the data was read */
	#map: readonly number[] | null;
	#next = 0;
	/** bytes of the file given so far */
	#at = 0;
	#mapText = '';
	#mapBytes = 0;
	#lines = 0;
	#numbers: number | null = null;

	constructor(size: number, map: readonly number[] | null, maxMapBytes: number, emit: (bytes: Uint8Array) => void) {
		this.#size = size;
		this.#emit = emit;
		this.#maxMapBytes = maxMapBytes;
		this.#map = map === null ? null : checked(map, size);
	}

	push(stored: Buffer): void {
		let at = 0;
		if (this.#map === null) at = this.#readMap(stored);
		while (at < stored.length) {
			const map = this.#map!;
			// Pieces without bytes are legal; the last one often marks the end of the file.
			while (this.#next < map.length && this.#at >= map[this.#next]! + map[this.#next + 1]!) this.#next += 2;
			if (this.#next >= map.length) throw broken('more data than its map');
			const offset = map[this.#next]!;
			this.#fill(offset);
			const step = Math.min(offset + map[this.#next + 1]! - this.#at, stored.length - at);
			this.#emit(stored.subarray(at, at + step));
			this.#at += step;
			at += step;
		}
	}

	/** The holes after the last byte that was stored. */
	finish(): void {
		const map = this.#map;
		if (map === null) throw broken('no map');
		for (; this.#next < map.length; this.#next += 2) {
			if (map[this.#next + 1]! > 0 && this.#at < map[this.#next]! + map[this.#next + 1]!)
				throw broken('less data than its map');
		}
		this.#fill(this.#size);
	}

	#fill(to: number): void {
		while (this.#at < to) {
			const step = Math.min(to - this.#at, zeros.length);
			this.#emit(step === zeros.length ? zeros : zeros.subarray(0, step));
			this.#at += step;
		}
	}

	/** Form 1.0: lines of decimal numbers, the count of pieces first, filled up to whole blocks. */
	#readMap(stored: Buffer): number {
		let at = 0;
		while (at < stored.length) {
			const step = Math.min(blockSize - (this.#mapBytes % blockSize), stored.length - at);
			const text = stored.toString('latin1', at, at + step);
			this.#mapText += text;
			this.#mapBytes += step;
			this.#lines += text.split('\n').length - 1;
			at += step;
			if (this.#mapBytes > this.#maxMapBytes) throw new FaultError('limit-exceeded', 'the map of a sparse file');
			if (this.#mapBytes % blockSize !== 0) continue;
			if (this.#lines === 0) throw broken('no map');
			this.#numbers ??= 2 * decimal(this.#mapText.slice(0, this.#mapText.indexOf('\n')));
			if (this.#lines <= this.#numbers) continue;
			const numbers = this.#mapText.split('\n', this.#numbers + 1).slice(1);
			this.#map = checked(numbers.map(decimal), this.#size);
			this.#mapText = '';
			break;
		}
		return at;
	}
}

/** Pieces in order, without overlap, within the file. */
function checked(map: readonly number[], size: number): readonly number[] {
	let before = 0;
	for (let i = 0; i < map.length; i += 2) {
		const end = safe(map[i]! + map[i + 1]!);
		if (map[i]! < before || end > size) throw broken('a map out of order');
		before = end;
	}
	return map;
}

const broken = (what: string): FaultError => new FaultError('invalid-tar', `a sparse file with ${what}`);
