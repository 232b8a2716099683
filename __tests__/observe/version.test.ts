import {describe, expect, test} from '@jest/globals';
import type {VersionConfig} from '../../src/model/config.ts';
import {attempt} from '../../src/observe/attempt.ts';
import {observeVersion} from '../../src/observe/version.ts';
import {planOf, serviceConfig} from '../builders/evidence.ts';
import {testWorld} from '../builders/world.ts';
import type {Route} from '../fakes/endpoint.ts';
import {endless, fakeEndpoint, garbled, json, redirect, text} from '../fakes/endpoint.ts';

const sha = 'f00dcaf0'.repeat(5);

async function versionOf(route: Route, field: VersionConfig['field']) {
	await using server = await fakeEndpoint({'/version': route});
	const plan = planOf(serviceConfig({version: {url: `${server.url}/version`, field}}));
	const world = testWorld();
	const seen = await attempt(world, () => observeVersion(world, plan));
	return seen.status === 'observed' ? seen.value.commit : seen.status === 'unavailable' ? seen.fault : null;
}

describe('a version endpoint', () => {
	test('says its commit as text', async () => {
		expect(await versionOf(text(200, ` ${sha.toUpperCase()}\n`), null)).toBe(sha);
		expect(await versionOf(text(200, 'f00dcaf'), null)).toBe('f00dcaf');
	});

	test('says its commit in a field of a document', async () => {
		expect(await versionOf(json({build: {git: [{sha}]}}), 'build.git.0.sha')).toBe(sha);
	});

	test.each([
		['a page', text(200, '<html>'), null],
		['a number of a version', text(200, '1.4.2'), null],
		['six digits', text(200, 'f00dca'), null],
		['sixty-five digits', text(200, 'a'.repeat(65)), null],
		['no JSON', text(200, 'null,'), 'commit'],
		['no such field', json({}), 'commit'],
		['a field of an empty document', json(null), 'commit'],
		['a field that only the language has', json({}), 'constructor.name'],
		['a field that is no text', json({commit: 1234567}), 'commit'],
		['an error', text(503, sha), null],
		['a redirect', redirect('/elsewhere'), null],
		['more than a version', endless('text/plain'), null],
		['an encoding nobody knows', garbled(sha), null],
	])('that gives %s says no commit', async (_what, route, field) => {
		expect(await versionOf(route, field)).toMatchObject({code: 'invalid-answer'});
	});

	test('is not asked at a private address by an untrusted configuration', async () => {
		await using server = await fakeEndpoint({'/version': text(200, sha)});
		const plan = planOf(serviceConfig({version: {url: `${server.url}/version`, field: null}}));
		const look = observeVersion(testWorld(), {...plan, trust: 'untrusted'});
		await expect(look).rejects.toMatchObject({fault: {code: 'address-refused'}});
		expect(server.seen).toHaveLength(0);
	});
});
