import type {Fault} from '../model/fault.ts';
import type {FileManifest, Gap, ManifestEntry} from '../model/manifest.ts';
import type {Path} from '../model/path.ts';
import {baseOf, comparePaths, parentOf} from '../model/path.ts';
import type {ListedEntry, Listing, Oddity} from './listing.ts';
import {Oddities} from './listing.ts';
import type {Held, Node} from './node.ts';
import {childPath, directoryNode, isDirectory, isEntry, takeApart} from './node.ts';

export type Squashed = {
	readonly manifest: FileManifest;
	/** texts of the search by file; files without any are left out */
	readonly found: ReadonlyMap<Path, readonly string[]>;
	readonly oddities: readonly Oddity[];
};

/**
 * Lays image layers over each other, from the bottom, as overlay file systems show them. A layer that could not be
 * read leaves a gap over the whole tree.
 */
export function squash(layers: readonly (Listing | {readonly fault: Fault})[]): Squashed {
	const state = new State();
	for (const [index, layer] of layers.entries()) {
		if ('fault' in layer) state.lost.push({path: '' as Path, fault: layer.fault});
		else if (state.steps > mostSteps) state.lost.push({path: '' as Path, fault: tooMuch});
		else state.lay(layer, index);
	}
	return state.squashed();
}

/** Names looked at for all layers: one large layer a thousand times over cannot buy hours. */
const mostSteps = 20_000_000;
const tooMuch: Fault = {
	code: 'limit-exceeded',
	detail: 'the image layers together name too much to be laid over each other',
};

/** A directory that only its content speaks of. */
const implied = (path: Path): ListedEntry => ({path, type: 'directory', mode: '0755'});

/** `held` is the listing's own entry: not copied for each image layer, it may say more than a manifest entry does. */
function entryOf(held: ListedEntry, layer: number): ManifestEntry {
	if (held.found === undefined) return {...held, layer};
	const {found: _, ...entry} = held;
	return {...entry, layer};
}

class State {
	/** gaps that nothing laid over them can close */
	readonly lost: Gap[] = [];
	steps = 0;
	readonly #root = directoryNode('' as Path, null, 0);
	readonly #oddities = new Oddities();
	#lastParent: Node = this.#root;

	lay(layer: Listing, index: number): void {
		this.steps += layer.entries.length;
		for (const {path, code} of layer.oddities) this.#oddities.add(path, code);
		// Links to lower layers mean what stood there before this layer took anything away.
		const links = layer.hardlinks.map(({path, target}): [Path, Held] => [path, this.#linked(path, target)]);
		for (const path of layer.whiteouts) this.#remove(path);
		for (const path of layer.opaque) this.#clear(path);
		this.#lastParent = this.#root;

		for (const entry of layer.entries) this.#put(entry.path, entry, index);
		for (const path of layer.implied) this.#directory(path, index);
		for (const [path, held] of links) this.#put(path, held, index);
		for (const {path, fault} of layer.gaps) {
			if (path === '' || this.#belowOwn(path, index)) this.lost.push({path, fault});
			else this.#put(path, {fault}, index);
		}
	}

	squashed(): Squashed {
		const entries: ManifestEntry[] = [];
		const found = new Map<Path, readonly string[]>();
		const gaps = [...this.lost];
		takeApart(this.#root, ({path, held, layer}) => {
			if (held === null || 'hardlink' in held) return;
			if ('fault' in held) gaps.push({path, fault: held.fault});
			else {
				entries.push(entryOf(held, layer));
				if (held.found !== undefined) found.set(path, held.found);
			}
		});
		gaps.sort((a, b) => comparePaths(a.path, b.path));
		return {manifest: {assurance: 'verified', entries, gaps}, found, oddities: this.#oddities.list()};
	}

	#put(path: Path, held: Held, layer: number): void {
		const parent = parentOf(path);
		if (this.#lastParent.path !== parent) this.#lastParent = this.#directory(parent, layer);
		const children = this.#lastParent.children!;
		const name = parent === '' ? path : baseOf(path);
		const before = children.get(name);
		if (isDirectory(held)) {
			if (before === undefined || before.children === null) {
				this.#keepGap(before);
				children.set(name, directoryNode(path, held, layer));
			} else {
				before.held = held;
				before.layer = layer;
			}
		} else children.set(name, {path, held, children: null, layer});
	}

	/** The directory itself, whatever a lower layer holds at its path or above: a new directory takes its place. */
	#directory(path: Path, layer: number): Node {
		let here = this.#root;
		for (const name of path === '' ? [] : path.split('/')) {
			this.steps++;
			let child = here.children!.get(name);
			if (child === undefined || child.children === null) {
				this.#keepGap(child);
				if (child?.held && isEntry(child.held) && child.held.type === 'symlink')
					this.#oddities.add(child.path, 'symlink-replaced');
				const where = childPath(here, name);
				child = directoryNode(where, implied(where), layer);
				here.children!.set(name, child);
			}
			here = child;
		}
		return here;
	}

	/**
	 * A directory over something unread might have been laid over a directory: what that held stays unknown. A hardlink
	 * leads to none, whatever its target is: over it a directory is new.
	 */
	#keepGap(node: Node | undefined): void {
		if (!node?.held || !('fault' in node.held) || node.held.fault.code === 'unresolved-hardlink') return;
		this.lost.push({path: node.path, fault: node.held.fault});
	}

	#remove(path: Path): void {
		const parent = this.#find(parentOf(path));
		if (!parent?.children?.delete(baseOf(path))) this.#oddities.add(path, 'stray-whiteout');
	}

	#clear(path: Path): void {
		this.#find(path)?.children?.clear();
	}

	/** By name alone: a lower symlink on the way hides nothing and is hidden by nothing. */
	#find(path: Path): Node | null {
		let here: Node | undefined = this.#root;
		for (const name of path === '' ? [] : path.split('/')) {
			this.steps++;
			here = here.children?.get(name);
			if (here === undefined) return null;
		}
		return here;
	}

	/** Whether a path lies below something of the same layer that is no directory. */
	#belowOwn(path: Path, layer: number): boolean {
		let here: Node | undefined = this.#root;
		for (const name of parentOf(path).split('/')) {
			here = here.children?.get(name);
			if (here === undefined) return false;
			if (here.children === null) return here.layer === layer;
		}
		return false;
	}

	#linked(path: Path, target: Path): Held {
		const held = this.#find(target)?.held ?? null;
		if (held !== null && !isDirectory(held)) return isEntry(held) ? {...held, path} : held;
		return {
			fault: {
				code: 'unresolved-hardlink',
				detail: `${path}: a hardlink to ${target}, which no lower image layer holds`,
			},
		};
	}
}
