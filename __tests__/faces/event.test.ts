import {describe, expect, test} from '@jest/globals';
import {trustOf} from '../../src/config/trust.ts';
import {type EventTarget, targetOf} from '../../src/faces/event.ts';

const sha = 'a'.repeat(40);
const head = 'b'.repeat(40);
const base = 'c'.repeat(40);
const merge = 'd'.repeat(40);
const repository = {id: 7, full_name: 'octo/shop', default_branch: 'main'};
const pull = {
	number: 42,
	title: 'A change',
	head: {sha: head},
	base: {sha: base, repo: {id: 7}},
	merged: false,
	merge_commit_sha: sha,
};
const env = (event: string, more: Readonly<Record<string, string>> = {}) => ({
	GITHUB_EVENT_NAME: event,
	GITHUB_SHA: sha,
	GITHUB_REPOSITORY: 'octo/shop',
	GITHUB_RUN_ID: '123',
	GITHUB_RUN_ATTEMPT: '2',
	GITHUB_SERVER_URL: 'https://github.example',
	...more,
});
const found = (event: string, payload: unknown): EventTarget => {
	const read = targetOf(env(event), payload, false);
	if ('problems' in read) throw new Error(JSON.stringify(read.problems));
	return read;
};

describe('the commit that should be live', () => {
	test.each<[string, string, unknown, string]>([
		['after a push is its last commit', 'push', {after: head}, head],
		['on a pull request is its head, not the test merge', 'pull_request', {pull_request: pull}, head],
		['on pull_request_target is its head, not the base', 'pull_request_target', {pull_request: pull}, head],
		['on a review is the head', 'pull_request_review', {pull_request: pull}, head],
		[
			'on a pull request that was just merged is the merge commit',
			'pull_request',
			{action: 'closed', pull_request: {...pull, merged: true, merge_commit_sha: merge}},
			merge,
		],
		['after a workflow run is the commit of that run', 'workflow_run', {workflow_run: {head_sha: head}}, head],
		['of a deployment is the deployed commit', 'deployment', {deployment: {sha: head}}, head],
		['of a deployment status is the deployed commit', 'deployment_status', {deployment: {sha: head}}, head],
		['in a merge queue is the head of the group', 'merge_group', {merge_group: {head_sha: head}}, head],
		['of a run by hand is the branch that was chosen', 'workflow_dispatch', {inputs: {}}, sha],
		['on a schedule is the default branch', 'schedule', {schedule: '0 0 * * *'}, sha],
		['of a release is its tag', 'release', {release: {tag_name: 'v1'}}, sha],
	])('%s', (_, event, payload, expected) => {
		expect(found(event, payload).target.revision).toBe(expected);
	});

	test('without an event is HEAD or what the environment says', () => {
		expect(targetOf({GITHUB_SHA: sha}, null, false)).toMatchObject({target: {revision: sha, event: null, run: null}});
	});

	test.each<[string, string, unknown]>([
		['a deleted branch', 'push', {after: '0'.repeat(40)}],
		['a pull request without a head', 'pull_request', {pull_request: {number: 1}}],
		['a commit that is a command', 'deployment', {deployment: {sha: '--upload-pack=evil'}}],
		['a commit that is cut', 'workflow_run', {workflow_run: {head_sha: 'abc123'}}],
		['a payload that is a list', 'pull_request', []],
		['a payload that is nothing', 'deployment_status', null],
		['members that belong to every object', 'workflow_run', {workflow_run: 'constructor'}],
		['a remark on an issue', 'issue_comment', {issue: {number: 1}}],
	])('is not guessed from %s', (_, event, payload) => {
		expect(targetOf(env(event), payload, false)).toMatchObject({
			problems: [{place: `the event ${event}`, todo: expect.stringContaining('`commit`')}],
		});
		expect(targetOf(env(event), payload, true)).toMatchObject({target: {event}});
	});

	test('is not shown as it came where it could write into the log', () => {
		const read = targetOf(env('deployment'), {deployment: {sha: 'x\n::error::forged'}}, false);
		expect(JSON.stringify(read)).not.toMatch(/\\n::error/);
	});
});

