import {looksLikeSecret} from './secret.ts';

/** One thing wrong with a configuration: where, what was found, what would be accepted, what to do. Holds no secrets. */
export type Problem = {
	/** `FILE:LINE:COLUMN`, or the name of the action input with its line */
	readonly place: string;
	/** the key, such as `services.api.probes[0].url`; '' is the whole document */
	readonly path: string;
	readonly found: string;
	readonly accepted: string;
	readonly todo: string;
};

export type KeyPath = readonly (string | number)[];

/** What a rule says of a text it does not accept; `found` replaces the text where it must not be shown. */
export type Wrong = {readonly accepted?: string; readonly found?: string; readonly todo: string};
export type Rule = (text: string) => Wrong | null;

/**
 * Each problem once (a default shared by many services is wrong in one place), in the order of the lines of each
 * document, documents in the order in which they were met.
 */
export function inOrder(problems: readonly Problem[]): readonly Problem[] {
	const once = new Map<string, {problem: Problem; label: string; line: number; column: number}>();
	const labels = new Map<string, number>();
	for (const problem of problems) {
		const key = JSON.stringify([problem.place, problem.path, problem.found, problem.accepted]);
		if (once.has(key)) continue;
		const [, label, line, column] = /^(.*?)(?::([0-9]+):([0-9]+))?$/s.exec(problem.place) ?? [];
		if (!labels.has(label ?? '')) labels.set(label ?? '', labels.size);
		once.set(key, {problem, label: label ?? '', line: Number(line ?? 0), column: Number(column ?? 0)});
	}
	return [...once.values()]
		.sort((a, b) => labels.get(a.label)! - labels.get(b.label)! || a.line - b.line || a.column - b.column)
		.map((one) => one.problem);
}

/** A foreign text in quotes, on one line, cut, without characters that steer a terminal or start a workflow command. */
export function quote(text: string): string {
	if (looksLikeSecret(text)) return `a text of ${text.length} characters (not shown: it looks like a secret)`;
	const cut = text.length > 80 ? `${text.slice(0, 79)}…` : text;
	return `'${inert(cut)}'`;
}

/**
 * Control, format and separator characters and lone surrogates written as escapes; `##[`, which the runner takes for a
 * command wherever it stands in a line, loses its form.
 */
const inert = (text: string): string =>
	text
		.replace(
			/[\p{Cc}\p{Cf}\p{Cs}\u2028\u2029]/gu,
			(character) => `\\u${character.charCodeAt(0).toString(16).padStart(4, '0')}`,
		)
		.replaceAll('##[', '# #[');

/** A sentence of somebody else that repeats a foreign text: on one line, cut, harmless, without what looks like a secret. */
export const repeated = (sentence: string): string =>
	looksLikeSecret(sentence) ? 'check its form' : inert(sentence.length > 240 ? `${sentence.slice(0, 239)}…` : sentence);

/** `services.api.probes[0].url`; a key that is no plain word stands in brackets and quotes. */
export function pathText(path: KeyPath): string {
	let text = '';
	for (const part of path) {
		if (typeof part === 'number') text += `[${part}]`;
		else if (/^[A-Za-z0-9_-]{1,100}$/.test(part)) text += text === '' ? part : `.${part}`;
		else text += `[${quote(part)}]`;
	}
	return text;
}

/** What a value is, in words. */
export function describeFound(value: unknown): string {
	if (value === undefined || value === null) return 'nothing';
	if (typeof value === 'string') return value === '' ? 'an empty text' : quote(value);
	if (typeof value === 'number') return `the number ${value}`;
	if (typeof value === 'boolean') return String(value);
	if (Array.isArray(value)) return value.length === 0 ? 'an empty list' : `a list of ${value.length}`;
	const keys = Object.keys(value);
	const some = keys
		.slice(0, 5)
		.map((key) => inert(key.slice(0, 40)))
		.join(', ');
	return keys.length === 0 ? 'an empty mapping' : `a mapping with ${some}${keys.length > 5 ? ', …' : ''}`;
}

/** The accepted word that was probably meant; null when none is near. */
export function nearest(word: string, accepted: readonly string[]): string | null {
	if (word.length > 60) return null;
	const plain = kebab(word);
	let best: string | null = null;
	let least = Math.max(2, Math.floor(plain.length / 4)) + 1;
	for (const candidate of accepted) {
		const far = distance(plain, kebab(candidate));
		// A short word is near to every other short word: at least half of it has to be right.
		if (far < least && far * 2 <= Math.max(plain.length, candidate.length) - (far > 0 ? 1 : 0)) {
			best = candidate;
			least = far;
		}
	}
	return best;
}

const kebab = (word: string): string =>
	word
		.replace(/([a-z0-9])([A-Z])/g, '$1-$2')
		.replace(/[_\s]+/g, '-')
		.toLowerCase();

/** Edits between two words; neighbours in the wrong order are one edit. */
function distance(a: string, b: string): number {
	let before: number[] = [];
	let last = Array.from({length: b.length + 1}, (_, j) => j);
	for (let i = 1; i <= a.length; i++) {
		const row = [i];
		for (let j = 1; j <= b.length; j++) {
			const same = a[i - 1] === b[j - 1];
			let edits = Math.min(last[j]! + 1, row[j - 1]! + 1, last[j - 1]! + (same ? 0 : 1));
			if (i > 1 && j > 1 && a[i - 1] === b[j - 2] && a[i - 2] === b[j - 1]) edits = Math.min(edits, before[j - 2]! + 1);
			row.push(edits);
		}
		before = last;
		last = row;
	}
	return last[b.length]!;
}
