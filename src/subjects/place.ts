import type {World} from '../world.ts';

/** A path of this machine as it is opened: relative ones start where the user stands. */
export const placeOf = (world: World, path: string): string =>
	/^(?:\/|[A-Za-z]:[\\/]|\\\\)/.test(path) ? path : `${world.files.cwd}/${path}`;
