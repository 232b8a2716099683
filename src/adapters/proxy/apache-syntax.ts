/** A line that says something. `at`: `file:line`, the first of those that a backslash joins. Bytes as characters (latin1). */
export type ApacheLine = {readonly text: string; readonly at: string};

/** The lines of a file that say something, each with what a backslash at its end joins to it. */
export function* linesOf(text: string, file: string): Generator<ApacheLine> {
	let [start, number, joined, first] = [0, 0, '', 0];
	while (start <= text.length) {
		const end = text.indexOf('\n', start);
		const line = text.slice(start, end < 0 ? text.length : end).replace(/\r$/, '');
		start = end < 0 ? text.length + 1 : end + 1;
		number++;
		if (joined === '') first = number;
		if (line.endsWith('\\') && start <= text.length) {
			joined += line.slice(0, -1);
			continue;
		}
		const whole = (joined + line).trim();
		joined = '';
		if (whole !== '' && !whole.startsWith('#')) yield {text: whole, at: `${file}:${first}`};
	}
}

/** Words as Apache splits them: quotes keep spaces, within them a backslash keeps quotes. */
export function wordsOf(text: string): string[] {
	const words: string[] = [];
	const word = /\s*(?:"((?:[^"\\]|\\[\s\S])*)"?|'((?:[^'\\]|\\[\s\S])*)'?|(\S+))/y;
	for (let found = word.exec(text); found !== null && found[0] !== ''; found = word.exec(text)) {
		const quoted = found[1] ?? found[2];
		words.push(quoted === undefined ? found[3]! : quoted.replace(/\\(["'\\])/g, '$1'));
	}
	return words;
}
