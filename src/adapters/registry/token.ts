import {FaultError} from '../../model/fault.ts';
import type {HttpRequest, HttpResponse, World} from '../../world.ts';
import {passingFault, readAtMost} from './answer.ts';
import type {Challenge} from './challenge.ts';
import type {Credentials} from './credentials.ts';
import {rateAdvice, readRateLimit} from './rate-limit.ts';
import type {Realm} from './realm.ts';
import {retrying} from './retry.ts';

/** What one token is asked for: an address that passed the guard, and the challenge's own words. */
export type TokenRequest = {
	readonly realm: Realm;
	readonly service: string | null;
	readonly scopes: readonly string[];
	readonly credentials: Credentials | null;
	readonly timeouts: HttpRequest['timeouts'];
	readonly publicOnly: boolean;
	/** PEM certificates trusted beside those trusted anyway */
	readonly ca: string | null;
};

const maxToken = 64 * 1024;
const client = 'deploy-truth';

/**
 * The second half of the Bearer handshake (distribution-spec's token and oauth documents):
 *
 * 1. an identity token is exchanged by an OAuth2 POST; a server that knows no such thing says 404 or 405;
 * 2. otherwise, and then, a GET with service and scope, with Basic where there are credentials, else anonymously;
 * 3. the answer holds `token` or `access_token`.
 *
 * @throws FaultError `unauthorized`, `forbidden`, `rate-limited`, `server-error`, `unexpected-answer`, `too-large`
 */
export async function fetchToken(world: World, request: TokenRequest): Promise<string> {
	const {credentials} = request;
	if (credentials?.kind === 'identity-token') {
		const answer = await post(world, request, credentials.token);
		if (answer !== null) return answer;
	}
	return get(world, request);
}

/** Step 1. Null where the server has no such endpoint. */
function post(world: World, request: TokenRequest, refreshToken: string): Promise<string | null> {
	const form = new URLSearchParams({grant_type: 'refresh_token', client_id: client, refresh_token: refreshToken});
	if (request.service !== null) form.set('service', request.service);
	if (request.scopes.length > 0) form.set('scope', request.scopes.join(' '));
	return retrying(world, async () => {
		const response = await world.http({
			...common(request),
			method: 'POST',
			url: request.realm.url.href,
			headers: [
				['User-Agent', client],
				['Accept', 'application/json'],
				['Content-Type', 'application/x-www-form-urlencoded'],
			],
			body: form.toString(),
		});
		if (response.status === 404 || response.status === 405) {
			response.discard();
			return null;
		}
		return readToken(world, request, response);
	});
}

/** Step 2. */
function get(world: World, request: TokenRequest): Promise<string> {
	const url = new URL(request.realm.url);
	if (request.service !== null) url.searchParams.set('service', request.service);
	for (const scope of request.scopes) url.searchParams.append('scope', scope);
	const headers: [string, string][] = [
		['User-Agent', client],
		['Accept', 'application/json'],
	];
	if (request.credentials !== null) headers.push(['Authorization', basic(request.credentials)]);
	return retrying(world, async () =>
		readToken(world, request, await world.http({...common(request), method: 'GET', url: url.href, headers})),
	);
}

/** Step 3. */
async function readToken(world: World, request: TokenRequest, response: HttpResponse): Promise<string> {
	const server = `the token server ${request.realm.url.host}`;
	if (response.status !== 200) {
		response.discard();
		const {credentials} = request;
		const whose = credentials === null ? 'an anonymous request: no credentials were found' : credentials.source;
		if (response.status === 401) throw new FaultError('unauthorized', `${server} refused ${whose}`);
		if (response.status === 403) throw new FaultError('forbidden', `${server} refused ${whose}`);
		throw (
			passingFault(world, response, server, rateAdvice(readRateLimit(response, world.now()), credentials !== null)) ??
			new FaultError('unexpected-answer', `${server} answered ${response.status}`)
		);
	}
	const bytes = await readAtMost(response, maxToken, `the token of ${server}`);
	let answer: unknown;
	try {
		answer = JSON.parse(new TextDecoder().decode(bytes));
	} catch {
		// The parser's message quotes its input, which is a secret.
		throw new FaultError('unexpected-answer', `${server} answered something that is not JSON`);
	}
	const fields = typeof answer === 'object' && answer !== null ? (answer as Record<string, unknown>) : {};
	const token = fields['token'] || fields['access_token'];
	if (typeof token !== 'string' || !/^[\x21-\x7e]+$/.test(token)) {
		throw new FaultError('unexpected-answer', `${server} answered without a token`);
	}
	world.log.mask(token);
	return token;
}

const common = (request: TokenRequest): Pick<HttpRequest, 'timeouts' | 'publicOnly' | 'refuses' | 'ca'> => ({
	timeouts: request.timeouts,
	publicOnly: request.publicOnly || request.realm.publicOnly,
	...(request.realm.refuses.length === 0 ? {} : {refuses: request.realm.refuses}),
	...(request.ca === null ? {} : {ca: request.ca}),
});

/** An Authorization field of the Basic scheme (RFC 7617), UTF-8. An identity token stands in the password's place. */
export function basic(credentials: Credentials): string {
	const secret = credentials.kind === 'password' ? credentials.password : credentials.token;
	return `Basic ${Buffer.from(`${credentials.username}:${secret}`).toString('base64')}`;
}

/**
 * The scopes to ask for: the challenge's, cut down to reading, since a server must not talk us into more; else reading
 * this repository. A challenge may name the repository differently (a proxy) or use words of its own (`aws`).
 */
export function readingScopes(challenge: Challenge, repository: string): readonly string[] {
	const scopes: string[] = [];
	let repositories = 0;
	for (const scope of (challenge.parameters.get('scope') ?? '')
		.split(' ')
		.filter((word) => word !== '')
		.slice(0, 8)) {
		const match = /^(repository(?:\([a-z]+\))?:.+):[^:]*$/.exec(scope);
		if (match !== null) {
			repositories++;
			scopes.push(`${match[1]}:pull`);
		} else if (!scope.includes(':')) scopes.push(scope);
	}
	if (repositories === 0) scopes.push(`repository:${repository}:pull`);
	return scopes;
}
