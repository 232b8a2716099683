// Writes what is said in more than one place from the place that decides it: the inputs and outputs of action.yml, the
// tables of the documentation, and the published JSON Schemas. `--check` writes nothing and fails on any disagreement.
import {existsSync, readFileSync, writeFileSync} from 'node:fs';
import {dirname, join} from 'node:path';
import {argv} from 'node:process';
import {fileURLToPath} from 'node:url';
import {stringify} from 'yaml';
import * as z from 'zod';
import {inputs, outputs} from '../src/config/input-table.ts';
import {documentSchema} from '../src/config/schema.ts';
import {savedEvidence} from './published-evidence.ts';
import {replicasDocument} from './published-replicas.ts';
import {verdict} from './published-verdict.ts';

const top = dirname(dirname(fileURLToPath(import.meta.url)));

/** A file and how its generated parts follow from its present text; null text: the file is missing. */
type Generated = {readonly file: string; readonly required: boolean; readonly render: (text: string | null) => string};

type JsonSchema = {
	readonly properties?: Readonly<Record<string, JsonSchema>>;
	readonly required?: readonly string[];
	readonly description?: string;
	readonly $ref?: string;
	readonly definitions?: Readonly<Record<string, JsonSchema>>;
	readonly items?: JsonSchema;
	readonly anyOf?: readonly JsonSchema[];
};

/** The published schemas by file name. Draft 7 is what editors' YAML servers complete from. */
export function schemas(): Readonly<Record<string, JsonSchema>> {
	const one = (schema: z.core.$ZodType) => z.toJSONSchema(schema, {io: 'input', target: 'draft-7'}) as JsonSchema;
	return {
		'config.v1.json': one(documentSchema),
		'evidence.v1.json': one(savedEvidence),
		'replicas.v1.json': one(replicasDocument),
		'verdict.v1.json': one(verdict),
	};
}

/** The section `inputs` of action.yml as the table states it. */
export const actionInputs = () =>
	Object.fromEntries(
		inputs.map((input) => [
			input.name,
			{
				description: input.description,
				required: input.required,
				...(input.default === '' ? {} : {default: input.default}),
			},
		]),
	);

export const actionOutputs = () => Object.fromEntries(outputs.map(({name, description}) => [name, {description}]));

const cell = (text: string): string => text.replaceAll('|', '\\|').replaceAll('\n', ' ');
const table = (head: readonly string[], rows: readonly (readonly string[])[]): string =>
	[head, head.map(() => '---'), ...rows].map((row) => `| ${row.map(cell).join(' | ')} |`).join('\n');

function inputTable(): string {
	return table(
		['Input', 'Default', 'What it says'],
		inputs.map((input) => [`\`${input.name}\``, input.default === '' ? '' : `\`${input.default}\``, input.description]),
	);
}

const outputTable = (): string =>
	table(
		['Output', 'What it says'],
		outputs.map((output) => [`\`${output.name}\``, output.description]),
	);

/** One row for each key of the file, nested keys with their parents before them. */
function keyTable(): string {
	const schema = schemas()['config.v1.json']!;
	const resolve = (one: JsonSchema): JsonSchema =>
		one.$ref === undefined ? one : (schema.definitions?.[one.$ref.replace('#/definitions/', '')] ?? one);
	const rows: string[][] = [];
	/** `form`: of two forms the one that has these keys, where the other is a word. */
	const add = (parent: JsonSchema, prefix: string, form = ''): void => {
		for (const [name, stated] of Object.entries(parent.properties ?? {})) {
			const property = resolve(stated);
			const isRequired = parent.required?.includes(name) ?? false;
			const description = stated.description ?? property.description ?? '';
			rows.push([`\`${prefix}${name}\``, `${isRequired ? `**Required${form}.** ` : ''}${description}`]);
			const nested = [property, ...(property.anyOf ?? [])].map(resolve);
			const hasWord = nested.slice(1).some(({properties, items}) => !properties && !items);
			for (const inner of nested) {
				if (inner.properties) add(inner, `${prefix}${name}.`, hasWord ? ' in the mapping form' : '');
				if (inner.items) add(resolve(inner.items), `${prefix}${name}[].`);
			}
		}
	};
	const service = schema.definitions?.['service'];
	if (!service) throw new Error('the configuration schema has no service');
	add(service, '');
	return table(['Key of a service', 'What it says'], rows);
}

