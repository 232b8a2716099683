import {describe, expect, test} from '@jest/globals';
import type {DeploymentClaim} from '../../../src/model/runtime.ts';
import {recordedLog} from '../../builders/world.ts';
import * as build from '../../fakes/kubernetes/objects.ts';
import {kubernetes} from '../../fakes/kubernetes/stand-in.ts';

type Marks = {readonly labels?: Record<string, string>; readonly annotations?: Record<string, string>};

async function claims(marks: Marks, objects: readonly unknown[]): Promise<readonly DeploymentClaim[]> {
	const annotations = {'deployment.kubernetes.io/revision': '2', ...marks.annotations};
	using cluster = kubernetes([...build.settled({metadata: {...marks, annotations}}), ...objects]);
	return (await (await cluster.open({workload: 'deployment/api'})).replicas()).claims;
}

const named = (apiVersion: string, kind: string, name: string, namespace: string, more: object) => ({
	apiVersion,
	kind,
	metadata: {name, namespace},
	...more,
});
const application = (name: string, more: object = {}) =>
	named('argoproj.io/v1alpha1', 'Application', name, 'argocd', {
		status: {
			resources: [{group: 'apps', kind: 'Deployment', namespace: 'shop', name: 'api', status: 'Synced'}],
			sync: {status: 'Synced', revision: 'a1b2c3'},
			health: {status: 'Degraded'},
			...more,
		},
	});
const byArgo: DeploymentClaim = {by: 'argo-cd', name: 'shop-api', revision: 'a1b2c3', status: 'Synced, Degraded'};

describe('what deployment tools claim', () => {
	test.each<[string, Marks]>([
		['the annotation', {annotations: {'argocd.argoproj.io/tracking-id': 'shop-api:apps/Deployment:shop/api'}}],
		[
			'the annotation, with a namespace',
			{annotations: {'argocd.argoproj.io/tracking-id': 'team_shop-api:apps/Deployment:shop/api'}},
		],
		['its own label', {labels: {'argocd.argoproj.io/instance': 'shop-api'}}],
		['the common label', {labels: {'app.kubernetes.io/instance': 'shop-api'}}],
	])('Argo CD by %s: its application says the revision', async (_, marks) => {
		expect(await claims(marks, [application('shop-api'), application('other')])).toEqual([byArgo]);
	});

	test('an application that does not know the workload claims nothing of it', async () => {
		const marks = {labels: {'app.kubernetes.io/instance': 'shop-api'}};
		expect(await claims(marks, [application('shop-api', {resources: []})])).toEqual([]);
	});

	test('an application of several sources has several revisions', async () => {
		const marks = {labels: {'argocd.argoproj.io/instance': 'shop-api'}};
		const sync = {status: 'OutOfSync', revisions: ['1.2.3', 'a1b2c3']};
		expect(await claims(marks, [application('shop-api', {sync})])).toMatchObject([
			{revision: '1.2.3, a1b2c3', status: 'OutOfSync, Degraded'},
		]);
	});

	test('Flux: a Kustomization and a HelmRelease say what was applied last', async () => {
		const labels = {
			'kustomize.toolkit.fluxcd.io/name': 'apps',
			'kustomize.toolkit.fluxcd.io/namespace': 'flux-system',
			'helm.toolkit.fluxcd.io/name': 'api',
			'helm.toolkit.fluxcd.io/namespace': 'shop',
		};
		const conditions = (status: string) => [{type: 'Ready', status, reason: 'BuildFailed'}];
		const objects = [
			named('kustomize.toolkit.fluxcd.io/v1', 'Kustomization', 'apps', 'flux-system', {
				status: {lastAppliedRevision: 'main@sha1:a1b2c3', conditions: conditions('True')},
			}),
			named('helm.toolkit.fluxcd.io/v2', 'HelmRelease', 'api', 'shop', {
				status: {history: [{chartVersion: '1.4.0'}, {chartVersion: '1.3.0'}], conditions: conditions('False')},
			}),
		];
		expect(await claims({labels}, objects)).toEqual([
			{by: 'flux', name: 'flux-system/apps', revision: 'main@sha1:a1b2c3', status: 'Ready'},
			{by: 'flux', name: 'shop/api', revision: '1.4.0', status: 'not ready, BuildFailed'},
		]);
	});

	test('Helm: the newest revision of the release, from labels alone: what it deployed is never sent', async () => {
		const marks = {
			annotations: {'meta.helm.sh/release-name': 'api', 'meta.helm.sh/release-namespace': 'shop'},
			labels: {'app.kubernetes.io/instance': 'api', 'helm.sh/chart': 'api-1.4.0'},
		};
		const secret = (version: string, status: string) => ({
			apiVersion: 'example.com/v1',
			kind: 'Secret',
			metadata: {
				name: `sh.helm.release.v1.api.v${version}`,
				namespace: 'shop',
				labels: {owner: 'helm', name: 'api', version, status},
			},
		});
		using cluster = kubernetes([
			...build.settled({
				metadata: {...marks, annotations: {'deployment.kubernetes.io/revision': '2', ...marks.annotations}},
			}),
			secret('9', 'superseded'),
			secret('10', 'deployed'),
		]);
		const seen = await (await cluster.open({workload: 'deployment/api'})).replicas();
		expect(seen.claims).toEqual([
			{by: 'helm', name: 'shop/api', revision: 'revision 10, api-1.4.0', status: 'deployed'},
		]);
		expect(cluster.asked().filter((line) => line.includes('secrets'))).toEqual([
			'--request-timeout=20s get secrets --namespace=shop --selector=owner=helm,name=api --label-columns=version,status --no-headers',
		]);
	});

	test('that may not be asked is left out, and the answer is what it was', async () => {
		const refusal =
			'Error from server (Forbidden): secrets is forbidden: User "ci" cannot list resource "secrets" in API group "" in the namespace "shop"\n';
		const log = recordedLog();
		const annotations = {'deployment.kubernetes.io/revision': '2', 'meta.helm.sh/release-name': 'api'};
		using cluster = kubernetes(
			build.settled({metadata: {annotations}}),
			{says: [{match: 'secrets', stderr: refusal, code: 1}]},
			{log},
		);
		const seen = await (await cluster.open({workload: 'deployment/api'})).replicas();
		expect([seen.claims, seen.replicas.length]).toEqual([[], 2]);
		expect(log.lines.join()).toContain('may not list secrets');
	});

	test('a mark that is no name is asked for nowhere', async () => {
		const annotations = {'deployment.kubernetes.io/revision': '2', 'meta.helm.sh/release-name': 'api,owner!=helm'};
		const labels = {'argocd.argoproj.io/instance': '--all', 'kustomize.toolkit.fluxcd.io/name': '-o=json'};
		using cluster = kubernetes(build.settled({metadata: {annotations, labels}}));
		const seen = await (await cluster.open({workload: 'deployment/api'})).replicas();
		expect(seen.claims).toEqual([]);
		expect(cluster.asked()).toHaveLength(4);
	});
});
