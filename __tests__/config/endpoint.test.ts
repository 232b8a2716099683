import {describe, expect, test} from '@jest/globals';
import {isAddress} from '../../src/config/address.ts';
import {decodeConfig} from '../../src/config/decode.ts';

const decode = (keys: string, trust: 'trusted' | 'untrusted' = 'trusted') =>
	decodeConfig(`version: 1\nservices:\n  api: {image: acme/api, ${keys}}\n`, {file: 'c.yml', trust, secrets: []});

const problemsOf = async (keys: string, trust: 'trusted' | 'untrusted' = 'trusted'): Promise<readonly string[]> => {
	const decoded = await decode(keys, trust);
	return 'problems' in decoded ? decoded.problems.map(({path, todo}) => `${path}: ${todo}`) : [];
};

test('a name may lead to several addresses, which are all compared', async () => {
	const decoded = await decode('resolve: {api.example.com: [203.0.113.7, 203.0.113.8]}');
	expect('config' in decoded && decoded.config.services[0]?.resolve).toEqual([
		{host: 'api.example.com', address: '203.0.113.7'},
		{host: 'api.example.com', address: '203.0.113.8'},
	]);
});

test('hosts are written as URLs have them, and everything stated arrives', async () => {
	const keys =
		"resolve: {API.Example.com: 203.0.113.7, 'api.example.com:8443': '2001:db8::7'}, rate: 5, tls: {ca: ./ca.pem, certificate: c.pem, key-env: KEY}";
	const decoded = await decode(keys);
	expect('config' in decoded && decoded.config.services[0]).toMatchObject({
		resolve: [
			{host: 'api.example.com', address: '203.0.113.7'},
			{host: 'api.example.com:8443', address: '2001:db8::7'},
		],
		rate: 5,
		tls: {ca: 'ca.pem', identity: {certificate: 'c.pem', keyVariable: 'KEY'}},
	});
});

test('an origin is scheme, host and port', async () => {
	const decoded = await decode('origin: https://Origin.example.com:8443/');
	expect('config' in decoded && decoded.config.services[0]?.origin).toBe('https://origin.example.com:8443');
	expect(await problemsOf('origin: https://origin.example.com/shop')).toEqual([
		'services.api.origin: remove the path: the paths of probes and of `live` are asked there',
	]);
	expect(await problemsOf("origin: 'https://user:word@origin.example.com/'")).toHaveLength(1);
});

describe('what nobody can mean', () => {
	test.each([
		['resolve: {api.example.com: api.internal}', 'services.api.resolve["api.example.com"]'],
		['resolve: {api.example.com: 203.0.113.7:80}', 'services.api.resolve["api.example.com"]'],
		["resolve: {'https://api.example.com': 203.0.113.7}", 'services.api.resolve["https://api.example.com"]'],
		['tls: {certificate: c.pem}', 'services.api.tls.certificate'],
		['tls: {key-env: KEY}', 'services.api.tls.key-env'],
		['tls: {ca: ../ca.pem}', 'services.api.tls.ca'],
		['rate: 0', 'services.api.rate'],
	])('%s', async (keys, path) => {
		const problems = await problemsOf(keys);
		expect(problems).toHaveLength(1);
		expect(problems[0]).toContain(path.split('[')[0]);
	});

	test('an outsider says neither where a name leads nor whom to trust', async () => {
		expect(await problemsOf('resolve: {api.example.com: 203.0.113.7}', 'untrusted')).toHaveLength(1);
		expect(await problemsOf('tls: {ca: ca.pem}', 'untrusted')).toHaveLength(1);
		expect(await problemsOf('rate: 5', 'untrusted')).toEqual([]);
	});
});

test.each([
	['203.0.113.7', true],
	['::1', true],
	['2001:db8::7', true],
	['::ffff:1.2.3.4', true],
	['1.2.3', false],
	['1.2.3.400', false],
	['0x7f.1', false],
	['fe80::1%eth0', false],
	['[::1]', false],
	['localhost', false],
	['', false],
])('%s as an address: %s', (text, is) => {
	expect(isAddress(text)).toBe(is);
});