/** Replaces what stands between `START` and `END`, each on a line of its own. */
function between(text: string, file: string, name: string, markers: (word: string) => string, content: string): string {
	const [start, end] = [markers(`${name}:start`), markers(`${name}:end`)];
	const from = text.indexOf(start);
	const to = text.indexOf(end);
	if (from < 0 || to < from) throw new Error(`${file} has no ${start} … ${end}`);
	return `${text.slice(0, from + start.length)}\n${content}\n${text.slice(to)}`;
}

const inMarkdown = (word: string): string => `<!-- ${word} -->`;
const inYaml = (word: string): string => `# ${word}`;

function markdown(file: string, required: boolean, sections: Readonly<Record<string, () => string>>): Generated {
	return {
		file,
		required,
		render(text) {
			if (text === null) throw new Error(`${file} is missing`);
			return Object.entries(sections).reduce((rest, [name, content]) => {
				// The README shows what it likes; the reference shows everything.
				if (!required && !rest.includes(inMarkdown(`${name}:start`))) return rest;
				return between(rest, file, name, inMarkdown, `\n${content()}\n`);
			}, text);
		},
	};
}

export const generated: readonly Generated[] = [
	{
		file: 'action.yml',
		required: true,
		render(text) {
			if (text === null) throw new Error('action.yml is missing');
			const yaml = (value: unknown): string => stringify(value, {lineWidth: 0}).trimEnd();
			const withInputs = between(text, 'action.yml', 'inputs', inYaml, yaml({inputs: actionInputs()}));
			return between(withInputs, 'action.yml', 'outputs', inYaml, yaml({outputs: actionOutputs()}));
		},
	},
	markdown('docs/configuration.md', true, {inputs: inputTable, outputs: outputTable, keys: keyTable}),
	markdown('README.md', false, {inputs: inputTable, outputs: outputTable, keys: keyTable}),
	...Object.entries(schemas()).map(([name, schema]) => ({
		file: `docs/schema/${name}`,
		required: true,
		render: () => `${JSON.stringify(schema, null, 2)}\n`,
	})),
];

/** What is wrong with each file, and the text it should have. `read` gives null where there is no file. */
export function disagreements(
	read: (file: string) => string | null,
): {file: string; wanted: string; problem: string}[] {
	return generated.flatMap(({file, required, render}) => {
		const text = read(file);
		if (text === null && !required) return [];
		const wanted = render(text);
		if (text === wanted) return [];
		if (text === null) return [{file, wanted, problem: 'is missing'}];
		const lines = text.split('\n');
		const line = wanted.split('\n').findIndex((want, index) => want !== lines[index]);
		return [{file, wanted, problem: `differs from line ${(line < 0 ? lines.length : line) + 1} on`}];
	});
}

export const readHere = (file: string): string | null =>
	existsSync(join(top, file)) ? readFileSync(join(top, file), 'utf8') : null;

if (argv[1] === fileURLToPath(import.meta.url)) {
	const wrong = disagreements(readHere);
	const check = argv.includes('--check');
	for (const {file, wanted, problem} of wrong) {
		if (check) console.error(`${file} ${problem}`);
		else {
			writeFileSync(join(top, file), wanted);
			console.log(`wrote ${file}`);
		}
	}
	if (check && wrong.length > 0) {
		console.error("Run 'npm run docs' and commit what it writes.");
		process.exitCode = 1;
	} else if (check) console.log('action.yml, the schemas and the tables say the same');
}
