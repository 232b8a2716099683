import {collect} from '../../bytes/collect.ts';
import {FaultError} from '../../model/fault.ts';
import {isObject} from '../../model/shape.ts';
import type {World} from '../../world.ts';
import type {ProxyCommand} from './command.ts';
import type {ProxyAccess} from './proxy.ts';
import {jsonIn, numberOf, type Raw, rawOf, textOf} from './raw.ts';

/** Traefik's API, only read from. Its answers to one question share the limits. */
export type TraefikApi = {
	/** for people, without credentials */
	readonly where: string;
	/** FaultError */
	readonly object: (path: string) => Promise<Raw>;
	/** all pages of a list */
	readonly list: (path: string) => Promise<readonly Raw[]>;
};

const standard = 'http://localhost:8080';
const perPage = 1_000;
/** Ten thousand routers are more than one Traefik has had. */
const mostPages = 20;
const mostBytes = 32 * 2 ** 20;

type Page = {readonly value: unknown; readonly next: number | null};
type Get = (path: string, limit: number) => Promise<{readonly bytes: Uint8Array; readonly next: string | null}>;

/** The API at the address that is configured, or at the port that Traefik's own documentation gives it. */
export function openApi(world: World, access: ProxyAccess, command: ProxyCommand): TraefikApi {
	const {base, authorization, shown} = addressOf(access.admin ?? standard);
	const get =
		access.container === null ? overHttp(world, access, base, authorization) : inside(command, base, authorization);
	let left = mostBytes;
	const page = async (path: string): Promise<Page> => {
		const {bytes, next} = await get(path, left);
		left -= bytes.length;
		return {value: jsonIn(bytes, `Traefik's ${path}`), next: next === null ? null : (numberOf(Number(next)) ?? null)};
	};
	return {
		where: access.container === null ? shown : `${shown} in ${command.place}`,
		object: async (path) => rawOf((await page(path)).value),
		async list(path) {
			const all: Raw[] = [];
			for (let number = 1; number <= mostPages; number++) {
				const {value, next} = await page(`${path}?page=${number}&per_page=${perPage}`);
				if (!Array.isArray(value)) throw new FaultError('invalid-answer', `Traefik's ${path} is no list`);
				all.push(...value.slice(0, perPage).filter(isObject));
				// After the last page it names the first; where its headers are not seen, a page that is not full is the last.
				if (next === null ? value.length < perPage : next !== number + 1) return all;
			}
			throw new FaultError('too-large', `Traefik's ${path} has more than ${mostPages * perPage} entries`);
		},
	};
}

function addressOf(admin: string): {base: string; authorization: string | null; shown: string} {
	const url = URL.canParse(admin) ? new URL(admin) : null;
	if (url === null || (url.protocol !== 'http:' && url.protocol !== 'https:'))
		throw new FaultError('unreachable', 'admin is no http address of the API of Traefik');
	const {username, password, origin} = url;
	const login = username === '' ? null : `${decoded(username)}:${decoded(password)}`;
	const base = `${origin}${url.pathname.replace(/\/(?:api\/?)?$/, '')}`;
	return {
		base,
		authorization: login === null ? null : `Basic ${Buffer.from(login).toString('base64')}`,
		shown: `traefik at ${base}`,
	};
}

function decoded(part: string): string {
	try {
		return decodeURIComponent(part);
	} catch {
		return part;
	}
}

const refusals = {
	401: ['unauthorized', 'wants to know who asks: put user and password into admin'],
	403: ['forbidden', 'does not let this user read its API'],
	404: [
		'not-found',
		'has no API there: enable it (api: {insecure: true}, or a router to api@internal) and name it as admin',
	],
} as const;

const overHttp =
	(world: World, {timeout}: ProxyAccess, base: string, authorization: string | null): Get =>
	async (path, limit) => {
		const response = await world.http({
			method: 'GET',
			url: `${base}${path}`,
			headers: [
				['accept', 'application/json'],
				...(authorization === null ? [] : [['authorization', authorization] as const]),
			],
			timeouts: {connect: timeout, answer: timeout, stall: timeout, request: timeout},
		});
		const refusal = refusals[response.status as 404];
		if (response.status !== 200) {
			response.discard();
			throw refusal === undefined
				? new FaultError('invalid-answer', `Traefik's ${path} answered ${response.status}`)
				: new FaultError(refusal[0], `Traefik ${refusal[1]} (${path} answered ${response.status})`);
		}
		return {bytes: await collect(response.body, limit), next: textOf(response.header('x-next-page'))};
	};

/** The image of Traefik has busybox' wget; one that is built from nothing has none. */
const inside =
	(command: ProxyCommand, base: string, authorization: string | null): Get =>
	async (path, limit) => {
		// As an argument it would be seen by everybody who lists processes there.
		if (authorization !== null)
			throw new FaultError(
				'unauthorized',
				'a password of the API is not passed on into a container: use admin without container',
			);
		const {exitCode, stdout, stderr} = await command.run('wget', ['-q', '-O', '-', '--', `${base}${path}`], limit);
		if (exitCode === 0) return {bytes: stdout, next: null};
		const status = /\b(401|403|404)\b/.exec(stderr)?.[1];
		const refusal = status === undefined ? undefined : refusals[Number(status) as 404];
		if (refusal !== undefined) throw new FaultError(refusal[0], `Traefik ${refusal[1]} (${path})`);
		throw new FaultError('unreachable', `no API of Traefik answers at ${base} in the container`);
	};
