import {FaultError} from '../model/fault.ts';
import type {World} from '../world.ts';

/**
 * Makes sure that a path below a directory stays there: what somebody committed must not say where else we write.
 * `path` is absolute, below `within`, with '/'.
 *
 * @throws FaultError `file-unreadable` where a part of it is a link
 */
export async function refuseLinks(world: World, within: string, path: string): Promise<void> {
	if (!path.startsWith(`${within}/`)) return;
	let place = within;
	for (const part of path.slice(within.length + 1).split('/')) {
		place = `${place}/${part}`;
		const kind = await world.files.stat(place).then(
			(stat) => stat.kind,
			(error: unknown) => {
				if (error instanceof FaultError && error.fault.code !== 'cancelled') return null;
				throw error;
			},
		);
		if (kind === 'symlink')
			throw new FaultError('file-unreadable', `${place} is a link, and nothing is written through it: remove it`);
	}
}
