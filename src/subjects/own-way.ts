import type {FileStat, World} from '../world.ts';

/** Links that are followed, as many as Linux does. */
export const mostLinks = 40;
const root = 0;

/**
 * Whether nobody but this user and root decides where an absolute path leads: whoever may write a directory on the way
 * can put another one there, and the first one back before anybody looks. The last directory may be anybody's.
 *
 * @throws FaultError where a part of the way cannot be looked at
 */
export async function isOwnWay({files}: Pick<World, 'files'>, directory: string): Promise<boolean> {
	const left = partsOf(directory).reverse();
	let at = '';
	let links = 0;
	/** below this directory nobody else comes, whatever it says of itself */
	let shut: string | null = null;
	const mayStandIn = (stat: FileStat): boolean =>
		isOurs(stat, files.user) && ((stat.mode & 0o022) === 0 || (stat.mode & 0o1000) !== 0 || isBelow(at, shut));

	if (!directory.startsWith('/') || !mayStandIn(await files.stat('/'))) return false;
	for (let part = left.pop(); part !== undefined; part = left.pop()) {
		if (part === '..') at = at.slice(0, Math.max(0, at.lastIndexOf('/')));
		else {
			const path = `${at}/${part}`;
			const stat = await files.stat(path);
			if (stat.kind === 'symlink') {
				if (!isOurs(stat, files.user) || ++links > mostLinks) return false;
				const target = await files.readLink(path);
				if (target.startsWith('/')) at = '';
				left.push(...partsOf(target).reverse());
			} else {
				at = path;
				if (left.length > 0 && !mayStandIn(stat)) return false;
				if (stat.owner === files.user && (stat.mode & 0o011) === 0 && !isBelow(at, shut)) shut = at;
			}
		}
		if (shut !== null && at !== shut && !isBelow(at, shut)) shut = null;
	}
	return true;
}

/** The names in a path, one after the other. */
export const partsOf = (path: string): string[] => path.split('/').filter((part) => part !== '' && part !== '.');
const isOurs = ({owner}: FileStat, user: number | null): boolean => owner === root || owner === user;
const isBelow = (path: string, directory: string | null): boolean =>
	directory !== null && path.startsWith(`${directory}/`);
