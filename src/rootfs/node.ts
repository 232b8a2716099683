import type {Fault} from '../model/fault.ts';
import type {FileEntry} from '../model/manifest.ts';
import type {Path} from '../model/path.ts';
import {comparePaths} from '../model/path.ts';

/** What stands at a path: an entry, a link whose target is not here, or something that could not be read. */
export type Held =
	| {readonly entry: FileEntry; readonly found: readonly string[]}
	| {readonly hardlink: Path}
	| {readonly fault: Fault};

/** `held: null` is a directory that no entry describes. Only directories have children. */
export type Node = {readonly path: Path; held: Held | null; children: Map<string, Node> | null; layer: number};

export const directoryNode = (path: Path, held: Held | null, layer: number): Node => ({
	path,
	held,
	children: new Map(),
	layer,
});

export const isDirectory = (held: Held): boolean => 'entry' in held && held.entry.type === 'directory';

export const childPath = (directory: Node, name: string): Path =>
	(directory.path === '' ? name : `${directory.path}/${name}`) as Path;

/** Every node below `root`, in the order of path bytes. */
export function inPathOrder(root: Node): readonly Node[] {
	const nodes: Node[] = [];
	gather(root, nodes);
	return nodes;
}

// What lies in a directory sorts as its name with a slash, apart from the directory itself: `a`, `a-b`, `a/c`.
function gather(directory: Node, nodes: Node[]): void {
	const keys: string[] = [];
	for (const [name, child] of directory.children!) {
		keys.push(name);
		if (child.children !== null && child.children.size > 0) keys.push(`${name}/`);
	}
	keys.sort(comparePaths);
	for (const key of keys) {
		if (key.endsWith('/')) gather(directory.children!.get(key.slice(0, -1))!, nodes);
		else nodes.push(directory.children!.get(key)!);
	}
}
