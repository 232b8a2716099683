import {describe, expect, test} from '@jest/globals';
import {canonicalAddress, ipAddressOf, isFirstInNetwork, isInNetwork, isOfItself} from '../../src/model/ip-address.ts';

describe('an IP address', () => {
	test.each([
		['FD00:0:0::7', 'fd00::7'],
		['::ffff:172.18.0.3', '172.18.0.3'],
		['2001:db8:0:0:0:0:0:1', '2001:db8::1'],
		['::', '::'],
		['10.0.0.7', '10.0.0.7'],
	])('%s is written %s', (written, one) => {
		expect(canonicalAddress(written)).toBe(one);
	});

	test.each([
		'api',
		'10.0.0',
		'10.0.0.256',
		'1.2.3.4:80',
		'[::1]',
		'fe80::1%eth0',
		'::1::',
		'0x7f.1',
		'',
		':'.repeat(100),
	])('%j is none', (text) => {
		expect([ipAddressOf(text), canonicalAddress(text)]).toEqual([null, text]);
	});

	test('is in the networks whose first bits it has', () => {
		expect(isInNetwork('172.18.0.3', '172.18.0.0/16')).toBe(true);
		expect(isInNetwork('172.19.0.3', '172.18.0.0/16')).toBe(false);
		expect(isInNetwork('10.0.0.129', '10.0.0.128/25')).toBe(true);
		expect(isInNetwork('10.0.0.127', '10.0.0.128/25')).toBe(false);
		expect(isInNetwork('fd00:1::7', 'fd00:1::/64')).toBe(true);
		expect(isInNetwork('fd00:1:0:1::7', 'fd00:1::/64')).toBe(false);
		expect(isInNetwork('203.0.113.7', '0.0.0.0/0')).toBe(true);
		for (const network of ['10.0.0.0/33', '::/0', '10.0.0.0', 'api/8', '10.0.0.0/-1'])
			expect(isInNetwork('10.0.0.1', network)).toBe(false);
	});

	test('may be the first of a network', () => {
		expect(isFirstInNetwork('10.77.0.1', '10.77.0.0/24')).toBe(true);
		expect(isFirstInNetwork('10.77.0.129', '10.77.0.130/25')).toBe(true);
		expect(isFirstInNetwork('fd00:1::1', 'fd00:1::/64')).toBe(true);
		for (const address of ['10.77.0.2', '10.77.0.0', '10.77.1.1', 'fd00::1', 'api'])
			expect(isFirstInNetwork(address, '10.77.0.0/24')).toBe(false);
		expect(isFirstInNetwork('10.77.0.1', '10.77.0.0')).toBe(false);
	});

	test('may be of the machine itself, whichever that is', () => {
		expect(['127.0.0.1', '127.9.9.9', '0.0.0.0', '::1', '::', '::ffff:127.0.0.1'].map(isOfItself)).not.toContain(false);
		expect(['128.0.0.1', 'fd00::1', 'localhost'].map(isOfItself)).not.toContain(true);
	});
});
