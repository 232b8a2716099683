import {execFile} from 'node:child_process';
import {promisify} from 'node:util';
import {describe, expect, test} from '@jest/globals';
import type {RouteQuestion} from '../../src/model/mapping.ts';
import {proxyContract} from '../adapters/proxy/contract.ts';
import type {Rule, Setup} from '../adapters/proxy/situations.ts';
import {type Backend, Backends, landing} from './proxy-backends.ts';
import {runTraefik, type Settings} from './traefik.ts';
import {traefik} from './traefik-build.ts';
import {cases} from './traefik-cases.ts';

const built = await traefik();
if ('missing' in built) process.stderr.write(`skipped: ${built.missing}\n`);
const program = 'program' in built ? built.program : '';

/** A rule as Traefik has it; what is longer wins, so a pattern for hosts says that it comes last. */
function ruleOf({host, path, how, method}: Rule): string {
	const parts = [
		host === null
			? []
			: host.startsWith('*.')
				? [`HostRegexp(\`^[^.]+${host.slice(1).replaceAll('.', '\\.')}$\`)`]
				: [`Host(\`${host}\`)`],
		how === 'regex' ? [`PathRegexp(\`${path}\`)`] : how === 'exact' ? [`Path(\`${path}\`)`] : [],
		how === 'prefix' && (path !== '/' || host === null) ? [`PathPrefix(\`${path}\`)`] : [],
		method === undefined ? [] : [`Method(\`${method}\`)`],
	].flat();
	return parts.join(' && ');
}

const server = ({address, port}: Backend, weight?: number): Settings => ({
	url: `http://${address}:${port}`,
	...(weight === undefined ? {} : {weight}),
});

function configured(
	{upstreams, rules, included}: Setup,
	addresses: Readonly<Record<string, Backend>>,
): Record<string, Settings> {
	const services: Record<string, Settings> = {};
	for (const [name, members] of Object.entries(upstreams)) {
		const balancer = (backup: boolean): Settings => ({
			servers: members
				.filter((member) => (member.backup === true) === backup)
				.map(({backend, weight}) => server(addresses[backend]!, weight)),
		});
		const reserve = members.some(({backup}) => backup === true);
		if (!reserve) services[name] = {loadBalancer: balancer(false)};
		else {
			services[name] = {failover: {service: `${name}-main`, fallback: `${name}-spare`}};
			services[`${name}-main`] = {loadBalancer: {...balancer(false), healthCheck: {path: '/', interval: '1s'}}};
			services[`${name}-spare`] = {loadBalancer: balancer(true)};
		}
	}
	const [routers, middlewares]: [Record<string, Settings>, Record<string, Settings>] = [{}, {}];
	const add = (name: string, rule: string, priority: number | null, {to, strip, path}: Rule): void => {
		const own = 'answer' in to || strip === true ? [`change-${name}`] : [];
		if ('answer' in to)
			middlewares[`change-${name}`] = {redirectRegex: {regex: '^.*$', replacement: 'https://elsewhere.test/'}};
		else if (strip === true) middlewares[`change-${name}`] = {stripPrefix: {prefixes: [path.replace(/\/$/, '')]}};
		routers[name] = {
			rule,
			service: 'upstream' in to ? to.upstream : 'noop@internal',
			...(own.length === 0 ? {} : {middlewares: own}),
			...(priority === null ? {} : {priority}),
		};
	};
	for (const [index, rule] of rules.entries()) {
		add(`rule-${index}`, ruleOf(rule), rule.host?.startsWith('*.') ? 2 : null, rule);
		if (rule.standard === true) add(`standard-${index}`, ruleOf({...rule, host: null}), 1, rule);
	}
	const rest = Object.keys(middlewares).length === 0 ? {} : {middlewares};
	return included === true
		? {main: {http: {services}}, included: {http: {routers, ...rest}}}
		: {main: {http: {services, routers, ...rest}}};
}

