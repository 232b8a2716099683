import {describe, expect, test} from '@jest/globals';
import type {Config} from '../../src/model/config.ts';
import {hushed, sentSecrets} from '../../src/observe/hushed.ts';
import {
	answer,
	healthy,
	imageEvidence,
	observed,
	probeConfig,
	probeEvidence,
	serviceConfig,
} from '../builders/evidence.ts';
import {testWorld} from '../builders/world.ts';

const world = testWorld({
	env: {API_TOKEN: 'token-of-the-api', REGISTRY_PASSWORD: 'password-of-the-registry', SHORT: 'abc'},
});
const config = (overrides: Partial<Config> = {}): Config => ({
	origin: 'test',
	trust: 'trusted',
	secrets: [],
	failOn: [],
	services: [
		serviceConfig({service: 'web', probes: []}),
		serviceConfig({
			service: 'api',
			image: {...serviceConfig().image!, credentials: {username: 'octo', passwordVariable: 'REGISTRY_PASSWORD'}},
			probes: [
				probeConfig({headers: [{name: 'Authorization', value: {env: 'API_TOKEN', prefix: 'Bearer '}}]}),
				probeConfig({headers: [{name: 'X-Short', value: {env: 'SHORT', prefix: ''}}]}),
			],
		}),
	],
	...overrides,
});

describe('what is taken out of evidence', () => {
	test('is what any service of the configuration is sent', () => {
		expect(sentSecrets(world, config())).toEqual(['token-of-the-api', 'password-of-the-registry']);
	});

	test('is nothing that may not be read: to hide a value is to tell that it is one', () => {
		expect(sentSecrets(world, config({trust: 'untrusted'}))).toEqual([]);
		const secrets = [{variable: 'API_TOKEN', host: 'other.example.com'}];
		expect(sentSecrets(world, config({secrets}))).toEqual(['password-of-the-registry']);
	});

	test('goes out of the page of another service, and out of labels of an image', () => {
		const {evidence} = healthy({
			evidence: {
				probes: [probeEvidence(answer(200, {headers: {'x-cache': 'token-of-the-api'}}))],
				image: observed(imageEvidence({labels: {note: 'password-of-the-registry'}})),
			},
		});
		const text = JSON.stringify(hushed(evidence, sentSecrets(world, config())));
		expect(text).not.toContain('token-of-the-api');
		expect(text).not.toContain('password-of-the-registry');
		expect(text).toContain('[secret]');
	});

	test('leaves hashes and file names alone', () => {
		const {evidence} = healthy();
		expect(hushed(evidence, ['assets/app.js'])).toMatchObject({artifacts: evidence.artifacts, commit: evidence.commit});
	});
});
