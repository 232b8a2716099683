import {FaultError} from '../../model/fault.ts';
import type {World} from '../../world.ts';
import {fitsFileGlob, isFileGlob} from './file-glob.ts';

/** The files of a configuration: as the proxy printed or named them, or as they lie on this machine. */
export type ConfigurationFiles = {
	/** null: there is none */
	readonly read: (path: string) => Promise<string | null>;
	/** files that a pattern names, in the order in which the proxy reads them */
	readonly named: (pattern: string) => Promise<readonly string[]>;
};

const mostFiles = 10_000;
/** Directories listed and files read. */
const mostSteps = 5_000;
const mostBytes = 4 * 2 ** 20;

/** The files on this machine. @throws FaultError `forbidden`, `too-large` when read */
export const filesHere = (world: World, walk: FileWalk = fileWalk(world)): ConfigurationFiles => ({
	read: async (path) => {
		try {
			walk.step();
			return Buffer.from(await world.files.read(path, mostBytes)).toString('latin1');
		} catch (error) {
			if (!(error instanceof FaultError)) throw error;
			if (error.fault.code === 'file-missing' || error.fault.code === 'not-a-directory') return null;
			if (error.fault.code === 'file-unreadable')
				throw new FaultError('forbidden', `this user may not read ${path}: run as root there`);
			throw error;
		}
	},
	named: (pattern) => namedHere(world, pattern, walk),
});

/** What looking for files may take: it ends with the run, with the time for one question, and after so many directories. */
export type FileWalk = {readonly step: () => void};

/** `timeout`: milliseconds. Its steps throw FaultError `cancelled`, `timed-out`, `too-large` */
export function fileWalk(world: World, timeout = Number.POSITIVE_INFINITY): FileWalk {
	const end = performance.now() + timeout;
	let left = mostSteps;
	return {
		step: () => {
			if (world.signal.aborted) throw new FaultError('cancelled', 'the run was cancelled');
			if (performance.now() > end)
				throw new FaultError('timed-out', 'the files of the configuration took too long to read');
			if (--left < 0) throw new FaultError('too-large', 'a configuration that includes too many directories and files');
		},
	};
}

async function namedHere(world: World, pattern: string, walk: FileWalk): Promise<readonly string[]> {
	let paths: readonly string[] = [''];
	for (const segment of pattern.split('/').slice(1)) {
		const next: string[] = [];
		for (const path of paths) {
			if (!isFileGlob(segment)) {
				next.push(`${path}/${segment}`);
				continue;
			}
			walk.step();
			const names = await world.files.list(path === '' ? '/' : path).catch(() => []);
			next.push(...names.filter((name) => fitsFileGlob(segment, name)).map((name) => `${path}/${name}`));
		}
		paths = next.sort().slice(0, mostFiles);
	}
	return paths;
}
