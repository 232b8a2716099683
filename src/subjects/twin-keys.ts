import {isObject} from '../model/shape.ts';

/**
 * Documents that readers understand in two ways. Who runs images reads them with Go's `encoding/json`: it takes a key in
 * other letters for the same field, so that of `layers` and `Layers` the last counts, and lays a key that comes twice over
 * its first value, where `JSON.parse` forgets that. An image of one digest would be one to us and another to its runtime.
 */

/**
 * Where Go sees a field in an object that we do not, or another: of two keys, or a key and one of the `names` that are
 * asked for, equal but for upper and lower case, K (Kelvin) and long s included. Which of the `names` it is; '' where it
 * is none of them, for a foreign key is not quoted; null: nowhere.
 */
export function twinKey(object: object, names: readonly string[]): string | null {
	const all = new Set([...names, ...Object.keys(object)]);
	const first = new Map<string, string>();
	for (const key of all) {
		const fold = folded(key);
		const other = first.get(fold);
		if (other !== undefined) return names.includes(other) ? other : '';
		first.set(fold, key);
	}
	return null;
}

/** What is wrong with such a document, in words: `key` as of {@link twinKey}. */
export const twoReadingsOf = (key: string): string =>
	`names ${key === '' ? 'something' : key} twice or in other letters, which readers understand in different ways`;

/** Go folds K (Kelvin) and long s, too. */
const folded = (key: string): string => key.toUpperCase().toLowerCase();

/**
 * Whether Go may find a field of one of the `names`, with a value that `counts`, where we would read the document
 * otherwise or not at all: bytes that are no UTF-8 keep Go from nothing. Of what is no JSON object nobody finds any.
 */
export function mayHold(
	bytes: Uint8Array,
	names: readonly string[],
	counts = (_value: unknown): boolean => true,
): boolean {
	let text: string;
	let value: unknown;
	try {
		text = new TextDecoder().decode(bytes);
		value = JSON.parse(text);
	} catch {
		return false;
	}
	if (!isObject(value)) return false;
	// Of a key that comes twice the first value is lost to us, and a null after it leaves it to Go.
	const again = repeatsKey(text, value);
	const wanted = new Set(names.map(folded));
	for (const key in value) if (wanted.has(folded(key)) && (again || counts(value[key]))) return true;
	return false;
}

/** Whether some object of a JSON text holds a key twice. `value`: what `JSON.parse` made of the text. */
export const repeatsKey = (text: string, value: unknown): boolean => colons(text) > keysIn(value);

const [quote, backslash, colon] = [0x22, 0x5c, 0x3a];

/** Of right JSON: one for each key. */
function colons(text: string): number {
	let count = 0;
	let within = false;
	for (let at = 0; at < text.length; at++) {
		const code = text.charCodeAt(at);
		if (code === quote) within = !within;
		else if (within && code === backslash) at++;
		else if (!within && code === colon) count++;
	}
	return count;
}

/**
 * Without recursion: JSON may be nested as deep as it is long. A list is walked where it stands, for a copy of a million
 * objects costs as much as they.
 */
function keysIn(value: unknown): number {
	let count = 0;
	const left: {readonly of: object; at: number}[] = [];
	const enter = (inner: unknown): void => {
		if (typeof inner === 'object' && inner !== null) left.push({of: inner, at: 0});
	};
	enter(value);
	for (let top = left.at(-1); top !== undefined; top = left.at(-1)) {
		const {of} = top;
		if (!Array.isArray(of)) {
			left.pop();
			for (const key in of) {
				count++;
				enter((of as Record<string, unknown>)[key]);
			}
		} else if (top.at < of.length) enter(of[top.at++]);
		else left.pop();
	}
	return count;
}
