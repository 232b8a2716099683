import {describe, expect, test} from '@jest/globals';
import {decodeConfig} from '../../src/config/decode.ts';
import {proxyKinds} from '../../src/model/mapping.ts';

const probe = '    probes: [{url: "https://api.example.com/workflows"}]\n';
const docker = '    image: ghcr.io/acme/api:1\n    runtime: docker\n';

const decoded = async (service: string, trust: 'trusted' | 'untrusted' = 'trusted') =>
	decodeConfig(`version: 1\nservices:\n  api:\n${service}`, {file: 'deploy-truth.yml', trust, secrets: []});
const problemsOf = async (service: string, trust: 'trusted' | 'untrusted' = 'trusted'): Promise<readonly string[]> => {
	const answer = await decoded(service, trust);
	return 'problems' in answer ? answer.problems.map(({path, found}) => `${path}: ${found}`) : [];
};
const serviceOf = async (service: string) => {
	const answer = await decoded(service);
	if ('problems' in answer) throw new Error(JSON.stringify(answer.problems));
	return answer.config.services[0]!;
};

describe('a proxy', () => {
	test.each(proxyKinds)('%s is one word where it runs on this machine', async (kind) => {
		expect((await serviceOf(`${probe}    proxy: ${kind}\n`)).proxies).toEqual([
			{
				kind,
				container: null,
				host: null,
				context: null,
				config: null,
				admin: null,
				namespace: null,
				timeout: 30_000,
			},
		]);
	});

	test('what is stated of it arrives', async () => {
		const service = await serviceOf(
			`${probe}    proxy: {kind: caddy, container: edge, host: "ssh://deploy@h", config: /etc/caddy/Caddyfile, admin: "unix:///run/caddy.sock", timeout: 5s}\n`,
		);
		expect(service.proxies).toEqual([
			{
				kind: 'caddy',
				container: 'edge',
				host: 'ssh://deploy@h',
				context: null,
				config: '/etc/caddy/Caddyfile',
				admin: '/run/caddy.sock',
				namespace: null,
				timeout: 5_000,
			},
		]);
	});

	test('several are asked in the order in which they stand, the outermost first', async () => {
		const service = await serviceOf(
			`${probe}    proxy: [docker, {kind: nginx, container: web}]\n    upstream: api:3000\n`,
		);
		expect(service.proxies.map(({kind}) => kind)).toEqual(['docker', 'nginx']);
		expect(service.upstream).toBe('api:3000');
	});

	test.each([
		['{kind: nginx, admin: "http://127.0.0.1:2019"}', 'services.api.proxy.admin: `admin`, which nginx does not know'],
		['{kind: kubernetes, host: "ssh://h"}', 'services.api.proxy.host: `host`, which kubernetes does not know'],
		['{kind: docker, namespace: x}', 'services.api.proxy.namespace: `namespace`, which docker does not know'],
		['{kind: nginx, host: "ssh://h"}', 'services.api.proxy.host: `host` without `container`'],
		['{kind: caddy, context: prod}', 'services.api.proxy.context: `context` without `container`'],
		['{kind: docker, host: "ssh://h", context: x}', 'services.api.proxy.host: `host` and `context`'],
		['[nginx, {kind: apache, admin: /a}]', 'services.api.proxy[1].admin: `admin`, which apache does not know'],
	])('%s is refused before anything is asked', async (proxy, problem) => {
		expect(await problemsOf(`${probe}    proxy: ${proxy}\n`)).toEqual([problem]);
	});

	test.each([
		['{kind: nginx, container: --privileged}', 'container'],
		['{kind: docker, host: "ssh://-oProxyCommand=x"}', 'host'],
		['{kind: haproxy, config: haproxy.cfg}', 'config'],
		['{kind: haproxy, config: /etc/../x}', 'config'],
		['{kind: caddy, admin: "http://user:secret@h:2019"}', 'admin'],
		['{kind: caddy, admin: "localhost:2019"}', 'admin'],
		['{kind: haproxy, admin: "http://h/stats?token=x"}', 'admin'],
		['{kind: haproxy, admin: "tcp:h"}', 'admin'],
		['{kind: haproxy, admin: "tcp:h,exec:1"}', 'admin'],
		['{kind: kubernetes, namespace: -x}', 'namespace'],
		['{kind: envoy}', 'kind'],
	])('%s names what would be taken for something else', async (proxy, key) => {
		const problems = await problemsOf(`${probe}    proxy: ${proxy}\n`);
		expect(problems).toHaveLength(1);
		expect(problems[0]).toContain(`services.api.proxy.${key}`);
		expect(problems[0]).not.toContain('secret');
	});

	test('a socket of HAProxy that listens at a port is named by host and port', async () => {
		const service = await serviceOf(`${probe}    proxy: {kind: haproxy, admin: "tcp:127.0.0.1:9999"}\n`);
		expect(service.proxies.map(({admin}) => admin)).toEqual(['tcp:127.0.0.1:9999']);
	});

	test('more than eight behind each other are nobody’s', async () => {
		const list = Array.from({length: 9}, () => 'nginx').join(', ');
		expect(await problemsOf(`${probe}    proxy: [${list}]\n`)).toHaveLength(1);
	});

	test.each(['proxy: nginx', 'proxy: {kind: caddy, admin: "http://10.0.0.1:2019"}', 'proxy: [docker]'])(
		'%s is never taken from somebody who may not deploy',
		async (line) => {
			const problems = await problemsOf(`${probe}    ${line}\n`, 'untrusted');
			expect(problems).toEqual(['services.api.proxy: `proxy` on an event that an outsider can start']);
		},
	);
});

describe('what a proxy, an upstream and a trace need beside them', () => {
	test.each([
		['    image: a/b:1\n    proxy: nginx\n', ['services.api.proxy: `proxy` without `probes` and `live`']],
		[`${probe}    upstream: api:3000\n`, ['services.api.upstream: `upstream` without `proxy`']],
		[`${probe}    trace: true\n`, ['services.api.trace: `trace` without `runtime`']],
		[
			`${probe}    image: a/b:1\n    runtime: {kind: ecs, cluster: c}\n    trace: 3s\n`,
			['services.api.trace: `trace` with a runtime of kind ecs, whose logs are not read'],
		],
		[
			`${probe}    image: a/b:1\n    replicas: replicas.json\n    trace: true\n`,
			['services.api.trace: `trace` without `runtime`'],
		],
		[`${docker}    trace: true\n`, ['services.api.trace: `trace` without `probes` and `live`']],
		[`${probe}    trace: false\n`, []],
		[`${docker}    live: {base: "https://app.example.com/"}\n    trace: true\n`, []],
	])('%s', async (service, problems) => {
		expect(await problemsOf(service)).toEqual(problems);
	});

	test.each([
		['true', 5_000],
		['2s', 2_000],
		['false', null],
	])('trace: %s is %s milliseconds', async (trace, milliseconds) => {
		expect((await serviceOf(`${docker}${probe}    trace: ${trace}\n`)).trace).toBe(milliseconds);
	});

	test.each(['trace: 5', 'trace: yes please', 'upstream: "a b"', 'upstream: ""', 'upstream: "`x`\\n"'])(
		'%s is no value',
		async (line) => {
			expect(await problemsOf(`${docker}${probe}    proxy: nginx\n    ${line}\n`)).toHaveLength(1);
		},
	);
});
