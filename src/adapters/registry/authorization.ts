import {FaultError} from '../../model/fault.ts';
import type {Reference} from '../../model/reference.ts';
import type {World} from '../../world.ts';
import {explained} from './certificates.ts';
import type {Challenge} from './challenge.ts';
import type {RegistryOptions} from './client.ts';
import type {Credentials} from './credentials.ts';
import {findCredentials} from './credentials.ts';
import type {RegistryHost} from './realm.ts';
import {admitRealm} from './realm.ts';
import {dockerConfigPlace} from './docker-config.ts';
import {basic, fetchToken, readingScopes} from './token.ts';

/** What a refused request came back with, and from which address (null behind a proxy). */
export type Refusal = {readonly challenges: readonly Challenge[]; readonly peer: string | null};

/** The Authorization field of one repository, kept from request to request and renewed when the registry says so. */
export type Authorization = {
	readonly field: () => string | null;
	/**
	 * Answers a refusal of a request that carried `sent`: afterwards `field()` is another one. False when nothing new
	 * can be shown. Requests that are refused together share one answer.
	 */
	readonly answer: (refusal: Refusal, sent: string | null) => Promise<boolean>;
	/** whose credentials were used, for messages */
	readonly whose: () => string;
	/** whether credentials were found and shown */
	readonly loggedIn: () => boolean;
};

export function openAuthorization(
	world: World,
	reference: Reference,
	registry: () => Promise<RegistryHost>,
	options: RegistryOptions,
): Authorization {
	let field: string | null = null;
	let bearer: Challenge | null = null;
	let running: Promise<string | null> | null = null;
	let looked: Promise<Credentials | null> | null = null;
	let loggedIn = false;
	let whose = 'no credentials were asked for';

	/** Looked up once, and only after a challenge: an open registry costs no helper call. */
	async function credentials(): Promise<Credentials | null> {
		looked ??= findCredentials(world, reference.registry, options.credentials);
		const found = await looked;
		loggedIn = found !== null;
		whose =
			found === null
				? `no credentials were found for ${reference.registry}, neither given nor in ${dockerConfigPlace(world) ?? 'a docker configuration'}; docker login ${reference.registry} writes them there`
				: `${found.source} ${found.source.endsWith('given') ? 'were' : 'was'} used`;
		return found;
	}

	/** The handshake: pick a scheme, judge the realm, only then look for credentials and show them. */
	async function next({challenges, peer}: Refusal): Promise<string | null> {
		// A refusal that names no challenge means the one we know.
		if (challenges.length > 0) bearer = challenges.find((challenge) => challenge.scheme === 'bearer') ?? null;
		const realm = bearer?.parameters.get('realm');
		if (bearer !== null && realm !== undefined) {
			const host = await registry();
			const admitted = await admitRealm(world, realm, host, peer);
			const token = await fetchToken(world, {
				realm: admitted,
				service: bearer.parameters.get('service') ?? null,
				scopes: readingScopes(bearer, reference.repository),
				credentials: await credentials(),
				timeouts: options.timeouts,
				publicOnly: options.publicOnly,
				ca: host.ca,
			}).catch((error: unknown) => {
				throw explained(error, options.ca);
			});
			return `Bearer ${token}`;
		}
		if (challenges.some((challenge) => challenge.scheme === 'basic')) {
			const found = await credentials();
			return found === null ? null : basic(found);
		}
		const offered = [...new Set(challenges.map((challenge) => challenge.scheme))].join(', ');
		throw new FaultError(
			'unauthorized',
			`${reference.registry} asks for credentials in a way that is not understood: ${offered || 'it names none'}`,
		);
	}

	return {
		field: () => field,
		whose: () => whose,
		loggedIn: () => loggedIn,
		async answer(refusal, sent) {
			if (field !== sent) return true;
			running ??= next(refusal).finally(() => {
				running = null;
			});
			const fresh = await running;
			if (fresh !== null) field = fresh;
			return field !== sent;
		},
	};
}
