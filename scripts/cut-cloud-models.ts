// Cuts what AWS and Google publish of their APIs down to the answers that our adapters read, with everything those refer
// to. Both are under the Apache License 2.0, and neither is a dependency of ours; they are brought when the cut is renewed:
//
//   pip download --no-deps --dest /tmp/models botocore==1.44.8 google-api-python-client==2.202.0
//   (cd /tmp/models && for wheel in *.whl; do unzip -qo "$wheel"; done)
//   node scripts/on-node-24.mjs scripts/cut-cloud-models.ts /tmp/models botocore@1.44.8 google-api-python-client@2.202.0
//
// Left out: prose, which validates nothing. Every member, type, enumeration and required name is kept as it is.
import {spawnSync} from 'node:child_process';
import {readFileSync, writeFileSync} from 'node:fs';
import {join} from 'node:path';
import {gunzipSync} from 'node:zlib';

const operations = ['DescribeServices', 'ListTasks', 'DescribeTasks', 'DescribeTaskDefinition'];
const resources = ['Service', 'Revision'];
const target = join(import.meta.dirname, '..', '__tests__', 'fakes', 'cloud');

type Json = null | boolean | number | string | Json[] | {[key: string]: Json};
type Tree = {[key: string]: Json};

const [from, aws, google] = process.argv.slice(2);
if (from === undefined || aws === undefined || google === undefined) {
	process.stderr.write('usage: cut-cloud-models.ts DIRECTORY BOTOCORE@VERSION GOOGLE-API-PYTHON-CLIENT@VERSION\n');
	process.exit(2);
}

const ecs = JSON.parse(
	gunzipSync(readFileSync(join(from, 'botocore/data/ecs/2014-11-13/service-2.json.gz'))).toString(),
) as {operations: Record<string, {output: {shape: string}}>; shapes: Tree};
const answers = Object.fromEntries(operations.map((name) => [name, ecs.operations[name]!.output.shape]));
write('ecs-subset.json', {
	'x-cut-from': `${aws} data/ecs/2014-11-13/service-2.json`,
	'x-license': 'Apache-2.0',
	answers,
	shapes: closure(Object.values(answers), ecs.shapes, 'shape'),
});

const run = JSON.parse(readFileSync(join(from, 'googleapiclient/discovery_cache/documents/run.v1.json'), 'utf8')) as {
	revision: string;
	schemas: Tree;
};
write('run-subset.json', {
	'x-cut-from': `${google} googleapiclient/discovery_cache/documents/run.v1.json, revision ${run.revision}`,
	'x-license': 'Apache-2.0',
	schemas: closure(resources, run.schemas, '$ref'),
});

/** The named ones and all they refer to under `key`, by name. */
function closure(names: readonly string[], all: Tree, key: string): Tree {
	const kept: Tree = {};
	const waiting = [...names];
	while (waiting.length > 0) {
		const name = waiting.pop()!;
		if (name in kept) continue;
		const found = all[name];
		if (found === undefined) throw new Error(`the description has no ${name}`);
		kept[name] = withoutProse(found, false);
		waiting.push(...referencesIn(kept[name], key));
	}
	return Object.fromEntries(Object.entries(kept).sort(([a], [b]) => (a < b ? -1 : 1)));
}

/** `named`: the keys are names that somebody chose (members of a shape), so that none of them is prose. */
function withoutProse(value: Json, named: boolean): Json {
	if (Array.isArray(value)) return value.map((item) => withoutProse(item, false));
	if (typeof value !== 'object' || value === null) return value;
	const kept: Tree = {};
	for (const [key, item] of Object.entries(value))
		if (named || !['description', 'documentation', 'enumDescriptions'].includes(key))
			kept[key] = withoutProse(item, !named && (key === 'properties' || key === 'members'));
	return kept;
}

function referencesIn(value: Json, key: string): string[] {
	if (Array.isArray(value)) return value.flatMap((item) => referencesIn(item, key));
	if (typeof value !== 'object' || value === null) return [];
	return Object.entries(value).flatMap(([name, item]) =>
		name === key && typeof item === 'string' ? [item] : referencesIn(item, key),
	);
}

function write(name: string, content: Tree): void {
	const file = join(target, name);
	writeFileSync(file, `${JSON.stringify(content)}\n`);
	const biome = join('node_modules', '@biomejs', 'biome', 'bin', 'biome');
	const formatted = spawnSync(process.execPath, [biome, 'format', '--write', file], {
		stdio: 'inherit',
		cwd: join(import.meta.dirname, '..'),
	});
	if (formatted.status !== 0) process.exit(formatted.status ?? 1);
}
