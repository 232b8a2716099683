import {readFileSync} from 'node:fs';
import {resolve} from 'node:path';
import {formatProblems} from '../config/decode.ts';
import {loadInputs} from '../config/load.ts';
import type {Problem} from '../config/problem.ts';
import {trustOf} from '../config/trust.ts';
import {FaultError} from '../model/fault.ts';
import type {Log, World} from '../world.ts';
import {actionLog} from './action/log.ts';
import {runnerCache} from './action/listings.ts';
import * as modes from './action/modes.ts';
import {inherited, readable, secretsOf} from './action/secrets.ts';
import {toolkit as core, type Toolkit} from './action/toolkit.ts';
import {exitCodes} from './commands/terminal.ts';
import {targetOf} from './event.ts';
import {githubRequest} from './github.ts';
import {leave} from './leave.ts';
import {Masks} from './masks.ts';
import {version} from './version.ts';
import {nodeWorld} from './world.ts';

/**
 * The action: inputs → the line → comment, summary, annotations, outputs → exit code. The runner cancels with SIGINT,
 * 7.5 s later SIGTERM, 2.5 s later the end (docs.github.com, "Workflow cancellation").
 */
export async function main(): Promise<void> {
	const cancel = new AbortController();
	const stopped = onSignals(cancel);
	const masks = new Masks();
	let code: number;
	try {
		code = await act(core, cancel.signal, masks);
	} catch (error) {
		code = complain(core, error, stopped(), masks);
	}
	await new Promise<void>((done) => void process.stdout.write('', () => done()));
	await leave(stopped() ?? code);
}

async function act(core: Toolkit, signal: AbortSignal, masks: Masks): Promise<number> {
	const {env} = process;
	const get = (name: string): string => core.getInput(name);
	const log = actionLog(core, Date.now, masks);
	for (const name of ['github-token', 'registry-password', 'cache-secret'])
		if (get(name) !== '') {
			core.setSecret(get(name));
			log.mask(get(name));
		}
	const event = readEvent(env['GITHUB_EVENT_PATH']);
	if ('problem' in event) return refuse(core, [event.problem]);
	const found = targetOf(env, event.payload, get('commit') !== '');
	if ('problems' in found) return refuse(core, found.problems);
	const trust = trustOf(found.target.event, event.payload);
	core.debug(`the event is ${trust.trust}: ${trust.because}`);

	const cwd = resolve(env['GITHUB_WORKSPACE'] || process.cwd(), get('working-directory') || '.');
	const world = worldOf(log, signal, cwd, get('github-token'));
	const {service, environment, target} = found;
	const loaded = await loadInputs(world, get, {repository: cwd, trust, service, environment});
	if ('problems' in loaded) return refuse(core, loaded.problems);
	const {asked} = loaded;
	const tool = `deploy-truth/${version()}`;
	const job = {core, world, target, trust, tool, masks};
	switch (asked.mode) {
		case 'verify':
			for (const secret of secretsOf(asked.config, world.env)) world.log.mask(secret);
			return modes.verify(job, asked, runnerCache(env, get('cache-secret')));
		case 'record':
			return modes.record(job, asked, get('build-command'));
		case 'report':
			return modes.report(job, asked);
	}
}

function worldOf(log: Log, signal: AbortSignal, cwd: string, token: string): World {
	// A copy, read several times: each look at the variables of the process itself asks the system.
	const env = {...process.env};
	const world = nodeWorld({
		log,
		signal,
		env: inherited(env),
		cwd,
		github: null,
	});
	const github =
		token === ''
			? null
			: githubRequest({
					token,
					baseUrl: env['GITHUB_API_URL'] || 'https://api.github.com',
					signal,
					sleep: world.sleep,
					userAgent: `deploy-truth/${version()}`,
				});
	return {...world, env: readable(env), github};
}

/** 30 MiB: GitHub's own limit for a webhook's payload is 25 MB. */
const maxPayloadBytes = 30 << 20;

function readEvent(path: string | undefined): {payload: unknown} | {problem: Problem} {
	if (path === undefined || path === '') return {payload: null};
	const accepted = 'the JSON payload that the runner writes';
	const wrong = (found: string): {problem: Problem} => ({
		problem: {place: 'GITHUB_EVENT_PATH', path: '', found, accepted, todo: 'run this as an action'},
	});
	let bytes: Buffer;
	try {
		bytes = readFileSync(path);
	} catch (error) {
		return wrong(`a file that cannot be read (${(error as NodeJS.ErrnoException).code ?? 'unknown'})`);
	}
	if (bytes.length > maxPayloadBytes) return wrong(`${bytes.length} bytes`);
	try {
		return {payload: JSON.parse(bytes.toString('utf8')) as unknown};
	} catch {
		return wrong('a file that is not JSON');
	}
}

function refuse(core: Toolkit, problems: readonly Problem[]): number {
	core.error(formatProblems(problems), {title: 'Deploy Truth: configuration'});
	return exitCodes.usage;
}

/** A fault is an answer we could not get; anything else that is thrown is a bug of ours, unless the run was cancelled. */
function complain(core: Toolkit, error: unknown, stopped: number | null, masks: Masks): number {
	if (stopped !== null) {
		core.info('cancelled');
		return stopped;
	}
	if (error instanceof FaultError) {
		core.error(masks.text(`${error.fault.code}: ${error.fault.detail}`), {title: 'Deploy Truth'});
		return exitCodes.inconclusive;
	}
	core.error(masks.text(`internal error: ${error instanceof Error ? (error.stack ?? error.message) : String(error)}`));
	return exitCodes.internal;
}

/** Milliseconds a cancelled run may take to stop: less than the runner waits between its first and second signal. */
const grace = 5_000;

/** 128 + the number of the first signal that came. */
function onSignals(cancel: AbortController): () => number | null {
	let code: number | null = null;
	for (const [signal, number] of [
		['SIGINT', 130],
		['SIGTERM', 143],
	] as const) {
		process.on(signal, () => {
			if (code !== null) return;
			code = number;
			cancel.abort();
			setTimeout(() => process.exit(number), grace).unref();
		});
	}
	return () => code;
}
