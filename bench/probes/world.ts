import {nodeWorld} from '../../src/faces/world.ts';
import type {World} from '../../src/world.ts';

const silent = {info: say, warn: say, debug: say, progress: say, mask: say};

function say(): void {}

export const world = (): World =>
	nodeWorld({log: silent, signal: new AbortController().signal, env: process.env, cwd: process.cwd(), github: null});
