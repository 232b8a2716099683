import {describe, expect, test} from '@jest/globals';
import {declaredIn} from '../../../src/adapters/runtime/declared.ts';
import {shellWords} from '../../../src/adapters/runtime/shell-words.ts';
import type {Declared} from '../../../src/model/evidence.ts';

const compose = (service: string, name = 'api'): Declared =>
	declaredIn(`services:\n  ${name}: ${service}\n`, 'compose.yml', {
		service: 'api',
		workload: null,
		containers: [],
		image: null,
	});

describe('a compose file', () => {
	test('says how a service is started, by the names of its variables', () => {
		const text = `
services:
  api:
    image: ghcr.io/acme/api:1
    entrypoint: ["tini", "--"]
    command: node --enable-source-maps 'dist/my app.js'
    user: "1000:1000"
    working_dir: /app
    environment: {DATABASE_URL: postgres://secret, PASSED:, DEBUG: "1"}
    ports: ["127.0.0.1:8080:80", "53:53/udp", {target: 9000, published: 1}]
    expose: ["3000"]
    volumes: ["data:/var/lib/data", "./conf:/etc/app:ro", {type: bind, source: ./x, target: /x/}]
    tmpfs: /tmp
    deploy: {replicas: 3}
`;
		const declared = declaredIn(text, 'compose.yml', {service: 'api', workload: null, containers: [], image: null});
		expect(declared).toEqual({
			from: 'compose.yml',
			image: 'ghcr.io/acme/api:1',
			settings: {
				entrypoint: ['tini', '--'],
				command: ['node', '--enable-source-maps', 'dist/my app.js'],
				user: '1000:1000',
				workingDirectory: '/app',
				environment: ['DATABASE_URL', 'DEBUG'],
				ports: ['3000/tcp', '53/udp', '80/tcp', '9000/tcp'],
			},
			mounts: ['/etc/app', '/tmp', '/var/lib/data', '/x'],
			replicas: 3,
		});
		expect(JSON.stringify(declared)).not.toContain('secret');
	});

	test('does not say what a variable becomes; two dollars are one', () => {
		expect(compose('{image: "api:${TAG}", command: "run $MODE", user: "$UID"}')).toMatchObject({
			image: null,
			settings: {command: null, user: null},
		});
		expect(compose('{command: ["sh", "-c", "echo $$HOME"]}').settings.command).toEqual(['sh', '-c', 'echo $HOME']);
	});

	test('says nothing where it states nothing', () => {
		expect(compose('{image: api}')).toMatchObject({
			settings: {entrypoint: null, command: null, user: null, workingDirectory: null, environment: null, ports: null},
			mounts: null,
			replicas: null,
		});
	});

	test('a list of variables names only those with a value', () => {
		expect(compose('{environment: ["A=1", "B", "A=2"]}').settings.environment).toEqual(['A']);
	});

	test('without the service is a fault that names it', () => {
		expect(() => compose('{image: x}', 'web')).toThrow('has no service api');
	});
});

const kubernetes = (text: string, name: Partial<Parameters<typeof declaredIn>[2]> = {}): Declared =>
	declaredIn(text, 'k8s.yml', {service: 'api', workload: null, containers: [], image: null, ...name});

const workload = (kind: string, name: string, containers: string): string =>
	`kind: ${kind}\nmetadata: {name: ${name}}\nspec: {replicas: 2, template: {spec: {containers: ${containers}}}}\n`;

describe('Kubernetes manifests', () => {
	const api = `[{name: api, image: ghcr.io/acme/api:1, command: [node], args: ["dist/app.js"], workingDir: /app,
    env: [{name: TOKEN, value: secret}, {name: MODE, value: x}], ports: [{containerPort: 80}, {containerPort: 53, protocol: UDP}],
    volumeMounts: [{name: c, mountPath: /etc/app}], securityContext: {runAsUser: 1000}},
  {name: proxy, image: envoy}]`;

	test('say how the container of the workload is started', () => {
		const text = `kind: Service\n---\n${workload('Deployment', 'api', api)}`;
		const declared = kubernetes(text, {image: 'ghcr.io/acme/api:2'});
		expect(declared).toEqual({
			from: 'k8s.yml',
			image: 'ghcr.io/acme/api:1',
			settings: {
				entrypoint: ['node'],
				command: ['dist/app.js'],
				user: '1000',
				workingDirectory: '/app',
				environment: ['MODE', 'TOKEN'],
				ports: ['53/udp', '80/tcp'],
			},
			mounts: ['/etc/app'],
			replicas: 2,
		});
		expect(JSON.stringify(declared)).not.toContain('secret');
	});

	test('with two workloads, or two containers, ask which is meant', () => {
		const two = `${workload('Deployment', 'api', api)}---\n${workload('StatefulSet', 'db', '[{name: db}]')}`;
		expect(() => kubernetes(two)).toThrow('deployment/api, statefulset/db');
		expect(kubernetes(two, {workload: 'statefulset/db'}).settings.command).toBeNull();
		expect(() => kubernetes(workload('Deployment', 'api', api))).toThrow('api, proxy: name one by container');
		expect(kubernetes(workload('Deployment', 'api', api), {containers: ['proxy']}).image).toBe('envoy');
	});

	test('in a list are found in it', () => {
		const text = JSON.stringify({
			kind: 'List',
			items: [{kind: 'Pod', metadata: {name: 'x'}, spec: {containers: [{name: 'a'}]}}],
		});
		expect(kubernetes(text).from).toBe('k8s.yml');
	});
});

describe('what is no manifest', () => {
	test.each([
		['a: 1', 'no compose file and no Kubernetes manifest'],
		['kind: Deployment\nspec: {{ .Values.x }}\n  a: b', 'it is a template'],
		['a: &a [x]\nkind: [*a', 'no YAML'],
		[
			`a: &a [1,1,1,1,1,1,1,1,1]\nb: &b [*a,*a,*a,*a,*a,*a,*a,*a,*a]\nc: &c [*b,*b,*b,*b,*b,*b,*b,*b,*b]\nkind: [*c,*c,*c]`,
			'aliases',
		],
	])('%j is a fault', (text, words) => {
		expect(() => kubernetes(text)).toThrow(words);
	});
});

test.each<[string, readonly string[] | null]>([
	['node  dist/app.js', ['node', 'dist/app.js']],
	['sh -c "echo \\"a b\\" \\n"', ['sh', '-c', 'echo "a b" \\n']],
	["a'b c'd ''", ['ab cd', '']],
	['a\\ b', ['a b']],
	['"open', null],
	['', []],
])('%j is read as a shell quotes', (text, words) => {
	expect(shellWords(text)).toEqual(words);
});
