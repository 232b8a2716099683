import {createServer, type IncomingMessage, type ServerResponse} from 'node:http';
import type {AddressInfo} from 'node:net';
import type {Context} from 'openapi-backend';
import {describedGithub, type Handlers, notFound, type Reply} from './described.ts';
import {shape} from './shape.ts';

export type FakeComment = {id: number; pull: number; body: string; login: string; edits: number};

export type FakePull = {
	readonly number: number;
	readonly title: string;
	readonly state: 'open' | 'closed';
	readonly merged: boolean;
	readonly head: string;
	readonly base: string;
	readonly mergeCommit: string | null;
	/** commits, beside head and merge commit, that GitHub associates with it */
	readonly commits?: readonly string[];
	/** the fork was deleted */
	readonly headless?: boolean;
	readonly files?: readonly Readonly<Record<string, unknown>>[];
};

export type Call = {readonly method: string; readonly path: string; readonly body: unknown; status: number};

/** What comes in place of the answer; `cut` closes the connection without one. */
export type Interception = Reply | 'cut' | undefined;

export type FakeGithubOptions = {
	readonly repository?: string;
	/** who the token is: the workflow's own, another app's, or a person's */
	readonly login?: string;
	readonly token?: string;
	readonly permissions?: Partial<Record<'issues' | 'pulls', 'read' | 'write' | 'none'>>;
	readonly pulls?: readonly FakePull[];
	/** older servers have no GraphQL there */
	readonly graphql?: boolean;
	/** Runs before an answer, with the state in reach: a fault, a wait, a twin that acts in between. */
	readonly before?: (call: Call, github: FakeGithub) => Promise<Interception> | Interception;
	/** Runs after the state has changed and before the answer goes out. */
	readonly after?: (call: Call, github: FakeGithub) => Promise<void> | void;
};

export type FakeGithub = AsyncDisposable & {
	readonly url: string;
	readonly token: string;
	readonly repository: string;
	readonly comments: FakeComment[];
	readonly calls: Call[];
	/** requests and answers that do not fit GitHub's description; disposing throws while there are any */
	readonly misfits: string[];
	readonly add: (comment: {pull: number; body: string; login: string}) => FakeComment;
};

const dates = {created_at: '2026-01-02T03:04:05Z', updated_at: '2026-01-02T03:04:05Z'};
const notAccessible = {
	message: 'Resource not accessible by integration',
	documentation_url: 'https://docs.github.com/rest',
	status: '403',
};
const bodyLimit = 65_536;

/**
 * GitHub's REST API for one repository, on loopback: every request and every answer is checked against GitHub's own
 * OpenAPI description. GraphQL answers one question, who the viewer is; the description does not cover it.
 */
