import {randomBytes} from 'node:crypto';
import {existsSync, readdirSync, readFileSync} from 'node:fs';
import {join} from 'node:path';
import {describe, expect, test} from '@jest/globals';
import {type BuiltLayer, buildImage, buildLayer} from '../builders/image.ts';
import {GitRoom} from '../builders/repository.ts';
import {type Ended, runnerFor, type Step} from '../builders/runner.ts';
import {part, tarOf} from '../builders/tar.ts';
import {fakeCacheService} from '../fakes/actions-cache.ts';
import {fakeEndpoint, script} from '../fakes/endpoint.ts';
import {fakeGithub} from '../fakes/github/server.ts';
import {startRegistry} from '../fakes/registry.ts';

const secret = 'cache-secret-0123456789';
const app = 'console.log("shop");\n';

/** A deployed service whose image has a large image layer below its own, a runner, and the runner's cache service. */
async function stage() {
	const stack = new AsyncDisposableStack();
	const repository = stack.use(new GitRoom());
	const head = repository.commit('One', {'dist/app.js': app});
	const registry = stack.use(await startRegistry());
	const endpoint = stack.use(await fakeEndpoint({'/app.js': script(app)}));
	const github = stack.use(await fakeGithub({pulls: []}));
	const cache = stack.use(await fakeCacheService());
	const runner = stack.use(runnerFor(github, repository.path));
	const below: readonly BuiltLayer[] = [
		await buildLayer([{path: 'usr/lib/large', content: randomBytes(2 << 20)}]),
		await buildLayer([{path: 'app/dist/app.js', content: app}]),
	];
	const inputs = {
		config: 'none',
		image: `${registry.host}/octo/shop:prod`,
		files: '- {from: dist, to: /app/dist, extra: note}',
		live: `{base: "${endpoint.url}/", paths: [/app.js]}`,
		'fail-on': 'none',
		comment: 'false',
	};
	let runs = 0;
	return {
		[Symbol.asyncDispose]: () => stack.disposeAsync(),
		repository,
		registry,
		cache,
		runner,
		/** puts a new top image layer on the others, and gives all */
		release: async (name: string): Promise<readonly BuiltLayer[]> => {
			const layers = [...below, await buildLayer([{path: `etc/${name}`, content: name}])];
			registry.push('octo/shop', 'prod', buildImage(layers));
			return layers;
		},
		/** one job, with what it read of image layers and what its evidence says of the image's files */
		run: async (
			more: Readonly<Record<string, string>> = {},
			step: Partial<Step> = {},
		): Promise<Ended & {blobs: readonly string[]; assurance: string | null}> => {
			const from = registry.requests.length;
			const ended = await runner.run({
				inputs: {...inputs, ...more},
				event: 'push',
				payload: {after: head, repository: {id: 7, full_name: 'octo/shop', default_branch: 'main'}},
				sha: head,
				runId: ++runs,
				...step,
				env: {
					GITHUB_SERVER_URL: 'https://github.com',
					ACTIONS_CACHE_SERVICE_V2: 'True',
					ACTIONS_RESULTS_URL: cache.url,
					ACTIONS_RUNTIME_TOKEN: cache.token,
					...step.env,
				},
			});
			const blobs = registry.requests.slice(from).flatMap(({url}) => url.split('/blobs/')[1] ?? []);
			return {...ended, blobs, assurance: assuranceIn(ended)};
		},
	};
}

function assuranceIn({outputs}: Ended): string | null {
	const file = outputs['evidence'];
	if (file === undefined || !existsSync(file)) return null;
	const {evidence} = JSON.parse(readFileSync(file, 'utf8')) as {
		evidence: {image: {value?: {placements: readonly {manifest?: {assurance: string}}[]}}};
	};
	return evidence.image.value?.placements[0]?.manifest?.assurance ?? null;
}
const digests = (layers: readonly BuiltLayer[]): string[] => layers.map(({descriptor}) => descriptor.digest);
const read = (layers: readonly BuiltLayer[], {blobs}: {blobs: readonly string[]}): string[] =>
	digests(layers).filter((digest) => blobs.includes(digest));

