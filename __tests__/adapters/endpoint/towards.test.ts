import {describe, expect, test} from '@jest/globals';
import type {Ways} from '../../../src/adapters/endpoint/towards.ts';
import {towards} from '../../../src/adapters/endpoint/towards.ts';
import {FaultError} from '../../../src/model/fault.ts';
import type {HandshakeRequest, HttpRequest, World} from '../../../src/world.ts';
import {testWorld} from '../../builders/world.ts';

const plain: Ways = {resolve: [], rate: 1000, ca: null, identityFor: () => null, refused: null};
const timeouts = {connect: 1, answer: 1, stall: 1, request: 1};
const identity = {certificate: 'chain', key: 'key'};

/** A world that only notes what it was asked, on a clock that moves while somebody sleeps. */
function noting() {
	const requests: HttpRequest[] = [];
	const handshakes: HandshakeRequest[] = [];
	const times: number[] = [];
	let clock = 1_000_000;
	const world: World = testWorld({
		now: () => clock,
		sleep: async (milliseconds) => {
			clock += milliseconds;
		},
		http: async (request) => {
			requests.push(request);
			times.push(clock);
			return undefined as never;
		},
		handshake: async (request) => {
			handshakes.push(request);
			return undefined as never;
		},
		resolve: async () => ['192.0.2.1'],
	});
	return {world, requests, handshakes, times, passes: (milliseconds: number) => (clock += milliseconds)};
}

describe('where requests go', () => {
	const resolve = [
		{host: 'api.example.com', address: '203.0.113.1'},
		{host: 'api.example.com:8443', address: '203.0.113.2'},
	];
	test.each([
		['https://api.example.com/x', '203.0.113.1'],
		['https://api.example.com:8443/x', '203.0.113.2'],
		['https://api.example.com:9000/x', '203.0.113.1'],
		['https://other.example.com/x', undefined],
		['https://sub.api.example.com/x', undefined],
	])('%s goes to %s', async (url, address) => {
		const {world, requests} = noting();
		await towards(world, {...plain, resolve}).http({method: 'GET', url, timeouts});
		expect(requests[0]!.address).toBe(address);
		expect(requests[0]!.url).toBe(url);
	});

	test('an address that the request itself names stays', async () => {
		const {world, requests} = noting();
		const url = 'https://api.example.com/';
		await towards(world, {...plain, resolve}).http({method: 'GET', url, timeouts, address: '203.0.113.9'});
		expect(requests[0]!.address).toBe('203.0.113.9');
	});

	test('a name with a stated address has that address alone', async () => {
		const {world} = noting();
		const ways = towards(world, {...plain, resolve});
		expect(await ways.resolve('api.example.com')).toEqual(['203.0.113.1', '203.0.113.2']);
		expect(await ways.resolve('other.example.com')).toEqual(['192.0.2.1']);
	});

	test('a handshake goes where the requests go', async () => {
		const {world, handshakes} = noting();
		const ways = towards(world, {...plain, resolve, ca: 'pem', identityFor: () => identity});
		await ways.handshake({host: 'api.example.com', port: 8443, address: null, timeout: 1});
		expect(handshakes[0]).toMatchObject({address: '203.0.113.2', ca: 'pem', identity});
	});
});

describe('what is shown and trusted', () => {
	test('an own authority and certificate are of https alone', async () => {
		const {world, requests} = noting();
		const ways = towards(world, {...plain, ca: 'pem', identityFor: () => identity});
		await ways.http({method: 'GET', url: 'https://api.example.com/', timeouts});
		await ways.http({method: 'GET', url: 'http://api.example.com/', timeouts});
		expect(requests[0]).toMatchObject({ca: 'pem', identity});
		expect(requests[1]).not.toHaveProperty('ca');
		expect(requests[1]).not.toHaveProperty('identity');
	});

	test('nothing is sent over https where what it needs could not be read', async () => {
		const {world, requests, handshakes} = noting();
		const ways = towards(world, {...plain, refused: new FaultError('file-missing', 'tls.ca ca.pem: not there')});
		await expect(ways.http({method: 'GET', url: 'https://a.test/', timeouts})).rejects.toThrow('file-missing');
		await expect(ways.handshake({host: 'a.test', port: 443, address: null, timeout: 1})).rejects.toThrow(
			'file-missing',
		);
		await ways.http({method: 'GET', url: 'http://a.test/', timeouts});
		expect([requests.length, handshakes.length]).toEqual([1, 0]);
	});
});

describe('how fast requests follow one another', () => {
	const send = async (ways: World, times: number): Promise<void> => {
		for (let at = 0; at < times; at++) await ways.http({method: 'GET', url: 'http://a.test/', timeouts});
	};

	test('a second never sees more than the rate, beyond the first burst', async () => {
		const {world, times} = noting();
		await send(towards(world, {...plain, rate: 10}), 35);
		expect(times.filter((time) => time === times[0])).toHaveLength(10);
		const later = times.slice(10);
		for (const [index, time] of later.entries()) expect(time - times[0]!).toBeGreaterThanOrEqual((index + 1) * 100 - 1);
	});

	test('time without requests gives back one burst, and no more', async () => {
		const {world, times, passes} = noting();
		const ways = towards(world, {...plain, rate: 10});
		await send(ways, 10);
		passes(3_600_000);
		await send(ways, 20);
		const later = times.slice(10);
		expect(later.filter((time) => time === later[0])).toHaveLength(10);
	});
});
