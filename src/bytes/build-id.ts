import type {BuildIdForm} from '../model/ignorable.ts';

/** An id has no white space: whatever else stands beside it is something else. */
const forms: readonly (readonly [BuildIdForm, RegExp])[] = [
	['bare', /^[\w.~+:@/=-]+\s*$/],
	['version', /^\s*\{\s*"version"\s*:\s*(?:"[^"\\\s]*"|[0-9]+)\s*\}\s*$/],
	['id-and-timestamp', /^\s*\{\s*"id"\s*:\s*"[^"\\\s]*"\s*,\s*"timestamp"\s*:\s*[0-9]+\s*\}\s*$/],
];

/** How a few bytes write the id of a build; null where they say anything more, or none. */
export function buildIdForm(bytes: Uint8Array): BuildIdForm | null {
	const text = Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength).toString('latin1');
	return forms.find(([, form]) => form.test(text))?.[0] ?? null;
}
