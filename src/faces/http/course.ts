import {FaultError} from '../../model/fault.ts';
import type {HttpRequest} from '../../world.ts';
import {timerOf} from './timer.ts';

export const cancelled = (where: string): FaultError => new FaultError('cancelled', `${where}: the run was cancelled`);

/** The requests under way, so that one listener can call all of them off. */
export type Running = Set<Course>;

/** One request's time: what it waits for, how long, and what calls it off. */
export class Course {
	readonly #request: HttpRequest;
	readonly #where: string;
	readonly #running: Running;
	/** Let go of when nothing is waited for: a set that grew anew would hold whole answers by it until a full collection. */
	#fail: ((fault: FaultError) => void) | null;
	#whole: ReturnType<typeof timerOf> | null;
	#waiting: ReturnType<typeof timerOf> | null = null;
	#onAbort: (() => void) | null = null;
	#connected = false;

	/** `fail` may be called more than once. */
	constructor(request: HttpRequest, where: string, running: Running, fail: (fault: FaultError) => void) {
		const {timeouts, signal} = request;
		this.#request = request;
		this.#where = where;
		this.#running = running;
		this.#fail = fail;
		this.#whole = timerOf(timeouts.request, () => this.#late('not finished', timeouts.request));
		running.add(this);
		if (signal === undefined) return;
		this.#onAbort = () => this.cancel();
		signal.addEventListener('abort', this.#onAbort);
	}

	get connected(): boolean {
		return this.#connected;
	}

	cancel(): void {
		this.#fail?.(cancelled(this.#where));
	}

	#late(what: string, limit: number): void {
		this.#fail?.(new FaultError('timed-out', `${this.#where}: ${what} within ${limit} ms`));
	}

	/** No connection is there yet. */
	dial(): void {
		const {connect} = this.#request.timeouts;
		this.#waiting = timerOf(connect, () => this.#late('no connection', connect));
	}

	/** The request may travel: from here on its answer is waited for. */
	connect(): void {
		if (this.#connected || this.#fail === null) return;
		this.#connected = true;
		this.#waiting?.clear();
		const {answer} = this.#request.timeouts;
		this.#waiting = timerOf(answer, () => this.#late('no answer', answer));
	}

	/** The answer's head is here; what follows has a time of its own. */
	answer(): void {
		this.#connected = true;
		this.#waiting?.clear();
		this.#waiting = null;
	}

	/** Nothing more is waited for. */
	settle(): void {
		this.#waiting?.clear();
		this.#whole?.clear();
		this.#waiting = null;
		this.#whole = null;
		this.#fail = null;
		this.#running.delete(this);
		if (this.#onAbort !== null) this.#request.signal?.removeEventListener('abort', this.#onAbort);
		this.#onAbort = null;
	}
}
