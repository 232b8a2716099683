import {type RecordedLog, recordedLog, testWorld} from './world.ts';
import type {World} from '../../src/world.ts';

/** A terminal that keeps what it was given. */
export function printer(cwd?: string): {
	world: World;
	log: RecordedLog;
	out: (chunk: string | Uint8Array) => Promise<void>;
	bytes: () => Buffer;
	text: () => string;
} {
	const chunks: Buffer[] = [];
	const log = recordedLog();
	return {
		world: testWorld({log, ...(cwd === undefined ? {} : {cwd})}),
		log,
		out: async (chunk) => void chunks.push(Buffer.from(chunk as string)),
		bytes: () => Buffer.concat(chunks),
		text: () => Buffer.concat(chunks).toString('utf8'),
	};
}
