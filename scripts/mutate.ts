// Takes each guard of __tests__/mutations/ out of a copy of the sources and runs the one test that must then fail.
//
//   npm run mutate [-- WORD…]     only guards whose theme or name holds one of the words
import {spawn} from 'node:child_process';
import {cpSync, mkdirSync, mkdtempSync, readFileSync, rmSync, symlinkSync, writeFileSync} from 'node:fs';
import {tmpdir} from 'node:os';
import {dirname, join} from 'node:path';
import {fileURLToPath} from 'node:url';
import {type Mutation, themes} from '../__tests__/mutations/mutation.ts';
import {mutations} from '../__tests__/mutations/mutations.ts';

const top = dirname(dirname(fileURLToPath(import.meta.url)));
const copied = ['src', '__tests__', 'docs', 'scripts', 'package.json', 'jest.config.mjs', 'action.yml'];
const width = 2;
/** milliseconds; a test that hangs without its guard has not said what is wrong */
const patience = 90_000;

/** `by`: the tests that failed. */
type Outcome = {readonly mutation: Mutation; readonly killed: boolean; readonly by: string; readonly ms: number};

type JestReport = {
	readonly success: boolean;
	readonly numPassedTests: number;
	readonly numFailedTests: number;
	readonly testResults: readonly {
		readonly message: string;
		readonly assertionResults: readonly {readonly fullName: string; readonly status: string}[];
	}[];
};

const words = process.argv.slice(2);
const chosen = mutations.filter(
	({theme, guard}) => words.length === 0 || words.some((word) => `${theme} ${guard}`.includes(word)),
);
const room = mkdtempSync(join(tmpdir(), 'deploy-truth-mutate-'));
try {
	process.exitCode = await run();
} finally {
	rmSync(room, {recursive: true, force: true});
}

async function run(): Promise<number> {
	const started = Date.now();
	const broken = await failingAlready();
	for (const name of broken) console.log(`fails with every guard in its place: ${name}`);
	if (broken.length > 0) return 1;
	const waiting = [...chosen].reverse();
	const outcomes = new Map<Mutation, Outcome>();
	const worker = async (name: string): Promise<void> => {
		const copy = copyOf(join(room, name));
		for (let mutation = waiting.pop(); mutation !== undefined; mutation = waiting.pop()) {
			const outcome = await tryOne(copy, mutation);
			outcomes.set(mutation, outcome);
			const {killed, by, ms} = outcome;
			const seconds = `${(ms / 1000).toFixed(1)} s`;
			console.log(`${killed ? 'killed  ' : 'SURVIVED'}  ${mutation.theme} / ${mutation.guard}  ${seconds}\n    ${by}`);
		}
	};
	await Promise.all(Array.from({length: width}, (_, at) => worker(`copy-${at}`)));
	const survivors = [...outcomes.values()].filter(({killed}) => !killed);
	for (const {mutation} of survivors)
		console.log(`survived: ${mutation.guard} (${mutation.file}): ${mutation.why}, and no test says so`);
	for (const line of tableOf([...outcomes.values()])) console.log(line);
	const killed = outcomes.size - survivors.length;
	const seconds = Math.round((Date.now() - started) / 1000);
	console.log(`${outcomes.size} guards taken out, ${killed} noticed, ${survivors.length} not, in ${seconds} s`);
	return survivors.length === 0 && outcomes.size > 0 ? 0 : 1;
}

/** For each trap how many guards stand before it, and how many of them a test would miss. */
function tableOf(outcomes: readonly Outcome[]): readonly string[] {
	const rows = Object.entries(themes).flatMap(([theme, trap]) => {
		const own = outcomes.filter(({mutation}) => mutation.theme === theme);
		const noticed = own.filter(({killed}) => killed).length;
		return own.length === 0 ? [] : [[trap, theme, String(own.length), String(noticed)]];
	});
	const table = [['trap', 'what goes wrong', 'guards', 'noticed'], ...rows];
	const widths = [0, 1, 2, 3].map((column) => Math.max(...table.map((row) => row[column]!.length)));
	return table.map(([trap, theme, guards, noticed]) =>
		[
			trap!.padStart(widths[0]!),
			theme!.padEnd(widths[1]!),
			guards!.padStart(widths[2]!),
			noticed!.padStart(widths[3]!),
		].join('  '),
	);
}

/** Tests that prove nothing: they fail as the sources are. */
async function failingAlready(): Promise<readonly string[]> {
	const tests = chosen.map(({test}) => test);
	const report = await jest(copyOf(join(room, 'whole')), tests);
	if (report === null) return ['the run itself, which did not come to an end'];
	const failed = report.testResults.flatMap(({assertionResults}) =>
		assertionResults.filter(({status}) => status === 'failed').map(({fullName}) => fullName),
	);
	return report.success || failed.length > 0 ? failed : ['a file that cannot be loaded'];
}

/** Everything that the tests read, in a directory that may be spoilt. */
function copyOf(directory: string): string {
	mkdirSync(directory);
	for (const name of copied) cpSync(join(top, name), join(directory, name), {recursive: true});
	symlinkSync(join(top, 'node_modules'), join(directory, 'node_modules'));
	return directory;
}

async function tryOne(copy: string, mutation: Mutation): Promise<Outcome> {
	const started = Date.now();
	const path = join(copy, mutation.file);
	const whole = readFileSync(path, 'utf8');
	const parts = whole.split(mutation.find);
	const done = (killed: boolean, by: string): Outcome => ({mutation, killed, by, ms: Date.now() - started});
	if (parts.length !== 2)
		return done(false, `the text to replace stands ${parts.length - 1} times in ${mutation.file}`);
	writeFileSync(path, parts.join(mutation.replace));
	try {
		const report = await jest(copy, [mutation.test]);
		if (report === null) return done(false, 'the tests did not come to an end');
		const results = report.testResults.flatMap((result) => result.assertionResults);
		const failed = results.filter(({status, fullName}) => status === 'failed' && fullName.includes(mutation.test.name));
		if (failed.length > 0) return done(true, failed.map(({fullName}) => fullName).join('; '));
		const ran = report.numPassedTests + report.numFailedTests;
		// Sources that no longer load prove nothing about a guard.
		const why = report.testResults.map(({message}) => message.slice(0, 2000)).find((message) => message !== '');
		return done(false, ran === 0 ? (why ?? `no test is called '${mutation.test.name}'`) : 'the test passes without it');
	} finally {
		writeFileSync(path, whole);
	}
}

/** Null when the run hung. */
function jest(copy: string, tests: readonly Mutation['test'][]): Promise<JestReport | null> {
	const report = join(copy, 'report.json');
	rmSync(report, {force: true});
	const names = tests.map(({name}) => name.replace(/[.*+?^${}()|[\]\\/]/g, '\\$&')).join('|');
	const files = new Set(tests.map(({file}) => file));
	const flags = ['--experimental-vm-modules', '--disable-warning=ExperimentalWarning'];
	const options = ['--runInBand', '--json', `--outputFile=${report}`, '-t', names, '--runTestsByPath', ...files];
	const child = spawn(process.execPath, [...flags, 'node_modules/jest/bin/jest.js', ...options], {
		cwd: copy,
		stdio: 'ignore',
	});
	const timer = setTimeout(() => child.kill('SIGKILL'), patience);
	return new Promise((resolve, reject) => {
		child.on('error', reject);
		child.on('exit', () => {
			clearTimeout(timer);
			try {
				resolve(JSON.parse(readFileSync(report, 'utf8')) as JestReport);
			} catch {
				resolve(null);
			}
		});
	});
}
