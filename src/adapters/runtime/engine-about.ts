import {textOf} from './engine-answer.ts';
import type {Engine} from './engine-command.ts';

const formats = {
	docker: '[{{json .Name}},{{json .ServerVersion}}]',
	podman: '[{{json .Host.Hostname}},{{json .Version.Version}}]',
} as const;

/** Which engine answers, where it says so; nothing depends on it. `where`: for people, without credentials. */
export async function aboutEngine(engine: Engine): Promise<{readonly where: string; readonly node: string | null}> {
	const {command, place} = engine;
	const told = await engine.mayTell(['info', '--format', formats[command]]);
	const [node, version] = namesIn(told ?? '');
	const where = [command, version, node === null ? null : `on ${node}`, place === null ? null : `(${place})`];
	return {node, where: where.filter((word) => word !== null).join(' ')};
}

function namesIn(told: string): readonly [string | null, string | null] {
	try {
		const names: unknown = JSON.parse(told);
		return Array.isArray(names) ? [textOf(names[0]), textOf(names[1])] : [null, null];
	} catch {
		return [null, null];
	}
}
