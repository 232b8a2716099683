import {describe, expect, test} from '@jest/globals';
import type {ReadingArguments} from '../../../src/faces/commands/reading.ts';
import {readingOf} from '../../../src/faces/commands/reading.ts';
import {testWorld} from '../../builders/world.ts';

const asked = (args: ReadingArguments) => readingOf(testWorld(), ['registry:app:v1'], {cache: 'none', ...args});

describe('how image layers are to be read', () => {
	test.each([
		[{}, 'any'],
		[{assurance: 'any'}, 'any'],
		[{assurance: 'verified'}, 'verified'],
	] as const)('%j', async (args, assurance) => {
		expect(await asked(args)).toMatchObject({options: {assurance}});
	});
	test('must be a word that is known, and every other problem is told with it', async () => {
		expect(await asked({assurance: 'much', platform: 'x'})).toEqual({
			problems: [expect.stringContaining('--platform x'), '--assurance much: accepted are any, verified'],
		});
	});
});
