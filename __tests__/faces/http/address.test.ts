import {describe, expect, test} from '@jest/globals';
import {isPublicAddress} from '../../../src/faces/http/address.ts';
import {nodeHttp} from '../../../src/faces/http.ts';
import {FaultError} from '../../../src/model/fault.ts';
import {fakeEndpoint, text} from '../../fakes/endpoint.ts';

const timeouts = {connect: 5_000, answer: 5_000, stall: 5_000, request: 15_000};

const codeOf = (promise: Promise<unknown>): Promise<string> =>
	promise.then(
		() => 'answered',
		(error: unknown) => (error instanceof FaultError ? error.fault.code : String(error)),
	);

describe('an address is public', () => {
	test.each([
		'1.1.1.1',
		'9.255.255.255',
		'11.0.0.0',
		'100.63.255.255',
		'100.128.0.0',
		'172.15.255.255',
		'172.32.0.0',
		'192.167.255.255',
		'223.255.255.255',
		'2606:4700:4700::1111',
		'::ffff:1.1.1.1',
		'64:ff9b::101:101',
		'2002:101:101::1',
	])('%s', (address) => {
		expect(isPublicAddress(address)).toBe(true);
	});
});

describe('an address is not public', () => {
	test.each([
		'0.0.0.0',
		'10.1.2.3',
		'100.64.0.1',
		'100.100.100.200',
		'127.0.0.1',
		'127.255.255.254',
		'168.63.129.16',
		'169.254.169.254',
		'172.16.0.1',
		'172.31.255.255',
		'192.0.0.1',
		'192.0.0.192',
		'192.0.2.1',
		'192.88.99.1',
		'192.168.1.1',
		'198.18.0.1',
		'198.51.100.7',
		'203.0.113.7',
		'224.0.0.1',
		'255.255.255.255',
		'::',
		'::1',
		'::127.0.0.1',
		'::ffff:127.0.0.1',
		'::ffff:7f00:1',
		'0:0:0:0:0:ffff:a9fe:a9fe',
		'64:ff9b::7f00:1',
		'64:ff9b:1::1',
		'2002:7f00:1::',
		'2001::1',
		'2001:db8::1',
		'2002:cb00:7107::1',
		'3fff::1',
		'4000::1',
		'fc00::1',
		'fd00:ec2::254',
		'fd20:ce::254',
		'fe80::1',
		'fe80::1%eth0',
		'fec0::1',
		'ff02::1',
		'not an address',
	])('%s', (address) => {
		expect(isPublicAddress(address)).toBe(false);
	});
});

describe('where only public addresses may be reached', () => {
	test.each([
		'127.0.0.1',
		'127.1',
		'2130706433',
		'0x7f000001',
		'0x7f.0.0.1',
		'0177.0.0.1',
		'127.0.0.1.',
		'①②⑦.0.0.1',
		'%31%32%37.0.0.1',
		'0',
		'[::ffff:127.0.0.1]',
		'[::1]',
		'localhost',
		'LOCALHOST',
	])('this machine is not reached as %s', async (host) => {
		await using server = await fakeEndpoint({'/': text(200, 'inner')});
		const http = nodeHttp({}, new AbortController().signal);
		const url = `http://${host}:${server.port}/`;
		expect(await codeOf(http({method: 'GET', url, timeouts, publicOnly: true}))).toBe('address-refused');
		expect(server.seen).toHaveLength(0);
	});

	test('a connection that was made without the check is not used again', async () => {
		await using server = await fakeEndpoint({'/': text(200, 'inner')});
		const http = nodeHttp({}, new AbortController().signal);
		const url = `http://localhost:${server.port}/`;
		const first = await http({method: 'GET', url, timeouts});
		for await (const _ of first.body);
		expect(await codeOf(http({method: 'GET', url, timeouts, publicOnly: true}))).toBe('address-refused');
		expect(server.seen).toHaveLength(1);
	});

	test('a proxy, which looks names up by itself, is not used', async () => {
		await using proxy = await fakeEndpoint({}, {fallback: text(200, 'from inside')});
		const http = nodeHttp({HTTP_PROXY: proxy.url}, new AbortController().signal);
		const url = 'http://metadata.example/';
		expect(await codeOf(http({method: 'GET', url, timeouts, publicOnly: true}))).toBe('address-refused');
		expect(proxy.seen).toHaveLength(0);
	});
});
