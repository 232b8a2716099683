import {mkdirSync, readdirSync, writeFileSync} from 'node:fs';
import {join} from 'node:path';
import {describe, expect, test} from '@jest/globals';
import {commentHistory, noHistory} from '../../src/history/comment.ts';
import {directoryHistory} from '../../src/history/directory.ts';
import {FaultError} from '../../src/model/fault.ts';
import type {History} from '../../src/model/history.ts';
import type {Plan} from '../../src/model/plan.ts';
import {room} from '../builders/repository.ts';
import {testWorld} from '../builders/world.ts';

const historyOf = (service: string, environment: string): History => ({
	schema: 'deploy-truth/history/v1',
	service,
	environment,
	last: {
		commit: 'a'.repeat(40),
		at: '2026-01-02T03:04:05.000Z',
		run: null,
		status: 'live',
		departsAt: null,
		imageManifest: null,
		probes: {},
		served: {},
		absent: {},
		lacked: [],
	},
	before: null,
});
const planOf = (service: string, environment: string): Plan => ({service: {service, environment}}) as unknown as Plan;

describe('a directory of histories', () => {
	test('that does not exist remembers nothing, and that is no fault', async () => {
		using place = room();
		const store = directoryHistory(testWorld(), join(place.path, 'none'));
		expect(await store.read(planOf('api', 'production'), null)).toMatchObject({status: 'observed', value: null});
	});

	test('gives back what was written, however the names are made', async () => {
		using place = room();
		const store = directoryHistory(testWorld(), place.path);
		const names: [string, string][] = [
			['a.b', 'c'],
			['a', 'b.c'],
			['a/../b', '..'],
			['é', '💥'],
			['__proto__', 'x'],
		];
		for (const [service, environment] of names) await store.write(historyOf(service, environment));
		for (const [service, environment] of names)
			expect(await store.read(planOf(service, environment), null)).toMatchObject({
				status: 'observed',
				value: {service, environment},
			});
		expect(readdirSync(place.path)).toHaveLength(names.length);
	});

	test.each([
		['cut in the middle', '{"schema":'],
		['of another service', JSON.stringify(historyOf('web', 'production'))],
		['of another kind', '[]'],
	])('holding a file %s says so', async (_, content) => {
		using place = room();
		const store = directoryHistory(testWorld(), place.path);
		writeFileSync(join(place.path, 'api.production.json'), content);
		expect(await store.read(planOf('api', 'production'), null)).toMatchObject({
			status: 'unavailable',
			fault: {code: 'invalid-record'},
		});
	});

	test('holding a directory in place of the file says so', async () => {
		using place = room();
		mkdirSync(join(place.path, 'api.production.json'));
		expect(await directoryHistory(testWorld(), place.path).read(planOf('api', 'production'), null)).toMatchObject({
			status: 'unavailable',
		});
	});
});

describe('the history in our own comment', () => {
	const found = historyOf('api', 'production');
	const marked = {service: 'api', environment: 'production', run: 1, history: found, problem: null};

	test('is what the comment carries', async () => {
		const store = commentHistory(testWorld(), async () => marked, noHistory);
		expect(await store.read(planOf('api', 'production'), 42)).toMatchObject({status: 'observed', value: found});
	});

	test('is empty before the first comment', async () => {
		const store = commentHistory(testWorld(), async () => null, noHistory);
		expect(await store.read(planOf('api', 'production'), 42)).toMatchObject({status: 'observed', value: null});
	});

	test('that was spoiled is a fault', async () => {
		const spoiled = {...marked, history: null, problem: 'not-a-history' as const};
		const store = commentHistory(testWorld(), async () => spoiled, noHistory);
		expect(await store.read(planOf('api', 'production'), 42)).toMatchObject({status: 'unavailable'});
	});

	test('that GitHub does not show is a fault', async () => {
		const refuse = async () => {
			throw new FaultError('permission-missing', 'no');
		};
		const store = commentHistory(testWorld(), refuse, noHistory);
		expect(await store.read(planOf('api', 'production'), 42)).toMatchObject({
			status: 'unavailable',
			fault: {code: 'permission-missing'},
		});
	});

	test('is looked for elsewhere where there is no pull request', async () => {
		const store = commentHistory(testWorld(), async () => marked, noHistory);
		expect(await store.read(planOf('api', 'production'), null)).toMatchObject({status: 'skipped'});
	});
});
