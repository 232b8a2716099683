import type {Socket} from 'node:net';
import {describe, expect, test} from '@jest/globals';
import {faultOf} from '../registry/asking.ts';
import {askHaproxy, liveText, membersOf} from './haproxy-fake.ts';

const head = 'defaults\n\tmode http\nfrontend entry\n\tbind :80\n';
const api = 'backend api\n\tserver one 10.0.0.1:3001\n';
/** Milliseconds that a question may cost on a machine that others load. */
const patience = 20_000;

async function within<T>(ask: () => Promise<T>): Promise<T> {
	const started = performance.now();
	const answer = await ask();
	expect(performance.now() - started).toBeLessThan(patience);
	return answer;
}
const ask = (text: string, question = {}) => within(() => askHaproxy({files: {'haproxy.cfg': text}}, question));

describe('a configuration that means harm', () => {
	test('of ten megabytes is read to its end', async () => {
		const rules = `\tuse_backend api if { path_beg /never/${'x'.repeat(60)} }\n`.repeat(120_000);
		const answer = await ask(`${head}${rules}\tdefault_backend api\n${api}`);
		expect(membersOf(answer)).toEqual(['10.0.0.1:3001']);
	}, 60_000);

	test('of more than that is a fault', async () => {
		const fault = await faultOf(askHaproxy({files: {'haproxy.cfg': head + '#\n'.repeat(9_000_000)}}));
		expect(fault.code).toBe('too-large');
	}, 60_000);

	test('with thousands of lists, each with a pattern that goes back without end, is answered or told to be too much', async () => {
		const lists = Array.from(
			{length: 5_000},
			(_, index) => `\tacl evil path_reg ^(a+)+${index}(.*)*(.*)*(b|c)+$\n`,
		).join('');
		const answer = await ask(`${head}${lists}\tuse_backend api if evil\n\tdefault_backend api\n${api}`, {
			path: `/${'a'.repeat(4_000)}!`,
		});
		expect(membersOf(answer)).toEqual(['10.0.0.1:3001']);
		expect(answer.route.unsure).toContain('the rules are too many to be followed to their end');
	}, 60_000);

	test('whose pattern is no pattern, or has what is not read here, leaves it open', async () => {
		const answer = await ask(`${head}\tuse_backend api if { path_reg '(?=a)/|[' }\n\tdefault_backend api\n${api}`);
		expect(answer.route.unsure.join()).toContain('use_backend api depends on path_reg');
	});

	test('with lines and words without end is cut, and that is told', async () => {
		const answer = await ask(`${head}\tacl long path ${'x '.repeat(100_000)}\n\tdefault_backend api\n${api}`);
		expect(membersOf(answer)).toEqual(['10.0.0.1:3001']);
		expect(answer.route.unsure.join()).toContain('is longer than');
	});

	test.each([
		[
			'quotes, braces and brackets that never close',
			'use_backend api if { path "/x\n\tuse_backend %[path if { { { !\n\tacl\n\tacl x\n\tuse_backend\n\thttp-request\n\tserver\n',
		],
		[
			'names of what every object has',
			'acl __proto__ path /\n\tacl constructor path /\n\tuse_backend toString if constructor\n\tuse_backend __proto__ if hasOwnProperty\n',
		],
		['a list that names itself', 'acl a a\n\tuse_backend api if a\n'],
		['converters without end', `use_backend %[path${',lower'.repeat(5_000)}]\n`],
		['sections within nothing', '.endif\n.else\n.elif 1\nfrom from from\nlisten\nfrontend\ndefaults from from\n'],
		['bytes that are no text', '\uFFFD\u0000\u0001\u2028\n'],
	])('that holds %s still gets an answer', async (_, rules) => {
		const answer = await ask(`${head}\t${rules}\n`);
		expect(['none', 'proxied', 'answered']).toContain(answer.route.outcome);
	});

	test('tells only so much of what stands in the way, in lines of bounded length', async () => {
		const rules = Array.from(
			{length: 3_000},
			() => `\tuse_backend ${'b'.repeat(5_000)} if { src 1.2.3.4 ${'x'.repeat(500)} }\n`,
		);
		const {route} = await ask(head + rules.join(''));
		expect(route.unsure.length).toBeLessThanOrEqual(20);
		expect(Math.max(...route.unsure.map((text) => text.length))).toBeLessThanOrEqual(300);
	}, 60_000);

	test('that names a million servers in one line names a bounded number', async () => {
		const answer = await ask(`${head}\tdefault_backend api\nbackend api\n\tserver-template s 99999 10.0.0.1:1\n`);
		expect(membersOf(answer).length).toBeLessThanOrEqual(2_000);
	});

	test('that makes maps read each other, devices or endless files reads nothing of them', async () => {
		const answer = await ask(
			`${head}\tuse_backend %[path,map(/dev/zero)]\n\tuse_backend api if { path -f /dev/urandom }\n`,
		);
		expect(answer.route.outcome).toBe('none');
		expect(answer.route.unsure).toHaveLength(2);
	});
});

describe('a socket that means harm', () => {
	const files = {'haproxy.cfg': `${head}\tdefault_backend api\n${api}`};
	const attack = (socket: (socket: Socket) => void, timeout: number) =>
		within(() => faultOf(askHaproxy({files, socket, timeout})));

	test('that drips costs its time alone', async () => {
		let timer: NodeJS.Timeout | undefined;
		const fault = await attack((socket) => {
			timer = setInterval(() => socket.write('x'), 50);
			socket.on('close', () => clearInterval(timer));
		}, 1_500);
		clearInterval(timer);
		expect(['timed-out', 'invalid-answer']).toContain(fault.code);
	}, 60_000);

	test('that says nothing costs its time alone', async () => {
		const fault = await attack(() => {}, 1_500);
		expect(['timed-out', 'invalid-answer']).toContain(fault.code);
	}, 60_000);

	test('that never ends is cut off', async () => {
		const block = `${liveText([{backend: 'api', name: 'one', address: '10.0.0.1', port: 1}])}${'y'.repeat(1 << 20)}`;
		const fault = await attack((socket) => {
			const pour = (): void => {
				while (!socket.destroyed && socket.write(block));
			};
			socket.on('drain', pour);
			pour();
		}, 30_000);
		expect(fault.code).toBe('too-large');
	}, 60_000);

	test('that tells columns without a name or a value tells nothing', async () => {
		const socket = '1\n# be_id be_name srv_id srv_name\n3 api\n\n\n# pxname,svname\n__proto__\n,,,\n\n';
		const {route} = await askHaproxy({files, socket});
		expect(route.upstreams).toMatchObject([{told: 'literal'}]);
		expect(route.unsure.length).toBeGreaterThan(0);
	});
});
