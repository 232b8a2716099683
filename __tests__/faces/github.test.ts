import {describe, expect, test} from '@jest/globals';
import {clientOf} from '../builders/github.ts';
import {fakeGithub} from '../fakes/github/server.ts';

const pull = {number: 42, title: 'A change', state: 'open', merged: false, base: 'b'.repeat(40), mergeCommit: null};
const pulls = [{...pull, state: 'open' as const, head: 'a'.repeat(40)}];
const read = ['GET /repos/{owner}/{repo}/pulls/{pull_number}', {owner: 'octo', repo: 'shop', pull_number: 42}] as const;
const write = [
	'POST /repos/{owner}/{repo}/issues/{issue_number}/comments',
	{owner: 'octo', repo: 'shop', issue_number: 42, body: 'text'},
] as const;

describe('a request to GitHub', () => {
	test('that fails on their side is tried again, and again', async () => {
		let failures = 2;
		await using github = await fakeGithub({
			pulls,
			before: () => (failures-- > 0 ? {status: 502, body: {}} : undefined),
		});
		const {request, waits} = clientOf(github);
		expect((await request(...read)).status).toBe(200);
		expect(waits).toEqual([1_000, 2_000]);
	});

	test('that keeps failing is an answer after three attempts', async () => {
		await using github = await fakeGithub({before: () => ({status: 503, body: {message: 'down'}})});
		const {request} = clientOf(github);
		expect(await request(...read)).toMatchObject({status: 503, data: {message: 'down'}});
		expect(github.calls).toHaveLength(3);
	});

	test('that writes is not sent twice after a server error, for it may have done its work', async () => {
		await using github = await fakeGithub({before: () => ({status: 502, body: {}})});
		expect((await clientOf(github).request(...write)).status).toBe(502);
		expect(github.calls).toHaveLength(1);
	});

	test('that came too soon waits as long as GitHub says, also when it writes', async () => {
		let refusals = 1;
		const refusal = {
			status: 403,
			headers: {'retry-after': '7'},
			body: {message: 'You have exceeded a secondary rate limit'},
		};
		await using github = await fakeGithub({pulls, before: () => (refusals-- > 0 ? refusal : undefined)});
		const {request, waits} = clientOf(github);
		expect((await request(...write)).status).toBe(201);
		expect(waits).toEqual([7_000]);
		expect(github.comments).toHaveLength(1);
	});

	test('that would have to wait for an hour gives up at once', async () => {
		await using github = await fakeGithub({before: () => ({status: 429, headers: {'retry-after': '3600'}, body: {}})});
		const {request, waits} = clientOf(github);
		expect((await request(...read)).status).toBe(429);
		expect(waits).toEqual([]);
	});

	test('that a permission forbids is not tried again', async () => {
		await using github = await fakeGithub({pulls, permissions: {pulls: 'none'}});
		expect((await clientOf(github).request(...read)).status).toBe(403);
		expect(github.calls).toHaveLength(1);
	});

	test('to a server that hangs up is a fault without the token in it', async () => {
		await using github = await fakeGithub({before: () => 'cut'});
		const failed: Error = await clientOf(github)
			.request(...read)
			.then(
				() => new Error('it was answered'),
				(error: Error) => error,
			);
		expect(failed).toMatchObject({fault: {code: 'unreachable'}});
		expect(JSON.stringify(failed)).not.toContain(github.token);
	});

	test('ends when the run is cancelled', async () => {
		const cancel = new AbortController();
		await using github = await fakeGithub({
			before: async () => {
				cancel.abort();
				await new Promise(() => {});
				return undefined;
			},
		});
		await expect(clientOf(github, cancel.signal).request(...read)).rejects.toMatchObject({fault: {code: 'cancelled'}});
	});
});

describe('the fake', () => {
	test('refuses and remembers a request that GitHub does not describe', async () => {
		const github = await fakeGithub({pulls});
		const {request} = clientOf(github);
		expect(
			(await request('POST /repos/{owner}/{repo}/issues/{issue_number}/comments', {...write[1], body: 7})).status,
		).toBe(422);
		expect((await request('GET /repos/{owner}/{repo}/invented', {owner: 'octo', repo: 'shop'})).status).toBe(404);
		expect(github.misfits).toHaveLength(2);
		await expect(github[Symbol.asyncDispose]()).rejects.toThrow('description was not kept');
	});

	test('fails a test for an answer that GitHub does not describe', async () => {
		const odd = {...pulls[0]!, number: 'forty-two' as unknown as number, commits: ['d'.repeat(40)]};
		const github = await fakeGithub({pulls: [odd]});
		await clientOf(github).request('GET /repos/{owner}/{repo}/commits/{commit_sha}/pulls', {
			owner: 'octo',
			repo: 'shop',
			commit_sha: 'd'.repeat(40),
		});
		expect(github.misfits).toEqual([expect.stringContaining('list-pull-requests-associated-with-commit')]);
		await expect(github[Symbol.asyncDispose]()).rejects.toThrow('description was not kept');
	});
});
