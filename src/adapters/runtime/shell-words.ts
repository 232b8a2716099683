/** Splits a command as POSIX shells quote words, without expanding anything; null where a quote is left open. */
export function shellWords(text: string): readonly string[] | null {
	const words: string[] = [];
	let word: string | null = null;
	let quote: '"' | "'" | null = null;
	for (let at = 0; at < text.length; at++) {
		const character = text[at]!;
		if (quote === "'") {
			if (character === "'") quote = null;
			else word += character;
		} else if (character === '\\') {
			const next = text[++at];
			if (next === undefined) return null;
			// Within double quotes a backslash escapes only what would mean something there.
			word = (word ?? '') + (quote === '"' && !/["\\$`]/.test(next) ? `\\${next}` : next);
		} else if (quote === '"') {
			if (character === '"') quote = null;
			else word += character;
		} else if (character === '"' || character === "'") {
			quote = character;
			word ??= '';
		} else if (/\s/.test(character)) {
			if (word !== null) words.push(word);
			word = null;
		} else word = (word ?? '') + character;
	}
	if (quote !== null) return null;
	if (word !== null) words.push(word);
	return words;
}
