import {describe, expect, test} from '@jest/globals';
import {judge} from '../../src/judge/judge.ts';
import type {ProbeConfig} from '../../src/model/config.ts';
import type {Answer, LiveFile, Observation} from '../../src/model/evidence.ts';
import {asPath} from '../../src/model/path.ts';
import type {LayerName} from '../../src/model/verdict.ts';
import type {Overrides} from '../builders/evidence.ts';
import {
	answer,
	distFiles,
	expectedSha,
	hash,
	healthy,
	liveFile,
	observed,
	oldDistFiles,
	previousSha,
	probeConfig,
	probeEvidence,
	unavailable,
} from '../builders/evidence.ts';

const html = (status: number, body = 'shell'): Answer =>
	answer(status, {contentType: 'text/html', sha256: hash(body), size: body.length});
const redirect = (location: string): Answer => answer(302, {location, contentType: null, size: 0});

type Seen = {
	probe?: Partial<ProbeConfig>;
	answer: Answer | Observation<Answer>;
	control?: Answer | Observation<Answer>;
};
const isObservation = (seen: Answer | Observation<Answer>): seen is Observation<Answer> =>
	typeof seen.status === 'string';
const see = (seen: Answer | Observation<Answer>): Observation<Answer> => (isObservation(seen) ? seen : observed(seen));

/** `route / api` of one probe. */
function read(seen: Seen): string {
	const {plan, evidence} = healthy({
		service: {probes: [probeConfig(seen.probe)], live: null},
		evidence: {
			probes: [
				{
					...probeEvidence(0),
					name: seen.probe?.name ?? 'workflow',
					answer: see(seen.answer),
					control: see(seen.control ?? answer(404)),
				},
			],
		},
	});
	const {layers} = judge(plan, evidence);
	const say = (name: LayerName): string => {
		const layer = layers.find((other) => other.layer === name)!;
		return `${layer.status} ${layer.reason}`;
	};
	return `${say('route')} / ${say('api')}`;
}

const json = {expect: [200], contentType: 'application/json'};

describe('an answer beside its control', () => {
	test.each([
		['401 as expected, control 404', {answer: answer(401)}, 'match mounted / match as-expected'],
		['404 on both', {answer: answer(404)}, 'drift not-mounted / inconclusive behind-404'],
		['410 is as gone as 404', {answer: answer(410)}, 'drift not-mounted / inconclusive behind-404'],
		['404 that was expected', {probe: {expect: [404]}, answer: answer(404)}, 'match as-expected / match as-expected'],
		[
			'the shell of a page application where JSON was stated',
			{probe: json, answer: html(200), control: html(200)},
			'drift soft-404 / drift wrong-content-type',
		],
		[
			'the same with a nonce in the page',
			{probe: json, answer: html(200, 'a'), control: html(200, 'b')},
			'drift soft-404 / drift wrong-content-type',
		],
		[
			'the shell where nothing was stated',
			{probe: {expect: [200]}, answer: html(200), control: html(200)},
			'inconclusive catch-all / match as-expected',
		],
		[
			'the shell where 401 is expected is no open endpoint',
			{answer: html(200), control: html(200)},
			'inconclusive catch-all / inconclusive behind-404',
		],
		[
			'the page at the root is its own fallback',
			{probe: {url: 'https://h/', expect: [200]}, answer: html(200), control: html(200)},
			'match mounted / match as-expected',
		],
		[
			'a gateway that says 401 to everything',
			{answer: answer(401), control: answer(401, {sha256: hash('other request id')})},
			'inconclusive catch-all / match as-expected',
		],
		[
			'a server that breaks for everything',
			{answer: answer(502), control: answer(502)},
			'inconclusive catch-all / drift upstream-error',
		],
		[
			'a control that did not answer tells nothing',
			{answer: answer(401), control: unavailable('timed-out')},
			'inconclusive control-unread / match as-expected',
		],
		[
			'a control that met a limiter tells nothing',
			{answer: answer(401), control: answer(429)},
			'inconclusive control-unread / match as-expected',
		],
		[
			'no control wanted: the status is believed',
			{probe: {control: false}, answer: answer(401)},
			'match mounted / match as-expected',
		],
		['mounted under another method', {answer: answer(405)}, 'drift wrong-method / drift wrong-method'],
		[
			'a redirect to a login page',
			{probe: {expect: [200]}, answer: redirect('/login?next=%2Fapi')},
			'drift redirect-to-login / drift unexpected-status',
		],
		[
			'to a login host',
			{probe: {expect: [200]}, answer: redirect('https://sso.example.net/start')},
			'drift redirect-to-login / drift unexpected-status',
		],
		[
			'to another host',
			{probe: {expect: [200]}, answer: redirect('https://old.example.net/')},
			'drift redirected / drift unexpected-status',
		],
		[
			'a trailing slash leads nowhere else',
			{probe: {expect: [200]}, answer: redirect('/api/workflow/')},
			'match mounted / drift unexpected-status',
		],
		[
			'an author is no auth',
			{probe: {expect: [200]}, answer: redirect('/authors/1')},
			'match mounted / drift unexpected-status',
		],
		[
			'a redirect that was expected',
			{probe: {expect: [302]}, answer: redirect('/login')},
			'match mounted / match as-expected',
		],
		['no answer', {answer: unavailable('unreachable')}, 'inconclusive no-answer / inconclusive no-answer'],
		['a limiter', {answer: answer(429)}, 'inconclusive rate-limited / inconclusive rate-limited'],
	] as [string, Seen, string][])('%s', (_, seen, expected) => {
		expect(read(seen)).toBe(expected);
	});
});

