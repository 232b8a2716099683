import type {Log} from '../world.ts';
import {hasNoReader} from './lost-output.ts';
import {Masks} from './masks.ts';

type Stream = {
	write(text: string | Uint8Array, done?: (error?: Error | null) => void): boolean;
	readonly isTTY?: boolean;
	readonly columns?: number;
};

/** Milliseconds between two progress lines where lines cannot be replaced. */
const quietInterval = 15_000;

/** Progress and logs on stderr: one line that moves in a terminal, few lines elsewhere, secrets masked in both. */
export function terminalLog(
	stream: Stream,
	options: {debug: boolean; now: () => number},
): Log & {readonly clear: () => void; readonly masked: (text: string) => string} {
	const masks = new Masks();
	let shown = false;
	let last = Number.NEGATIVE_INFINITY;
	// Before line ends and other characters are replaced: afterwards a secret that holds some would be another text.
	const masked = (text: string): string => printable(masks.text(text));
	const oneLine = (text: string): string => printable(masks.text(text).replace(/[\r\n\u2028\u2029]+/g, ' '));
	const clear = (): void => {
		if (shown) stream.write('\r\u001b[K');
		shown = false;
	};
	const line = (text: string): void => {
		clear();
		// A name with line ends in it would write lines of its own, which a workflow's runner takes for commands.
		stream.write(`${oneLine(text)}\n`);
	};
	return {
		clear,
		info: line,
		warn: (text) => line(`warning: ${text}`),
		debug: (text) => options.debug && line(`debug: ${text}`),
		progress(text) {
			if (stream.isTTY) {
				clear();
				// A terminal that was told no size says 0.
				stream.write(masked(text).slice(0, Math.max(20, (stream.columns || 80) - 1)));
				shown = true;
			} else if (options.now() - last >= quietInterval) {
				last = options.now();
				line(text);
			}
		},
		mask: (secret) => masks.add(secret),
		masked: (text) => masks.text(text),
	};
}

/** Control characters, escape codes and direction marks of foreign text made visible; line ends kept. */
export const printable = (text: string): string =>
	text.replace(
		/[\u0000-\u0008\u000b-\u001f\u007f-\u009f\u200b-\u200f\u202a-\u202e\u2066-\u2069]/g,
		(character) => `\\u${character.charCodeAt(0).toString(16).padStart(4, '0')}`,
	);

/**
 * Writes and waits until the stream has taken it, or nobody will, so that a slow reader is no reason to hold a document
 * in memory.
 */
export const writerTo =
	(stream: Stream) =>
	(chunk: string | Uint8Array): Promise<void> =>
		new Promise((resolve, reject) => {
			stream.write(chunk, (error) => (error && !hasNoReader(error) ? reject(error) : resolve()));
		});
