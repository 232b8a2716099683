import {FaultError} from '../../model/fault.ts';
import type {Path} from '../../model/path.ts';
import {baseOf, isUtf8, isWithin, parentOf, pathOf} from '../../model/path.ts';
import type {Replica} from '../../model/runtime.ts';
import type {Engine} from './engine-command.ts';

/** The archive of what a container shows at a path, whether it runs or not, as it comes. */
export async function* engineFiles(engine: Engine, replica: Replica, path: Path): AsyncGenerator<Uint8Array> {
	if (!isUtf8(path))
		throw new FaultError('unsafe-name', `a name that is not UTF-8 cannot be handed to ${engine.command}`);
	if (engine.command === 'docker' && path !== '' && liesOnMounts(replica, path)) {
		yield* packedInside(engine, replica, path);
		return;
	}
	const missing = `nothing is at /${path} in ${replica.name}`;
	const archive = engine.stream(['container', 'cp', '--', `${replica.id}:/${path}`, '-'], {
		right: 'copy files out of containers',
		missing,
		gone: `${replica.name} is gone`,
	});
	try {
		yield* engine.command === 'podman' ? unfollowed(archive, path) : archive;
	} catch (error) {
		// Some Docker commands say `No such container:path` of either.
		const isGone = error instanceof FaultError && error.fault.code === 'not-running';
		if (isGone && (await isThere(engine, replica))) throw new FaultError('not-found', missing);
		throw error;
	}
}

/**
 * Docker copies from outside: of a bind mount it shows what is at the source now, not what was mounted when the container
 * started, and of a tmpfs nothing. Podman goes inside by itself.
 */
const liesOnMounts = ({mounts, state}: Replica, path: Path): boolean =>
	state === 'running' &&
	mounts.some(({kind, destination}) => {
		const {path: place} = pathOf(destination);
		return kind !== 'volume' && (isWithin(path, place) || isWithin(place, path));
	});

/** The container's own tar, started in it by the engine: what the processes there see. */
const packedInside = (engine: Engine, replica: Replica, path: Path): AsyncIterable<Uint8Array> =>
	engine.stream(
		[
			'container',
			'exec',
			'--user',
			'0',
			replica.id,
			'tar',
			'-c',
			'-f',
			'-',
			'-C',
			`/${parentOf(path)}`,
			`./${baseOf(path)}`,
		],
		{
			right: 'start tar in containers',
			missing: `nothing is at /${path} in ${replica.name}`,
			gone: `${replica.name} is gone`,
			archiver: `something is mounted over /${path} in ${replica.name}, which can be seen from inside alone, and it has no tar`,
		},
	);

const isThere = async (engine: Engine, {id}: Replica): Promise<boolean> =>
	(await engine.mayTell(['container', 'inspect', '--format', '{{.Id}}', '--', id])) !== null;

/** Podman gives what a link leads to, under the name it has there: that is not what was asked for. */
async function* unfollowed(archive: AsyncIterable<Uint8Array>, path: Path): AsyncGenerator<Uint8Array> {
	let held: Uint8Array | null = new Uint8Array(0);
	for await (const chunk of archive) {
		if (held === null) {
			yield chunk;
			continue;
		}
		held = Buffer.concat([held, chunk]);
		if (held.length < header) continue;
		const first = firstName(held);
		if (path !== '' && first !== null && first !== baseOf(path))
			throw new FaultError(
				'unsupported-tar-entry',
				`/${path} is a symbolic link, which podman follows: name the directory it leads to`,
			);
		yield held;
		held = null;
	}
	if (held !== null && held.length > 0) yield held;
}

/** ustar: a block of 512 bytes, the name in the first hundred, the type at 156. */
const header = 512;

/** The first segment of the first member; null where the name stands elsewhere (PAX, GNU, prefix). */
function firstName(block: Uint8Array): string | null {
	const end = block.indexOf(0);
	const plain = block[156] === 0x30 || block[156] === 0x35 || block[156] === 0x32 || block[156] === 0;
	if (!plain || end <= 0 || end >= 100 || block[345] !== 0) return null;
	return new TextDecoder().decode(block.subarray(0, end)).replace(/^\//, '').split('/', 1)[0]!;
}

/** What it wrote, standard output and error as they come. */
export async function* engineLogs(engine: Engine, replica: Replica, since: number): AsyncGenerator<Uint8Array> {
	yield* engine.stream(
		['container', 'logs', '--since', new Date(since).toISOString(), '--', replica.id],
		{right: 'read logs of containers', missing: `${replica.name} has no logs`, gone: `${replica.name} is gone`},
		{merged: true},
	);
}

/** A path is one line, `A`, `C` or `D` before it; of a name with a line break the rest is no line of that form, or one more. */
export async function engineTouched(engine: Engine, replica: Replica): Promise<readonly Path[]> {
	const printed = await engine.ask(['container', 'diff', '--', replica.id], {
		right: 'read what containers have changed',
		missing: `there is no container ${replica.name}`,
		gone: `${replica.name} is gone`,
	});
	return new TextDecoder()
		.decode(printed)
		.split('\n')
		.flatMap((line) => (/^[ACD] \//.test(line) ? [pathOf(line.slice(2)).path] : []));
}
