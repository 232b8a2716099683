import type {Comparison, IgnoredChange} from '../model/comparison.ts';
import type {ChangeKind, FileChange} from '../model/diff.ts';
import {ignorables} from '../model/ignorable.ts';
import type {Rename} from '../model/renames.ts';
import {visible} from './escape.ts';
import type {ComparedSubjects} from './file-diff.ts';
import {foldRenames} from './renamed-directories.ts';

const colors = {red: 31, green: 32, yellow: 33, cyan: 36, dim: 2} as const;
type Color = keyof typeof colors;
const marks: Readonly<Record<ChangeKind, {mark: string; color: Color}>> = {
	added: {mark: '+', color: 'green'},
	removed: {mark: '-', color: 'red'},
	modified: {mark: '~', color: 'yellow'},
	mode: {mark: '~', color: 'yellow'},
	type: {mark: '~', color: 'yellow'},
	target: {mark: '~', color: 'yellow'},
};
/** Ignored files that are named for each rule; JSON names all. */
const shownIgnored = 3;

/** One change a line, counts and what was ignored at the end. No name moves the cursor or colours anything. */
export function* fileDiffTerminal(compared: ComparedSubjects, color: boolean): Generator<string> {
	const {expected, deployed, modes, comparison} = compared;
	const paint = (name: Color, text: string): string => (color ? `\u001b[${colors[name]}m${text}\u001b[0m` : text);
	for (const [name, {subject, assurance}] of [
		['expected', expected],
		['deployed', deployed],
	] as const) {
		const asserted =
			assurance === 'asserted' ? paint('yellow', '  (asserted: not every byte of it was read here)') : '';
		yield `${paint('dim', name)}  ${visible(subject)}${asserted}\n`;
	}
	yield '\n';
	const {expectedGaps, deployedGaps, certain} = comparison;
	const {directories, renames, changes} = foldRenames(comparison, modes);
	const renamed = (from: string, to: string): string => paint('cyan', `> renamed   ${visible(from)} → ${visible(to)}`);
	for (const {from, to, files} of directories) yield `${renamed(`${from}/`, `${to}/`)}  (${files} files)\n`;
	for (const rename of renames) yield `${renamed(rename.from.path, rename.to.path)}${renameDetail(rename)}\n`;
	for (const change of changes) {
		const {mark, color: name} = marks[change.kind];
		const doubt = certain.has(change) ? '' : paint('dim', '  (not certain: part of it is unread)');
		yield `${paint(name, `${mark} ${change.kind.padEnd(8)}  ${visible(change.path)}`)}${detail(change)}${doubt}\n`;
	}
	for (const [side, gaps] of [
		['expected', expectedGaps],
		['deployed', deployedGaps],
	] as const) {
		for (const {path, fault} of gaps) {
			const where = path === '' ? 'the whole tree' : visible(path);
			yield `${paint('red', '!')} unread    ${where} in ${side}: ${fault.code}: ${visible(fault.detail)}\n`;
		}
	}
	const {changes: all, renames: moved} = comparison;
	if (all.length + moved.length + expectedGaps.length + deployedGaps.length > 0) yield '\n';
	yield `${counts({...comparison, changes})}\n`;
	for (const line of ignoredLines(comparison.ignored)) yield `${line}\n`;
	if (compared.sharedLayers !== null) yield sharedLine(compared.sharedLayers);
}

const arrow = (a: string | number, b: string | number): string => `  ${visible(String(a))} → ${visible(String(b))}`;

const renameDetail = ({from, to, mode}: Rename): string => (mode ? `  mode${arrow(from.mode, to.mode).slice(1)}` : '');

function detail({kind, expected, deployed}: FileChange): string {
	if (expected === null || deployed === null) {
		const entry = (expected ?? deployed)!;
		return entry.type === 'file' ? '' : `  (${entry.type})`;
	}
	if (kind === 'type') return arrow(expected.type, deployed.type);
	if (kind === 'target' && expected.type === 'symlink' && deployed.type === 'symlink') {
		return arrow(expected.target, deployed.target);
	}
	if (kind === 'mode' && 'mode' in expected && 'mode' in deployed) return arrow(expected.mode, deployed.mode);
	if (expected.type === 'file' && deployed.type === 'file') {
		const sizes = expected.size === deployed.size ? '' : `,${arrow(expected.size, deployed.size).slice(1)} bytes`;
		return `${arrow(expected.sha256.slice(0, 12), deployed.sha256.slice(0, 12))}${sizes}`;
	}
	if (expected.type === 'submodule' && deployed.type === 'submodule') {
		return arrow(expected.commit.slice(0, 12), deployed.commit.slice(0, 12));
	}
	if (expected.type === 'device' && deployed.type === 'device') {
		const name = ({kind, major, minor}: typeof expected): string => `${kind} ${major}:${minor}`;
		return arrow(name(expected), name(deployed));
	}
	return '';
}

const kinds: readonly ChangeKind[] = ['added', 'removed', 'modified', 'mode', 'type', 'target'];

/** A directory that is told as renamed is neither added nor removed. */
function counts({changes, renames, ignored, same, expectedGaps, deployedGaps}: Comparison): string {
	const words = kinds
		.map((kind) => ({kind: kind as string, count: changes.filter((change) => change.kind === kind).length}))
		.concat({kind: 'renamed', count: renames.length})
		.filter(({count}) => count > 0)
		.map(({kind, count}) => `${count} ${kind}`);
	const gaps = expectedGaps.length + deployedGaps.length;
	const unread = gaps === 0 ? '' : `; ${gaps} unread`;
	const none = ignored.length === 0 ? 'no differences' : 'no differences but ignored ones';
	return `${words.length === 0 ? none : words.join(', ')}; ${same} equal${unread}`;
}

/** A file that several rules had to be applied to is named for each of them. */
function* ignoredLines(ignored: readonly IgnoredChange[]): Generator<string> {
	for (const rule of ignorables) {
		const paths = ignored.flatMap(({path, rules}) => (rules.includes(rule) ? [visible(path)] : []));
		if (paths.length === 0) continue;
		const more = paths.length > shownIgnored ? ` and ${paths.length - shownIgnored} more` : '';
		yield `ignored ${rule} of ${count(paths.length, 'file')}: ${paths.slice(0, shownIgnored).join(', ')}${more}`;
	}
}

function sharedLine({layers, unread}: NonNullable<ComparedSubjects['sharedLayers']>): string {
	if (layers === 0) return 'no image layer is shared\n';
	const shared = `${count(layers, 'image layer')} ${layers === 1 ? 'is' : 'are'} shared`;
	if (unread === 0) return `${shared}, read once for both\n`;
	return `${shared}, ${unread} of them not read: nothing that differs depends on them, and nothing in them is counted as equal\n`;
}

const count = (number: number, noun: string): string => `${number} ${noun}${number === 1 ? '' : 's'}`;
