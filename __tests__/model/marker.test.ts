import {describe, expect, test} from '@jest/globals';
import fc from 'fast-check';
import type {History, Snapshot} from '../../src/model/history.ts';
import {historyOf} from '../../src/model/history.ts';
import {formatMarker, formatState, readMarkedComment, stateLimit} from '../../src/model/marker.ts';

const snapshot: Snapshot = {
	commit: 'a'.repeat(40),
	at: '2026-01-02T03:04:05.000Z',
	run: 7,
	status: 'drift',
	departsAt: 'image',
	imageManifest: `sha256:${'b'.repeat(64)}`,
	probes: {'GET /api': 404, down: null},
	served: {'/app.js': 'c'.repeat(64), '/gone.js': null},
	absent: {},
	lacked: ['dist/app.js'],
};
const history: History = {
	schema: 'deploy-truth/history/v1',
	service: 'api',
	environment: 'production',
	last: snapshot,
	before: null,
};
const marker = {service: 'api', environment: 'production', run: 12};

describe('a marker', () => {
	test('comes back with whatever names it was given', () => {
		const name = fc.string({unit: 'grapheme', minLength: 1, maxLength: 60}).filter((text) => text.isWellFormed());
		fc.assert(
			fc.property(name, name, fc.maxSafeNat(), (service, environment, run) => {
				const line = formatMarker({service, environment, run});
				expect(line).toMatch(/^<!-- [^<>]* -->$/);
				expect(readMarkedComment(`${line}\ntext`)).toEqual({service, environment, run, history: null, problem: null});
			}),
		);
	});

	test.each([
		['quoted', `> ${formatMarker(marker)}`],
		['after a blank line', `\n${formatMarker(marker)}`],
		['indented', ` ${formatMarker(marker)}`],
		['below a greeting', `Look at this:\n${formatMarker(marker)}`],
		['with words behind it', `${formatMarker(marker)} and more`],
		['of another version', formatMarker(marker).replace(':v1', ':v2')],
		['with a run that is no number', formatMarker(marker).replace('run=12', 'run=1e3')],
		['with a run beyond counting', formatMarker(marker).replace('run=12', 'run=9999999999999999')],
		['with padding', formatMarker({...marker, service: 'a'}).replace('service=YQ', 'service=YQ==')],
		['with stray bits', formatMarker({...marker, service: 'a'}).replace('service=YQ', 'service=YR')],
		['of bytes that are not UTF-8', formatMarker({...marker, service: 'a'}).replace('service=YQ', 'service=_w')],
		['cut', formatMarker(marker).slice(0, -1)],
	])('%s is none', (_, body) => {
		expect(readMarkedComment(`${body}\ntext`)).toBeNull();
	});

	test('is read from a body whose line ends GitHub has changed', () => {
		const body = `${formatMarker(marker)}\r\n${formatState(history)}\r\n\r\ntext`;
		expect(readMarkedComment(body)).toEqual({...marker, history, problem: null});
	});
});

describe('the state of a comment', () => {
	test('of another service is not believed', () => {
		const foreign = formatState({...history, service: 'web'});
		expect(readMarkedComment(`${formatMarker(marker)}\n${foreign}\n`)).toMatchObject({
			history: null,
			problem: 'not-a-history',
		});
	});

	test('counts on the second line alone', () => {
		expect(readMarkedComment(`${formatMarker(marker)}\n\n${formatState(history)}\n`)).toMatchObject({
			history: null,
			problem: null,
		});
	});

	test('that is too large sheds what is least needed and keeps the verdict', () => {
		const paths = Array.from({length: 100}, (_, index) => `dist/${'x'.repeat(300)}/${index}.js`);
		const state = formatState({...history, last: {...snapshot, lacked: paths}, before: snapshot})!;
		expect(state.length).toBeLessThanOrEqual(stateLimit);
		const read = readMarkedComment(`${formatMarker(marker)}\n${state}\n`)!.history!;
		expect(read.last).toEqual({...snapshot, lacked: []});
		expect(read.before?.commit).toBe(snapshot.commit);
	});

	test('that grew beyond all measure by hand is a problem, not a crash', () => {
		const state = `<!-- deploy-truth-state:v1 ${'A'.repeat(60_000)} -->`;
		expect(readMarkedComment(`${formatMarker(marker)}\n${state}\n`)).toMatchObject({problem: 'too-large'});
	});
});

describe('a history out of foreign JSON', () => {
	test('keeps a probe that is named like a part of every object', () => {
		const probes = JSON.parse('{"__proto__": 200, "constructor": 404}') as Record<string, number>;
		const read = historyOf({...history, last: {...snapshot, probes}})!;
		expect(Object.entries(read.last.probes)).toEqual([
			['__proto__', 200],
			['constructor', 404],
		]);
		expect(read.last.probes['toString']).toBeUndefined();
	});

	test.each<[string, unknown]>([
		['another schema', {...history, schema: 'deploy-truth/history/v2'}],
		['no last run', {...history, last: null}],
		['a status of its own', {...history, last: {...snapshot, status: 'fine'}}],
		['a layer of its own', {...history, last: {...snapshot, departsAt: 'kernel'}}],
		['a hash that is none', {...history, last: {...snapshot, served: {'/a': 'zz'}}}],
		['a status code that is none', {...history, last: {...snapshot, probes: {a: 20}}}],
		['a date that is none', {...history, last: {...snapshot, at: 'yesterday'}}],
		['a list', [history]],
		['nothing', undefined],
	])('with %s is none', (_, value) => {
		expect(historyOf(value)).toBeNull();
	});
});
