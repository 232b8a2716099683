import {describe, expect, test} from '@jest/globals';
import {judge} from '../../src/judge/judge.ts';
import {roundState} from '../../src/judge/settle.ts';
import type {CredentialKind, ProbeConfig} from '../../src/model/config.ts';
import type {Answer} from '../../src/model/evidence.ts';
import type {FaultCode} from '../../src/model/fault.ts';
import type {Case} from '../builders/evidence.ts';
import {answer, hash, healthy, probeConfig, probeEvidence} from '../builders/evidence.ts';

const credentials = {
	header: 'Authorization',
	prefix: 'Bearer ',
	variable: 'API_TOKEN',
	bad: 'made-up',
	expect: {none: [401], bad: [401, 403], good: [200]},
} as const;

/** Answers to what one probe asks, in the order in which it is planned. */
function caseOf(
	probe: Partial<ProbeConfig>,
	answers: readonly (number | Answer)[],
	control: number | Answer = 404,
): Case {
	const config = probeConfig({expect: null, ...probe});
	const empty = healthy({service: {probes: [config], live: null}});
	return {
		plan: empty.plan,
		evidence: {
			...empty.evidence,
			probes: empty.plan.probes.map(({name}, index) => ({...probeEvidence(answers[index]!, control), name})),
		},
	};
}

function apiOf(probe: Partial<ProbeConfig>, answers: readonly (number | Answer)[], control: number | Answer = 404) {
	const {plan, evidence} = caseOf(probe, answers, control);
	return judge(plan, evidence).layers[6]!;
}
const readAll = (...args: Parameters<typeof apiOf>): string => {
	const {status, reason} = apiOf(...args);
	return `${status} ${reason}`;
};

describe('an endpoint asked without, with bad and with good credentials', () => {
	test.each([
		['guarded and open to those who may', [401, 401, 200], 'match as-expected'],
		['refusing bad credentials otherwise than none', [401, 403, 200], 'match as-expected'],
		['open to everyone', [200, 200, 200], 'drift open-to-everyone'],
		['open to everyone, whatever is said to others', [204, 401, 200], 'drift open-to-everyone'],
		['taking made-up credentials', [401, 200, 200], 'drift bad-credential-accepted'],
		['refusing good credentials', [401, 401, 401], 'drift authentication-required'],
		['not allowing the account', [401, 401, 403], 'drift not-allowed'],
		['failing for those who may', [401, 401, 500], 'drift server-error'],
		['failing for everyone', [500, 500, 500], 'drift server-error'],
		['refusing nobody known by another status', [403, 401, 200], 'drift not-allowed'],
		['not mounted', [404, 404, 404], 'inconclusive behind-404'],
		['limiting our rate', [401, 429, 200], 'inconclusive rate-limited'],
	] as [string, number[], string][])('%s', (_, answers, expected) => {
		expect(readAll({credentials}, answers)).toBe(expected);
	});

	test.each([
		['nobody known gets in', [200, 401, 200]],
		['somebody made up gets in', [401, 200, 200]],
	])('is told at once where %s: no waiting makes that better', (_, answers) => {
		const {plan, evidence} = caseOf({credentials}, answers);
		expect(roundState(plan, judge(plan, evidence))).toBe('final');
	});

	test('may still come where good credentials are refused', () => {
		const {plan, evidence} = caseOf({credentials}, [401, 401, 401]);
		expect(roundState(plan, judge(plan, evidence))).toBe('pending');
	});

	test('the same refusal with good credentials as without is noted: they may not arrive', () => {
		const notes = (answers: number[]) =>
			apiOf({credentials}, answers).findings.filter(({code}) => code === 'no-difference').length;
		expect([notes([401, 401, 401]), notes([401, 401, 403]), notes([401, 401, 200]), notes([500, 401, 500])]).toEqual([
			1, 0, 0, 1,
		]);
	});

	test.each([
		[401, 'Bearer', 'renew-the-token'],
		[401, 'Basic, Bearer error=invalid_token', 'renew-the-token'],
		[403, 'Bearer error=insufficient_scope', 'check-the-scope'],
		[401, 'Basic', 'check-the-password'],
		[401, 'Digest', 'check-the-password'],
		[401, undefined, 'look-at-authentication'],
		[403, undefined, 'look-at-permissions'],
		[403, 'Bearer', 'look-at-permissions'],
	])('a refusal of good credentials by %s and %s says: %s', (status, challenge, remedy) => {
		const headers = challenge === undefined ? {} : {'www-authenticate': challenge};
		expect(apiOf({credentials}, [401, 401, answer(status, {headers})]).remedy).toBe(remedy);
	});

	const json = (content: string): Answer => answer(200, {contentType: 'application/json', sha256: hash(content)});
	const html = (content: string): Answer => answer(200, {contentType: 'text/html', sha256: hash(content)});
	test('a whole API that is open is not taken for a fallback page', () => {
		expect(readAll({credentials}, [json('all workflows'), 401, 200], json('not this one'))).toBe(
			'drift open-to-everyone',
		);
	});
	test('a fallback page is no open endpoint, with a nonce in it or in JSON', () => {
		expect(readAll({credentials}, [html('a'), html('b'), html('c')], html('d'))).toBe('inconclusive behind-404');
		expect(readAll({credentials}, [json('{}'), json('{}'), 200], json('{}'))).toBe('inconclusive behind-404');
	});

	test('another secret that every request carries shows nobody who asks', () => {
		const headers = [{name: 'X-Gateway-Key', value: {env: 'GATEWAY', prefix: ''}}];
		expect(readAll({credentials, headers}, [200, 401, 200])).toBe('drift open-to-everyone');
	});

	test('only what is stated is asked', () => {
		const only: Record<CredentialKind, readonly number[] | null> = {none: [401], bad: null, good: null};
		const {plan} = caseOf({credentials: {...credentials, expect: only}}, [401]);
		expect(plan.probes.map(({credential}) => credential)).toEqual(['none']);
	});
});

