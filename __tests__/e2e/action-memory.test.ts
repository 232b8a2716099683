import {readFileSync} from 'node:fs';
import {describe, expect, test} from '@jest/globals';
import {imageOf} from '../builders/image.ts';
import {GitRoom} from '../builders/repository.ts';
import {fakeCacheService} from '../fakes/actions-cache.ts';
import {fakeEndpoint, type Route, text} from '../fakes/endpoint.ts';
import {fakeGithub} from '../fakes/github/server.ts';
import {startRegistry} from '../fakes/registry.ts';
import {missing} from './shop.ts';

// The sources, until what is shipped is built from them.
process.env['DEPLOY_TRUTH_ENTRY'] ??= 'src/index.ts';
const {runnerFor} = await import('../builders/runner.ts');

async function stage() {
	const stack = new AsyncDisposableStack();
	const repository = stack.use(new GitRoom());
	const head = repository.commit('One', {'dist/app.js': 'x'});
	const registry = stack.use(await startRegistry());
	await registry.push('octo/shop', 'prod', await imageOf([[{path: 'app/dist/app.js', content: 'x'}]]));
	const routes: Record<string, Route> = {};
	const unknown: Route = (request, response) => missing(request.url ?? '/')(request, response);
	const endpoint = stack.use(await fakeEndpoint(routes, {fallback: unknown}));
	const github = stack.use(await fakeGithub({pulls: []}));
	const cache = stack.use(await fakeCacheService());
	let runs = 0;
	return {
		[Symbol.asyncDispose]: () => stack.disposeAsync(),
		routes,
		cache,
		/** one job on a machine of its own: nothing but the cache is left of it */
		run: async (more: Readonly<Record<string, string>> = {}, event = 'push') => {
			using runner = runnerFor(github, repository.path);
			const ended = await runner.run({
				inputs: {
					config: 'none',
					image: `${registry.host}/octo/shop:prod`,
					files: '- {from: dist, to: /app/dist}',
					probes: `- {name: workflow, url: "${endpoint.url}/api/workflow", expect: 401}`,
					memory: 'cache',
					out: `.out/${++runs}`,
					...more,
				},
				event,
				payload: {after: head, repository: {id: 7, full_name: 'octo/shop', default_branch: 'main'}},
				sha: head,
				runId: runs,
				env: {
					GITHUB_SERVER_URL: 'https://github.com',
					ACTIONS_CACHE_SERVICE_V2: 'True',
					ACTIONS_RESULTS_URL: cache.url,
					ACTIONS_RUNTIME_TOKEN: cache.token,
				},
			});
			const file = ended.outputs['evidence'];
			const evidence = file === undefined ? null : JSON.parse(readFileSync(file, 'utf8'));
			return {...ended, history: evidence?.evidence.history};
		},
	};
}

describe('runs without a pull request', () => {
	test.each([{}, {'cache-secret': 'cache-secret-0123456789'}])(
		'remember by the cache what changed (%j)',
		async (inputs) => {
			await using scene = await stage();
			const first = await scene.run(inputs);
			expect(first).toMatchObject({code: 1, outputs: {verdict: 'drift', 'departs-at': 'route'}});
			expect(first.history).toMatchObject({status: 'observed', value: null});
			scene.routes['/api/workflow'] = text(401, 'who are you?');
			const second = await scene.run(inputs);
			expect(second).toMatchObject({code: 0, outputs: {verdict: 'live'}});
			expect(second.summary).toMatch(/404 → \*\*401\*\* \(forward\): the route is mounted now/);
			expect(scene.cache.entries.map(({key}) => key.slice(0, 24))).toEqual([
				'deploy-truth-history-v1-',
				'deploy-truth-history-v1-',
			]);
		},
		60_000,
	);

	test('go on where the cache is down, and say so', async () => {
		await using scene = await stage();
		scene.cache.misbehave('CreateCacheEntry', {kind: 'status', status: 503});
		scene.cache.misbehave('GetCacheEntryDownloadURL', {kind: 'status', status: 503});
		const ended = await scene.run();
		expect(ended).toMatchObject({code: 1, outputs: {verdict: 'drift'}, history: {status: 'unavailable'}});
		expect(ended.log).toContain('the next run will not remember this one');
	}, 60_000);

	test('that an outsider can start neither ask the cache nor leave anything in it', async () => {
		await using scene = await stage();
		const ended = await scene.run({commit: 'HEAD'}, 'issue_comment');
		expect(ended.outputs['verdict']).toMatch(/drift|inconclusive/);
		expect(scene.cache.calls).toEqual([]);
	}, 60_000);
});
