import {FaultError} from '../model/fault.ts';
import type {World} from '../world.ts';
import {mostLinks, partsOf} from './own-way.ts';

/**
 * Whether somebody's commits may have written what is in a directory: git makes their files this user's own. That is so
 * where a `.git` stands on the way there, before or behind a link; not for what is to be made yet. `exempt` is a
 * directory whose own `.git` counts for nothing; null: none is.
 */
export async function isInCheckout(
	world: Pick<World, 'files'>,
	directory: string,
	exempt: string | null,
): Promise<boolean> {
	const {files} = world;
	const inodeOf = async (path: string): Promise<string | null> => {
		try {
			const {device, inode} = await files.stat(path);
			return `${device} ${inode}`;
		} catch (error) {
			if (error instanceof FaultError && error.fault.code === 'file-missing') return null;
			throw error;
		}
	};
	try {
		const spared = exempt === null ? null : await inodeOf(`${exempt}/.git`);
		for await (const at of wayTo(world, directory)) {
			const git = await inodeOf(`${at}/.git`);
			if (git !== null && git !== spared) return true;
		}
		return false;
	} catch (error) {
		// What cannot be looked at may be one.
		if (!(error instanceof FaultError) || error.fault.code === 'cancelled') throw error;
		return true;
	}
}

/** The directories that are passed on the way to an absolute path, as far as they are there; '' is the first one. */
async function* wayTo({files}: Pick<World, 'files'>, directory: string): AsyncGenerator<string> {
	const left = partsOf(directory).reverse();
	let at = '';
	let links = 0;
	yield at;
	for (let part = left.pop(); part !== undefined; part = left.pop()) {
		if (part === '..') {
			at = at.slice(0, Math.max(0, at.lastIndexOf('/')));
			continue;
		}
		const path = `${at}/${part}`;
		const stat = await files.stat(path).catch((error: unknown) => {
			if (error instanceof FaultError && error.fault.code === 'file-missing') return null;
			throw error;
		});
		if (stat === null) return;
		if (stat.kind !== 'symlink') yield (at = path);
		else if (++links > mostLinks) throw new FaultError('file-unreadable', `${directory}: links lead on and on`);
		else {
			const target = await files.readLink(path);
			if (target.startsWith('/')) at = '';
			left.push(...partsOf(target).reverse());
		}
	}
}
