import type {Fault} from './fault.ts';
import {type FileManifest, sortEntries} from './manifest.ts';
import {comparePaths, type Path} from './path.ts';
import type {Replica, RuntimeAnswer, RuntimeKind} from './runtime.ts';
import {manifest} from './saved-parts.ts';
import {documentMembers} from './saved-replicas.ts';
import {isObject, mapping, object} from './shape.ts';

export const replicasSchema = 'deploy-truth/replicas/v1';

/**
 * What `deploy-truth collect` writes where the containers run, and what a program named by `runtime: command` prints. No
 * values of environment variables, no content of files.
 */
export type ReplicasDocument = {
	readonly schema: typeof replicasSchema;
	/** what wrote it, with its version */
	readonly tool: string;
	/** ISO 8601, UTC */
	readonly at: string;
	/** the machine it was written on; null: not told */
	readonly host: string | null;
	readonly runtime: RuntimeKind;
	readonly answer: RuntimeAnswer;
	/** file manifests by a name of their own; replicas with equal files share one */
	readonly trees: Readonly<Record<string, FileManifest>>;
	readonly looks: readonly Look[];
};

/** One place in one replica. `tree` and `fault`: one of them is null. */
export type Look = {
	readonly replica: string;
	/** without leading slash; '' is the root */
	readonly at: Path;
	readonly tree: string | null;
	readonly fault: Fault | null;
	/** files modified after the process started */
	readonly newer: readonly {readonly path: Path; readonly modified: string}[];
	readonly moreNewer: number;
	/** whether anything there was written in this container since it was made, mounts left out; null: nobody tells */
	readonly touched: boolean | null;
};

const shape = object({...documentMembers, trees: mapping(manifest)});

/** Reads a replicas document; a string says why it is not one. What it says is the word of whoever wrote it. */
export function decodeReplicas(text: string): ReplicasDocument | string {
	let value: unknown;
	try {
		value = JSON.parse(text);
	} catch (error) {
		return `not JSON: ${(error as Error).message}`;
	}
	if (!isObject(value)) return `a JSON object with the schema ${replicasSchema} is accepted`;
	if (value['schema'] !== replicasSchema)
		return `its schema is ${JSON.stringify(value['schema'] ?? null)}; ${JSON.stringify(replicasSchema)} is accepted: write it with 'deploy-truth collect --out FILE'`;
	const wrong = shape(value, 'document');
	if (wrong !== null) return wrong;
	const document = value as unknown as ReplicasDocument;
	const seen = new Set<string>();
	for (const {id} of document.answer.replicas) {
		if (seen.has(id)) return `two replicas have the id ${JSON.stringify(id)}`;
		seen.add(id);
	}
	const places = new Set<string>();
	for (const {replica, at, tree, fault} of document.looks) {
		const place = JSON.stringify([replica, at]);
		if (places.has(place)) return `two looks are of /${at} in ${JSON.stringify(replica)}`;
		places.add(place);
		if ((tree === null) === (fault === null))
			return `the look at /${at} in ${JSON.stringify(replica)} needs a tree or a fault, and not both`;
		if (tree !== null && !Object.hasOwn(document.trees, tree))
			return `looks name the tree ${JSON.stringify(tree)}, which is not there`;
	}
	for (const [name, {entries}] of Object.entries(document.trees)) {
		const paths = new Set<string>(entries.map(({path}) => path));
		if (paths.size < entries.length) return `the tree ${JSON.stringify(name)} has a path twice`;
	}
	return {
		...document,
		answer: {...document.answer, replicas: document.answer.replicas.map(withoutValues)},
		trees: Object.fromEntries(
			Object.entries(document.trees).map(([name, tree]) => [name, {...tree, entries: sortEntries(tree.entries)}]),
		),
	};
}

/** `NAME=value`, as a container inspection has it and a program may pass on, ends here as `NAME`. */
function withoutValues(replica: Replica): Replica {
	const {settings} = replica;
	if (settings === null || settings.environment === null) return replica;
	const names = settings.environment.map((text) => text.split('=', 1)[0]!);
	return {...replica, settings: {...settings, environment: [...new Set(names)].sort(comparePaths)}};
}
