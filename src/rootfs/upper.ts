import type {Path} from '../model/path.ts';
import {baseOf, parentOf} from '../model/path.ts';
import type {Listing} from './listing.ts';

/**
 * What upper image layers leave at a path, whatever the image layers below them hold: what those hold (`lower`),
 * nothing (`gone`), a directory with a mode of its own or one whose mode lower layers may give (`implied`), a link to
 * what lower layers hold at `target`, or something else that is no directory (`held`).
 */
export type UpperNode = {
	what: 'lower' | 'gone' | 'directory' | 'implied' | 'link' | 'held';
	/** null where nothing is said of what lies below */
	children: Map<string, UpperNode> | null;
	/** where `children` say nothing, what lower layers hold shows */
	through: boolean;
	readonly target: Path | null;
	/** which image layer put it there, counted from the lowest of them */
	readonly layer: number;
};

const leaf = (what: 'gone' | 'held' | 'link', layer: number, target: Path | null = null): UpperNode => ({
	what,
	children: null,
	through: false,
	target,
	layer,
});
const branch = (what: 'lower' | 'directory' | 'implied', through: boolean, layer: number): UpperNode => ({
	what,
	children: new Map(),
	through,
	target: null,
	layer,
});

/** Names of which nothing is said; never changed, never put into a directory. */
const lower: Readonly<UpperNode> = {...leaf('gone', -1), what: 'lower', through: true};
const gone: Readonly<UpperNode> = leaf('gone', -1);

/** What stands at a name in a directory, said or not. */
export const childOf = (node: Readonly<UpperNode>, name: string): Readonly<UpperNode> =>
	node.children?.get(name) ?? (node.through ? lower : gone);

const namesOf = (path: Path): readonly string[] => (path === '' ? [] : path.split('/'));

/** Lays upper image layers over each other, from the lowest, as `squash` does, over a root file system nobody has seen. */
export class Upper {
	readonly root = branch('directory', true, -1);
	/** names looked at */
	steps = 0;
	/** hardlinks to what lower layers hold, also those that something was laid over since: without their content nobody knows what that replaced */
	readonly links: {readonly path: Path; readonly target: Path}[] = [];
	#lastParent: {readonly path: Path; readonly node: UpperNode} = {path: '' as Path, node: this.root};

	lay(listing: Listing, layer: number): void {
		// Links to lower layers mean what stood there before this layer took anything away.
		const links = listing.hardlinks.map(({path, target}): [Path, UpperNode] => [path, this.#linked(target, layer)]);
		for (const [path, {target}] of links) if (target !== null) this.links.push({path, target});
		for (const path of listing.whiteouts) this.#remove(path, layer);
		for (const path of listing.opaque) this.#clear(path, layer);
		this.#lastParent = {path: '' as Path, node: this.root};

		for (const {path, type} of listing.entries) {
			if (type === 'directory') this.#directory(path, layer).what = 'directory';
			else this.#put(path, leaf('held', layer), layer);
		}
		for (const path of listing.implied) this.#directory(path, layer);
		for (const [path, node] of links) this.#put(path, node, layer);
		for (const {path} of listing.gaps)
			if (path !== '' && !this.#belowOwn(path, layer)) this.#put(path, leaf('held', layer), layer);
	}

	#put(path: Path, node: UpperNode, layer: number): void {
		const parent = parentOf(path);
		if (this.#lastParent.path !== parent) this.#lastParent = {path: parent, node: this.#directory(parent, layer)};
		this.#lastParent.node.children!.set(baseOf(path), node);
	}

	/** The directory itself. Where lower layers may hold one, it is that one, and what it holds still shows. */
	#directory(path: Path, layer: number): UpperNode {
		let here: UpperNode = this.root;
		for (const name of namesOf(path)) {
			this.steps++;
			let child = here.children!.get(name);
			if (child === undefined) {
				child = branch(here.through ? 'implied' : 'directory', here.through, layer);
				here.children!.set(name, child);
			} else if (child.what === 'lower') child.what = 'implied';
			else if (child.children === null) {
				child = branch('directory', false, layer);
				here.children!.set(name, child);
			}
			here = child;
		}
		return here;
	}

	/** The node of a path in which lower layers may hold something that shows; null where they cannot. */
	#open(path: Path, layer: number): UpperNode | null {
		let here: UpperNode = this.root;
		for (const name of namesOf(path)) {
			this.steps++;
			let child = here.children!.get(name);
			if (child === undefined) {
				if (!here.through) return null;
				child = branch('lower', true, layer);
				here.children!.set(name, child);
			}
			if (child.children === null) return null;
			here = child;
		}
		return here;
	}

	#remove(path: Path, layer: number): void {
		this.#open(parentOf(path), layer)?.children?.set(baseOf(path), leaf('gone', layer));
	}

	#clear(path: Path, layer: number): void {
		const node = this.#open(path, layer);
		if (node === null) return;
		node.children!.clear();
		node.through = false;
	}

	#linked(target: Path, layer: number): UpperNode {
		let here: Readonly<UpperNode> = this.root;
		for (const name of namesOf(target)) {
			this.steps++;
			here = childOf(here, name);
		}
		if (here.what === 'lower') return leaf('link', layer, target);
		return leaf(here.what === 'link' ? 'link' : 'held', layer, here.target);
	}

	/** Whether a path lies below something of the same layer that is no directory. */
	#belowOwn(path: Path, layer: number): boolean {
		let here: Readonly<UpperNode> = this.root;
		for (const name of namesOf(parentOf(path))) {
			here = childOf(here, name);
			if (here.what === 'held' || here.what === 'link') return here.layer === layer;
		}
		return false;
	}
}
