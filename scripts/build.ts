// Builds dist/ from src/: two entries, split chunks, everything they need inside. `--check` builds beside it and fails
// when the committed dist/ is not that, byte for byte.
import {mkdtemp, readdir, readFile, rm, writeFile} from 'node:fs/promises';
import {isBuiltin} from 'node:module';
import {tmpdir} from 'node:os';
import {dirname, join} from 'node:path';
import {fileURLToPath} from 'node:url';
import {type InputOptions, rolldown} from 'rolldown';

const top = dirname(dirname(fileURLToPath(import.meta.url)));
const check = process.argv.includes('--check');
const target = check ? await mkdtemp(join(tmpdir(), 'deploy-truth-dist-')) : join(top, 'dist');

/** What starts the action: all that it imports, and what that imports, is there before the first request. */
const beginning = 'src/index.ts';
/** The command line says its version without the rest, and tells where nobody could take it. */
const alone = ['src/faces/version.ts', 'src/faces/lost-output.ts'];
const firstName = 'first';
/** Modules of Node's own which the first request does without, and which take a fourth of a bare start to load. */
const late = new Set(['crypto', 'fs/promises']);

await build(target);
if (check) {
	const problems = await differences(target, join(top, 'dist'));
	await rm(target, {recursive: true, force: true});
	if (problems.length > 0) {
		console.error(
			`dist/ is not what src/ builds:\n${problems.map((line) => `  ${line}`).join('\n')}\nRun 'npm run build' and commit dist/.`,
		);
		process.exit(1);
	}
	console.log('dist/ is what src/ builds');
}

async function build(directory: string): Promise<void> {
	if (!check) await rm(directory, {recursive: true, force: true});
	const input = {
		cwd: top,
		input: {index: 'src/index.ts', cli: 'src/cli.ts'},
		platform: 'node',
		logLevel: 'warn',
		treeshake: {moduleSideEffects: (id: string) => !/node_modules\/(@actions\/|undici\/)/.test(id)},
	} as const;
	const first = await beforeFirstRequest(input);
	const bundle = await rolldown(input);
	await bundle.write({
		dir: directory,
		format: 'esm',
		entryFileNames: '[name].js',
		chunkFileNames: 'chunks/[name]-[hash].mjs',
		minify: {mangle: false, compress: true, codegen: {removeWhitespace: true}},
		comments: {legal: true},
		plugins: [takeBuiltins()],
		// One file: resolving and opening one takes as long as compiling twenty kilobytes.
		codeSplitting: {
			groups: [
				{name: 'version', priority: 2, test: (id: string) => alone.some((path) => id === join(top, path))},
				{name: firstName, priority: 1, test: (id: string) => first.has(id)},
			],
		},
	});
	await bundle.close();
	// Beside a dist/ that is read on its own, Node must still know that these are modules, and which version they are.
	const {name, version, license} = JSON.parse(await readFile(join(top, 'package.json'), 'utf8'));
	await writeFile(
		join(directory, 'package.json'),
		`${JSON.stringify({name, version, license, type: 'module'}, null, 2)}\n`,
	);
}

/** Our modules, and the libraries that read the configuration, that are loaded before the action's first request. */
async function beforeFirstRequest(input: InputOptions): Promise<ReadonlySet<string>> {
	const imports = new Map<string, readonly string[]>();
	const moduleParsed = ({id, importedIds}: {id: string; importedIds: readonly string[]}): void =>
		void imports.set(id, importedIds);
	const bundle = await rolldown({...input, logLevel: 'silent', plugins: [{name: 'imports', moduleParsed}]});
	await bundle.generate({format: 'esm'});
	await bundle.close();
	const found = new Set([join(top, beginning)]);
	for (const id of found) for (const imported of imports.get(id) ?? []) found.add(imported);
	for (const id of found)
		if (!/\/src\/|node_modules\/(?:zod|picomatch)\//.test(id) || id === join(top, beginning)) found.delete(id);
	return found;
}

/**
 * Takes Node's own modules as they are. An `import` of one reads every name that it exports, and some of those names
 * bring up a whole subsystem (`crypto.webcrypto`, `fs.promises`, `http.WebSocket`): together half of the time until
 * the action's first request. What that request does without is taken when it is called.
 */
function takeBuiltins() {
	const renderChunk = (code: string, chunk: {name: string}): string =>
		code.replace(
			/^import (?:(?:\* as )?([\w$]+)|(?:([\w$]+), )?\{([^}]*)\}) from "([a-z0-9:/_]+)";$/gm,
			(whole: string, all: string | undefined, main: string | undefined, names: string | undefined, module: string) => {
				if (!isBuiltin(module) || names?.includes('default as ')) return whole;
				const taken = `process.getBuiltinModule("${module}")`;
				if (late.has(module.replace('node:', '')) && [firstName, 'index'].includes(chunk.name))
					return takenLate(taken, all ?? main, names?.split(',') ?? []);
				const parts = [all, main].filter((name) => name !== undefined).map((name) => `const ${name} = ${taken};`);
				if (names !== undefined) parts.push(`const {${names.replaceAll(' as ', ': ')}} = ${taken};`);
				return parts.join(' ');
			},
		);
	return {name: 'take-builtins', renderChunk};
}

function takenLate(taken: string, whole: string | undefined, names: readonly string[]): string {
	const parts = whole === undefined ? [] : [`const ${whole} = new Proxy({}, {get: (_, name) => ${taken}[name]});`];
	for (const [name, local = name] of names.map((one) => one.trim().split(' as ') as [string, string?])) {
		if (!/^[a-z]/.test(name)) throw new Error(`${name} is no function that could be taken when it is called`);
		parts.push(`const ${local} = (...given) => ${taken}.${name}(...given);`);
	}
	return parts.join(' ');
}

async function differences(built: string, committed: string): Promise<string[]> {
	const [left, right] = await Promise.all([listing(built), listing(committed)]);
	const problems: string[] = [];
	for (const name of [...new Set([...left, ...right])].sort()) {
		if (!right.includes(name)) problems.push(`missing: ${name}`);
		else if (!left.includes(name)) problems.push(`left over: ${name}`);
		else if (!(await readFile(join(built, name))).equals(await readFile(join(committed, name))))
			problems.push(`differs: ${name}`);
	}
	return problems;
}

async function listing(directory: string): Promise<string[]> {
	const entries = await readdir(directory, {recursive: true, withFileTypes: true}).catch(() => []);
	return entries
		.filter((entry) => entry.isFile())
		.map((entry) => join(entry.parentPath, entry.name).slice(directory.length + 1));
}
