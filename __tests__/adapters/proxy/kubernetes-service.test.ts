import {describe, expect, test} from '@jest/globals';
import * as build from '../../fakes/kubernetes/routing.ts';
import {addressesOf, pods, routeOf, shop} from './kubernetes-stand.ts';

describe('a service', () => {
	const leading = [build.ingressClass('nginx'), shop([build.ingressPath('/', 'api')])];

	test('tells by its endpoints who is ready, and who only ends', async () => {
		const three = [
			{address: '10.244.0.1', ready: true, serving: true, terminating: false},
			{address: '10.244.0.2', ready: false, serving: false, terminating: false},
			{address: '10.244.0.3', ready: false, serving: true, terminating: true},
		];
		expect(await addressesOf([...leading, build.service('api', 3000), build.slice('api', 3000, three)])).toEqual([
			'10.244.0.1:3000 up',
			'10.244.0.2:3000 down',
			'10.244.0.3:3000 down',
		]);
		expect(
			await addressesOf([...leading, build.service('api', 3000), build.slice('api', 3000, three.slice(1))]),
		).toEqual(['10.244.0.2:3000 down', '10.244.0.3:3000 up']);
	});

	test('without a selector leads where its slices do', async () => {
		const {
			spec: {selector: _, ...spec},
			...rest
		} = build.service('api', 3000) as never as {spec: {selector: unknown}};
		const outside = build.slice('api', 3000, [{address: '192.0.2.7'}]);
		expect(await addressesOf([...leading, {...rest, spec}, outside])).toEqual(['192.0.2.7:3000 up']);
	});

	test('without an address of its own leads to its pods all the same', async () => {
		expect(
			await addressesOf([...leading, build.service('api', 3000, {clusterIP: 'None'}), build.slice('api', 3000, pods)]),
		).toEqual(['10.244.0.5:3000 up']);
	});

	test('is told by the older endpoints where the cluster has no slices', async () => {
		const endpoints = {
			apiVersion: 'v1',
			kind: 'Endpoints',
			metadata: {name: 'api', namespace: 'shop'},
			subsets: [
				{addresses: [{ip: '10.244.0.8'}], notReadyAddresses: [{ip: '10.244.0.9'}], ports: [{name: 'http', port: 3000}]},
			],
		};
		expect(
			await addressesOf([...leading, build.service('api', 3000), endpoints], {}, {lacks: ['endpointslices']}),
		).toEqual(['10.244.0.8:3000 up', '10.244.0.9:3000 down']);
	});

	test.each([
		['is not there', [], 'there is no service api'],
		[
			'stands for another name',
			[build.service('api', 1, {type: 'ExternalName', externalName: 'api.example.com'})],
			'the service api:80 stands for the name api.example.com',
		],
		[
			'has no such port',
			[build.service('api', 1, {ports: [{port: 81, targetPort: 1}]})],
			'the service api has no port 80',
		],
	])('that %s leads nowhere that is known', async (_, objects, why) => {
		const route = await routeOf([...leading, ...objects]);
		expect([route.outcome, route.upstreams[0]?.told, route.unsure]).toEqual(['proxied', 'unresolved', [why]]);
	});
});
