import {readFileSync, writeFileSync} from 'node:fs';
import {join} from 'node:path';
import {describe, expect, test} from '@jest/globals';
import {parse} from 'yaml';
import {openProxy} from '../../src/adapters/proxy/proxy.ts';
import type {ProxyAnswer, RouteQuestion} from '../../src/model/mapping.ts';
import {faultOf} from '../adapters/registry/asking.ts';
import {testWorld} from '../builders/world.ts';
import type {KubernetesObject} from '../fakes/kubernetes/objects.ts';
import * as build from '../fakes/kubernetes/routing.ts';
import {type ApiServer, apiServer, type Cluster, token} from '../fakes/kubernetes/server.ts';
import {temporary} from './commands.ts';
import {traefikAccess} from './traefik.ts';

// The real kubectl, against a server that answers as the API server does.

type Stage = AsyncDisposable & {
	readonly server: ApiServer;
	readonly ask: (question?: Partial<RouteQuestion>) => Promise<ProxyAnswer>;
};

async function stage(cluster: Cluster): Promise<Stage> {
	const room = temporary();
	const server = await apiServer(cluster);
	const file = join(room.path, 'config');
	const authority = Buffer.from(server.authority).toString('base64');
	writeFileSync(
		file,
		JSON.stringify({
			apiVersion: 'v1',
			kind: 'Config',
			'current-context': 'production',
			contexts: [{name: 'production', context: {cluster: 'c', user: 'u'}}],
			clusters: [{name: 'c', cluster: {server: server.url, 'certificate-authority-data': authority}}],
			users: [{name: 'u', user: {token}}],
		}),
	);
	const world = testWorld({env: {PATH: process.env['PATH'], HOME: room.path, KUBECONFIG: file}});
	const access = traefikAccess({kind: 'kubernetes', context: 'production', namespace: 'shop'});
	return {
		server,
		ask: async (question = {}) =>
			(await openProxy(world, access)).route({
				...{scheme: 'http', host: 'shop.test', port: 80, path: '/api/orders', method: 'GET'},
				...question,
			}),
		async [Symbol.asyncDispose]() {
			await server[Symbol.asyncDispose]();
			room[Symbol.dispose]();
		},
	};
}

/** What the documentation grants: for an ingress, and more for gateways. */
const [rights, ofGateways] = rightsIn(readFileSync(new URL('../../docs/proxies.md', import.meta.url), 'utf8'));

function rightsIn(document: string): [string[], string[]] {
	const blocks = [...document.matchAll(/^```yaml\n(.*?)^```/gms)].map(([, text]) => text!);
	const role = blocks.find((text) => text.includes('kind: Role\n'))!;
	const added = blocks[blocks.indexOf(role) + 1]!;
	const listed = (rules: readonly {apiGroups: string[]; resources: string[]; verbs: string[]}[]): string[] =>
		rules.flatMap(({apiGroups, resources, verbs}) =>
			resources.flatMap((resource) => verbs.map((verb) => `${verb} ${apiGroups[0]}/${resource}`)),
		);
	return [listed(parse(role).rules), listed(parse(added))];
}

const api = [build.service('api', 3000), build.slice('api', 3000, [{address: '10.244.0.5', ready: true}])];
const shop = build.ingress('shop', {rules: [{host: 'shop.test', http: {paths: [build.ingressPath('/api', 'api')]}}]});
const addressesIn = ({route}: ProxyAnswer) =>
	route.upstreams.flatMap(({addresses}) => addresses.map(({address, port}) => `${address}:${port}`));

describe('kubectl', () => {
	test('tells where an ingress leads, with the rights that the documentation grants and with no others', async () => {
		await using here = await stage({objects: [...api, shop, build.ingressClass('nginx')], rights});
		const answer = await here.ask();
		expect([answer.where, answer.route.match?.at]).toEqual([
			'kubernetes, production, namespace shop',
			'ingress shop, rule 1',
		]);
		expect(addressesIn(answer)).toEqual(['10.244.0.5:3000']);
		expect(here.server.misfits).toEqual([]);
		expect(here.server.asked.every((line) => line.startsWith('GET '))).toBe(true);
	});

	test('tells where a route of a gateway leads, in a cluster that has gateways', async () => {
		const objects: readonly KubernetesObject[] = [
			...api,
			build.gateway('edge', [{name: 'web', protocol: 'HTTP', port: 80}]),
			build.httpRoute('shop', {hostnames: ['shop.test'], rules: [{backendRefs: [{name: 'api', port: 80, weight: 1}]}]}),
		];
		await using here = await stage({objects, rights: [...rights, ...ofGateways]});
		const answer = await here.ask();
		expect([answer.route.match?.at, answer.route.unsure]).toEqual(['httproute shop, rule 1', []]);
		expect(addressesIn(answer)).toEqual(['10.244.0.5:3000']);
	});

	test.each(rights)('is refused to %s, and the rule that is missing is named', async (right) => {
		await using here = await stage({objects: [...api, shop], rights: rights.filter((one) => one !== right)});
		const [, verb, group, resource] = /^(\w+) ([\w.]*)\/(\w+)$/.exec(right)!;
		const fault = await faultOf(here.ask());
		expect(fault.code).toBe('forbidden');
		expect(fault.detail).toContain(`apiGroups: ["${group}"], resources: ["${resource}"], verbs: ["${verb}"]`);
	});

	test('finds nobody where nothing listens', async () => {
		const here = await stage({objects: [shop]});
		await here.server[Symbol.asyncDispose]();
		expect((await faultOf(here.ask())).code).toBe('unreachable');
	});
});
