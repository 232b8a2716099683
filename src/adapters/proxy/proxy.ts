import type {ProxyAnswer, ProxyKind, RouteQuestion} from '../../model/mapping.ts';
import type {World} from '../../world.ts';

/** How a proxy is reached; each kind takes some of the keys, the others are null. */
export type ProxyAccess = {
	readonly kind: ProxyKind;
	/** a container of a docker engine in which the proxy runs: commands run inside it; null: on this machine */
	readonly container: string | null;
	/** the engine, as DOCKER_HOST has it */
	readonly host: string | null;
	readonly context: string | null;
	/** the configuration file, where the proxy's own command cannot be asked for what is in effect */
	readonly config: string | null;
	/** the administration interface: a URL (caddy, traefik, haproxy's statistics) or a socket (haproxy, caddy) */
	readonly admin: string | null;
	/** of Kubernetes */
	readonly namespace: string | null;
	/** milliseconds for one question */
	readonly timeout: number;
};

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
