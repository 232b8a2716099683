import {Writable} from 'node:stream';
import {StringDecoder} from 'node:string_decoder';
import type {Masks} from '../masks.ts';

type Sink = {write(text: string, done?: (error?: Error | null) => void): boolean};

/** What a command writes, on its way to the job's log, without what must not be shown there. */
export type HidingOutput = {
	readonly outStream: Writable;
	readonly errStream: Writable;
	/** writes what was held back */
	readonly end: () => Promise<void>;
};

/** One stream each: a secret that begins on one and ends on the other is none. */
export function hidingOutput(masks: Masks, to: Sink): HidingOutput {
	const [outStream, errStream] = [hiding(masks, to), hiding(masks, to)];
	return {
		outStream,
		errStream,
		async end() {
			for (const stream of [outStream, errStream])
				await new Promise<void>((resolve, reject) => {
					stream.once('error', reject).end(resolve);
				});
		},
	};
}

function hiding(masks: Masks, to: Sink): Writable {
	const hidden = masks.stream();
	const decoder = new StringDecoder('utf8');
	const pass = (text: string, done: (error?: Error | null) => void): void => {
		if (text === '') done();
		else to.write(text, done);
	};
	return new Writable({
		write(chunk: Buffer, _, done) {
			pass(hidden.push(decoder.write(chunk)), done);
		},
		final(done) {
			pass(hidden.push(decoder.end()) + hidden.end(), done);
		},
	});
}
