import {FaultError} from '../../model/fault.ts';
import type {Replica} from '../../model/runtime.ts';
import {checkedName} from './kubernetes-objects.ts';

/** Where kubectl finds a container again. */
export type ContainerPlace = {readonly namespace: string; readonly pod: string; readonly container: string};

/** Reads a replica's ID, `namespace/pod/container`. */
export function placeOf({id}: Replica): ContainerPlace {
	const [namespace, pod, container, more] = id.split('/');
	if (more !== undefined) throw new FaultError('invalid-answer', 'a replica whose ID is none of Kubernetes');
	return {namespace: checkedName(namespace), pod: checkedName(pod), container: checkedName(container)};
}
