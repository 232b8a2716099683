import {describe, expect, test} from '@jest/globals';
import {fillHeaders, withoutSecrets} from '../../../src/adapters/endpoint/secrets.ts';
import {FaultError} from '../../../src/model/fault.ts';
import {recordedLog, testWorld} from '../../builders/world.ts';

const url = 'https://api.example.com/workflow';
const trusted = {secrets: [], trust: 'trusted'} as const;
const header = {name: 'Authorization', value: {env: 'API_TOKEN', prefix: 'Bearer '}} as const;

function faultOf(act: () => unknown) {
	try {
		act();
	} catch (error) {
		if (error instanceof FaultError) return error.fault;
		throw error;
	}
	throw new Error('nothing went wrong');
}

describe('headers from variables', () => {
	test('are read when they are sent, and their values masked', () => {
		const log = recordedLog();
		const world = testWorld({env: {API_TOKEN: 'abc def/ghi'}, log});
		const filled = fillHeaders(world, [{name: 'X-Plain', value: {literal: 'yes'}}, header], url, trusted);
		expect(filled).toEqual({
			headers: [
				['X-Plain', 'yes'],
				['Authorization', 'Bearer abc def/ghi'],
			],
			secrets: ['abc def/ghi'],
		});
		expect(log.secrets).toEqual(['abc def/ghi']);
	});

	test.each([undefined, ''])('that are not set are missing, by the name of the variable (%p)', (value) => {
		const world = testWorld({env: {API_TOKEN: value}});
		const fault = faultOf(() => fillHeaders(world, [header], url, trusted));
		expect(fault.code).toBe('secret-missing');
		expect(fault.detail).toContain('API_TOKEN');
	});

	test.each(['s3cret\n', 's3cret\r\nX-Injected: yes', 's3crët-€', 's3cret\0'])(
		'that no header can hold are missing, and not shown: %j',
		(value) => {
			const log = recordedLog();
			const world = testWorld({env: {API_TOKEN: value}, log});
			const fault = faultOf(() => fillHeaders(world, [header], url, trusted));
			expect(fault.code).toBe('secret-missing');
			expect(fault.detail).not.toContain('s3c');
			expect(log.secrets).toContain(value);
		},
	);

	test('that may not go to this host are not even read', () => {
		const read: string[] = [];
		const env = new Proxy({API_TOKEN: 'value'} as Record<string, string>, {
			get(target, name: string) {
				read.push(name);
				return target[name];
			},
		});
		const world = {...testWorld(), env};
		const rule = {secrets: [{variable: 'API_TOKEN', host: 'other.example.com'}], trust: 'untrusted'} as const;
		const fault = faultOf(() => fillHeaders(world, [header], url, rule));
		expect(fault).toEqual({
			code: 'secret-missing',
			detail: 'the variable API_TOKEN may not be sent to api.example.com',
		});
		expect(read).not.toContain('API_TOKEN');
	});
});

describe('a text without secrets', () => {
	test.each([0, 1, 2])('holds no base64 of them, %d bytes into what was encoded', (before) => {
		const secret = 'correct horse battery';
		for (const after of ['', 'x', 'xy']) {
			const encoded = Buffer.from(`${'p'.repeat(before)}${secret}${after}`).toString('base64');
			const clean = withoutSecrets(`<${encoded}>`, [secret]);
			expect(clean).toContain('[secret]');
			expect(clean.length).toBeLessThan(20);
		}
	});

	test('is otherwise the same', () => {
		expect(withoutSecrets('nginx/1.25 (a/b)', ['ab'])).toBe('nginx/1.25 (a/b)');
	});
});
