import {readdirSync, readFileSync} from 'node:fs';
import {dirname, join, normalize, relative} from 'node:path';
import {fileURLToPath} from 'node:url';
import {describe, expect, test} from '@jest/globals';

const source = join(dirname(dirname(fileURLToPath(import.meta.url))), 'src');

/** Which houses and packages a house may import; its own folder is always open to it. `docs/architecture.md` says why. */
const rules: Record<string, readonly string[]> = {
	model: ['picomatch'],
	plan: ['model'],
	judge: ['model'],
	report: ['model'],
	bytes: ['model', 'node:crypto', 'node:zlib', 'node:stream', 'node:buffer', 'node:v8'],
	rootfs: ['model', 'bytes', 'tar-stream'],
	'adapters/git': ['model', 'bytes', 'world'],
	'adapters/registry': ['model', 'bytes', 'world'],
	'adapters/runtime': ['model', 'bytes', 'world', 'yaml'],
	'adapters/proxy': ['model', 'bytes', 'world', 'yaml'],
	'adapters/endpoint': ['model', 'bytes', 'world', 'htmlparser2'],
	'adapters/github': ['model', 'bytes', 'world'],
	'adapters/actions-cache': ['model', 'bytes', 'world'],
	subjects: ['model', 'bytes', 'rootfs', 'adapters', 'world'],
	observe: ['model', 'plan', 'subjects', 'adapters', 'bytes', 'world'],
	config: ['model', 'world', 'yaml', 'zod'],
	history: ['model', 'world', 'bytes', 'adapters/actions-cache'],
	deliver: ['model', 'world'],
	run: ['config', 'plan', 'observe', 'judge', 'report', 'deliver', 'history', 'model', 'world'],
	world: [],
	faces: [
		'run',
		'config',
		'subjects',
		'bytes',
		'report',
		'deliver',
		'history',
		'model',
		'world',
		'@actions/',
		'execa',
		'commander',
		'node:',
	],
	index: ['faces'],
	cli: ['faces'],
};

const pure = ['model', 'plan', 'judge', 'report'];

type Module = {file: string; house: string; imports: string[]; text: string};

const modules: Module[] = readdirSync(source, {recursive: true, encoding: 'utf8'})
	.filter((file) => file.endsWith('.ts'))
	.map((file) => {
		const text = readFileSync(join(source, file), 'utf8');
		const imports = [
			...text.matchAll(
				/(?:^|\n)\s*(?:import|export)\b[^'";]*?from '([^']+)'|import\('([^']+)'\)|(?:^|\n)import '([^']+)'/g,
			),
		].map((found) => (found[1] ?? found[2] ?? found[3])!);
		return {file, house: houseOf(file), imports, text};
	});

function houseOf(file: string): string {
	const parts = file.split('/');
	if (parts.length === 1) return parts[0]!.replace(/\.ts$/, '');
	return parts[0] === 'adapters' ? `adapters/${parts[1]}` : parts[0]!;
}

const targetOf = (module: Module, name: string): string =>
	name.startsWith('.') ? houseOf(relative(source, normalize(join(source, dirname(module.file), name)))) : name;

const allowed = (rule: string, target: string): boolean =>
	rule === target ||
	(rule.endsWith('/') || rule.endsWith(':') ? target.startsWith(rule) : target.startsWith(`${rule}/`));

describe('the houses', () => {
	test('every house has a rule', () => {
		expect([...new Set(modules.map((module) => module.house))].filter((house) => !(house in rules))).toEqual([]);
	});

	test('nobody visits a house that is closed to them', () => {
		const trespasses = modules.flatMap((module) =>
			module.imports
				.map((name) => targetOf(module, name))
				.filter(
					(target) => target !== module.house && !(rules[module.house] ?? []).some((rule) => allowed(rule, target)),
				)
				.map((target) => `${module.file} imports ${target}`),
		);
		expect(trespasses).toEqual([]);
	});

	test('an import that crosses a line would be seen', () => {
		const module: Module = {file: 'judge/image.ts', house: 'judge', imports: [], text: ''};
		const target = targetOf(module, '../adapters/registry/client.ts');
		expect(target).toBe('adapters/registry');
		expect(rules['judge']!.some((rule) => allowed(rule, target))).toBe(false);
	});

	test('what plans, judges and reports has no effect, no clock and no process', () => {
		const effects =
			/\bawait\b|\basync\b|\bprocess\.|\bDate\.now\(|\bnew Date\(\)|\bMath\.random\(|\bsetTimeout\(|\bfetch\(/;
		const impure = modules
			.filter((module) => pure.includes(module.house))
			.flatMap((module) =>
				withoutComments(module.text)
					.split('\n')
					.filter((line) => effects.test(line))
					.map((line) => `${module.file}: ${line.trim()}`),
			);
		expect(impure).toEqual([]);
	});

	test('no room has a name that says nothing', () => {
		expect(
			modules
				.map((module) => module.file)
				.filter((file) => /(^|\/)(utils?|helpers?|common|misc|shared)(\.ts|\/)/i.test(file)),
		).toEqual([]);
	});

	test('no file only passes on what others export', () => {
		const barrels = modules.filter((module) => {
			const statements = withoutComments(module.text)
				.split('\n')
				.filter((line) => line.trim() !== '');
			return statements.length > 0 && statements.every((line) => /^export (\*|\{|type \{)/.test(line));
		});
		expect(barrels.map((module) => module.file)).toEqual([]);
	});
});

/** Good enough for our own source: no string of it holds a comment's start beside the words that are looked for. */
const withoutComments = (text: string): string =>
	text
		.replace(/\/\*[\s\S]*?\*\//g, '')
		.replace(/(^|\s)\/\/.*$/gm, '$1')
		.replace(/'(?:[^'\\\n]|\\.)*'|`(?:[^`\\]|\\.)*`/g, "''");
