import {describe, expect, test} from '@jest/globals';
import {judge} from '../../src/judge/judge.ts';
import type {ProbeConfig, ServiceConfig} from '../../src/model/config.ts';
import type {Answer, Observation} from '../../src/model/evidence.ts';
import type {FaultCode} from '../../src/model/fault.ts';
import type {ServiceReport} from '../../src/model/report.ts';
import {annotationsOf} from '../../src/report/annotations.ts';
import {render} from '../../src/report/report.ts';
import {answer, healthy, history, observed, probeConfig, probeEvidence, snapshot} from '../builders/evidence.ts';

type Seen = number | Answer | {readonly fault: FaultCode; readonly detail: string};

const lost = (code: FaultCode, detail: string): Observation<Answer> => ({
	status: 'unavailable',
	fault: {code, detail},
	at: '2026-01-01T00:00:00Z',
});

function reportOf(
	probes: readonly Partial<ProbeConfig>[],
	seen: readonly Seen[],
	service: Partial<ServiceConfig> = {},
	before: Readonly<Record<string, number>> | null = null,
): ServiceReport {
	const configs = probes.map((probe, index) => probeConfig({name: `p${index}`, ...probe}));
	const {plan, evidence} = healthy({service: {probes: configs, live: null, ...service}});
	const asked = plan.probes.map(({name}, index) => {
		const one = seen[index]!;
		if (typeof one === 'number' || !('fault' in one)) return {...probeEvidence(one), name};
		const nothing = lost(one.fault, one.detail);
		return {...probeEvidence(200), name, answer: nothing, control: nothing};
	});
	const then =
		before === null
			? {}
			: {
					history: observed(
						history(
							snapshot({probes: before, absent: Object.fromEntries(Object.keys(before).map((key) => [key, null]))}),
						),
					),
				};
	const all = {...evidence, probes: asked, ...then};
	return {plan, evidence: all, verdict: judge(plan, all)};
}
const told = (report: ServiceReport): string => render([report], 'terminal', {width: 4_000, color: false});
const nextOf = (report: ServiceReport): string => /Do next: [\s\S]*$/.exec(told(report))![0];

const url = 'https://api.example.com/orders';

describe('an answer whose status is right', () => {
	const json = [
		{path: 'items.0.id', type: 'number', equals: null},
		{path: 'state', type: null, equals: '"secret-plan"'},
	] as const;
	const wrong = reportOf(
		[{url, expect: [200], json}],
		[
			answer(200, {
				json: [
					{type: 'string', equal: null},
					{type: 'string', equal: false},
				],
			}),
		],
	);
	test('says where its JSON is another, by type, in every format and in the annotation', () => {
		const annotation = annotationsOf([wrong])[0]!.message;
		for (const text of [told(wrong), render([wrong], 'markdown').replaceAll('`', ''), annotation]) {
			expect(text).toContain('items.0.id: expected number, found string.');
			expect(text).toContain('state: expected the stated value, found another string');
			expect(text).not.toContain('secret-plan');
		}
		expect(told(wrong)).toMatch(/GET \/orders +items\.0\.id +number +string/);
		expect(told(wrong)).not.toContain('docker');
	});
	test('says which header is missing or another, cut and with nothing that moves a cursor', () => {
		const headers = {'cache-control': `public\u001b[2J${'x'.repeat(300)}`};
		const answerHeaders = [
			{name: 'cache-control', value: 'no-store'},
			{name: 'x-request-id', value: null},
		];
		const report = reportOf([{url, expect: [200], answerHeaders}], [answer(200, {headers})]);
		expect(told(report)).toContain('header cache-control: expected no-store, found public\\x1b[2J');
		expect(told(report)).toContain('header x-request-id: expected any value, found nothing.');
		expect(told(report)).not.toContain('x'.repeat(120));
		expect(annotationsOf([report])[0]!.message).toContain('header x-request-id');
	});
	test('says both media types, and asks nobody to read a log', () => {
		const report = reportOf(
			[{url, expect: [200], contentType: 'application/json', controlUrl: null} as never],
			[answer(200, {contentType: 'text/plain'})],
		);
		expect(told(report)).toContain('content type: expected application/json, found text/plain.');
		expect(nextOf(report)).toMatch(/^Do next: Compare the answer/);
	});
});

