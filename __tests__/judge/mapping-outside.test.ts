import {describe, expect, test} from '@jest/globals';
import {judge} from '../../src/judge/judge.ts';
import type {OutsideAddress} from '../../src/model/mapping.ts';
import type {LayerVerdict} from '../../src/model/verdict.ts';
import {
	answer,
	type Case,
	hash,
	liveEvidence,
	liveFile,
	observed,
	probeEvidence,
	skipped,
	unavailable,
} from '../builders/evidence.ts';
import {
	address,
	certificate,
	daysFrom,
	handshake,
	mapped,
	outside,
	question,
	seenFromOutside,
} from '../builders/mapping.ts';

const layer = ({plan, evidence}: Case): LayerVerdict => judge(plan, evidence).layers[0]!;
const said = (seen: Case): string => {
	const {status, reason} = layer(seen);
	return `${status} ${reason}`;
};
const wrong = (seen: Case): readonly string[] =>
	layer(seen)
		.findings.filter(({level}) => level !== 'note')
		.map(({code, subject}) => `${code} ${subject}`);
const notes = (...parts: readonly OutsideAddress[]): readonly string[] => {
	const seen = mapped({mapping: {outside: outside(...parts)}});
	expect(said(seen)).toBe('match lands-on-replicas');
	return layer(seen).findings.map(({code, subject}) => `${code} ${subject}`);
};
const [one, two, three, six] = ['203.0.113.7', '203.0.113.8', '203.0.113.9', '2001:db8::7'] as const;
const refused = unavailable('unreachable', 'api.example.com: connection refused');
const page = (bytes: string, headers: Record<string, string> = {}) =>
	answer(200, {contentType: 'text/html', sha256: hash(bytes), headers});
const unshaken = {handshake: refused};
const statedAs = (addresses: readonly string[], ...seen: readonly OutsideAddress[]): Case =>
	mapped({
		service: {proxies: [], resolve: addresses.map((one) => ({host: 'api.example.com', address: one}))},
		mapping: {hops: [], outside: outside(...seen)},
	});

