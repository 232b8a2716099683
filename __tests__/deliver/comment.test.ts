import {describe, expect, test} from '@jest/globals';
import {deliverComment} from '../../src/deliver/comment.ts';
import {formatMarker, readMarkedComment} from '../../src/model/marker.ts';
import {githubWorld} from '../builders/github.ts';
import {type Call, type FakeGithub, fakeGithub} from '../fakes/github/server.ts';

const service = 'api';
const environment = 'production';
const bot = 'github-actions[bot]';
const bodyOf = (run: number, text: string): string => `${formatMarker({service, environment, run})}\n\n${text}\n`;
const order = (run: number, text = `verdict of run ${run}`) => ({
	repository: 'octo/shop',
	pullRequest: 42,
	service,
	environment,
	run,
	body: bodyOf(run, text),
});
const deliver = (github: FakeGithub, run: number, text?: string) =>
	deliverComment(githubWorld(github), order(run, text));
const isCreate = (call: Call): boolean => call.method === 'POST' && call.path.endsWith('/comments');
const isList = (call: Call): boolean => call.method === 'GET' && call.path.endsWith('/comments');
const texts = (github: FakeGithub): string[] => github.comments.map((comment) => comment.body.split('\n')[2] ?? '');

describe('the comment', () => {
	test('is created once and updated in place after that', async () => {
		await using github = await fakeGithub();
		expect(await deliver(github, 1)).toMatchObject({status: 'created'});
		const {id} = github.comments[0]!;
		expect(await deliver(github, 2)).toEqual({status: 'updated', id});
		expect(texts(github)).toEqual(['verdict of run 2']);
	});

	test('that already says so is not written again', async () => {
		await using github = await fakeGithub();
		await deliver(github, 1);
		expect(await deliver(github, 1)).toMatchObject({status: 'unchanged'});
		expect(github.comments[0]?.edits).toBe(0);
	});

	test('takes the number of a later run though its words are the same, so that no run in between can overwrite it', async () => {
		await using github = await fakeGithub();
		await deliver(github, 1, 'same');
		await deliver(github, 3, 'same');
		expect(await deliver(github, 2, 'slower')).toEqual({status: 'newer-exists', run: 3});
		expect(texts(github)).toEqual(['same']);
	});

	test('of a later run is left alone by an older one', async () => {
		await using github = await fakeGithub();
		await deliver(github, 9);
		expect(await deliver(github, 8)).toEqual({status: 'newer-exists', run: 9});
		expect(texts(github)).toEqual(['verdict of run 9']);
	});

	test('of another service or environment is another comment', async () => {
		await using github = await fakeGithub();
		const other = formatMarker({service: 'web', environment, run: 5});
		github.add({pull: 42, login: bot, body: `${other}\nweb`});
		expect(await deliver(github, 1)).toMatchObject({status: 'created'});
		expect(github.comments).toHaveLength(2);
	});

	test.each([
		['by somebody who copied the marker', {login: 'mallory', body: bodyOf(99, 'forged')}],
		['by another app', {login: 'other-app[bot]', body: bodyOf(99, 'forged')}],
		['that quotes ours', {login: bot, body: `> ${bodyOf(99, 'quoted')}`}],
	])('is not one %s', async (_, comment) => {
		await using github = await fakeGithub();
		github.add({pull: 42, ...comment});
		expect(await deliver(github, 1)).toMatchObject({status: 'created'});
		expect(github.comments[0]).toMatchObject({...comment, edits: 0});
		expect(await deliver(github, 2)).toMatchObject({status: 'updated'});
		expect(github.comments).toHaveLength(2);
	});

	test.each([
		['a person', 'octocat', true],
		['another app', 'deployer[bot]', true],
		['a person, on a server without GraphQL there', 'octocat', false],
		['the workflow, on a server without GraphQL there', bot, false],
	])('is found again when the token is that of %s', async (_, login, graphql) => {
		await using github = await fakeGithub({login, graphql});
		await deliver(github, 1);
		expect(await deliver(github, 2)).toMatchObject({status: 'updated'});
		expect(github.comments).toHaveLength(1);
	});

	test('is found behind two hundred others', async () => {
		await using github = await fakeGithub();
		for (let index = 0; index < 205; index++) github.add({pull: 42, login: 'somebody', body: `talk ${index}`});
		await deliver(github, 1);
		expect(await deliver(github, 2)).toMatchObject({status: 'updated'});
		expect(github.comments).toHaveLength(206);
	});

	test('on a pull request with more comments than are read is given up, not doubled', async () => {
		await using github = await fakeGithub();
		for (let index = 0; index < 5_001; index++) github.add({pull: 42, login: 'somebody', body: 'talk'});
		await expect(deliver(github, 1)).rejects.toMatchObject({fault: {code: 'limit-exceeded'}});
		expect(github.comments).toHaveLength(5_001);
	});

	test('whose body does not start with its own marker is never sent', async () => {
		await using github = await fakeGithub();
		await expect(deliverComment(githubWorld(github), {...order(1), run: 2})).rejects.toMatchObject({
			fault: {code: 'internal-error'},
		});
		expect(github.calls).toEqual([]);
	});
});

