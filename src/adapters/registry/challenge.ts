/** One way a server offers to be satisfied (RFC 9110 §11.6.1). Scheme and parameter names are lower case. */
export type Challenge = {readonly scheme: string; readonly parameters: ReadonlyMap<string, string>};

/** Characters of all WWW-Authenticate fields together; real ones stay below 1 KiB. */
const maxLength = 16 * 1024;
const maxChallenges = 16;
const maxParameters = 32;

const token = /[!#$%&'*+\-.^_`|~0-9A-Za-z]+/y;
const token68 = /[0-9A-Za-z\-._~+/]+=*(?=[ \t]*(?:,|$))/y;
const space = /[ \t]*/y;
const separators = /[ \t,]*/y;

/**
 * Reads the challenges of all `WWW-Authenticate` fields, in order, in one pass over the text. What is malformed ends
 * its own field; challenges read before it count. Of a repeated parameter the first counts.
 */
export function readChallenges(fields: readonly string[]): readonly Challenge[] {
	const challenges: Challenge[] = [];
	let left = maxLength;
	for (const field of fields) {
		if (field.length > left) break;
		left -= field.length;
		readField(field, challenges);
	}
	return challenges;
}

function readField(field: string, challenges: Challenge[]): void {
	let at = 0;
	let parameters: Map<string, string> | null = null;
	const take = (pattern: RegExp): string | null => {
		pattern.lastIndex = at;
		const match = pattern.exec(field);
		if (match === null) return null;
		at += match[0].length;
		return match[0];
	};
	for (;;) {
		take(separators);
		if (at >= field.length) return;
		const word = take(token)?.toLowerCase();
		if (word === undefined) return;
		const afterWord = at;
		take(space);
		if (parameters !== null && field[at] === '=') {
			at++;
			take(space);
			const value = field[at] === '"' ? quoted() : take(token);
			if (value === null) return;
			if (!parameters.has(word) && parameters.size < maxParameters) parameters.set(word, value);
			continue;
		}
		// A scheme stands alone or is followed by white space; anything else is no challenge at all.
		if (at === afterWord && at < field.length && field[at] !== ',') return;
		if (challenges.length >= maxChallenges) return;
		parameters = new Map();
		challenges.push({scheme: word, parameters});
		if (field[at] !== ',') take(token68);
	}

	/** A quoted string from its opening quote on, backslash pairs resolved; null when it never ends. */
	function quoted(): string | null {
		let value = '';
		let from = ++at;
		for (; at < field.length; at++) {
			if (field[at] === '"') {
				value += field.slice(from, at);
				at++;
				return value;
			}
			if (field[at] === '\\') {
				value += field.slice(from, at);
				from = ++at;
			}
		}
		return null;
	}
}
