import type {LayerVerdict} from '../model/verdict.ts';
import {skippedLayer} from './opinion.ts';

/** Whether every replica runs the image unchanged: nothing observes this yet, so nothing is claimed. */
export const judgeContainer = (): LayerVerdict => skippedLayer('container');
