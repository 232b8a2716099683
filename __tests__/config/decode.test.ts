import {describe, expect, test} from '@jest/globals';
import fc from 'fast-check';
import type {Source} from '../../src/config/decode.ts';
import {decodeConfig, formatProblems} from '../../src/config/decode.ts';
import type {Problem} from '../../src/config/problem.ts';
import type {Config} from '../../src/model/config.ts';

const source: Source = {file: '.github/deploy-truth.yml', trust: 'trusted', secrets: []};

async function configOf(text: string, more: Partial<Source> = {}): Promise<Config> {
	const decoded = await decodeConfig(text, {...source, ...more});
	if ('problems' in decoded) throw new Error(formatProblems(decoded.problems));
	return decoded.config;
}

async function problemsOf(text: string, more: Partial<Source> = {}): Promise<readonly Problem[]> {
	const decoded = await decodeConfig(text, {...source, ...more});
	return 'problems' in decoded ? decoded.problems : [];
}

/** `line:column path` of each problem. */
const placesOf = (problems: readonly Problem[]): string[] =>
	problems.map((problem) => `${problem.place.replace(/^.*\.yml:?/, '')} ${problem.path}`);

const service = (keys: string): string => `version: 1\nservices:\n  api: ${keys}\n`;
const probe = (keys: string): string => service(`{probes: [${keys}]}`);

