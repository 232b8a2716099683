import type {ProxyCommand} from './command.ts';

/** The clock of the kernel in which processes tell their start, in hertz: what Linux shows to programs. */
const ticks = 100;
const mostBytes = 65_536;

/**
 * When the workers of nginx started, which is when it last read its configuration and looked names up; by the file with
 * the number of its first process. null: nobody can tell. Milliseconds since 1970.
 */
export async function workersStarted(
	command: ProxyCommand,
	pidFile: string,
	which: 'first' | 'last' = 'last',
): Promise<number | null> {
	try {
		const text = async (path: string): Promise<string> => new TextDecoder().decode(await command.read(path, mostBytes));
		const pid = /^\s*(\d{1,10})\s*$/.exec(await text(pidFile))?.[1];
		if (pid === undefined) return null;
		const children = (await text(`/proc/${pid}/task/${pid}/children`)).trim().split(/\s+/).filter(Boolean);
		// The last one: after a reload old workers stay for a while. Apache starts more of them as it needs them: its first.
		const stat = await text(`/proc/${children.at(which === 'last' ? -1 : 0) ?? pid}/stat`);
		const since = Number(stat.slice(stat.lastIndexOf(')') + 2).split(' ')[19]);
		const boot = Number(/^btime (\d+)$/m.exec(await text('/proc/stat'))?.[1]);
		return Number.isFinite(since + boot) ? Math.round((boot + since / ticks) * 1_000) : null;
	} catch {
		return null;
	}
}
