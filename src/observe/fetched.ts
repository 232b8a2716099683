import type {Reply} from '../adapters/endpoint/ask.ts';
import {ask, fileCap} from '../adapters/endpoint/ask.ts';
import {pageCap} from '../adapters/endpoint/page.ts';
import type {Observation} from '../model/evidence.ts';
import type {Plan} from '../model/plan.ts';
import type {World} from '../world.ts';
import {attempt} from './attempt.ts';

/** One address, and what came; the body only of what may name further files. */
export type Fetched = {readonly url: string; readonly reply: Observation<Reply>};

/** Files that one look fetches. */
export const mostFiles = 500;
/** Bytes that one look fetches, as they come. */
const mostBytes = 256 * 2 ** 20;
/** Bytes of a file that is searched for further files; a larger one is only hashed. */
const searched = 8 * 2 ** 20;

/** Fetches files within the bounds of one look; past them nothing is asked, and that is what the evidence says. */
export class Fetching {
	readonly #world: World;
	readonly #plan: Plan;
	readonly #texts: readonly string[];
	#bytes = mostBytes;

	constructor(world: World, plan: Plan) {
		this.#world = world;
		this.#plan = plan;
		this.#texts = [...new Set(plan.service.expect.flatMap((expectation) => expectation.contains))];
	}

	get isSpent(): boolean {
		return this.#bytes <= 0;
	}

	page(url: string): Promise<Fetched> {
		return this.#fetch(url, pageCap, true, null);
	}

	file(url: string): Promise<Fetched> {
		return this.#fetch(url, fileCap, searched, null);
	}

	/** For its bytes alone. `host`: whose name the request bears where it is sent to another address. */
	again(url: string, host: string | null): Promise<Fetched> {
		return this.#fetch(url, fileCap, false, host);
	}

	async #fetch(url: string, cap: number, keep: boolean | number, host: string | null): Promise<Fetched> {
		if (this.isSpent) return {url, reply: {status: 'skipped', reason: 'limit'}};
		const reply = await attempt(this.#world, () =>
			ask(this.#world, {
				method: 'GET',
				url,
				...(host === null ? {} : {headers: [['Host', host]] as const}),
				timeouts: this.#plan.service.timeouts,
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