describe('what a short file means', () => {
	test('every default is written out', async () => {
		const config = await configOf(
			`version: 1
services:
  api:
    image: ghcr.io/acme/api:1
    files: [{from: ./dist/}]
    expect: [{files: '**/*.js'}]
    probes: [{url: 'https://api.example.com/workflows?page=1'}]
    live: {base: 'https://app.example.com/'}
    version: {url: 'https://api.example.com/version'}
    wait: 5m
`,
		);
		expect(config).toStrictEqual({
			origin: '.github/deploy-truth.yml',
			trust: 'trusted',
			secrets: [],
			failOn: ['drift', 'inconclusive'],
			services: [
				{
					service: 'api',
					environment: 'production',
					commit: null,
					image: {
						reference: 'ghcr.io/acme/api:1',
						platform: null,
						plainHttp: false,
						credentials: null,
						baseline: null,
						base: null,
						assurance: 'any',
						ca: null,
					},
					files: [{from: 'dist', to: null, kind: 'artifact', ignore: [], modes: 'executable', extra: 'note'}],
					expect: [{files: '**/*.js', contains: []}],
					runtime: null,
					replicas: null,
					proxies: [],
					upstream: null,
					trace: null,
					probes: [
						{
							name: 'GET /workflows',
							method: 'GET',
							url: 'https://api.example.com/workflows?page=1',
							expect: null,
							headers: [],
							contentType: null,
							control: true,
							protocol: 'http',
							credentials: null,
							json: [],
							answerHeaders: [],
						},
					],
					live: {base: 'https://app.example.com/', root: null, paths: [], page: '/'},
					version: {url: 'https://api.example.com/version', field: null},
					origin: null,
					resolve: [],
					tls: null,
					rate: 50,
					accept: [],
					wait: {deadline: 300_000, interval: 5_000, rounds: 2},
					timeouts: {connect: 10_000, answer: 30_000, stall: 30_000, request: 120_000},
				},
			],
		});
	});

	test('what is not configured is null or empty', async () => {
		const [one] = (await configOf(service('{image: acme/api}'))).services;
		expect(one).toMatchObject({files: [], expect: [], probes: [], live: null, version: null, accept: [], wait: null});
	});

	test('every stated value arrives', async () => {
		const config = await configOf(`version: 1
fail-on: drift
services:
  api:
    commit: v1.4.2
    environment: staging
    image: registry.example.com:5000/acme/api@sha256:${'a'.repeat(64)}
    platform: linux/arm64/v8
    plain-http: true
    registry-username: bot
    registry-password-env: REGISTRY_PASSWORD
    baseline: registry.example.com:5000/acme/api:old
    base: node:24-slim
    assurance: verified
    registry-ca: ./certs/own.pem
    files:
      - {from: ., to: /app//dist/, kind: source, ignore: ['**/*.map'], modes: exact, extra: drift}
    expect:
      - {files: '**/workflow*.js', contains: registerWorkflow}
      - {files: 'a/*', contains: [one, 'two \${{ x }}']}
    probes:
      - name: guarded
        method: POST
        unsafe-method: true
        url: https://api.example.com/w
        expect: [403, 401, 401]
        headers:
          Authorization: {env: API_TOKEN, prefix: 'Bearer '}
          X-Trace: {env: TRACE}
          Accept: application/json
        content-type: Application/JSON
        control: false
    runtime: {kind: compose, host: 'ssh://me@h', project: shop, replicas: 3, inside: true, expected-changes: [/a/*], manifest: ./compose.yml, timeout: 1m}
    replicas: {file: ./r.json, max-age: 5m}
    live: {base: https://app.example.com, root: public, paths: [/a.js], page: /index.html}
    version: {url: https://api.example.com/version, field: build.commit}
    accept: self-reported
    wait: {for: 1h, every: 500ms, rounds: 3}
    timeouts: {connect: 1s, answer: 2s, stall: 3s, request: 4s}
`);
		expect(config.failOn).toEqual(['drift']);
		expect(config.services[0]).toStrictEqual({
			service: 'api',
			environment: 'staging',
			commit: 'v1.4.2',
			image: {
				reference: `registry.example.com:5000/acme/api@sha256:${'a'.repeat(64)}`,
				platform: {os: 'linux', architecture: 'arm64', variant: 'v8'},
				plainHttp: true,
				credentials: {username: 'bot', passwordVariable: 'REGISTRY_PASSWORD'},
				baseline: 'registry.example.com:5000/acme/api:old',
				base: 'node:24-slim',
				assurance: 'verified',
				ca: 'certs/own.pem',
			},
			files: [{from: '', to: '/app/dist', kind: 'source', ignore: ['**/*.map'], modes: 'exact', extra: 'drift'}],
			expect: [
				{files: '**/workflow*.js', contains: ['registerWorkflow']},
				{files: 'a/*', contains: ['one', 'two ${{ x }}']},
			],
			probes: [
				{
					name: 'guarded',
					method: 'POST',
					url: 'https://api.example.com/w',
					expect: [401, 403],
					headers: [
						{name: 'Authorization', value: {env: 'API_TOKEN', prefix: 'Bearer '}},
						{name: 'X-Trace', value: {env: 'TRACE', prefix: ''}},
						{name: 'Accept', value: {literal: 'application/json'}},
					],
					contentType: 'application/json',
					control: false,
					protocol: 'http',
					credentials: null,
					json: [],
					answerHeaders: [],
				},
			],
			runtime: {
				kind: 'compose',
				host: 'ssh://me@h',
				context: null,
				project: 'shop',
				service: 'api',
				containers: [],
				selector: null,
				namespace: null,
				workload: null,
				cluster: null,
				region: null,
				command: null,
				replicas: 3,
				inside: true,
				ephemeral: null,
				expectedChanges: ['a/*'],
				manifest: 'compose.yml',
				timeout: 60_000,
			},
			replicas: {file: 'r.json', maxAge: 300_000},
			live: {base: 'https://app.example.com', root: 'public', paths: ['/a.js'], page: '/index.html'},
			version: {url: 'https://api.example.com/version', field: 'build.commit'},
			origin: null,
			resolve: [],
			tls: null,
			rate: 50,
			proxies: [],
			upstream: null,
			trace: null,
			accept: ['self-reported'],
			wait: {deadline: 3_600_000, interval: 500, rounds: 3},
			timeouts: {connect: 1000, answer: 2000, stall: 3000, request: 4000},
		});
	});

	test('keys at the top are defaults, and a service replaces them whole', async () => {
		const {services} = await configOf(`version: 1
environment: staging
wait: 1m
timeouts: {connect: 1s}
services:
  api: {image: acme/api}
  web: {image: acme/web, environment: production, wait: none, timeouts: {answer: 9s}}
`);
		expect(services.map(({service: name, environment, wait}) => ({name, environment, wait}))).toEqual([
			{name: 'api', environment: 'staging', wait: {deadline: 60_000, interval: 5_000, rounds: 2}},
			{name: 'web', environment: 'production', wait: null},
		]);
		expect(services[1]?.timeouts).toEqual({connect: 10_000, answer: 9_000, stall: 30_000, request: 120_000});
	});

	test('an environment that the event knows stands in for one that nobody wrote', async () => {
		const text = 'version: 1\nservices:\n  api: {image: acme/api}\n  web: {image: acme/web, environment: test}\n';
		expect((await configOf(text, {environment: 'preview'})).services.map((one) => one.environment)).toEqual([
			'preview',
			'test',
		]);
	});

	test('only the services that were asked for are taken, in the order of the file', async () => {
		const text = 'version: 1\nservices:\n  a: {image: x/a}\n  b: {image: x/b}\n  c: {image: x/c}\n';
		expect((await configOf(text, {services: ['c', 'a']})).services.map((one) => one.service)).toEqual(['a', 'c']);
	});

	test('a class of statuses stands for its hundred codes', async () => {
		const [one] = (await configOf(probe('{url: "https://a/b", expect: [2xx, 401]}'))).services;
		expect(one?.probes[0]?.expect).toHaveLength(101);
		expect(one?.probes[0]?.expect).toEqual(expect.arrayContaining([200, 299, 401]));
	});

	test.each([
		['none', []],
		['[]', []],
		['[inconclusive, drift]', ['drift', 'inconclusive']],
		['inconclusive', ['inconclusive']],
	])('fail-on: %s', async (text, expected) => {
		expect((await configOf(`version: 1\nfail-on: ${text}\nservices: {a: {image: x}}\n`)).failOn).toEqual(expected);
	});

	test('an alias is the value of its anchor', async () => {
		const text = 'version: 1\nservices:\n  a: {image: x, wait: &w {for: 1m}}\n  b: {image: x, wait: *w}\n';
		expect((await configOf(text)).services[1]?.wait?.deadline).toBe(60_000);
	});

	test('services named like properties of every object are services', async () => {
		const text =
			'version: 1\nservices:\n  constructor: {image: a}\n  toString: {image: b}\n  hasOwnProperty: {image: c}\n';
		expect((await configOf(text)).services.map((one) => one.service)).toEqual([
			'constructor',
			'toString',
			'hasOwnProperty',
		]);
	});
});

