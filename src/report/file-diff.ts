import type {ChangeKind, FileChange, FileDiff} from '../model/diff.ts';
import {entryDocument, gapDocument} from '../model/document.ts';
import type {Gap, ManifestEntry, ModesPolicy} from '../model/manifest.ts';
import {parentOf} from '../model/path.ts';
import {visible} from './escape.ts';

export const fileDiffSchema = 'deploy-truth/file-diff/v1';

/** Two subjects compared. `root` is null while a side has gaps. */
export type ComparedSubjects = {
	readonly expected: {readonly subject: string; readonly root: string | null};
	readonly deployed: {readonly subject: string; readonly root: string | null};
	readonly modes: ModesPolicy;
	readonly diff: FileDiff;
};

/**
 * The changes that hold whatever the gaps hide: a file missing on a side is missing for certain only where that side
 * was read.
 */
export function certainChanges(diff: FileDiff): ReadonlySet<FileChange> {
	const expected = hidden(diff.expectedGaps);
	const deployed = hidden(diff.deployedGaps);
	return new Set(
		diff.changes.filter((change) => {
			if (change.kind === 'added') return !expected(change.path);
			return change.kind === 'removed' ? !deployed(change.path) : true;
		}),
	);
}

/** Whether a path, or a directory above it, was left unread. */
function hidden(gaps: readonly Gap[]): (path: string) => boolean {
	const places = new Set<string>(gaps.map((gap) => gap.path));
	if (places.size === 0) return () => false;
	return (path) => {
		for (let place = path; place !== ''; place = parentOf(place)) if (places.has(place)) return true;
		return places.has('');
	};
}

/** `equal`: null where nothing certain differs but not everything was read. */
export function equality(diff: FileDiff): boolean | null {
	if (certainChanges(diff).size > 0) return false;
	return diff.expectedGaps.length + diff.deployedGaps.length > 0 ? null : true;
}

export function* fileDiffJson({expected, deployed, modes, diff}: ComparedSubjects): Generator<string> {
	const certain = certainChanges(diff);
	const head = {
		schema: fileDiffSchema,
		expected: {subject: expected.subject.toWellFormed(), root: expected.root},
		deployed: {subject: deployed.subject.toWellFormed(), root: deployed.root},
		modes,
		equal: equality(diff),
		same: diff.same,
	};
	yield `${JSON.stringify(head).slice(0, -1)},"changes":[`;
	let separator = '\n';
	for (const change of diff.changes) {
		yield `${separator}${JSON.stringify(changeDocument(change, certain.has(change)))}`;
		separator = ',\n';
	}
	const gaps = {expected: diff.expectedGaps.map(gapDocument), deployed: diff.deployedGaps.map(gapDocument)};
	yield `],"gaps":${JSON.stringify(gaps)}}\n`;
}

function changeDocument(change: FileChange, certain: boolean): object {
	const side = (entry: ManifestEntry | null): object | null => {
		if (entry === null) return null;
		const {path, pathBase64, ...facts} = entryDocument(entry, false) as Record<string, unknown>;
		return facts;
	};
	const entry = change.expected ?? change.deployed!;
	const {path, pathBase64} = entryDocument(entry, false) as Record<string, unknown>;
	return {
		path,
		...(pathBase64 === undefined ? {} : {pathBase64}),
		kind: change.kind,
		certain,
		expected: side(change.expected),
		deployed: side(change.deployed),
	};
}

const colors = {red: 31, green: 32, yellow: 33, dim: 2} as const;
const marks: Readonly<Record<ChangeKind, {mark: string; color: keyof typeof colors}>> = {
	added: {mark: '+', color: 'green'},
	removed: {mark: '-', color: 'red'},
	modified: {mark: '~', color: 'yellow'},
	mode: {mark: '~', color: 'yellow'},
	type: {mark: '~', color: 'yellow'},
	target: {mark: '~', color: 'yellow'},
};

/** One change a line, counts at the end. No name moves the cursor or colours anything. */
export function* fileDiffTerminal({expected, deployed, diff}: ComparedSubjects, color: boolean): Generator<string> {
	const paint = (name: keyof typeof colors, text: string): string =>
		color ? `\u001b[${colors[name]}m${text}\u001b[0m` : text;
	yield `${paint('dim', 'expected')}  ${visible(expected.subject)}\n${paint('dim', 'deployed')}  ${visible(deployed.subject)}\n\n`;
	const certain = certainChanges(diff);
	for (const change of diff.changes) {
		const {mark, color: name} = marks[change.kind];
		const doubt = certain.has(change) ? '' : paint('dim', '  (not certain: part of the other side is unread)');
		yield `${paint(name, `${mark} ${change.kind.padEnd(8)}  ${visible(change.path)}`)}${detail(change)}${doubt}\n`;
	}
	for (const [side, gaps] of [
		['expected', diff.expectedGaps],
		['deployed', diff.deployedGaps],
	] as const) {
		for (const {path, fault} of gaps) {
			const where = path === '' ? 'the whole tree' : visible(path);
			yield `${paint('red', '!')} unread    ${where} in ${side}: ${fault.code}: ${visible(fault.detail)}\n`;
		}
	}
	if (diff.changes.length + diff.expectedGaps.length + diff.deployedGaps.length > 0) yield '\n';
	yield `${counts(diff)}\n`;
}

function detail({kind, expected, deployed}: FileChange): string {
	const pair = (a: string | number, b: string | number): string => `  ${visible(String(a))} → ${visible(String(b))}`;
	if (expected === null || deployed === null) {
		const entry = (expected ?? deployed)!;
		return entry.type === 'file' ? '' : `  (${entry.type})`;
	}
	if (kind === 'type') return pair(expected.type, deployed.type);
	if (kind === 'target' && expected.type === 'symlink' && deployed.type === 'symlink') {
		return pair(expected.target, deployed.target);
	}
	if (kind === 'mode' && 'mode' in expected && 'mode' in deployed) return pair(expected.mode, deployed.mode);
	if (expected.type === 'file' && deployed.type === 'file') {
		const sizes = expected.size === deployed.size ? '' : `,${pair(expected.size, deployed.size).slice(1)} bytes`;
		return `${pair(expected.sha256.slice(0, 12), deployed.sha256.slice(0, 12))}${sizes}`;
	}
	if (expected.type === 'submodule' && deployed.type === 'submodule') {
		return pair(expected.commit.slice(0, 12), deployed.commit.slice(0, 12));
	}
	if (expected.type === 'device' && deployed.type === 'device') {
		const name = ({kind, major, minor}: typeof expected): string => `${kind} ${major}:${minor}`;
		return pair(name(expected), name(deployed));
	}
	return '';
}

const kinds: readonly ChangeKind[] = ['added', 'removed', 'modified', 'mode', 'type', 'target'];

function counts(diff: FileDiff): string {
	const words = kinds
		.map((kind) => ({kind, count: diff.changes.filter((change) => change.kind === kind).length}))
		.filter(({count}) => count > 0)
		.map(({kind, count}) => `${count} ${kind}`);
	const gaps = diff.expectedGaps.length + diff.deployedGaps.length;
	const unread = gaps === 0 ? '' : `; ${gaps} unread`;
	return `${words.length === 0 ? 'no differences' : words.join(', ')}; ${diff.same} equal${unread}`;
}
