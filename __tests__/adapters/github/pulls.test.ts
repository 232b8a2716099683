import {describe, expect, test} from '@jest/globals';
import {filesOfPull, pullOf, pullsOfCommit} from '../../../src/adapters/github/pulls.ts';
import {clientOf} from '../../builders/github.ts';
import {type FakePull, fakeGithub} from '../../fakes/github/server.ts';

const sha = 'f00d'.repeat(10);
const other = 'beef'.repeat(10);
const base = 'ba5e'.repeat(10);
const pull = (number: number, more: Partial<FakePull> = {}): FakePull => ({
	number,
	title: `Change ${number}`,
	state: 'open',
	merged: false,
	head: other,
	base,
	mergeCommit: null,
	commits: [sha],
	...more,
});
const merged = {state: 'closed', merged: true} as const;

describe('the pull request of a commit', () => {
	test.each<[string, readonly FakePull[], number | null]>([
		['is none where no pull request knows it', [pull(1, {commits: []})], null],
		['is none where the only one was closed without merging', [pull(1, {state: 'closed'})], null],
		['is the only one that holds it', [pull(1)], 1],
		['is the one whose head it is', [pull(1), pull(2, {head: sha})], 2],
		[
			'is the one merged as it, before one whose head it has become',
			[pull(1, {head: sha}), pull(2, {...merged, mergeCommit: sha})],
			2,
		],
		['is an open one, not one that was given up', [pull(1, {state: 'closed', head: sha}), pull(2)], 2],
		['is found though its fork is gone', [pull(3, {head: sha, headless: true})], 3],
	])('%s', async (_, pulls, expected) => {
		await using github = await fakeGithub({pulls});
		const {request} = clientOf(github);
		expect((await pullsOfCommit(request, 'octo/shop', sha))?.number ?? null).toBe(expected);
	});

	test('carries its title, head and base', async () => {
		await using github = await fakeGithub({pulls: [pull(42, {head: sha})]});
		const {request} = clientOf(github);
		const hint = {number: 42, title: 'Change 42', head: sha, base, mergeCommit: null};
		expect(await pullsOfCommit(request, 'octo/shop', sha)).toEqual(hint);
		expect(await pullOf(request, 'octo/shop', 42)).toEqual(hint);
	});

	test('is unknown where several fit, and all are named', async () => {
		await using github = await fakeGithub({pulls: [pull(7, {head: sha}), pull(9, {head: sha})]});
		await expect(pullsOfCommit(clientOf(github).request, 'octo/shop', sha)).rejects.toMatchObject({
			fault: {code: 'pull-request-unknown', detail: 'f00df00df00d belongs to #7, #9'},
		});
	});

	test('that the token may not read names the permission', async () => {
		await using github = await fakeGithub({permissions: {pulls: 'none'}});
		const {request} = clientOf(github);
		const refused = {
			fault: {code: 'permission-missing', detail: expect.stringContaining('permissions: pull-requests: read')},
		};
		await expect(pullsOfCommit(request, 'octo/shop', sha)).rejects.toMatchObject(refused);
		await expect(pullOf(request, 'octo/shop', 1)).rejects.toMatchObject(refused);
		await expect(filesOfPull(request, 'octo/shop', 1)).rejects.toMatchObject(refused);
	});

	test('of a commit that GitHub does not know is a fault', async () => {
		const unknown = {status: 422, body: {message: `No commit found for SHA: ${sha}`}};
		await using github = await fakeGithub({before: () => unknown});
		await expect(pullsOfCommit(clientOf(github).request, 'octo/shop', sha)).rejects.toMatchObject({
			fault: {code: 'commit-missing'},
		});
	});

	test.each([
		['no list', {message: 'hello'}],
		['a list of something else', [{number: 'one'}]],
	])('where GitHub answers with %s is a fault', async (_, body) => {
		await using github = await fakeGithub({before: () => ({status: 200, body})});
		await expect(pullsOfCommit(clientOf(github).request, 'octo/shop', sha)).rejects.toMatchObject({
			fault: {code: 'unexpected-answer'},
		});
	});

	test('that does not exist is a fault', async () => {
		await using github = await fakeGithub();
		await expect(pullOf(clientOf(github).request, 'octo/shop', 5)).rejects.toMatchObject({fault: {code: 'not-found'}});
	});
});

describe('the files of a pull request', () => {
	test('are told by what happened to each, a renamed one in both places', async () => {
		const files = [
			{filename: 'new.ts', status: 'added', sha},
			{filename: 'old.ts', status: 'removed', sha: other},
			{filename: 'changed.ts', status: 'modified', sha},
			{filename: 'there.ts', previous_filename: 'here.ts', status: 'renamed', sha},
			{filename: 'copy.ts', previous_filename: 'changed.ts', status: 'copied', sha},
			{filename: 'mode.sh', status: 'changed', sha},
			{filename: 'same.ts', status: 'unchanged', sha},
			{filename: 'nothing.ts', status: 'modified', sha: null},
		];
		await using github = await fakeGithub({pulls: [pull(1, {files})]});
		expect(await filesOfPull(clientOf(github).request, 'octo/shop', 1)).toEqual([
			{path: 'new.ts', change: 'added', blob: sha},
			{path: 'old.ts', change: 'deleted', blob: null},
			{path: 'changed.ts', change: 'modified', blob: sha},
			{path: 'here.ts', change: 'deleted', blob: null},
			{path: 'there.ts', change: 'renamed', blob: sha},
			{path: 'copy.ts', change: 'added', blob: sha},
			{path: 'mode.sh', change: 'modified', blob: sha},
			{path: 'nothing.ts', change: 'modified', blob: null},
		]);
	});

	const many = (count: number) =>
		Array.from({length: count}, (_, index) => ({filename: `f${index}`, status: 'added', sha}));

	test('are read page by page', async () => {
		await using github = await fakeGithub({pulls: [pull(1, {files: many(230)})]});
		const files = await filesOfPull(clientOf(github).request, 'octo/shop', 1);
		expect(new Set(files?.map((file) => file.path)).size).toBe(230);
	});

	test('are unknown where there are more than GitHub lists', async () => {
		await using github = await fakeGithub({pulls: [pull(1, {files: many(3_000)})]});
		expect(await filesOfPull(clientOf(github).request, 'octo/shop', 1)).toBeNull();
	});
});
