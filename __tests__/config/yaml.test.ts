import {describe, expect, test} from '@jest/globals';
import {urlRule} from '../../src/config/address.ts';
import {readYaml} from '../../src/config/yaml.ts';

describe('a document that is no YAML', () => {
	test.each([
		['services:\n  api\n    probes: []\n', 'c.yml:2:3', /ends without ':'/],
		['services:\n  api\n  web: 1\n', 'c.yml:2:3', /ends without ':'/],
		['services:\n  api: 1\n  web\n', 'c.yml:3:3', /ends without ':'/],
		['services:\n  api:\n    tls: 1\n   probes: 2\n', 'c.yml:4:1', /indented otherwise/],
		['probes:\n  - url: x\n   expect: 401\n', 'c.yml:3:1', /indented otherwise/],
		['name: "secret-plan\nexpect: 401\n', 'c.yml:3:1', /quote that is still open/],
	])('%j is told in words at the place', (text, place, words) => {
		const [problem] = readYaml(text, 'c.yml').problems;
		expect(problem!.place).toBe(place);
		expect(problem!.found).toMatch(words);
		expect(problem!.found + problem!.todo).not.toMatch(/missing char|secret-plan/);
	});
});

describe('the address of a WebSocket', () => {
	test.each([
		['wss://api.example.com/events', 'https://'],
		['WS://api.example.com/events', 'http://'],
	])('%s is written as %s', (url, scheme) => {
		expect(urlRule(url)?.todo).toMatch(new RegExp(`^write ${scheme} in place .*protocol: websocket`));
	});
});
