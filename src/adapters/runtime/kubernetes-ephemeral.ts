import {FaultError} from '../../model/fault.ts';
import type {Path} from '../../model/path.ts';
import {parentOf} from '../../model/path.ts';
import type {World} from '../../world.ts';
import type {ContainerPlace} from './kubernetes-container.ts';
import {packedIn, runIn} from './kubernetes-files.ts';
import type {Kubectl} from './kubernetes-kubectl.ts';
import {listOf, mappingOf, textOf} from './kubernetes-objects.ts';

/** Where the target's files are for whoever shares its processes. */
const targetRoot = '/proc/1/root';

const right = {group: '', resource: 'pods/ephemeralcontainers', verb: 'patch'};
/** A container that was added stays in the pod's list for good, but ends by itself after ten to twenty minutes (seconds). */
const leastLife = 600;
const tries = 60;
const pause = 1_000;

/**
 * Adds a container beside one that has no tar, which sees its processes and through them its files.
 *
 * @throws FaultError `no-archiver` where it would see something else, `forbidden`, `timed-out` and others of kubectl
 */
export async function lookBeside(
	world: World,
	kubectl: Kubectl,
	target: ContainerPlace,
	image: string,
): Promise<ContainerPlace> {
	const inNamespace = `--namespace=${target.namespace}`;
	const pod = mappingOf((await kubectl.object('pods', target.pod, inNamespace))['spec']);
	if (pod['shareProcessNamespace'] === true || pod['hostPID'] === true)
		throw new FaultError(
			'no-archiver',
			`${target.pod} shares its processes: the first of them is not ${target.container}'s`,
		);
	const container = `deploy-truth-${Buffer.from(world.random(4)).toString('hex')}`;
	// Hardly another process has this command line, so that it can be told from the target's.
	const life = String(leastLife + (Buffer.from(world.random(4)).readUInt32BE() % leastLife));
	await kubectl.text(
		[
			...[
				'debug',
				target.pod,
				inNamespace,
				`--image=${image}`,
				`--target=${target.container}`,
				`--container=${container}`,
			],
			...['--profile=general', '--attach=false', '--quiet', '--', 'sleep', life],
		],
		right,
	);
	const beside = {...target, container};
	await untilItRuns(world, kubectl, beside, image);
	const first = await printed(kubectl, beside, ['cat', '/proc/1/cmdline']);
	if (first === '' || first.endsWith(`sleep\0${life}\0`))
		throw new FaultError(
			'no-archiver',
			`the runtime of ${target.pod} does not show one container's processes to another`,
		);
	return beside;
}

async function untilItRuns(
	world: World,
	kubectl: Kubectl,
	{namespace, pod, container}: ContainerPlace,
	image: string,
): Promise<void> {
	for (let tried = 0; tried < tries; tried++) {
		const {status} = await kubectl.object('pods', pod, `--namespace=${namespace}`);
		const own = listOf(mappingOf(status)['ephemeralContainerStatuses']).find(({name}) => name === container);
		const {running, waiting, terminated} = mappingOf(own?.['state']);
		if (running !== undefined) return;
		const reason = textOf(mappingOf(terminated ?? waiting)['reason']);
		if (terminated !== undefined || /BackOff$|^Err|Error$|^Invalid/.test(reason ?? ''))
			throw new FaultError('no-archiver', `the container of ${image} beside ${pod} did not start: ${reason}`);
		await world.sleep(pause);
	}
	throw new FaultError(
		'timed-out',
		`the container of ${image} beside ${pod} did not start within ${(tries * pause) / 1_000} s`,
	);
}

/**
 * An archive of what is at a path of the target. A link with an absolute target would lead into the files of the
 * container that looks, so a path that goes through links is refused.
 */
export async function* packedBeside(
	kubectl: Kubectl,
	beside: ContainerPlace,
	path: Path,
): AsyncGenerator<Uint8Array, void, undefined> {
	const above: string[] = [];
	for (let at = parentOf(path); at !== ''; at = parentOf(at)) above.push(`${targetRoot}/${at}`);
	if (above.length > 0 && (await printed(kubectl, beside, ['find', ...above, '-prune', '-type', 'l'])) !== '')
		throw new FaultError(
			'no-archiver',
			`/${path} leads through a link, which a container beside its own cannot follow`,
		);
	yield* packedIn(kubectl, beside, path, targetRoot);
}

const mostPrinted = 65_536;

async function printed(kubectl: Kubectl, place: ContainerPlace, command: readonly string[]): Promise<string> {
	let text = '';
	for await (const chunk of runIn(kubectl, place, command)) {
		text += Buffer.from(chunk).toString('latin1');
		if (text.length > mostPrinted) throw new FaultError('too-large', `${command[0]} printed more than was asked for`);
	}
	return text;
}
