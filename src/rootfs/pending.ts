import type {Path} from '../model/path.ts';
import {parentOf} from '../model/path.ts';
import type {Listing} from './listing.ts';

/**
 * Which of a few paths, and of a few paths with all that is below them, image layers further down may still change.
 * Layers are taken from the top; a path is settled by the first layer that holds it or hides it, exactly as the squash
 * of all layers would have it.
 */
export class Pending {
	#paths: Set<Path>;
	#trees: Set<Path>;
	readonly #links: boolean;

	/** `links`: what any hardlink of the layers taken leads to matters, too: none is left without its content. */
	constructor(paths: Iterable<Path>, trees: Iterable<Path> = [], links = false) {
		this.#paths = new Set(paths);
		this.#trees = new Set(trees);
		this.#links = links;
	}

	/** Nothing below the layers taken so far can matter. */
	get settled(): boolean {
		return this.#paths.size === 0 && this.#trees.size === 0;
	}

	/** Takes the next lower image layer. A layer that could not be read settles nothing. */
	take(layer: Listing): void {
		const held = new Set<Path>();
		const solid = new Set<Path>();
		const directories = new Set<Path>(layer.implied);
		for (const {path, type} of layer.entries) {
			held.add(path);
			if (type !== 'directory') solid.add(path);
		}
		// A link to a lower layer is content that is not known yet, and no directory.
		const links = new Map(layer.hardlinks.map(({path, target}) => [path, target]));
		for (const path of links.keys()) solid.add(path);
		const unread = new Set<Path>(layer.gaps.map(({path}) => path));
		const gone = new Set(layer.whiteouts);
		const opaque = new Set(layer.opaque);

		const left = new Set<Path>();
		for (const path of this.#paths) {
			const target = links.get(path);
			if (target !== undefined) left.add(target);
			else if (held.has(path)) continue;
			// What could not be read here, or stands here with a mode that a lower layer gives it, is not settled here.
			else if (directories.has(path) || anyAbove(path, (at) => unread.has(at)) || unread.has(path)) left.add(path);
			else if (gone.has(path) || anyAbove(path, (at) => solid.has(at) || gone.has(at) || opaque.has(at))) continue;
			else left.add(path);
		}
		const trees = new Set<Path>();
		for (const path of this.#trees) {
			const hides = (place: Path): boolean => solid.has(place) || gone.has(place);
			const isUnread = unread.has(path) || anyAbove(path, (at) => unread.has(at));
			const isHidden = hides(path) || anyAbove(path, (at) => hides(at) || opaque.has(at));
			// An opaque directory hides what lower layers hold in it, not the mode they give it.
			if (!isUnread && opaque.has(path) && !isHidden) {
				if (!held.has(path)) left.add(path);
			} else if (isUnread || !isHidden) trees.add(path);
		}
		// What is linked to is looked up below, whatever this layer hides of it.
		if (this.#links) for (const target of links.values()) left.add(target);
		this.#paths = left;
		this.#trees = trees;
	}
}

/** Whether any directory above a path, the root ('') included, is one of those. */
function anyAbove(path: Path, is: (directory: Path) => boolean): boolean {
	for (let at = parentOf(path) as Path; ; at = parentOf(at) as Path) {
		if (is(at)) return true;
		if (at === '') return false;
	}
}
