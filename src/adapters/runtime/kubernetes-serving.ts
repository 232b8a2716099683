import {sameRepository} from '../../model/reference.ts';
import type {Raw} from './kubernetes-objects.ts';
import {listOf, textOf} from './kubernetes-objects.ts';

/** Which containers are meant: by their names, else by the deployed image. */
export type Wanted = {readonly containers: readonly string[]; readonly image: string | null};

/** Whether an init container keeps running beside the others (KEP-753). */
export const isSidecar = (container: Raw): boolean => container['restartPolicy'] === 'Always';

/**
 * The names of the containers of a pod that serve: those that are named, else those of the deployed image, else all that
 * are not there to prepare. None where a pod has none of the named ones.
 */
export function servingIn(spec: Raw, {containers, image}: Wanted): ReadonlySet<string> {
	const ordinary = listOf(spec['containers']);
	if (containers.length > 0) {
		const running = [...ordinary, ...listOf(spec['initContainers']).filter(isSidecar)];
		return namesOf(running.filter(({name}) => containers.includes(String(name))));
	}
	const ofImage = ordinary.filter((container) => sameRepository(textOf(container['image']), image));
	return namesOf(ofImage.length > 0 ? ofImage : ordinary);
}

/** Whether a pod has a container from the repository of the deployed image. */
export const usesImage = (spec: Raw, image: string): boolean =>
	listOf(spec['containers']).some((container) => sameRepository(textOf(container['image']), image));

const namesOf = (containers: readonly Raw[]): ReadonlySet<string> =>
	new Set(containers.flatMap(({name}) => textOf(name) ?? []));
