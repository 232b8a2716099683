import type {ServiceConfig} from '../../model/config.ts';
import type {FaultError} from '../../model/fault.ts';
import type {ClientIdentity, HttpRequest, World} from '../../world.ts';

/** How requests reach the deployed service, with what its files and variables hold. */
export type Ways = Pick<ServiceConfig, 'resolve' | 'rate'> & {
	/** PEM */
	readonly ca: string | null;
	/** the certificate that is shown to this address; null: none */
	readonly identityFor: (url: string) => ClientIdentity | null;
	/** why no https request can be sent as it should; null: nothing is in the way */
	readonly refused: FaultError | null;
};

/** The same world, in which requests go the ways of one service, no more of them a second than its rate. */
export function towards(world: World, ways: Ways): World {
	const turn = turns(world, ways.rate);
	return {
		...world,
		async http(request) {
			const url = new URL(request.url);
			if (url.protocol === 'https:' && ways.refused !== null) throw ways.refused;
			await turn();
			return world.http({
				...request,
				...(url.protocol === 'https:' ? shown(ways, request) : {}),
				...placed(ways, request, url),
			});
		},
		async handshake(request) {
			if (ways.refused !== null) throw ways.refused;
			await turn();
			const bracketed = request.host.includes(':') ? `[${request.host}]` : request.host;
			const url = new URL(`https://${bracketed}:${request.port}/`);
			return world.handshake({
				...request,
				...shown(ways, {url: url.href}),
				address: request.address ?? addressFor(ways, url),
			});
		},
		async resolve(host) {
			const stated = ways.resolve.filter((one) => one.host === host || one.host.startsWith(`${host}:`));
			return stated.length > 0 ? [...new Set(stated.map(({address}) => address))] : world.resolve(host);
		},
	};
}

const shown = (ways: Ways, request: Pick<HttpRequest, 'url' | 'ca'>): Pick<HttpRequest, 'ca' | 'identity'> => {
	const ca = request.ca ?? ways.ca;
	const identity = ways.identityFor(request.url);
	return {...(ca === null ? {} : {ca}), ...(identity === null ? {} : {identity})};
};

function placed(ways: Ways, request: HttpRequest, url: URL): Pick<HttpRequest, 'address'> {
	const address = request.address ?? addressFor(ways, url);
	return address === null ? {} : {address};
}

/** With the port before without: who states both means both. */
const addressFor = ({resolve}: Ways, url: URL): string | null =>
	resolve.find(({host}) => host === url.host)?.address ??
	resolve.find(({host}) => host === url.hostname)?.address ??
	null;

/** As many at once as a second allows, then one after the other at that pace. */
function turns(world: World, rate: number): () => Promise<void> {
	const pace = 1000 / rate;
	let next = 0;
	return async () => {
		const now = world.now();
		const earliest = Math.max(next, now - (rate - 1) * pace);
		next = earliest + pace;
		if (earliest > now) await world.sleep(earliest - now);
	};
}
