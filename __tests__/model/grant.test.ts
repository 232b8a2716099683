import {describe, expect, test} from '@jest/globals';
import {mayRead} from '../../src/model/grant.ts';

const grants = [
	{variable: 'TOKEN', host: 'api.example.com'},
	{variable: 'STAGING', host: 'api.example.com:8443'},
	{variable: 'HUB', host: 'docker.io'},
];

describe('a variable may be sent', () => {
	test('where a trusted configuration sends it', () => {
		expect(mayRead('OTHER', 'https://anywhere.example/', grants, 'trusted')).toBe(true);
		expect(mayRead('OTHER', 'http://anywhere.example/', grants, 'trusted')).toBe(true);
	});

	test.each(['https://api.example.com/x', 'https://api.example.com:443/', 'https://API.example.com/?y'])(
		'to the host that the grant names: %s',
		(url) => {
			expect(mayRead('TOKEN', url, grants, 'untrusted')).toBe(true);
			expect(mayRead('TOKEN', url, grants, 'trusted')).toBe(true);
		},
	);

	test('to the one port that the grant names', () => {
		expect(mayRead('STAGING', 'https://api.example.com:8443/', grants, 'untrusted')).toBe(true);
	});

	test('to Docker Hub under each of its names', () => {
		expect(mayRead('HUB', 'https://registry-1.docker.io/v2/', grants, 'untrusted')).toBe(true);
	});
});

describe('a variable may not be sent', () => {
	test.each([
		'https://evil.example/',
		'https://api.example.com.evil.example/',
		'https://evil-api.example.com/',
		'https://sub.api.example.com/',
		'https://api.example.com:8443/',
		'https://api.example.com@evil.example/',
		'https://evil.example/api.example.com',
		'ftp://api.example.com/',
		'api.example.com',
	])('to %s when the grant names api.example.com, whoever wrote the configuration', (url) => {
		expect(mayRead('TOKEN', url, grants, 'untrusted')).toBe(false);
		expect(mayRead('TOKEN', url, grants, 'trusted')).toBe(false);
	});

	test('anywhere by an untrusted configuration, when no grant names it', () => {
		expect(mayRead('OTHER', 'https://api.example.com/', grants, 'untrusted')).toBe(false);
		expect(mayRead('token', 'https://api.example.com/', grants, 'untrusted')).toBe(false);
	});

	test('in the clear by an untrusted configuration', () => {
		expect(mayRead('TOKEN', 'http://api.example.com/', grants, 'untrusted')).toBe(false);
		expect(mayRead('TOKEN', 'http://api.example.com/', grants, 'trusted')).toBe(true);
	});
});
