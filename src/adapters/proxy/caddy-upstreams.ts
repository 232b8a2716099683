import type {Upstream, UpstreamAddress} from '../../model/mapping.ts';
import {at, listIn, numberIn, objectIn, textIn, textsIn} from './caddy-json.ts';
import {type Passing, replaced} from './caddy-request.ts';
import type {ProxyCommand} from './command.ts';
import {agreed, hostTold} from './host-told.ts';
import type {Raw} from './raw.ts';
import {withReserve} from './reserve.ts';
import {lookedUpAgain} from './upstream.ts';

/** Failures of each address that the running process remembers; null: it was not asked, or does not tell. */
type Failures = ReadonlyMap<string, number> | null;

export function failuresIn(told: unknown): Failures {
	if (!Array.isArray(told)) return null;
	const failures = new Map<string, number>();
	for (const one of told.slice(0, 100_000)) {
		const address = textIn(at(one, 'address'));
		if (address !== null) failures.set(address, numberIn(at(one, 'fails')) ?? 0);
	}
	return failures;
}

const maxUpstreams = 2_000;

/** The upstreams of a `reverse_proxy`. */
export async function upstreamsOf(
	handler: Raw,
	place: string,
	passing: Passing,
	failures: Failures,
	resolve: ProxyCommand['resolve'],
): Promise<readonly Upstream[]> {
	const policy = objectIn(at(handler, 'load_balancing', 'selection_policy')) ?? {};
	const weights = policy['policy'] === 'weighted_round_robin' ? listIn(policy['weights']) : [];
	const scheme = schemeOf(handler);
	const upstreams: Upstream[] = [];
	for (const [index, one] of listIn(handler['upstreams']).slice(0, maxUpstreams).entries()) {
		const written = textIn(at(one, 'dial')) ?? '';
		const dial = replaced(written, passing);
		if (dial === null) {
			passing.unsure.add(`${place}: what stands in ${written.slice(0, 80)} is known with each request alone`);
			upstreams.push({name: written, scheme, told: 'unresolved', addresses: [], resolvesTo: null, ...lookedUpAgain});
			continue;
		}
		const state = stateOf(handler, failures?.get(dial) ?? null);
		const weight = numberIn(weights[index]);
		// The first that can be reached takes everything.
		const backup = policy['policy'] === 'first' && index > 0;
		const known = failures?.has(dial) === true;
		upstreams.push(await upstreamAt(dial, scheme, {state, weight, backup}, known, resolve));
	}
	const source = objectIn(handler['dynamic_upstreams']);
	if (source !== null) upstreams.push(...(await dynamic(source, scheme, place, passing, resolve)));
	// The first of the policy takes everything; those behind it have names of their own.
	return withReserve(upstreams[0]?.name ?? '', upstreams);
}

function schemeOf(handler: Raw): Upstream['scheme'] {
	const transport = objectIn(handler['transport']);
	const protocol = textIn(transport?.['protocol']) ?? 'http';
	if (protocol === 'fastcgi') return 'fastcgi';
	if (protocol !== 'http') return 'other';
	return objectIn(transport?.['tls']) === null ? 'http' : 'https';
}

type Standing = Pick<UpstreamAddress, 'state' | 'weight' | 'backup'>;

async function upstreamAt(
	dial: string,
	scheme: Upstream['scheme'],
	standing: Standing,
	known: boolean,
	resolve: ProxyCommand['resolve'],
): Promise<Upstream> {
	const common = {name: dial, scheme};
	const path = /^unix(?:\+h2c)?\/(\/?.*)$/.exec(dial)?.[1];
	if (path !== undefined)
		return {
			name: dial,
			scheme: scheme === 'http' ? 'unix' : scheme,
			told: known ? 'live' : 'literal',
			addresses: [{address: path, port: 0, ...standing}],
			resolvesTo: null,
			...lookedUpAgain,
		};
	const [, bracketed, plain, digits] = /^(?:tcp[46]?\/)?(?:\[([^\]]*)\]|([^:]*)):(\d{1,5})$/.exec(dial) ?? [];
	const host = bracketed ?? (plain === '' ? 'localhost' : plain);
	if (host === undefined) return {...common, told: 'unresolved', addresses: [], resolvesTo: null, ...lookedUpAgain};
	const port = Number(digits);
	if (bracketed !== undefined || /^\d{1,3}(?:\.\d{1,3}){3}$/.test(host))
		return {
			...common,
			told: known ? 'live' : 'literal',
			addresses: [{address: host, port, ...standing}],
			resolvesTo: null,
			...lookedUpAgain,
		};
	// Caddy resolves a name with each connection: what it leads to now is what is used.
	const resolved = await resolve(host);
	if (resolved === null || resolved.length === 0)
		return {...common, told: 'unresolved', addresses: [], resolvesTo: resolved, ...lookedUpAgain};
	return {
		...common,
		told: 'resolved',
		addresses: resolved.map((address) => ({address, port, ...standing})),
		resolvesTo: resolved,
		...lookedUpAgain,
	};
}

