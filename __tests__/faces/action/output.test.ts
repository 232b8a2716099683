import {describe, expect, test} from '@jest/globals';
import {hidingOutput} from '../../../src/faces/action/output.ts';
import {Masks} from '../../../src/faces/masks.ts';

describe('what a build writes to the job log', () => {
	const secret = 'grüner-schlüssel-0815';
	function shown() {
		const masks = new Masks();
		masks.add(secret);
		const parts: string[] = [];
		const output = hidingOutput(masks, {
			write(text, done) {
				parts.push(text);
				done?.();
				return true;
			},
		});
		return {output, text: () => parts.join('')};
	}

	test.each([1, 2, 3, 7, 1000])('holds no secret, in pieces of %i bytes', async (size) => {
		const {output, text} = shown();
		const bytes = Buffer.from(`before ${secret} and ${Buffer.from(secret).toString('base64')} after`);
		for (let at = 0; at < bytes.length; at += size) output.outStream.write(bytes.subarray(at, at + size));
		await output.end();
		expect(text()).toMatch(/^before \*\*\* and \*{3}.{0,4} after$/);
	});

	test('is whole otherwise, of both streams, the end of a line that has none included', async () => {
		const {output, text} = shown();
		output.outStream.write('built\n');
		output.errStream.write('warning: grüner');
		await output.end();
		expect(text()).toBe('built\nwarning: grüner');
	});
});
