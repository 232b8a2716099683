import {describe, expect, test} from '@jest/globals';
import fc from 'fast-check';
import {trustOf} from '../../src/config/trust.ts';

const sha = 'a'.repeat(40);
const repository = {full_name: 'acme/api', default_branch: 'main'};
const run = (event: string, head: string) => ({repository, workflow_run: {event, head_repository: {full_name: head}}});
const deployment = (ref: string) => ({repository, deployment: {ref, sha}});

describe('whose word a configuration is', () => {
	test.each([
		['a run by hand', null, {}],
		['a push', 'push', {repository}],
		['a run started in the browser', 'workflow_dispatch', {repository}],
		['a schedule', 'schedule', {}],
		['a workflow after a push in this repository', 'workflow_run', run('push', 'acme/api')],
		['a workflow after a push, the name in other capitals', 'workflow_run', run('push', 'Acme/API')],
		['a deployment of a branch', 'deployment_status', deployment('main')],
		['a deployment of a tag', 'deployment', deployment('v1.4.2')],
	])('%s is trusted, and the working tree is read', (_, event, payload) => {
		expect(trustOf(event, payload)).toMatchObject({trust: 'trusted', readConfigFrom: 'working-tree', revision: null});
	});

	const main = 'refs/remotes/origin/main';
	test.each([
		[
			'a pull request from a fork',
			'pull_request',
			{repository, pull_request: {base: {sha}, head: {repo: {full_name: 'eve/api'}}}},
			sha,
		],
		[
			'a pull request from a branch',
			'pull_request',
			{repository, pull_request: {base: {sha}, head: {repo: repository}}},
			sha,
		],
		['a pull request that runs with secrets', 'pull_request_target', {repository, pull_request: {base: {sha}}}, sha],
		['a review', 'pull_request_review', {repository, pull_request: {base: {sha}}}, sha],
		['a workflow after a pull request of this repository', 'workflow_run', run('pull_request', 'acme/api'), main],
		['a workflow after a push in a fork', 'workflow_run', run('push', 'eve/api'), main],
		['a workflow after a workflow', 'workflow_run', run('workflow_run', 'acme/api'), main],
		['a comment', 'issue_comment', {repository}, main],
		['a deployment of a bare commit', 'deployment_status', deployment(sha), main],
		["a deployment of a pull request's head", 'deployment_status', deployment('refs/pull/7/head'), main],
		['a deployment that says nothing', 'deployment_status', {repository}, main],
		['an event of the future', 'something_new', {repository}, main],
		['a pull request without a payload', 'pull_request', null, null],
		['a workflow run without a payload', 'workflow_run', {}, null],
	])('%s is untrusted, and the base is read', (_, event, payload, revision) => {
		expect(trustOf(event, payload)).toMatchObject({trust: 'untrusted', readConfigFrom: 'base', revision});
	});

	test('a base that is no commit id is not taken at its word', () => {
		const payload = {repository, pull_request: {base: {sha: '--output=/etc/passwd'}}};
		expect(trustOf('pull_request', payload).revision).toBe(main);
	});

	test('no payload makes an event trusted that an outsider can start', () => {
		const events = fc.constantFrom(
			'pull_request',
			'pull_request_target',
			'issue_comment',
			'pull_request_review',
			'fork',
			'watch',
		);
		fc.assert(fc.property(events, fc.anything(), (event, payload) => trustOf(event, payload).trust === 'untrusted'));
	});
});