/** Caddy tells failures of its passive checks; those that it makes itself it keeps to itself. */
function stateOf(handler: Raw, fails: number | null): UpstreamAddress['state'] {
	const passive = objectIn(at(handler, 'health_checks', 'passive'));
	const remembered = passive?.['fail_duration'];
	if (passive === null || fails === null || remembered === undefined || remembered === 0) return 'unknown';
	if (fails >= Math.max(1, numberIn(passive['max_fails']) ?? 1)) return 'down';
	return objectIn(at(handler, 'health_checks', 'active')) === null ? 'up' : 'unknown';
}

/** `a`: the addresses of a name; anything else is looked up by Caddy alone. */
async function dynamic(
	source: Raw,
	scheme: Upstream['scheme'],
	place: string,
	passing: Passing,
	resolve: ProxyCommand['resolve'],
): Promise<readonly Upstream[]> {
	const kind = textIn(source['source']) ?? '';
	const name = replaced(textIn(source['name']) ?? '', passing);
	const port = replaced(textIn(source['port']) ?? '80', passing);
	if (kind === 'multi') {
		const inner = await Promise.all(
			listIn(source['sources'])
				.slice(0, 20)
				.map((one) =>
					dynamic(
						{...objectIn(one), ...(at(one, 'source') === 'multi' ? {source: 'nested'} : {})},
						scheme,
						place,
						passing,
						resolve,
					),
				),
		);
		return inner.flat();
	}
	if (kind === 'a' && name !== null && name !== '' && /^\d{1,5}$/.test(port ?? ''))
		return [
			await upstreamAt(`${name}:${port}`, scheme, {state: 'unknown', weight: null, backup: false}, false, resolve),
		];
	passing.unsure.add(`${place}: Caddy finds its upstreams by ${kind.slice(0, 40) || 'a source of its own'}`);
	return [
		{name: `${kind}:${name ?? ''}`, scheme, told: 'unresolved', addresses: [], resolvesTo: null, ...lookedUpAgain},
	];
}

/**
 * The host that an upstream is told: as it came, unless a header is set. From 2.11 on Caddy tells one behind TLS its own
 * name, which no configuration shows.
 */
export function seenHost(handler: Raw, passing: Passing): string | null {
	const {host, question} = passing;
	const changes = Object.entries(objectIn(at(handler, 'headers', 'request')) ?? {});
	const touched = changes.filter(([, value]) => /"host"/i.test(JSON.stringify(value) ?? ''));
	if (touched.length === 0) return schemeOf(handler) === 'https' ? '' : hostTold(host, question.host);
	const set = Object.entries(objectIn(at(handler, 'headers', 'request', 'set')) ?? {}).find(
		([name]) => name.toLowerCase() === 'host',
	);
	const [written] = set === undefined ? [] : textsIn(set[1]);
	if (written === undefined || touched.length > 1) return '';
	const dials = listIn(handler['upstreams']).map((one) => textIn(at(one, 'dial')) ?? '');
	if (/^\{http\.reverse_proxy\.upstream\.(?:hostport|host)\}$/.test(written))
		return hostTold(objectIn(handler['dynamic_upstreams']) === null ? agreed(dials) : null, question.host);
	return hostTold(replaced(written, passing), question.host);
}
