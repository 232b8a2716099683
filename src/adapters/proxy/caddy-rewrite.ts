import {at, listIn, numberIn, objectIn, textIn} from './caddy-json.ts';
import {cleanPath, withoutPrefix} from './caddy-path.ts';
import {filledIn, type Passing, replaced} from './caddy-request.ts';
import {settled} from './query-open.ts';
import type {Raw} from './raw.ts';

/** What the handler `rewrite` makes of a request, in the order in which it does so; what is not understood is told. */
export function rewrite(handler: Raw, place: string, passing: Passing): void {
	const before = passing.path;
	const method = textIn(handler['method']);
	if (method !== null) passing.method = replaced(method, passing)?.toUpperCase() ?? null;
	const uri = textIn(handler['uri']);
	if (uri !== null && !/^[?#]/.test(uri)) {
		const path = settled(filledIn(uri.split(/[?#]/, 1)[0]!, passing)?.split(/[?\0]/, 1)[0] ?? null);
		passing.path = path === null || path.includes('%') ? null : path === '' ? before : path;
	}
	const prefix = textIn(handler['strip_path_prefix']);
	if (prefix !== null && prefix !== '') passing.path = changed(prefix, passing, withoutPrefix);
	const suffix = textIn(handler['strip_path_suffix']);
	if (suffix !== null && suffix !== '') passing.path = changed(suffix, passing, withoutSuffix);
	for (const one of listIn(handler['uri_substring'])) passing.path = substituted(objectIn(one) ?? {}, passing);
	if (listIn(handler['path_regexp']).length > 0) passing.path = null;
	if (passing.path === null && before !== null)
		passing.unsure.add(`${place}: rewrite makes a path that is not known here`);
}

function changed(part: string, passing: Passing, change: (path: string, part: string) => string | null): string | null {
	const text = replaced(part, passing);
	return text === null || passing.path === null ? null : change(passing.path, text);
}

function withoutSuffix(path: string, suffix: string): string | null {
	const clean = cleanPath(path, !suffix.includes('//'));
	if (clean.includes('%') || suffix.includes('%')) return null;
	if (!clean.toLowerCase().endsWith(suffix.toLowerCase())) return clean;
	return clean.slice(0, -suffix.length) || '/';
}

function substituted(one: Raw, passing: Passing): string | null {
	const [find, replace] = [textIn(at(one, 'find')), textIn(at(one, 'replace')) ?? ''];
	const {path} = passing;
	const text = replaced(replace, passing);
	if (find === null || find === '' || path === null || text === null || path.includes('%')) return null;
	const limit = numberIn(at(one, 'limit')) ?? 0;
	// It cleans the path whether it finds something to replace or not.
	const clean = cleanPath(path, !find.includes('//'));
	if (!clean.includes(find)) return clean;
	return limit > 0 ? null : clean.replaceAll(find, () => text);
}
