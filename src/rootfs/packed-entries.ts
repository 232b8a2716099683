import type {Path} from '../model/path.ts';
import {baseOf, joinPath, parentOf} from '../model/path.ts';
import type {ListedEntry} from './listing.ts';
import {Packed} from './packed.ts';

/** Where entries stand, by directory and name, and the number of what each of them is. */
class Standing {
	readonly #directories: Path[] = [];
	readonly #names: string[] = [];
	readonly #numbers: number[] = [];

	get length(): number {
		return this.#names.length;
	}

	push(directory: Path, name: string, number: number): void {
		this.#directories.push(directory);
		this.#names.push(name);
		this.#numbers.push(number);
	}

	/** Each by its parts: whoever keeps them has no other text to make. */
	each(take: (directory: Path, name: string, number: number) => void): void {
		for (let at = 0; at < this.#names.length; at++) take(this.#directories[at]!, this.#names[at]!, this.#numbers[at]!);
	}

	path(at: number): Path {
		return joinPath(this.#directories[at]!, this.#names[at]!);
	}

	number(at: number): number {
		return this.#numbers[at]!;
	}
}

/** The entries of one image layer in their order, each an object only while it is looked at. */
export class ListedEntries extends Standing implements Iterable<ListedEntry> {
	readonly packed: Packed;

	constructor(packed: Packed) {
		super();
		this.packed = packed;
	}

	/** The same entries, wherever they were listed. */
	static of(entries: Iterable<ListedEntry>): ListedEntries {
		if (entries instanceof ListedEntries) return entries;
		const listed = new ListedEntries(new Packed());
		for (const entry of entries) listed.push(parentOf(entry.path), baseOf(entry.path), listed.packed.add(entry));
		return listed;
	}

	*[Symbol.iterator](): IterableIterator<ListedEntry> {
		for (let at = 0; at < this.length; at++) yield this.packed.entry(this.number(at), this.path(at));
	}
}

/** What image layers add up to. */
export class LaidEntries extends Standing {
	all<T>(entry: (number: number, path: Path) => T): readonly T[] {
		const all: T[] = [];
		for (let at = 0; at < this.length; at++) all.push(entry(this.number(at), this.path(at)));
		return all;
	}

	/** An array to whoever reads it, of entries that are made when they are looked at. */
	asArray<T>(entry: (number: number, path: Path) => T): readonly T[] {
		const {length} = this;
		return new Proxy<T[]>([], {
			get: (none, key, receiver) => {
				if (key === 'length') return length;
				const at = indexOf(key);
				if (at < 0) return Reflect.get(none, key, receiver) as unknown;
				return at < length ? entry(this.number(at), this.path(at)) : undefined;
			},
			has: (none, key) => {
				const at = indexOf(key);
				return at < 0 ? Reflect.has(none, key) : at < length;
			},
			set: () => false,
			defineProperty: () => false,
			deleteProperty: () => false,
		});
	}
}

/** Below 0 for what is no index of an array. */
function indexOf(key: string | symbol): number {
	if (typeof key === 'symbol' || key.length > 10) return -1;
	const first = key.charCodeAt(0);
	return first >= 48 && first <= 57 ? Number(key) : -1;
}
