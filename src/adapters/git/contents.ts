import {ContentHash} from '../../bytes/content.ts';
import {FaultError, type Fault} from '../../model/fault.ts';
import type {Alike, AlikeRules} from '../../model/ignorable.ts';
import {textOfBytes} from '../../model/path.ts';
import type {ExecStream} from '../../world.ts';
import {failed, type Git} from './command.ts';

/** A blob to read: its id, the bytes its tree entry says, the texts to look for, whether to hand its bytes back. */
export type BlobRequest = {
	readonly id: string;
	readonly size: number;
	readonly texts: readonly string[];
	readonly keep: boolean;
	/** other forms of a text; left out or null: none */
	readonly alike?: AlikeRules | null;
};

/** A blob that proved its id, or why it was not read. `bytes` where they were asked for. */
export type BlobContent =
	| {
			readonly id: string;
			readonly sha256: string;
			readonly alike?: Alike;
			readonly found: readonly string[];
			readonly bytes: Uint8Array | null;
	  }
	| {readonly id: string; readonly fault: Fault};

export type ObjectFormat = 'sha1' | 'sha256';

/** Ids written at once: 256 lines of 65 bytes stay below what a pipe takes without waiting. */
const batch = 256;
/** An answer's head is an id, a type and a size. */
const longestHead = 256;

/**
 * Reads blobs through one `git cat-file --batch`, in the order asked. Ids are written while contents are read, so
 * neither side can wait for the other for ever. What git gives is hashed again under the id's own algorithm.
 */
export async function* readBlobs(
	git: Git,
	format: ObjectFormat,
	requests: readonly BlobRequest[],
): AsyncGenerator<BlobContent> {
	if (requests.length === 0) return;
	const stream = git.stream(['cat-file', '--batch']);
	const writing = writeIds(stream, requests);
	writing.catch(() => {}); // seen below, when the reader is done
	const source = new Source(stream.stdout);
	try {
		for (const request of requests) {
			const head = await source.line(longestHead);
			if (head === null) break;
			yield await readBlob(source, head, request, format);
		}
		await writing;
		const done = await stream.done;
		if (done.exitCode !== 0) throw failed('cat-file', done);
		if (source.answers < requests.length) {
			throw new FaultError('cut-stream', `git cat-file answered ${source.answers} of ${requests.length} objects`);
		}
	} finally {
		stream.kill();
		await source.close();
	}
}

async function writeIds(stream: ExecStream, requests: readonly BlobRequest[]): Promise<void> {
	for (let from = 0; from < requests.length; from += batch) {
		const ids = requests.slice(from, from + batch).map((request) => `${request.id}\n`);
		await stream.write(ids.join(''));
	}
	stream.end();
}

async function readBlob(
	source: Source,
	head: string,
	request: BlobRequest,
	format: ObjectFormat,
): Promise<BlobContent> {
	const {id} = request;
	source.answers++;
	if (head === `${id} missing`) {
		return {
			id,
			fault: {code: 'file-missing', detail: `the clone does not hold blob ${id}: fetch it, as a full clone does`},
		};
	}
	const match = /^([0-9a-f]{40,64}) (blob|tree|commit|tag) (\d{1,15})$/.exec(head);
	if (match === null) throw new FaultError('unexpected-answer', 'git cat-file printed a line of an unknown form');
	const size = Number(match[3]);
	if (match[1] !== id || match[2] !== 'blob' || size !== request.size) {
		throw new FaultError('unexpected-answer', `git cat-file answered '${head}' when asked for blob ${id}`);
	}
	const hash = new ContentHash({size, blob: format, texts: request.texts, alike: request.alike ?? null});
	const kept: Uint8Array[] = [];
	for await (const chunk of source.take(size)) {
		hash.update(chunk);
		if (request.keep) kept.push(chunk);
	}
	await source.newline();
	const {sha256, blob, alike, found} = hash.done();
	if (blob !== id) {
		return {id, fault: {code: 'digest-mismatch', detail: `the bytes git holds for blob ${id} hash to ${blob}`}};
	}
	const bytes = request.keep ? Buffer.concat(kept) : null;
	return alike === undefined ? {id, sha256, found, bytes} : {id, sha256, alike, found, bytes};
}

/** Takes lines and counted bytes from a stream of chunks. */
class Source {
	answers = 0;
	readonly #chunks: AsyncIterator<Uint8Array>;
	#rest: Uint8Array = new Uint8Array(0);

	constructor(chunks: AsyncIterable<Uint8Array>) {
		this.#chunks = chunks[Symbol.asyncIterator]();
	}

	/** A reader that leaves early lets go of the pipe: git would not end while somebody holds unread output. */
	async close(): Promise<void> {
		await this.#chunks.return?.();
	}

	async #more(): Promise<boolean> {
		while (this.#rest.length === 0) {
			const {value, done} = await this.#chunks.next();
			if (done) return false;
			this.#rest = value;
		}
		return true;
	}

	/** A line without its end; null when the stream is at its end. */
	async line(longest: number): Promise<string | null> {
		let text = '';
		while (await this.#more()) {
			const end = this.#rest.indexOf(10);
			text += textOfBytes(end < 0 ? this.#rest.subarray(0, longest) : this.#rest.subarray(0, Math.min(end, longest)));
			if (text.length >= longest) break;
			this.#rest = end < 0 ? this.#rest.subarray(this.#rest.length) : this.#rest.subarray(end + 1);
			if (end >= 0) return text;
		}
		if (text === '') return null;
		throw new FaultError('unexpected-answer', 'git cat-file printed a line that does not end');
	}

	async *take(size: number): AsyncGenerator<Uint8Array> {
		let left = size;
		while (left > 0) {
			if (!(await this.#more())) throw new FaultError('cut-stream', 'git cat-file ended in the middle of a blob');
			const part = this.#rest.subarray(0, left);
			this.#rest = this.#rest.subarray(part.length);
			left -= part.length;
			yield part;
		}
	}

	async newline(): Promise<void> {
		if (!(await this.#more()) || this.#rest[0] !== 10) {
			throw new FaultError('cut-stream', 'git cat-file ended a blob without its newline');
		}
		this.#rest = this.#rest.subarray(1);
	}
}