describe('twins that comment at the same moment', () => {
	test('leave one comment, the oldest, with the verdict of the later run', async () => {
		// Both look before either writes.
		let looking = 0;
		let open = (): void => {};
		const bothLooked = new Promise<void>((resolve) => {
			open = resolve;
		});
		await using github = await fakeGithub({
			before: async (call) => {
				if (isList(call) && ++looking === 2) open();
				if (isCreate(call)) await bothLooked;
				return undefined;
			},
		});
		await Promise.all([deliver(github, 6), deliver(github, 7)]);
		expect(texts(github)).toEqual(['verdict of run 7']);
	});

	test('of which the later one was first let the earlier one take its own away', async () => {
		await using github = await fakeGithub({
			before: (call, state) => {
				if (isCreate(call)) state.add({pull: 42, login: bot, body: bodyOf(7, 'verdict of run 7')});
				return undefined;
			},
		});
		expect(await deliver(github, 6)).toEqual({status: 'newer-exists', run: 7});
		expect(texts(github)).toEqual(['verdict of run 7']);
	});

	test('of which one died halfway are cleaned up by the next run', async () => {
		await using github = await fakeGithub();
		github.add({pull: 42, login: bot, body: bodyOf(3, 'three')});
		github.add({pull: 42, login: bot, body: bodyOf(4, 'four')});
		const {id} = github.comments[0]!;
		expect(await deliver(github, 5)).toEqual({status: 'updated', id});
		expect(texts(github)).toEqual(['verdict of run 5']);
	});

	test('of one run do not take turns for ever', async () => {
		await using github = await fakeGithub({
			after: (call, state) => {
				if (call.method === 'PATCH' || isCreate(call)) state.comments[0]!.body = bodyOf(5, 'the other one');
			},
		});
		await deliver(github, 5);
		expect(github.comments).toHaveLength(1);
		expect(github.calls.length).toBeLessThan(20);
	});

	test('do not let an older run that slipped in have the last word', async () => {
		let slipped = false;
		await using github = await fakeGithub({
			after: (call, state) => {
				if (call.method !== 'PATCH' || slipped) return;
				slipped = true;
				state.comments[0]!.body = bodyOf(2, 'older');
			},
		});
		github.add({pull: 42, login: bot, body: bodyOf(1, 'first')});
		expect(await deliver(github, 3)).toMatchObject({status: 'updated'});
		expect(texts(github)).toEqual(['verdict of run 3']);
	});
});

describe('a comment that GitHub makes hard', () => {
	test('on a fork is an outcome that names the permission', async () => {
		await using github = await fakeGithub({permissions: {issues: 'read', pulls: 'read'}});
		expect(await deliver(github, 1)).toEqual({
			status: 'not-permitted',
			permission: 'pull-requests: write',
			said: 'Resource not accessible by integration',
		});
	});

	test('by taking the permission away leaves the old one whole', async () => {
		await using github = await fakeGithub({permissions: {issues: 'read', pulls: 'read'}});
		github.add({pull: 42, login: bot, body: bodyOf(1, 'old')});
		expect(await deliver(github, 2)).toMatchObject({status: 'not-permitted'});
		expect(texts(github)).toEqual(['old']);
	});

	test('by failing after the work was done does not make two', async () => {
		let failures = 1;
		await using github = await fakeGithub({
			before: (call, state) => {
				if (!isCreate(call) || failures-- <= 0) return undefined;
				state.add({pull: 42, login: bot, body: (call.body as {body: string}).body});
				return {status: 502, body: {}};
			},
		});
		expect(await deliver(github, 1)).toMatchObject({status: 'unchanged'});
		expect(github.comments).toHaveLength(1);
	});

	test('by failing before the work was done is tried again', async () => {
		let failures = 1;
		await using github = await fakeGithub({
			before: (call) => (isCreate(call) && failures-- > 0 ? {status: 502, body: {}} : undefined),
		});
		expect(await deliver(github, 1)).toMatchObject({status: 'created'});
		expect(github.comments).toHaveLength(1);
	});

	test('by failing always is a fault after a few looks', async () => {
		await using github = await fakeGithub({before: (call) => (isCreate(call) ? {status: 502, body: {}} : undefined)});
		await expect(deliver(github, 1)).rejects.toMatchObject({fault: {code: 'server-error'}});
		expect(github.calls.filter(isCreate).length).toBeLessThanOrEqual(4);
	});

	test('by showing a list that lags behind does not make two', async () => {
		await using github = await fakeGithub({
			before: (call) => (isList(call) ? {status: 200, body: []} : undefined),
		});
		expect(await deliver(github, 1)).toMatchObject({status: 'created'});
		expect(github.comments).toHaveLength(1);
	});

	test('by deleting it under our hands makes a new one', async () => {
		let once = true;
		await using github = await fakeGithub({
			before: (call, state) => {
				if (call.method === 'PATCH' && once) {
					once = false;
					state.comments.length = 0;
				}
				return undefined;
			},
		});
		github.add({pull: 42, login: bot, body: bodyOf(1, 'old')});
		expect(await deliver(github, 2)).toMatchObject({status: 'created'});
		expect(texts(github)).toEqual(['verdict of run 2']);
	});

	test('by a rate limit is a fault, not a missing permission', async () => {
		const refusal = {status: 403, headers: {'retry-after': '900'}, body: {message: 'secondary rate limit'}};
		await using github = await fakeGithub({before: (call) => (isCreate(call) ? refusal : undefined)});
		await expect(deliver(github, 1)).rejects.toMatchObject({fault: {code: 'rate-limited'}});
	});

	test('is sent whole in one request, whatever happens then', async () => {
		await using github = await fakeGithub();
		await deliver(github, 1, 'x'.repeat(60_000));
		await deliver(github, 2, 'y'.repeat(60_000));
		const writes = github.calls.filter((call) => isCreate(call) || call.method === 'PATCH');
		expect(writes.map((call) => readMarkedComment((call.body as {body: string}).body)?.run)).toEqual([1, 2]);
	});
});
