import {describe, expect, test} from '@jest/globals';
import {decodeConfig} from '../../src/config/decode.ts';

const problemsOf = async (service: string, trust: 'trusted' | 'untrusted' = 'trusted'): Promise<readonly string[]> => {
	const text = `version: 1\nservices:\n  api:\n    image: ghcr.io/acme/api:1\n${service}`;
	const decoded = await decodeConfig(text, {file: 'deploy-truth.yml', trust, secrets: []});
	return 'problems' in decoded ? decoded.problems.map(({path, found}) => `${path}: ${found}`) : [];
};

describe('a runtime', () => {
	test.each(['docker', 'podman', 'compose', 'swarm', 'kubernetes'])(
		'%s is one word where the image finds it',
		async (kind) => {
			expect(await problemsOf(`    runtime: ${kind}\n`)).toEqual([]);
		},
	);

	test.each([
		['{kind: docker, namespace: shop}', 'services.api.runtime.namespace: `namespace`, which docker does not know'],
		['{kind: kubernetes, host: "ssh://h"}', 'services.api.runtime.host: `host`, which kubernetes does not know'],
		['{kind: ecs}', "services.api.runtime: kind 'ecs' without `cluster`"],
		['cloud-run', "services.api.runtime: kind 'cloud-run' without `project`, `region`"],
		['{kind: docker, host: "ssh://h", context: x}', 'services.api.runtime.host: `host` and `context`'],
		['{kind: docker, container: a, selector: a=b}', 'services.api.runtime.selector: `container` and `selector`'],
	])('%s is refused before anything is asked', async (runtime, problem) => {
		expect(await problemsOf(`    runtime: ${runtime}\n`)).toEqual([problem]);
	});

	test.each([
		['{kind: docker, container: --privileged}', 'container'],
		['{kind: docker, host: "ssh://-oProxyCommand=x"}', 'host'],
		['{kind: docker, host: "ssh://user:secret@h"}', 'host'],
		['{kind: kubernetes, workload: "deployment/../x"}', 'workload'],
		['{kind: kubernetes, selector: "a in (b)"}', 'selector'],
		['{kind: docker, expected-changes: [dist/x]}', 'expected-changes'],
		['{kind: docker, manifest: ../compose.yml}', 'manifest'],
	])('%s names what the command would take for something else', async (runtime, key) => {
		const problems = await problemsOf(`    runtime: ${runtime}\n`);
		expect(problems).toHaveLength(1);
		expect(problems[0]).toContain(`services.api.runtime.${key}`);
	});

	test.each(['runtime: docker', 'replicas: replicas.json', 'runtime: {kind: command, command: [./show]}'])(
		'%s is never taken from somebody who may not deploy',
		async (line) => {
			const problems = await problemsOf(`    ${line}\n`, 'untrusted');
			expect(problems).toHaveLength(1);
			expect(problems[0]).toContain('an outsider can start');
		},
	);
});

test.each([
	['docker', true],
	['kubernetes', true],
	['{kind: ecs, cluster: c}', false],
	['{kind: cloud-run, project: p, region: r}', false],
])('%s is looked into, if nobody says otherwise: %s', async (runtime, inside) => {
	const text = `version: 1\nservices:\n  api:\n    image: ghcr.io/acme/api:1\n    runtime: ${runtime}\n`;
	const decoded = await decodeConfig(text, {file: 'deploy-truth.yml', trust: 'trusted', secrets: []});
	expect('config' in decoded ? decoded.config.services[0]!.runtime!.inside : null).toBe(inside);
});
