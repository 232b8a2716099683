import {describe, expect, test} from '@jest/globals';
import {harmless} from '../../../src/faces/action/log.ts';
import {inherited, readable, secretsOf} from '../../../src/faces/action/secrets.ts';
import type {Config} from '../../../src/model/config.ts';

/** As the runner reads a line (ActionCommand.TryParseV2 and TryParse). */
const isCommand = (line: string): boolean => line.trimStart().startsWith('::') || line.includes('##[');

describe('a line of the job log', () => {
	test.each([
		'::error::forged',
		'  ::set-output name=x::y',
		'fine\n::stop-commands::x',
		'fine\r::error::x',
		'fine\r\n\t::error::x',
		'fine\u2028::error::x',
		'text ##[error]forged',
		'\u001b[2J::error::x',
	])('made of %j commands nothing', (text) => {
		expect(harmless(text).split('\n').filter(isCommand)).toEqual([]);
	});

	test('of ours stays as it is', () => {
		expect(harmless('api: a::b → 42 %\n  next')).toBe('api: a::b → 42 %\n  next');
	});
});

describe('what a run hands on', () => {
	const env = {
		PATH: '/bin',
		API_TOKEN: 'value',
		'INPUT_GITHUB-TOKEN': 'ghs_x',
		'INPUT_REGISTRY-PASSWORD': 'hunter2',
		ACTIONS_RUNTIME_TOKEN: 'runner',
		ACTIONS_ID_TOKEN_REQUEST_TOKEN: 'oidc',
		DEPLOY_TRUTH_CACHE_SECRET: 'seal',
		'INPUT_CACHE-SECRET': 'seal',
	};

	test('to commands holds no input, no token of the runner and no secret of ours', () => {
		expect(inherited(env)).toEqual({PATH: '/bin', API_TOKEN: 'value'});
	});

	test('to the configuration holds the one input that a registry is sent', () => {
		expect(readable(env)).toEqual({PATH: '/bin', API_TOKEN: 'value', 'INPUT_REGISTRY-PASSWORD': 'hunter2'});
	});

	test('and must mask is every value that the configuration may send', () => {
		const config = {
			secrets: [{variable: 'GRANTED', host: 'a.example'}],
			services: [
				{
					image: {credentials: {username: 'me', passwordVariable: 'PASSWORD'}},
					probes: [
						{headers: [{name: 'authorization', value: {env: 'API_TOKEN', prefix: 'Bearer '}}], credentials: null},
						{headers: [{name: 'accept', value: {literal: 'text/html'}}], credentials: {variable: 'GOOD'}},
						{headers: [], credentials: {variable: null}},
					],
				},
				{image: null, probes: []},
			],
		} as unknown as Config;
		expect(secretsOf(config, {GRANTED: 'one', PASSWORD: 'two', API_TOKEN: 'three', GOOD: 'four', OTHER: '5'})).toEqual([
			'one',
			'two',
			'three',
			'four',
		]);
	});
});
