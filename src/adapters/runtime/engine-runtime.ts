import type {Replica} from '../../model/runtime.ts';
import {aboutEngine} from './engine-about.ts';
import type {Engine} from './engine-command.ts';
import type {EngineContainer} from './engine-container.ts';
import {replicaOf} from './engine-container.ts';
import {engineFiles, engineLogs, engineTouched} from './engine-files.ts';
import {engineImages} from './engine-images.ts';
import {engineOwners} from './engine-owners.ts';
import type {Runtime} from './runtime.ts';

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
	owner: (addresses) => engineOwners(engine, addresses),
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
