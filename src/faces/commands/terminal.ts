import type {OverallStatus} from '../../model/verdict.ts';
import type {World} from '../../world.ts';
import {printable, terminalLog, writerTo} from '../terminal.ts';
import {nodeWorld} from '../world.ts';

/** What scripts may rely on. */
export const exitCodes = {ok: 0, drift: 1, usage: 2, inconclusive: 3, internal: 4} as const satisfies Record<
	string,
	number
>;

/** What a command is given: the world, where data goes, whether colour is welcome. */
export type Terminal = {
	readonly world: World;
	readonly out: (chunk: string | Uint8Array) => Promise<void>;
	readonly problem: (text: string) => void;
	readonly color: boolean;
	readonly width: number;
	readonly clear: () => void;
	/** a text without what must not be shown */
	readonly masked: (text: string) => string;
};

export async function openTerminal(signal: AbortSignal): Promise<Terminal> {
	const {env} = process;
	const log = terminalLog(process.stderr, {debug: Boolean(env['DEPLOY_TRUTH_DEBUG']), now: Date.now});
	const world = nodeWorld({log, signal, env, cwd: process.cwd(), github: null});
	return {
		world,
		out: writerTo(process.stdout),
		problem: (text) => {
			log.clear();
			process.stderr.write(`${printable(log.masked(text)).replace(/\n?$/, '\n')}`);
		},
		color: wantsColor(env, process.stdout.isTTY === true),
		width: process.stdout.columns ?? 100,
		clear: log.clear,
		masked: log.masked,
	};
}

/** https://no-color.org and FORCE_COLOR; a terminal otherwise. */
const wantsColor = (env: Readonly<Record<string, string | undefined>>, terminal: boolean): boolean =>
	env['NO_COLOR'] ? false : env['FORCE_COLOR'] ? env['FORCE_COLOR'] !== '0' : terminal && env['TERM'] !== 'dumb';

/** The worst of several services: drift before inconclusive before live. */
export function exitCodeOf(statuses: readonly OverallStatus[]): number {
	if (statuses.includes('drift')) return exitCodes.drift;
	return statuses.includes('inconclusive') || statuses.length === 0 ? exitCodes.inconclusive : exitCodes.ok;
}