describe('addresses of a name, seen from outside', () => {
	test.each<[string, string, Case]>([
		['one that answers', 'skipped not-configured', seenFromOutside()],
		[
			'one that was only shaken hands with',
			'skipped not-configured',
			seenFromOutside(address(one, answer(401), {answers: []})),
		],
		[
			'two of this machine, of which one refuses',
			'skipped not-configured',
			seenFromOutside(address('127.0.0.1'), address('::1', refused, unshaken)),
		],
		[
			'one failed the only time it was asked',
			'inconclusive mapping-unread',
			seenFromOutside(address(one), address(two, answer(502), {answers: [observed(answer(502))]})),
		],
		[
			'two of this machine that the configuration states, of which one refuses',
			'drift address-dead',
			statedAs(['127.0.0.1', '127.0.0.4'], address('127.0.0.1'), address('127.0.0.4', refused, unshaken)),
		],
		['two that answer alike', 'skipped not-configured', seenFromOutside(address(one), address(two))],
		['one of two refuses', 'drift address-dead', seenFromOutside(address(one), address(two, refused, unshaken))],
		[
			'one of two never answers',
			'drift address-dead',
			seenFromOutside(address(one), address(two, unavailable('timed-out'), {handshake: unavailable('timed-out')})),
		],
		[
			'one of two hangs after its handshake',
			'inconclusive mapping-unread',
			seenFromOutside(address(one), address(two, unavailable('timed-out'))),
		],
		['one answers 404, always', 'drift addresses-differ', seenFromOutside(address(one), address(two, answer(404)))],
		[
			'one answers in another type',
			'drift addresses-differ',
			seenFromOutside(address(one, page('x')), address(two, answer(200, {contentType: 'application/json'}))),
		],
		[
			'one is failing, always',
			'drift addresses-differ',
			seenFromOutside(address(one), address(two), address(three, answer(502))),
		],
		[
			'two fail in different ways',
			'skipped not-configured',
			seenFromOutside(address(one, answer(502)), address(two, answer(503))),
		],
		['one limits our rate', 'inconclusive mapping-unread', seenFromOutside(address(one), address(two, answer(429)))],
		[
			'one fails, now so, now so',
			'inconclusive mapping-unread',
			seenFromOutside(
				address(one),
				address(two, answer(502), {answers: [observed(answer(502)), observed(answer(503))]}),
			),
		],
		[
			'both limit our rate',
			'skipped not-configured',
			seenFromOutside(address(one, answer(429)), address(two, answer(429))),
		],
		[
			'one of two on this machine takes the connection and says nothing',
			'drift address-dead',
			seenFromOutside(
				address('127.0.0.1'),
				address('127.0.0.2', unavailable('cut-stream'), {handshake: unavailable('cut-stream')}),
			),
		],
		[
			'one answers now this, now that',
			'skipped not-configured',
			seenFromOutside(
				address(one),
				address(two, answer(401), {answers: [observed(answer(401)), observed(answer(404)), observed(answer(401))]}),
			),
		],
		[
			'pages with nonces',
			'skipped not-configured',
			seenFromOutside(
				...[one, two, three].map((text) =>
					address(text, page(text), {answers: ['a', 'b', 'c'].map((nonce) => observed(page(`${text}${nonce}`)))}),
				),
			),
		],
		[
			'pages with the name of their host',
			'skipped not-configured',
			seenFromOutside(...[one, two, three].map((text) => address(text, page(text, {etag: text})))),
		],
		[
			'two pages with the name of their host',
			'skipped not-configured',
			seenFromOutside(...[one, two].map((text) => address(text, page(text, {etag: text})))),
		],
		[
			'other bytes with the same validators',
			'skipped not-configured',
			seenFromOutside(address(one, page('x')), address(two, page('x')), address(three, page('y'))),
		],
		[
			'one serves another file than two that agree',
			'drift addresses-differ',
			seenFromOutside(
				address(one, page('new', {etag: '"2"'})),
				address(two, page('new', {etag: '"2"'})),
				address(three, page('old', {etag: '"1"'})),
			),
		],
		[
			'an IPv6 address, from a machine without IPv6',
			'skipped not-configured',
			seenFromOutside(
				address(one),
				address(six, unavailable('unreachable', 'api.example.com: ENETUNREACH'), {
					handshake: unavailable('unreachable', 'api.example.com: ENETUNREACH'),
				}),
			),
		],
		[
			'an IPv6 address that refuses',
			'drift address-dead',
			seenFromOutside(address(one), address(six, refused, unshaken)),
		],
	])('%s: %s', (_, verdict, seen) => {
		expect(said(seen)).toBe(verdict);
	});

	test('the odd one is named, with both answers', () => {
		const odd = seenFromOutside(address(one), address(two, answer(404)), address(three));
		expect(layer(odd).findings).toMatchObject([{subject: two, expected: '401', deployed: '404', level: 'drift'}]);
		const dead = seenFromOutside(address(one), address(two, refused, unshaken));
		expect(wrong(dead)).toEqual([`address-dead ${two}`]);
	});

	test('a file of the build tells which of two is right', () => {
		const {plan, evidence} = seenFromOutside();
		const [file] = liveEvidence().files;
		const asked = {...question, path: file!.path};
		const bytes = (content: string) => answer(200, {contentType: 'text/javascript', sha256: hash(content)});
		const seen = (first: string, second: string): Case => ({
			plan,
			evidence: {
				...evidence,
				live: observed(liveEvidence({files: [liveFile('client with workflow')]})),
				mapping: observed({
					...(evidence.mapping as never as {value: object}).value,
					question: asked,
					outside: outside(address(one, bytes(first)), address(two, bytes(second))),
				} as never),
			},
		});
		expect(wrong(seen('client with workflow', 'client'))).toEqual([`addresses-differ ${two}`]);
		expect(said(seen('client with workflow', 'client with workflow'))).toBe('skipped not-configured');
		expect(said(seen('client', 'other client'))).toBe('skipped not-configured');
	});

	test.each<[string, string, readonly OutsideAddress[]]>([
		[
			'no IPv6 here',
			`not-reached-from-here ${six}`,
			[address(one), address(six, unavailable('unreachable', 'EADDRNOTAVAIL'), {handshake: skipped()})],
		],
		[
			'answers that vary',
			`answers-vary ${one}`,
			[address(one, answer(401), {answers: [observed(answer(401)), observed(answer(502))]})],
		],
		['bytes that vary', 'bytes-vary api.example.com', [address(one, page('a')), address(two, page('b'))]],
		[
			'instances that name themselves',
			'several-instances api.example.com',
			[address(one, answer(401), {instances: ['a', 'b']})],
		],
	])('%s: a note, and no more', (_, note, addresses) => {
		expect(notes(...addresses)).toContain(note);
	});
});