describe('a status that nobody expected', () => {
	const page = (status: number, pageOf: string): Answer => answer(status, {pageOf});
	test.each<[string, number | Answer, string]>([
		['400', 400, 'drift malformed-request'],
		['402', 402, 'drift payment-required'],
		['406', 406, 'drift not-acceptable'],
		['407', 407, 'inconclusive proxy-authentication'],
		['408', 408, 'inconclusive request-timed-out'],
		['409', 409, 'drift conflict'],
		['410', 410, 'inconclusive behind-404'],
		['411', 411, 'drift length-required'],
		['412', 412, 'drift precondition-failed'],
		['413', 413, 'drift request-too-large'],
		['414', 414, 'drift address-too-long'],
		['415', 415, 'drift unsupported-type'],
		['418', 418, 'drift unexpected-status'],
		['421', 421, 'drift misdirected'],
		['422', 422, 'drift invalid-request'],
		['425', 425, 'inconclusive too-early'],
		['426', 426, 'drift upgrade-required'],
		['428', 428, 'drift precondition-required'],
		['431', 431, 'drift headers-too-large'],
		['451', 451, 'drift withheld-by-law'],
		['499', 499, 'inconclusive request-given-up'],
		['500 of the application', page(500, 'express'), 'drift server-error'],
		['500 of nobody known', 500, 'drift server-error'],
		['500 of a proxy', page(500, 'nginx'), 'drift upstream-error'],
		['501', 501, 'drift not-implemented'],
		['502', page(502, 'nginx'), 'drift upstream-error'],
		['503', 503, 'drift service-unavailable'],
		['504', 504, 'drift upstream-timed-out'],
		['505', 505, 'drift server-error'],
		['507', 507, 'drift storage-full'],
		['508', 508, 'drift loop-detected'],
		['520', 520, 'drift edge-error'],
		['530', 530, 'drift edge-error'],
		['598', 598, 'drift server-error'],
	])('%s', (_, seen, expected) => {
		expect(readAll({expect: [200]}, [seen])).toBe(expected);
		// What nobody stated is no drift of the application; what failed is.
		const unstated = readAll({}, [seen]);
		const status = typeof seen === 'number' ? seen : seen.status;
		if (status >= 500) expect(unstated).toBe(expected);
		else expect(unstated.split(' ')[0]).toBe('inconclusive');
	});

	test.each<[string, Answer, string]>([
		['says when to come again', answer(503, {headers: {'retry-after': '120'}}), 'wait-for-the-service'],
		['is the application’s own', page(503, 'spring'), 'look-at-application'],
		['is a proxy’s', page(503, 'haproxy'), 'look-at-proxy'],
		['is nobody’s that is known', answer(503), 'look-at-proxy'],
	])('a 503 that %s', (_, seen, remedy) => expect(apiOf({expect: [200]}, [seen]).remedy).toBe(remedy));

	test.each([
		[405, {allow: 'POST'}, 'allow: POST'],
		[429, {'retry-after': '30'}, 'retry-after: 30'],
		[503, {'retry-after': '30'}, 'retry-after: 30'],
		[401, {'www-authenticate': 'Bearer'}, 'www-authenticate: Bearer'],
		[426, {upgrade: 'h2c'}, 'upgrade: h2c'],
		[401, {'grpc-status': 'UNAUTHENTICATED'}, 'gRPC UNAUTHENTICATED'],
	])('a %s is told with what it says of itself', (status, headers, detail) => {
		expect(apiOf({expect: [200]}, [answer(status, {headers})]).findings[0]?.detail).toBe(detail);
	});
	test('an error page is told by whose it is', () => {
		expect(apiOf({expect: [200]}, [page(502, 'nginx')]).findings[0]?.detail).toBe('page of nginx');
	});
});

