import type {Limits} from '../bytes/limits.ts';
import type {TarEntry} from './tar.ts';
import {TarReader} from './tar.ts';

/** `body`: the bytes of a file, once; those left unread are passed over. A piece is gone once the next is asked for. */
export type TarMember = {readonly entry: TarEntry; readonly body: AsyncIterable<Uint8Array>};

/** The members of an archive one after the other, each at its reader's pace; the source is read to its very end. */
export async function* tarMembers(
	source: AsyncIterable<Uint8Array>,
	limits: Limits,
): AsyncGenerator<TarMember, void, undefined> {
	// What one piece of the source holds: headers, views into it, and null at the end of a file.
	const waiting: (TarEntry | Uint8Array | null)[] = [];
	let at = 0;
	const reader = new TarReader(
		{
			entry: (entry) => void waiting.push(entry),
			data: (bytes) => void waiting.push(bytes),
			end: () => void waiting.push(null),
		},
		limits,
	);
	const pieces = source[Symbol.asyncIterator]();
	let ended = false;
	const next = async (): Promise<TarEntry | Uint8Array | null | undefined> => {
		while (at === waiting.length) {
			waiting.length = 0;
			at = 0;
			const piece = ended ? null : await pieces.next();
			if (piece === null) return undefined;
			if (piece.done) {
				ended = true;
				reader.finish();
			} else reader.push(piece.value);
		}
		return waiting[at++];
	};

	let open = false;
	async function* body(): AsyncGenerator<Uint8Array, void, undefined> {
		while (open) {
			const piece = await next();
			if (piece instanceof Uint8Array) yield piece;
			else open = false;
		}
	}
	try {
		for (let member = await next(); member !== undefined; member = await next()) {
			if (member === null || member instanceof Uint8Array) continue;
			open = member.type === 'file';
			yield {entry: member, body: body()};
			for await (const _ of body());
		}
	} finally {
		await pieces.return?.();
	}
}
