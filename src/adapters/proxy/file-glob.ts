/**
 * Whether a path is of a pattern as `glob(3)` has it: `*`, `?` and classes stay within one segment and take no leading
 * dot. Takes steps in the product of both lengths at most.
 */
export function fitsFileGlob(pattern: string, path: string): boolean {
	const [patterns, names] = [pattern.split('/'), path.split('/')];
	return patterns.length === names.length && patterns.every((one, index) => fitsSegment(one, names[index]!));
}

/** Whether a pattern may name more than one path. */
export const isFileGlob = (pattern: string): boolean => /[*?[]/.test(pattern);

function fitsSegment(pattern: string, name: string): boolean {
	if (name.startsWith('.') && !pattern.startsWith('.')) return false;
	let [at, taken, star, from] = [0, 0, -1, 0];
	while (taken < name.length) {
		const next = pattern[at] === '*' ? null : one(pattern, at, name[taken]!);
		if (pattern[at] === '*') {
			[star, from] = [at++, taken];
		} else if (next !== null && next > 0) {
			[at, taken] = [next, taken + 1];
		} else if (star >= 0) {
			[at, taken] = [star + 1, ++from];
		} else return false;
	}
	while (pattern[at] === '*') at++;
	return at === pattern.length;
}

/** Where the pattern goes on when its next piece takes the character; null: it does not. */
function one(pattern: string, at: number, char: string): number | null {
	const piece = pattern[at];
	if (piece === '?') return at + 1;
	if (piece === '\\' && at + 1 < pattern.length) return pattern[at + 1] === char ? at + 2 : null;
	const end = piece === '[' ? pattern.indexOf(']', at + 2) : -1;
	if (end < 0) return piece === char ? at + 1 : null;
	const negative = pattern[at + 1] === '!' || pattern[at + 1] === '^';
	let inside = false;
	for (let index = at + (negative ? 2 : 1); index < end; index++) {
		const low = pattern[index]!;
		const ranged = pattern[index + 1] === '-' && index + 2 < end;
		if (char >= low && char <= (ranged ? pattern[index + 2]! : low)) inside = true;
		if (ranged) index += 2;
	}
	return inside !== negative ? end + 1 : null;
}
