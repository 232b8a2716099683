import type {LayerVerdict} from '../model/verdict.ts';
import {skippedLayer} from './opinion.ts';

/** Which proxy and which container a request lands on: nothing observes this yet, so nothing is claimed. */
export const judgeMapping = (): LayerVerdict => skippedLayer('mapping');
