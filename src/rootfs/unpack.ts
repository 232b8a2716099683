import type {Budget, Limits} from '../bytes/limits.ts';
import {memoryOfText, spend} from '../bytes/limits.ts';
import type {FaultCode} from '../model/fault.ts';
import {FaultError} from '../model/fault.ts';
import type {Gap} from '../model/manifest.ts';
import type {Path} from '../model/path.ts';
import {baseOf, parentOf} from '../model/path.ts';
import {Hiding, hidingCost} from './hiding.ts';
import type {Listing, OddityCode} from './listing.ts';
import {Oddities} from './listing.ts';
import type {Held, Node} from './node.ts';
import {childPath, directoryNode, isDirectory, isEntry, takeApart} from './node.ts';
import {ownText, Packed} from './packed.ts';
import {ListedEntries} from './packed-entries.ts';
import {Trails} from './trails.ts';

const mostGaps = 10_000;
/** Directories whose way is remembered: archives come back to the same ones. */
const mostKnown = 1_000;
/**
 * Bytes that a name costs beside its text, until all image layers are laid over each other: its place in two trees and
 * two lists, and what stands there; two tables and two objects of a directory; an object for what is no plain file.
 */
const nodeCost = 190;
const directoryCost = 200;
const objectCost = 200;
const oddityCost = 80;
/** Bytes that a listing costs that holds nothing: archives bring tens of thousands of those. */
const listingCost = 4_000;
/** Bytes, of some forty names: few beside what an image may hold. */
const spentAtOnce = 8_192;

/** Where an entry is going to stand: a name in a directory of this layer. */
export type Place = {readonly directory: Node; readonly name: string; readonly path: Path};

/** One image layer as it unpacks into an empty directory, in the archive's order, and what it says about lower layers. */
export class Unpacked {
	readonly #oddities = new Oddities();
	readonly #limits: Limits;
	readonly #budget: Budget;
	readonly #root = directoryNode('' as Path, null, 0);
	readonly #hiding = new Hiding();
	readonly #gaps: Gap[] = [];
	readonly #packed = new Packed();
	readonly #trails: Trails;
	#nodes = 0;
	/** bytes of memory that were not taken from the budget yet */
	#unspent = 0;
	/** directories by the paths they were asked for under, symlinks followed; let go when a name is given to something else */
	#known = new Map<string, Node>();

	constructor(limits: Limits, budget: Budget) {
		this.#limits = limits;
		this.#budget = budget;
		this.#trails = new Trails(this.#root, (directory, name) => this.#childOf(directory, name), limits.nameBytes);
		this.spend(listingCost);
	}