describe('all problems come at once', () => {
	const text = `version: 2
fail-on: [drift, inconclusve]
imagee: x
runtime: docker
environment: 12
services:
  api:
    image: https://x/y
    platform: linux
    failOn: drift
    replicas: 3
    files:
      - from: /dist
        to: app
        kind: artefact
        ignore: ['[a', '../x', 3]
    expect:
      - {files: '**/*.js', contains: ''}
    probes:
      - url: https://u:p@h/x?token=abc
        expect: [200, 99, 9xx]
        headers: {Authorization: Bearer abcdef, "X y": "a", X-A: {envv: FOO}, x-a: b, C: 3, D: {env: 'hunter2!'}}
        method: POST
      - url: https://h/x
      - url: https://h/x
      - {url: htp://x, headers: 3, control: yes}
    wait: {for: 5, every: 5s}
    timeouts: {conect: 5s}
    live: {base: "https://h/?x", root: ../x, paths: ["//evil/x", "/ok"]}
  web: {}
  web: {accept: self-reportd}
  "a\\nb": {baseline: x, registry-username: "x"}
`;

	test('each with its line, column and key', async () => {
		expect(placesOf(await problemsOf(text))).toEqual([
			'1:10 version',
			'2:18 fail-on[1]',
			'3:1 imagee',
			'4:1 runtime',
			'5:14 environment',
			'8:12 services.api.image',
			'9:15 services.api.platform',
			'10:5 services.api.failOn',
			'11:15 services.api.replicas',
			'13:15 services.api.files[0].from',
			'14:13 services.api.files[0].to',
			'15:15 services.api.files[0].kind',
			'16:18 services.api.files[0].ignore[0]',
			'16:24 services.api.files[0].ignore[1]',
			'16:32 services.api.files[0].ignore[2]',
			'18:38 services.api.expect[0].contains',
			'20:14 services.api.probes[0].url',
			'21:23 services.api.probes[0].expect[1]',
			'21:27 services.api.probes[0].expect[2]',
			'22:19 services.api.probes[0].headers.Authorization',
			"22:49 services.api.probes[0].headers['X y']",
			'22:61 services.api.probes[0].headers.X-A.env',
			'22:67 services.api.probes[0].headers.X-A.envv',
			'22:79 services.api.probes[0].headers.x-a',
			'22:90 services.api.probes[0].headers.C',
			'22:102 services.api.probes[0].headers.D.env',
			'23:17 services.api.probes[0].method',
			'25:9 services.api.probes[2]',
			'26:15 services.api.probes[3].url',
			'26:33 services.api.probes[3].headers',
			'26:45 services.api.probes[3].control',
			'27:17 services.api.wait.for',
			'28:16 services.api.timeouts.conect',
			'29:18 services.api.live.base',
			'29:40 services.api.live.root',
			'29:54 services.api.live.paths[0]',
			'30:3 services.web',
			'31:3 services.web',
			"32:3 services['a\\u000ab']",
			"32:3 services['a\\u000ab']",
			"32:12 services['a\\u000ab'].baseline",
			"32:25 services['a\\u000ab'].registry-username",
		]);
	});

	test('each says what was found, what is accepted and what to do', async () => {
		for (const problem of await problemsOf(text)) {
			expect(problem.found).not.toBe('');
			expect(problem.accepted).not.toBe('');
			expect(problem.todo).not.toBe('');
		}
	});

	test('no secret and no control character reaches the text', async () => {
		const shown = formatProblems(await problemsOf(text));
		for (const secret of ['hunter2', 'abcdef', 'token=abc', 'u:p']) expect(shown).not.toContain(secret);
		expect(shown).not.toMatch(/[^\P{Cc}\n]/u);
		expect(shown).toMatch(/^42 problems in the configuration\. Nothing was contacted\.\n/);
	});
});

