import {ask} from '../adapters/endpoint/ask.ts';
import {fillHeaders} from '../adapters/endpoint/secrets.ts';
import {openRuntime, type Runtime} from '../adapters/runtime/runtime.ts';
import type {Observation, ReplicasEvidence} from '../model/evidence.ts';
import {type Fault, type FaultCode, FaultError} from '../model/fault.ts';
import type {TraceEvidence} from '../model/mapping.ts';
import type {Plan} from '../model/plan.ts';
import type {Replica} from '../model/runtime.ts';
import type {World} from '../world.ts';
import {attempt} from './attempt.ts';
import {bounded} from './bounded.ts';
import type {Followed} from './followed.ts';
import {searchLog} from './log-search.ts';

/** Bytes of a token: nobody guesses one, and none of an earlier look is ever found again. */
const tokenBytes = 16;
const fewestRequests = 3;
const mostRequests = 16;
/** Requests sent, and logs read, at the same time. */
const width = 4;
/** Bytes of an answer that are read. */
const cap = 64 * 1024;
/** Replicas whose log is read. */
const mostRead = 100;
/** Milliseconds between two looks, the first and the longest. */
const pauses = {first: 200, longest: 2_000, growth: 1.5};
/** Milliseconds by which a replica's clock may be behind ours; of one that writes too much for that, so few. */
const behind = {generous: 60_000, narrow: 2_000};

/** Where requests are sent: `world` reaches runtimes, `towards` the service. `addresses`: of its name, where it has several. */
type Tracing = {
	readonly world: World;
	readonly towards: World;
	readonly plan: Plan;
	readonly followed: Followed;
	readonly repository: string;
};

/**
 * Sends requests with tokens of their own and looks for these in what the replicas wrote since, until each request was
 * found in the log of one that serves, or the time is over.
 */
export async function observeTrace(
	tracing: Tracing,
	addresses: readonly string[],
	replicas: Observation<ReplicasEvidence>,
): Promise<Observation<TraceEvidence>> {
	const {world, plan, repository} = tracing;
	const {trace, runtime, image} = plan.service;
	if (trace === null) return {status: 'skipped', reason: 'not-configured'};
	if (replicas.status === 'unavailable') return replicas;
	if (replicas.status === 'skipped' || runtime === null) return {status: 'skipped', reason: 'no-runtime'};
	if (replicas.value.origin.kind === 'collected') return {status: 'skipped', reason: 'collected'};
	// A log that is silent and does not end is ended with the time that there is for all of it.
	const timeout = Math.max(trace, 1_000);
	const {logs} = await openRuntime(
		world,
		{...runtime, timeout},
		{timeout, repository, image: image?.reference ?? null},
	);
	if (logs === null) return {status: 'skipped', reason: 'no-logs'};
	const running = replicas.value.replicas.map(({replica}) => replica).filter(({state}) => state === 'running');
	const serving = running.filter(({role}) => role === 'service');
	if (serving.length === 0) return {status: 'skipped', reason: 'not-running'};
	const others = running.filter(({role}) => role !== 'service');
	return attempt(world, () => traced(tracing, trace, addresses, [...serving, ...others], logs));
}

/** One replica's log, and what was found in it up to now. `read`: once to its end at least. */
type Log = {readonly replica: Replica; readonly found: Set<string>; read: boolean; fault: Fault | null; behind: number};

async function traced(
	tracing: Tracing,
	trace: number,
	addresses: readonly string[],
	replicas: readonly Replica[],
	logs: NonNullable<Runtime['logs']>,
): Promise<TraceEvidence> {
	const {world} = tracing;
	const began = world.now();
	const tokens = await sent(tracing, addresses, replicas.filter(({role}) => role === 'service').length);
	const {late, clear} = lateAfter(trace);
	const deadline = world.now() + trace;
	const all = replicas.map(
		(replica): Log => ({replica, found: new Set(), read: false, fault: null, behind: behind.generous}),
	);
	try {
		for (let pause = pauses.first; ; pause = Math.min(pause * pauses.growth, pauses.longest)) {
			await bounded(all.slice(0, mostRead), width, async (log) => look(log, logs, began, tokens, late));
			const landed = new Set(all.flatMap(({replica, found}) => (replica.role === 'service' ? [...found] : [])));
			const left = deadline - world.now();
			if (landed.size === tokens.length || left <= 0) break;
			await world.sleep(Math.min(pause, left));
		}
	} finally {
		clear();
	}
	return {
		requests: tokens.length,
		waited: Math.max(0, world.now() - began),
		found: all
			.filter(({found}) => found.size > 0)
			.map(({replica: {id, name, role}, found}) => ({id, name, role, requests: found.size}))
			.sort((a, b) => (a.name < b.name ? -1 : a.name > b.name ? 1 : 0)),
		searched: all.filter(({read}) => read).length,
		unread: all.filter(({read}) => !read).map(({replica: {name}, fault}) => ({name, fault: fault ?? notLookedInto})),
	};
}