describe('what an answer holds', () => {
	const expectation = [
		{path: 'id', type: 'number', equals: null},
		{path: 'state', type: null, equals: '"open"'},
		{path: 'any', type: null, equals: null},
	] as const;
	const of = (json: Answer['json'], more: Partial<Answer> = {}) =>
		apiOf({expect: [200], json: expectation}, [answer(200, {json, ...more})]);
	const seen = (id: 'number' | 'string' | null, equal: boolean, any: 'null' | null) => [
		{type: id, equal: null},
		{type: 'string' as const, equal},
		{type: any, equal: null},
	];

	test('is right', () => expect(of(seen('number', true, 'null')).reason).toBe('as-expected'));
	test.each([
		['of another type', seen('string', true, 'null'), ['number', 'string', 'id']],
		['not there', seen(null, true, 'null'), ['number', null, 'id']],
		[
			'another value, of which only the type is told',
			seen('number', false, 'null'),
			['the stated value', 'string', 'state'],
		],
		['not there, where anything is right', seen('number', true, null), ['any', null, 'any']],
	])('is %s', (_, json, [expected, deployed, detail]) => {
		const layer = of(json);
		expect([layer.status, layer.reason]).toEqual(['drift', 'wrong-json']);
		expect(layer.findings[0]).toMatchObject({expected, deployed, detail});
	});
	test('is no JSON', () => expect(of(null).reason).toBe('wrong-json'));
	test.each<[string, Partial<Answer>]>([
		['longer than what is read', {truncated: true}],
		['longer than what is parsed', {size: 2 ** 20 + 1}],
		['encoded', {headers: {'content-encoding': 'br'}}],
	])('is not known where it is %s', (_, more) => {
		expect([of(null, more).status, of(null, more).reason]).toEqual(['inconclusive', 'answer-unread']);
	});
	test('an answer without content holds nothing to compare', () => {
		expect(readAll({expect: [204], json: expectation}, [answer(204)])).toBe('match as-expected');
	});

	const headers = [
		{name: 'cache-control', value: 'no-store'},
		{name: 'x-request-id', value: null},
	];
	test.each<[string, Answer['headers'], string]>([
		['are there', {'cache-control': 'no-store', 'x-request-id': '7'}, 'match as-expected'],
		['say something else', {'cache-control': 'public', 'x-request-id': '7'}, 'drift wrong-header'],
		['are missing', {'cache-control': 'no-store'}, 'drift wrong-header'],
	])('headers that %s', (_, given, expected) => {
		expect(readAll({expect: [200], answerHeaders: headers}, [answer(200, {headers: given})])).toBe(expected);
	});
});

describe('other protocols', () => {
	const grpc = {protocol: 'grpc', expect: [200]} as const;
	const ok = answer(200, {headers: {'grpc-status': 'OK'}});
	test.each<[string, Partial<ProbeConfig>, number | Answer, string]>([
		['gRPC that is well', grpc, ok, 'match as-expected'],
		['a page in place of gRPC', grpc, answer(200, {contentType: 'text/html'}), 'drift not-grpc'],
		[
			'a method that nobody mounts',
			grpc,
			answer(404, {headers: {'grpc-status': 'UNIMPLEMENTED'}}),
			'inconclusive behind-404',
		],
		[
			'a method that wants to know who asks',
			grpc,
			answer(401, {headers: {'grpc-status': 'UNAUTHENTICATED'}}),
			'drift authentication-required',
		],
		[
			'a method that was reached and found nothing',
			grpc,
			answer(422, {headers: {'grpc-status': 'NOT_FOUND'}}),
			'drift invalid-request',
		],
		[
			'gRPC that is not there',
			grpc,
			answer(503, {headers: {'grpc-status': 'UNAVAILABLE'}}),
			'drift service-unavailable',
		],
		[
			'an upgrade',
			{protocol: 'websocket', expect: [101]},
			answer(101, {headers: {'sec-websocket-accept': 'right'}}),
			'match as-expected',
		],
		[
			'an upgrade that proves nothing',
			{protocol: 'websocket', expect: [101]},
			answer(101, {headers: {'sec-websocket-accept': 'wrong'}}),
			'drift wrong-upgrade',
		],
		[
			'an upgrade that a proxy does not pass on',
			{protocol: 'websocket', expect: [101]},
			200,
			'drift upgrade-not-passed',
		],
		['an upgrade that is not understood', {protocol: 'websocket', expect: [101]}, 400, 'drift upgrade-not-passed'],
		['an upgrade that another is wanted for', {protocol: 'websocket', expect: [101]}, 426, 'drift upgrade-not-passed'],
		['nobody known who is told to upgrade', {protocol: 'websocket', expect: [401]}, 426, 'drift upgrade-not-passed'],
		[
			'a server of gRPC that does not serve',
			grpc,
			answer(503, {headers: {'grpc-status': 'OK', 'grpc-health': 'NOT_SERVING'}}),
			'drift not-serving',
		],
		[
			'a server of gRPC that serves',
			grpc,
			answer(200, {headers: {'grpc-status': 'OK', 'grpc-health': 'SERVING'}}),
			'match as-expected',
		],
		[
			'a server of gRPC whose word could not be read',
			grpc,
			answer(200, {headers: {'grpc-status': 'OK', 'grpc-health': 'unread'}}),
			'inconclusive answer-unread',
		],
		['an upgrade that is refused', {protocol: 'websocket', expect: [101]}, 403, 'drift not-allowed'],
		['a refusal that was expected', {protocol: 'websocket', expect: [401]}, 401, 'match as-expected'],
		['nothing at the path', {protocol: 'websocket', expect: [101]}, 404, 'inconclusive behind-404'],
	])('%s', (_, probe, seen, expected) => expect(readAll(probe, [seen])).toBe(expected));
});

