import {FaultError} from '../model/fault.ts';
import {octalMode} from './mode.ts';
import type {ListedEntry} from './listing.ts';
import type {Path} from '../model/path.ts';

/** An entry without its path and its image layer. */
type Facts = ListedEntry extends infer E ? (E extends ListedEntry ? Omit<E, 'path'> : never) : never;

/** More than any image layer may name; with the number of a layer before it, still a small integer to V8. */
export const mostPacked = 2 ** 21;

const block = 4_096;
/** Of the first block: most image layers are small, and an archive may bring thousands of them. */
const firstBlock = 8;
const digestBytes = 32;
const [fileType, directoryType, fifoType, otherType] = [0, 1, 2, 3];

type Block = {
	readonly sha256: Buffer;
	readonly sizes: Float64Array;
	readonly modes: Uint16Array;
	readonly types: Uint8Array;
};

/**
 * What very many entries are, by number: in some 43 bytes outside V8's heap where a file and its digest take 150 inside,
 * and twice that until they are collected. Symlinks, devices and what is seldom asked for stay objects.
 */
export class Packed {
	readonly #blocks: Block[] = [];
	#others: Map<number, Facts> | null = null;
	#length = 0;

	/** The number under which the entry is kept. FaultError `limit-exceeded` beyond two million. */
	add(entry: ListedEntry): number {
		const index = this.#length;
		if (index === mostPacked) throw new FaultError('limit-exceeded', `more than ${mostPacked} names`);
		if (index % block === 0) this.#blocks.push(newBlock(index === 0 ? firstBlock : block));
		else if (index === this.#blocks[0]!.types.length) this.#blocks[0] = grown(this.#blocks[0]!);
		this.#length++;
		this.set(index, entry);
		return index;
	}

	/** Another entry in place of one that was added. */
	set(index: number, entry: ListedEntry): void {
		const {sha256, sizes, modes, types} = this.#blocks[Math.floor(index / block)]!;
		const at = index % block;
		if (types[at] === otherType) this.#others?.delete(index);
		const type = packedType(entry);
		types[at] = type;
		if (type === otherType) {
			const {path: _, ...facts} = entry;
			(this.#others ??= new Map()).set(index, facts as Facts);
			return;
		}
		modes[at] = modeBits((entry as {mode: string}).mode);
		if (entry.type !== 'file') return;
		sha256.write(entry.sha256, at * digestBytes, digestBytes, 'hex');
		sizes[at] = entry.size;
	}

	isDirectory(index: number): boolean {
		return this.#blocks[Math.floor(index / block)]!.types[index % block] === directoryType;
	}

	/** Texts that the file holds; undefined: none. */
	found(index: number): readonly string[] | undefined {
		return this.#others?.get(index)?.found;
	}

	/** As it was added, under this path. */
	entry(index: number, path: Path): ListedEntry {
		const {sha256, sizes, modes, types} = this.#blocks[Math.floor(index / block)]!;
		const at = index % block;
		const mode = octalMode(modes[at]!);
		switch (types[at]) {
			case fileType: {
				const from = at * digestBytes;
				return {path, type: 'file', sha256: sha256.toString('hex', from, from + digestBytes), size: sizes[at]!, mode};
			}
			case directoryType:
				return {path, type: 'directory', mode};
			case fifoType:
				return {path, type: 'fifo', mode};
			default:
				return {path, ...this.#others!.get(index)!};
		}
	}
}

function newBlock(length: number): Block {
	return {
		sha256: Buffer.allocUnsafeSlow(length * digestBytes),
		sizes: new Float64Array(length),
		modes: new Uint16Array(length),
		types: new Uint8Array(length),
	};
}

function grown(old: Block): Block {
	const larger = newBlock(Math.min(block, 4 * old.types.length));
	larger.sha256.set(old.sha256);
	larger.sizes.set(old.sizes);
	larger.modes.set(old.modes);
	larger.types.set(old.types);
	return larger;
}

function packedType(entry: ListedEntry): number {
	if (entry.found !== undefined) return otherType;
	if (entry.type === 'file')
		return entry.blob === undefined && entry.alike === undefined && entry.sha256.length === 2 * digestBytes
			? fileType
			: otherType;
	return entry.type === 'directory' ? directoryType : entry.type === 'fifo' ? fifoType : otherType;
}

const bits = new Map<string, number>();

/** Images hold few modes. */
function modeBits(mode: string): number {
	let value = bits.get(mode);
	if (value === undefined) bits.set(mode, (value = Number.parseInt(mode, 8)));
	return value;
}

const scratch = Buffer.allocUnsafeSlow(8_192);

/**
 * The same name as a text of its own. A part of a path keeps all of the path in memory, which takes three times as much.
 */
export function ownText(name: string): string {
	// V8 copies what is shorter.
	if (name.length < 13) return name;
	const own = scratch.toString('latin1', 0, scratch.write(name, 0, 'latin1'));
	// Latin-1 has no other characters than it holds.
	return own === name ? own : Buffer.from(name, 'utf16le').toString('utf16le');
}
