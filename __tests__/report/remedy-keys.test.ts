import {readFileSync} from 'node:fs';
import {expect, test} from '@jest/globals';
import {remedyCodes} from '../../src/model/verdict.ts';
import type {Part, Phrase} from '../../src/report/phrase.ts';
import {remedies} from '../../src/report/sentences.ts';
import {remedyContext} from '../builders/remedy.ts';

const schema: unknown = JSON.parse(readFileSync('docs/schema/config.v1.json', 'utf8'));

/** Every key that the configuration's schema knows, at whatever depth. */
function keysOf(value: unknown): readonly string[] {
	if (typeof value !== 'object' || value === null) return [];
	const {properties} = value as {properties?: unknown};
	const own = typeof properties === 'object' && properties !== null ? Object.keys(properties) : [];
	return [...own, ...Object.values(value).flatMap(keysOf)];
}

const codesOf = (phrase: Phrase): readonly string[] =>
	phrase.flatMap((part: Part) => (typeof part !== 'string' && 'code' in part ? [part.code] : []));

/** What a sentence says to set by its name alone; a variable is in capitals. */
const setIn = (phrase: Phrase): readonly string[] =>
	phrase.flatMap((part, index) => {
		const before = phrase[index - 1];
		const isSet = typeof before === 'string' && /\b[Ss]et $/.test(before);
		return isSet && typeof part !== 'string' && 'code' in part && !/^[A-Z_]+$/.test(part.code) ? [part.code] : [];
	});

/** Keys of a workflow and inputs of the Action, and names of the examples. */
const elsewhere = ['permissions', 'packages', 'fetch-depth', 'secrets', 'HOST', 'authorization'];

test('a key that a remedy says to set is one that the configuration has', () => {
	const known = new Set([...keysOf(schema), ...elsewhere]);
	const texts = remedyCodes.flatMap((code) => codesOf(remedies[code](remedyContext)));
	const beforeColon = texts.flatMap((text) =>
		[...text.matchAll(/(?:^|[{, ])([a-zA-Z][a-zA-Z-]*):(?= |$)/g)].map((match) => match[1]!),
	);
	const set = remedyCodes.flatMap((code) => setIn(remedies[code](remedyContext)));
	const named = [...new Set([...beforeColon, ...set])];
	expect(named).toEqual(expect.arrayContaining(['registry-username', 'platform', 'to']));
	expect(named.filter((key) => !known.has(key))).toEqual([]);
});
