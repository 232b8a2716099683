import {describe, expect, test} from '@jest/globals';
import type {Verdict} from '../../src/model/verdict.ts';
import {GitRoom} from '../builders/repository.ts';
import {fakeEndpoint, json, type Route, text} from '../fakes/endpoint.ts';
import {run} from './command.ts';

const token = 'right-token-0123456789';

/** A service that lets in whoever its rule lets in. */
async function verified(lets: (authorization: string | undefined) => Route, wait: string) {
	await using server = await fakeEndpoint({
		'/workflows': (request, response) => lets(request.headers.authorization)(request, response),
	});
	using repository = new GitRoom();
	repository.commit('First', {
		'.github/deploy-truth.yml': `version: 1
services:
  api:
    wait: ${wait}
    probes:
      - url: '${server.url}/workflows'
        expect: {none: 401, bad: 401, good: 200}
        credentials: {env: API_TOKEN}
        json: {workflows: array}
`,
	});
	const started = performance.now();
	const ended = await run(['verify', '--format', 'json'], {cwd: repository.path, env: {API_TOKEN: token}});
	const verdict = JSON.parse(ended.stdout) as Verdict;
	return {
		ended,
		verdict,
		api: verdict.layers[6]!,
		seconds: (performance.now() - started) / 1_000,
		asked: server.seen.filter(({url}) => url === '/workflows').map(({headers}) => headers.authorization),
	};
}

const list = json({workflows: []});
const refuses = text(401, 'who are you?', {'WWW-Authenticate': 'Bearer error="invalid_token"'});

describe('a guarded route', () => {
	test('is asked without, with bad and with good credentials, and is right', async () => {
		const {api, asked, ended} = await verified((own) => (own === `Bearer ${token}` ? list : refuses), 'none');
		expect(api).toMatchObject({status: 'match', reason: 'as-expected'});
		expect(asked.toSorted()).toEqual(['Bearer deploy-truth-invalid-credentials', `Bearer ${token}`, undefined]);
		expect(ended.stdout).not.toContain(token);
	}, 30_000);

	test.each<[string, (own: string | undefined) => Route, string]>([
		['open to everyone', () => list, 'open-to-everyone'],
		['open to made-up credentials', (own) => (own === undefined ? refuses : list), 'bad-credential-accepted'],
	])(
		'that is %s is told at once, though there is time to wait',
		async (_, lets, reason) => {
			const {api, asked, ended, seconds} = await verified(lets, '10m');
			expect([api.status, api.reason, ended.code]).toEqual(['drift', reason, 1]);
			expect(asked).toHaveLength(3);
			expect(seconds).toBeLessThan(20);
		},
		40_000,
	);

	test('that refuses good credentials says how, and may still come', async () => {
		const {api, asked} = await verified(() => refuses, '{for: 1s, every: 300ms}');
		expect(api).toMatchObject({reason: 'authentication-required', remedy: 'renew-the-token'});
		expect(asked.length).toBeGreaterThan(3);
		expect(api.findings).toContainEqual(expect.objectContaining({code: 'no-difference', level: 'note'}));
	}, 30_000);
});
