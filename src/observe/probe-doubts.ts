import {cacheOf} from '../model/cache.ts';
import type {Answer, Observation, OtherMethod, ProbeEvidence} from '../model/evidence.ts';
import {isSafe} from '../model/method.ts';
import type {PlannedProbe} from '../model/plan.ts';

/** One more question about a probe. `host`: whose name the request bears where it is sent to another address. */
export type ProbeQuestion = {readonly method: string; readonly url: string; readonly host: string | null};
export type Ask = (question: ProbeQuestion) => Promise<Observation<Answer>>;

type Doubts = Pick<ProbeEvidence, 'fresh' | 'origin' | 'others'>;

const notAsked = {status: 'skipped', reason: 'not-asked'} as const;

/**
 * Asks further where the answer leaves a doubt: past a cache, at the origin, by other methods. An answer that is as
 * expected and that no cache gave costs nothing more; what may change something is asked nothing more in any case.
 */
export function askDoubts(
	probe: PlannedProbe,
	seen: Pick<ProbeEvidence, 'answer' | 'control'>,
	origin: string | null,
	nonce: () => string,
	ask: Ask,
): Doubts | Promise<Doubts> {
	const nothing = {fresh: notAsked, origin: notAsked, others: []};
	if (seen.answer.status !== 'observed' || !isSafe(probe.method) || !isHttp(probe)) return nothing;
	const answer = seen.answer.value;
	if (isOpen(probe, answer)) return nothing;
	// Most answers: each further question is for one that is wrong, or that a cache gave.
	if (!isWrong(probe, answer) && cacheOf(answer) === null) return nothing;
	return askAll(probe, answer, origin, nonce, ask);
}

async function askAll(
	probe: PlannedProbe,
	answer: Answer,
	origin: string | null,
	nonce: () => string,
	ask: Ask,
): Promise<Doubts> {
	return {
		fresh: await askFresh(probe, answer, nonce, ask),
		origin: isWrong(probe, answer) ? await askOrigin(probe, origin, ask) : notAsked,
		others: await askOthers(probe, answer, ask),
	};
}

const isHttp = ({protocol}: PlannedProbe): boolean => protocol === 'http' || protocol === 'http2';

/** As far as the answer alone tells. */
function isWrong(probe: PlannedProbe, answer: Answer): boolean {
	if (probe.expect !== null && !probe.expect.includes(answer.status)) return answer.status !== 429;
	if (probe.expect === null && [404, 405, 410, 501].includes(answer.status)) return true;
	const success = answer.status >= 200 && answer.status < 300 && answer.status !== 204;
	return success && probe.contentType !== null && probe.contentType !== answer.contentType;
}

/** A success where a refusal is expected fails at once, whoever gave it: nothing may turn it into a cache's fault. */
const isOpen = ({expect}: PlannedProbe, {status}: Answer): boolean =>
	status >= 200 && status < 300 && expect !== null && !expect.includes(status) && expect.some(isRefusal);

const isRefusal = (status: number): boolean => status === 401 || status === 403;

/** Of these no cache keeps an answer for others, and a server that fails is not asked more. */
const isStored = (status: number): boolean => status < 500 && status !== 401 && status !== 407 && status !== 429;

async function askFresh(
	probe: PlannedProbe,
	answer: Answer,
	nonce: () => string,
	ask: Ask,
): Promise<Observation<Answer>> {
	const cache = cacheOf(answer);
	if (cache === null && !(isWrong(probe, answer) && isStored(answer.status))) return notAsked;
	const fresh = await ask({method: probe.method, url: freshUrl(probe.url, nonce()), host: null});
	if (cache !== null || fresh.status !== 'observed' || isWrong(probe, fresh.value)) return fresh;
	// No cache says that there is one: where the very same question is answered rightly by now, it was another replica.
	const again = await ask({method: probe.method, url: probe.url, host: null});
	return again.status === 'observed' && isWrong(probe, again.value)
		? fresh
		: {status: 'skipped', reason: 'answers-vary'};
}

/** The same address with a query that no cache has seen; what the address says otherwise stays byte for byte. */
export function freshUrl(address: string, nonce: string): string {
	const url = new URL(address);
	url.search = `${url.search === '' ? '?' : `${url.search}&`}deploy-truth-fresh=${nonce}`;
	return url.href;
}

/** The same path at the origin, under the name by which the edge was asked; null: there is no other place to ask. */
export function originQuestion(address: string, origin: string | null): Pick<ProbeQuestion, 'url' | 'host'> | null {
	const at = origin === null ? null : URL.parse(origin);
	const url = new URL(address);
	if (at === null || at.origin === url.origin) return null;
	return {url: `${at.origin}${url.pathname}${url.search}`, host: url.host};
}

async function askOrigin(probe: PlannedProbe, origin: string | null, ask: Ask): Promise<Observation<Answer>> {
	const question = originQuestion(probe.url, origin);
	return question === null ? notAsked : ask({method: probe.method, ...question});
}

/** Which other methods can say that the path is known: a body-less twin says no more than its full form. */
const telling: Readonly<Record<string, readonly string[]>> = {
	GET: ['OPTIONS'],
	HEAD: ['GET', 'OPTIONS'],
	OPTIONS: ['GET'],
};

async function askOthers(probe: PlannedProbe, answer: Answer, ask: Ask): Promise<readonly OtherMethod[]> {
	if (probe.expect?.includes(answer.status) || ![404, 405, 501].includes(answer.status)) return [];
	// It says already what it takes (RFC 9110, 15.5.6).
	if (answer.status === 405 && Object.hasOwn(answer.headers, 'allow')) return [];
	const others: OtherMethod[] = [];
	for (const method of telling[probe.method] ?? []) {
		const other = await ask({method, url: probe.url, host: null});
		const known = other.status === 'observed' && other.value.status !== 404 && other.value.status !== 410;
		// Some answer OPTIONS for every path there is.
		const control =
			known && probe.controlUrl !== null ? await ask({method, url: probe.controlUrl, host: null}) : notAsked;
		others.push({method, answer: other, control});
		if (known) break;
	}
	return others;
}
