import {describe, expect, test} from '@jest/globals';
import type {ProbeConfig, SecretGrant} from '../../src/model/config.ts';
import type {Plan} from '../../src/model/plan.ts';
import {observeProbes} from '../../src/observe/probes.ts';
import {planService} from '../../src/plan/plan.ts';
import {probeConfig, serviceConfig, target} from '../builders/evidence.ts';
import {testWorld} from '../builders/world.ts';
import {echoing, fakeEndpoint, html, json, redirect, silent, text} from '../fakes/endpoint.ts';

const timeouts = {connect: 5_000, answer: 5_000, stall: 5_000, request: 15_000};

const planOf = (
	probes: readonly ProbeConfig[],
	trust: Plan['trust'] = 'trusted',
	secrets: readonly SecretGrant[] = [],
): Plan => planService(serviceConfig({probes, timeouts}), {trust, secrets}, target(), () => '5eed');

const bearer = {name: 'Authorization', value: {env: 'API_TOKEN', prefix: 'Bearer '}} as const;

describe('a probe', () => {
	test('is asked beside a path that nobody mounts, with the same method and headers', async () => {
		await using server = await fakeEndpoint({'/api/workflow': json({error: 'who are you?'}, 401)});
		const probe = probeConfig({
			method: 'HEAD',
			url: `${server.url}/api/workflow?page=2`,
			headers: [{name: 'X-Source', value: {literal: 'check'}}, bearer],
		});
		const world = testWorld({env: {API_TOKEN: 's3cret-token'}});
		const [seen] = await observeProbes(world, planOf([probe]));
		expect(seen!.name).toBe('workflow');
		expect(seen!.answer).toMatchObject({status: 'observed', value: {status: 401, contentType: 'application/json'}});
		expect(seen!.control).toMatchObject({status: 'observed', value: {status: 404}});
		const byUrl = [...server.seen].sort((a, b) => (a.url < b.url ? 1 : -1));
		expect(byUrl.map((request) => [request.method, request.url])).toEqual([
			['HEAD', '/api/workflow?page=2'],
			['HEAD', '/api/deploy-truth-control-5eed'],
		]);
		for (const request of byUrl)
			expect(request.headers).toMatchObject({'x-source': 'check', authorization: 'Bearer s3cret-token'});
	});

	test('without a control says that none was asked', async () => {
		await using server = await fakeEndpoint({'/a': text(200, 'a')});
		const [seen] = await observeProbes(testWorld(), planOf([probeConfig({url: `${server.url}/a`, control: false})]));
		expect(seen!.control).toEqual({status: 'skipped', reason: 'no-control'});
		expect(server.seen).toHaveLength(1);
	});

	test('that a fallback answers has the answer of its control', async () => {
		await using server = await fakeEndpoint({}, {fallback: html('<div id=app></div>')});
		const [seen] = await observeProbes(testWorld(), planOf([probeConfig({url: `${server.url}/api/workflow`})]));
		const {answer, control} = seen!;
		if (answer.status !== 'observed' || control.status !== 'observed') throw new Error('no answer');
		expect(answer.value.sha256).toBe(control.value.sha256);
		expect(answer.value.contentType).toBe('text/html');
	});

	test('that is sent to log in is not sent on', async () => {
		await using server = await fakeEndpoint({'/api': redirect('/login'), '/login': html('log in')});
		const [seen] = await observeProbes(testWorld(), planOf([probeConfig({url: `${server.url}/api`})]));
		expect(seen!.answer).toMatchObject({value: {status: 302, location: `${server.url}/login`}});
		expect(server.seen.map((request) => request.url)).not.toContain('/login');
	});

	test('that gets no answer leaves the others theirs, each in its place', async () => {
		await using server = await fakeEndpoint({'/silent': silent, '/a': text(200, 'a'), '/b': text(204, '')});
		const probes = ['silent', 'a', 'b', 'gone'].map((name) => probeConfig({name, url: `${server.url}/${name}`}));
		const plan = planOf(probes);
		const service = {...plan.service, timeouts: {...timeouts, answer: 100}};
		const seen = await observeProbes(testWorld(), {...plan, service});
		expect(seen.map((probe) => probe.name)).toEqual(['silent', 'a', 'b', 'gone']);
		expect(seen.map(({answer}) => (answer.status === 'observed' ? answer.value.status : answer.status))).toEqual([
			'unavailable',
			200,
			204,
			404,
		]);
		expect(seen[0]!.answer).toMatchObject({fault: {code: 'timed-out'}});
	});
});

