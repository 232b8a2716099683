import {openRuntime, type RuntimeOptions} from '../adapters/runtime/runtime.ts';
import {rootDigest} from '../bytes/tree.ts';
import type {CollectedConfig, RuntimeConfig} from '../model/config.ts';
import type {Fault} from '../model/fault.ts';
import {FaultError} from '../model/fault.ts';
import type {FileManifest} from '../model/manifest.ts';
import type {Path} from '../model/path.ts';
import type {Look, ReplicasDocument} from '../model/replicas-document.ts';
import {decodeReplicas, replicasSchema} from '../model/replicas-document.ts';
import type {Replica, RuntimeAnswer, RuntimeKind} from '../model/runtime.ts';
import {mostReplicas} from '../model/runtime.ts';
import type {Tree} from '../rootfs/tree.ts';
import type {World} from '../world.ts';
import {readContainer} from './container.ts';

/** Where it was learned: here and now, or by a document that was written at `at`. */
export type Origin =
	| {readonly kind: 'asked'}
	| {readonly kind: 'collected'; readonly at: string; readonly host: string | null; readonly tool: string};

/** What runs, and a way to look into it. `look` rejects with FaultError. */
export type Replicas = {
	readonly runtime: RuntimeKind;
	readonly origin: Origin;
	readonly answer: RuntimeAnswer;
	readonly look: (replica: Replica, at: Path, expected?: FileManifest) => Promise<Omit<Tree, 'found'>>;
};

/** Asks the runtime. A program of the user's may have looked inside already; then its document is the answer. */
export async function askReplicas(world: World, config: RuntimeConfig, options: RuntimeOptions): Promise<Replicas> {
	if (config.kind === 'command') {
		const {readReplicasCommand} = await import('../adapters/runtime/command.ts');
		return inDocument(await readReplicasCommand(world, config, options));
	}
	const runtime = await openRuntime(world, config, options);
	const answer = await runtime.replicas();
	const look: Replicas['look'] = (replica, at, expected) =>
		readContainer(runtime, replica, at, expected === undefined ? {} : {expected});
	return {runtime: config.kind, origin: {kind: 'asked'}, answer, look};
}

const mostDocument = 128 * 2 ** 20;
/** A clock that is a little ahead is no forgery. */
const mostAhead = 5 * 60_000;

/**
 * Reads what `deploy-truth collect` wrote.
 *
 * @throws FaultError `file-missing`, `invalid-replicas`, `evidence-too-old`
 */
export async function readReplicas(world: World, config: CollectedConfig, repository: string): Promise<Replicas> {
	const bytes = await world.files.read(`${repository}/${config.file}`, mostDocument);
	const document = decodeReplicas(new TextDecoder().decode(bytes));
	if (typeof document === 'string') throw new FaultError('invalid-replicas', `${config.file}: ${document}`);
	const age = world.now() - Date.parse(document.at);
	if (age < -mostAhead)
		throw new FaultError('invalid-replicas', `${config.file} was written at ${document.at}, which is yet to come`);
	if (age > config.maxAge)
		throw new FaultError(
			'evidence-too-old',
			`${config.file} was written at ${document.at}, more than ${Math.round(config.maxAge / 1_000)} s ago`,
		);
	return inDocument(document);
}

function inDocument(document: ReplicasDocument): Replicas {
	const {runtime, answer, trees, at, host, tool} = document;
	const looks = new Map(document.looks.map((look) => [keyOf(look.replica, look.at), look]));
	const look = async (replica: Replica, place: Path): Promise<Omit<Tree, 'found'>> => {
		const seen = looks.get(keyOf(replica.id, place));
		if (seen === undefined)
			throw new FaultError('not-asked', `whoever wrote it did not look at /${place}: collect with --path /${place}`);
		if (seen.tree === null) throw faultOf(seen.fault);
		const {newer, moreNewer} = seen;
		return {manifest: trees[seen.tree]!, newer, moreNewer};
	};
	return {runtime, origin: {kind: 'collected', at, host, tool}, answer, look};
}

const keyOf = (replica: string, at: string): string => JSON.stringify([replica, at]);

const faultOf = (fault: Fault | null): FaultError =>
	fault === null
		? new FaultError('invalid-replicas', 'a look that has neither files nor a fault')
		: new FaultError(fault.code, fault.detail);

/** What is told of who collects, and how much a document may hold. */
export type Collecting = {
	readonly tool: string;
	readonly host: string | null;
	/** entries of all file manifests together */
	readonly mostEntries: number;
};

/**
 * Looks at the given places in every serving container and puts it all into one document, which holds no values of
 * environment variables and no bytes of files.
 */
export async function collectReplicas(
	world: World,
	replicas: Replicas,
	places: readonly Path[],
	collecting: Collecting,
): Promise<ReplicasDocument> {
	const trees: Record<string, FileManifest> = {};
	const looks: Look[] = [];
	let left = collecting.mostEntries;
	const serving = replicas.answer.replicas.filter(({role}) => role === 'service').slice(0, mostReplicas);
	for (const [index, replica] of serving.entries())
		for (const at of places) {
			world.log.progress(`looking into ${replica.name} (${index + 1} of ${serving.length}): /${at}`);
			const look = {replica: replica.id, at};
			try {
				const {manifest, newer, moreNewer} = await replicas.look(replica, at);
				const tree = rootDigest(manifest, 'exact') ?? `${replica.id} /${at}`;
				if (!Object.hasOwn(trees, tree)) left -= manifest.entries.length;
				if (left < 0)
					throw new FaultError(
						'limit-exceeded',
						`more than ${collecting.mostEntries} files in all containers together`,
					);
				trees[tree] = manifest;
				looks.push({...look, tree, fault: null, newer, moreNewer});
			} catch (error) {
				if (!(error instanceof FaultError) || error.fault.code === 'cancelled') throw error;
				looks.push({...look, tree: null, fault: error.fault, newer: [], moreNewer: 0});
			}
		}
	const {tool, host} = collecting;
	const at = new Date(world.now()).toISOString();
	return {schema: replicasSchema, tool, at, host, runtime: replicas.runtime, answer: replicas.answer, trees, looks};
}
