import {existsSync, readFileSync} from 'node:fs';
import {describe, expect, test} from '@jest/globals';
import {readMarkedComment} from '../../src/model/marker.ts';
import {imageOf} from '../builders/image.ts';
import {GitRoom} from '../builders/repository.ts';
import {type Ended, runnerFor, type Step} from '../builders/runner.ts';
import {fakeEndpoint, type Route, script, silent, text} from '../fakes/endpoint.ts';
import {type FakeGithubOptions, fakeGithub} from '../fakes/github/server.ts';
import {startRegistry} from '../fakes/registry.ts';

const oldApp = 'console.log("shop 1");\n';
const newApp = 'console.log("shop 2", "workflow");\n';
const secret = 'api-token-0123456789';

/**
 * A repository whose pull request #42 adds a module, the registry it is deployed from, the service behind its address,
 * GitHub, and a runner. What is deployed is the state before the pull request, until `deploy` is called.
 */
async function stage(options: FakeGithubOptions = {}) {
	const stack = new AsyncDisposableStack();
	const repository = stack.use(new GitRoom());
	const base = repository.commit('Before', {'dist/app.js': oldApp, 'src/app.ts': 'old'});
	const head = repository.commit('Add workflow', {
		'dist/app.js': newApp,
		'dist/workflow.js': 'export {};\n',
		'src/app.ts': 'new',
	});
	const registry = stack.use(await startRegistry());
	const routes: Record<string, Route> = {'/app.js': script(oldApp)};
	const endpoint = stack.use(await fakeEndpoint(routes));
	const pull = {
		number: 42,
		title: 'Add workflow',
		state: 'open',
		merged: false,
		head,
		base,
		mergeCommit: null,
	} as const;
	const github = stack.use(await fakeGithub({pulls: [pull], ...options}));
	const runner = stack.use(runnerFor(github, repository.path));
	const push = async (files: Readonly<Record<string, string>>) =>
		registry.push(
			'octo/shop',
			'prod',
			await imageOf([Object.entries(files).map(([path, content]) => ({path: `app/dist/${path}`, content}))]),
		);
	await push({'app.js': oldApp});
	const inputs = {
		environment: 'production',
		image: `${registry.host}/octo/shop:prod`,
		files: '- {from: dist, to: /app/dist}',
		live: `{base: "${endpoint.url}/", paths: [/app.js]}`,
		probes: `- {name: workflow, url: "${endpoint.url}/api/workflow", expect: [401], headers: {Authorization: {env: API_TOKEN}}}`,
	};
	return {
		[Symbol.asyncDispose]: () => stack.disposeAsync(),
		base,
		head,
		repository,
		registry,
		routes,
		endpoint,
		github,
		inputs,
		deploy: async () => {
			await push({'app.js': newApp, 'workflow.js': 'export {};\n'});
			routes['/app.js'] = script(newApp);
			routes['/api/workflow'] = text(401, 'who are you?');
		},
		run: (runId: number, step: Partial<Step> = {}): Promise<Ended> =>
			runner.run({
				inputs,
				event: 'push',
				payload: {after: head, repository: {id: 7, full_name: 'octo/shop', default_branch: 'main'}},
				sha: head,
				runId,
				env: {API_TOKEN: secret},
				...step,
			}),
	};
}

const bodies = (github: {comments: readonly {body: string}[]}): string[] => github.comments.map(({body}) => body);