test('no text of the file becomes a command of the runner', async () => {
	const shown = formatProblems(
		await problemsOf('version: 1\nservices:\n  "::error::x": {"##[error]y": 1, image: "##[add-mask]z"}\n'),
	);
	expect(shown).not.toContain('##[');
	expect(shown).not.toMatch(/^\s*::/m);
	expect(shown).toContain('# #[add-mask]z');
});

describe('a problem names the way out', () => {
	test.each([
		['imag', 'version: 1\nservices: {a: {imag: x}}', 'did you mean `image`?'],
		['failOn', 'version: 1\nfailOn: drift\nservices: {a: {image: x}}', 'did you mean `fail-on`?'],
		['plain_http', service('{image: x, plain_http: true}'), 'did you mean `plain-http`?'],
		['a top-level key in a service', service('{image: x, fail-on: drift}'), 'move it to the top level, as `fail-on`'],
		[
			'a service key in a probe',
			probe('{url: "https://a/", timeouts: {}}'),
			'check the indentation: `timeouts` belongs to a service',
		],
		['a missing key', probe('{name: x}'), 'add `url`'],
		['a number where a text belongs', service('{image: x, commit: 1234567}'), "put it in quotes: '1234567'"],
		['a duration without unit', service('{image: x, wait: 5}'), 'add the unit: 5s'],
		['a duration without unit, in quotes', service("{image: x, wait: '5'}"), 'add the unit'],
		['yes', probe('{url: "https://a/", control: yes}'), 'write true, without quotes'],
		['a mapping where a list belongs', service('{files: {from: dist}}'), "start each item of `files` with '- '"],
		['an empty value', service('{image: }'), 'write a value, or remove `image`'],
		['a lower-case method', probe('{url: "https://a/", method: get}'), 'write GET'],
		['a proxy and no request to follow', service('{image: x, proxy: nginx}'), 'add a probe'],
		['an expression in a key', service('{image: "a:${{ github.sha }}"}'), /input of the action/],
		['an unquoted glob', service('{files: [{from: dist, ignore: [**/*.map]}]}'), /in quotes/],
		['a merge key', 'version: 1\nx: &x {image: a}\nservices: {a: {<<: *x}}', /top level/],
		['two documents', 'version: 1\n---\nversion: 1', /one document/],
		['a tab', 'version: 1\nservices:\n\ta: {}', 'indent with spaces'],
	] as const)('%s', async (_, text, todo) => {
		const todos = (await problemsOf(text)).map((problem) => problem.todo);
		expect(todos).toEqual(expect.arrayContaining([typeof todo === 'string' ? todo : expect.stringMatching(todo)]));
	});

	test('a service that nobody has', async () => {
		const [problem] = await problemsOf(service('{image: x}'), {services: ['apo']});
		expect(problem).toMatchObject({found: "no service named 'apo'", accepted: "'api'", todo: "did you mean 'api'?"});
	});

	test('a word that is near to nothing gets no suggestion', async () => {
		const [problem] = await problemsOf(service('{image: x, zebra: 1}'));
		expect(problem?.todo).toBe('remove it, or write one of the accepted keys');
	});
});

