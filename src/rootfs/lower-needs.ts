import type {Path} from '../model/path.ts';
import {isWithin, joinPath} from '../model/path.ts';
import type {Listing} from './listing.ts';
import {childOf, Upper, type UpperNode} from './upper.ts';

/** What has to be known of lower image layers that two images share, to tell their trees apart. */
export type LowerNeeds = {
	/** what stands at these paths */
	readonly paths: ReadonlySet<Path>;
	/** what stands at these paths and everything below them */
	readonly trees: ReadonlySet<Path>;
};

/** Names looked at, as many as a squash may. */
const mostSteps = 20_000_000;
/** Paths asked for one by one; of more, all that lower layers hold is asked for. */
const mostPaths = 10_000;

const none: ReadonlySet<Path> = new Set();

/**
 * What of the lower image layers decides how two images differ below `within`, given what each lays over them. Whatever
 * else those layers hold, both images show the same of it.
 */
export function lowerNeeds(
	sides: readonly [readonly Listing[], readonly Listing[]],
	within: Path = '' as Path,
): LowerNeeds {
	const [left, right] = sides.map((listings) => {
		const upper = new Upper();
		for (const [at, listing] of listings.entries()) if (upper.steps <= mostSteps) upper.lay(listing, at);
		return upper;
	}) as [Upper, Upper];
	const all: LowerNeeds = {paths: none, trees: new Set([within])};
	if (left.steps > mostSteps || right.steps > mostSteps) return all;
	const search = new Search(within);
	search.visit('' as Path, left.root, right.root);
	const {paths, trees} = search;
	for (const {path, target} of [...left.links, ...right.links])
		if (isWithin(path, within) || isWithin(within, path)) paths.add(target);
	return paths.size + trees.size > mostPaths ? all : {paths, trees};
}

type Node = Readonly<UpperNode>;

class Search {
	readonly paths = new Set<Path>();
	readonly trees = new Set<Path>();
	readonly #within: Path;

	constructor(within: Path) {
		this.#within = within;
	}

	visit(path: Path, left: Node, right: Node): void {
		const inside = isWithin(path, this.#within);
		if (!inside && !isWithin(this.#within, path)) return;
		// What lower layers hold below shows on one side alone.
		if (left.through !== right.through) this.trees.add(inside ? path : this.#within);
		// A directory that both imply has the same mode on both, whichever that is.
		else if (inside && left.what !== right.what && (leftOpen(left) || leftOpen(right))) this.paths.add(path);
		const visitChild = (name: string): void =>
			this.visit(joinPath(path, name), childOf(left, name), childOf(right, name));
		for (const name of left.children?.keys() ?? []) visitChild(name);
		for (const name of right.children?.keys() ?? []) if (!left.children?.has(name)) visitChild(name);
	}
}

/** Lower layers decide what stands here, or which mode it has. */
const leftOpen = ({what}: Node): boolean => what === 'lower' || what === 'implied';