describe('a certificate', () => {
	const shown = (overrides: Parameters<typeof certificate>[0], untrusted: string | null = null) =>
		seenFromOutside(
			address(one, answer(401), {handshake: handshake({certificate: certificate(overrides), untrusted}), answers: []}),
			address(two),
		);

	test.each<[string, string, Case]>([
		['that ended', 'drift certificate-expired', shown({validTo: daysFrom(-1)}, 'CERT_HAS_EXPIRED')],
		['that ended, whatever OpenSSL calls it', 'drift certificate-expired', shown({validTo: daysFrom(-1)})],
		['that is not valid yet', 'drift certificate-expired', shown({validFrom: daysFrom(1)}, 'CERT_NOT_YET_VALID')],
		['above it that ended', 'drift certificate-expired', shown({}, 'CERT_HAS_EXPIRED')],
		[
			'of another name',
			'drift certificate-mismatch',
			shown({altNames: 'DNS:other.example.com'}, 'ERR_TLS_CERT_ALTNAME_INVALID'),
		],
		['of nobody', 'drift certificate-untrusted', shown({}, 'DEPTH_ZERO_SELF_SIGNED_CERT')],
	])('%s: %s, at its address', (_, verdict, seen) => {
		expect(said(seen)).toBe(verdict);
		expect(layer(seen).findings[0]).toMatchObject({subject: one, level: 'drift'});
		expect(wrong(seen)).toHaveLength(1);
	});

	test('that ends within two weeks is a note', () => {
		const ending = (days: number) =>
			notes(address(one, answer(401), {handshake: handshake({certificate: certificate({validTo: daysFrom(days)})})}));
		expect(ending(13)).toEqual([`certificate-expires ${one}`]);
		expect(ending(15)).toEqual([]);
	});

	test('that could not be seen is no certificate that is right', () => {
		const lost = address(one, answer(401), {handshake: unavailable('cut-stream')});
		expect(said(seenFromOutside(lost, address(two)))).toBe('inconclusive mapping-unread');
		expect(said(mapped({mapping: {outside: outside(lost)}}))).toBe('inconclusive mapping-unread');
	});
});

describe('a name that could not be looked at', () => {
	const nowhere = address(one, refused, unshaken);

	test('at all is the route’s to tell, unless the route did get answers', () => {
		const silent = (seen: Case): Case => ({
			...seen,
			evidence: {
				...seen.evidence,
				probes: [{...probeEvidence(0), answer: unavailable('unreachable'), control: unavailable('unreachable')}],
			},
		});
		const both = [nowhere, address(two, refused, unshaken)];
		expect(said(silent(seenFromOutside(...both)))).toBe('skipped not-configured');
		expect(said(seenFromOutside(...both))).toBe('inconclusive mapping-unread');
	});

	test('is nobody else’s to tell where no route is asked for', () => {
		const both = outside(nowhere, address(two, refused, unshaken));
		const unasked = mapped({
			service: {proxies: [], probes: []},
			mapping: {hops: [], outside: both},
			evidence: {probes: []},
		});
		expect(said(unasked)).toBe('inconclusive mapping-unread');
	});

	test('leaves the layer open where it is configured', () => {
		expect(said(mapped({mapping: {outside: outside(nowhere)}}))).toBe('inconclusive mapping-unread');
		expect(said(mapped({mapping: {outside: unavailable('name-not-resolved')}}))).toBe('inconclusive mapping-unread');
	});

	test('is no objection where nobody could take that view', () => {
		expect(said(mapped({mapping: {outside: skipped('not-asked')}}))).toBe('match lands-on-replicas');
		expect(said(mapped({mapping: {outside: unavailable('not-asked')}}))).toBe('match lands-on-replicas');
		const past = mapped({service: {proxies: []}, mapping: {hops: [], outside: unavailable('not-asked')}});
		expect(said(past)).toBe('skipped not-configured');
		expect(said(mapped({service: {proxies: []}, evidence: {mapping: skipped()}}))).toBe('skipped not-configured');
	});
});
