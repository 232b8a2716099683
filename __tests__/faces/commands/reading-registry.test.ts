import {writeFileSync} from 'node:fs';
import {join} from 'node:path';
import {describe, expect, test} from '@jest/globals';
import {readingOf} from '../../../src/faces/commands/reading.ts';
import {room} from '../../builders/repository.ts';
import {testWorld} from '../../builders/world.ts';
import {selfSigned} from '../../fakes/certificate.ts';

const subject = 'registry:registry.example/app:v1';

describe('what a reader is told of a registry', () => {
	test('an authority is read from its file', async () => {
		using place = room();
		const {cert} = selfSigned(['registry.example']);
		writeFileSync(join(place.path, 'own.pem'), cert);
		const asked = await readingOf(testWorld({cwd: place.path}), [subject], {cache: 'none', ca: 'own.pem'});
		expect(asked).toMatchObject({options: {ca: cert}});
	});
	test.each([
		['is not there', null, /^--ca missing\.pem: /],
		['holds a key', selfSigned(['x']).key, /^--ca missing\.pem should hold PEM certificates, it holds a private key$/],
		['holds something else', 'hello', /^--ca missing\.pem should hold PEM certificates, it holds something else$/],
	])('an authority whose file %s is a problem that names the option', async (_, text, words) => {
		using place = room();
		if (text !== null) writeFileSync(join(place.path, 'missing.pem'), text);
		const asked = await readingOf(testWorld({cwd: place.path}), [subject], {cache: 'none', ca: 'missing.pem'});
		expect(asked).toEqual({problems: [expect.stringMatching(words)]});
	});
	test('a time limit is one of silence', async () => {
		const asked = await readingOf(testWorld(), [subject], {cache: 'none', timeout: '2s'});
		expect(asked).toMatchObject({options: {timeouts: {connect: 2_000, answer: 2_000, stall: 2_000, request: 8_000}}});
	});
	test('a time limit without its unit is a problem', async () => {
		const asked = await readingOf(testWorld(), [subject], {cache: 'none', timeout: '10'});
		expect(asked).toEqual({problems: [expect.stringContaining('--timeout 10: ')]});
	});
});
