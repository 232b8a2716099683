import {FaultError} from '../model/fault.ts';
import {githubFault, ownerAndRepo} from '../model/github.ts';
import {type MarkedComment, readMarkedComment} from '../model/marker.ts';
import type {GithubRequest} from '../world.ts';

/** One comment on a pull request that carries our marker and was written by the token's own login. */
export type OwnComment = {readonly id: number; readonly body: string; readonly marked: MarkedComment};

/** Where a comment lives and which one is meant. */
export type CommentPlace = {
	readonly repository: string;
	readonly pullRequest: number;
	readonly service: string;
	readonly environment: string;
};

export const commentPermission = 'pull-requests: write';

const pageSize = 100;
const pages = 50;

/** Who the token is: the author of whatever it writes. Asked once, and only when there is a comment to compare with. */
export type Self = {login: string | null};

/** Our comments for one service and environment, oldest first. Foreign, quoted and other services' markers are none. */
export async function ownComments(
	request: GithubRequest,
	place: CommentPlace,
	self: Self,
): Promise<readonly OwnComment[]> {
	const what = `reading the comments of pull request #${place.pullRequest}`;
	const found: (OwnComment & {readonly login: string})[] = [];
	for (let page = 1; ; page++) {
		if (page > pages)
			throw new FaultError('limit-exceeded', `${what}: there are more than ${pages * pageSize} comments`);
		const answer = await request('GET /repos/{owner}/{repo}/issues/{issue_number}/comments', {
			...repositoryOf(place.repository),
			issue_number: place.pullRequest,
			per_page: pageSize,
			page,
		});
		if (answer.status !== 200) throw githubFault(answer, what, commentPermission);
		if (!Array.isArray(answer.data)) throw new FaultError('unexpected-answer', `${what}: the answer is not a list`);
		for (const item of answer.data) {
			const comment = commentOf(item);
			const marked = comment === null ? null : readMarkedComment(comment.body);
			if (comment === null || marked === null) continue;
			if (marked.service === place.service && marked.environment === place.environment)
				found.push({...comment, marked});
		}
		if (answer.data.length < pageSize) break;
	}
	if (found.length === 0) return [];
	self.login ??= await loginOf(request);
	return found.filter((comment) => comment.login === self.login).sort((a, b) => a.id - b.id);
}

/** What GitHub's answer says of one comment; null where it is none. */
export function commentOf(item: unknown): {readonly id: number; readonly body: string; readonly login: string} | null {
	if (typeof item !== 'object' || item === null) return null;
	const {id, body, user} = item as {id?: unknown; body?: unknown; user?: {login?: unknown} | null};
	if (!Number.isSafeInteger(id) || typeof body !== 'string' || typeof user?.login !== 'string') return null;
	return {id: id as number, body, login: user.login};
}

/**
 * GraphQL's viewer answers for every kind of token; REST's /user refuses those of apps. Where neither answers (older
 * Enterprise Servers) the token is taken for the workflow's own.
 */
async function loginOf(request: GithubRequest): Promise<string> {
	const viewer = await request('POST /graphql', {query: '{viewer {login}}'});
	const seen = (viewer.data as {data?: {viewer?: {login?: unknown}}} | null)?.data?.viewer?.login;
	if (viewer.status === 200 && typeof seen === 'string' && seen !== '') return seen;
	const user = await request('GET /user', {});
	const login = (user.data as {login?: unknown} | null)?.login;
	if (user.status === 200 && typeof login === 'string' && login !== '') return login;
	if (user.status === 401 || user.status === 429 || user.status >= 500)
		throw githubFault(user, 'asking GitHub whose token this is', commentPermission);
	return 'github-actions[bot]';
}

export function repositoryOf(repository: string): {readonly owner: string; readonly repo: string} {
	const named = ownerAndRepo(repository);
	if (named === null) throw new FaultError('internal-error', `${JSON.stringify(repository)} names no repository`);
	return named;
}