describe('a secret', () => {
	test('is in no evidence, whatever the server gives back', async () => {
		await using server = await fakeEndpoint({}, {fallback: echoing});
		const secret = 'tok/en+4f9c1e=7788 end';
		const plan = planOf([probeConfig({url: `${server.url}/api/workflow`, headers: [bearer]})]);
		const evidence = JSON.stringify({plan, seen: await observeProbes(testWorld({env: {API_TOKEN: secret}}), plan)});
		expect(server.seen[0]!.headers.authorization).toBe(`Bearer ${secret}`);
		for (const form of [
			secret,
			JSON.stringify(secret).slice(1, -1),
			encodeURIComponent(secret),
			new URLSearchParams([['', secret]]).toString().slice(1),
			Buffer.from(secret).toString('base64').slice(0, -2),
			Buffer.from(secret).toString('base64url').slice(0, -2),
			Buffer.from(secret).toString('hex'),
		])
			expect(evidence).not.toContain(form);
		expect(evidence).toContain('[secret]');
	});

	test('that is not set stops its probe alone, before anything is sent', async () => {
		await using server = await fakeEndpoint({'/a': text(200, 'a'), '/b': text(200, 'b')});
		const probes = [
			probeConfig({name: 'with', url: `${server.url}/a`, headers: [bearer]}),
			probeConfig({name: 'without', url: `${server.url}/b`}),
		];
		const seen = await observeProbes(testWorld({env: {}}), planOf(probes));
		expect(seen[0]!.answer).toMatchObject({status: 'unavailable', fault: {code: 'secret-missing'}});
		expect(seen[0]!.control).toMatchObject({status: 'unavailable', fault: {code: 'secret-missing'}});
		expect(seen[1]!.answer).toMatchObject({status: 'observed'});
		expect(server.seen.map((request) => request.url)).not.toContain('/a');
	});

	test('that is bound to one host goes to no other, even for a trusted configuration', async () => {
		await using granted = await fakeEndpoint({'/a': text(200, 'a')});
		await using other = await fakeEndpoint({'/a': text(200, 'a')});
		const secrets = [{variable: 'API_TOKEN', host: `127.0.0.1:${granted.port}`}];
		const probes = [granted, other].map(({url}, index) =>
			probeConfig({name: String(index), url: `${url}/a`, headers: [bearer]}),
		);
		const seen = await observeProbes(testWorld({env: {API_TOKEN: 'value'}}), planOf(probes, 'trusted', secrets));
		expect(seen.map(({answer}) => answer.status)).toEqual(['observed', 'unavailable']);
		expect(granted.seen).toHaveLength(2);
		expect(other.seen).toHaveLength(0);
	});
});

describe('an untrusted configuration', () => {
	const env = {API_TOKEN: 's3cret-token', AWS_SECRET_ACCESS_KEY: 's3cret-key'};

	test('reads no variable that was not granted', async () => {
		await using server = await fakeEndpoint({}, {fallback: text(200, 'thanks')});
		const probe = probeConfig({
			url: `${server.url}/collect`,
			headers: [{name: 'X-Key', value: {env: 'AWS_SECRET_ACCESS_KEY', prefix: ''}}],
		});
		const grants = [{variable: 'API_TOKEN', host: `127.0.0.1:${server.port}`}];
		const seen = await observeProbes(testWorld({env}), planOf([probe], 'untrusted', grants));
		expect(seen[0]!.answer).toMatchObject({status: 'unavailable', fault: {code: 'secret-missing'}});
		expect(JSON.stringify(seen)).not.toContain('s3cret');
		expect(server.seen).toHaveLength(0);
	});

	test('reaches no private address, with or without a granted variable', async () => {
		await using server = await fakeEndpoint({}, {fallback: text(200, 'internal')});
		const grants = [{variable: 'API_TOKEN', host: `127.0.0.1:${server.port}`}];
		const probes = [
			probeConfig({name: 'plain', url: `${server.url}/admin`}),
			probeConfig({name: 'granted', url: `${server.url}/admin`, headers: [bearer]}),
			probeConfig({name: 'by name', url: `http://localhost:${server.port}/admin`}),
		];
		const seen = await observeProbes(testWorld({env}), planOf(probes, 'untrusted', grants));
		for (const {answer, control} of seen) {
			expect(answer).toMatchObject({status: 'unavailable', fault: {code: 'address-refused'}});
			expect(control).toMatchObject({status: 'unavailable', fault: {code: 'address-refused'}});
		}
		expect(server.seen).toHaveLength(0);
	});
});
