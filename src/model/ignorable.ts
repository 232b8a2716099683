import {baseOf} from './path.ts';

/** Differences that may be ignored when somebody asks for it; `docs/diff.md` says exactly what each of them is. */
export type Ignorable = 'modes' | 'ownership' | 'line-endings' | 'source-maps' | 'build-ids';
export const ignorables: readonly Ignorable[] = ['modes', 'ownership', 'line-endings', 'source-maps', 'build-ids'];

/** What is computed of a text file beside the digest of its bytes. */
export type AlikeRules = {readonly lineEndings: boolean; readonly sourceMaps: boolean};

/**
 * Digests (64 hex) of a text file with what may be ignored left out: carriage returns of line ends, the source map
 * comment, both. Each is there only where it was asked for and leaving that out changed the bytes.
 */
export type Alike = {readonly lineEndings?: string; readonly sourceMaps?: string; readonly both?: string};

/** Null where the bytes' own digest is enough. */
export function alikeRules(ignored: readonly Ignorable[]): AlikeRules | null {
	const rules = {lineEndings: ignored.includes('line-endings'), sourceMaps: ignored.includes('source-maps')};
	return rules.lineEndings || rules.sourceMaps ? rules : null;
}

type Hashed = {readonly sha256: string; readonly alike?: Alike};

/** By which of the rules two files of different bytes are alike; null: by none. The fewest rules that are enough. */
export function alikeUnder(a: Hashed, b: Hashed, ignored: readonly Ignorable[]): readonly Ignorable[] | null {
	// A side that was not read under the rules has its own digest: equal to the other's other form, it is that text.
	const same = (rule: keyof Alike): boolean => (a.alike?.[rule] ?? a.sha256) === (b.alike?.[rule] ?? b.sha256);
	const lines = ignored.includes('line-endings');
	const maps = ignored.includes('source-maps');
	if (lines && same('lineEndings')) return ['line-endings'];
	if (maps && same('sourceMaps')) return ['source-maps'];
	return lines && maps && same('both') ? ['line-endings', 'source-maps'] : null;
}

/** A source map by its name. */
export const isSourceMap = (path: string): boolean => baseOf(path).endsWith('.map');

/** Bytes: an id with what a format wraps around it. A larger file of the same name holds something else. */
const longestBuildId = 256;
/** Next.js, SvelteKit, Nuxt: files that hold the id of a build and nothing else. */
const buildIdFile = /(?:^|\/)(?:BUILD_ID|_app\/version\.json|_nuxt\/builds\/latest\.json)$/;

/** Whether a file is one of the few that hold the id of a build and nothing else. */
export const isBuildId = (path: string, size: number): boolean => size <= longestBuildId && buildIdFile.test(path);
