import {type Method, matches, methods} from './haproxy-match.ts';
import {isOpen} from './query-open.ts';
import type {Look, Value} from './haproxy-sample.ts';

/** A file of keys and values (HAProxy's configuration manual, the converter `map`): what a key leads to. */
export async function lookUp(key: string, name: string, args: readonly string[], look: Look): Promise<Value> {
	const [file, otherwise] = args;
	const method = methodOf(name);
	const text = file === undefined || method === null ? null : await look.read(file);
	if (text === null || method === null) return null;
	// Several entries may fit, according to the query.
	if (isOpen(key) && method !== 'beg') return null;
	let best: {key: string; value: string} | null = null;
	for (const entry of entriesOf(text)) {
		const matched = matches(method, entry.key, key, false, look.effort);
		if (matched === null) return null;
		if (!matched) continue;
		if (method !== 'beg') return entry.value;
		// Beginnings are kept as a tree: the longest wins.
		if (best === null || entry.key.length > best.key.length) best = entry;
	}
	return best?.value ?? otherwise;
}

function methodOf(name: string): Method | null {
	const form = /^map(?:_([a-z]+))?(?:_(?:str|int))?$/.exec(name)?.[1];
	if (form === undefined || form === 'str') return 'str';
	return form === 'int' || form === 'ip' ? null : (methods[form] ?? null);
}

function* entriesOf(text: string): Generator<{key: string; value: string}> {
	for (const line of text.split('\n')) {
		const trimmed = line.trim();
		if (trimmed === '' || trimmed.startsWith('#')) continue;
		const space = trimmed.search(/\s/);
		if (space !== -1) yield {key: trimmed.slice(0, space), value: trimmed.slice(space).trim()};
	}
}

/** The patterns of a file that an access list reads, one a line. */
export const patternsOf = (text: string): readonly string[] =>
	text
		.split('\n')
		.map((line) => line.trim())
		.filter((line) => line !== '' && !line.startsWith('#'));
