import type {Fault} from '../model/fault.ts';
import type {Path} from '../model/path.ts';
import {sortNames} from '../model/path.ts';
import type {ListedEntry} from './listing.ts';

/** What stands at a path: an entry, a link whose target is not here, or something that could not be read. */
export type Held = ListedEntry | {readonly hardlink: Path} | {readonly fault: Fault};

/**
 * `held: null` is a directory that no entry describes. Only directories have children. Of most of these nothing but what
 * they are has to be known: they are numbers, which whoever keeps the tree makes nodes of.
 */
export type Node = {readonly path: Path; held: Held | null; children: Map<string, Node | number> | null; layer: number};

export const directoryNode = (path: Path, held: Held | null, layer: number): Node => ({
	path,
	held,
	children: new Map(),
	layer,
});

export const isEntry = (held: Held): held is ListedEntry => 'type' in held;

export const isDirectory = (held: Held): boolean => isEntry(held) && held.type === 'directory';

export const childPath = (directory: Node, name: string): Path =>
	(directory.path === '' ? name : `${directory.path}/${name}`) as Path;

/**
 * Every node below `root`, in the order of path bytes. The tree is used up: each directory is let go once it was passed,
 * so that what is made of the nodes does not stand in memory beside them. `empty`: a directory that holds nothing.
 */
export function takeApart(
	root: Node,
	take: (directory: Path, name: string, child: Node | number, empty: boolean) => void,
): void {
	// What lies in a directory sorts as its name with a slash, apart from the directory itself: `a`, `a-b`, `a/c`.
	const children = root.children!;
	root.children = null;
	const keys: string[] = [];
	for (const [name, child] of children) {
		keys.push(name);
		if (typeof child !== 'number' && child.children !== null && child.children.size > 0) keys.push(`${name}/`);
	}
	sortNames(keys);
	for (const key of keys) {
		if (!key.endsWith('/')) {
			const child = children.get(key)!;
			take(root.path, key, child, typeof child !== 'number' && child.children?.size === 0);
		} else takeApart(children.get(key.slice(0, -1)) as Node, take);
	}
}
