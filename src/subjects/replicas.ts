import {openRuntime, type Runtime, type RuntimeOptions} from '../adapters/runtime/runtime.ts';
import {rootDigest} from '../bytes/tree.ts';
import type {CollectedConfig, RuntimeConfig} from '../model/config.ts';
import {FaultError} from '../model/fault.ts';
import type {FileManifest} from '../model/manifest.ts';
import type {Path} from '../model/path.ts';
import {isWithin} from '../model/path.ts';
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
	readonly look: (replica: Replica, at: Path, expected?: FileManifest) => Promise<Looked>;
};

/** `touched`: whether anything there was written in this container since it was made; null: nobody tells. */
export type Looked = Omit<Tree, 'found'> & {readonly touched: boolean | null};

/** Asks the runtime. A program of the user's may have looked inside already; then its document is the answer. */
export async function askReplicas(world: World, config: RuntimeConfig, options: RuntimeOptions): Promise<Replicas> {
	if (config.kind === 'command') {
		const {readReplicasCommand} = await import('../adapters/runtime/command.ts');
		const document = await readReplicasCommand(world, config, options);
		mustBeOfNow(world, document, mostCommandAge, config.command?.[0] ?? 'the command');
		return inDocument(document);
	}
	const runtime = await openRuntime(world, config, options);
	const answer = await runtime.replicas();
	const look: Replicas['look'] = async (replica, at, expected) => {
		const tree = await readContainer(runtime, replica, at, expected === undefined ? {} : {expected});
		return {...tree, touched: await touchedAt(runtime, replica, at)};
	};
	return {runtime: config.kind, origin: {kind: 'asked'}, answer, look};
}

/** A runtime that does not say leaves it open: nothing is claimed of when the files came. */
async function touchedAt(runtime: Runtime, replica: Replica, at: Path): Promise<boolean | null> {
	if (runtime.touched === null) return null;
	try {
		// What was replaced above counts too: a directory that was removed and made again is one line of its own.
		return (await runtime.touched(replica)).some((path) => isWithin(path, at));
	} catch (error) {
		if (!(error instanceof FaultError) || error.fault.code === 'cancelled') throw error;
		return null;
	}
}

const mostDocument = 64 * 2 ** 20;
/** A program that is asked now may have looked a while ago, not yesterday. */
const mostCommandAge = 60 * 60_000;
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
	mustBeOfNow(world, document, config.maxAge, config.file);
	return inDocument(document);
}

/** Evidence of a time that is past, or is yet to come, says nothing of now. */
function mustBeOfNow(world: World, {at}: ReplicasDocument, maxAge: number, name: string): void {
	const age = world.now() - Date.parse(at);
	if (age < -mostAhead) throw new FaultError('invalid-replicas', `${name} was written at ${at}, which is yet to come`);
	if (age > maxAge)
		throw new FaultError(
			'evidence-too-old',
			`${name} was written at ${at}, more than ${Math.round(maxAge / 60_000)} minutes ago`,
		);
}

function inDocument(document: ReplicasDocument): Replicas {
	const {runtime, answer, trees, at, host, tool} = document;
	const looks = new Map(document.looks.map((look) => [keyOf(look.replica, look.at), look]));
	const look = async (replica: Replica, place: Path): Promise<Looked> => {
		const seen = looks.get(keyOf(replica.id, place));
		if (seen === undefined)
			throw new FaultError('not-asked', `whoever wrote it did not look at /${place}: collect with --path /${place}`);
		if (seen.tree === null) throw new FaultError(seen.fault!.code, seen.fault!.detail);
		const {newer, moreNewer, touched} = seen;
		return {manifest: trees[seen.tree]!, newer, moreNewer, touched};
	};
	return {runtime, origin: {kind: 'collected', at, host, tool}, answer, look};
}

const keyOf = (replica: string, at: string): string => JSON.stringify([replica, at]);

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
				const {manifest, newer, moreNewer, touched} = await replicas.look(replica, at);
				const tree = rootDigest(manifest, 'exact') ?? `${replica.id} /${at}`;
				if (!Object.hasOwn(trees, tree)) left -= manifest.entries.length;
				if (left < 0)
					throw new FaultError(
						'limit-exceeded',
						`more than ${collecting.mostEntries} files in all containers together`,
					);
				trees[tree] = manifest;
				looks.push({...look, tree, fault: null, newer, moreNewer, touched});
			} catch (error) {
				if (!(error instanceof FaultError) || error.fault.code === 'cancelled') throw error;
				looks.push({...look, tree: null, fault: error.fault, newer: [], moreNewer: 0, touched: null});
			}
		}
	const {tool, host} = collecting;
	const at = new Date(world.now()).toISOString();
	return {schema: replicasSchema, tool, at, host, runtime: replicas.runtime, answer: replicas.answer, trees, looks};
}