describe('the same status as in the run before', () => {
	test('is not called unchanged where something is wrong: what was wrong then is not remembered', () => {
		const answerHeaders = [{name: 'x-request-id', value: null}];
		const before = {[`p0 GET ${url}`]: 200};
		const report = reportOf([{url, expect: [200], answerHeaders}], [200], {}, before);
		const {transition} = report.verdict;
		const same = {...transition!, previousStatus: report.verdict.status, previousDepartsAt: report.verdict.departsAt};
		const again = {...report, verdict: {...report.verdict, transition: same}};
		expect(told(again)).toContain('Since the last run: the same verdict, and the same statuses');
	});
});

describe('a variable that is not set', () => {
	const report = reportOf(
		[
			{url, expect: [200]},
			{url: `${url}/1`, headers: [{name: 'X-Key', value: {env: 'API_TOKEN', prefix: ''}}]},
		],
		[200, {fault: 'secret-missing', detail: 'the variable API_TOKEN is not set'}],
	);
	test('is the headline, and the first thing to do', () => {
		expect(told(report).split('\n')[0]).toContain('Could not tell: the variable API_TOKEN is not set');
		expect(nextOf(report)).toMatch(/^Do next: Set API_TOKEN where this check runs/);
		expect(told(report)).toContain('nothing was asked');
		expect(nextOf(report)).toContain('env: {API_TOKEN: ${{ secrets.API_TOKEN }}}');
	});
	test('is not said to be unset where it may not go to that host', () => {
		const granted = reportOf(
			[{url}],
			[{fault: 'secret-missing', detail: 'the variable API_TOKEN may not be sent to api.example.com'}],
		);
		expect(told(granted).split('\n')[0]).toContain('the variable API_TOKEN is not granted to this host');
	});
});

describe('the command that asks again', () => {
	const ways = {
		resolve: [
			{host: 'api.example.com', address: '192.0.2.9'},
			{host: 'api.example.com:8443', address: '2001:db8::1'},
		],
		tls: {ca: 'certs/ca.pem', identity: {certificate: 'certs/client.pem', keyVariable: 'CLIENT_KEY'}},
	};
	const again = (probe: Partial<ProbeConfig>, service: Partial<ServiceConfig> = ways): string =>
		/(?:curl|grpcurl) .*/.exec(nextOf(reportOf([{expect: [200], ...probe}], [500], service)))?.[0] ?? '';

	test('goes the same way: address, authority, certificate', () => {
		expect(again({url})).toBe(
			'curl -si --resolve api.example.com:443:192.0.2.9 --cacert certs/ca.pem --cert certs/client.pem --key CLIENT_KEY.pem https://api.example.com/orders',
		);
		expect(again({url: 'https://api.example.com:8443/orders'})).toContain(
			"--resolve 'api.example.com:8443:[2001:db8::1]'",
		);
		expect(again({url: 'http://api.example.com/orders'})).toBe(
			'curl -si --resolve api.example.com:80:192.0.2.9 http://api.example.com/orders',
		);
	});
	test('speaks the same protocol', () => {
		const plain = {resolve: [], tls: null};
		expect(again({url, protocol: 'http2'}, plain)).toBe('curl -si --http2 https://api.example.com/orders');
		expect(again({url, protocol: 'websocket', expect: [101]}, plain)).toBe(
			"curl -si --http1.1 --max-time 5 -H 'Connection: Upgrade' -H 'Upgrade: websocket' -H 'Sec-WebSocket-Version: 13' -H 'Sec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==' https://api.example.com/orders",
		);
		const grpc = {url: 'https://api.example.com/shop.Orders/List', protocol: 'grpc', method: 'POST'} as const;
		expect(again(grpc, plain)).toBe('grpcurl api.example.com:443 shop.Orders/List');
		expect(again(grpc)).toBe(
			'grpcurl -cacert certs/ca.pem -cert certs/client.pem -key CLIENT_KEY.pem -authority api.example.com 192.0.2.9:443 shop.Orders/List',
		);
	});
	test('stands beside the log of the runtime that is configured, and of no other', () => {
		expect(nextOf(reportOf([{url, expect: [200]}], [500]))).not.toContain('docker');
	});
});