export async function fakeGithub(options: FakeGithubOptions = {}): Promise<FakeGithub> {
	const repository = options.repository ?? 'octo/shop';
	const login = options.login ?? 'github-actions[bot]';
	const token = options.token ?? 'ghs_0123456789abcdefghijklmnopqrstuvwxyzAB';
	const allowed = {issues: 'write', pulls: 'write', ...options.permissions};
	const pulls = options.pulls ?? [];
	const comments: FakeComment[] = [];
	const calls: Call[] = [];
	const misfits: string[] = [];
	let nextId = 1_000;
	const add: FakeGithub['add'] = ({pull, body, login: by}) => {
		const comment = {id: nextId++, pull, body, login: by, edits: 0};
		comments.push(comment);
		return comment;
	};

	const user = (name: string) =>
		shape('simple-user', {login: name, id: 41, type: name.endsWith('[bot]') ? 'Bot' : 'User'});
	const commentOf = (comment: FakeComment) =>
		shape('issue-comment', {
			...dates,
			id: comment.id,
			body: comment.body,
			user: user(comment.login),
			performed_via_github_app: null,
		});
	const pullOf = (pull: FakePull, kind: 'pull-request' | 'pull-request-simple') => {
		const plain = shape(kind, {});
		const repo = shape('repository', {full_name: repository, owner: user('octo')});
		return {
			...plain,
			...dates,
			number: pull.number,
			title: pull.title,
			state: pull.state,
			merged_at: pull.merged ? dates.created_at : null,
			merge_commit_sha: pull.mergeCommit,
			user: user('somebody'),
			head: {...(plain['head'] as object), sha: pull.head, user: user('somebody'), ...(pull.headless ? {} : {repo})},
			base: {...(plain['base'] as object), sha: pull.base, user: user('octo'), repo},
		};
	};
	const page = <T>(context: Context, all: readonly T[]): Reply => {
		const size = Number(context.request.query['per_page'] ?? 30);
		const at = Number(context.request.query['page'] ?? 1);
		if (size > 100) misfits.push(`${context.request.path}: per_page is at most 100`);
		const headers: Record<string, string> = {};
		if (at * size < all.length)
			headers['link'] = `<${github.url}${context.request.path}?per_page=${size}&page=${at + 1}>; rel="next"`;
		return {status: 200, headers, body: all.slice((at - 1) * size, at * size)};
	};
	const forbidden: Reply = {status: 403, body: notAccessible};
	const may = (area: 'issues' | 'pulls', level: 'read' | 'write'): boolean =>
		allowed[area] === 'write' || (level === 'read' && allowed[area] === 'read');
	// A pull request's comments are an issue's: either permission opens them.
	const mayComment = (level: 'read' | 'write'): boolean => may('issues', level) || may('pulls', level);
	const pullNamed = (number: unknown) => pulls.find((pull) => pull.number === Number(number));
	const tooLong: Reply = {
		status: 422,
		body: shape('validation-error', {message: 'Validation Failed: body is too long', errors: []}),
	};

	const api = await describedGithub();
	const handlers: Handlers = {
		'issues/list-comments': (c: Context): Reply =>
			!mayComment('read')
				? forbidden
				: page(
						c,
						comments
							.filter((comment) => comment.pull === Number(c.request.params['issue_number']))
							.toSorted((a, b) => a.id - b.id)
							.map(commentOf),
					),
		'issues/create-comment': (c: Context): Reply => {
			if (!mayComment('write')) return forbidden;
			const {body} = c.request.requestBody as {body: string};
			if (body.length > bodyLimit) return tooLong;
			const made = add({pull: Number(c.request.params['issue_number']), body, login});
			return {status: 201, body: commentOf(made)};
		},
		'issues/get-comment': (c: Context): Reply => {
			const found = comments.find((comment) => comment.id === Number(c.request.params['comment_id']));
			return found ? {status: 200, body: commentOf(found)} : notFound;
		},
		'issues/update-comment': (c: Context): Reply => {
			if (!mayComment('write')) return forbidden;
			const {body} = c.request.requestBody as {body: string};
			const found = comments.find((comment) => comment.id === Number(c.request.params['comment_id']));
			if (!found) return notFound;
			if (body.length > bodyLimit) return tooLong;
			found.body = body;
			found.edits++;
			return {status: 200, body: commentOf(found)};
		},
		'issues/delete-comment': (c: Context): Reply => {
			if (!mayComment('write')) return forbidden;
			const at = comments.findIndex((comment) => comment.id === Number(c.request.params['comment_id']));
			if (at < 0) return notFound;
			comments.splice(at, 1);
			return {status: 204};
		},
		'repos/list-pull-requests-associated-with-commit': (c: Context): Reply => {
			if (!may('pulls', 'read')) return forbidden;
			const sha = String(c.request.params['commit_sha']);
			const found = pulls.filter((pull) => [pull.head, pull.mergeCommit, ...(pull.commits ?? [])].includes(sha));
			return page(
				c,
				found.map((pull) => pullOf(pull, 'pull-request-simple')),
			);
		},
		'pulls/get': (c: Context): Reply => {
			if (!may('pulls', 'read')) return forbidden;
			const pull = pullNamed(c.request.params['pull_number']);
			return pull ? {status: 200, body: pullOf(pull, 'pull-request')} : notFound;
		},
		'pulls/list-files': (c: Context): Reply => {
			if (!may('pulls', 'read')) return forbidden;
			const pull = pullNamed(c.request.params['pull_number']);
			if (!pull) return notFound;
			return page(
				c,
				(pull.files ?? []).map((file) => shape('diff-entry', file)),
			);
		},
		'users/get-authenticated': (): Reply =>
			login.endsWith('[bot]')
				? forbidden
				: {
						status: 200,
						body: shape('private-user', {...dates, ...user(login), user_view_type: 'private', email: null}),
					},
	};

	async function answer(request: IncomingMessage, response: ServerResponse): Promise<void> {
		const text = await textOf(request);
		const url = new URL(request.url ?? '/', 'http://github.example');
		const call: Call = {
			method: request.method ?? 'GET',
			path: url.pathname,
			body: text === '' ? null : parsed(text),
			status: 0,
		};
		calls.push(call);
		const interception = await options.before?.(call, github);
		if (interception === 'cut') return void request.socket.destroy();
		const reply = interception ?? (await regular(call, request, url, text));
		call.status = reply.status;
		await options.after?.(call, github);
		response.writeHead(reply.status, {'content-type': 'application/json; charset=utf-8', ...reply.headers});
		response.end(reply.body === undefined ? undefined : JSON.stringify(reply.body));
	}

	async function regular(call: Call, request: IncomingMessage, url: URL, text: string): Promise<Reply> {
		const given = request.headers.authorization ?? '';
		if (given !== `token ${token}` && given.toLowerCase() !== `bearer ${token}`.toLowerCase())
			return {status: 401, body: {message: 'Bad credentials', status: '401'}};
		if (call.method === 'POST' && call.path === '/graphql') {
			if (options.graphql === false) return notFound;
			const {query} = call.body as {query: string};
			if (!/^\s*(?:query)?\s*\{\s*viewer\s*\{\s*login\s*\}\s*\}\s*$/.test(query)) misfits.push(`graphql: ${query}`);
			return {status: 200, body: {data: {viewer: {login}}}};
		}
		const [, , owner, name] = call.path.split('/');
		if (call.path.startsWith('/repos/') && `${owner}/${name}` !== repository) return notFound;
		return (await api.handleRequest(
			{
				method: call.method,
				path: call.path,
				query: Object.fromEntries(url.searchParams),
				body: text === '' ? undefined : text,
				headers: request.headers as Record<string, string>,
			},
			{handlers, misfits},
		)) as Reply;
	}

	const server = createServer((request, response) => {
		answer(request, response).catch((error: unknown) => {
			misfits.push(`the fake failed: ${String(error)}`);
			response.writeHead(500).end();
		});
	});
	await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
	const github: FakeGithub = {
		url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
		token,
		repository,
		comments,
		calls,
		misfits,
		add,
		async [Symbol.asyncDispose]() {
			server.closeAllConnections();
			await new Promise((resolve) => server.close(resolve));
			if (misfits.length > 0) throw new Error(`GitHub's description was not kept:\n${misfits.join('\n')}`);
		},
	};
	return github;
}

async function textOf(request: IncomingMessage): Promise<string> {
	const chunks: Buffer[] = [];
	for await (const chunk of request) chunks.push(chunk as Buffer);
	return Buffer.concat(chunks).toString('utf8');
}

function parsed(text: string): unknown {
	try {
		return JSON.parse(text);
	} catch {
		return text;
	}
}
