import {describe, expect, test} from '@jest/globals';
import {
	isNear,
	type RateLimit,
	rateAdvice,
	rateText,
	readRateLimit,
} from '../../../src/adapters/registry/rate-limit.ts';
import {imageOf} from '../../builders/image.ts';
import {recordedLog} from '../../builders/world.ts';
import {startRegistry} from '../../fakes/registry.ts';
import {ask, faultOf, patientWorld} from './asking.ts';

const now = Date.UTC(2026, 0, 1);
const image = await imageOf([[{path: 'a'}]]);
const read = (headers: Record<string, string>) => readRateLimit({header: (name) => headers[name] ?? null}, now);

describe('what a registry still allows', () => {
	test.each<[string, Record<string, string>, RateLimit | null]>([
		[
			'as Docker Hub writes it',
			{'ratelimit-limit': '100;w=21600', 'ratelimit-remaining': '76;w=21600'},
			{limit: 100, remaining: 76, window: 21_600_000, resetsIn: null},
		],
		[
			'as GitHub writes it, with a moment',
			{'x-ratelimit-limit': '5000', 'x-ratelimit-remaining': '4', 'x-ratelimit-reset': String(now / 1000 + 90)},
			{limit: 5000, remaining: 4, window: null, resetsIn: 90_000},
		],
		[
			'with a length',
			{'ratelimit-remaining': '4', 'ratelimit-reset': '30'},
			{limit: null, remaining: 4, window: null, resetsIn: 30_000},
		],
		[
			'a moment that is gone',
			{'ratelimit-remaining': '4', 'ratelimit-reset': '1000000000'},
			{limit: null, remaining: 4, window: null, resetsIn: null},
		],
		['nothing', {}, null],
		['only a limit', {'ratelimit-limit': '100'}, null],
		['no number', {'ratelimit-remaining': 'many'}, null],
		['less than nothing', {'ratelimit-remaining': '-1'}, null],
		['a number without end', {'ratelimit-remaining': '9'.repeat(400)}, null],
	])('%s', (_, headers, expected) => {
		expect(read(headers)).toEqual(expected);
	});

	test.each([
		[100, 11, false],
		[100, 10, true],
		[5000, 501, false],
		[5000, 500, true],
		[10, 9, false],
		[10, 1, true],
		[null, 11, false],
		[null, 10, true],
	])('of %p with %p left is near its end: %p', (limit, remaining, near) => {
		expect(isNear({limit, remaining, window: null, resetsIn: null})).toBe(near);
	});

	test('in words', () => {
		expect(rateText({limit: 100, remaining: 7, window: 21_600_000, resetsIn: 2_400_000})).toBe(
			'7 of 100 requests left in each 6 h, more in 40 min',
		);
		expect(rateText({limit: null, remaining: 1, window: null, resetsIn: 30_000})).toBe('1 requests left, more in 30 s');
		expect(rateAdvice(null, true)).toBe('');
		expect(rateAdvice(null, false)).toContain('logging in');
	});
});

const hub = (remaining: number) => ({'RateLimit-Limit': '100;w=21600', 'RateLimit-Remaining': `${remaining};w=21600`});

test('few requests that are left are told once, however many are made', async () => {
	await using registry = await startRegistry();
	registry.push('team/app', 'v1', image);
	registry.misbehave('/v2/', {kind: 'headers', headers: hub(9)});
	const log = recordedLog();
	const world = patientWorld({log});
	for (const reference of ['team/app', 'team/app']) {
		const client = ask(world, `${registry.host}/${reference}`);
		await client.manifest('v1');
		await client.manifest('v1');
	}
	expect(log.lines).toEqual([`${registry.host} allows only few more reads: 9 of 100 requests left in each 6 h`]);
});

test('many that are left are not told', async () => {
	await using registry = await startRegistry();
	registry.push('team/app', 'v1', image);
	registry.misbehave('/v2/', {kind: 'headers', headers: hub(76)});
	const log = recordedLog();
	await ask(patientWorld({log}), `${registry.host}/team/app`).manifest('v1');
	expect(log.lines).toEqual([]);
});

describe('a refusal', () => {
	const limited = {kind: 'status', status: 429, headers: {...hub(0), 'Retry-After': '3600'}} as const;
	test('says how much is allowed, when to come back, and that a login helps', async () => {
		await using registry = await startRegistry();
		registry.misbehave('/v2/', limited);
		const fault = await faultOf(ask(patientWorld(), `${registry.host}/team/app`).manifest('v1'));
		expect(fault.code).toBe('rate-limited');
		expect(fault.detail).toContain('3600 s');
		expect(fault.detail).toContain('0 of 100 requests left in each 6 h; logging in raises the limit');
	});
	test('says nothing of a login to who is logged in', async () => {
		const login = {username: 'ada', password: 'x'};
		await using registry = await startRegistry({mode: 'basic', ...login});
		registry.push('team/app', 'v1', image);
		const client = ask(patientWorld(), `${registry.host}/team/app`, {credentials: login});
		await client.manifest('v1');
		registry.misbehave('/v2/', limited);
		const fault = await faultOf(client.manifest('v1'));
		expect(fault.code).toBe('rate-limited');
		expect(fault.detail).toContain('0 of 100 requests left');
		expect(fault.detail).not.toContain('logging in');
	});
	test('of a token server is told likewise', async () => {
		const answer = {status: 429, body: '', headers: {...hub(0), 'Retry-After': '3600'}};
		await using registry = await startRegistry({mode: 'bearer', username: null, answer});
		const fault = await faultOf(ask(patientWorld(), `${registry.host}/team/app`).manifest('v1'));
		expect(fault.code).toBe('rate-limited');
		expect(fault.detail).toContain('logging in raises the limit');
	});
});
