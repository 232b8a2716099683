import {FaultError} from '../model/fault.ts';
import {type GithubAnswer, githubFault, githubMessage, isRateLimited} from '../model/github.ts';
import {readMarkedComment} from '../model/marker.ts';
import type {GithubRequest, World} from '../world.ts';
import {
	type CommentPlace,
	commentOf,
	commentPermission,
	type OwnComment,
	ownComments,
	repositoryOf,
	type Self,
} from './own-comments.ts';

/** A comment to be written. `body` starts with the marker of the same service, environment and run. */
export type CommentOrder = CommentPlace & {readonly run: number; readonly body: string};

export type CommentOutcome =
	| {readonly status: 'created' | 'updated' | 'unchanged'; readonly id: number}
	/** a later run has already told its verdict */
	| {readonly status: 'newer-exists'; readonly run: number}
	/** `permission`: the line that the workflow's `permissions:` lack; `said`: GitHub's own words */
	| {readonly status: 'not-permitted'; readonly permission: string; readonly said: string};

/** Two twins settle in three looks; more means that somebody keeps writing, and the next run cleans up. */
const looks = 4;
/** Milliseconds before looking whether a request that failed did its work all the same. */
const pause = 1_000;

/**
 * Leaves exactly one comment of ours with this body: created once, then updated in place. A look follows every write,
 * for twins may write in between: the oldest comment stays, a later run's verdict is never overwritten, and an earlier
 * run's that slipped in is written over again. Each write is one request with the whole body. Rejects with FaultError
 * where GitHub does not answer; a missing permission is an outcome.
 */
export async function deliverComment(world: World, order: CommentOrder): Promise<CommentOutcome> {
	const request = world.github;
	if (request === null) throw new FaultError('not-asked', 'there is no GitHub token to comment with');
	const stamped = readMarkedComment(order.body);
	if (stamped?.service !== order.service || stamped.environment !== order.environment || stamped.run !== order.run)
		throw new FaultError('internal-error', 'the body of the comment does not start with its own marker');

	const self: Self = {login: null};
	const wrote: Wrote = {made: null, assumed: null, updated: null};
	for (let look = 1; look <= looks; look++) {
		const [kept, ...others] = await standing(request, order, self, wrote);
		if (kept === undefined) {
			const refused = await create(world, request, order, self, wrote);
			if (refused !== null) return refused;
			continue;
		}
		const newest = Math.max(kept.marked.run, ...others.map((comment) => comment.marked.run));
		if (newest > order.run) {
			// The later run keeps the oldest comment itself; only what we added beside it is ours to take away.
			for (const comment of others) if (comment.id === wrote.made) await remove(world, request, order, comment.id);
			return {status: 'newer-exists', run: newest};
		}
		const settled = sameBody(kept.body, order.body) || (wrote.updated === kept.id && kept.marked.run === order.run);
		if (settled && others.length === 0) return {status: statusOf(wrote, kept.id), id: kept.id};
		if (!settled) {
			const refused = await update(request, order, kept, wrote);
			if (refused !== null) return refused;
		}
		for (const comment of others) await remove(world, request, order, comment.id);
		if (others.some((comment) => comment.id === wrote.assumed?.id)) wrote.assumed = null;
	}
	const id = wrote.updated ?? wrote.made;
	if (id !== null) return {status: statusOf(wrote, id), id};
	throw new FaultError('server-error', `commenting on pull request #${order.pullRequest}: GitHub kept failing`);
}

/** `made`: what we created; `assumed`: the same while no list has shown it yet, for a list may lag behind a create. */
type Wrote = {made: number | null; assumed: OwnComment | null; updated: number | null};
type Refused = Extract<CommentOutcome, {status: 'not-permitted'}>;

const statusOf = (wrote: Wrote, id: number): 'created' | 'updated' | 'unchanged' =>
	wrote.made === id ? 'created' : wrote.updated === null ? 'unchanged' : 'updated';

async function standing(
	request: GithubRequest,
	order: CommentOrder,
	self: Self,
	wrote: Wrote,
): Promise<readonly OwnComment[]> {
	const listed = await ownComments(request, order, self);
	if (wrote.assumed === null) return listed;
	if (listed.every((comment) => comment.id !== wrote.assumed?.id))
		return [...listed, wrote.assumed].sort((a, b) => a.id - b.id);
	wrote.assumed = null;
	return listed;
}

async function create(
	world: World,
	request: GithubRequest,
	order: CommentOrder,
	self: Self,
	wrote: Wrote,
): Promise<Refused | null> {
	const answer = await request('POST /repos/{owner}/{repo}/issues/{issue_number}/comments', {
		...repositoryOf(order.repository),
		issue_number: order.pullRequest,
		body: order.body,
	});
	if (answer.status === 201) {
		const made = commentOf(answer.data);
		if (made === null) throw new FaultError('unexpected-answer', 'GitHub answered 201 without the comment it made');
		self.login = made.login;
		wrote.made = made.id;
		wrote.assumed = {id: made.id, body: made.body, marked: readMarkedComment(order.body)!};
		return null;
	}
	if (answer.status >= 500) {
		await world.sleep(pause);
		return null;
	}
	return refusal(answer, order);
}

async function update(
	request: GithubRequest,
	order: CommentOrder,
	kept: OwnComment,
	wrote: Wrote,
): Promise<Refused | null> {
	const answer = await request('PATCH /repos/{owner}/{repo}/issues/comments/{comment_id}', {
		...repositoryOf(order.repository),
		comment_id: kept.id,
		body: order.body,
	});
	// Gone: a twin has kept another one, or a person has deleted it. The next look tells.
	if (answer.status === 404) return null;
	if (answer.status !== 200) return refusal(answer, order);
	wrote.updated = kept.id;
	return null;
}

/** A duplicate that cannot be taken away does no harm: the next run tries again. */
async function remove(world: World, request: GithubRequest, order: CommentOrder, id: number): Promise<void> {
	const answer = await request('DELETE /repos/{owner}/{repo}/issues/comments/{comment_id}', {
		...repositoryOf(order.repository),
		comment_id: id,
	});
	if (answer.status !== 204 && answer.status !== 404)
		world.log.warn(`the duplicate comment ${id} stays: GitHub answered ${answer.status} ${githubMessage(answer)}`);
}

function refusal(answer: GithubAnswer, order: CommentOrder): Refused {
	if (answer.status === 403 && !isRateLimited(answer))
		return {status: 'not-permitted', permission: commentPermission, said: githubMessage(answer)};
	throw githubFault(answer, `commenting on pull request #${order.pullRequest}`, commentPermission);
}

/** GitHub may give line ends back as CRLF and drops blanks at the end. */
const sameBody = (a: string, b: string): boolean => plain(a) === plain(b);
const plain = (body: string): string => body.replaceAll('\r\n', '\n').trimEnd();
