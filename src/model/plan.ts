import type {LayerName} from './verdict.ts';
import type {CredentialKind, ProbeConfig, SecretGrant, ServiceConfig, Target} from './config.ts';

/** What will be looked at for one service. Plain JSON, computed without touching the world. */
export type Plan = {
	readonly service: ServiceConfig;
	readonly target: Target;
	readonly trust: 'trusted' | 'untrusted';
	/** which variable may be sent to which host; names only */
	readonly secrets: readonly SecretGrant[];
	/** layers that will not be judged, and why */
	readonly skipped: Readonly<Partial<Record<LayerName, 'not-configured'>>>;
	readonly probes: readonly PlannedProbe[];
};

export type PlannedProbe = ProbeConfig & {
	/** a sibling path nobody mounts, with the same query removed; null: no control asked for */
	readonly controlUrl: string | null;
	/** which credentials these are, where the probe has some; then its headers, name and expectation are theirs */
	readonly credential: CredentialKind | null;
};
