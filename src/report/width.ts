const wide =
	/\p{Emoji_Presentation}|[\u1100-\u115f\u2e80-\u303e\u3041-\ua4cf\uac00-\ud7a3\uf900-\ufaff\ufe30-\ufe6f\uff00-\uff60\uffe0-\uffe6\u{20000}-\u{3fffd}]/u;

/** Columns a text takes in a terminal, as most terminals count: marks none, wide characters two. */
export function widthOf(text: string): number {
	let width = 0;
	for (const character of text) width += /\p{M}/u.test(character) ? 0 : wide.test(character) ? 2 : 1;
	return width;
}

export const pad = (text: string, width: number): string => text + ' '.repeat(Math.max(0, width - widthOf(text)));

/** Lines of at most `width` columns, broken between words; a longer word is broken where it must be. */
export function wrap(text: string, width: number): readonly string[] {
	const lines: string[] = [];
	let current = '';
	let used = 0;
	const flush = () => {
		lines.push(current);
		current = '';
		used = 0;
	};
	for (const word of text.split(' ')) {
		const size = widthOf(word);
		if (used > 0 && used + 1 + size > width) flush();
		if (size <= width) {
			current += used > 0 ? ` ${word}` : word;
			used += size + (used > 0 ? 1 : 0);
			continue;
		}
		for (const character of used > 0 ? ` ${word}` : word) {
			const step = widthOf(character);
			if (used + step > width) flush();
			current += character;
			used += step;
		}
	}
	if (current !== '' || lines.length === 0) lines.push(current);
	return lines;
}