describe('several probes', () => {
	const three = [
		{url: `${url}/1`, expect: [200]},
		{url: `${url}/2`, expect: [200]},
		{url: `${url}/3`, expect: [200]},
	];
	test('are told with what drifts first, then what could not be told', () => {
		const report = reportOf(three, [200, 429, 500]);
		expect(told(report)).toMatch(
			/GET \/orders\/3 500, expected 200 · GET \/orders\/2 429, expected 200 · 1 more probe\b/,
		);
		expect(told(report)).not.toContain('more probes');
		const rows = told(report).split('asked ')[1]!;
		expect(rows.indexOf('/orders/3')).toBeLessThan(rows.indexOf('/orders/2'));
		expect(nextOf(report)).toContain('curl -si https://api.example.com/orders/3');
	});
	test('of one who asks as several, those that are right stay out of the table, and the others say who asked', () => {
		const credentials = {
			header: 'Authorization',
			prefix: 'Bearer ',
			variable: 'API_TOKEN',
			bad: 'made-up',
			expect: {none: [401], bad: [401], good: [200]},
		};
		const report = reportOf([{url, expect: null, credentials}], [200, 401, 200]);
		const rows = told(report)
			.split('\n')
			.filter((line) => /^ {4}GET/.test(line));
		expect(rows).toHaveLength(1);
		expect(rows[0]).toMatch(/GET \/orders without credentials +401 +200/);
	});
});

describe('a probe of gRPC', () => {
	const grpc = {url: 'https://api.example.com/shop.Orders/List', protocol: 'grpc', method: 'POST'} as const;
	const of = (name: string, status: number, more: Answer['headers'] = {}): Answer =>
		answer(status, {headers: {'grpc-status': name, ...more}});
	test('is told by its own names: what is expected, what came, what it says', () => {
		const report = reportOf([{...grpc, expect: [200]}], [of('UNAVAILABLE', 503)]);
		expect(told(report)).toContain('UNAVAILABLE, expected OK');
		expect(told(report)).toContain('The endpoint answers UNAVAILABLE');
		expect(told(report)).not.toMatch(/\b(?:200|503)\b/);
	});
	test('moves by its own names', () => {
		const key = `p0 POST ${grpc.url}`;
		const report = reportOf([{...grpc, expect: [200]}], [of('OK', 200)], {}, {[key]: 404});
		expect(told(report)).toContain('UNIMPLEMENTED → OK');
		expect(told(report)).toContain('went from UNIMPLEMENTED to OK');
	});
	test('may be stated open by its own name', () => {
		const report = reportOf([{...grpc, expect: [401]}], [of('OK', 200)]);
		expect(nextOf(report)).toContain('expect: OK');
	});
	test('that is answered and does not serve shows that word', () => {
		const report = reportOf([{...grpc, expect: [200]}], [of('OK', 503, {'grpc-health': 'NOT_SERVING'})]);
		expect(told(report)).toContain('NOT_SERVING, expected OK');
		expect(told(report).split('\n')[0]).toContain('the gRPC server says that it does not serve');
	});
});

describe('what to do', () => {
	test.each([
		['POST', 'method: POST', true],
		['GET, HEAD', 'method: GET', false],
	])('about 405 where %s is taken names it', (allow, words, unsafe) => {
		const probe = unsafe ? {url, expect: [200]} : {url, expect: [200], method: 'OPTIONS'};
		const next = nextOf(reportOf([probe], [answer(405, {headers: {allow}})]));
		expect(next).toContain(`The route takes ${allow}.`);
		expect(next).toContain(words);
		expect(next.includes('unsafe-method: true')).toBe(unsafe);
	});
	test('about a WebSocket that gets 404 names the upgrade that a proxy may drop', () => {
		const next = (protocol: ProbeConfig['protocol']) => nextOf(reportOf([{url, protocol, expect: [101]}], [404]));
		expect(next('websocket')).toContain('proxy_set_header Upgrade');
		expect(next('http')).not.toContain('Upgrade');
	});
	test.each<[FaultCode, RegExp]>([
		['name-not-resolved', /Check the host/],
		['unreachable', /listens on the port/],
	])('about %s is not to look at the proxy', (fault, words) => {
		const next = nextOf(reportOf([{url}], [{fault, detail: 'api.example.com'}]));
		expect(next).toMatch(words);
		expect(next).not.toContain('rule');
	});
});

describe('a table in a narrow terminal', () => {
	test('cuts an explanation at its end, and a path in its middle', () => {
		const long = `https://api.example.com/${'a'.repeat(60)}/orders`;
		const report = reportOf([{url: long, expect: [200]}], [409]);
		const rows = render([report], 'terminal', {width: 60, color: false}).split('\n');
		const row = rows.find((line) => /^ {4}GET/.test(line))!;
		expect(row).toMatch(/GET \/a+….*orders +200/);
		expect(row).toMatch(/ the handler[a-z ]*…$/);
	});
});
