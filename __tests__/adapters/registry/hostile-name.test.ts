import type {ServerResponse} from 'node:http';
import type {LookupAddress, LookupOptions} from 'node:dns';
import {afterEach, beforeEach, describe, expect, test} from '@jest/globals';
import {admitRealm} from '../../../src/adapters/registry/realm.ts';
import {followRedirects} from '../../../src/adapters/registry/redirect.ts';
import {nodeHttp} from '../../../src/faces/http.ts';
import {fakeEndpoint, text} from '../../fakes/endpoint.ts';
import {faultOf, patientWorld, timeouts} from './asking.ts';

// A name server that answers each question about a name with the next of its addresses, and stays at the last.
const dns = process.getBuiltinModule('node:dns');
const {lookup} = dns;
let names: Record<string, string[]> = {};
const next = (host: string): string => (names[host]!.length > 1 ? names[host]!.shift()! : names[host]![0]!);

type Answered = (error: Error | null, found: string | LookupAddress[], family?: number) => void;
beforeEach(() => {
	dns.lookup = ((host: string, options: LookupOptions, done: Answered) => {
		if (!(host in names)) return lookup(host, options, done as never);
		const address = next(host);
		process.nextTick(() => (options.all ? done(null, [{address, family: 4}]) : done(null, address, 4)));
	}) as typeof dns.lookup;
});
afterEach(() => {
	dns.lookup = lookup;
	names = {};
});

const world = () =>
	patientWorld({
		resolve: async (host) => [next(host)],
		http: nodeHttp({}, new AbortController().signal),
	});

const redirect = (to: string) => (_: unknown, response: ServerResponse) =>
	response.writeHead(307, {Location: to}).end();

const elsewhere = '203.0.113.7';

describe('a name that leads elsewhere when it is connected to than when it was judged', () => {
	test.each([
		['this machine', elsewhere],
		['this machine, when it was a private network', '10.1.2.3'],
	])('does not lead a redirect to %s', async (_, judged) => {
		await using inner = await fakeEndpoint({'/': text(200, 'inner secret')});
		await using registry = await fakeEndpoint({
			'/': redirect(`http://flip.example:${inner.port}/`),
		});
		names = {'flip.example': [judged, '127.0.0.1']};
		const fault = await faultOf(followRedirects(world(), {method: 'GET', url: `${registry.url}/`, timeouts}, null));
		expect(fault).toMatchObject({code: 'redirect-refused', detail: expect.stringContaining('flip.example')});
		expect(inner.seen).toEqual([]);
		// As it would be without: the same name, not judged, is answered.
		names = {'flip.example': ['127.0.0.1']};
		const response = await world().http({method: 'GET', url: `http://flip.example:${inner.port}/`, timeouts});
		response.discard();
		expect(inner.seen).toHaveLength(1);
	});

	test('does not lead a later redirect there over a connection that was allowed before', async () => {
		await using inner = await fakeEndpoint({'/': text(200, 'inner secret')});
		await using registry = await fakeEndpoint({
			'/': redirect(`http://flip.example:${inner.port}/`),
		});
		const one = world();
		names = {'flip.example': ['127.0.0.1']};
		const open = await one.http({method: 'GET', url: `http://flip.example:${inner.port}/`, timeouts});
		for await (const _ of open.body);
		names = {'flip.example': [elsewhere, '127.0.0.1']};
		const fault = await faultOf(followRedirects(one, {method: 'GET', url: `${registry.url}/`, timeouts}, null));
		expect(fault.code).toBe('redirect-refused');
		expect(inner.seen).toHaveLength(1);
	});

	test('does not get a token request from a private registry either', async () => {
		await using inner = await fakeEndpoint({'/': text(200, '{"token": "x"}')});
		names = {'tokens.example': [elsewhere, '127.0.0.1'], 'inside.example': ['10.1.2.3']};
		const registry = {host: 'inside.example', scheme: 'http', plainHttp: true} as const;
		const one = world();
		const realm = await admitRealm(one, `http://tokens.example:${inner.port}/`, registry, '10.1.2.3');
		expect(realm).toMatchObject({publicOnly: false, refuses: ['link-local', 'loopback']});
		const {refuses} = realm;
		const fault = await faultOf(one.http({method: 'GET', url: realm.url.href, timeouts, refuses}));
		expect(fault.code).toBe('address-refused');
		expect(inner.seen).toEqual([]);
	});

	test.each([
		['a name of a private address', 'https://inside.example/'],
		['a private address', 'https://10.1.2.3/'],
	])('is not what is said of a redirect to %s where only public ones may be asked', async (_, to) => {
		const peer = {address: '203.0.113.9', port: 443, certificate: null};
		names = {'inside.example': ['10.1.2.3']};
		const one = world();
		const outside: typeof one.http = async (request) =>
			request.url === 'https://registry.example/'
				? {
						status: 307,
						version: '1.1',
						rawHeaders: [],
						header: (name) => (name === 'location' ? to : null),
						body: (async function* () {})(),
						discard: () => {},
						peer,
					}
				: one.http(request);
		const request = {method: 'GET', url: 'https://registry.example/', timeouts, publicOnly: true} as const;
		const fault = await faultOf(followRedirects({...one, http: outside}, request, null));
		expect(fault).toMatchObject({code: 'address-refused', detail: expect.not.stringContaining('judged')});
	});

	test('is still followed where it stays what it was', async () => {
		await using storage = await fakeEndpoint({'/': text(200, 'blob')});
		await using registry = await fakeEndpoint({
			'/': redirect(`http://storage.example:${storage.port}/`),
		});
		names = {'storage.example': ['127.0.0.1']};
		const followed = await followRedirects(world(), {method: 'GET', url: `${registry.url}/`, timeouts}, null);
		expect(followed).toMatchObject({home: false, response: {status: 200}});
		followed.response.discard();
	});
});