describe('what the status means once the route is there', () => {
	const key: Partial<ProbeConfig> = {headers: [{name: 'Authorization', value: {env: 'TOKEN', prefix: 'Bearer '}}]};
	test.each([
		['open to everyone', {answer: answer(200)}, 'drift open-to-everyone'],
		['open where 403 was expected', {probe: {expect: [403]}, answer: answer(204)}, 'drift open-to-everyone'],
		['a 200 with credentials is no open endpoint', {probe: key, answer: answer(200)}, 'drift unexpected-status'],
		['a 200 that is accepted beside 401', {probe: {expect: [200, 401]}, answer: answer(200)}, 'match as-expected'],
		[
			'authentication required where none was expected',
			{probe: {expect: [200]}, answer: answer(401)},
			'drift authentication-required',
		],
		['authenticated and not allowed', {probe: {...key, expect: [200]}, answer: answer(403)}, 'drift not-allowed'],
		['broken', {answer: answer(500)}, 'drift server-error'],
		['broken where nothing was stated', {probe: {expect: null}, answer: answer(500)}, 'drift server-error'],
		['another success than expected', {probe: {expect: [201]}, answer: answer(200)}, 'drift unexpected-status'],
		['the right status with the wrong type', {probe: json, answer: html(200)}, 'drift wrong-content-type'],
		[
			'204 has no type to be wrong',
			{probe: {...json, expect: [204]}, answer: answer(204, {contentType: null})},
			'match as-expected',
		],
		['nothing stated, success', {probe: {expect: null}, answer: answer(200)}, 'match no-expectation'],
		['nothing stated, guarded', {probe: {expect: null}, answer: answer(401)}, 'match no-expectation'],
		[
			'nothing stated, credentials refused',
			{probe: {...key, expect: null}, answer: answer(401)},
			'drift authentication-required',
		],
		['nothing stated, a complaint', {probe: {expect: null}, answer: answer(400)}, 'inconclusive no-expectation'],
		['nothing stated, another method', {probe: {expect: null}, answer: answer(405)}, 'inconclusive wrong-method'],
	] as [string, Seen, string][])('%s', (_, seen, expected) => {
		expect(read(seen).split(' / ')[1]).toBe(expected);
	});
});

