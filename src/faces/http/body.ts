import type {Readable} from 'node:stream';
import {lend} from '../../bytes/lent.ts';
import {Pieces} from '../../bytes/pieces.ts';
import {FaultError} from '../../model/fault.ts';
import {timerOf} from './timer.ts';

/** Bytes waiting for the reader before the connection is told to hold on, and before it may go on. */
const most = 512 * 1024;
const few = 128 * 1024;

/** Where a body comes from. `complete`: whether it came whole; `stated`: how long it was said to be; `drop`: lets the rest go. */
export type Source = {
	readonly stream: Readable;
	complete(): boolean;
	stated(): string | null;
	drop(): void;
};

/**
 * An answer's body as its chunks arrive. Node's own iterator joins waiting chunks into a new buffer, which costs a
 * copy of a whole download; this one hands each chunk on as it is.
 */
export class Body implements AsyncIterable<Uint8Array>, AsyncIterator<Uint8Array, undefined> {
	readonly #source: Source;
	readonly #where: string;
	readonly #course: {settle(): void};
	readonly #limit: number;
	/** Only once somebody waits: most bodies come with their heads. */
	#stall: ReturnType<typeof timerOf> | null = null;
	readonly #chunks = new Pieces();
	#waiting = 0;
	#received = 0;
	#paused = false;
	#over = false;
	#fault: FaultError | null = null;
	#reader: {
		resolve: (result: IteratorResult<Uint8Array, undefined>) => void;
		reject: (fault: FaultError) => void;
	} | null = null;

	/** `stall`: milliseconds of silence. `course` is settled once, when nothing more will come over the connection. */
	constructor(source: Source, where: string, stall: number, course: {settle(): void}) {
		this.#source = source;
		this.#where = where;
		this.#course = course;
		this.#limit = stall;
		const {stream} = source;
		stream.on('data', (chunk: Uint8Array) => this.#take(chunk));
		stream.on('end', () => this.#end());
		stream.on('error', () => this.fail(this.#cut()));
		stream.on('close', () => this.#end());
	}

	#watch(): void {
		this.#stall = timerOf(this.#limit, () => {
			// A reader that takes its time is not a server that is silent.
			if (this.#paused) this.#stall?.again();
			else
				this.fail(new FaultError('stalled', `${this.#where}: no byte for ${this.#limit} ms after ${this.#received}`));
		});
	}

	#take(chunk: Uint8Array): void {
		if (this.#over) return;
		lend(chunk);
		this.#received += chunk.length;
		this.#stall?.again();
		if (this.#reader !== null) {
			const {resolve} = this.#reader;
			this.#reader = null;
			resolve({done: false, value: chunk});
			return;
		}
		this.#chunks.push(chunk);
		this.#waiting += chunk.length;
		if (this.#waiting > most && !this.#paused) {
			this.#paused = true;
			this.#source.stream.pause();
		}
	}

	#cut(): FaultError {
		const stated = this.#source.stated();
		return new FaultError(
			'cut-stream',
			`${this.#where}: the connection closed after ${this.#received}${stated === null ? '' : ` of ${stated}`} bytes`,
		);
	}

	#end(): void {
		if (!this.#source.complete()) this.fail(this.#cut());
		if (this.#over) return;
		this.#finish();
		this.#reader?.resolve({done: true, value: undefined});
		this.#reader = null;
	}

	#finish(): void {
		this.#over = true;
		this.#stall?.clear();
		this.#course.settle();
	}

	/** Ends the body with a fault, after the chunks that came before it; only the first fault counts. */
	fail(fault: FaultError): void {
		if (this.#over) return;
		this.#fault = fault;
		this.#finish();
		this.#source.drop();
		this.#reader?.reject(fault);
		this.#reader = null;
	}

	discard(): void {
		this.#chunks.clear();
		if (!this.#over) this.fail(new FaultError('cut-stream', `${this.#where}: the rest was not wanted`));
	}

	next(): Promise<IteratorResult<Uint8Array, undefined>> {
		const chunk = this.#chunks.shift();
		if (chunk !== undefined) {
			this.#waiting -= chunk.length;
			if (this.#paused && this.#waiting < few) {
				this.#paused = false;
				this.#stall?.again();
				this.#source.stream.resume();
			}
			return Promise.resolve({done: false, value: chunk});
		}
		if (this.#fault !== null) return Promise.reject(this.#fault);
		if (this.#over) return Promise.resolve({done: true, value: undefined});
		if (this.#stall === null) this.#watch();
		return new Promise((resolve, reject) => {
			this.#reader = {resolve, reject};
		});
	}

	return(): Promise<IteratorResult<Uint8Array, undefined>> {
		this.discard();
		return Promise.resolve({done: true, value: undefined});
	}

	[Symbol.asyncIterator](): AsyncIterator<Uint8Array, undefined> {
		return this;
	}
}
