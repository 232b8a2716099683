// Cuts GitHub's own OpenAPI description down to the operations we use, with everything those refer to.
// The whole is 13 MB and no dependency of ours; it is brought into a folder of its own when the cut is renewed:
//
//   npm install --prefix /tmp/github-openapi @octokit/openapi@23.0.2
//   node scripts/on-node-24.mjs scripts/cut-github-openapi.ts /tmp/github-openapi/node_modules/@octokit/openapi
//
// Left out: prose and examples, which validate nothing. Kept as they are: every schema, parameter, header and status.
import {spawnSync} from 'node:child_process';
import {readFileSync, writeFileSync} from 'node:fs';
import {join} from 'node:path';

const operations: Readonly<Record<string, readonly string[]>> = {
	'/repos/{owner}/{repo}/issues/{issue_number}/comments': ['get', 'post'],
	'/repos/{owner}/{repo}/issues/comments/{comment_id}': ['get', 'patch', 'delete'],
	'/repos/{owner}/{repo}/commits/{commit_sha}/pulls': ['get'],
	'/repos/{owner}/{repo}/pulls/{pull_number}': ['get'],
	'/repos/{owner}/{repo}/pulls/{pull_number}/files': ['get'],
	'/user': ['get'],
};
const prose = new Set(['description', 'summary', 'externalDocs', 'example', 'examples']);
const target = join(import.meta.dirname, '..', '__tests__', 'fakes', 'github', 'openapi-subset.json');

type Json = null | boolean | number | string | Json[] | {[key: string]: Json};
type Tree = {[key: string]: Json};

const [from] = process.argv.slice(2);
if (from === undefined) {
	process.stderr.write('usage: cut-github-openapi.ts DIRECTORY_OF_THE_PACKAGE\n');
	process.exit(2);
}
const version = (JSON.parse(readFileSync(join(from, 'package.json'), 'utf8')) as {version: string}).version;
const whole = JSON.parse(readFileSync(join(from, 'generated', 'api.github.com.json'), 'utf8')) as Tree;

const paths: Tree = {};
for (const [path, methods] of Object.entries(operations)) {
	const all = (whole['paths'] as Tree)[path] as Tree | undefined;
	const kept: Tree = {};
	for (const method of methods) {
		if (all?.[method] === undefined) throw new Error(`the description has no ${method.toUpperCase()} ${path}`);
		kept[method] = withoutProse(all[method], false);
	}
	paths[path] = kept;
}
const components: Record<string, Tree> = {};
const waiting = referencesIn(paths);
while (waiting.length > 0) {
	const [, , kind, name] = waiting.pop()!.split('/') as [string, string, string, string];
	if (components[kind]?.[name] !== undefined) continue;
	const found = ((whole['components'] as Tree)[kind] as Tree)[name];
	if (found === undefined) throw new Error(`the description refers to ${kind}/${name}, which it does not have`);
	const cutOut = withoutProse(found, false);
	const kept = kind === 'responses' ? {description: '', ...(cutOut as Tree)} : cutOut;
	components[kind] = {...components[kind], [name]: kept};
	waiting.push(...referencesIn(kept));
}

const info = whole['info'] as Tree;
const cut = {
	openapi: whole['openapi'],
	info: {
		title: info['title'],
		version: info['version'],
		license: info['license'],
		'x-cut-from': `@octokit/openapi@${version}`,
	},
	paths,
	components: sorted(components),
};
writeFileSync(target, `${JSON.stringify(cut)}\n`);
const formatted = spawnSync(
	process.execPath,
	[join('node_modules', '@biomejs', 'biome', 'bin', 'biome'), 'format', '--write', target],
	{
		stdio: 'inherit',
		cwd: join(import.meta.dirname, '..'),
	},
);
process.exit(formatted.status ?? 1);

/** `named`: the keys are names that somebody chose (properties of a schema), so that none of them is prose. */
function withoutProse(value: Json, named: boolean): Json {
	if (Array.isArray(value)) return value.map((item) => withoutProse(item, false));
	if (typeof value !== 'object' || value === null) return value;
	const kept: Tree = {};
	for (const [key, item] of Object.entries(value)) {
		if (!named && (prose.has(key) || key.startsWith('x-'))) continue;
		// OpenAPI 3.0 demands a description of every response (Response Object).
		if (!named && key === 'responses') kept[key] = withDescriptions(withoutProse(item, true) as Tree);
		else kept[key] = withoutProse(item, !named && key === 'properties');
	}
	return kept;
}

function withDescriptions(responses: Tree): Tree {
	return Object.fromEntries(
		Object.entries(responses).map(([status, response]) => [
			status,
			'$ref' in (response as Tree) ? response! : {description: '', ...(response as Tree)},
		]),
	);
}

function referencesIn(value: Json): string[] {
	if (Array.isArray(value)) return value.flatMap(referencesIn);
	if (typeof value !== 'object' || value === null) return [];
	return Object.entries(value).flatMap(([key, item]) =>
		key === '$ref' && typeof item === 'string' ? [item] : referencesIn(item),
	);
}

function sorted(tree: Record<string, Tree>): Json {
	const order = (of: Tree): Tree => Object.fromEntries(Object.entries(of).sort(([a], [b]) => (a < b ? -1 : 1)));
	return order(Object.fromEntries(Object.entries(tree).map(([kind, of]) => [kind, order(of)])));
}