describe('a redeploy, seen by the action with a cache', () => {
	test('reads the new image layer alone, asserted without a secret', async () => {
		await using scene = await stage();
		const first = await scene.release('one');
		const cold = await scene.run({cache: 'true'});
		expect(cold).toMatchObject({outputs: {verdict: expect.stringMatching(/live|inconclusive/)}, assurance: 'verified'});
		expect(read(first, cold)).toEqual(digests(first));
		expect(scene.cache.entries).toHaveLength(1);

		const second = await scene.release('two');
		const warm = await scene.run({cache: 'true'});
		expect(read(second, warm)).toEqual([second[2]!.descriptor.digest]);
		expect(warm).toMatchObject({code: cold.code, outputs: {verdict: cold.outputs['verdict']}, assurance: 'asserted'});
		expect(scene.cache.entries).toHaveLength(2);

		const same = await scene.run({cache: 'true'});
		expect(read(second, same)).toEqual([]);
		expect(scene.cache.entries).toHaveLength(2);
		// What is only asserted is read where every byte is to be.
		const proven = await scene.run({cache: 'true', assurance: 'verified'});
		expect(read(second, proven)).toEqual(digests(second));
		expect(proven.assurance).toBe('verified');
	}, 60_000);

	test('is verified with the secret, which is shown nowhere and sent nowhere', async () => {
		await using scene = await stage();
		await scene.release('one');
		const cold = await scene.run({'cache-secret': secret});
		const second = await scene.release('two');
		const warm = await scene.run({'cache-secret': secret, assurance: 'verified'});
		expect(read(second, warm)).toEqual([second[2]!.descriptor.digest]);
		expect(warm.assurance).toBe('verified');
		// The variable says the same as the input.
		const again = await scene.run({}, {env: {DEPLOY_TRUTH_CACHE_SECRET: secret}});
		expect(read(second, again)).toEqual([]);
		expect(again.assurance).toBe('verified');

		const shown = [cold, warm, again].flatMap(({log, summary, outputs}) => [
			...log.split('\n').filter((line) => !line.startsWith('::add-mask::')),
			summary,
			...Object.values(outputs).map((value) =>
				existsSync(value) && !value.endsWith('evidence') ? readFileSync(value, 'utf8') : value,
			),
		]);
		expect(cold.log).toContain(`::add-mask::${secret}`);
		expect(shown.join('\n')).not.toContain(secret);
		expect(shown.join('\n')).not.toContain(scene.cache.token);
		for (const {headers, body, path} of scene.cache.calls)
			expect(JSON.stringify([headers, path, body.toString('latin1')])).not.toContain(secret);
	}, 60_000);

	test('is asserted by what somebody put there under another secret', async () => {
		await using scene = await stage();
		const layers = await scene.release('one');
		await scene.run({'cache-secret': secret});
		await scene.run({'cache-secret': 'another-secret-0123456789'});
		const [{key, version}, {bytes}] = scene.cache.entries as [
			(typeof scene.cache.entries)[0],
			(typeof scene.cache.entries)[0],
		];
		scene.cache.entries.push({key: `${key.slice(0, -16)}forged`, version, bytes, size: bytes.length});
		const fooled = await scene.run({'cache-secret': secret});
		expect(fooled.assurance).toBe('asserted');
		expect(read(layers, fooled)).toEqual([]);
		const careful = await scene.run({'cache-secret': secret, assurance: 'verified'});
		expect(careful.assurance).toBe('verified');
		expect(read(layers, careful)).toEqual(digests(layers));
	}, 60_000);

	test('is read whole where the entry is an archive that leads elsewhere, and nothing is written there', async () => {
		await using scene = await stage();
		const layers = await scene.release('one');
		await scene.run({cache: 'true'});
		const {key, version} = scene.cache.entries[0]!;
		const outside = join(scene.runner.room.path, 'escaped');
		const bytes = tarOf(
			part({name: outside, body: 'x'}),
			part({name: '../escaped', body: 'x'}),
			part({name: 'dist', flag: '2', link: scene.runner.room.path}),
			part({name: 'dist/escaped', body: 'x'}),
		);
		scene.cache.entries.push({key: `${key.slice(0, -16)}poison`, version, bytes, size: bytes.length});
		const ended = await scene.run({cache: 'true'});
		expect(read(layers, ended)).toEqual(digests(layers));
		expect(ended.log).toContain('its entry holds something else');
		expect(existsSync(outside)).toBe(false);
		expect(readdirSync(scene.repository.path).toSorted()).toEqual(['.deploy-truth', '.git', 'dist']);
	}, 60_000);
});

