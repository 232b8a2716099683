import {describe, expect, test} from '@jest/globals';
import {openProxy, type ProxyAccess} from '../../../src/adapters/proxy/proxy.ts';
import type {ProxyAnswer} from '../../../src/model/mapping.ts';
import {EngineProgram, type Otherwise, type Recorded, recordedContainers} from '../../fakes/engine.ts';
import {faultOf} from '../registry/asking.ts';

type Network = Readonly<Record<string, unknown>>;

/** As docker 20.10 tells of a container, but for where it is on the network. */
function container(
	name: string,
	at: {ports?: unknown; networks?: Readonly<Record<string, Network>>; mode?: string; config?: object} = {},
): Recorded {
	const [recorded] = recordedContainers();
	const networks = at.networks ?? {bridge: {IPAddress: '172.17.0.2', Gateway: '172.17.0.1'}};
	return {
		...recorded!,
		Id: Buffer.from(name.padEnd(32, '-')).toString('hex'),
		Name: `/${name}`,
		Config: {...recorded!.Config, ...at.config},
		HostConfig: {...(recorded!['HostConfig'] as object), NetworkMode: at.mode ?? 'bridge'},
		NetworkSettings: {Ports: at.ports ?? {}, Networks: networks},
	};
}
const on = (port: number | string, HostIp = '0.0.0.0') => [{HostIp, HostPort: String(port)}];

async function ask(
	containers: readonly Recorded[],
	{otherwise = [], ...access}: Partial<ProxyAccess> & {otherwise?: readonly Otherwise[]} = {},
	question = {},
): Promise<ProxyAnswer> {
	using program = new EngineProgram({containers: [...containers], images: []}, [
		...otherwise,
		{args: '^(?:--\\w+ \\S+ )?ps --quiet', out: containers.map(({Id}) => `${Id}\n`).join('')},
		{args: 'version --format', out: '20.10.24\n'},
		{args: 'service ls', err: 'Error response from daemon: This node is not a swarm manager.', code: 1},
	]);
	const none = {container: null, host: null, context: null, config: null, admin: null, namespace: null};
	const proxy = await openProxy(program.world(), {kind: 'docker', ...none, timeout: 20_000, ...access});
	return await proxy.route({...{scheme: 'http', host: 'shop.test', port: 8080, path: '/', method: 'GET'}, ...question});
}

describe('a published port', () => {
	test('on IPv4 and IPv6 alike is one', async () => {
		const {route} = await ask([
			container('web', {ports: {'3000/tcp': [...on(8080), ...on(8080, '::')], '9000/tcp': null}}),
		]);
		expect(route.upstreams.map(({addresses}) => addresses.map(({address, port}) => `${address}:${port}`))).toEqual([
			['172.17.0.2:3000'],
		]);
		expect(route.match?.listener).toBe('0.0.0.0:8080');
	});

	test('leads to the network of the highest priority, where an engine has such', async () => {
		const networks = {
			a: {IPAddress: '10.1.0.2', Gateway: '10.1.0.1', GwPriority: 0},
			b: {IPAddress: '10.2.0.2', Gateway: '10.2.0.1', GwPriority: 5},
			c: {IPAddress: '10.3.0.2', Gateway: '', GwPriority: 9},
		};
		const {route} = await ask([container('web', {ports: {'3000/tcp': on(8080)}, networks})]);
		expect(route.upstreams[0]!.addresses[0]!.address).toBe('10.2.0.2');
	});

	test('of a container without an address leads nowhere that is told', async () => {
		const {route} = await ask([container('web', {ports: {'3000/tcp': on(8080)}, networks: {}})]);
		expect(route.upstreams).toMatchObject([{name: 'web', told: 'unresolved', addresses: []}]);
	});

	test('of a swarm leads to the tasks of this node, and those of others are not seen', async () => {
		const task = container('api.1', {
			networks: {ingress: {IPAddress: '10.0.0.7', Gateway: ''}},
			config: {Labels: {'com.docker.swarm.service.id': 'abcdefghijklmnop'}},
		});
		const published = [{Protocol: 'tcp', TargetPort: 3000, PublishedPort: 8080, PublishMode: 'ingress'}];
		const service = [{ID: 'abcdefghijklmnop', Spec: {Name: 'api'}, Endpoint: {Ports: published}}];
		const otherwise = [
			{args: 'service ls', out: 'abcdefghijklmnop\n'},
			{args: 'service inspect', out: JSON.stringify(service)},
		];
		const {route} = await ask([task, container('other')], {otherwise});
		expect(route).toMatchObject({
			match: {at: 'service api'},
			upstreams: [{name: 'api', told: 'live', addresses: [{address: '10.0.0.7', port: 3000}]}],
			unsure: ['tasks of the service api on other nodes are not seen'],
		});
		expect((await ask([task], {otherwise}, {port: 8081})).route.outcome).toBe('none');
	});

	test('is asked of the engine that is named, which is shown without what logs in', async () => {
		expect((await ask([], {host: 'ssh://me:secret@host:22/x?token=y'})).where).toBe(
			'published ports of docker (ssh://host:22)',
		);
	});

	test('of what went away since it was listed is nobody’s', async () => {
		const gone = 'f'.repeat(64);
		const otherwise = [{args: '^ps --quiet', out: `${container('web').Id}\n${gone}\n`}];
		const web = container('web', {ports: {'3000/tcp': on(8080)}});
		expect((await ask([web], {otherwise})).route.match?.at).toBe('container web');
	});
});

describe('an engine that does not answer as it should', () => {
	test.each([
		['Cannot connect to the Docker daemon at unix:///x. Is the docker daemon running?', 'unreachable'],
		['permission denied while trying to connect to the Docker daemon socket', 'forbidden'],
		['user@host: Permission denied (publickey).', 'unauthorized'],
		['context "x": context not found: open /x: no such file or directory', 'not-found'],
		['something else', 'command-failed'],
	])('and says %j is a fault: %s', async (err, code) => {
		expect((await faultOf(ask([], {otherwise: [{args: '^ps', err, code: 1}]}))).code).toBe(code);
	});

	test.each([
		[
			'too many containers',
			Array.from({length: 2_001}, (_, at) => `${String(at).padStart(64, '0')}\n`).join(''),
			'[]',
			'too-large',
		],
		['no JSON', `${'a'.repeat(64)}\n`, '<html>', 'invalid-answer'],
		['no list', `${'a'.repeat(64)}\n`, '{}', 'invalid-answer'],
		['fifty megabytes', `${'a'.repeat(64)}\n`, ' '.repeat(50 << 20), 'too-large'],
	])('with %s is a fault', async (_, listed, out, code) => {
		const otherwise = [
			{args: '^ps --quiet', out: listed},
			{args: '^container inspect', out},
		];
		expect((await faultOf(ask([], {otherwise}))).code).toBe(code);
	});

	test('with anything in place of ports and networks finds nobody', async () => {
		const odd = [7, 'x', [], {'3000/tcp': 'x'}, {'3000/tcp': [null, {HostPort: {}}]}, {'x/tcp': on(8080)}];
		const containers = odd.map((ports, at) => container(`odd-${at}`, {ports, networks: {a: 7 as never}}));
		expect((await ask(containers)).route.outcome).toBe('none');
	});
});
