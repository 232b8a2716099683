import {FaultError} from '../../model/fault.ts';

/** One line of a configuration, cut into words. `unsure`: why it may read otherwise where the proxy runs. */
export type Line = {
	/** file and line */
	readonly at: string;
	readonly words: readonly string[];
	readonly unsure: string | null;
};

/** What the proxy's environment holds; null: that is not known here. */
export type Environment = (name: string) => string | null;

const maxLine = 65_536;
const maxWords = 4_096;
const longestWord = 1_048_576;
const controls: Readonly<Record<string, string>> = {n: '\n', r: '\r', t: '\t'};

/**
 * The lines of a configuration (HAProxy's configuration manual, 2.2 Quoting and escaping, 2.3 Environment variables).
 * `setenv` and its kin count from their line on. Throws FaultError `too-large`.
 */
export function* readLines(file: string, text: string, environment: Environment): Generator<Line> {
	const set = new Map<string, string>();
	let number = 0;
	for (let start = 0; start <= text.length; ) {
		const end = text.indexOf('\n', start);
		const line = text.slice(start, end === -1 ? text.length : end);
		start = end === -1 ? text.length + 1 : end + 1;
		number += 1;
		const at = `${file}:${number}`;
		if (line.length > maxLine) {
			yield {
				at,
				words: [line.slice(0, 64).trim().split(/\s/, 1)[0]!],
				unsure: `${at} is longer than ${maxLine} characters`,
			};
			continue;
		}
		if (/^\s*(?:#|$)/.test(line)) continue;
		const {words, unknown} = cut(line, (name) => set.get(name) ?? environment(name));
		const [keyword, name, value] = words;
		if (keyword === undefined) continue;
		if ((keyword === 'setenv' || keyword === 'presetenv') && name !== undefined && value !== undefined) {
			if (value.length > maxLine)
				throw new FaultError('too-large', `${at} makes a variable of more than ${maxLine} characters`);
			if (keyword === 'setenv' || environment(name) === null) set.set(name, value);
		}
		yield {at, words, unsure: unknown === null ? null : `${at} depends on ${unknown} in the proxy's environment`};
	}
}

function cut(line: string, environment: Environment): {words: readonly string[]; unknown: string | null} {
	const words: string[] = [];
	let word: string | null = null;
	let unknown: string | null = null;
	let quote: '"' | "'" | null = null;
	for (let at = 0; at < line.length && words.length < maxWords; at++) {
		const character = line[at]!;
		if (quote === "'") {
			if (character === "'") quote = null;
			else word += character;
		} else if (character === '\\') {
			const [escaped, length] = escapedAt(line, at);
			word = (word ?? '') + escaped;
			at += length - 1;
		} else if (character === '"' || (character === "'" && quote === null)) {
			quote = quote === character ? null : character;
			word ??= '';
		} else if (quote === '"' && character === '$') {
			const variable = /^\$(?:\{(\.?\w+)(\[\*\])?(?:-([^}]*))?\}|(\.?\w+))/.exec(line.slice(at, at + 512));
			if (variable === null) word += character;
			else {
				const name = (variable[1] ?? variable[4])!;
				const value = environment(name);
				if (value === null) unknown ??= `$${name}`;
				word += value ?? variable[3] ?? '';
				if (word!.length > longestWord)
					throw new FaultError('too-large', 'a configuration whose variables grow without end');
				at += variable[0].length - 1;
			}
		} else if (quote === null && (character === ' ' || character === '\t' || character === '\r')) {
			if (word !== null) words.push(word);
			word = null;
		} else if (quote === null && character === '#') break;
		else word = (word ?? '') + character;
	}
	if (word !== null) words.push(word);
	return {words, unknown};
}

/** What a backslash and what follows it stand for, and how long they are; any other pair stands for itself. */
function escapedAt(line: string, at: number): readonly [string, number] {
	const next = line[at + 1] ?? '';
	const control = controls[next];
	if (control !== undefined) return [control, 2];
	if (next === 'x' && /^[0-9a-f]{2}$/i.test(line.slice(at + 2, at + 4)))
		return [String.fromCharCode(Number.parseInt(line.slice(at + 2, at + 4), 16)), 4];
	return next !== '' && ' \\#\'"$\t'.includes(next) ? [next, 2] : ['\\', 1];
}

/** Names of variables that a configuration takes from its environment. */
export function variablesIn(text: string): readonly string[] {
	const names = new Set<string>();
	for (const [, name] of text.matchAll(/\$\{?([A-Za-z_]\w{0,99})/g)) {
		names.add(name!);
		if (names.size >= maxVariables) break;
	}
	return [...names];
}

const maxVariables = 40;
