import {nodeWorld} from '../../src/faces/world.ts';
import type {Log, World} from '../../src/world.ts';

/** Keeps what was said, for tests that look at it. */
export type RecordedLog = Log & {readonly lines: string[]; readonly secrets: string[]};

export function recordedLog(): RecordedLog {
	const lines: string[] = [];
	const secrets: string[] = [];
	return {
		lines,
		secrets,
		info: (text) => void lines.push(text),
		warn: (text) => void lines.push(text),
		debug: (text) => void lines.push(text),
		progress: (text) => void lines.push(text),
		mask: (secret) => void secrets.push(secret),
	};
}

/** The real world of this machine with a quiet log, no GitHub and only the variables that finding programs takes. */
export function testWorld(overrides: Partial<World> & {cwd?: string} = {}): World {
	const {cwd, ...rest} = overrides;
	const env = rest.env ?? {
		PATH: process.env['PATH'],
		HOME: process.env['HOME'],
		LANG: 'C.UTF-8',
		DEPLOY_TRUTH_CACHE: 'none',
	};
	const world = nodeWorld({
		log: rest.log ?? recordedLog(),
		signal: rest.signal ?? new AbortController().signal,
		env,
		cwd: cwd ?? process.cwd(),
		github: null,
	});
	return {...world, ...rest, env};
}
