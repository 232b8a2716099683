import {describe, expect, test} from '@jest/globals';
import {addressKind, isLoopbackHost} from '../../../src/model/address-kind.ts';
import {admitRealm} from '../../../src/adapters/registry/realm.ts';
import {FaultError} from '../../../src/model/fault.ts';
import {faultOf, patientWorld} from './asking.ts';

const names: Record<string, string[]> = {
	'registry.example': ['93.184.215.14'],
	'auth.example': ['93.184.215.15', '2606:2800:21f:cb07::1'],
	'inner.example': ['93.184.215.16', '10.0.0.7'],
	'lab.example': ['10.0.0.8'],
	'meta.example': ['169.254.169.254'],
};
const world = patientWorld({
	resolve: async (host) => {
		const addresses = names[host];
		if (addresses === undefined) throw new FaultError('name-not-resolved', host);
		return addresses;
	},
});
const publicly = {host: 'registry.example', scheme: 'https', plainHttp: false} as const;
const lab = {host: 'lab.example:5000', scheme: 'https', plainHttp: false} as const;
const plainLab = {host: 'lab.example:5000', scheme: 'http', plainHttp: true} as const;
const here = {host: '127.0.0.1:5000', scheme: 'http', plainHttp: false} as const;

describe('where a registry may send us for a token', () => {
	test.each([
		['another public host', 'https://auth.example/token?x=1', publicly, '93.184.215.14'],
		['the registry itself', 'https://registry.example/v2/token', publicly, '93.184.215.14'],
		['a private neighbour of a private registry', 'https://inner.example/token', lab, '10.0.0.8'],
		['a public host, from a private registry', 'https://auth.example/token', lab, '10.0.0.8'],
		['plain http where plain http was allowed', 'http://inner.example/token', plainLab, '10.0.0.8'],
		['another port of this machine, from a registry on it', 'http://127.0.0.1:9/token', here, '127.0.0.1'],
		['a host that only the proxy can name', 'https://unheard.example/token', publicly, null],
	])('%s', async (_name, realm, registry, peer) => {
		expect((await admitRealm(world, realm, registry, peer)).url.href).toBe(realm);
	});
	test.each([
		['plain http from an https registry', 'http://auth.example/token', publicly, '93.184.215.14'],
		['plain http to its own host', 'http://registry.example/token', publicly, '93.184.215.14'],
		['plain http to elsewhere, from a registry on this machine', 'http://auth.example/token', here, '127.0.0.1'],
		['a private address', 'https://10.1.2.3/token', publicly, '93.184.215.14'],
		['a name that leads to a private address', 'https://inner.example/token', publicly, '93.184.215.14'],
		['this machine', 'https://localhost/token', publicly, '93.184.215.14'],
		['this machine in decimal', 'https://2130706433/token', publicly, '93.184.215.14'],
		['this machine as IPv6', 'https://[::1]/token', publicly, '93.184.215.14'],
		['this machine as IPv4 inside IPv6', 'https://[::ffff:127.0.0.1]/token', publicly, '93.184.215.14'],
		['the metadata service, by name', 'https://meta.example/latest', publicly, '93.184.215.14'],
		['the metadata service, from a private registry', 'https://169.254.169.254/', lab, '10.0.0.8'],
		['the metadata service, from this machine', 'https://169.254.169.254/', here, '127.0.0.1'],
		['this machine, from a private registry', 'https://127.0.0.1/token', lab, '10.0.0.8'],
		['this machine, through a proxy', 'https://127.0.0.1/token', publicly, null],
		['a file', 'file:///etc/passwd', publicly, '93.184.215.14'],
		['no URL', 'token please', publicly, '93.184.215.14'],
		['a user name in the address', 'https://user:word@auth.example/token', publicly, '93.184.215.14'],
	])('never %s', async (_name, realm, registry, peer) => {
		const fault = await faultOf(admitRealm(world, realm, registry, peer));
		expect(fault.code).toBe('realm-refused');
		expect(fault.detail).not.toContain('word');
	});
	test('the connection of a public registry judges the address once more, except through a proxy', async () => {
		expect((await admitRealm(world, 'https://auth.example/', publicly, '93.184.215.14')).publicOnly).toBe(true);
		expect((await admitRealm(world, 'https://auth.example/', publicly, null)).publicOnly).toBe(false);
	});
});

test.each([
	['8.8.8.8', 'public'],
	['172.15.0.1', 'public'],
	['172.16.0.1', 'private'],
	['192.168.1.1', 'private'],
	['100.64.0.1', 'private'],
	['0.0.0.0', 'loopback'],
	['127.9.9.9', 'loopback'],
	['169.254.0.1', 'link-local'],
	['168.63.129.16', 'link-local'],
	['192.0.0.192', 'link-local'],
	['100.100.100.200', 'link-local'],
	['100.100.100.201', 'private'],
	['fd00:ec2::254', 'link-local'],
	['fd20:ce::254', 'link-local'],
	['fd00:ec2::253', 'private'],
	['::ffff:0:127.0.0.1', 'loopback'],
	['::ffff:0:a9fe:a9fe', 'link-local'],
	['[::]', 'loopback'],
	['::1', 'loopback'],
	['fe80::1%eth0', 'link-local'],
	['fd00::1', 'private'],
	['::ffff:10.0.0.1', 'private'],
	['::ffff:a00:1', 'private'],
	['64:ff9b::7f00:1', 'loopback'],
	['2002:7f00:1::', 'loopback'],
	['2606:2800:21f:cb07:6820:80da:af6b:8b2c', 'public'],
	['registry.example', null],
	['1.2.3', null],
	['1::2::3', null],
	['1:2:3:4:5:6:7:8:9', null],
])('%s is %s', (address, kind) => {
	expect(addressKind(address)).toBe(kind);
});

test.each([
	['localhost', true],
	['localhost:5000', true],
	['127.0.0.2:5000', true],
	['[::1]:5000', true],
	['localhost.example', false],
	['127.0.0.1.example:5000', false],
	['10.0.0.1:5000', false],
])('%s as this machine: %s', (host, expected) => {
	expect(isLoopbackHost(host)).toBe(expected);
});