describe('live bytes', () => {
	const right = distFiles['public/assets/app.js']!;
	const route = (live: Overrides['live'], service: Overrides['service'] = {}): string => {
		const {plan, evidence} = healthy({live: live!, service: service!});
		const {status, reason} = judge(plan, evidence).layers[5]!;
		return `${status} ${reason}`;
	};
	const served = (answered: Answer): Overrides['live'] => ({files: [liveFile(right, {answer: observed(answered)})]});
	const page = {
		service: {live: {base: 'https://api.example.com/', root: null, paths: [], page: 'https://api.example.com/'}},
	};
	const pageOf = (assets: readonly string[], files: readonly LiveFile[], truncated = false): Overrides['live'] => ({
		page: observed({url: 'https://api.example.com/', assets, truncated}),
		files,
	});
	const foreign = liveFile('analytics', {url: 'https://api.example.com/x.js', path: '/x.js', expected: []});

	test.each([
		['the expected bytes match', {files: [liveFile(right)]}, 'match mounted'],
		[
			'the old bytes are drift',
			{files: [liveFile(oldDistFiles['public/assets/app.js']!)]},
			'drift earlier-deployment-served',
		],
		['bytes that nobody knows are drift', {files: [liveFile('unheard of')]}, 'drift served-bytes-differ'],
		['a 404 is drift', {files: [liveFile(null)]}, 'drift asset-missing'],
		['the page in place of a script is a missing script', served(html(200)), 'drift asset-missing'],
		[
			'a cut body is not compared',
			served(answer(200, {sha256: hash(right), truncated: true})),
			'inconclusive asset-unread',
		],
		[
			'encoded bytes are not compared',
			served(answer(200, {sha256: hash('gzipped'), headers: {'content-encoding': 'br'}})),
			'inconclusive asset-unread',
		],
		['a server error is no missing file', served(answer(503)), 'inconclusive asset-unread'],
		[
			'no answer is no missing file',
			{files: [liveFile(null, {answer: unavailable('stalled')})]},
			'inconclusive asset-unread',
		],
		['a configured path that was not fetched is unread', {files: []}, 'inconclusive asset-unread'],
		[
			'a configured path that is no file of the artifact is unknown',
			{files: [liveFile(right, {expected: []})]},
			'inconclusive asset-unknown',
		],
	] as [string, Overrides['live'], string][])('%s', (_, live, expected) => {
		expect(route(live)).toBe(expected);
	});

	test.each([
		['a page whose asset is right matches', pageOf(['/assets/app.js'], [liveFile(right)]), 'match mounted'],
		[
			'what another host serves is not ours',
			pageOf(['/assets/app.js', 'https://cdn.example.net/x.js'], [liveFile(right)]),
			'match mounted',
		],
		[
			'a file of no artifact beside one of ours is a note',
			pageOf(['/assets/app.js', '/x.js'], [liveFile(right), foreign]),
			'match mounted',
		],
		['with nothing of ours nothing was compared', pageOf(['/x.js'], [foreign]), 'inconclusive asset-unknown'],
		[
			'an asset that was not fetched is unread',
			pageOf(['/assets/app.js', '/x.js'], [liveFile(right)]),
			'inconclusive asset-unread',
		],
		['a cut page may name more', pageOf(['/assets/app.js'], [liveFile(right)], true), 'inconclusive page-unread'],
		['a page that did not answer is unread', {page: unavailable('unreachable'), files: []}, 'inconclusive page-unread'],
	] as [string, Overrides['live'], string][])('%s', (_, live, expected) => {
		expect(route(live, page.service)).toBe(expected);
	});

	test('a path may be configured without its slash', () => {
		const service = {live: {base: 'https://api.example.com/', root: null, paths: ['assets/app.js'], page: null}};
		expect(route({files: [liveFile(right)]}, service)).toBe('match mounted');
	});

	test('a base with a path of its own holds its own files, and no other of that name', () => {
		const service = {live: {base: 'https://api.example.com/app', root: null, paths: ['/assets/app.js'], page: null}};
		const below = liveFile(right, {url: 'https://api.example.com/app/assets/app.js', path: '/app/assets/app.js'});
		expect(route({files: [below]}, service)).toBe('match mounted');
		expect(route({files: [liveFile(right)]}, service)).toBe('inconclusive asset-unread');
	});

	test('any of several expected files of one name may be the one, if it is stated where they are served', () => {
		const expected = [
			{path: asPath('old/app.js'), sha256: hash('other'), size: 5},
			{path: asPath('public/assets/app.js'), sha256: hash(right), size: right.length},
		];
		const live = {base: 'https://api.example.com/', root: 'public', paths: ['/assets/app.js'], page: null};
		expect(route({files: [liveFile(right, {expected})]}, {live})).toBe('match mounted');
		const nowhere = {...live, root: null};
		expect(route({files: [liveFile(right, {expected})]}, {live: nowhere})).toBe('inconclusive asset-ambiguous');
	});
});

describe('a version endpoint', () => {
	const service = {version: {url: 'https://api.example.com/version', field: null}};
	const route = (version: Observation<{url: string; commit: string}>): string => {
		const {plan, evidence} = healthy({service, evidence: {version}});
		const {status, reason} = judge(plan, evidence).layers[5]!;
		return `${status} ${reason}`;
	};

	test('that names this commit changes nothing', () => {
		expect(route(observed({url: 'u', commit: expectedSha.slice(0, 8)}))).toBe('match mounted');
	});
	test('that names another is no match, and no drift: the workload says so itself', () => {
		expect(route(observed({url: 'u', commit: previousSha}))).toBe('inconclusive version-differs');
	});
	test('that is silent is no match', () => {
		expect(route(unavailable('timed-out'))).toBe('inconclusive version-unread');
	});
});
