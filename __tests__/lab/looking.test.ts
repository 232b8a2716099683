import {join} from 'node:path';
import {afterAll, beforeAll, describe, expect, test} from '@jest/globals';
import {plant} from '../builders/repository.ts';
import {type Ended, start} from '../e2e/command.ts';
import {Host, lastMonth, today} from './host.ts';

let host: Host;
let image: string;
beforeAll(async () => {
	host = await Host.open();
	image = `${host.name()}:prod`;
	host.deploys(image, today);
	host.runs(image, {options: ['--name', 'looked-at']});
	plant(join(host.repository.path, 'old'), lastMonth);
});
afterAll(() => host?.[Symbol.asyncDispose]());

const ask = (...args: readonly string[]): Promise<Ended> =>
	start(args, {cwd: host.repository.path, env: host.engine.env}).ended;

describe('a place in a running container', () => {
	test('is compared with the same place in its image, and with what a build wrote', async () => {
		for (const expected of [`registry:${image}`, `docker:${image}`, 'dir:dist']) {
			const done = await ask('diff', expected, 'container:looked-at', '--path', 'app/dist');
			expect([expected, done.code, done.stderr]).toEqual([expected, 0, expect.not.stringContaining('unread')]);
		}
		const old = await ask('diff', 'dir:old', 'container:looked-at', '--path', 'app/dist', '--format', 'json');
		expect(old.code).toBe(1);
		expect(JSON.parse(old.stdout).changes).toContainEqual(
			expect.objectContaining({path: 'modules/workflow.js', kind: 'added'}),
		);
	});

	test('is listed alike whether it is part of the subject or named beside it', async () => {
		const within = await ask('manifest', 'container:looked-at:/app/dist');
		const beside = await ask('manifest', 'container:looked-at', '--path', 'app/dist');
		const joined = await ask('manifest', 'container:looked-at:/app', '--path', 'dist');
		expect([within.code, beside.stdout, joined.stdout]).toEqual([0, within.stdout, within.stdout]);
		expect(JSON.parse(within.stdout).subject).toBe('container:looked-at:/app/dist');
	});

	test('that is collected is counted, and told by the name that was given', async () => {
		const place = ['--path', '/app/dist', '--out', '.git/replicas.json'];
		const named = await ask('collect', '--runtime', 'docker', '--container', 'looked-at', ...place);
		expect([named.code, named.stderr]).toEqual([
			0,
			expect.stringContaining('1 container (looked-at), 1 place looked at'),
		]);
		const found = await ask('collect', '--runtime', 'docker', '--image', image, ...place);
		expect(found.stderr).toContain(`1 container of ${image}, 1 place looked at`);
	});

	test('where nothing is, is said to be empty, not the container to be gone', async () => {
		for (const subject of [['container:looked-at:/nope'], ['container:looked-at', '--path', 'nope']]) {
			const done = await ask('manifest', ...subject);
			expect([done.code, done.stderr.trim()]).toEqual([3, 'deploy-truth: not-found: nothing is at /nope in looked-at']);
		}
	});
});
