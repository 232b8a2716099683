import {spawn} from 'node:child_process';
import {mkdirSync, readFileSync, writeFileSync} from 'node:fs';
import {dirname, join} from 'node:path';
import {fileURLToPath} from 'node:url';
import {parse} from 'yaml';
import type {FakeGithub} from '../fakes/github/server.ts';
import {type Room, room} from './repository.ts';

const top = dirname(dirname(dirname(fileURLToPath(import.meta.url))));
/** What the runner starts. `DEPLOY_TRUTH_ENTRY=src/index.ts` tries the sources before they are built. */
const entry = join(top, process.env['DEPLOY_TRUTH_ENTRY'] || 'dist/index.js');

export type Step = {
	readonly inputs: Readonly<Record<string, string>>;
	readonly event: string;
	readonly payload: unknown;
	/** GITHUB_SHA */
	readonly sha: string;
	readonly runId: number;
	readonly env?: Readonly<Record<string, string>>;
	/** is given the signals that the runner sends */
	readonly started?: (kill: (signal: NodeJS.Signals) => void) => void;
};

export type Ended = {
	readonly code: number | null;
	/** standard output and standard error, as the job's log shows them */
	readonly log: string;
	readonly outputs: Readonly<Record<string, string>>;
	readonly summary: string;
};

export type Runner = Disposable & {readonly room: Room; readonly run: (step: Step) => Promise<Ended>};

/** Starts the action as the runner does: inputs with `action.yml`'s defaults, files for outputs, summary and event. */
export function runnerFor(github: FakeGithub, workspace: string): Runner {
	const place = room();
	let steps = 0;
	return {
		room: place,
		[Symbol.dispose]: () => place[Symbol.dispose](),
		run: async (step) => {
			const files = join(place.path, String(++steps));
			mkdirSync(files, {recursive: true});
			const [event, output, summary] = ['event.json', 'output', 'summary.md'].map((name) => join(files, name)) as [
				string,
				string,
				string,
			];
			writeFileSync(event, JSON.stringify(step.payload));
			writeFileSync(output, '');
			writeFileSync(summary, '');
			const env = {
				PATH: process.env['PATH'],
				HOME: place.path,
				LANG: 'C.UTF-8',
				CI: 'true',
				GITHUB_ACTIONS: 'true',
				GITHUB_WORKSPACE: workspace,
				GITHUB_EVENT_NAME: step.event,
				GITHUB_EVENT_PATH: event,
				GITHUB_OUTPUT: output,
				GITHUB_STEP_SUMMARY: summary,
				GITHUB_REPOSITORY: github.repository,
				GITHUB_SHA: step.sha,
				GITHUB_RUN_ID: String(step.runId),
				GITHUB_RUN_NUMBER: '1',
				GITHUB_RUN_ATTEMPT: '1',
				GITHUB_SERVER_URL: 'https://github.example',
				GITHUB_API_URL: github.url,
				RUNNER_TEMP: files,
				...inputVariables(step.inputs, github.token),
				...step.env,
			};
			const child = spawn(process.execPath, [entry], {cwd: workspace, env, stdio: ['ignore', 'pipe', 'pipe']});
			let log = '';
			for (const stream of [child.stdout, child.stderr])
				stream.setEncoding('utf8').on('data', (chunk: string) => {
					log += chunk;
				});
			step.started?.((signal) => void child.kill(signal));
			const code = await new Promise<number | null>((resolve) => child.on('close', resolve));
			return {code, log, outputs: outputsOf(readFileSync(output, 'utf8')), summary: readFileSync(summary, 'utf8')};
		},
	};
}

type Declared = {readonly inputs: Readonly<Record<string, {readonly default?: string}>>};

/** `INPUT_` and the name in capitals, blanks as underlines; hyphens stay (runner: ScriptHandler). */
function inputVariables(given: Readonly<Record<string, string>>, token: string): Record<string, string> {
	const {inputs} = parse(readFileSync(join(top, 'action.yml'), 'utf8')) as Declared;
	const names = new Set([...Object.keys(inputs), ...Object.keys(given)]);
	return Object.fromEntries(
		[...names].map((name) => {
			const value = given[name] ?? inputs[name]?.default ?? '';
			return [`INPUT_${name.replaceAll(' ', '_').toUpperCase()}`, value.replace('${{ github.token }}', token)];
		}),
	);
}

/** `name<<delimiter`, lines, delimiter: what the runner reads back. */
function outputsOf(text: string): Record<string, string> {
	return Object.fromEntries(
		[...text.matchAll(/^(\S+)<<(\S+)\r?\n([\s\S]*?)\r?\n?\2\r?$/gm)].map(([, name, , value]) => [name!, value!]),
	);
}
