import {type Comparison, equality} from '../model/comparison.ts';
import type {ChangeKind} from '../model/diff.ts';
import {entryDocument, gapDocument, named} from '../model/document.ts';
import type {Ignorable} from '../model/ignorable.ts';
import type {ManifestAssurance, ManifestEntry, ModesPolicy} from '../model/manifest.ts';
import {comparePaths} from '../model/path.ts';

export const fileDiffSchema = 'deploy-truth/file-diff/v1';

/** Why a side has no root: something is unread, or image layers that both sides share were not needed. */
export type NoRoot = 'gaps' | 'shared-layers-unread';
export type ComparedSide = {
	readonly subject: string;
	readonly root: string | null;
	readonly noRoot: NoRoot | null;
	readonly assurance: ManifestAssurance;
};

/** Two subjects compared. */
export type ComparedSubjects = {
	readonly expected: ComparedSide;
	readonly deployed: ComparedSide;
	readonly modes: ModesPolicy;
	/** what was to be ignored */
	readonly ignore: readonly Ignorable[];
	/** image layers that both sides have in common from the bottom; null where they are not two images */
	readonly sharedLayers: {readonly layers: number; readonly unread: number} | null;
	readonly comparison: Comparison;
};

export function* fileDiffJson(compared: ComparedSubjects): Generator<string> {
	const {expected, deployed, modes, ignore, sharedLayers, comparison} = compared;
	const head = {
		schema: fileDiffSchema,
		expected: sideDocument(expected),
		deployed: sideDocument(deployed),
		modes,
		ignore,
		equal: equality(comparison),
		same: comparison.same,
		sharedLayers,
	};
	yield `${JSON.stringify(head).slice(0, -1)},"changes":[`;
	yield* listed(changeDocuments(comparison));
	yield '],"ignored":[';
	yield* listed(ignoredDocuments(comparison));
	const gaps = {
		expected: comparison.expectedGaps.map(gapDocument),
		deployed: comparison.deployedGaps.map(gapDocument),
	};
	yield `],"gaps":${JSON.stringify(gaps)}}\n`;
}

function* listed(documents: Iterable<object>): Generator<string> {
	let separator = '\n';
	for (const document of documents) {
		yield `${separator}${JSON.stringify(document)}`;
		separator = ',\n';
	}
}

const sideDocument = ({subject, root, noRoot, assurance}: ComparedSide): object => ({
	subject: subject.toWellFormed(),
	assurance,
	root,
	...(noRoot === null ? {} : {noRoot}),
});

/** Changes and renames in one order: a rename stands where the file is now. */
function* changeDocuments({changes, certain, renames}: Comparison): Generator<object> {
	let next = 0;
	const renamedBefore = function* (path: string | null): Generator<object> {
		for (; next < renames.length; next++) {
			const {from, to} = renames[next]!;
			if (path !== null && comparePaths(to.path, path) > 0) return;
			yield changeDocument(to.path, 'renamed', true, from, to);
		}
	};
	for (const change of changes) {
		yield* renamedBefore(change.path);
		yield changeDocument(change.path, change.kind, certain.has(change), change.expected, change.deployed);
	}
	yield* renamedBefore(null);
}

function changeDocument(
	path: string,
	kind: ChangeKind | 'renamed',
	certain: boolean,
	expected: ManifestEntry | null,
	deployed: ManifestEntry | null,
): object {
	const side = (entry: ManifestEntry | null): object | null => {
		if (entry === null) return null;
		const {path: _, pathBase64: __, ...facts} = entryDocument(entry, false) as Record<string, unknown>;
		return facts;
	};
	const from = kind === 'renamed' ? named('from', expected!.path) : {};
	return {...named('path', path), ...from, kind, certain, expected: side(expected), deployed: side(deployed)};
}

function* ignoredDocuments({ignored}: Comparison): Generator<object> {
	for (const {path, rules} of ignored) yield {...named('path', path), rules};
}
