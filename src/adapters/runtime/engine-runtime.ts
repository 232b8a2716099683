import {FaultError} from '../../model/fault.ts';
import type {Replica} from '../../model/runtime.ts';
import {linesIn, objectsIn, textOf} from './engine-answer.ts';
import {aboutEngine} from './engine-about.ts';
import type {Engine} from './engine-command.ts';
import type {EngineContainer} from './engine-container.ts';
import {containerOf, replicaOf} from './engine-container.ts';
import {engineFiles, engineLogs, engineTouched} from './engine-files.ts';
import {engineImages} from './engine-images.ts';
import type {Runtime} from './runtime.ts';

/** Containers in one question; an answer tells some ten thousand bytes of each. */
const atOnce = 50;
/** More that are one service's are nobody's service. */
const mostSelected = 2_000;

/** A runtime of one engine; `select` gives the containers of the service, in any order. */
export const engineRuntime = (engine: Engine, select: () => Promise<readonly EngineContainer[]>): Runtime => ({
	replicas: async () => {
		const containers = await select();
		const {where, node} = await aboutEngine(engine);
		const replicas = await replicasOf(engine, containers, node);
		return {where, wanted: null, rollout: null, claims: [], replicas: replicas.toSorted(byName)};
	},
	files: (replica, path) => engineFiles(engine, replica, path),
	touched: (replica) => engineTouched(engine, replica),
	logs: (replica, since) => engineLogs(engine, replica, since),
});

export const byName = (a: Replica, b: Replica): number =>
	a.name === b.name ? compare(a.id, b.id) : compare(a.name, b.name);
const compare = (a: string, b: string): number => (a < b ? -1 : a > b ? 1 : 0);

/** The containers as replicas, with what the engine's store knows of their images. */
export async function replicasOf(
	engine: Engine,
	containers: readonly EngineContainer[],
	node: string | null,
): Promise<readonly Replica[]> {
	const names = containers.flatMap(({image, imageId}) => [imageId, image]).filter((name) => name !== null);
	const images = await engineImages(engine, [...new Set(names)]);
	return containers.map((container) => replicaOf(container, images, node));
}

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
