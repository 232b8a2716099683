import type {Ignorable} from '../src/model/ignorable.ts';
import type {ModesPolicy} from '../src/model/manifest.ts';
import {comparePaths} from '../src/model/path.ts';

// What of two files may be ignored, and which of them moved, written a second time: over whole texts, by trying.

/** `read`: under the rules, so that its other forms are known. */
export type Content = {readonly text: string; readonly read: boolean; readonly buildId: string | null};

const url = '[A-Za-z0-9\\-._~:/?#[\\]@!$&()+,;=%]*';
const mapComment = new RegExp(
	`(^|\\n)(?://# sourceMappingURL=${url}|/\\*# sourceMappingURL=${url}[ \\t]*\\*/)[ \\t\\r\\n]*$`,
);
const control = /[\0-\x07\x0e-\x1a\x1c-\x1f\x7f]/;

const withoutReturns = (text: string): string => (control.test(text) ? text : text.replaceAll('\r\n', '\n'));
const withoutMap = (text: string): string => (text.includes('\0') ? text : text.replace(mapComment, '$1'));

const buildIdAt = (path: string): string | null => {
	if (/(^|\/)BUILD_ID$/.test(path)) return 'bare';
	if (/(^|\/)_app\/version\.json$/.test(path)) return 'version';
	return /(^|\/)_nuxt\/builds\/latest\.json$/.test(path) ? 'id-and-timestamp' : null;
};

/** The rules that make two contents at a path one; null: none do. Empty for equal ones. */
export function alikeBy(path: string, a: Content, b: Content, ignore: readonly Ignorable[]): Ignorable[] | null {
	if (a.text === b.text) return [];
	const may = (rule: Ignorable): boolean => ignore.includes(rule);
	if (may('source-maps') && path.endsWith('.map')) return ['source-maps'];
	const id = buildIdAt(path);
	if (may('build-ids') && id !== null && [a, b].every(({read, buildId}) => read && buildId === id))
		return ['build-ids'];
	const code = /\.([cm]?[jt]s|[jt]sx|css)$/.test(path);
	const same = (form: (text: string) => string): boolean =>
		(a.read ? form(a.text) : a.text) === (b.read ? form(b.text) : b.text);
	if (may('line-endings') && same(withoutReturns)) return ['line-endings'];
	if (may('source-maps') && code && same(withoutMap)) return ['source-maps'];
	const both = (text: string): string => (control.test(text) ? text : withoutMap(withoutReturns(text)));
	if (may('line-endings') && may('source-maps') && code && same(both)) return ['line-endings', 'source-maps'];
	return null;
}

export const modeSeen = (policy: ModesPolicy, mode: string): string => {
	if (policy === 'none') return '';
	return policy === 'exact' ? mode : [...mode.slice(1)].some((digit) => Number(digit) % 2 === 1) ? 'x' : '-';
};

/** Which of the files that are gone became which of the new ones, all of one content: the most alike names first. */
export function movedOf(gone: readonly string[], fresh: readonly string[]): [string, string][] {
	const found: [string, string][] = [];
	const left = [new Set(gone), new Set(fresh)] as const;
	for (let names = 8; names >= 0; names--)
		for (let directories = 8; directories >= 0; directories--) {
			const keyOf = (path: string): string | null => {
				const parts = path.split('/');
				if (parts.length < names || parts.length - 1 < directories) return null;
				return JSON.stringify([names === 0 ? [] : parts.slice(-names), parts.slice(0, directories)]);
			};
			const groups = left.map((side) => Map.groupBy([...side].sort(comparePaths), keyOf));
			for (const [key, some] of groups[0]!) {
				const others = key === null ? [] : (groups[1]!.get(key) ?? []);
				for (let at = 0; at < Math.min(some.length, others.length); at++) {
					found.push([some[at]!, others[at]!]);
					left[0].delete(some[at]!);
					left[1].delete(others[at]!);
				}
			}
		}
	return found;
}