describe('what is refused', () => {
	test.each([
		// URLs
		['a relative URL', probe('{url: /workflows}')],
		['a URL without scheme', probe('{url: api.example.com}')],
		['another scheme', probe('{url: "file:///etc/passwd"}')],
		['a URL with a user', probe('{url: "https://me@a/"}')],
		['a URL with a token', probe('{url: "https://a/?access_token=1"}')],
		['a URL with a signature', probe('{url: "https://a/?X-Amz-Signature=1"}')],
		['a URL with a token in its path', probe(`{url: "https://a/ghp_${'a'.repeat(36)}"}`)],
		['a URL with a fragment', probe('{url: "https://a/#/route"}')],
		['a URL with a line break', probe('{url: "https://a/\\nb"}')],
		['a live path on another host', service('{live: {base: "https://a/", paths: ["https://b/x"]}}')],
		['a live path that a parser takes for a host', service('{live: {base: "https://a/", paths: ["/\\\\b/x"]}}')],
		// headers
		['an Authorization header written out', probe('{url: "https://a/", headers: {Authorization: abc}}')],
		['a cookie written out', probe('{url: "https://a/", headers: {cookie: "a=b"}}')],
		['a key written out', probe('{url: "https://a/", headers: {X-Api-Key: abc}}')],
		['a token by its look', probe(`{url: "https://a/", headers: {X-A: ghp_${'a'.repeat(36)}}}`)],
		['a header value with a line break', probe('{url: "https://a/", headers: {X-A: "a\\r\\nHost: b"}}')],
		['a prefix with a line break', probe('{url: "https://a/", headers: {X-A: {env: A, prefix: "a\\n"}}}')],
		['a header that frames the message', probe('{url: "https://a/", headers: {Content-Length: "3"}}')],
		["the runner's own token", probe('{url: "https://a/", headers: {X-A: {env: ACTIONS_RUNTIME_TOKEN}}}')],
		['an input as a variable', probe('{url: "https://a/", headers: {X-A: {env: INPUT_TOKEN}}}')],
		// probes
		['CONNECT', probe('{url: "https://a/", method: CONNECT, unsafe-method: true}')],
		['POST without consent', probe('{url: "https://a/", method: POST}')],
		['the status 600', probe('{url: "https://a/", expect: 600}')],
		['an empty list of statuses', probe('{url: "https://a/", expect: []}')],
		['two probes of one name', probe('{url: "https://a/x"}, {url: "https://b/x"}')],
		['a media type with parameters', probe('{url: "https://a/", content-type: text/html; charset=utf-8}')],
		// names and paths
		['a long name', `version: 1\nservices: {${'a'.repeat(101)}: {image: x}}`],
		['a name with a line break', 'version: 1\nservices: {"a\\nb": {image: x}}'],
		['an environment with an invisible character', service('{image: x, environment: "prod\\u202e"}')],
		['an absolute artifact', service('{files: [{from: /etc}]}')],
		['an artifact outside the repository', service('{files: [{from: a/../../b}]}')],
		['a place in the image that leaves its directory', service('{image: x, files: [{from: a, to: /app/../etc}]}')],
		['a revision that git takes for an option', service('{image: x, commit: --output=x}')],
		['a range as a revision', service('{image: x, commit: a..b}')],
		// what needs each other
		['nothing to check', service('{version: {url: "https://a/"}}')],
		['empty lists are nothing to check', service('{files: [], probes: []}')],
		['expect without files', service('{image: x, expect: [{files: a}]}')],
		['root without files', service('{live: {base: "https://a/", root: public}}')],
		['a baseline without image', service('{files: [{from: a}], baseline: x}')],
		['a base without image', service('{files: [{from: a}], base: x}')],
		['an assurance without image', service('{files: [{from: a}], assurance: verified}')],
		['an assurance nobody knows', service('{image: x, assurance: high}')],
		['an authority outside the repository', service('{image: x, registry-ca: ../own.pem}')],
		['accept without version', service('{image: x, accept: self-reported}')],
		['a user name without password', service('{image: x, registry-username: a}')],
		['a wait that is shorter than its interval', service('{image: x, wait: {for: 1s, every: 2s}}')],
		['a wait of a day', service('{image: x, wait: 24h}')],
		['no paths and no page', service('{live: {base: "https://a/", paths: []}}')],
		// the document
		['an empty file', ''],
		['a list', '- a'],
		['no services', 'version: 1\nservices: {}'],
		['a key twice', 'version: 1\nversion: 1\nservices: {a: {image: x}}'],
		['a key that is a number', 'version: 1\nservices: {a: {image: x}, 1: {image: x}}'],
		['a prototype', 'version: 1\n__proto__: {image: x}\nservices: {a: {image: x}}'],
		['an unknown tag', 'version: 1\nservices: {a: {image: !secret x}}'],
		['more than a mebibyte', `version: 1\nservices: {a: {image: x}}\n#${'x'.repeat(1024 * 1024)}`],
		['101 services', `version: 1\nservices:\n${Array.from({length: 101}, (_, i) => `  s${i}: {image: x}\n`).join('')}`],
	])('%s', async (_, text) => {
		// One: the rest of the file is right, so it is refused for this and for nothing else.
		expect(await problemsOf(text)).toHaveLength(1);
	});

	test('aliases that unfold to a billion values', async () => {
		const levels = Array.from({length: 9}, (_, i) => `l${i + 1}: &l${i + 1} [${`*l${i}, `.repeat(9)}*l${i}]`);
		const [problem] = await problemsOf(`l0: &l0 [x]\n${levels.join('\n')}\n`);
		expect(problem?.found).toBe('more than 20000 values, aliases written out');
	});

	test('an alias inside its own anchor', async () => {
		expect((await problemsOf('version: 1\nservices: &s {a: *s}\n')).map((problem) => problem.found)).toContain(
			"the alias 's'",
		);
	});

	test('brackets a hundred thousand deep', async () => {
		expect((await problemsOf('['.repeat(100_000))).length).toBeGreaterThan(0);
	});

	test('a method that changes something, on an event that an outsider can start', async () => {
		const text = probe('{url: "https://a/", method: POST, unsafe-method: true}');
		expect(await problemsOf(text)).toEqual([]);
		expect(placesOf(await problemsOf(text, {trust: 'untrusted'}))).toEqual(['3:46 services.api.probes[0].method']);
	});

	test('a wrong default is told once, where it stands', async () => {
		const text = 'version: 1\nplatform: x\nservices: {a: {image: x}, b: {image: x}}\n';
		expect(placesOf(await problemsOf(text))).toEqual(['2:11 platform']);
	});
});