describe('the action', () => {
	test('comments once, updates in place, and tells drift, then live, everywhere', async () => {
		await using scene = await stage();
		const first = await scene.run(100);
		expect(first).toMatchObject({code: 1, outputs: {verdict: 'drift', 'departs-at': 'image'}});
		expect(bodies(scene.github)).toEqual([expect.stringContaining('Not live')]);
		const [{id}] = scene.github.comments as [{id: number} & (typeof scene.github.comments)[0]];
		expect(first.summary).toContain('Not live');
		expect(first.log).toMatch(/^::error/m);

		await scene.deploy();
		const second = await scene.run(101);
		expect(second).toMatchObject({code: 0, outputs: {verdict: 'live', 'departs-at': ''}});
		expect(scene.github.comments).toMatchObject([{id, edits: 1, login: 'github-actions[bot]'}]);
		expect(bodies(scene.github)[0]).toContain('Live');
		expect(bodies(scene.github)[0]).toMatch(/404.*401/);
		expect(second.summary).toContain('Live');
		expect(readMarkedComment(bodies(scene.github)[0]!)).toMatchObject({
			service: 'shop',
			environment: 'production',
			history: {last: {status: 'live'}},
		});
	}, 60_000);

	test('writes the files that its outputs name, and evidence that judges the same again', async () => {
		await using scene = await stage();
		const {outputs, summary} = await scene.run(100);
		expect(readFileSync(outputs['report']!, 'utf8')).toBe(summary);
		const saved = JSON.parse(readFileSync(outputs['evidence']!, 'utf8')) as {schema: string; plan: unknown};
		expect(saved.schema).toBe('deploy-truth/evidence/v1');
		const again = await scene.run(101, {
			inputs: {mode: 'report', evidence: '.deploy-truth/evidence.json', out: 'together', comment: 'false'},
		});
		expect(again).toMatchObject({code: 1, outputs: {verdict: 'drift', 'departs-at': 'image'}});
		expect(again.summary).toBe(summary);
	}, 60_000);

	test('that could not read the image says so and fails', async () => {
		await using scene = await stage();
		await scene.deploy();
		scene.registry.misbehave(/\/manifests\//, {kind: 'status', status: 403, body: '{}'}, 100);
		const ended = await scene.run(100);
		expect(ended).toMatchObject({code: 3, outputs: {verdict: 'inconclusive', 'departs-at': ''}});
		expect(bodies(scene.github)).toEqual([expect.stringContaining('Could not tell')]);
	}, 60_000);

	test.each([
		['drift', 0, 'inconclusive'],
		['drift', 1, 'drift'],
		['drift', 0, 'none'],
	])(
		'with a verdict of %s ends with %i where it fails on %s',
		async (verdict, code, failOn) => {
			await using scene = await stage();
			const ended = await scene.run(100, {inputs: {...scene.inputs, 'fail-on': failOn, comment: 'false'}});
			expect(ended).toMatchObject({code, outputs: {verdict}});
			expect(scene.github.comments).toEqual([]);
		},
		60_000,
	);

	test('leaves the word of a later run alone', async () => {
		await using scene = await stage();
		await scene.run(200);
		const [before] = bodies(scene.github);
		await scene.deploy();
		expect(await scene.run(199)).toMatchObject({code: 0, outputs: {verdict: 'live'}});
		expect(bodies(scene.github)).toEqual([before]);
	}, 60_000);

	test('on a fork tells the summary and the outputs, and says which permission the comment needs', async () => {
		await using scene = await stage({permissions: {issues: 'read', pulls: 'read'}});
		const ended = await scene.run(100, {
			event: 'pull_request',
			payload: {
				repository: {id: 7, full_name: 'octo/shop', default_branch: 'main'},
				pull_request: {
					number: 42,
					title: 'Add workflow',
					merged: false,
					head: {sha: scene.head, repo: {full_name: 'mallory/shop', fork: true}},
					base: {sha: scene.base, repo: {id: 7}},
				},
			},
			sha: 'e'.repeat(40),
		});
		expect(ended.code).not.toBe(4);
		expect(ended.code).not.toBe(2);
		expect(ended.outputs['verdict']).toMatch(/^(?:drift|inconclusive)$/);
		expect(ended.summary).not.toBe('');
		expect(ended.log).toContain('permissions: pull-requests: write');
		expect(scene.github.comments).toEqual([]);
	}, 60_000);

	test('on a fork sends no variable that nobody granted', async () => {
		const heard: (string | undefined)[] = [];
		await using scene = await stage();
		scene.routes['/api/workflow'] = (request, response) => {
			heard.push(request.headers.authorization);
			response.writeHead(401).end();
		};
		await scene.run(100);
		expect(heard).toContain(secret);
		heard.length = 0;
		await scene.run(101, {
			event: 'pull_request',
			payload: {pull_request: {number: 42, head: {sha: scene.head}, base: {sha: scene.base}}},
		});
		expect(heard).not.toContain(secret);
	}, 60_000);

	test('shows no secret anywhere', async () => {
		await using scene = await stage();
		const {log, summary, outputs} = await scene.run(100);
		const masks = log.split('\n').filter((line) => line.startsWith('::add-mask::'));
		expect(masks).toEqual(expect.arrayContaining([`::add-mask::${secret}`, `::add-mask::${scene.github.token}`]));
		const shown = [
			log
				.split('\n')
				.filter((line) => !line.startsWith('::add-mask::'))
				.join('\n'),
			summary,
			...bodies(scene.github),
			...Object.values(outputs),
			readFileSync(outputs['evidence']!, 'utf8'),
		].join('\n');
		expect(shown).not.toContain(secret);
		expect(shown).not.toContain(scene.github.token);
	}, 60_000);

	test('with wrong inputs names every problem and contacts nobody', async () => {
		await using scene = await stage();
		const {code, log} = await scene.run(100, {
			inputs: {...scene.inputs, mode: 'verfiy', platform: 'amd64', probes: '- {url: "not a url"}'},
		});
		expect(code).toBe(2);
		expect(log).toContain('verify');
		expect(scene.github.calls).toEqual([]);
		expect(scene.registry.requests).toEqual([]);
	}, 60_000);

	test('with an event that names no commit asks for one', async () => {
		await using scene = await stage();
		const ended = await scene.run(100, {event: 'push', payload: {after: '0'.repeat(40)}});
		expect(ended.code).toBe(2);
		expect(ended.log).toContain('commit');
		expect(scene.registry.requests).toEqual([]);
	}, 60_000);
});

describe('a job that is cancelled', () => {
	test.each([
		['SIGINT', 130],
		['SIGTERM', 143],
	] as const)(
		'by %s while it looks writes nothing at all',
		async (signal, code) => {
			await using scene = await stage();
			let kill = (_: NodeJS.Signals): void => {};
			scene.routes['/api/workflow'] = (request, response) => {
				kill(signal);
				silent(request, response);
			};
			const ended = await scene.run(100, {
				started: (send) => {
					kill = send;
				},
			});
			expect(ended).toMatchObject({code, outputs: {}, summary: ''});
			expect(scene.github.calls.filter((call) => call.method === 'POST' && call.path.endsWith('/comments'))).toEqual(
				[],
			);
			expect(existsSync(`${scene.repository.path}/.deploy-truth`)).toBe(false);
		},
		60_000,
	);

	test('while it comments leaves a whole comment, which the next run updates', async () => {
		let kill = (_: NodeJS.Signals): void => {};
		await using scene = await stage({
			before: (call) => {
				if (call.method === 'POST' && call.path.endsWith('/comments')) kill('SIGINT');
				return undefined;
			},
			after: async (call) => {
				if (call.method === 'POST' && call.path.endsWith('/comments'))
					await new Promise((resolve) => setTimeout(resolve, 200));
			},
		});
		const ended = await scene.run(100, {
			started: (send) => {
				kill = send;
			},
		});
		expect(ended.code).toBe(130);
		const sent = scene.github.calls.find((call) => call.method === 'POST' && call.path.endsWith('/comments'));
		expect(bodies(scene.github)).toEqual([(sent!.body as {body: string}).body]);
		expect(bodies(scene.github)[0]).toMatch(/^<!-- deploy-truth:v1 [\s\S]*Not live[\s\S]*\n$/);
		kill = () => {};
		expect(await scene.run(101)).toMatchObject({code: 1});
		expect(scene.github.comments).toHaveLength(1);
	}, 60_000);
});

describe('mode record', () => {
	test('runs the build, shows it, and writes its record with the commit', async () => {
		await using scene = await stage();
		const ended = await scene.run(100, {
			inputs: {mode: 'record', artifact: 'dist', 'build-command': 'node -e "console.log(6*7,\'built\')"'},
		});
		expect(ended.code).toBe(0);
		expect(ended.log).toContain('42 built');
		const record = JSON.parse(readFileSync(`${scene.repository.path}/.deploy-truth/record.json`, 'utf8')) as object;
		expect(record).toMatchObject({schema: 'deploy-truth/record/v1', commit: scene.head});
	}, 60_000);

	test('records nothing of a build that failed', async () => {
		await using scene = await stage();
		const ended = await scene.run(100, {
			inputs: {mode: 'record', artifact: 'dist', 'build-command': 'node -e "process.exit(3)"'},
		});
		expect(ended.code).toBe(1);
		expect(existsSync(`${scene.repository.path}/.deploy-truth/record.json`)).toBe(false);
	}, 60_000);
});
