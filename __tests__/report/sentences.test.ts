import {describe, expect, test} from '@jest/globals';
import {faultCodes} from '../../src/model/fault.ts';
import type {ProxyConfig} from '../../src/model/config.ts';
import {proxyKinds} from '../../src/model/mapping.ts';
import {runtimeKinds} from '../../src/model/runtime.ts';
import {proxyConfig} from '../builders/mapping.ts';
import {remedyContext as context} from '../builders/remedy.ts';
import {reasonCodes, remedyCodes} from '../../src/model/verdict.ts';
import {textOf} from '../../src/report/phrase.ts';
import {faults} from '../../src/report/fault-sentences.ts';
import {reasons, remedies} from '../../src/report/sentences.ts';
import {statusMeaning} from '../../src/report/status-meaning.ts';

describe('sentences', () => {
	test.each(reasonCodes)('the reason %s has a clause that fits a headline', (code) => {
		const [clause, explanation] = reasons[code];
		expect(clause).toMatch(/^[a-z].*[^.]$/);
		expect(explanation).toMatch(/^$|^[A-Z].*\.$/);
	});

	test.each(faultCodes)('the fault %s says what happened in words of its own', (code) => {
		expect(faults[code]).toMatch(/^[a-z].{10,}[^.]$/);
		expect(Object.values(faults).filter((sentence) => sentence === faults[code])).toHaveLength(1);
	});

	test.each(remedyCodes)('the remedy %s can be followed with and without an image', (code) => {
		const full = textOf(remedies[code](context));
		const bare = textOf(
			remedies[code]({...context, image: null, imageName: null, ask: null, runtime: null, leads: null}),
		);
		expect(full.length).toBeGreaterThan(30);
		expect(full + bare).not.toMatch(/undefined|null|\[object/);
	});

	test.each(runtimeKinds)('every remedy can be followed on %s', (kind) => {
		for (const remedy of remedyCodes) {
			const runtime = {...context.runtime, kind};
			expect(textOf(remedies[remedy]({...context, runtime}))).not.toMatch(/undefined|null|\[object| {2}/);
		}
	});

	test.each(proxyKinds)('every remedy can be followed on %s, on this machine and in a container', (kind) => {
		for (const remedy of remedyCodes)
			for (const container of [null, 'edge']) {
				const asked = {...proxyConfig({kind, container}), host: kind === 'kubernetes' ? null : 'ssh://h'};
				const text = textOf(remedies[remedy]({...context, proxy: asked, asked: {host: 'api.example.com', port: 8443}}));
				expect(text).not.toMatch(/undefined|null|\[object| {2}/);
			}
	});

	test('a proxy is reloaded where it runs, and what its names hold stays one argument', () => {
		const reload = (proxy: Partial<ProxyConfig>): string =>
			textOf(remedies['reload-the-proxy']({...context, proxy: proxyConfig(proxy)}));
		expect(reload({kind: 'nginx', container: null})).toContain('Reload: nginx -s reload');
		expect(reload({kind: 'nginx', container: 'a; reboot', host: 'ssh://h'})).toContain(
			"docker --host ssh://h exec 'a; reboot' nginx -s reload",
		);
		expect(reload({kind: 'caddy', container: '--privileged'})).toContain('docker exec PROXY caddy reload');
		expect(reload({kind: 'haproxy'})).toContain('docker kill --signal USR2 edge');
		expect(reload({kind: 'nginx', container: 'edge', config: '/etc/edge/nginx.conf'})).toContain(
			'docker exec edge nginx -c /etc/edge/nginx.conf -s reload',
		);
		expect(reload({kind: 'caddy', container: null, admin: 'http://127.0.0.1:2999'})).toContain(
			'caddy reload --force --address 127.0.0.1:2999 --config CADDYFILE',
		);
		expect(reload({kind: 'caddy', container: null, admin: '/run/caddy.sock', config: '/srv/Caddyfile'})).toContain(
			'caddy reload --force --address unix//run/caddy.sock --config /srv/Caddyfile',
		);
		expect(reload({kind: 'haproxy', container: null, config: '/srv/h.cfg'})).not.toContain('systemctl');
		expect(reload({kind: 'docker', container: null})).not.toContain('Reload:');
	});

	test('nothing that is configured already is asked for', () => {
		const way = {...context.way, published: false};
		const see = (stated: Partial<typeof context.way>): string =>
			textOf(remedies['trace-the-request']({...context, way: {...way, ...stated}}));
		expect(see({})).toContain('docker as the first of proxy:');
		expect(see({})).not.toContain('runtime: docker');
		expect(see({runtime: false})).toContain('runtime: docker');
		expect(see({})).toContain('trace: true');
		expect(see({trace: true})).not.toContain('trace: true');
		expect(see({trace: true, published: true})).toContain('Let the service log its requests');
	});

	test('DNS is not asked for an address that the configuration states', () => {
		const asked = {host: 'api.example.com', port: 8443};
		const told = (remedy: 'correct-the-records' | 'complete-the-chain', addresses: readonly string[]): string =>
			textOf(remedies[remedy]({...context, asked, way: {...context.way, addresses}}));
		expect(told('correct-the-records', [])).toContain('dig +short A api.example.com');
		expect(told('correct-the-records', ['127.0.0.4'])).not.toContain('dig');
		expect(told('complete-the-chain', [])).not.toContain('--resolve');
		expect(told('complete-the-chain', ['127.0.0.1'])).toContain('--resolve api.example.com:8443:127.0.0.1');
		expect(told('complete-the-chain', [])).toContain('tls: {ca: ca.pem}');
	});

	test('a container whose name is an option, or more than one word, stays one argument', () => {
		const runtime = {...context.runtime, kind: 'docker' as const, containers: ['--privileged', 'a; reboot']};
		const text = textOf(remedies['restart-the-service']({...context, runtime}));
		expect(text).toContain("docker restart CONTAINER 'a; reboot'");
	});

	const advice = (remedy: (typeof remedyCodes)[number], runtime: Partial<typeof context.runtime> | null): string =>
		textOf(remedies[remedy]({...context, runtime: runtime === null ? null : {...context.runtime, ...runtime}}));

	test('a manifest is applied to the project that was looked at', () => {
		expect(advice('apply-the-manifest', {})).toContain(
			'docker compose --project-name shop --file compose.yaml up -d api',
		);
	});

	test('paused processes go on by the name that their runtime knows', () => {
		expect(advice('resume-the-replicas', {})).toContain('docker compose --project-name shop unpause api');
		expect(advice('resume-the-replicas', {kind: 'docker'})).toContain('docker unpause shop-api-1');
	});

	test('to recreate several replicas of compose leaves as many', () => {
		expect(advice('recreate-the-replicas', {replicas: 3})).toContain('--force-recreate --scale api=3 api');
		expect(advice('pull-and-recreate', {replicas: 3})).toContain('--force-recreate --scale api=3 api');
		expect(advice('start-the-service', {replicas: 3})).toContain('up -d --scale api=3 api');
		expect(advice('recreate-the-replicas', {})).not.toContain('--scale');
	});

	test('a container of a plain engine is started again from the deployed image, and Compose is not spoken of', () => {
		for (const kind of ['docker', 'podman'] as const) {
			const text = advice('recreate-the-replicas', {kind});
			expect(text).toContain(`${kind} rm --force shop-api-1`);
			expect(text).toContain(`${kind} run … registry.example.com/team/api:prod`);
			expect(text).not.toMatch(/compose|elsewhere/i);
		}
	});

	test('where no container was found the names come first, and nothing is started', () => {
		expect(advice('check-the-names', {})).toContain('docker compose ls --all');
		expect(advice('check-the-names', {kind: 'kubernetes'})).toContain('kubectl get deployments --all-namespaces');
		const docker = advice('check-the-names', {kind: 'docker'});
		expect(docker).toContain('docker ps --all --format');
		expect(docker).toContain('container: names others');
		expect(advice('check-the-names', {kind: 'docker', selected: true})).not.toContain('names others');
		expect(advice('check-the-names', {})).not.toContain('up -d');
	});

	test('a health check is asked for its own words', () => {
		expect(advice('look-at-the-health-check', {})).toContain(
			"docker inspect --format '{{json .State.Health}}' shop-api-1",
		);
		expect(advice('wait-until-ready', {})).toContain('wait: 5m');
	});

	test('who has only a document of replicas collects without a configuration', () => {
		expect(advice('collect-again', null)).toContain(
			'deploy-truth collect --runtime docker --image registry.example.com/team/api:prod --path /app/dist --out replicas.json',
		);
		expect(advice('collect-again', {})).toContain('deploy-truth collect --service api --out');
	});

	test('a missing permission names the line to add', () =>
		expect(faults['permission-missing']).toContain('pull-requests: write'));

	test('a hostile name cannot leave its place in a command', () => {
		const text = textOf(remedies['rebuild-image-without-cache']({...context, service: "a'; rm -rf ~ #"}));
		expect(text).toContain(`docker compose pull 'a'\\''; rm -rf ~ #'`);
	});
});

describe('what an answer speaks of', () => {
	test.each([
		[404, 'route, artifact, mount or proxy'],
		[401, 'authentication'],
		[403, 'authenticated, but not allowed'],
		[429, 'rate'],
		[500, 'application'],
		[502, 'upstream'],
		[599, 'upstream'],
		[null, 'nothing answers'],
	])('%s speaks of %s', (status, words) => expect(statusMeaning(status)).toContain(words));
});
