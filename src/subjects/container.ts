import type {Runtime} from '../adapters/runtime/runtime.ts';
import type {Limits} from '../bytes/limits.ts';
import {defaultLimits} from '../bytes/limits.ts';
import {FaultError} from '../model/fault.ts';
import type {FileManifest} from '../model/manifest.ts';
import type {Path} from '../model/path.ts';
import {baseOf} from '../model/path.ts';
import type {Replica} from '../model/runtime.ts';
import type {Tree, TreeContent} from '../rootfs/tree.ts';
import {readTree} from '../rootfs/tree.ts';

/** A directory that is deployed holds no more; what streams for ever is given up. */
const containerLimits: Limits = {...defaultLimits, expandedBytes: 16 * 2 ** 30};

/** `expected`: files that are held once where the container has the same. */
export type ContainerOptions = {
	readonly content?: TreeContent;
	readonly expected?: FileManifest;
	readonly limits?: Limits;
};

/**
 * The files that a container shows its processes at a place, read as they stream by, and which of them were written
 * after its process started.
 *
 * @throws FaultError `not-running`, `no-archiver`, `not-found`, those of the runtime and of the archive
 */
export async function readContainer(
	runtime: Runtime,
	replica: Replica,
	at: Path,
	{content = {}, expected, limits = containerLimits}: ContainerOptions = {},
): Promise<Tree> {
	if (runtime.files === null) throw new FaultError('no-archiver', 'this runtime gives no files of its containers');
	// What a container that does not run would show is decided when it starts: its mounts are not there.
	if (replica.state !== 'running' && replica.state !== 'paused')
		throw new FaultError('not-running', `${replica.name} is ${replica.state}`);
	const started = replica.startedAt === null ? Number.NaN : Date.parse(replica.startedAt);
	return readTree(untilNothing(runtime.files(replica, at)), {
		base: baseOf(at),
		newerThan: Number.isNaN(started) ? null : started,
		limits,
		content,
		...(expected === undefined ? {} : {expected}),
	});
}

/** That nothing is at a place is said before anything comes; later it is of a file that went while it was packed. */
async function* untilNothing(source: AsyncIterable<Uint8Array>): AsyncGenerator<Uint8Array> {
	let came = false;
	try {
		for await (const chunk of source) {
			// A tar that found nothing ends an archive that holds nothing: zeros.
			came ||= chunk.length > 0 && chunk[0] !== 0;
			yield chunk;
		}
	} catch (error) {
		if (came && error instanceof FaultError && error.fault.code === 'not-found')
			throw new FaultError('file-changed-while-read', error.fault.detail, error);
		throw error;
	}
}
