import {archiveMutations} from './archives.ts';
import {containerMutations} from './containers.ts';
import {engineMutations} from './engines.ts';
import {imageMutations} from './images.ts';
import {landingMutations} from './landing.ts';
import {layerMutations} from './layers.ts';
import {mappingMutations} from './mapping.ts';
import type {Mutation} from './mutation.ts';
import {registryMutations} from './registries.ts';
import {routeMutations} from './routes.ts';
import {savedImageMutations} from './saved-images.ts';

/** Every guard that `npm run mutate` takes out. */
export const mutations: readonly Mutation[] = [
	...layerMutations,
	...archiveMutations,
	...imageMutations,
	...registryMutations,
	...savedImageMutations,
	...containerMutations,
	...engineMutations,
	...mappingMutations,
	...landingMutations,
	...routeMutations,
];
