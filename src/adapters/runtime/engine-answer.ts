import {FaultError} from '../../model/fault.ts';
import {isObject} from '../../model/shape.ts';

export type Answered = Readonly<Record<string, unknown>>;

/** Longer texts are nobody's name, path or digest. */
const mostText = 4_096;

/** A list of objects that a command printed as JSON. */
export function objectsIn(printed: Uint8Array, from: string): readonly Answered[] {
	const value = parsed(new TextDecoder().decode(printed), from);
	if (!Array.isArray(value) || !value.every(isObject))
		throw new FaultError('invalid-answer', `${from} printed no list of objects`);
	return value;
}

/** What a command printed line by line, each of them JSON. */
export const linesIn = (printed: Uint8Array, from: string): readonly unknown[] =>
	new TextDecoder()
		.decode(printed)
		.split('\n')
		.filter((line) => line.trim() !== '')
		.map((line) => parsed(line, from));

function parsed(text: string, from: string): unknown {
	try {
		return JSON.parse(text);
	} catch {
		throw new FaultError('invalid-answer', `${from} printed no JSON`);
	}
}

/** What lies there; undefined where nothing does. */
export function within(value: unknown, ...keys: readonly string[]): unknown {
	let at = value;
	for (const key of keys) {
		if (!isObject(at) || !Object.hasOwn(at, key)) return undefined;
		at = at[key];
	}
	return at;
}

/** A text that says something; null for none. */
export const textOf = (value: unknown): string | null =>
	typeof value === 'string' && value !== '' && value.length <= mostText ? value : null;

/** Linux takes no longer argument or variable: MAX_ARG_STRLEN. */
const mostArgument = 131_072;

/** As many as `most` of a list of texts; null where there is no such list. */
export function textsOf(value: unknown, most = 1_000): readonly string[] | null {
	if (!Array.isArray(value)) return null;
	const texts = value.filter((one): one is string => typeof one === 'string' && one.length <= mostArgument);
	return texts.slice(0, most);
}

export const namesOf = (value: unknown): readonly string[] =>
	isObject(value) ? Object.keys(value).filter((name) => name.length <= mostText) : [];

export const countOf = (value: unknown): number | null =>
	Number.isSafeInteger(value) && (value as number) >= 0 ? (value as number) : null;

/** Sorted, each once, those that say something. */
export const sortedOnce = (texts: readonly (string | null)[]): readonly string[] =>
	[...new Set(texts)].filter((text): text is string => text !== null && text !== '').sort();

/**
 * ISO 8601 in UTC, to the millisecond; null for what is no time. Before 2000 lie Go's zero time and the fixed times of
 * reproducible builds, which say nothing of when.
 */
export function timeOf(value: unknown): string | null {
	const text = textOf(value);
	const [, whole, fraction = '', zone] =
		/^([0-9]{4}-[0-9]{2}-[0-9]{2}T[0-9]{2}:[0-9]{2}:[0-9]{2})(\.[0-9]+)?(Z|[+-][0-9]{2}:[0-9]{2})$/.exec(text ?? '') ??
		[];
	if (whole === undefined) return null;
	const time = new Date(`${whole}${fraction.slice(0, 4)}${zone}`);
	return Number.isNaN(time.getTime()) || time.getUTCFullYear() < 2_000 ? null : time.toISOString();
}
