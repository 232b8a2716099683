import {openRepository} from '../adapters/git/repository.ts';
import {declaredIn} from '../adapters/runtime/declared.ts';
import type {Declared} from '../model/evidence.ts';
import {FaultError} from '../model/fault.ts';
import type {Plan} from '../model/plan.ts';
import type {World} from '../world.ts';

/** A manifest that a person writes is smaller. */
const mostBytes = 2 ** 20;

/** What the commit's compose file or Kubernetes manifest says of the service: the file as the commit holds it, not as it lies here. */
export async function observeDeclared(
	world: World,
	plan: Plan,
	path: string,
	commit: string | null,
	directory: string,
): Promise<Declared> {
	if (commit === null)
		throw new FaultError('commit-missing', `the commit was not read, so neither is ${path} as it has it`);
	const repository = await openRepository(world, directory);
	const bytes = await repository.readBlob(commit, path, mostBytes);
	const {service, runtime, image} = plan.service;
	const named = {service: runtime!.service ?? service, workload: runtime!.workload, containers: runtime!.containers};
	return declaredIn(new TextDecoder().decode(bytes), path, {...named, image: image?.reference ?? null});
}
