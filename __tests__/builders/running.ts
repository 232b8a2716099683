import type {Runtime} from '../../src/adapters/runtime/runtime.ts';
import type {Replica, RuntimeAnswer} from '../../src/model/runtime.ts';

/** A container that runs since the first of May, with nothing else said of it. */
export const running = (name: string, more: Partial<Replica> = {}): Replica => ({
	id: `${name}-id`,
	name,
	role: 'service',
	image: null,
	digests: [],
	diffIds: null,
	startDigest: null,
	imageNow: null,
	imageNowSince: null,
	createdAt: null,
	startedAt: '2026-05-01T00:00:00.000Z',
	restarts: null,
	state: 'running',
	trouble: null,
	ready: null,
	node: null,
	addresses: [],
	revision: null,
	mounts: [],
	settings: null,
	...more,
});

export const answerOf = (replicas: readonly Replica[]): RuntimeAnswer => ({
	where: 'a test',
	wanted: null,
	rollout: null,
	claims: [],
	replicas,
});

/** A runtime of these replicas, whose files are what `files` streams. */
export const runtimeOf = (
	replicas: readonly Replica[],
	files: Runtime['files'],
	more: Partial<Runtime> = {},
): Runtime => ({
	replicas: async () => answerOf(replicas),
	files,
	logs: null,
	touched: null,
	owner: null,
	...more,
});
