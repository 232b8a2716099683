// Builds dist/ from src/: two entries, split chunks, everything they need inside. `--check` builds beside it and fails
// when the committed dist/ is not that, byte for byte.
import {mkdtemp, readdir, readFile, rm, writeFile} from 'node:fs/promises';
import {isBuiltin} from 'node:module';
import {tmpdir} from 'node:os';
import {dirname, join} from 'node:path';
import {fileURLToPath} from 'node:url';
import {rolldown} from 'rolldown';

const top = dirname(dirname(fileURLToPath(import.meta.url)));
const check = process.argv.includes('--check');
const target = check ? await mkdtemp(join(tmpdir(), 'deploy-truth-dist-')) : join(top, 'dist');

/**
 * What the action loads before its first request, in two files: resolving and opening one takes as long as compiling
 * twenty kilobytes. What is needed once an answer came stays apart.
 */
const beforeFirstRequest =
	/src\/(?:model\/(?!image-digests)|plan\/|run|world|deliver\/own-comments|faces\/(?:action\/(?:log|modes)|http(?!\/http2|\/sessions)|world|files|commands\/terminal)|observe\/(?:observe|image|base|markers|attempt|wait)|adapters\/registry\/|subjects\/(?:registry|image|stated-toc|base|authority|progress|parallel|place)(?!-toc)|rootfs\/(?:listing|node|squash|pending)|bytes\/(?:collect|digest|limits|prove)|history\/)/;
const groups = [
	{name: 'config', test: /src\/config\/(?!yaml)|node_modules\/(?:zod|picomatch)\//},
	{name: 'line', test: beforeFirstRequest},
];

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
	const bundle = await rolldown({
		cwd: top,
		input: {index: 'src/index.ts', cli: 'src/cli.ts'},
		platform: 'node',
		logLevel: 'warn',
		treeshake: {moduleSideEffects: (id) => !/node_modules\/(@actions\/|undici\/)/.test(id)},
	});
	await bundle.write({
		dir: directory,
		format: 'esm',
		entryFileNames: '[name].js',
		chunkFileNames: 'chunks/[name]-[hash].mjs',
		minify: {mangle: false, compress: true, codegen: {removeWhitespace: true}},
		comments: {legal: true},
		plugins: [takeBuiltins()],
		codeSplitting: {groups},
	});
	await bundle.close();
	// Beside a dist/ that is read on its own, Node must still know that these are modules, and which version they are.
	const {name, version, license} = JSON.parse(await readFile(join(top, 'package.json'), 'utf8'));
	await writeFile(
		join(directory, 'package.json'),
		`${JSON.stringify({name, version, license, type: 'module'}, null, 2)}\n`,
	);
}

/**
 * Takes Node's own modules as they are. An `import` of one reads every name that it exports, and some of those names
 * bring up a whole subsystem (`crypto.webcrypto`, `fs.promises`, `http.WebSocket`): together half of the time until
 * the action's first request.
 */
function takeBuiltins() {
	const renderChunk = (code: string): string =>
		code.replace(
			/^import (?:(?:\* as )?(\w+)|(?:(\w+), )?\{([^}]*)\}) from "([a-z0-9:/_]+)";$/gm,
			(whole: string, all: string | undefined, main: string | undefined, names: string | undefined, module: string) => {
				if (!isBuiltin(module) || names?.includes('default as ')) return whole;
				const taken = `process.getBuiltinModule("${module}")`;
				const parts = [all, main].filter((name) => name !== undefined).map((name) => `const ${name} = ${taken};`);
				if (names !== undefined) parts.push(`const {${names.replaceAll(' as ', ': ')}} = ${taken};`);
				return parts.join(' ');
			},
		);
	return {name: 'take-builtins', renderChunk};
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
