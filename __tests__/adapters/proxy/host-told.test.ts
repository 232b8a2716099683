import {describe, expect, test} from '@jest/globals';
import {route as apache} from './apache-fake.ts';
import {askCaddy} from './caddy-fake.ts';
import {askHaproxy} from './haproxy-fake.ts';
import {route as nginx} from './nginx-fake.ts';
import {asked, router, traefikApi} from './traefik-stand.ts';

describe('the host that an upstream is told', () => {
	test.each([
		['', 'http://10.0.0.1:3000', '10.0.0.1'],
		['', 'http://pool', 'pool'],
		['proxy_set_header Host $host;', 'http://pool', null],
		['proxy_set_header host $http_host;', 'http://pool', null],
		['proxy_set_header Host "$host:$server_port";', 'http://pool', null],
		['proxy_set_header Host Inner.test;', 'http://pool', 'inner.test'],
		['proxy_set_header X-Real-IP $remote_addr;', 'http://pool', 'pool'],
		['proxy_set_header Host $http_x_forwarded_host;', 'http://pool', ''],
		['', 'http://unix:/run/api.sock', 'localhost'],
	])('nginx with %s and proxy_pass %s: %s', async (header, url, host) => {
		const pool = 'upstream pool { server 10.0.0.1:1; }';
		const told = await nginx(`${pool} server { location / { ${header} proxy_pass ${url}; } }`);
		expect(told).toMatchObject({host, unsure: []});
	});

	test('nginx: a location that sets any header of its own has none of those around it', async () => {
		const told = await nginx(`server { proxy_set_header Host $host;
			location / { proxy_set_header X-A b; proxy_pass http://10.0.0.1:1; } }`);
		expect(told.host).toBe('10.0.0.1');
	});

	test.each([
		['', '10.0.0.1'],
		['ProxyPreserveHost On', null],
		['ProxyPreserveHost On\nRequestHeader set Host inner.test', ''],
	])('apache with %j: %s', async (more, host) => {
		expect(await apache(`${more}\nProxyPass / http://10.0.0.1:3000/`)).toMatchObject({host});
	});

	const dial = '10.0.0.1:3000';
	test.each([
		[{}, null],
		[{headers: {request: {set: {Host: ['inner.test:81']}}}}, 'inner.test'],
		[{headers: {request: {set: {host: ['{http.reverse_proxy.upstream.hostport}']}}}}, '10.0.0.1'],
		[{headers: {request: {set: {Host: ['{http.request.host}']}}}}, null],
		[{headers: {request: {set: {Host: ['{http.request.header.X-A}']}}}}, ''],
		[{transport: {protocol: 'http', tls: {}}}, ''],
	])('caddy with %j: %s', async (more, host) => {
		const handle = [{handler: 'reverse_proxy', upstreams: [{dial}], ...more}];
		expect((await askCaddy({routes: [{handle}]})).route).toMatchObject({host});
	});

	test.each([
		['', '', null],
		['http-request set-header Host inner.test', '', 'inner.test'],
		['', 'http-request set-header Host inner.test:8080', 'inner.test'],
		['', 'http-send-name-header Host', ''],
	])('haproxy with %j and %j: %s', async (front, back, host) => {
		const text = `defaults\n\tmode http\nfrontend entry\n\tbind :80\n\t${front}\n\tdefault_backend api\nbackend api\n\t${back}\n\tserver one 10.0.0.1:3001\n`;
		expect((await askHaproxy({files: {'haproxy.cfg': text}})).route).toMatchObject({host, outcome: 'proxied'});
	});

	test.each([
		[{}, [], null],
		[{passHostHeader: false}, [], '10.1.0.5'],
		[{}, [{name: 'h@file', headers: {customRequestHeaders: {Host: 'inner.test'}}}], 'inner.test'],
	])('traefik with %j and %j: %s', async (balancer, middlewares, host) => {
		const api = {
			name: 'api@file',
			provider: 'file',
			loadBalancer: {servers: [{url: 'http://10.1.0.5:3000'}], ...balancer},
		};
		const routers = [router('shop', 'PathPrefix(`/`)', {middlewares: middlewares.map(({name}) => name)})];
		await using stand = await traefikApi({routers, services: [api], middlewares});
		expect((await stand.ask(asked)).route).toMatchObject({host});
	});
});