describe('the action', () => {
	test('keeps nothing unless it is asked to', async () => {
		await using scene = await stage();
		await scene.release('one');
		await scene.run();
		await scene.run({cache: 'false', 'cache-secret': secret});
		expect(scene.cache.calls).toEqual([]);
	}, 60_000);

	test('loads what speaks to the cache service when an image layer is asked for, and not before', async () => {
		await using scene = await stage();
		await scene.release('one');
		const list = join(scene.runner.room.path, 'loaded');
		const hook = `import {appendFileSync} from 'node:fs';
			import {registerHooks} from 'node:module';
			registerHooks({load(url, context, next) { appendFileSync(${JSON.stringify(list)}, url + '\\n'); return next(url, context); }});`;
		const env = {NODE_OPTIONS: `--import=data:text/javascript,${encodeURIComponent(hook)}`};
		const speaks = () => readFileSync(list, 'utf8').match(/(?:shared-layers|actions-cache)[^/]*$/gm) ?? [];
		scene.registry.misbehave(/manifests/, {kind: 'status', status: 403, body: '{}'}, 1);
		await scene.run({cache: 'true'}, {env});
		expect(readFileSync(list, 'utf8')).toContain('index.');
		expect(speaks()).toEqual([]);
		await scene.run({cache: 'true'}, {env});
		expect(speaks()).not.toEqual([]);
	}, 60_000);

	test.each([
		['pull_request', {pull_request: {number: 42}}],
		['pull_request_target', {pull_request: {number: 42}}],
		['workflow_run', {workflow_run: {event: 'pull_request', head_repository: {full_name: 'mallory/shop'}}}],
	])(
		'on %s of an outsider neither looks into the cache nor leaves anything in it',
		async (event, payload) => {
			await using scene = await stage();
			await scene.release('one');
			const repository = {id: 7, full_name: 'octo/shop', default_branch: 'main'};
			const sha = scene.repository.git('rev-parse', 'HEAD').trim();
			const ended = await scene.run(
				{cache: 'true', 'cache-secret': secret, commit: sha},
				{event, payload: {repository, ...payload}},
			);
			expect(ended.code).not.toBe(2);
			expect(ended.log).toContain('not kept on an event that an outsider can start');
			expect(scene.cache.calls).toEqual([]);
		},
		60_000,
	);

	test.each([
		[
			'is down',
			(scene: Awaited<ReturnType<typeof stage>>) =>
				scene.cache.misbehave('GetCacheEntryDownloadURL', {kind: 'status', status: 503}),
		],
		[
			'hangs up',
			(scene: Awaited<ReturnType<typeof stage>>) => scene.cache.misbehave('GetCacheEntryDownloadURL', {kind: 'refuse'}),
		],
		[
			'answers nonsense',
			(scene: Awaited<ReturnType<typeof stage>>) =>
				scene.cache.misbehave('GetCacheEntryDownloadURL', {kind: 'body', body: '[1]'}),
		],
		[
			'says nothing',
			(scene: Awaited<ReturnType<typeof stage>>) => scene.cache.misbehave('GetCacheEntryDownloadURL', {kind: 'silent'}),
		],
	])(
		'whose cache service %s says the same with one warning',
		async (_, spoil) => {
			await using scene = await stage();
			const layers = await scene.release('one');
			const plain = await scene.run();
			spoil(scene);
			const ended = await scene.run({cache: 'true'});
			expect(ended).toMatchObject({
				code: plain.code,
				outputs: {verdict: plain.outputs['verdict']},
				assurance: 'verified',
			});
			expect(read(layers, ended)).toEqual(digests(layers));
			const warnings = ({log}: Ended) => log.split('\n').filter((line) => line.startsWith('::warning'));
			expect(warnings(ended)).toHaveLength(warnings(plain).length + 1);
		},
		60_000,
	);

	test('that is cancelled while the cache service says nothing ends at once and keeps nothing', async () => {
		await using scene = await stage();
		await scene.release('one');
		scene.cache.misbehave('GetCacheEntryDownloadURL', {kind: 'silent'});
		let kill = (_: NodeJS.Signals): void => {};
		const watch = setInterval(() => {
			if (scene.cache.calls.length > 0) kill('SIGINT');
		}, 20);
		const began = Date.now();
		const ended = await scene.run(
			{cache: 'true'},
			{
				started: (send) => {
					kill = send;
				},
			},
		);
		clearInterval(watch);
		expect(ended).toMatchObject({code: 130, outputs: {}});
		// Less than the service is waited for.
		expect(Date.now() - began).toBeLessThan(5_000);
		expect(scene.cache.calls).toHaveLength(1);
	}, 60_000);
});
