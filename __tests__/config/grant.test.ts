import {describe, expect, test} from '@jest/globals';
import {decodeConfig} from '../../src/config/decode.ts';
import {mayRead, parseGrants} from '../../src/config/grant.ts';
import type {Config, SecretGrant} from '../../src/model/config.ts';

const text = `version: 1
services:
  api:
    image: registry.example.com/api
    registry-username: bot
    registry-password-env: REGISTRY_PASSWORD
    probes: [{url: 'https://api.example.com/', headers: {X-A: {env: TOKEN}}}]
`;

function config(trust: Config['trust'], secrets: readonly SecretGrant[]): Config {
	const decoded = decodeConfig(text, {file: 'f', trust, secrets});
	if ('problems' in decoded) throw new Error('the fixture is wrong');
	return decoded.config;
}

const grant = {variable: 'TOKEN', host: 'api.example.com'};

describe('where a variable may be sent', () => {
	test('a trusted configuration sends the variables it names, and no others', () => {
		const trusted = config('trusted', []);
		expect(mayRead('TOKEN', 'https://api.example.com/x', trusted)).toBe(true);
		expect(mayRead('REGISTRY_PASSWORD', 'https://registry.example.com/', trusted)).toBe(true);
		expect(mayRead('HOME', 'https://api.example.com/x', trusted)).toBe(false);
	});

	test('an untrusted configuration sends nothing without a grant, though it names it', () => {
		expect(mayRead('TOKEN', 'https://api.example.com/', config('untrusted', []))).toBe(false);
	});

	test.each(['trusted', 'untrusted'] as const)('a grant binds a %s configuration to its host', (trust) => {
		const granted = config(trust, [grant]);
		expect(mayRead('TOKEN', 'https://api.example.com/x?y', granted)).toBe(true);
		expect(mayRead('TOKEN', 'https://API.example.com:443/', granted)).toBe(true);
		for (const url of [
			'https://evil.example.com/',
			'https://api.example.com.evil.com/',
			'https://evil.com/api.example.com',
			'https://api.example.com@evil.com/',
			'https://api.example.com:8443/',
			'https://xapi.example.com/',
			'ftp://api.example.com/',
			'api.example.com',
		])
			expect([url, mayRead('TOKEN', url, granted)]).toEqual([url, false]);
	});

	test("an outsider's run sends no secret in the clear, except to this machine", () => {
		const granted = config('untrusted', [grant, {variable: 'TOKEN', host: '127.0.0.1:8080'}]);
		expect(mayRead('TOKEN', 'http://api.example.com/', granted)).toBe(false);
		expect(mayRead('TOKEN', 'http://127.0.0.1:8080/', granted)).toBe(true);
		expect(mayRead('TOKEN', 'http://api.example.com/', config('trusted', [grant]))).toBe(true);
	});

	test('a variable may be granted to several hosts, and to a port', () => {
		const granted = config('untrusted', [grant, {variable: 'TOKEN', host: 'b.example.com:8443'}]);
		expect(mayRead('TOKEN', 'https://b.example.com:8443/', granted)).toBe(true);
		expect(mayRead('TOKEN', 'https://b.example.com/', granted)).toBe(false);
	});

	test('the three names of Docker Hub are one registry', () => {
		const granted = config('untrusted', [{variable: 'TOKEN', host: 'docker.io'}]);
		expect(mayRead('TOKEN', 'https://registry-1.docker.io/v2/', granted)).toBe(true);
		expect(mayRead('TOKEN', 'https://hub.docker.io/', granted)).toBe(false);
	});
});

describe('the allow-list', () => {
	test('one variable and host a line; hosts as URLs compare them', () => {
		const read = parseGrants(
			'# tokens\nTOKEN=API.example.com:443\n\n  B = b.example.com:8443 \r\nregistry-password=ghcr.io\n',
			'input secrets',
		);
		expect(read).toEqual({
			grants: [
				{variable: 'TOKEN', host: 'api.example.com'},
				{variable: 'B', host: 'b.example.com:8443'},
				{variable: 'INPUT_REGISTRY-PASSWORD', host: 'ghcr.io'},
			],
			problems: [],
		});
	});

	test.each([
		'TOKEN',
		'TOKEN=',
		'=host',
		'TOKEN=https://a/',
		'TOKEN=a/b',
		'TOKEN=a b',
		'TOKEN=*.example.com',
		'TOKEN=me@a',
		'TOKEN=a:99999',
		'A-B=a',
		'ACTIONS_RUNTIME_TOKEN=a',
		'INPUT_GITHUB-TOKEN=a',
	])('%s is refused with its line', (line) => {
		const {grants, problems} = parseGrants(`A=a\n${line}`, 'input secrets');
		expect(grants).toEqual([{variable: 'A', host: 'a'}]);
		expect(problems.map((problem) => problem.place)).toEqual(['input secrets:2:1']);
	});

	test('a secret in place of a host is not shown', () => {
		expect(JSON.stringify(parseGrants('TOKEN=hunter/2', 'x').problems)).not.toContain('hunter');
	});
});
