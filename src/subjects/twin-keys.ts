/**
 * Documents that readers understand in two ways. Who runs images reads them with Go's `encoding/json`: it takes a key in
 * other letters for the same field, so that of `layers` and `Layers` the last counts, and lays a key that comes twice over
 * its first value, where `JSON.parse` forgets that. An image of one digest would be one to us and another to its runtime.
 */

/**
 * Whether Go sees a field in an object that we do not, or another: of two keys, or a key and one of the `names` that are
 * asked for, equal but for upper and lower case, K (Kelvin) and long s included.
 */
export function hasTwinKeys(object: object, names: readonly string[]): boolean {
	const all = new Set([...Object.keys(object), ...names]);
	return new Set([...all].map((key) => key.toUpperCase().toLowerCase())).size < all.size;
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

/** Without recursion: JSON may be nested as deep as it is long. */
function keysIn(value: unknown): number {
	let count = 0;
	const left = [value];
	while (left.length > 0) {
		const one = left.pop();
		if (typeof one !== 'object' || one === null) continue;
		const inner: unknown[] = Object.values(one);
		if (!Array.isArray(one)) count += inner.length;
		for (const item of inner) left.push(item);
	}
	return count;
}
