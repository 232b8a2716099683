import {describe, expect, test} from '@jest/globals';
import {followRedirects} from '../../../src/adapters/registry/redirect.ts';
import type {HttpResponse} from '../../../src/world.ts';
import {faultOf, patientWorld, timeouts} from './asking.ts';

const known: Readonly<Record<string, string>> = {
	'registry.example.com': '203.0.113.7',
	'rebound.example.com': '127.0.0.1',
	'metadata.example.com': '169.254.169.254',
	'inside.example.com': '10.1.2.3',
	localhost: '127.0.0.1',
};

/** A network in which the first answer is a redirect and the second one is there. */
function network(to: string, seen: string[]) {
	return patientWorld({
		resolve: async (host) => [known[host] ?? '203.0.113.99'],
		http: async ({url}): Promise<HttpResponse> => {
			seen.push(url);
			const host = new URL(url).hostname;
			return {
				status: seen.length === 1 ? 307 : 200,
				version: '1.1',
				rawHeaders: [],
				header: (name) => (name === 'location' ? to : null),
				body: (async function* () {})(),
				discard: () => {},
				peer: {address: known[host] ?? host, port: 80, certificate: null},
			};
		},
	});
}

const follow = (from: string, to: string, seen: string[]) =>
	followRedirects(network(to, seen), {method: 'GET', url: from, timeouts}, 'Bearer secret');

describe('a registry elsewhere cannot send us to', () => {
	test.each([
		['the metadata service', 'http://169.254.169.254/latest/meta-data'],
		['the metadata service by a name', 'http://metadata.example.com/'],
		['the metadata service in IPv6', 'http://[fe80::1]/'],
		['this machine', 'http://127.0.0.1:6379/'],
		['this machine in another notation', 'http://2130706433/'],
		['this machine by its name', 'http://localhost:2375/containers'],
		['this machine by a name of its own', 'http://rebound.example.com/'],
		['this machine in IPv6', 'http://[::ffff:127.0.0.1]/'],
	])('%s', async (_, to) => {
		const seen: string[] = [];
		expect((await faultOf(follow('http://registry.example.com/v2/x', to, seen))).code).toBe('redirect-refused');
		expect(seen).toHaveLength(1);
	});

	test.each([
		['a public storage', 'http://registry.example.com/v2/x', 'https://storage.example.com/blob'],
		['a storage inside a network', 'http://registry.example.com/v2/x', 'http://inside.example.com/blob'],
		['a storage beside a registry on this machine', 'http://127.0.0.1:5000/v2/x', 'http://localhost:9000/blob'],
	])('while %s is followed', async (_, from, to) => {
		const seen: string[] = [];
		expect((await follow(from, to, seen)).home).toBe(false);
		expect(seen).toEqual([from, to]);
	});
});
