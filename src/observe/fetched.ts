import type {Reply} from '../adapters/endpoint/ask.ts';
import {ask, fileCap} from '../adapters/endpoint/ask.ts';
import {pageCap} from '../adapters/endpoint/page.ts';
import type {Observation} from '../model/evidence.ts';
import type {ServiceConfig} from '../model/config.ts';
import type {Plan} from '../model/plan.ts';
import type {World} from '../world.ts';
import {attempt} from './attempt.ts';

/** One address, and what came; the body only of what may name further files. */
export type Fetched = {readonly url: string; readonly reply: Observation<Reply>};

type Headers = readonly (readonly [string, string])[];

/** Files that one look fetches. */
export const mostFiles = 500;
/** Bytes that one look fetches, as they come. */
const mostBytes = 256 * 2 ** 20;
/** Bytes of a file that is searched for further files; a larger one is only hashed. */
const searched = 8 * 2 ** 20;

/** Requests that one look may take the time of, one after the other: each file has its own limit, and there are hundreds. */
const longestLook = 5;

/** Milliseconds that one look at what is served may take. While we wait, no look lasts longer than the wait and one request. */
export const lookTime = ({timeouts, wait}: Pick<ServiceConfig, 'timeouts' | 'wait'>): number =>
	Math.min(longestLook * timeouts.request, wait === null ? Number.POSITIVE_INFINITY : wait.deadline + timeouts.request);

/** Fetches files within the bounds of one look; past them nothing is asked, and that is what the evidence says. */
export class Fetching {
	readonly #world: World;
	readonly #plan: Plan;
	readonly #texts: readonly string[];
	#until: number;
	#bytes = mostBytes;

	constructor(world: World, plan: Plan) {
		this.#world = world;
		this.#plan = plan;
		this.#until = world.now() + lookTime(plan.service);
		this.#texts = [...new Set(plan.service.expect.flatMap((expectation) => expectation.contains))];
	}

	/** A request that gets but a sliver of its time tells nothing of the server: better not asked, and told so. */
	get isSpent(): boolean {
		return this.#bytes <= 0 || this.#until - this.#world.now() < this.#plan.service.timeouts.request / 10;
	}

	page(url: string): Promise<Fetched> {
		return this.#fetch(url, pageCap, true);
	}

	file(url: string): Promise<Fetched> {
		return this.#fetch(url, fileCap, searched);
	}

	/** For its bytes alone. `headers`: such as whose name the request bears where it is sent to another address. */
	again(url: string, headers: Headers = []): Promise<Fetched> {
		return this.#fetch(url, fileCap, false, headers);
	}

	async #fetch(url: string, cap: number, keep: boolean | number, headers: Headers = []): Promise<Fetched> {
		if (this.isSpent) return {url, reply: {status: 'skipped', reason: 'limit'}};
		const {timeouts, rate} = this.#plan.service;
		// What is waited for lest we ask too fast is not the server's time.
		this.#until += 1_000 / rate;
		const left = this.#until - this.#world.now();
		const reply = await attempt(this.#world, () =>
			ask(this.#world, {
				method: 'GET',
				url,
				headers,
				timeouts: timeouts.request <= left ? timeouts : {...timeouts, request: left},
				publicOnly: this.#plan.trust === 'untrusted',
				cap,
				keep,
				texts: this.#texts,
			}),
		);
		if (reply.status === 'observed') this.#bytes -= reply.value.answer.size;
		return {url, reply};
	}
}
