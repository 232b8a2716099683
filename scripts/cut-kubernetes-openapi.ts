// Cuts Kubernetes' own OpenAPI description down to the objects that our fake API server serves, with everything those
// refer to. The whole is 3 MB and no dependency of ours; it is brought when the cut is renewed:
//
//   node scripts/on-node-24.mjs scripts/cut-kubernetes-openapi.ts "$(go mod download -json k8s.io/kubernetes@v1.31.4 | jq -r .Dir)"
//
// Left out: prose, and what only says how lists are merged. Every property, type and required name is kept as it is.
import {spawnSync} from 'node:child_process';
import {readFileSync, writeFileSync} from 'node:fs';
import {basename, join} from 'node:path';

const kinds: readonly string[] = [
	...['Namespace', 'Pod', 'PodList', 'Service', 'ServiceList', 'Endpoints', 'EndpointsList'].map(
		(kind) => `io.k8s.api.core.v1.${kind}`,
	),
	...['Ingress', 'IngressList', 'IngressClass', 'IngressClassList'].map((kind) => `io.k8s.api.networking.v1.${kind}`),
	...['EndpointSlice', 'EndpointSliceList'].map((kind) => `io.k8s.api.discovery.v1.${kind}`),
	...['Deployment', 'ReplicaSet', 'StatefulSet', 'DaemonSet', 'ControllerRevision'].flatMap((kind) => [
		`io.k8s.api.apps.v1.${kind}`,
		`io.k8s.api.apps.v1.${kind}List`,
	]),
	...['Status', 'APIVersions', 'APIGroupList', 'APIResourceList'].map(
		(kind) => `io.k8s.apimachinery.pkg.apis.meta.v1.${kind}`,
	),
];
const target = join(import.meta.dirname, '..', '__tests__', 'fakes', 'kubernetes', 'openapi-subset.json');

type Json = null | boolean | number | string | Json[] | {[key: string]: Json};
type Tree = {[key: string]: Json};

const [from] = process.argv.slice(2);
if (from === undefined) {
	process.stderr.write('usage: cut-kubernetes-openapi.ts DIRECTORY_OF_THE_MODULE\n');
	process.exit(2);
}
const whole = JSON.parse(readFileSync(join(from, 'api', 'openapi-spec', 'swagger.json'), 'utf8')) as {
	definitions: Tree;
};

const definitions: Tree = {};
const waiting = [...kinds];
while (waiting.length > 0) {
	const name = waiting.pop()!;
	if (name in definitions) continue;
	const found = whole.definitions[name];
	if (found === undefined) throw new Error(`the description has no ${name}`);
	definitions[name] = withoutProse(found, false);
	waiting.push(...referencesIn(definitions[name]));
}
const sorted = Object.fromEntries(Object.entries(definitions).sort(([a], [b]) => (a < b ? -1 : 1)));
const cut = {'x-cut-from': `k8s.io/${basename(from)}`, definitions: sorted};
writeFileSync(target, `${JSON.stringify(cut)}\n`);
const formatted = spawnSync(
	process.execPath,
	[join('node_modules', '@biomejs', 'biome', 'bin', 'biome'), 'format', '--write', target],
	{stdio: 'inherit', cwd: join(import.meta.dirname, '..')},
);
process.exit(formatted.status ?? 1);

/** `named`: the keys are names that somebody chose (properties of a schema), so that none of them is prose. */
function withoutProse(value: Json, named: boolean): Json {
	if (Array.isArray(value)) return value.map((item) => withoutProse(item, false));
	if (typeof value !== 'object' || value === null) return value;
	const kept: Tree = {};
	for (const [key, item] of Object.entries(value))
		if (named || (key !== 'description' && key !== 'default' && !key.startsWith('x-kubernetes-')))
			kept[key] = withoutProse(item, !named && key === 'properties');
	return kept;
}

function referencesIn(value: Json): string[] {
	if (Array.isArray(value)) return value.flatMap(referencesIn);
	if (typeof value !== 'object' || value === null) return [];
	return Object.entries(value).flatMap(([key, item]) =>
		key === '$ref' && typeof item === 'string' ? [item.replace('#/definitions/', '')] : referencesIn(item),
	);
}
