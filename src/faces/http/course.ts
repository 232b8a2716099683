import {FaultError} from '../../model/fault.ts';
import type {HttpRequest} from '../../world.ts';
import {timerOf} from './timer.ts';

export const cancelled = (where: string): FaultError => new FaultError('cancelled', `${where}: the run was cancelled`);

/** One request's time: what it waits for, how long, and what calls it off. */
export class Course {
	readonly #request: HttpRequest;
	readonly #running: Set<() => void>;
	readonly #cancel: () => void;
	readonly #whole: ReturnType<typeof timerOf>;
	readonly #late: (what: string, limit: number) => () => void;
	#waiting: ReturnType<typeof timerOf> | null;
	#connected = false;

	/** `running` holds the cancels of all requests under way; `fail` may be called more than once. */
	constructor(request: HttpRequest, where: string, running: Set<() => void>, fail: (fault: FaultError) => void) {
		const {timeouts, signal} = request;
		this.#request = request;
		this.#running = running;
		this.#cancel = () => fail(cancelled(where));
		this.#late = (what, limit) => () => fail(new FaultError('timed-out', `${where}: ${what} within ${limit} ms`));
		this.#waiting = timerOf(timeouts.connect, this.#late('no connection', timeouts.connect));
		this.#whole = timerOf(timeouts.request, this.#late('not finished', timeouts.request));
		running.add(this.#cancel);
		signal?.addEventListener('abort', this.#cancel);
	}

	get connected(): boolean {
		return this.#connected;
	}

	/** The request may travel: from here on its answer is waited for. */
	connect(): void {
		if (this.#connected) return;
		this.#connected = true;
		this.#waiting?.clear();
		const {answer} = this.#request.timeouts;
		this.#waiting = timerOf(answer, this.#late('no answer', answer));
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
		this.#whole.clear();
		this.#running.delete(this.#cancel);
		this.#request.signal?.removeEventListener('abort', this.#cancel);
	}
}
