import {FaultError} from '../../model/fault.ts';
import {linesIn, objectsIn, textOf} from './engine-answer.ts';
import type {Engine} from './engine-command.ts';
import type {EngineContainer} from './engine-container.ts';
import {containerOf} from './engine-container.ts';

/** Containers in one question; an answer tells some ten thousand bytes of each. */
const atOnce = 50;
/** More that are one service's are nobody's service. */
const mostSelected = 2_000;

/** Everything that the engine tells of these containers; what is gone since they were listed is left out. */
export async function inspected(engine: Engine, ids: readonly string[]): Promise<readonly EngineContainer[]> {
	if (ids.length > mostSelected)
		throw new FaultError('too-large', `${ids.length} containers are selected: name them, or select fewer by labels`);
	const containers: EngineContainer[] = [];
	for (let at = 0; at < ids.length; at += atOnce) {
		const some = ids.slice(at, at + atOnce);
		const {printed} = await engine.askForSome(['container', 'inspect', '--', ...some], {
			right: 'inspect containers',
			missing: `there is no container ${some.join(', ')}`,
		});
		for (const raw of objectsIn(printed, `${engine.command} container inspect`)) {
			const container = containerOf(raw);
			if (container === null)
				throw new FaultError(
					'invalid-answer',
					`${engine.command} container inspect tells of a container without an ID`,
				);
			containers.push(container);
		}
	}
	return containers;
}

/** IDs of the containers that carry all of these labels (`key=value`), those that do not run included. */
export async function listed(engine: Engine, labels: readonly string[]): Promise<readonly string[]> {
	const filters = labels.flatMap((label) => ['--filter', `label=${label}`]);
	const rows = await rowsOf(engine, filters, '{{json .ID}}');
	return rows.map((row) => idOf(engine, row));
}

/** One row of JSON for each container, as `format` says. */
export const rowsOf = async (engine: Engine, filters: readonly string[], format: string): Promise<readonly unknown[]> =>
	linesIn(
		await engine.ask(['container', 'ls', '--all', '--no-trunc', ...filters, '--format', format], {
			right: 'list containers',
			missing: 'there is no such container',
		}),
		`${engine.command} container ls`,
	);

export function idOf(engine: Engine, value: unknown): string {
	const id = textOf(value);
	if (id === null || !/^[0-9a-f]{64}$/.test(id))
		throw new FaultError('invalid-answer', `${engine.command} container ls tells of a container without an ID`);
	return id;
}
