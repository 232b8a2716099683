import {describe, expect, test} from '@jest/globals';
import {ask} from '../../../src/adapters/endpoint/ask.ts';
import type {JsonExpectation} from '../../../src/model/config.ts';
import {testWorld} from '../../builders/world.ts';
import type {Route} from '../../fakes/endpoint.ts';
import {fakeEndpoint, text} from '../../fakes/endpoint.ts';

const timeouts = {connect: 2_000, answer: 2_000, stall: 2_000, request: 5_000};
const place = (path: string, equals: unknown = undefined): JsonExpectation => ({
	path,
	type: null,
	equals: equals === undefined ? null : JSON.stringify(equals),
});

async function seen(route: Route, json: readonly JsonExpectation[]) {
	await using server = await fakeEndpoint({'/': route});
	const reply = await ask(testWorld(), {
		method: 'GET',
		url: `${server.url}/`,
		timeouts,
		publicOnly: false,
		cap: 4 * 2 ** 20,
		json,
	});
	return reply.answer.json;
}
const of = (document: string, ...json: readonly JsonExpectation[]) => seen(text(200, document), json);
const document = JSON.stringify({
	items: [{id: 7, tags: null}],
	name: 'alpha',
	ok: false,
	'a b': {'': 1},
	length: 'own',
});

describe('what a JSON answer holds', () => {
	test.each([
		['', 'object'],
		['items', 'array'],
		['items.0', 'object'],
		['items.0.id', 'number'],
		['items.0.tags', 'null'],
		['name', 'string'],
		['ok', 'boolean'],
		['length', 'string'],
		['a b', 'object'],
		['items.1', null],
		['items.length', null],
		['items.00', null],
		['name.length', null],
		['toString', null],
		['__proto__', null],
		['constructor.name', null],
		['items.0.tags.x', null],
	])('at %j is of type %s', async (path, type) => {
		expect(await of(document, place(path))).toEqual([{type, equal: null}]);
	});

	test.each([
		['items.0.id', 7, true],
		['items.0.id', '7', false],
		['items.0.id', 8, false],
		['name', 'alpha', true],
		['ok', false, true],
		['items.0.tags', null, true],
		['items', 'array', false],
		['nothing', null, false],
	])('at %j is %j: %s', async (path, value, equal) => {
		expect((await of(document, place(path, value)))?.[0]?.equal).toBe(equal);
	});

	test('and no value of it is kept', async () => {
		const json = await of('{"token":"hunter2","n":12345678}', place('token'), place('n', 1), place(''));
		expect(JSON.stringify(json)).not.toMatch(/hunter2|12345678/);
	});

	test.each([
		['a page', '<html>'],
		['half a document', '{"a":'],
		['nothing', ''],
		['two documents', '{}{}'],
	])('%s is no JSON', async (_, body) => expect(await of(body, place(''))).toBeNull());

	test('bytes that are no UTF-8 are no JSON', async () => {
		const route: Route = (_, response) => response.writeHead(200).end(Buffer.from('{"a":"\xff"}', 'latin1'));
		expect(await seen(route, [place('a')])).toBeNull();
	});

	test('a document that is longer than what is parsed tells nothing', async () => {
		expect(await of(JSON.stringify({a: 'x'.repeat(2 ** 20)}), place('a'))).toBeNull();
	});

	test('brackets half a million deep are read without harm', async () => {
		const deep = `${'['.repeat(500_000)}${']'.repeat(500_000)}`;
		expect(await of(deep, place('0.0.0'))).toEqual([{type: 'array', equal: null}]);
	});

	test('of a probe that states nothing nothing is parsed', async () => expect(await of('{}')).toBeNull());
});

describe('headers that a probe names', () => {
	const headersOf = async (names: readonly string[], headers: Record<string, string | string[]>, status = 200) => {
		await using server = await fakeEndpoint({'/': text(status, '', headers)});
		const {answer} = await ask(testWorld(), {
			method: 'GET',
			url: `${server.url}/`,
			timeouts,
			publicOnly: false,
			cap: 1_000,
			answerHeaders: names,
		});
		return answer.headers;
	};

	test('are kept beside those that always are, and no others', async () => {
		const headers = await headersOf(['x-frame-options'], {'X-Frame-Options': 'DENY', 'X-Other': 'no', ETag: '"1"'});
		expect(headers).toMatchObject({'x-frame-options': 'DENY', etag: '"1"'});
		expect(headers).not.toHaveProperty('x-other');
	});

	test('never cookies or credentials, whoever asks', async () => {
		const headers = await headersOf(['set-cookie', 'authorization'], {
			'Set-Cookie': 'a=hunter2',
			Authorization: 'hunter2',
		});
		expect(JSON.stringify(headers)).not.toContain('hunter2');
	});

	test('a destination without its query', async () => {
		const headers = await headersOf(['location'], {Location: 'https://me:pw@h.test/a?code=hunter2#x'}, 302);
		expect(headers['location']).toBe('https://h.test/a');
	});

	test('a challenge says which kind is asked for and why what came is not taken', async () => {
		const challenge = 'Bearer realm="hunter2", error="invalid_token", error_description="The token expired at hunter2"';
		expect((await headersOf([], {'WWW-Authenticate': challenge}, 401))['www-authenticate']).toBe(
			'Bearer error=invalid_token',
		);
		expect((await headersOf([], {'WWW-Authenticate': 'Bearer error="hunter2"'}, 401))['www-authenticate']).toBe(
			'Bearer',
		);
	});
});
