import {FaultError} from '../model/fault.ts';
import {type GithubAnswer, isRateLimited} from '../model/github.ts';
import type {GithubRequest} from '../world.ts';

export type GithubOptions = {
	readonly token: string;
	/** `GITHUB_API_URL`; where an Enterprise Server answers it is `https://host/api/v3` */
	readonly baseUrl: string;
	readonly signal: AbortSignal;
	/** milliseconds; rejects when the run is cancelled */
	readonly sleep: (milliseconds: number) => Promise<void>;
	readonly userAgent: string;
};

const attempts = 3;
/** Milliseconds. Longer than this a run does not wait for GitHub: the verdict does not hang on it. */
const longestWait = 30_000;
const requestTimeout = 30_000;

/**
 * Speaks to GitHub's REST API. Every HTTP status is an answer; FaultError `unreachable`, `timed-out`, `cancelled` says
 * that there was none. Refusals that pass with time are tried again, and server errors where trying twice is harmless.
 */
export function githubRequest(options: GithubOptions): GithubRequest {
	let octokit: Promise<Octokit> | null = null;
	return async (route, parameters) => {
		octokit ??= connect(options);
		const {request} = await octokit;
		for (let attempt = 1; ; attempt++) {
			const answer = await once(request, route, parameters, options.signal);
			const wait = attempt < attempts ? waitBefore(route, answer, attempt) : null;
			if (wait === null) return answer;
			await options.sleep(wait);
		}
	};
}

type Octokit = Awaited<ReturnType<typeof connect>>;

async function connect({token, baseUrl, userAgent}: GithubOptions) {
	const {getOctokit} = await import('@actions/github');
	const quiet = (): void => {};
	return getOctokit(token, {baseUrl, userAgent, log: {debug: quiet, info: quiet, warn: quiet, error: quiet}});
}

async function once(
	request: Octokit['request'],
	route: string,
	parameters: Readonly<Record<string, unknown>>,
	signal: AbortSignal,
): Promise<GithubAnswer> {
	if (signal.aborted) throw new FaultError('cancelled', 'the run was cancelled before GitHub was asked');
	const timeout = AbortSignal.timeout(requestTimeout);
	try {
		const {status, data, headers} = await request(route, {
			...parameters,
			request: {signal: AbortSignal.any([signal, timeout])},
			headers: {'x-github-api-version': '2022-11-28'},
		});
		return {status, data, headers};
	} catch (error) {
		const answer = (error as {response?: GithubAnswer}).response;
		if (answer !== undefined) return {status: answer.status, data: answer.data, headers: answer.headers};
		if (signal.aborted) throw new FaultError('cancelled', 'the run was cancelled while GitHub was asked', error);
		if (timeout.aborted) throw new FaultError('timed-out', `GitHub gave no answer within ${requestTimeout} ms`, error);
		throw new FaultError('unreachable', `GitHub could not be reached: ${causeOf(error)}`, error);
	}
}

/** Milliseconds until the next attempt; null: this answer stands. */
function waitBefore(route: string, answer: GithubAnswer, attempt: number): number | null {
	if (isRateLimited(answer)) {
		// Refused requests did nothing, whatever their method. Without a stated time GitHub asks for a minute: too long.
		const stated = Number(answer.headers['retry-after'] ?? Number.NaN) * 1_000;
		return stated >= 0 && stated <= longestWait ? stated : null;
	}
	// A POST that failed may have done its work all the same; whoever sent it has to look.
	if (answer.status < 500 || route.startsWith('POST ')) return null;
	return 1_000 * 2 ** (attempt - 1);
}

/** The error's own words may hold the request with its headers; its code does not. */
function causeOf(error: unknown): string {
	let inner: unknown = error;
	for (let depth = 0; depth < 4 && inner instanceof Error; depth++) {
		const {code} = inner as {code?: unknown};
		if (typeof code === 'string') return code;
		inner = inner.cause;
	}
	return 'no answer';
}
