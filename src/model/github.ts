import {FaultError} from './fault.ts';

/** An answer of GitHub's REST API, whatever its status. */
export type GithubAnswer = {
	readonly status: number;
	readonly data: unknown;
	readonly headers: Readonly<Record<string, string | number | undefined>>;
};

/** Refusals that pass with time: the primary limit, the secondary limits (docs.github.com/rest, "Rate limits"). */
export function isRateLimited(answer: GithubAnswer): boolean {
	if (answer.status === 429) return true;
	if (answer.status !== 403) return false;
	return (
		String(answer.headers['x-ratelimit-remaining'] ?? '') === '0' ||
		answer.headers['retry-after'] !== undefined ||
		/rate limit/i.test(githubMessage(answer))
	);
}

/** What GitHub says of a refusal: foreign text, one line, cut. */
export function githubMessage(answer: GithubAnswer): string {
	const {data} = answer;
	const message = typeof data === 'object' && data !== null ? (data as {message?: unknown}).message : null;
	return typeof message === 'string' ? message.replace(/\s+/g, ' ').slice(0, 200) : '';
}

/**
 * The fault an answer stands for. `what` names the attempt ("reading the pull requests of f00dcaf"), `permission` the
 * line that a workflow's `permissions:` would need.
 */
export function githubFault(answer: GithubAnswer, what: string, permission: string): FaultError {
	const said = githubMessage(answer);
	const told = `${what}: GitHub answered ${answer.status}${said === '' ? '' : ` (${said})`}`;
	if (isRateLimited(answer)) return new FaultError('rate-limited', told);
	if (answer.status === 401) return new FaultError('unauthorized', told);
	if (answer.status === 403)
		return new FaultError('permission-missing', `${told}; the token needs \`permissions: ${permission}\``);
	// A private repository is hidden from tokens that may not see it.
	if (answer.status === 404)
		return new FaultError('not-found', `${told}; the token may lack \`permissions: ${permission}\``);
	if (answer.status >= 500) return new FaultError('server-error', told);
	return new FaultError('unexpected-answer', told);
}

/** `owner` and `repo` of `owner/repo`; null where the text is none. */
export function ownerAndRepo(repository: string): {readonly owner: string; readonly repo: string} | null {
	const match = /^([A-Za-z0-9][A-Za-z0-9_-]{0,99})\/([A-Za-z0-9._-]{1,100})$/.exec(repository);
	if (match === null || match[2] === '.' || match[2] === '..') return null;
	return {owner: match[1]!, repo: match[2]!};
}
