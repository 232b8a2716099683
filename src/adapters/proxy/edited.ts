import type {World} from '../../world.ts';
import type {ProxyCommand} from './command.ts';

const mostFiles = 200;

/** When the newest of the files was written, in milliseconds since 1970; null: nobody can tell. */
export async function lastEdit(files: readonly string[], command: ProxyCommand, world: World): Promise<number | null> {
	const some = files.slice(0, mostFiles);
	const times = command.here
		? await Promise.all(some.map((file) => editedHere(file, world)))
		: await inside(some, command);
	const known = times.filter((time) => time !== null);
	return known.length === 0 ? null : Math.max(...known);
}

const editedHere = async (file: string, world: World): Promise<number | null> => {
	try {
		const stat = await world.files.stat(file);
		return stat.kind === 'file' ? stat.mtime : null;
	} catch {
		return null;
	}
};

/** Whole seconds are told there. */
async function inside(files: readonly string[], command: ProxyCommand): Promise<readonly number[]> {
	if (files.length === 0) return [];
	try {
		const {stdout} = await command.run('stat', ['-L', '-c', '%Y', '--', ...files], 65_536);
		const lines = new TextDecoder().decode(stdout).split('\n');
		return lines.filter((line) => /^\d{1,12}$/.test(line)).map((line) => Number(line) * 1_000);
	} catch {
		return [];
	}
}

/**
 * Whether a process runs by what its files say now: no word where they are older than it. `since`: when it last read them,
 * up to a second too early; null: nobody knows.
 */
export async function editedSince(
	files: readonly string[],
	since: number | null,
	proxy: string,
	command: ProxyCommand,
	world: World,
): Promise<readonly string[]> {
	const edited = since === null ? null : await lastEdit(files, command, world);
	return edited !== null && edited > since! + 1_000
		? [`the configuration was edited after ${proxy} last read it: it was not reloaded since`]
		: [];
}