if ('program' in built)
	proxyContract({
		name: 'traefik',
		features: [
			...['host', 'wildcard-host', 'path', 'exact-path', 'regex-path', 'default-server', 'answer', 'include'],
			...['weights', 'backup', 'dead', 'strip', 'method', 'port'],
		] as const as never,
		otherwise: {
			'a wildcard takes each host below its name': {
				why: 'a host is a name or a regular expression',
				expect: {outcome: 'proxied', backends: ['api'], how: 'regex'},
			},
		},
		async stage(setup) {
			const away = new Backends();
			for (const {backend, dead} of Object.values(setup.upstreams).flat()) await away.start(backend, dead);
			const running = await runTraefik(program, configured(setup, away.addresses));
			return {
				...running,
				addresses: away.addresses,
				request: ({port, host, path, method}) => landing(port, host, path, method),
				async [Symbol.asyncDispose]() {
					await running[Symbol.asyncDispose]();
					await away[Symbol.asyncDispose]();
				},
			};
		},
	});
else describe('traefik', () => test.skip(built.missing, () => undefined));

('program' in built ? describe : describe.skip)('what is told of Traefik', () => {
	test('is where requests land, for rules, priorities and middlewares that were drawn by lot', async () => {
		await using away = new Backends();
		for (const name of ['to-0', 'to-1', 'to-2', 'to-3']) await away.start(name);
		const drawn = cases(60);
		await using running = await runTraefik(program, {
			drawn: {
				http: {
					services: Object.fromEntries(
						Object.entries(away.addresses).map(([name, place]) => [name, {loadBalancer: {servers: [server(place)]}}]),
					),
					routers: Object.assign({}, ...drawn.map(({routers}) => routers)),
					middlewares: Object.assign({}, ...drawn.map(({middlewares}) => middlewares)),
				},
			},
		});
		const wrong: unknown[] = [];
		let [held, open] = [0, 0];
		for (const {host, routers, middlewares, requests} of drawn)
			for (const {path, method} of requests) {
				const [plain = '', query] = path.split('?');
				const question: RouteQuestion = {scheme: 'http', host, port: running.port, path: plain, method};
				const {route} = await running.ask(question);
				if (route.unsure.length > 0) {
					open++;
					continue;
				}
				const real = await landing(running.port, host, path, method);
				const ports = route.upstreams.flatMap(({addresses}) => addresses.map(({port}) => port));
				const named = Object.entries(away.addresses).find(([, {port}]) => port === ports[0])?.[0] ?? null;
				const seen =
					route.outcome === 'proxied' ? (route.rewritten ?? plain) + (query === undefined ? '' : `?${query}`) : null;
				if (named === real.backend && seen === real.path) held++;
				else wrong.push({path, method, told: [named, seen, route.match], real, routers, middlewares});
			}
		expect(wrong).toEqual([]);
		expect(held).toBeGreaterThan(250);
		expect(held + open).toBe(300);
	});

	test('is another thing with TLS than without, and where an entry point leaves paths as they are', async () => {
		await using away = new Backends();
		for (const name of ['plain', 'secure', 'inner']) await away.start(name);
		const rule = 'Host(`shop.test`)';
		const routers = {
			plain: {rule, service: 'plain'},
			secure: {rule, service: 'secure', tls: {}},
			inner: {rule: `${rule} && PathPrefix(\`/api\`)`, service: 'inner'},
		};
		const services = Object.fromEntries(
			Object.entries(away.addresses).map(([name, place]) => [name, {loadBalancer: {servers: [server(place)]}}]),
		);
		for (const cleans of [true, false]) {
			const flags = cleans ? [] : ['--entrypoints.web.http.sanitizepath=false'];
			await using running = await runTraefik(program, {all: {http: {routers, services}}}, flags);
			for (const [scheme, path, name] of [
				['http', '/', 'plain'],
				['https', '/', 'secure'],
				['http', '/x/../api', cleans ? 'inner' : 'plain'],
			] as const) {
				const at = `${scheme}://127.0.0.1:${running.port}${path}`;
				const args = [
					'--silent',
					'--max-time',
					'20',
					'--insecure',
					'--path-as-is',
					'--header',
					'Host: shop.test',
					'--include',
					at,
				];
				const {stdout} = await promisify(execFile)('curl', args);
				expect(/^x-backend: (\S+)/im.exec(stdout)?.[1]).toBe(name);
				const {route} = await running.ask({scheme, host: 'shop.test', port: running.port, path, method: 'GET'});
				expect([route.match?.at, route.unsure]).toEqual([`router ${name}@file`, []]);
			}
		}
	});
});
