import {decoded} from '../../bytes/coding.ts';
import {UnsizedContent} from '../../bytes/unsized.ts';
import {FaultError} from '../../model/fault.ts';
import type {Content} from '../../model/served-content.ts';

/** `body` is empty where it is larger than was to be kept. */
export type Expanded = {readonly content: Content; readonly body: Uint8Array; readonly found: readonly string[]};

/**
 * What a compressed body was compressed from; many servers compress though they are asked not to. Null where that cannot
 * be undone whole and within `cap` bytes: no fault, nothing is known then.
 */
export async function expand(
	encoding: string,
	chunks: readonly Uint8Array[],
	want: {
		readonly cap: number;
		readonly keep: number;
		readonly texts: readonly string[];
		/** gets every piece, which is gone once it has */
		readonly take: (chunk: Uint8Array) => void;
	},
): Promise<Expanded | null> {
	const content = new UnsizedContent(want.texts);
	const body: Uint8Array[] = [];
	try {
		for await (const chunk of decoded(encoding, chunks, want.cap)) {
			content.update(chunk);
			want.take(chunk);
			// A copy: the piece is gone once the next is asked for.
			if (content.size <= want.keep) body.push(Uint8Array.from(chunk));
			else body.length = 0;
		}
	} catch (error) {
		if (error instanceof FaultError) return null;
		throw error;
	}
	const {sha256, size, found} = content.done();
	return {content: {sha256, size}, body: Buffer.concat(body), found};
}
