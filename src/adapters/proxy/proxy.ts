import type {ProxyConfig} from '../../model/config.ts';
import type {ProxyAnswer, ProxyKind, RouteQuestion} from '../../model/mapping.ts';
import type {World} from '../../world.ts';

/** How a proxy is reached: what its configuration says. */
export type ProxyAccess = ProxyConfig;

/**
 * What every proxy can be asked, by what reads and never writes. `__tests__/adapters/proxy/contract.ts` is the suite that
 * each of them passes.
 */
export type Proxy = {
	/**
	 * Where a request would go.
	 *
	 * @throws FaultError `command-missing`, `unreachable`, `unauthorized`, `forbidden` (the detail names the missing
	 * right), `not-found`, `timed-out`, `too-large`, `command-failed`, `invalid-answer`
	 */
	readonly route: (question: RouteQuestion) => Promise<ProxyAnswer>;
};

export type Open = (world: World, access: ProxyAccess) => Proxy;

/** Each proxy is loaded when it is asked for. */
const kinds: Readonly<Partial<Record<ProxyKind, () => Promise<Open>>>> = {
	caddy: async () => (await import('./caddy.ts')).openCaddy,
	haproxy: async () => (await import('./haproxy.ts')).openHaproxy,
	kubernetes: async () => (await import('./kubernetes.ts')).openKubernetes,
	nginx: async () => (await import('./nginx.ts')).openNginx,
	docker: async () => (await import('./published-ports.ts')).openPublishedPorts,
	traefik: async () => (await import('./traefik.ts')).openTraefik,
	apache: async () => (await import('./apache.ts')).openApache,
};

/** A proxy of the configured kind; nothing is asked of it before its first question. */
export const openProxy = async (world: World, access: ProxyAccess): Promise<Proxy> =>
	(await kinds[access.kind]!())(world, access);
