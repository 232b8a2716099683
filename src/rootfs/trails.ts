import {FaultError} from '../model/fault.ts';
import type {Node} from './node.ts';
import {childPath, directoryNode, isEntry} from './node.ts';

/** As many symlinks as Linux follows for one name (path_resolution(7)). */
const mostLinks = 40;
/** Name components looked at for one layer: long names through many links cannot buy hours. */
const mostSteps = 100_000_000;

/** Where names lead in one image layer, as it stands so far. */
export class Trails {
	readonly #root: Node;
	readonly #childOf: (directory: Node, name: string) => Node | undefined;
	/** UTF-16 units, of a path with its symlinks followed */
	readonly #longest: number;
	#steps = 0;

	constructor(root: Node, childOf: (directory: Node, name: string) => Node | undefined, longest: number) {
		this.#root = root;
		this.#childOf = childOf;
		this.#longest = longest;
	}

	/**
	 * The directories from the root to where a path leads, through directories and symlinks as the kernel follows them,
	 * with '/' and '..' kept inside the root. Those that are missing are new nodes that nothing holds yet.
	 */
	follow(path: string): Node[] | 'loop' | 'blocked' | 'long' {
		const ahead = path === '' ? [] : path.split('/').reverse();
		let trail: Node[] = [this.#root];
		let links = 0;
		while (ahead.length > 0) {
			if (++this.#steps > mostSteps) throw new FaultError('limit-exceeded', 'names that take too long to follow');
			const name = ahead.pop()!;
			if (name === '' || name === '.') continue;
			if (name === '..') {
				if (trail.length > 1) trail.pop();
				continue;
			}
			const here = trail[trail.length - 1]!;
			const child = this.#childOf(here, name);
			if (child === undefined) {
				const where = childPath(here, name);
				if (where.length > this.#longest) return 'long';
				trail.push(directoryNode(where, null, 0));
			} else if (child.children !== null) trail.push(child);
			else if (child.held !== null && isEntry(child.held) && child.held.type === 'symlink') {
				if (++links > mostLinks) return 'loop';
				const {target} = child.held;
				if (target.startsWith('/')) trail = [this.#root];
				ahead.push(...target.split('/').reverse());
			} else return 'blocked';
		}
		return trail;
	}
}
