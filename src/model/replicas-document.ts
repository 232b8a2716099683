import type {Fault} from './fault.ts';
import type {FileManifest} from './manifest.ts';
import type {Path} from './path.ts';
import type {RuntimeAnswer, RuntimeKind} from './runtime.ts';
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
	const astray = document.looks.find(({tree}) => tree !== null && !Object.hasOwn(document.trees, tree));
	return astray === undefined ? document : `looks name the tree ${JSON.stringify(astray.tree)}, which is not there`;
}
