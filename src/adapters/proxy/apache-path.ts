/** What becomes of a path before anything is compared with it; `refused`: Apache answers 400 or 404. */
export function apachePath(path: string, mergeSlashes: boolean, encodedSlashes: boolean): string | 'refused' {
	if (/%(?![0-9a-f]{2})|%00/i.test(path)) return 'refused';
	if (!encodedSlashes && /%2f/i.test(path)) return 'refused';
	const decoded = path.replace(/%([0-9a-f]{2})/gi, (whole, hex: string) =>
		/^2f$/i.test(hex) ? whole : String.fromCharCode(Number.parseInt(hex, 16)),
	);
	const out: string[] = [];
	const segments = decoded.split('/');
	for (const [index, segment] of segments.entries()) {
		const last = index === segments.length - 1;
		if (segment === '.') {
			if (last) out.push('');
		} else if (segment === '..') {
			if (out.length <= 1) return 'refused';
			out.pop();
			if (last) out.push('');
		} else if (segment !== '' || index === 0 || last || !mergeSlashes) out.push(segment);
	}
	return out.join('/').replace(/^(?!\/)/, '/');
}

/** How much of a path an alias takes; 0: it does not. Slashes in a row are one, and a name is taken whole. */
export function takenBy(alias: string, path: string): number {
	let [at, taken] = [0, 0];
	while (at < alias.length && taken < path.length) {
		if (alias[at] === '/') {
			if (path[taken] !== '/') return 0;
			while (alias[at] === '/') at++;
			while (path[taken] === '/') taken++;
		} else if (alias[at++] !== path[taken++]) return 0;
	}
	if (at < alias.length) return 0;
	if (alias.at(-1) !== '/' && taken < path.length && path[taken] !== '/') return 0;
	return taken;
}

/** A path as Apache writes it to an upstream. */
export const writtenPath = (path: string): string =>
	path.replace(
		/[^A-Za-z0-9$\-_.+!*'(),;:@&=/~]/g,
		(char) => `%${char.charCodeAt(0).toString(16).toUpperCase().padStart(2, '0')}`,
	);

/** `$1` and `&` of a replacement; a backslash keeps either. */
export const replaced = (text: string, groups: readonly (string | null)[]): string =>
	text.replace(
		/\\([$&\\])|\$(\d)|&/g,
		(whole, kept: string | undefined, digit: string | undefined) =>
			kept ?? (digit === undefined ? (whole === '&' ? (groups[0] ?? '') : whole) : (groups[Number(digit)] ?? '')),
	);