describe('the pull request that the event names', () => {
	test('is known on pull request events, with head, base and title', () => {
		expect(found('pull_request', {pull_request: pull}).target.pullRequest).toEqual({
			number: 42,
			title: 'A change',
			head,
			base,
		});
	});

	test('carries the merge commit only once it is merged', () => {
		const merged = {...pull, merged: true, merge_commit_sha: merge};
		expect(found('pull_request', {pull_request: merged}).target.pullRequest).toMatchObject({mergeCommit: merge});
	});

	test('is the only one of this repository that a workflow run lists for its commit', () => {
		const run = (pulls: readonly unknown[]) => ({repository, workflow_run: {head_sha: head, pull_requests: pulls}});
		const foreign = {...pull, number: 1, base: {sha: base, repo: {id: 8}}};
		const older = {...pull, number: 2, head: {sha}};
		const numberOf = (payload: unknown) => found('workflow_run', payload).target.pullRequest?.number ?? null;
		expect(numberOf(run([foreign, older, pull]))).toBe(42);
		expect(numberOf(run([pull, {...pull, number: 43}]))).toBeNull();
		expect(numberOf(run([foreign]))).toBeNull();
		expect(numberOf(run([]))).toBeNull();
	});

	test.each(['push', 'workflow_dispatch', 'schedule'])('is none on %s', (event) => {
		expect(found(event, {after: sha}).target.pullRequest).toBeNull();
	});

	test.each([0, -1, 1.5, '42', null])('is none where its number is %p', (number) => {
		expect(found('pull_request', {pull_request: {...pull, number}}).target.pullRequest).toBeNull();
	});
});

describe('what else the event says', () => {
	test('the environment of a deployment', () => {
		expect(found('deployment_status', {deployment: {sha: head, environment: 'staging'}}).environment).toBe('staging');
		expect(found('push', {after: sha}).environment).toBeNull();
	});

	test('the repository names a service that nobody named', () => {
		expect(found('push', {after: sha}).service).toBe('shop');
	});

	test.each(['octo', 'octo/shop/x', 'octo/..', '../x', 'a b/c'])('a repository called %p is a problem', (name) => {
		expect(targetOf(env('push', {GITHUB_REPOSITORY: name}), {after: sha}, false)).toHaveProperty('problems');
	});

	test('a later run has a greater number than every attempt of an earlier one', () => {
		const numberOf = (id: string, attempt: string) => {
			const read = targetOf(env('push', {GITHUB_RUN_ID: id, GITHUB_RUN_ATTEMPT: attempt}), {after: sha}, false);
			return (read as EventTarget).target.run!.number;
		};
		const numbers = [numberOf('123', '1'), numberOf('123', '2'), numberOf('123', '5000'), numberOf('124', '1')];
		expect(numbers.toSorted((a, b) => a - b)).toEqual(numbers);
		expect(new Set(numbers).size).toBe(4);
	});

	test('a run links to itself', () => {
		expect(found('push', {after: sha}).target.run).toMatchObject({
			id: '123',
			url: 'https://github.example/octo/shop/actions/runs/123',
		});
	});

	test.each(['', 'abc', '-1', '0', '99999999999999999999'])('a run with the id %p is none', (id) => {
		const read = targetOf(env('push', {GITHUB_RUN_ID: id}), {after: sha}, false);
		expect((read as EventTarget).target.run).toBeNull();
	});
});

test('a pull request is never trusted, whatever it says of itself', () => {
	const payload = {repository, pull_request: {...pull, head: {sha: head, repo: {full_name: 'octo/shop', fork: false}}}};
	expect(found('pull_request', payload).target.revision).toBe(head);
	expect(trustOf('pull_request', payload)).toMatchObject({trust: 'untrusted', revision: base});
});
