import type {RuntimeConfig} from '../../model/config.ts';
import type {AddressOwner} from '../../model/mapping.ts';
import type {Path} from '../../model/path.ts';
import type {Replica, RuntimeAnswer, RuntimeKind} from '../../model/runtime.ts';
import type {World} from '../../world.ts';

/**
 * What every runtime can be asked, by commands that read and never write. `__tests__/adapters/runtime/contract.ts` is
 * the suite that each of them passes.
 */
export type Runtime = {
	/**
	 * The replicas of the configured service.
	 *
	 * @throws FaultError `command-missing`, `unreachable`, `unauthorized`, `forbidden` (the detail names the missing
	 * right), `not-found`, `replicas-ambiguous`, `timed-out`, `too-large`, `command-failed`, `invalid-answer`
	 */
	readonly replicas: () => Promise<RuntimeAnswer>;
	/**
	 * What a running container shows its processes at `path` (without leading slash; '' is the root) as a tar whose
	 * member names begin with the last segment of `path`, symbolic links not followed. Leaving the loop ends the command.
	 * Null where the runtime can give no files at all.
	 *
	 * @throws FaultError, while it is read: as above; `not-found` where nothing is at `path`
	 */
	readonly files: ((replica: Replica, path: Path) => AsyncIterable<Uint8Array>) | null;
	/**
	 * Paths that were written, added or removed in a container since it was made, what is mounted left out. Null: the
	 * runtime does not tell.
	 *
	 * @throws FaultError as above
	 */
	readonly touched: ((replica: Replica) => Promise<readonly Path[]>) | null;
	/**
	 * Who has these addresses now, in the order in which they are asked for. Those are left out of which it cannot be
	 * told: of this machine, of another network, of what the one who asks may not see. Null: the runtime does not tell.
	 *
	 * @throws FaultError as above
	 */
	readonly owner: ((addresses: readonly string[]) => Promise<readonly AddressOwner[]>) | null;
	/** What the container wrote since a time (milliseconds since 1970), standard output and error together; null: no logs. */
	readonly logs: ((replica: Replica, since: number) => AsyncIterable<Uint8Array>) | null;
};

/** `timeout`: milliseconds for one command that answers with a document. `repository`: the directory that relative paths are of. */
export type RuntimeOptions = {
	readonly timeout: number;
	readonly repository: string;
	/** the deployed image as configured, where one is: by its repository a plain engine finds the service's containers */
	readonly image: string | null;
};

type Open = (world: World, config: RuntimeConfig, options: RuntimeOptions) => Runtime;

/** Each runtime is loaded when it is asked for. */
const kinds: Readonly<Record<RuntimeKind, () => Promise<Open>>> = {
	docker: async () => (await import('./docker.ts')).openDocker,
	compose: async () => (await import('./compose.ts')).openCompose,
	podman: async () => (await import('./podman.ts')).openPodman,
	swarm: async () => (await import('./swarm.ts')).openSwarm,
	kubernetes: async () => (await import('./kubernetes.ts')).openKubernetes,
	ecs: async () => (await import('./ecs.ts')).openEcs,
	'cloud-run': async () => (await import('./cloud-run.ts')).openCloudRun,
	command: async () => (await import('./command.ts')).openCommand,
};

export const openRuntime = async (world: World, config: RuntimeConfig, options: RuntimeOptions): Promise<Runtime> =>
	(await kinds[config.kind]())(world, config, options);