describe('a WebSocket that everybody may open', () => {
	const agreed = answer(101, {headers: {'sec-websocket-accept': 'right'}});
	const socket = {
		protocol: 'websocket',
		credentials: {...credentials, expect: {none: [401], bad: [401], good: [101]}},
	} as const;
	test.each([
		['without credentials', [agreed, 401, agreed], 'open-to-everyone'],
		['with made-up ones', [401, agreed, agreed], 'bad-credential-accepted'],
	] as [string, (number | Answer)[], string][])('is told at once, %s', (_, answers, reason) => {
		// A path that nobody mounts may be upgraded too.
		for (const control of [404, agreed]) {
			const {plan, evidence} = caseOf(socket, answers, control);
			const verdict = judge(plan, evidence);
			expect([verdict.layers[6]!.status, verdict.layers[6]!.reason]).toEqual(['drift', reason]);
			expect(roundState(plan, verdict)).toBe('final');
		}
	});
	test('is closed where everybody else is refused', () => {
		expect(readAll(socket, [401, 401, agreed])).toBe('match as-expected');
	});
	test('is not the question where no upgrade is passed on, whoever asks first', () => {
		expect(readAll(socket, [426, 426, 426])).toBe('drift upgrade-not-passed');
	});
});

describe('a request that could not be sent', () => {
	const plan = caseOf({expect: [200]}, [200]);
	const read = (code: FaultCode) => {
		const lost = {status: 'unavailable', fault: {code, detail: 'x'}, at: '2026-01-01T00:00:00Z'} as const;
		const [probe] = plan.evidence.probes;
		const verdict = judge(plan.plan, {...plan.evidence, probes: [{...probe!, answer: lost, control: lost}]});
		const [route, api] = verdict.layers.slice(5);
		return [route!.reason, route!.remedy, api!.reason, api!.maskedBy, roundState(plan.plan, verdict)];
	};
	test.each<[FaultCode, string, string, string]>([
		['secret-missing', 'variable-missing', 'set-the-variable', 'final'],
		['address-refused', 'address-refused', 'probe-a-public-address', 'final'],
		['name-not-resolved', 'no-answer', 'check-the-host', 'pending'],
		['unreachable', 'no-answer', 'open-the-port', 'pending'],
		['tls-expired', 'no-answer', 'renew-the-certificate', 'pending'],
		['timed-out', 'no-answer', 'look-at-proxy', 'pending'],
	])('for %s is told as %s: %s', (code, reason, remedy, state) => {
		expect(read(code)).toEqual([reason, remedy, reason, 'route', state]);
	});

	test('is told before one that got no answer: the first can be mended here', () => {
		const {plan: two, evidence} = caseOf({credentials}, [401, 401, 200]);
		const lost = (code: FaultCode) =>
			({status: 'unavailable', fault: {code, detail: ''}, at: '2026-01-01T00:00:00Z'}) as const;
		const probes = evidence.probes.map((probe, index) => ({
			...probe,
			answer: lost(index === 2 ? 'secret-missing' : 'timed-out'),
			control: lost('timed-out'),
		}));
		expect(judge(two, {...evidence, probes}).layers[5]!.reason).toBe('variable-missing');
	});
});
