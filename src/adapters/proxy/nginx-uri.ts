/** Hexadecimal digits of `%2F`. */
const escaped = /^%([0-9a-f]{2})/i;

/**
 * The path as nginx compares it with locations: escapes decoded once, `.` and `..` gone, slashes merged. Bytes as
 * characters (latin1). null: nginx refuses such a request with 400.
 */
export function normalPath(path: string, mergeSlashes: boolean): string | null {
	const out: string[] = [];
	let at = 0;
	let state: 'usual' | 'slash' | 'dot' | 'dots' = 'usual';
	/** Takes the last two dots and the segment before them away. */
	const up = (): boolean => {
		out.length -= 3;
		while (out.length > 0 && out.at(-1) !== '/') out.pop();
		return out.length > 0;
	};
	while (at < path.length && path[at] !== '?' && path[at] !== '#') {
		let char = path[at]!;
		let literal = false;
		if (char === '%') {
			const found = escaped.exec(path.slice(at, at + 3));
			if (found === null) return null;
			char = String.fromCharCode(Number.parseInt(found[1]!, 16));
			if (char === '\0') return null;
			literal = char === '%' || char === '#' || char === '?';
			at += 2;
		}
		at++;
		if (literal) {
			out.push(char);
			state = 'usual';
			continue;
		}
		if (char === '/') {
			if (state === 'dot') out.pop();
			else if (state === 'dots') {
				if (!up()) return null;
			} else if (state !== 'slash' || !mergeSlashes) out.push('/');
			state = 'slash';
			continue;
		}
		out.push(char);
		state = char !== '.' ? 'usual' : state === 'slash' ? 'dot' : state === 'dot' ? 'dots' : 'usual';
	}
	if (state === 'dot') out.pop();
	if (state === 'dots' && !up()) return null;
	return out.join('');
}

/** A path as nginx writes it when it has changed it: what may not stand in one is escaped. */
export const escapedPath = (path: string): string =>
	path.replace(
		/[\0-\x20"#%<>?\\^`{|}\x7f-\xff]/g,
		(char) => `%${char.charCodeAt(0).toString(16).toUpperCase().padStart(2, '0')}`,
	);
