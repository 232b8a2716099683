import {describe, expect, test} from '@jest/globals';
import {openRuntime} from '../../../src/adapters/runtime/runtime.ts';
import {runtimeOfKind} from '../../../src/model/config.ts';
import type {AddressOwner} from '../../../src/model/mapping.ts';
import {EngineProgram, type Known, type Recorded, recordedContainers, recordedImages} from '../../fakes/engine.ts';
import * as build from '../../fakes/kubernetes/objects.ts';
import {kubernetes} from '../../fakes/kubernetes/stand-in.ts';
import {faultOf} from '../registry/asking.ts';

const containers = recordedContainers();
const [api] = containers as [Recorded, ...Recorded[]];
const network = (id: string, more: object) => ({Id: id.repeat(64), Scope: 'local', Driver: 'bridge', ...more});
const networks: NonNullable<Known['networks']> = [
	network('a', {IPAM: {Config: [{Subnet: '172.17.0.0/16', Gateway: '172.17.0.1'}]}}),
	network('b', {
		IPAM: {
			Config: [
				{Subnet: '172.19.0.0/16', Gateway: '172.19.0.1'},
				{Subnet: 'fd00:1::/64', AuxiliaryAddresses: {router: 'fd00:1::fe'}},
			],
		},
	}),
	network('c', {Driver: 'overlay', Scope: 'swarm', IPAM: {Config: [{Subnet: '10.0.1.0/24'}]}}),
	network('d', {Driver: 'macvlan', IPAM: {Config: [{Subnet: '192.168.7.0/24'}]}}),
	network('e', {Driver: 'host', IPAM: {Config: null}}),
];

async function ownersIn(
	addresses: readonly string[],
	knows: Partial<Known> = {},
	kind: 'docker' | 'podman' = 'docker',
): Promise<{readonly owners: readonly AddressOwner[]; readonly asked: readonly string[]}> {
	using program = new EngineProgram({containers, images: recordedImages(), networks, ...knows}, [], kind);
	const runtime = await openRuntime(program.world(), runtimeOfKind(kind, 20_000), {
		timeout: 20_000,
		repository: '/',
		image: null,
	});
	return {owners: await runtime.owner!(addresses), asked: program.asked()};
}
const told = (owners: readonly AddressOwner[]) =>
	owners.map(({address, container}) => [address, container?.name ?? null]);

describe('whose an address is in the networks of an engine', () => {
	test('is whose container runs with it, paused ones included, whatever service it is of', async () => {
		const {owners} = await ownersIn(['172.17.0.3', '172.17.0.2', '172.19.0.2']);
		expect(told(owners)).toEqual([
			['172.17.0.3', 'paused'],
			['172.17.0.2', 'api1'],
			['172.19.0.2', 'api1'],
		]);
		expect(owners[1]!.container).toEqual({
			id: api.Id,
			name: 'api1',
			image: api.Config.Image,
			startedAt: new Date(String(api.State.StartedAt)).toISOString(),
		});
	});

	test("is nobody's where a bridge of the engine has room for it", async () => {
		const {owners} = await ownersIn(['172.17.0.9', 'FD00:1:0::7', '::ffff:172.19.0.7']);
		expect(told(owners)).toEqual([
			['172.17.0.9', null],
			['FD00:1:0::7', null],
			['::ffff:172.19.0.7', null],
		]);
	});

	test('is not told of the machine, of networks that others give addresses in, and of what is outside', async () => {
		const outside = [
			'172.17.0.1',
			'fd00:1::1',
			'fd00:1::fe',
			'127.0.0.1',
			'10.0.1.7',
			'192.168.7.7',
			'203.0.113.7',
			'api',
			'172.17.0.300',
		];
		expect((await ownersIn(outside)).owners).toEqual([]);
	});

	test("takes no look at networks where every address is somebody's", async () => {
		const {asked} = await ownersIn(['172.17.0.2']);
		expect(asked.filter((line) => line.startsWith('network'))).toEqual([]);
	});

	test('is not whose container had it and is over', async () => {
		const over = {...api, State: {...api.State, Status: 'exited'}};
		expect(told((await ownersIn(['172.17.0.2'], {containers: [over]})).owners)).toEqual([['172.17.0.2', null]]);
	});

	test('is told by podman in its own words', async () => {
		const own = [{Id: 'f'.repeat(64), driver: 'bridge', subnets: [{subnet: '172.17.0.0/16', gateway: '172.17.0.1'}]}];
		const {owners} = await ownersIn(['172.17.0.2', '172.17.0.8', '172.17.0.1'], {networks: own}, 'podman');
		expect(told(owners)).toEqual([
			['172.17.0.2', 'api1'],
			['172.17.0.8', null],
		]);
	});
});

const pods = [
	build.pod('api-2-aaaaa', {status: {podIP: '10.0.0.7', podIPs: [{ip: '10.0.0.7'}, {ip: 'fd00::7'}]}}),
	build.pod('done', {status: {podIP: '10.0.0.8', podIPs: [{ip: '10.0.0.8'}], phase: 'Succeeded'}}),
	build.pod('on-host', {status: {podIP: '10.9.0.1', podIPs: [{ip: '10.9.0.1'}], hostIP: '10.9.0.1'}}),
];
const nodes = {match: 'get nodes', stdout: '10.0.0.0/24\nfd00::/64\n', code: 0};
const forbidding = (resource: string, match: string) => ({
	match,
	stderr: `Error from server (Forbidden): ${resource} is forbidden: User "ci" cannot list resource "${resource}" in API group "" at the cluster scope\n`,
	code: 1,
});

async function podsWith(addresses: readonly string[], says: readonly {match: string; code: number}[]) {
	using cluster = kubernetes(pods, {says});
	const runtime = await cluster.open({workload: 'deployment/api'});
	return await runtime.owner!(addresses);
}

describe('whose an address is in a cluster', () => {
	const asked = ['10.0.0.7', 'fd00:0::7', '10.0.0.8', '10.9.0.1', '10.96.0.1', '127.0.0.1'];

	test('is whose pod runs with it, of every namespace', async () => {
		const owners = await podsWith(asked, [nodes]);
		expect(told(owners)).toEqual([
			['10.0.0.7', 'shop/api-2-aaaaa'],
			['fd00:0::7', 'shop/api-2-aaaaa'],
			['10.0.0.8', null],
		]);
		expect(owners[0]!.container).toEqual({
			id: 'shop/api-2-aaaaa',
			name: 'shop/api-2-aaaaa',
			image: build.image,
			startedAt: '2026-01-02T03:04:05.000Z',
		});
	});

	test("is nobody's only where all pods and what nodes give to pods are in view", async () => {
		const known = [
			['10.0.0.7', 'shop/api-2-aaaaa'],
			['fd00:0::7', 'shop/api-2-aaaaa'],
		];
		expect(told(await podsWith(asked, [nodes, forbidding('pods', '--all-namespaces')]))).toEqual(known);
		expect(told(await podsWith(asked, [forbidding('nodes', 'get nodes')]))).toEqual(known);
	});

	test('is a fault where no pod may be listed at all', async () => {
		expect((await faultOf(podsWith(asked, [forbidding('pods', 'get pods')]))).code).toBe('forbidden');
	});
});
