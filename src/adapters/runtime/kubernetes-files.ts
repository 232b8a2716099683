import {FaultError} from '../../model/fault.ts';
import type {Path} from '../../model/path.ts';
import {baseOf, isUtf8, parentOf} from '../../model/path.ts';
import type {ContainerPlace} from './kubernetes-container.ts';
import {kubectlFault} from './kubernetes-fault.ts';
import type {Failed, Kubectl} from './kubernetes-kubectl.ts';

const execRight = {group: '', resource: 'pods/exec', verb: 'create'};

/** Runs a program in a container; a program that fails is a fault by its own words. */
export const runIn = (
	kubectl: Kubectl,
	place: ContainerPlace,
	command: readonly string[],
	fault: (end: Failed) => FaultError = ({said}) => ofContainer(place, kubectlFault(said, execRight)),
): AsyncGenerator<Uint8Array, void, undefined> =>
	kubectl.stream(
		['exec', place.pod, `--container=${place.container}`, `--namespace=${place.namespace}`, '--', ...command],
		fault,
	);

/** Of files, `not-found` says that a container shows nothing at a path: a pod that is gone says nothing of its files. */
export const ofContainer = ({pod, container}: ContainerPlace, {fault}: FaultError): FaultError =>
	fault.code === 'not-found'
		? new FaultError('not-running', `${pod}/${container} is not there any more (${fault.detail})`)
		: new FaultError(fault.code, fault.detail);

/**
 * An archive of what is at a path, as the container's own tar packs it. `root`: where the container's root is for the
 * process that packs, '' for the container itself. Of the whole root, the kernel's own file systems are left out.
 */
export function packedIn(
	kubectl: Kubectl,
	place: ContainerPlace,
	path: Path,
	root = '',
): AsyncGenerator<Uint8Array, void, undefined> {
	if (!isUtf8(path))
		throw new FaultError('file-unreadable', `kubectl can ask for no name that is not UTF-8: ${JSON.stringify(path)}`);
	const parent = `${root}/${parentOf(path)}`;
	const command =
		path === ''
			? ['tar', 'cf', '-', '-C', `${root}/`, '--exclude=./proc', '--exclude=./sys', '.']
			: ['tar', 'cf', '-', '-C', parent, '--', baseOf(path)];
	return runIn(kubectl, place, command, (end) => tarFault(end, place, path, parent));
}

/** Why there is no archive, or not a whole one: in the words of the container's runtime, of its tar, or of kubectl. */
function tarFault({exitCode, said}: Failed, place: ContainerPlace, path: Path, parent: string): FaultError {
	const where = `${place.pod}/${place.container}`;
	if (
		/executable file (?:not found|[`'"]?tar\b)|exec: "?tar"?:|finding executable/.test(said) ||
		exitCode === 126 ||
		exitCode === 127
	)
		return new FaultError(
			'no-archiver',
			`${where} has no tar: compare images only (inside: false), put tar into the image, or permit a container beside it (ephemeral) (${said})`,
		);
	if (
		/container not found|completed pod|container .* is not running|unable to upgrade connection: pod does not exist/i.test(
			said,
		)
	)
		return new FaultError('not-running', `${where} does not run any more (${said})`);
	if (/^tar: |\btar: /.test(said)) {
		const missing = [baseOf(path), parent, parent.replace(/\/$/, '')].some((name) =>
			new RegExp(
				`tar: (?:can't change directory to )?'?${escaped(name)}'?: (?:Cannot \\w+: )?(?:No such file|Not a directory)`,
				'u',
			).test(said),
		);
		if (missing && path !== '') return new FaultError('not-found', `nothing is at /${path} in ${where}`);
		if (/changed as we read it|removed before we read it|shrank by|short read|No such file/i.test(said))
			return new FaultError('file-changed-while-read', `files in ${where} changed while they were packed (${said})`);
		if (/permission denied|operation not permitted/i.test(said))
			return new FaultError('file-unreadable', `the user of ${where} may not read all of /${path} (${said})`);
		return new FaultError('command-failed', `tar in ${where}: ${said}`);
	}
	return ofContainer(place, kubectlFault(said, execRight));
}

const escaped = (name: string): string =>
	name.replace(/[^\w/]/gu, (character) => `\\u{${character.codePointAt(0)!.toString(16)}}`);
