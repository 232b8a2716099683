import {describe, expect, test} from '@jest/globals';
import type {InputContext} from '../../src/config/inputs.ts';
import {decodeInputs, fileOfInputs} from '../../src/config/inputs.ts';
import type {Config} from '../../src/model/config.ts';

type Inputs = Readonly<Record<string, string>>;
const from = (inputs: Inputs) => (name: string) => (Object.hasOwn(inputs, name) ? inputs[name]!.trim() : '');
const alone: InputContext = {trust: 'trusted', file: null, service: 'api', environment: null};
const decode = (inputs: Inputs, context: Partial<InputContext> = {}) =>
	decodeInputs(from(inputs), {...alone, ...context});

async function configOf(inputs: Inputs, context: Partial<InputContext> = {}): Promise<Config> {
	const decoded = await decode(inputs, context);
	if ('problems' in decoded) throw new Error(JSON.stringify(decoded.problems));
	if (decoded.asked.mode !== 'verify') throw new Error('another mode');
	return decoded.asked.config;
}

async function problemsOf(inputs: Inputs, context: Partial<InputContext> = {}) {
	const decoded = await decode(inputs, context);
	return 'problems' in decoded ? decoded.problems : [];
}

const file = (text: string) => ({name: '.github/deploy-truth.yml', text});
const two = file('version: 1\nservices:\n  api: {image: ghcr.io/acme/api}\n  web: {image: ghcr.io/acme/web}\n');

describe('one service from inputs alone', () => {
	test('texts stand as they are, the rest is YAML', async () => {
		const config = await configOf({
			image: 'ghcr.io/acme/api:1',
			commit: '1234567',
			environment: 'staging',
			'plain-http': 'true',
			files: '- from: dist\n  to: /app/dist',
			probes: '- url: https://a/w\n  expect: [200, 401]\n  headers: {Authorization: {env: TOKEN}}',
			wait: '5m',
			accept: 'self-reported',
			version: 'url: https://a/version',
			timeouts: '{connect: 1s}',
			secrets: 'TOKEN=a',
			'fail-on': 'drift',
		});
		expect(config).toMatchObject({
			origin: 'action inputs',
			trust: 'trusted',
			failOn: ['drift'],
			secrets: [{variable: 'TOKEN', host: 'a'}],
			services: [
				{
					service: 'api',
					commit: '1234567',
					environment: 'staging',
					image: {reference: 'ghcr.io/acme/api:1', plainHttp: true, credentials: null},
					files: [{from: 'dist', to: '/app/dist'}],
					probes: [{name: 'GET /w', expect: [200, 401]}],
					wait: {deadline: 300_000},
					accept: ['self-reported'],
					timeouts: {connect: 1000},
				},
			],
		});
	});

	test('the service is called as `service` says, else as the repository', async () => {
		expect((await configOf({image: 'x', service: 'web'})).services[0]?.service).toBe('web');
		expect((await configOf({image: 'x'})).services[0]?.service).toBe('api');
	});

	test('what the run needs besides has its defaults', async () => {
		expect(await decode({image: 'x'})).toMatchObject({
			asked: {
				mode: 'verify',
				directory: '',
				comment: true,
				out: '.deploy-truth',
				githubToken: '',
				config: {failOn: ['drift', 'inconclusive']},
			},
		});
	});

	test('no input and no file says what to do', async () => {
		const [problem] = await problemsOf({mode: 'verify', comment: 'true', 'github-token': 't'});
		expect(problem).toMatchObject({place: 'action inputs', todo: expect.stringContaining('.github/deploy-truth.yml')});
	});

	test('all problems come at once, with the input and its line', async () => {
		const problems = await problemsOf({
			mode: 'verfy',
			comment: 'yes',
			'fail-on': 'drift, sometimes',
			secrets: 'TOKEN',
			'working-directory': '../x',
			out: '/etc',
			'registry-password-env': 'X',
		});
		expect(problems.map((problem) => problem.place)).toEqual([
			'input registry-password-env',
			'input mode',
			'input comment',
			'input fail-on',
			'input secrets:1:1',
			'input working-directory',
			'input out',
		]);
		const keys = await problemsOf({
			image: 'https://x',
			platform: 'x',
			probes: '- url: /x\n- {url: "https://a/", expct: 1}',
			files: '- from: [',
			'registry-username': 'a',
		});
		expect(keys.map(({place, path}) => `${place} ${path}`)).toEqual([
			'input files:1:10 ',
			'input registry-username ',
			'input image image',
			'input platform platform',
			'input probes:1:8 probes[0].url',
			'input probes:2:23 probes[1].expct',
		]);
	});
});

