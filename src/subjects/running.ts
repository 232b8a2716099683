import {openRuntime} from '../adapters/runtime/runtime.ts';
import {runtimeOfKind} from '../model/config.ts';
import {FaultError} from '../model/fault.ts';
import type {Replica} from '../model/runtime.ts';
import type {World} from '../world.ts';
import {readContainer} from './container.ts';
import type {ReadOptions, Subject, SubjectRead} from './subject.ts';

type Running = Extract<Subject, {kind: 'container' | 'pod'}>;

/** Files come as fast as they are hashed; what takes longer than this has stopped coming. */
const longest = 60 * 60_000;

/**
 * What a running container shows its processes: the image's files, what was changed since, and what is mounted over
 * them. A path that is one file is that file under its own name.
 */
export async function readRunning(
	world: World,
	subject: Running,
	options: Pick<ReadOptions, 'blobs' | 'search' | 'alike' | 'timeouts' | 'repository'>,
): Promise<SubjectRead> {
	const config =
		subject.kind === 'container'
			? {...runtimeOfKind('docker', longest), containers: [subject.id]}
			: {
					...runtimeOfKind('kubernetes', longest),
					namespace: subject.namespace,
					workload: `pod/${subject.name}`,
					containers: subject.container === null ? [] : [subject.container],
				};
	const {repository} = options;
	const runtime = await openRuntime(world, config, {timeout: longest, repository, image: null});
	const {replicas} = await runtime.replicas();
	const replica = theOne(subject, replicas);
	const {path} = subject;
	const {manifest, found} = await readContainer(runtime, replica, path, {content: options});
	const name =
		subject.kind === 'container'
			? subject.id
			: [subject.namespace, subject.name, ...(subject.container === null ? [] : [subject.container])].join('/');
	return {
		subject: `${subject.kind}:${name}${path === '' ? '' : `:/${path}`}`,
		manifest,
		image: null,
		found,
		oddities: [],
		layersLeft: 0,
	};
}

function theOne(subject: Running, replicas: readonly Replica[]): Replica {
	const named = subject.kind === 'pod' && subject.container !== null ? replicas : serving(replicas);
	const meant = subject.kind === 'pod' ? named.filter(({id}) => isContainer(id, subject.container)) : named;
	const [replica] = meant;
	const what = subject.kind === 'container' ? subject.id : `${subject.namespace}/${subject.name}`;
	if (replica === undefined) throw new FaultError('not-found', `no container is called ${what}`);
	if (meant.length > 1)
		throw new FaultError(
			'replicas-ambiguous',
			`${what} has several containers: ${meant.map(({id}) => id.slice(id.lastIndexOf('/') + 1)).join(', ')}`,
		);
	return replica;
}

const serving = (replicas: readonly Replica[]): readonly Replica[] => replicas.filter(({role}) => role === 'service');

const isContainer = (id: string, name: string | null): boolean => name === null || id.endsWith(`/${name}`);
