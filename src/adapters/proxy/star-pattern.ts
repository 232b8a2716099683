/**
 * Whether a text is of a pattern with `*` for any run of characters and `?` for one. It goes back to the last star
 * alone, as what earlier ones took need never be tried again: steps of the product of both lengths at most.
 */
export function fitsStars(pattern: string, text: string): boolean {
	let [at, taken, star, from] = [0, 0, -1, 0];
	while (taken < text.length) {
		if (pattern[at] === '*') [star, from] = [at++, taken];
		else if (pattern[at] === '?' || pattern[at] === text[taken]) [at, taken] = [at + 1, taken + 1];
		else if (star >= 0) [at, taken] = [star + 1, ++from];
		else return false;
	}
	while (pattern[at] === '*') at++;
	return at === pattern.length;
}