describe('inputs over a file', () => {
	test('an input takes the place of the key in the service it is about', async () => {
		const config = await configOf({service: 'web', image: 'ghcr.io/acme/web:7'}, {file: two});
		expect(config.services.map((one) => [one.service, one.image?.reference])).toEqual([['web', 'ghcr.io/acme/web:7']]);
	});

	test('a commit is for all services', async () => {
		expect((await configOf({commit: 'abc'}, {file: two})).services.map((one) => one.commit)).toEqual(['abc', 'abc']);
	});

	test('an image is not for two services', async () => {
		expect(await problemsOf({image: 'x'}, {file: two})).toMatchObject([
			{place: 'input image', found: '`image` for 2 services'},
		]);
	});

	test('a problem of the file and one of the inputs stand side by side', async () => {
		const broken = file('version: 1\nservices:\n  api: {image: X}\n  web: {wait: 5}\n');
		const places = (await problemsOf({service: 'api', platform: 'x'}, {file: broken})).map((problem) => problem.place);
		expect(new Set(places)).toEqual(
			new Set([
				'.github/deploy-truth.yml:3:16',
				'.github/deploy-truth.yml:4:3',
				'.github/deploy-truth.yml:4:15',
				'input platform',
			]),
		);
	});

	test('fail-on of the inputs wins', async () => {
		expect((await configOf({'fail-on': 'none'}, {file: two})).failOn).toEqual([]);
		expect((await configOf({}, {file: two})).failOn).toEqual(['drift', 'inconclusive']);
	});

	test('the file is read by default, when named, and not when refused', () => {
		expect(fileOfInputs(from({}))).toEqual({file: '.github/deploy-truth.yml', mustExist: false});
		expect(fileOfInputs(from({config: 'a.yml'}))).toEqual({file: 'a.yml', mustExist: true});
		expect(fileOfInputs(from({config: 'none'})).file).toBeNull();
		expect(fileOfInputs(from({mode: 'record'})).file).toBeNull();
	});
});

describe("the registry's password", () => {
	const credentials = {'registry-username': 'bot', 'registry-password': 'hunter2'};
	const credentialsOf = (config: Config) =>
		config.services.map((one) => one.image?.credentials?.passwordVariable ?? null);
	const bound = 'INPUT_REGISTRY-PASSWORD';

	test('is bound to the registry of the image, and its value is in no configuration', async () => {
		const config = await configOf({image: 'ghcr.io/acme/api', ...credentials}, {trust: 'untrusted'});
		expect(credentialsOf(config)).toEqual([bound]);
		expect(config.secrets).toEqual([{variable: bound, host: 'ghcr.io'}]);
		expect(JSON.stringify(config)).not.toContain('hunter2');
	});

	test('is for every image of a file in one registry', async () => {
		expect(credentialsOf(await configOf(credentials, {file: two}))).toEqual([bound, bound]);
	});

	const mixed = file('version: 1\nservices:\n  api: {image: ghcr.io/acme/api}\n  web: {image: web}\n');
	test('goes to no registry that merely stands in the same file', async () => {
		expect(await problemsOf(credentials, {file: mixed})).toMatchObject([{place: 'input registry-password'}]);
		const config = await configOf({...credentials, secrets: 'registry-password=ghcr.io'}, {file: mixed});
		expect(credentialsOf(config)).toEqual([bound, null]);
	});

	test('needs a word of the workflow on an event that an outsider can start', async () => {
		expect(await problemsOf(credentials, {file: two, trust: 'untrusted'})).toMatchObject([
			{place: 'input registry-password'},
		]);
		const config = await configOf(
			{...credentials, secrets: 'registry-password=ghcr.io'},
			{file: two, trust: 'untrusted'},
		);
		expect(credentialsOf(config)).toEqual([bound, bound]);
	});

	test('without a user name, or with nothing to use it for, is a problem', async () => {
		expect(await problemsOf({image: 'x', 'registry-password': 'p'})).toMatchObject([
			{place: 'input registry-password'},
		]);
		expect(await problemsOf({image: 'x', 'registry-username': 'p'})).toMatchObject([
			{place: 'input registry-username'},
		]);
		expect(await problemsOf({probes: '- url: https://a/', ...credentials})).toMatchObject([
			{place: 'input registry-password'},
		]);
	});
});

describe('the other modes', () => {
	test('record takes the directory that the build wrote', async () => {
		expect(await decode({mode: 'record', artifact: './dist/', 'working-directory': 'web'})).toMatchObject({
			asked: {mode: 'record', artifact: 'dist', out: '.deploy-truth/record.json', directory: 'web', commit: null},
		});
		expect(await problemsOf({mode: 'record'})).toMatchObject([{place: 'input artifact'}]);
		expect(await problemsOf({mode: 'record', artifact: '/dist', commit: '-x'})).toMatchObject([
			{place: 'input commit'},
			{place: 'input artifact'},
		]);
	});

	test('report takes evidence files', async () => {
		expect(await decode({mode: 'report', evidence: 'a.json\n./out/\n', 'fail-on': 'inconclusive'})).toMatchObject({
			asked: {mode: 'report', evidence: ['a.json', 'out'], failOn: ['inconclusive']},
		});
		expect(await problemsOf({mode: 'report'})).toMatchObject([{place: 'input evidence'}]);
		expect(await problemsOf({mode: 'report', evidence: '../a'})).toMatchObject([{place: 'input evidence'}]);
	});
});
