import {existsSync, readFileSync, writeFileSync} from 'node:fs';
import {dirname, join} from 'node:path';
import {fileURLToPath} from 'node:url';
import {describe, expect, test} from '@jest/globals';
import {directionOf} from '../../src/judge/transition.ts';
import type {CredentialKind} from '../../src/model/config.ts';
import {directions} from '../../src/report/sentences.ts';
import {type Intent, transitionMeaning} from '../../src/report/transition-words.ts';

const file = join(dirname(dirname(fileURLToPath(import.meta.url))), 'golden', 'transitions.md');

/** One of each class of answers that speaks of something else. */
const classes = [
	null,
	101,
	200,
	302,
	400,
	401,
	403,
	404,
	405,
	406,
	409,
	410,
	413,
	415,
	421,
	422,
	426,
	429,
	500,
	501,
	502,
	503,
	504,
	520,
];
const intents: readonly {title: string; intent: Omit<Intent, 'found'>}[] = [
	{title: 'A success is expected', intent: {expect: [200], credential: null}},
	{title: 'A refusal is expected', intent: {expect: [401], credential: null}},
];

const statusWord = (status: number | null): string => (status === null ? 'none' : `${status}`);
const say = (from: number | null, to: number | null, intent: Partial<Intent>): string => {
	const whole: Intent = {expect: null, credential: null, found: null, ...intent};
	const way = directionOf({expect: whole.expect}, from, to, whole.found === 'fallback');
	return `${directions[way]}: ${transitionMeaning(from, to, whole)}`;
};

function table(): string {
	const parts = intents.map(({title, intent}) => {
		const rows = classes.flatMap((from) =>
			classes.map((to) => {
				const [way, ...words] = say(from, to, intent).split(': ');
				return `| ${statusWord(from)} | ${statusWord(to)} | ${way} | ${words.join(': ')} |`;
			}),
		);
		return [`## ${title}`, '', '| from | to | way | words |', '| --- | --- | --- | --- |', ...rows].join('\n');
	});
	return `${['# Transitions', ...parts].join('\n\n')}\n`;
}

// UPDATE_GOLDEN=1 writes the file anew; read each changed row as somebody who was woken up by it.
describe('every change from one class of answers to another', () => {
	const text = table();
	if (process.env['UPDATE_GOLDEN'] === '1') writeFileSync(file, text);

	test('is told in the words that were agreed on', () => {
		expect(existsSync(file)).toBe(true);
		expect(text).toBe(readFileSync(file, 'utf8'));
	});

	test('says something, in a sentence that goes on', () => {
		for (const {intent} of intents)
			for (const from of classes)
				for (const to of classes) {
					const words = transitionMeaning(from, to, {...intent, found: null});
					expect(words).toMatch(/^[a-z].{8,}[^.;, ]$/);
					expect(words).not.toMatch(/undefined|null|;\s*;|\s{2}/);
				}
	});

	const isSuccess = (status: number | null): boolean => status === 200 || status === 101;

	test('goes the other way on the way back, or no way at all', () => {
		const opposite = {forward: 'back', back: 'forward', sideways: 'sideways', same: 'same'} as const;
		for (const {intent} of intents) {
			const closed = classes.filter((status) => intent.expect?.[0] === 200 || !isSuccess(status));
			for (const from of closed)
				for (const to of closed) expect(directionOf(intent, to, from)).toBe(opposite[directionOf(intent, from, to)]);
		}
	});

	test('to an open endpoint is back, wherever it comes from, and from it forward to the refusal alone', () => {
		const intent = {expect: [401, 403]};
		for (const other of classes.filter((status) => !isSuccess(status))) {
			expect(directionOf(intent, other, 200)).toBe('back');
			expect(directionOf(intent, 200, other)).toBe(other === 401 || other === 403 ? 'forward' : 'sideways');
		}
	});

	test('to what is expected is never back, and from it never forward', () => {
		for (const {intent} of intents)
			for (const other of classes)
				for (const right of intent.expect ?? []) {
					expect(directionOf(intent, other, right)).not.toBe('back');
					expect(directionOf(intent, right, other)).not.toBe('forward');
				}
	});
});

describe('the changes that people come for', () => {
	test.each<[number | null, number | null, Partial<Intent>, string]>([
		[404, 401, {expect: [401]}, 'forward: the route is mounted now; the answer speaks of authentication, as expected'],
		[404, 401, {expect: [200]}, 'forward: the route is mounted now; the answer speaks of authentication'],
		[401, 404, {expect: [401]}, 'back: the route is gone; the answer speaks of route, artifact, mount or proxy'],
		[401, 200, {expect: [401]}, 'back: it no longer refuses; it is open, where a refusal is expected'],
		[401, 200, {expect: [200]}, 'forward: it lets the request through now; the route answers, as expected'],
		[404, 500, {expect: [200]}, 'forward: the route is mounted now, and fails'],
		[200, 502, {expect: [200]}, 'back: the proxy no longer gets a valid answer from the upstream'],
		[502, 200, {expect: [200]}, 'forward: the error is gone; the route answers, as expected'],
		[200, 429, {expect: [200]}, 'changed: the rate is limited, which says nothing about the change'],
		[null, 404, {expect: [200]}, 'forward: it answers now; the answer speaks of route, artifact, mount or proxy'],
		[200, null, {}, 'back: it no longer answers'],
		[
			401,
			403,
			{},
			'forward: it asked for authentication before; the request is refused, whoever asks or because of who asks',
		],
	])('%s → %s', (from, to, intent, words) => expect(say(from, to, intent)).toBe(words));

	test('a page that every path gets is no step forward', () => {
		expect(say(404, 200, {expect: [200], found: 'fallback'})).toBe(
			'changed: a page that every path gets: whether the route is mounted is not seen',
		);
		expect(say(404, 401, {expect: [401], found: 'fallback'})).toContain('tells nothing of the route');
	});

	test('a redirect to a login is told as one', () => {
		expect(say(200, 302, {expect: [200], found: 'login'})).toBe('back: it sends to a login now');
	});

	test.each<[CredentialKind, number, number, readonly number[], string]>([
		['none', 401, 200, [401], 'back: it no longer refuses; it is open, where a refusal is expected'],
		['bad', 401, 200, [401], 'back: it no longer refuses; made-up credentials are let in, where a refusal is expected'],
		['bad', 404, 401, [401], 'forward: the route is mounted now; made-up credentials are refused, as expected'],
		[
			'good',
			200,
			401,
			[200],
			'back: it asks for authentication now; the credentials are missing on the way, wrong or expired',
		],
		['good', 401, 403, [200], 'forward: it knows who asks now, and refuses'],
		[
			'good',
			403,
			401,
			[200],
			'back: it no longer knows who asks; the credentials are missing on the way, wrong or expired',
		],
		['good', 401, 200, [200], 'forward: it lets the request through now; the route answers, as expected'],
	])('%s credentials, %s → %s', (credential, from, to, stated, words) => {
		expect(say(from, to, {credential, expect: stated})).toBe(words);
	});
});
