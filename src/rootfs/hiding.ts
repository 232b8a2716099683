import type {Path} from '../model/path.ts';
import type {Node} from './node.ts';
import {childPath} from './node.ts';

/** `names`: those whose whiteout came into the directory, and whether it gave way to a directory. */
type Marks = {opaque: boolean; names: Map<string, 'gone' | 'undone'> | null};

/** Bytes that a whiteout costs beside its name, the tables of its directory included. */
export const hidingCost = 400;

/**
 * What one image layer takes away of those below it. To an overlay file system a whiteout is a device in a directory of
 * the layer and opaqueness an attribute of one: they are kept by directory, and go with theirs when something else takes
 * its place.
 */
export class Hiding {
	readonly #marks = new Map<Node, Marks>();

	#of(directory: Node): Marks {
		let marks = this.#marks.get(directory);
		if (marks === undefined) this.#marks.set(directory, (marks = {opaque: false, names: null}));
		return marks;
	}

	isGone(directory: Node, name: string): boolean {
		return this.#marks.get(directory)?.names?.get(name) === 'gone';
	}

	/** False where it stands there already, as for `opaque`. */
	whiteout(directory: Node, name: string): boolean {
		if (this.isGone(directory, name)) return false;
		(this.#of(directory).names ??= new Map()).set(name, 'gone');
		return true;
	}

	opaque(directory: Node): boolean {
		const marks = this.#of(directory);
		if (marks.opaque) return false;
		marks.opaque = true;
		return true;
	}

	/** A directory stands where a whiteout was: to an overlay file system it is laid over what lower layers hold there. */
	undo(directory: Node, name: string): void {
		this.#of(directory).names?.set(name, 'undone');
	}

	/** What a directory of the finished layer hides, and where it took a whiteout back to no other purpose. */
	of(directory: Node): {readonly opaque: boolean; readonly gone: readonly Path[]; readonly undone: readonly Path[]} {
		const marks = this.#marks.get(directory);
		if (marks === undefined) return nothing;
		const gone: Path[] = [];
		const undone: Path[] = [];
		for (const [name, what] of marks.names ?? []) {
			const child = directory.children?.get(name);
			if (what === 'gone') gone.push(childPath(directory, name));
			// An opaque directory hides by itself what its whiteout did.
			else if (typeof child === 'object' && child.children !== null && !this.#marks.get(child)?.opaque)
				undone.push(child.path);
		}
		return {opaque: marks.opaque, gone, undone};
	}
}

const nothing = {opaque: false, gone: [], undone: []};
