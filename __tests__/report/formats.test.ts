import {describe, expect, test} from '@jest/globals';
import {Parser} from 'htmlparser2';
import {annotationLimit, annotationsOf} from '../../src/report/annotations.ts';
import {verdictJson} from '../../src/report/json.ts';
import {waitLine} from '../../src/report/progress.ts';
import {render} from '../../src/report/report.ts';
import {widthOf, wrap} from '../../src/report/width.ts';
import {
	type Case,
	healthy,
	observed,
	pullRequestNotMerged,
	registryRefused,
	repaired,
	staleImage,
	unavailable,
} from '../builders/evidence.ts';
import {mount, oldId, running, runningCase, settings, stale} from '../builders/replicas.ts';
import {huge, judged, scenes, web, worker} from '../builders/report.ts';

describe('the terminal report', () => {
	test.each(Object.keys(scenes))('%s is no wider than the terminal, commands aside', (scene) => {
		for (const width of [60, 80, 120]) {
			for (const line of render(scenes[scene]!(), 'terminal', {width}).split('\n')) {
				if (/^ {4}(?:docker|curl|echo|git|deploy-truth) /.test(line)) continue;
				expect([line, widthOf(line) <= width]).toEqual([line, true]);
			}
		}
	});

	test('has no escape sequence without color, and the same words with it', () => {
		const reports = scenes['several']!();
		const plain = render(reports, 'terminal', {color: false, width: 100});
		const colored = render(reports, 'terminal', {color: true, width: 100});
		expect(plain).not.toContain('\u001b');
		expect(colored).toContain('\u001b[31m');
		expect(colored.replace(/\u001b\[[0-9]+m/g, '')).toBe(plain);
	});

	test('holds no control of a hostile name', () =>
		expect(render(scenes['hostile']!(), 'terminal')).not.toMatch(
			/[\u0000-\u0009\u000b-\u001f\u007f-\u009f\u202a-\u202e]/,
		));

	test('wide characters take two columns, marks none', () => {
		expect(widthOf('名a\u0301✅')).toBe(5);
		expect(wrap('名名名 ab', 5)).toEqual(['名名', '名 ab']);
	});
});

describe('what several layers could not tell', () => {
	const both = () =>
		judged(
			healthy({
				evidence: {
					artifacts: [unavailable('file-unreadable', 'dist: permission denied')],
					image: unavailable('unauthorized', 'registry.example: no credentials were found'),
				},
			}),
		);

	test.each(['terminal', 'markdown', 'html'] as const)('is told whole of each of them, once, in %s', (format) => {
		const told = render([both()], format, {width: 200});
		expect(told.match(/permission denied/g)).toHaveLength(1);
		expect(told.match(/registry\.example: no credentials were found/g)).toHaveLength(1);
		expect(told).toContain('What could not be told either');
	});

	test('is not told twice where it is one fault, nor of a layer alone', () => {
		expect(render([judged(registryRefused())], 'terminal')).not.toContain('What could not be told either');
	});
});

describe('what the container layer tells', () => {
	const nothing = settings({command: null, user: null, workingDirectory: null, environment: null, ports: null});
	const text = (seen: Case): string => render([judged(seen)], 'terminal', {width: 100}).replace(/\s+/g, ' ');
	const alone = (more: Parameters<typeof running>[0], over: Parameters<typeof runningCase>[1] = {}): Case =>
		runningCase([running(more)], over);

	test.each([
		[
			'nobody looked at files',
			runningCase([running({}, null)], {runtime: {inside: false}}),
			'every replica runs this image (their files were not looked at)',
		],
		[
			'another image holds them',
			alone({digests: [oldId]}),
			'every replica has this image’s files (made from another image)',
		],
		[
			'a mount holds them',
			alone({mounts: [mount()]}),
			'every replica runs this image, but for mounts over files that are equal all the same',
		],
		['they are as expected', alone({}), 'every replica runs this image, unchanged'],
	])('the proof says no more than was seen where %s', (_, seen, words) =>
		expect(text(seen)).toContain(`Proof: ${words} `),
	);

	test('a fault of the runtime is told in its words, whole', () => {
		const detail = `this user may not speak to the docker engine: ${'run as a member of the group docker, '.repeat(4)}or as root`;
		const seen = text(runningCase(unavailable('forbidden', detail)));
		expect(seen).toContain(detail);
		expect(seen).toContain('the runtime does not let this account look');
		expect(seen).not.toContain('give the token read access');
	});

	test('a terminal shows the first notes and how many more there are', () => {
		const gone = Array.from({length: 7}, (_, at) => running({name: `old-${at}`, state: 'exited'}, null));
		const seen = text(runningCase([running(), ...gone]));
		expect(seen).toContain('In the containers: - old-0: does not run exited');
		expect(seen).toContain('- and 2 more');
	});

	test('of a mixture the advice names only the wrong containers', () => {
		const wrong = stale({name: 'shop-api-2'});
		const unread = running({name: 'shop-api-3'}, unavailable('command-failed'));
		expect(text(runningCase([running(), wrong, unread], {runtime: {kind: 'docker'}}))).toContain(
			'docker rm --force shop-api-2 then',
		);
	});

	test('which argument of a command differs is told, and its program not twice', () => {
		const declared = observed({
			from: 'compose.yaml',
			image: null,
			settings: {...nothing, command: ['node', 'app.js', '--new']},
			mounts: null,
			replicas: null,
		});
		const has = {settings: settings({command: ['node', 'app.js', '--old']})};
		expect(text(alone(has, {replicas: {declared}}))).toContain('command other setting – argument 2');
	});

	test('none of one is a plural', () => expect(text(runningCase([stale()]))).toContain('0 of 1 replicas run'));

	test('a long place is told by the name of its machine', () => {
		const where = 'docker 20.10.24+dfsg1 on vm (unix:///var/run/docker.sock)';
		expect(text(alone({}, {replicas: {where}}))).toContain('· in vm ·');
	});
});

describe('the page', () => {
	const allowed = new Set([
		'class',
		'lang',
		'charset',
		'http-equiv',
		'content',
		'name',
		'aria-hidden',
		'aria-label',
		'role',
		'tabindex',
		'scope',
		'title',
		'href',
	]);

	test.each(Object.keys(scenes))('%s runs nothing, fetches nothing and closes what it opens', (scene) => {
		const open: string[] = [];
		const opened: string[] = [];
		const parser = new Parser(
			{
				onopentag: (tag, attributes) => {
					opened.push(tag);
					if (tag !== 'meta') open.push(tag);
					for (const attribute of Object.keys(attributes)) expect(allowed.has(attribute)).toBe(true);
					if (attributes['href'] !== undefined) expect(attributes['href']).toMatch(/^https:\/\/github\.com\//);
				},
				onclosetag: (tag) => {
					if (tag !== 'meta') expect(open.pop()).toBe(tag);
				},
			},
			{xmlMode: false},
		);
		parser.end(render(scenes[scene]!(), 'html'));
		expect(open).toEqual([]);
		expect(
			opened.filter((tag) => ['script', 'img', 'link', 'iframe', 'object', 'form', 'b', 'svg'].includes(tag)),
		).toEqual([]);
		expect(opened.filter((tag) => tag === 'h1')).toHaveLength(1);
	});

	test('says what it may load before it says anything else', () => {
		const page = render([judged(repaired())], 'html');
		expect(page.indexOf("default-src 'none'")).toBeLessThan(page.indexOf('<title>'));
		expect(page).not.toMatch(/url\(|@import/);
	});
});

describe('the documents', () => {
	test('equal verdicts are equal bytes, whatever order their keys came in', () => {
		const {verdict} = judged(staleImage());
		const turned = Object.fromEntries(Object.entries(verdict).reverse()) as typeof verdict;
		expect(Object.keys(turned)[0]).not.toBe('schema');
		expect(verdictJson(turned)).toBe(verdictJson(verdict));
		expect(JSON.parse(verdictJson(verdict))).toEqual(verdict);
	});

	test('several services are one document with a schema, the worst first', () => {
		const parsed = JSON.parse(render([judged(web()), judged(worker()), judged(staleImage())], 'json'));
		expect(parsed.schema).toBe('deploy-truth/report/v1');
		expect(parsed.status).toBe('drift');
		expect(parsed.verdicts.map((verdict: {service: string}) => verdict.service)).toEqual(['api', 'worker', 'web']);
	});

	test('no service at all is not live', () => expect(JSON.parse(render([], 'json')).status).toBe('inconclusive'));
});

describe('annotations', () => {
	test('stand beside the pull request’s files that the image lacks', () => {
		const [verdict, ...files] = annotationsOf([judged(staleImage())]);
		expect(verdict).toMatchObject({level: 'error', title: 'Not live: the image does not hold this change'});
		expect(files.map((file) => file.file)).toEqual(['src/app.ts', 'src/modules/workflow/index.ts']);
	});

	test('stand beside files that the commit lacks', () =>
		expect(annotationsOf([judged(pullRequestNotMerged())]).map((one) => one.file)).toEqual([
			undefined,
			'src/app.ts',
			'src/modules/workflow/index.ts',
		]));

	test('warn where nothing could be told, and notice what is live', () =>
		expect(annotationsOf([judged(web()), judged(registryRefused())]).map((one) => one.level)).toEqual([
			'warning',
			'notice',
		]));

	test('are ten at most, and the last one counts the others', () => {
		const many = annotationsOf(Array.from({length: 30}, () => judged(staleImage())));
		expect(many).toHaveLength(annotationLimit);
		expect(many.at(-1)?.message).toBe('81 more in the report.');
	});

	test('are single lines without controls', () => {
		for (const {title, message} of annotationsOf([...scenes['hostile']!(), judged(huge(20))])) {
			expect(title + message).not.toMatch(/[\u0000-\u001f\u007f-\u009f\u202a-\u202e]/);
		}
	});
});

test('the waiting line says what is still missing, and for how long', () =>
	expect(waitLine(judged(staleImage()).verdict, 72_400, 300_000)).toBe(
		'api in production: Not live (the image does not hold this change) after 1:12 of 5:00',
	));