	/** Takes bytes of memory from what the image may hold, those of some names at once. */
	spend(bytes: number): void {
		this.#unspent += bytes;
		if (this.#unspent > spentAtOnce) this.#settle();
	}

	#settle(): void {
		const bytes = this.#unspent;
		this.#unspent = 0;
		spend(this.#budget, bytes);
	}

	odd(path: Path, code: OddityCode): void {
		if (this.#oddities.add(path, code)) this.spend(oddityCost + memoryOfText(path));
	}

	/** Null, with a gap, where no runtime could put it. Directories on the way come into being. */
	place(path: Path): Place | null {
		const parent = parentOf(path);
		let directory = this.#known.get(parent) ?? null;
		if (directory === null) {
			directory = this.#enter(parent, path);
			if (directory === null) return null;
			if (this.#known.size >= mostKnown) this.#known.clear();
			this.#known.set(parent, directory);
		}
		const name = parent === '' ? path : baseOf(path);
		const where = directory.path === parent ? path : childPath(directory, name);
		if (where !== path) {
			if (where.length > this.#limits.nameBytes)
				return this.gap(path, 'unsafe-name', 'the symlinks on its way make the name too long');
			this.odd(path, 'through-symlink');
		}
		return {directory, name, path: where};
	}

	/** Whether something of this layer stands there already. */
	holds({directory, name}: Place): boolean {
		return directory.children!.has(name);
	}

	/** Whether something of this layer that is no directory stands where a directory on the way would be. */
	isBelowFile(path: Path): boolean {
		const parent = parentOf(path);
		return !this.#known.has(parent) && this.#trails.follow(parent) === 'blocked';
	}

	/** The last entry of a path stands; a directory described again keeps what it holds. */
	put({directory, name, path}: Place, held: Held): void {
		const children = directory.children!;
		const before = children.get(name);
		const isDir = isDirectory(held);
		this.spend(factsCost(held));
		if (isDir && this.#hiding.isGone(directory, name)) this.#hiding.undo(directory, name);
		if (before === undefined) {
			this.#count(isDir || !isEntry(held) ? path : name, isDir);
			children.set(ownText(name), this.#child(path, held));
			return;
		}
		if (typeof before !== 'number' && before.children !== null && isDir) {
			before.held = held;
			return;
		}
		if (typeof before === 'number' || before.held !== null) this.odd(path, 'duplicate-entry');
		this.#known.clear();
		// Its number is used again: an archive that repeats a name holds no more for it.
		if (typeof before === 'number' && isEntry(held) && !isDir) this.#packed.set(before, held);
		else children.set(name, this.#child(path, held));
	}

	#child(path: Path, held: Held): Node | number {
		if (!isEntry(held)) return {path, held, children: null, layer: 0};
		return held.type === 'directory' ? directoryNode(path, held, 0) : this.#packed.add(held);
	}

	#childOf(directory: Node, name: string): Node | undefined {
		const child = directory.children!.get(name);
		if (typeof child !== 'number') return child;
		const path = childPath(directory, name);
		return {path, held: this.#packed.entry(child, path), children: null, layer: 0};
	}

	/**
	 * What a hardlink to `target` leads to: what stands there now, under the link's own name, a link to be looked up in
	 * lower layers, or a whiteout.
	 */
	linkTo(target: string, from: Path): Held | 'whiteout' {
		const found = this.#look(target);
		if (found === null) return unresolved(from);
		if ('missing' in found) {
			if (found.gone) return 'whiteout';
			return found.missing === from ? unresolved(from) : {hardlink: found.missing};
		}
		if (found.node.path === from || found.node.held === null || isDirectory(found.node.held)) return unresolved(from);
		return isEntry(found.node.held) ? {...found.node.held, path: from} : found.node.held;
	}

	/** Hides a name of lower layers. What this layer holds there stays: that is told, runtimes make of it what they like. */
	whiteout({directory, path}: Place, name: string): void {
		this.spend(hidingCost + memoryOfText(path));
		if (directory.children!.has(name)) this.odd(childPath(directory, name), 'whiteout-contradicted');
		if (!this.#hiding.whiteout(directory, name)) this.odd(path, 'duplicate-entry');
	}

	/** An entry that is a whiteout itself, to an overlay file system, of its own name. */
	whiteoutDevice({directory, name, path}: Place): void {
		this.spend(hidingCost + memoryOfText(path));
		this.odd(path, 'overlay-whiteout-device');
		if (directory.children!.delete(name)) {
			this.odd(path, 'duplicate-entry');
			this.#known.clear();
		}
		this.#hiding.whiteout(directory, name);
	}

	/** Hides all that lower layers hold in the directory. Of the root no overlay file system takes it. */
	opaque({directory, path}: Place): void {
		if (directory === this.#root) this.odd(path, 'opaque-root');
		else if (this.#hiding.opaque(directory)) this.spend(hidingCost);
		else this.odd(path, 'duplicate-entry');
	}

	gap(path: Path, code: FaultCode, detail: string): null {
		if (this.#gaps.length >= mostGaps)
			throw new FaultError('limit-exceeded', `more than ${mostGaps} entries that cannot be read`);
		this.spend(nodeCost + memoryOfText(path) + memoryOfText(detail));
		this.#gaps.push({path, fault: {code, detail}});
		return null;
	}

	/** What was unpacked, which is used up by it. */
	listing(): Listing {
		const packed = this.#packed;
		const entries = new ListedEntries(packed);
		const implied: Path[] = [];
		const hardlinks: {path: Path; target: Path}[] = [];
		const whiteouts: Path[] = [];
		const opaque: Path[] = [];
		const hide = (directory: Node): void => {
			const hidden = this.#hiding.of(directory);
			for (const path of hidden.gone) whiteouts.push(path);
			for (const path of hidden.undone) this.odd(path, 'whiteout-undone');
			if (hidden.opaque) opaque.push(directory.path);
		};
		hide(this.#root);
		takeApart(this.#root, (directory, name, child, empty) => {
			if (typeof child === 'number') {
				entries.push(directory, name, child);
				return;
			}
			const {path, held} = child;
			if (child.children !== null) hide(child);
			if (held === null) {
				if (empty) implied.push(path);
			} else if ('hardlink' in held) {
				hardlinks.push({path, target: held.hardlink});
				this.odd(path, 'lower-hardlink');
			} else if ('fault' in held) this.gap(path, held.fault.code, held.fault.detail);
			else entries.push(directory, name, packed.add(held));
		});
		this.#settle();
		return {
			entries,
			implied,
			hardlinks,
			whiteouts,
			opaque,
			oddities: this.#oddities.list(),
			gaps: this.#gaps,
		};
	}

	/** The directory a path leads to through this layer's own symlinks, made where it is missing. */
	#enter(path: string, entry: Path): Node | null {
		const trail = this.#trails.follow(path);
		if (trail === 'loop') return this.gap(entry, 'unsafe-name', 'its directories are symlinks that lead in a circle');
		if (trail === 'long') return this.gap(entry, 'unsafe-name', 'the symlinks on its way make the name too long');
		if (trail === 'blocked') return this.gap(entry, 'invalid-tar', 'lies below something that is no directory');
		let directory = this.#root;
		for (const step of trail.slice(1)) {
			const name = baseOf(step.path);
			if (directory.children!.get(name) !== step) {
				this.#count(step.path, true);
				// The whiteout is no directory, and overlay runtimes refuse to put anything below it.
				if (this.#hiding.isGone(directory, name)) this.odd(step.path, 'whiteout-contradicted');
				directory.children!.set(name, step);
			}
			directory = step;
		}
		return directory;
	}

	#look(path: string): {node: Node} | {missing: Path; gone: boolean} | null {
		const trail = this.#trails.follow(parentOf(path));
		if (typeof trail === 'string') return null;
		const directory = trail[trail.length - 1]!;
		const node = this.#childOf(directory, baseOf(path));
		if (node !== undefined) return {node};
		return {missing: childPath(directory, baseOf(path)), gone: this.#hiding.isGone(directory, baseOf(path))};
	}

	/** `text`: of a directory its path, since it holds that; of what stands in one its name. */
	#count(text: string, isDir: boolean): void {
		this.spend(nodeCost + memoryOfText(text) + (isDir ? directoryCost : 0));
		if (++this.#nodes > this.#limits.entries)
			throw new FaultError('limit-exceeded', `more than ${this.#limits.entries} names in one image layer`);
	}
}

/** Bytes that what stands at a path costs beside its name, where it is no plain file or directory. */
function factsCost(held: Held): number {
	if ('hardlink' in held) return objectCost + memoryOfText(held.hardlink);
	if ('fault' in held) return objectCost + memoryOfText(held.fault.detail);
	if (held.type === 'symlink') return objectCost + memoryOfText(held.target);
	return held.type === 'file' && held.blob === undefined && held.alike === undefined ? 0 : objectCost;
}

const unresolved = (path: Path): Held => ({
	fault: {code: 'unresolved-hardlink', detail: `${path}: a hardlink to nothing that can be linked`},
});
