import {describe, expect, test} from '@jest/globals';
import * as build from '../../fakes/kubernetes/routing.ts';
import {faultOf} from '../registry/asking.ts';
import {api, askCluster, routeOf} from './kubernetes-stand.ts';

describe('a cluster that does not answer as it should', () => {
	test.each([
		['error: You must be logged in to the server (Unauthorized)', 'unauthorized'],
		['Error from server (Forbidden): ingresses is forbidden: User "ci" cannot list resource "ingresses"', 'forbidden'],
		['Unable to connect to the server: dial tcp 10.0.0.1:443: i/o timeout', 'unreachable'],
		['error: context "x" does not exist', 'not-found'],
		['something else', 'command-failed'],
	])('and says %j is a fault: %s', async (stderr, code) => {
		const fault = await faultOf(askCluster([], {}, {says: [{match: 'get ingresses', stderr, code: 1}]}));
		expect(fault.code).toBe(code);
		if (code === 'forbidden')
			expect(fault.detail).toContain('apiGroups: ["networking.k8s.io"], resources: ["ingresses"], verbs: ["list"]');
	});

	test.each([
		['no JSON', '<html>', 'invalid-answer'],
		['no list', '{}', 'invalid-answer'],
		['too many objects', JSON.stringify({items: Array.from({length: 6_000}, () => ({}))}), 'too-large'],
		['fifty megabytes', 'x'.repeat(50 << 20), 'too-large'],
	])('with %s is a fault', async (_, stdout, code) => {
		expect((await faultOf(askCluster([], {}, {says: [{match: 'get ingresses', stdout, code: 0}]}))).code).toBe(code);
	});

	test('with names that would be options asks for none of them', async () => {
		const evil = {
			metadata: {name: 'x', namespace: 'shop'},
			spec: {
				rules: [{http: {paths: [{path: '/', backend: {service: {name: '--all-namespaces', port: {number: 1}}}}]}}],
			},
		};
		const says = [{match: 'get ingresses', stdout: JSON.stringify({items: [evil, 7, {spec: {rules: 'x'}}]}), code: 0}];
		const route = await routeOf([], {}, {says});
		expect(route.upstreams[0]).toMatchObject({told: 'unresolved', addresses: []});
	});

	test('with thousands of rules and long patterns is answered in time', async () => {
		const matches = Array.from({length: 60}, () => ({path: {type: 'RegularExpression', value: '^(/a+)+$'}}));
		const items = Array.from({length: 300}, (_, at) => ({
			...build.httpRoute(`r${at}`, {rules: [{matches, backendRefs: [{name: 'api', port: 80}]}]}),
		}));
		const says = [{match: 'get httproutes', stdout: JSON.stringify({items}), code: 0}];
		const edge = build.gateway('edge', [{name: 'web', protocol: 'HTTP', port: 80}]);
		const from = performance.now();
		const route = await routeOf([...api, edge], {path: `/${'a'.repeat(2_000)}!`}, {says});
		expect(performance.now() - from).toBeLessThan(15_000);
		expect(route.unsure.length).toBeLessThan(50);
	});
});