describe('decoding never throws', () => {
	test('on any text', async () => {
		await fc.assert(
			fc.asyncProperty(
				fc.oneof(fc.string({unit: 'binary'}), fc.string({unit: fc.constantFrom(...'{}[]:,&*!|>-? \n\t\'"#%@`ab1')})),
				async (text) => {
					const decoded = await decodeConfig(text, source);
					expect('problems' in decoded && decoded.problems.length > 0).toBe(true);
				},
			),
			{numRuns: 1000},
		);
	});

	test('and no control character comes through, whatever the text is', async () => {
		const keys = fc.constantFrom('image', 'platform', 'commit', 'environment', 'registry-username', 'baseline', 'wait');
		const inner = fc.constantFrom<(text: string) => object>(
			(text) => ({files: [{from: text, to: text, ignore: [text]}]}),
			(text) => ({expect: [{files: text}]}),
			(text) => ({probes: [{url: text, method: text, name: text, 'content-type': text, headers: {[text]: text}}]}),
			(text) => ({live: {base: text, paths: [text]}}),
			(text) => ({[text]: 1}),
		);
		const piece = fc.oneof(
			fc.string({unit: 'binary'}),
			fc.constantFrom('\u001b[31m', '##[error]', '[', '{', '/', ':', '@'),
		);
		const hostile = fc.array(piece, {maxLength: 6}).map((pieces) => pieces.join(''));
		await fc.assert(
			fc.asyncProperty(keys, inner, hostile, async (key, nested, text) => {
				const shown = formatProblems(
					await problemsOf(JSON.stringify({version: 1, services: {a: {[key]: text, ...nested(text)}}})),
				);
				expect(shown).not.toMatch(/[^\P{Cc}\n]|##\[/u);
			}),
			{numRuns: 1000},
		);
	});

	test('on any value under any key, and what is wrong always has a place and a way out', async () => {
		const keys = [
			'commit',
			'image',
			'platform',
			'files',
			'expect',
			'probes',
			'live',
			'version',
			'wait',
			'timeouts',
			'accept',
			'url',
			'headers',
			'from',
			'constructor',
			'__proto__',
		];
		const {tree} = fc.letrec<{tree: unknown}>((tie) => ({
			tree: fc.oneof(
				{maxDepth: 4},
				fc.constantFrom<unknown>(
					null,
					true,
					1,
					404,
					-1,
					Number.POSITIVE_INFINITY,
					'',
					'x',
					'5m',
					'https://a/b',
					'/a',
					'**/*',
					'GET',
					'env',
				),
				fc.string(),
				fc.array(tie('tree'), {maxLength: 3}),
				fc.dictionary(fc.oneof(fc.constantFrom(...keys), fc.string()), tie('tree'), {maxKeys: 4}),
			),
		}));
		await fc.assert(
			fc.asyncProperty(tree, fc.dictionary(fc.constantFrom(...keys), tree), async (one, other) => {
				for (const value of [
					one,
					{version: 1, services: one},
					{version: 1, services: {api: other}},
					{version: 1, services: {api: {image: 'x', ...other}}},
				]) {
					const decoded = await decodeConfig(JSON.stringify(value), source);
					if ('config' in decoded) expect(decoded.config.services.length).toBeGreaterThan(0);
					else
						for (const problem of decoded.problems) {
							expect(problem.place).toMatch(/^\.github\/deploy-truth\.yml/);
							expect(problem.todo).not.toBe('');
							expect(problem.found).not.toMatch(/\p{Cc}/u);
						}
				}
			}),
			{numRuns: 1000},
		);
	});
});
