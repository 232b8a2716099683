import {comparePaths} from '../src/model/path.ts';

// Image layers as a runtime without an overlay file system applies them: entry after entry onto one tree, whiteouts
// taking away what lower layers left there. Nothing of it is told by listings, and nothing is folded.

type Leaf = {readonly what: string; readonly link: string | null; readonly layer: number};
type Directory = {mode: string; layer: number; touched: number; readonly children: Map<string, Leaf | Directory>};

export type Step =
	| {readonly do: 'leaf'; readonly path: string; readonly what: string; readonly link: string | null}
	| {readonly do: 'directory'; readonly path: string; readonly mode: string}
	| {readonly do: 'hardlink'; readonly path: string; readonly target: string}
	| {readonly do: 'whiteout'; readonly path: string}
	| {readonly do: 'opaque'; readonly path: string};

const isDirectory = (node: Leaf | Directory | undefined): node is Directory => node !== undefined && 'children' in node;
const split = (path: string): string[] => path.split('/').filter((name) => name !== '');

/** As many links as the kernel follows; an archive of a few steps holds fewer. */
const mostLinks = 40;

export class LiveTree {
	readonly root: Directory = {mode: '', layer: -1, touched: -1, children: new Map()};
	layer = -1;
	/** a directory that no entry describes took the place of a lower link or file: runtimes without overlays follow, or refuse */
	replaced = false;
	/** a directory that this layer only passes through lost what lower layers gave it: some keep its mode */
	renewed = false;

	/** names that this layer has a whiteout for */
	#gone = new Set<string>();

	next(): void {
		this.layer++;
		this.#gone.clear();
	}

	/** False, and nothing has changed, where runtimes refuse the step or differ in it. */
	take(step: Step): boolean {
		const names = this.#resolved(step.do === 'opaque' ? split(step.path) : split(step.path).slice(0, -1));
		if (names === null) return false;
		if (step.do === 'opaque') {
			// To overlay file systems the root is never opaque.
			if (names.length === 0) return false;
			const directory = this.#make(names);
			for (const name of [...directory.children.keys()]) this.#hide(directory, name);
			return true;
		}
		const name = split(step.path).at(-1)!;
		const place = [...names, name].join('/');
		if (step.do === 'whiteout') {
			this.#gone.add(place);
			this.#hide(this.#make(names), name);
			return true;
		}
		let leaf: Leaf | null = null;
		if (step.do === 'leaf') leaf = {what: step.what, link: step.link, layer: this.layer};
		else if (step.do === 'hardlink') {
			leaf = this.#linked(step.target, place);
			if (leaf === null) return false;
		} else {
			// Overlay file systems lay such a directory over what its whiteout, or what stood here, was to hide.
			const here = this.#at([...names, name]);
			const stood = here !== undefined && !isDirectory(here) && here.layer === this.layer;
			if (stood || this.#gone.has(place)) return false;
		}
		const {children} = this.#make(names);
		const before = children.get(name);
		if (leaf !== null) children.set(name, leaf);
		else if (step.do === 'directory' && isDirectory(before))
			Object.assign(before, {mode: step.mode, layer: this.layer, touched: this.layer});
		else if (step.do === 'directory')
			children.set(name, {mode: step.mode, layer: this.layer, touched: this.layer, children: new Map()});
		return true;
	}

	/** Of what stands at a path of this layer: a hardlink's header repeats it. */
	modeOf(path: string): string {
		const names = this.#resolved(split(path).slice(0, -1)) ?? [];
		const node = this.#at([...names, ...split(path).slice(-1)]);
		return node === undefined || isDirectory(node)
			? '0644'
			: (/^(?:file|fifo) ([0-7]{4})/.exec(node.what)?.[1] ?? '0777');
	}

	/** Path, image layer and what stands there, in the order of path bytes. */
	lines(): string[] {
		const out: [string, string][] = [];
		const visit = (path: string, directory: Directory): void => {
			for (const [name, node] of directory.children) {
				const at = path === '' ? name : `${path}/${name}`;
				out.push([at, isDirectory(node) ? `directory ${node.mode}` : node.what]);
				out[out.length - 1]![1] += ` of ${node.layer}`;
				if (isDirectory(node)) visit(at, node);
			}
		};
		visit('', this.root);
		return out.sort(([a], [b]) => comparePaths(a, b)).map(([path, what]) => `${path}: ${what}`);
	}

	#at(names: readonly string[]): Leaf | Directory | undefined {
		let here: Leaf | Directory | undefined = this.root;
		for (const name of names) here = isDirectory(here) ? here.children.get(name) : undefined;
		return here;
	}

	/** The names that a directory's path leads to through links of this layer; null where a file of this layer is in the way. */
	#resolved(path: readonly string[]): string[] | null {
		let names: string[] = [];
		const ahead = path.toReversed();
		for (let links = 0; ahead.length > 0; ) {
			const name = ahead.pop()!;
			if (name === '.') continue;
			if (name === '..') {
				names.pop();
				continue;
			}
			const node = this.#at([...names, name]);
			if (node === undefined || isDirectory(node) || node.layer !== this.layer) names.push(name);
			else if (node.link === null || ++links > mostLinks) return null;
			else {
				if (node.link.startsWith('/')) names = [];
				ahead.push(...split(node.link).reverse());
			}
		}
		return names;
	}

	#make(names: readonly string[]): Directory {
		let here = this.root;
		for (const name of names) {
			let child = here.children.get(name);
			if (!isDirectory(child)) {
				if (child !== undefined) this.replaced = true;
				child = {mode: '0755', layer: this.layer, touched: this.layer, children: new Map()};
				here.children.set(name, child);
			}
			child.touched = this.layer;
			here = child;
		}
		return here;
	}

	/** Takes away what lower layers left at a name; of a directory that this layer needs too, what it holds of theirs. */
	#hide({children}: Directory, name: string): void {
		const node = children.get(name);
		if (node === undefined) return;
		if (!isDirectory(node)) {
			if (node.layer !== this.layer) children.delete(name);
			return;
		}
		if (node.touched !== this.layer) {
			children.delete(name);
			return;
		}
		if (node.layer !== this.layer) {
			this.renewed = true;
			Object.assign(node, {mode: '0755', layer: this.layer});
		}
		for (const inner of [...node.children.keys()]) this.#hide(node, inner);
	}

	/** Another name of a leaf that stands there now. */
	#linked(target: string, path: string): Leaf | null {
		const above = this.#resolved(split(target).slice(0, -1));
		if (above === null) return null;
		const names = [...above, split(target).at(-1)!];
		const node = this.#at(names);
		if (node === undefined || isDirectory(node) || `${path}/`.startsWith(`${names.join('/')}/`)) return null;
		if (names.join('/').startsWith(`${path}/`)) return null;
		// What lies below a link to a lower layer's symlink is told as a gap: it is not known when the layer is listed.
		const link = node.layer === this.layer ? node.link : null;
		return {what: node.what, link, layer: this.layer};
	}
}
