import {describe, expect, test} from '@jest/globals';
import {parseGrants} from '../../src/config/grant.ts';
import {mayRead} from '../../src/model/grant.ts';

const grant = {variable: 'TOKEN', host: 'api.example.com'};

describe('where a variable may be sent', () => {
	test('a trusted configuration sends what it names where it says', () => {
		expect(mayRead('TOKEN', 'https://api.example.com/x', [], 'trusted')).toBe(true);
	});

	test('an untrusted configuration sends nothing without a grant', () => {
		expect(mayRead('TOKEN', 'https://api.example.com/', [], 'untrusted')).toBe(false);
		expect(mayRead('OTHER', 'https://api.example.com/', [grant], 'untrusted')).toBe(false);
	});

	test.each(['trusted', 'untrusted'] as const)('a grant binds a %s configuration to its host', (trust) => {
		expect(mayRead('TOKEN', 'https://api.example.com/x?y', [grant], trust)).toBe(true);
		expect(mayRead('TOKEN', 'https://API.example.com:443/', [grant], trust)).toBe(true);
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
			expect([url, mayRead('TOKEN', url, [grant], trust)]).toEqual([url, false]);
	});

	test("an outsider's run sends no secret in the clear, except to this machine", () => {
		const grants = [grant, {variable: 'TOKEN', host: '127.0.0.1:8080'}];
		expect(mayRead('TOKEN', 'http://api.example.com/', grants, 'untrusted')).toBe(false);
		expect(mayRead('TOKEN', 'http://127.0.0.1:8080/', grants, 'untrusted')).toBe(true);
		expect(mayRead('TOKEN', 'http://api.example.com/', [grant], 'trusted')).toBe(true);
	});

	test('a variable may be granted to several hosts, and to a port', () => {
		const grants = [grant, {variable: 'TOKEN', host: 'b.example.com:8443'}];
		expect(mayRead('TOKEN', 'https://b.example.com:8443/', grants, 'untrusted')).toBe(true);
		expect(mayRead('TOKEN', 'https://b.example.com/', grants, 'untrusted')).toBe(false);
	});

	test('the three names of Docker Hub are one registry', () => {
		const grants = [{variable: 'TOKEN', host: 'docker.io'}];
		expect(mayRead('TOKEN', 'https://registry-1.docker.io/v2/', grants, 'untrusted')).toBe(true);
		expect(mayRead('TOKEN', 'https://hub.docker.io/', grants, 'untrusted')).toBe(false);
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
