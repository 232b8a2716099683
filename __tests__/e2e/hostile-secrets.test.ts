import {readFileSync} from 'node:fs';
import {join} from 'node:path';
import {describe, expect, test} from '@jest/globals';
import {imageOf} from '../builders/image.ts';
import {GitRoom} from '../builders/repository.ts';
import {fakeGithub} from '../fakes/github/server.ts';
import {startRegistry} from '../fakes/registry.ts';
import {telltale, telltaleForms} from '../fakes/telltale.ts';
import {filesBelow, run} from './command.ts';

// The sources, until what is shipped is built from them.
process.env['DEPLOY_TRUTH_ENTRY'] ??= 'src/index.ts';
const {runnerFor} = await import('../builders/runner.ts');

const secret = 'S3cr"t;Tok/en?v=A&B<C>#%41+x\\y-0123456789';
/** Of base64 what does not depend on the neighbours. */
const forms = telltaleForms(secret).map((form) =>
	form.length > 40 && /^[A-Za-z0-9+/]+=*$/.test(form) ? form.replace(/=+$/, '').slice(4, -4) : form,
);

/** Which forms a text holds, in whatever case. */
const heldIn = (text: string): readonly string[] => {
	const lower = text.toLowerCase();
	return forms.filter((form) => lower.includes(form.toLowerCase()));
};

const probesAt = (url: string): string => `
      - {url: '${url}/guarded', expect: {none: 401, bad: 401, good: 200}, credentials: {env: API_TOKEN}, json: {token: {equals: other}, id: number}, answer-headers: {x-asked-for: any, content-language: other}}
      - {name: moved, url: '${url}/moved', expect: 200, headers: {Authorization: {env: API_TOKEN, prefix: 'Bearer '}}}
      - {name: broken, url: '${url}/broken', expect: 200, headers: {Authorization: {env: API_TOKEN, prefix: 'Bearer '}}}
      - {name: cut, url: '${url}/cut', expect: 200, headers: {Authorization: {env: API_TOKEN, prefix: 'Bearer '}}}`;

describe('a server that gives back every secret it is told, in every form, gets none of it shown', () => {
	test('by the command line, whatever the format, the second run as little as the first', async () => {
		await using server = await telltale();
		using repository = new GitRoom();
		repository.commit('First', {
			'dist/app.js': 'x',
			'dist/index.html': '<html>',
			'.github/deploy-truth.yml': `version: 1
services:
  api:
    files: [{from: dist}]
    probes:${probesAt(server.url)}
    live: {base: '${server.url}/', page: /}
    version: {url: '${server.url}/version', field: commit}
`,
		});
		for (const format of ['terminal', 'json', 'markdown', 'html', 'terminal']) {
			const ended = await run(['verify', '--format', format, '--evidence', 'evidence.json'], {
				cwd: repository.path,
				env: {API_TOKEN: secret, DEPLOY_TRUTH_DEBUG: '1'},
			});
			expect([ended.code, heldIn(ended.stdout), heldIn(ended.stderr)]).toEqual([1, [], []]);
		}
		expect([...server.told]).toEqual([secret]);
		const files = filesBelow(repository.path);
		expect(files).toEqual(expect.arrayContaining(['evidence.json', '.deploy-truth/history/api.production.json']));
		for (const file of files)
			expect([file, heldIn(readFileSync(join(repository.path, file), 'latin1'))]).toEqual([file, []]);
		// It was given back and taken out, not left away.
		const evidence = readFileSync(join(repository.path, 'evidence.json'), 'utf8');
		expect(evidence.match(/\[secret\]/g)!.length).toBeGreaterThan(20);
		expect(evidence).toMatch(/assets\/\[secret\]/);
	}, 60_000);

	test('by the action: log, comment, summary, outputs, files', async () => {
		await using server = await telltale();
		using repository = new GitRoom();
		const base = repository.commit('Before', {'dist/app.js': 'x'});
		const head = repository.commit('After', {'dist/app.js': 'y'});
		await using registry = await startRegistry();
		await registry.push('octo/shop', 'prod', await imageOf([[{path: 'app/dist/app.js', content: 'y'}]]));
		const pull = {number: 42, title: 'T', state: 'open', merged: false, head, base, mergeCommit: null} as const;
		await using github = await fakeGithub({pulls: [pull]});
		using runner = runnerFor(github, repository.path);
		for (const runId of [1, 2]) {
			const ended = await runner.run({
				inputs: {
					image: `${registry.host}/octo/shop:prod`,
					files: '- {from: dist, to: /app/dist}',
					probes: probesAt(server.url).replace(/^ {6}/gm, ''),
					live: `{base: "${server.url}/", page: /}`,
				},
				event: 'push',
				payload: {after: head, repository: {id: 7, full_name: 'octo/shop', default_branch: 'main'}},
				sha: head,
				runId,
				env: {API_TOKEN: secret, RUNNER_DEBUG: '1'},
			});
			// What the runner is told to mask it takes out of the log itself.
			const log = ended.log.split('\n').filter((line) => !line.startsWith('::add-mask::'));
			expect(ended.code).toBe(1);
			expect(heldIn(log.join('\n'))).toEqual([]);
			expect(heldIn(ended.summary + JSON.stringify(ended.outputs))).toEqual([]);
			expect(ended.log).toContain(`::add-mask::${secret.replaceAll('%', '%25')}`);
		}
		expect(github.comments).toHaveLength(1);
		expect(heldIn(github.comments.map(({body}) => body).join())).toEqual([]);
		expect([...server.told]).toEqual([secret]);
		for (const place of [repository.path, runner.room.path])
			for (const file of filesBelow(place))
				expect([file, heldIn(readFileSync(join(place, file), 'latin1'))]).toEqual([file, []]);
	}, 60_000);

	test('and the search would find each form', () => {
		for (const form of telltaleForms(secret)) expect(heldIn(`… ${form} …`)).not.toEqual([]);
	});
});
