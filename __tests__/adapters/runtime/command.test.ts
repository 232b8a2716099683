import {describe, expect, test} from '@jest/globals';
import {readReplicasCommand} from '../../../src/adapters/runtime/command.ts';
import {openRuntime} from '../../../src/adapters/runtime/runtime.ts';
import {runtimeOfKind} from '../../../src/model/config.ts';
import type {Fault} from '../../../src/model/fault.ts';
import type {ReplicasDocument} from '../../../src/model/replicas-document.ts';
import type {Replica} from '../../../src/model/runtime.ts';
import {type Planted, plant, room} from '../../builders/repository.ts';
import {answerOf, running} from '../../builders/running.ts';
import {testWorld} from '../../builders/world.ts';
import {faultOf} from '../registry/asking.ts';

const documentOf = (replicas: readonly Replica[]): ReplicasDocument => ({
	schema: 'deploy-truth/replicas/v1',
	tool: 'shop-inventory 2.1',
	at: '2026-05-02T12:00:00.000Z',
	host: 'app-1',
	runtime: 'command',
	answer: answerOf(replicas),
	trees: {dist: {assurance: 'verified', entries: [], gaps: []}},
	looks: replicas.map(({id}) => ({
		replica: id,
		at: 'app/dist' as ReplicasDocument['looks'][number]['at'],
		tree: 'dist',
		fault: null,
		newer: [],
		moreNewer: 0,
		touched: false,
	})),
});

type Program = {
	readonly files?: Readonly<Record<string, Planted>>;
	readonly command: readonly string[];
	readonly env?: Readonly<Record<string, string>>;
	readonly timeout?: number;
};

async function run({files = {}, command, env = {}, timeout = 20_000}: Program): Promise<ReplicasDocument> {
	using repository = room();
	plant(repository.path, files);
	const world = testWorld({env: {PATH: process.env['PATH'], ...env}});
	const options = {timeout, repository: repository.path, image: null};
	return await readReplicasCommand(world, {...runtimeOfKind('command', timeout), command}, options);
}

const printing = (text: string | Uint8Array): Program => ({files: {'out.json': text}, command: ['cat', 'out.json']});
const failing = (script: string, env?: Readonly<Record<string, string>>): Promise<Fault> =>
	faultOf(run({command: ['sh', '-c', script], ...(env === undefined ? {} : {env})}));

describe('a program of the user', () => {
	test('tells with its document what runs, what it saw inside, where and when', async () => {
		const document = documentOf([running('a'), running('b')]);
		expect(await run(printing(JSON.stringify(document)))).toEqual(document);
	});

	test('is a runtime that gives neither files nor logs', async () => {
		using repository = room();
		const document = documentOf([running('a')]);
		plant(repository.path, {'out.json': JSON.stringify(document)});
		const config = {...runtimeOfKind('command', 20_000), command: ['cat', 'out.json']};
		const options = {timeout: 20_000, repository: repository.path, image: null};
		const runtime = await openRuntime(testWorld(), config, options);
		expect(await runtime.replicas()).toEqual(document.answer);
		expect(runtime).toMatchObject({files: null, logs: null});
	});

	test('may be a file of the repository, named relative to it, and is given its arguments as they are written', async () => {
		const document = documentOf([running('$(id) * "a b"')]);
		const script = `#!/bin/sh\n[ "$1" = '$HOME; exit 9' ] && [ "$#" = 1 ] && cat out.json\n`;
		const files = {'ops/replicas.sh': {executable: script}, 'out.json': JSON.stringify(document)};
		expect(await run({files, command: ['./ops/replicas.sh', '$HOME; exit 9']})).toEqual(document);
	});

	test('need not sort: replicas come by name, then ID', async () => {
		const replicas = [running('b'), running('a', {id: '2'}), running('a', {id: '1'})];
		const {answer} = await run(printing(JSON.stringify(documentOf(replicas))));
		expect(answer.replicas.map(({id}) => id)).toEqual(['1', '2', 'b-id']);
	});

	test('that prints the values of variables passes on their names alone', async () => {
		const settings = {entrypoint: null, command: null, user: null, workingDirectory: null, ports: null};
		const environment = ['TOKEN=hunter2=', 'PATH=/bin', 'TOKEN', 'HOME'];
		const document = documentOf([running('a', {settings: {...settings, environment}})]);
		const read = await run(printing(JSON.stringify(document)));
		expect(read.answer.replicas[0]!.settings?.environment).toEqual(['HOME', 'PATH', 'TOKEN']);
		expect(JSON.stringify(read)).not.toContain('hunter2');
	});

	test('that starts its output with a byte order mark is understood', async () => {
		const document = documentOf([running('a')]);
		expect(await run(printing(`\ufeff${JSON.stringify(document)}`))).toEqual(document);
	});
});

