import type {Fault} from '../model/fault.ts';
import type {FileManifest, Gap, ManifestEntry} from '../model/manifest.ts';
import type {Path} from '../model/path.ts';
import {baseOf, comparePaths, joinPath, parentOf} from '../model/path.ts';
import type {ListedEntry, Listing, Oddity} from './listing.ts';
import {Oddities} from './listing.ts';
import type {Held, Node} from './node.ts';
import {childPath, directoryNode, isDirectory, isEntry, takeApart} from './node.ts';
import {mostPacked, Packed} from './packed.ts';
import {LaidEntries, ListedEntries} from './packed-entries.ts';

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
	const state = new State(layers.length);
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

function entryOf(held: ListedEntry, layer: number): ManifestEntry {
	if (held.found === undefined) return {...held, layer};
	const {found: _, ...entry} = held;
	return {...entry, layer};
}

/** Up to here all entries are made at once: they are looked at more than once. */
const mostMade = 65_536;

class State {
	/** gaps that nothing laid over them can close */
	readonly lost: Gap[] = [];
	steps = 0;
	readonly #root = directoryNode('' as Path, null, 0);
	readonly #oddities = new Oddities();
	#lastParent: Node = this.#root;
	/** directories without an entry in the image layer at hand whose mode was looked at */
	readonly #passed = new Set<Node>();
	/** what the entries of each image layer are; last, what no listing says as it stands here */
	readonly #packed: Packed[] = [];
	readonly #own = new Packed();
	readonly #ownStart: number;
	readonly #ownLayers: number[] = [];

	constructor(layers: number) {
		this.#ownStart = layers * mostPacked;
		this.#packed[layers] = this.#own;
	}

	lay(layer: Listing, index: number): void {
		this.steps += layer.entries.length;
		for (const {path, code} of layer.oddities)
			if (code !== 'whiteout-undone' || this.#holds(path)) this.#oddities.add(path, code);
		// Links to lower layers mean what stood there before this layer took anything away.
		const links = layer.hardlinks.map(({path, target}): [Path, Held] => [path, this.#linked(path, target)]);
		for (const path of layer.whiteouts) this.#remove(path);
		for (const path of layer.opaque) this.#clear(path);
		this.#lastParent = this.#root;
		this.#passed.clear();

		this.#layEntries(layer.entries, index);
		for (const path of layer.implied) this.#directory(path, index);
		for (const [path, held] of links) this.#put(path, held, index);
		for (const {path, fault} of layer.gaps) {
			if (path === '' || this.#belowOwn(path, index)) this.lost.push({path, fault});
			else this.#put(path, {fault}, index);
		}
	}

	#layEntries(entries: Listing['entries'], layer: number): void {
		const listed = ListedEntries.of(entries);
		const {packed} = listed;
		this.#packed[layer] = packed;
		const first = layer * mostPacked;
		listed.each((directory, name, at) => {
			if (packed.isDirectory(at)) {
				const path = joinPath(directory, name);
				this.#put(path, packed.entry(at, path), layer);
			} else this.#into(directory, layer).set(name, first + at);
		});
	}

	squashed(): Squashed {
		const laid = new LaidEntries();
		const found = new Map<Path, readonly string[]>();
		const gaps = [...this.lost];
		takeApart(this.#root, (directory, name, child) => {
			let code = child;
			if (typeof code !== 'number') {
				const {path, held, layer} = code;
				if (held === null || 'hardlink' in held) return;
				if ('fault' in held) {
					gaps.push({path, fault: held.fault});
					return;
				}
				code = this.#ownStart + this.#own.add(held);
				this.#ownLayers.push(layer);
			}
			laid.push(directory, name, code);
			const texts = this.#packed[Math.floor(code / mostPacked)]!.found(code % mostPacked);
			if (texts !== undefined) found.set(joinPath(directory, name), texts);
		});
		gaps.sort((a, b) => comparePaths(a.path, b.path));
		const entry = (code: number, path: Path): ManifestEntry => this.#entry(code, path);
		const entries = laid.length <= mostMade ? laid.all(entry) : laid.asArray(entry);
		return {manifest: {assurance: 'verified', entries, gaps}, found, oddities: this.#oddities.list()};
	}

	/** The entry of a number in the tree. */
	#entry(code: number, path: Path): ManifestEntry {
		const [store, at] = [Math.floor(code / mostPacked), code % mostPacked];
		const held = this.#packed[store]!.entry(at, path);
		return entryOf(held, code < this.#ownStart ? store : this.#ownLayers[at]!);
	}

	#childOf(directory: Node, name: string): Node | undefined {
		const child = directory.children?.get(name);
		if (typeof child !== 'number') return child;
		const path = childPath(directory, name);
		const layer = Math.floor(child / mostPacked);
		return {path, held: this.#packed[layer]!.entry(child % mostPacked, path), children: null, layer};
	}

	/** What stands in a directory, which it becomes where it is none. */
	#into(path: Path, layer: number): Map<string, Node | number> {
		if (this.#lastParent.path !== path) this.#lastParent = this.#directory(path, layer);
		return this.#lastParent.children!;
	}

	#put(path: Path, held: Held, layer: number): void {
		const parent = parentOf(path);
		const children = this.#into(parent, layer);
		const name = parent === '' ? path : baseOf(path);
		const before = children.get(name);
		if (isDirectory(held)) {
			if (before === undefined || typeof before === 'number' || before.children === null) {
				if (typeof before !== 'number') this.#keepGap(before);
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
			let child = this.#childOf(here, name);
			if (child === undefined || child.children === null) {
				this.#keepGap(child);
				if (child?.held && isEntry(child.held) && child.held.type === 'symlink')
					this.#oddities.add(child.path, 'symlink-replaced');
				const where = childPath(here, name);
				child = directoryNode(where, implied(where), layer);
				here.children!.set(name, child);
			} else if (child.layer !== layer) this.#passThrough(child);
			here = child;
		}
		return here;
	}

	/** Where a layer does not describe a directory it needs, it keeps its mode. Docker and Podman make it anew, with 0755. */
	#passThrough(directory: Node): void {
		if (this.#passed.has(directory)) return;
		this.#passed.add(directory);
		const {held, path} = directory;
		if (held !== null && 'mode' in held && held.mode !== '0755') this.#oddities.add(path, 'implied-mode');
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
		// Of names in `.wh.` lower layers hold next to none: whoever hides them is AUFS, which is told as such.
		if (!parent?.children?.delete(baseOf(path)) && !baseOf(path).startsWith('.wh.'))
			this.#oddities.add(path, 'stray-whiteout');
	}

	#holds(path: Path): boolean {
		return (this.#find(path)?.children?.size ?? 0) > 0;
	}

	#clear(path: Path): void {
		this.#find(path)?.children?.clear();
	}

	/** By name alone: a lower symlink on the way hides nothing and is hidden by nothing. */
	#find(path: Path): Node | null {
		let here: Node | undefined = this.#root;
		for (const name of path === '' ? [] : path.split('/')) {
			this.steps++;
			here = this.#childOf(here, name);
			if (here === undefined) return null;
		}
		return here;
	}

	/** Whether a path lies below something of the same layer that is no directory. */
	#belowOwn(path: Path, layer: number): boolean {
		let here: Node | undefined = this.#root;
		for (const name of parentOf(path).split('/')) {
			here = this.#childOf(here, name);
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
