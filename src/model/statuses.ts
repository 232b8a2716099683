/** Accepted statuses as a person would write them: a whole hundred is its class. `[200…299, 401]` gives `2xx`, `401`. */
export function statusWords(statuses: readonly number[]): readonly string[] {
	const words: string[] = [];
	const stated = new Set(statuses);
	for (const hundred of [100, 200, 300, 400, 500]) {
		const codes = Array.from({length: 100}, (_, index) => hundred + index).filter((code) => stated.has(code));
		if (codes.length === 100) words.push(`${hundred / 100}xx`);
		else words.push(...codes.map(String));
	}
	return words;
}