describe('a program that fails', () => {
	test('is quoted with the first line it wrote, whatever it printed before', async () => {
		const script = "echo '{}'; printf '\\n  \\ncannot reach the cluster\\nat line 3\\n' >&2; exit 7";
		expect(await failing(script)).toEqual({
			code: 'command-failed',
			detail: 'sh ended with 7: cannot reach the cluster',
		});
	});

	test('without a word says so', async () => {
		expect(await failing('exit 1')).toEqual({code: 'command-failed', detail: 'sh ended with 1: no reason given'});
	});

	test('cannot steer a terminal with what it writes', async () => {
		const script =
			"printf '\\033]0;title\\007\\033[31;1mred\\033[0m \\033]8;;https://a.example\\033\\\\link\\033]8;;\\033\\\\ \\342\\200\\256rtl\\b\\t.\\r::error::x' >&2; exit 1";
		expect((await failing(script)).detail).toBe('sh ended with 1: red link rtl .');
	});

	test('is cut where it does not stop, between characters', async () => {
		const {detail} = await failing("printf '%0600d' 0 | sed 's/0/\\xF0\\x9F\\x98\\x80/g' >&2; exit 1");
		expect(detail.length).toBeLessThanOrEqual('sh ended with 1: '.length + 500);
		expect(detail).toMatch(/^sh ended with 1: \u{1f600}+.?…$/u);
		expect(detail.isWellFormed()).toBe(true);
	});

	test.each([
		['a password in an address', 'GET https://me:hunter22@api.example/ failed', 'GET https://…@api.example/ failed'],
		['a header', 'Authorization: Bearer hunter22', 'Authorization: Bearer …'],
		['a setting', 'no access with password="hunter22 x", user=me', 'no access with password=…, user=me'],
		['a token by its form', 'ghp_hunter22hunter22hunter22hunter22 expired', '… expired'],
		['the value of a secret variable', 'hunter22 is refused', '… is refused'],
	])('does not tell %s', async (_, written, shown) => {
		const fault = await failing(`printf '%s' '${written}' >&2; exit 1`, {DEPLOY_TOKEN: 'hunter22'});
		expect(fault.detail).toBe(`sh ended with 1: ${shown}`);
	});

	test('that is not there', async () => {
		expect((await faultOf(run({command: ['./no-such-program']}))).code).toBe('command-missing');
	});

	test('that hangs is ended', async () => {
		expect((await faultOf(run({command: ['sleep', '30'], timeout: 300}))).code).toBe('timed-out');
	});
});

describe('what is no replicas document', () => {
	const printed = (text: string | Uint8Array): Promise<Fault> => faultOf(run(printing(text)));
	/** a whole document but for one member, which has another value or none */
	const off = (place: readonly (string | number)[], value?: unknown): Promise<Fault> => {
		const document: unknown = structuredClone(documentOf([running('a'), running('b')]));
		const holder = place.slice(0, -1).reduce((at, key) => (at as never)[key], document) as Record<string, unknown>;
		holder[place.at(-1)!] = value;
		return printed(JSON.stringify(document));
	};

	test('is refused with what is wrong and where', async () => {
		expect(await off(['answer', 'replicas', 1, 'state'], 'fine')).toMatchObject({
			code: 'invalid-replicas',
			detail: expect.stringMatching(
				/^cat printed no replicas document: 'document\.answer\.replicas\[1\]\.state' is no word/,
			),
		});
		expect((await off(['answer', 'wanted'])).detail).toContain("'document.answer.wanted'");
		expect((await off(['looks', 0, 'tree'], 'gone')).detail).toContain('"gone"');
	});

	test.each([
		['nothing', '', 'not JSON'],
		['prose', 'ok', 'not JSON'],
		['another document', '{"schema": "deploy-truth/evidence/v1"}', 'its schema is "deploy-truth/evidence/v1"'],
		['a list', '[]', 'a JSON object'],
		['bytes that are no UTF-8', Buffer.from([0x22, 0xff, 0x22]), 'not UTF-8'],
	])('%s', async (_, text, why) => {
		const {code, detail} = await printed(text);
		expect(code).toBe('invalid-replicas');
		expect(detail).toContain(`cat printed no replicas document: ${why}`);
	});

	test('two replicas under one ID: which of them a look is of, nobody could tell', async () => {
		expect(await off(['answer', 'replicas', 1, 'id'], 'a-id')).toEqual({
			code: 'invalid-replicas',
			detail: 'cat printed no replicas document: two replicas have the id "a-id"',
		});
	});

	test('what it holds instead is told on one short line without secrets', async () => {
		const {detail} = await printed(JSON.stringify({schema: `\u001b[31m\nBearer hunter22 ${'x'.repeat(9_000)}`}));
		expect(detail.length).toBeLessThan(600);
		expect(detail).not.toMatch(/\p{Cc}|hunter22/u);
	});
});