const notLookedInto: Fault = {code: 'limit-exceeded', detail: `no more than ${mostRead} logs are searched`};

async function look(
	log: Log,
	logs: NonNullable<Runtime['logs']>,
	began: number,
	tokens: readonly string[],
	late: Promise<void>,
): Promise<void> {
	const missing = tokens.filter((token) => !log.found.has(token));
	if (missing.length === 0) return;
	const {found, fault} = await searchLog(logs, log.replica, began - log.behind, missing, late);
	for (const token of found) log.found.add(token);
	// That the time was over says less than what was in the way before.
	if (fault?.code !== 'timed-out' || log.fault === null) log.fault = fault;
	if (fault === null) log.read = true;
	if (fault?.code === 'too-large') log.behind = behind.narrow;
}

/** The tokens of those requests that may have arrived. FaultError where none can have. */
async function sent(
	{towards, plan, followed}: Tracing,
	addresses: readonly string[],
	serving: number,
): Promise<readonly string[]> {
	const count = Math.min(mostRequests, Math.max(fewestRequests, addresses.length, serving));
	const requests = Array.from({length: count}, (_, at) => ({
		token: Buffer.from(towards.random(tokenBytes)).toString('hex'),
		address: addresses.length < 2 ? null : addresses[at % addresses.length]!,
	}));
	const {headers, secrets} = fillHeaders(towards, followed.headers, followed.url, plan);
	const faults = await bounded(requests, width, async ({token, address}) => {
		try {
			await ask(towards, {
				method: 'GET',
				url: withToken(followed.url, token),
				headers: marked(headers, token),
				secrets,
				timeouts: plan.service.timeouts,
				publicOnly: plan.trust === 'untrusted',
				cap,
				fresh: true,
				...(followed.version === null ? {} : {version: followed.version}),
				...(address === null ? {} : {address}),
			});
			return null;
		} catch (error) {
			if (!(error instanceof FaultError) || error.fault.code === 'cancelled') throw error;
			return error;
		}
	});
	const first = faults.find((fault) => fault !== null);
	const tokens = requests.filter((_, at) => mayHaveArrived(faults[at] ?? null)).map(({token}) => token);
	if (tokens.length === 0 && first !== undefined && first !== null) throw first;
	return tokens;
}

/** What ends a request before it leaves. */
const unsent = new Set<FaultCode>([
	'unreachable',
	'name-not-resolved',
	'tls-untrusted',
	'tls-expired',
	'address-refused',
	'proxy-refused',
	'secret-missing',
	'file-missing',
	'file-unreadable',
]);

const mayHaveArrived = (error: FaultError | null): boolean => error === null || !unsent.has(error.fault.code);

/** The query as it is written stays: servers differ in what they read out of another notation of it. */
export function withToken(address: string, token: string): string {
	const url = new URL(address);
	url.hash = '';
	url.search = `${url.search === '' ? '?' : `${url.search}&`}deploy-truth-trace=${token}`;
	return url.href;
}

/** In whichever of them a log has; what the probe itself states stays its own. */
function marked(
	headers: readonly (readonly [string, string])[],
	token: string,
): readonly (readonly [string, string])[] {
	const stated = new Set(headers.map(([name]) => name.toLowerCase()));
	const ours = [
		['User-Agent', `deploy-truth trace/${token}`],
		['X-Request-Id', token],
	] as const;
	return [...headers, ...ours.filter(([name]) => !stated.has(name.toLowerCase()))];
}

/** A timer that can be given up: what waits on would keep the process from ending. */
function lateAfter(milliseconds: number): {readonly late: Promise<void>; readonly clear: () => void} {
	const {promise, resolve} = Promise.withResolvers<void>();
	const timer = setTimeout(resolve, milliseconds);
	return {late: promise, clear: () => clearTimeout(timer)};
}
