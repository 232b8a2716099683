import {baseOf} from './path.ts';

/** Differences that may be ignored when somebody asks for it; `docs/diff.md` says exactly what each of them is. */
export type Ignorable = 'modes' | 'ownership' | 'line-endings' | 'source-maps' | 'build-ids';
export const ignorables: readonly Ignorable[] = ['modes', 'ownership', 'line-endings', 'source-maps', 'build-ids'];

/** What is computed of a text file beside the digest of its bytes. */
export type AlikeRules = {readonly lineEndings: boolean; readonly sourceMaps: boolean; readonly buildIds: boolean};

/** How the id of a build is written: bare, as `{"version": …}`, or as `{"id": …, "timestamp": …}`. */
export type BuildIdForm = 'bare' | 'version' | 'id-and-timestamp';

/**
 * Digests (64 hex) of a text file with what may be ignored left out: carriage returns of line ends, the source map
 * comment, both. Each is there only where it was asked for and leaving that out changed the bytes. `buildId`: the bytes
 * are one, in this form, and nothing else.
 */
export type Alike = {
	readonly lineEndings?: string;
	readonly sourceMaps?: string;
	readonly both?: string;
	readonly buildId?: BuildIdForm;
};

/** Null where the bytes' own digest is enough. */
export function alikeRules(ignored: readonly Ignorable[]): AlikeRules | null {
	const rules = {
		lineEndings: ignored.includes('line-endings'),
		sourceMaps: ignored.includes('source-maps'),
		buildIds: ignored.includes('build-ids'),
	};
	return Object.values(rules).includes(true) ? rules : null;
}

type Hashed = {readonly sha256: string; readonly alike?: Alike};

/** Files in which the comment that names a source map is one: elsewhere the same characters may be a command. */
const mayHoldMapComment = /\.(?:[cm]?[jt]s|[jt]sx|css)$/;

/**
 * By which of the rules two files of different bytes at one path are alike; null: by none. The fewest rules that are
 * enough.
 */
export function alikeUnder(
	path: string,
	a: Hashed,
	b: Hashed,
	ignored: readonly Ignorable[],
): readonly Ignorable[] | null {
	// A side that was not read under the rules has its own digest: equal to the other's other form, it is that text.
	const same = (rule: 'lineEndings' | 'sourceMaps' | 'both'): boolean =>
		(a.alike?.[rule] ?? a.sha256) === (b.alike?.[rule] ?? b.sha256);
	const lines = ignored.includes('line-endings');
	const maps = ignored.includes('source-maps') && mayHoldMapComment.test(path);
	if (lines && same('lineEndings')) return ['line-endings'];
	if (maps && same('sourceMaps')) return ['source-maps'];
	return lines && maps && same('both') ? ['line-endings', 'source-maps'] : null;
}

/** A source map by its name. */
export const isSourceMap = (path: string): boolean => baseOf(path).endsWith('.map');

/** Bytes: an id with what a format wraps around it. */
export const longestBuildId = 256;

/** Next.js, SvelteKit, Nuxt: files that hold the id of a build and nothing else. */
function buildIdIn(path: string): BuildIdForm | null {
	if (baseOf(path) === 'BUILD_ID') return 'bare';
	if (/(?:^|\/)_app\/version\.json$/.test(path)) return 'version';
	return /(?:^|\/)_nuxt\/builds\/latest\.json$/.test(path) ? 'id-and-timestamp' : null;
}

/** Whether a file is one of the few that are for the id of a build, and holds nothing else. */
export const isBuildId = (path: string, {alike}: Hashed): boolean =>
	alike?.buildId !== undefined && alike.buildId === buildIdIn(path);
