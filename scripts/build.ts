// Builds dist/ from src/: two entries, split chunks, everything they need inside. `--check` builds beside it and fails
// when the committed dist/ is not that, byte for byte.
import {mkdtemp, readdir, readFile, rm, writeFile} from 'node:fs/promises';
import {tmpdir} from 'node:os';
import {dirname, join} from 'node:path';
import {fileURLToPath} from 'node:url';
import {rolldown} from 'rolldown';

const top = dirname(dirname(fileURLToPath(import.meta.url)));
const check = process.argv.includes('--check');
const target = check ? await mkdtemp(join(tmpdir(), 'deploy-truth-dist-')) : join(top, 'dist');

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
		chunkFileNames: 'chunks/[name]-[hash].js',
		minify: {mangle: false, compress: false, codegen: {removeWhitespace: false}},
		comments: {legal: true},
	});
	await bundle.close();
	// Beside a dist/ that is read on its own, Node must still know that these are modules, and which version they are.
	const {name, version, license} = JSON.parse(await readFile(join(top, 'package.json'), 'utf8'));
	await writeFile(
		join(directory, 'package.json'),
		`${JSON.stringify({name, version, license, type: 'module'}, null, 2)}\n`,
	);
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
