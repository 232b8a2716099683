import type {Digest} from '../../model/digest.ts';
import {isDigest} from '../../model/digest.ts';
import {FaultError} from '../../model/fault.ts';
import type {World} from '../../world.ts';
import {type Asked, engineFault} from './docker-fault.ts';

const maxInspected = 16 * 1024 * 1024;

/**
 * The ID of an image in the store of the engine that the user's `docker` speaks to, contexts and DOCKER_HOST included.
 * `timeout` in milliseconds.
 *
 * @throws FaultError `command-missing`, `unreachable`, `forbidden`, `not-found`, `timed-out`, `command-failed`, `invalid-answer`
 */
export async function imageId(world: World, reference: string, timeout: number): Promise<Digest> {
	const {exitCode, stdout, stderr} = await world
		.exec('docker', ['image', 'inspect', '--', reference], {timeout, maxBytes: maxInspected})
		.catch(withoutDocker);
	if (exitCode !== 0) throw engineFault(stderr, reading(reference));
	const id = idIn(stdout);
	if (id === null) throw new FaultError('invalid-answer', `docker image inspect ${reference} names no ID`);
	return id;
}

/** Docker writes `sha256:` before an ID, podman under the name of docker does not. */
function idIn(stdout: Uint8Array): Digest | null {
	let images: unknown;
	try {
		images = JSON.parse(new TextDecoder().decode(stdout));
	} catch {
		return null;
	}
	if (!Array.isArray(images) || images.length !== 1) return null;
	const stated: unknown = (images[0] as {Id?: unknown} | null)?.Id;
	if (typeof stated !== 'string') return null;
	const id = /^[0-9a-f]{64}$/.test(stated) ? `sha256:${stated}` : stated;
	return isDigest(id) ? id : null;
}

/** What `docker image save` writes of one image, as it comes; whoever stops before the end stops the command. */
export async function* savedImage(world: World, id: Digest): AsyncGenerator<Uint8Array, void, undefined> {
	const save = world.execStream('docker', ['image', 'save', '--', id]);
	save.end();
	try {
		yield* save.stdout;
		const {exitCode, stderr} = await save.done;
		if (exitCode !== 0) throw engineFault(stderr, reading(id));
	} finally {
		save.kill();
		await save.done.catch(() => undefined);
	}
}

const reading = (reference: string): Asked => ({
	command: 'docker',
	right: 'read images',
	missing: `the engine's store holds no image ${reference}: pull or build it there, or read it with registry:`,
});

function withoutDocker(error: unknown): never {
	if (!(error instanceof FaultError) || error.fault.code !== 'command-missing') throw error;
	const podman = 'of podman: podman image save IMAGE | deploy-truth manifest docker-archive:-';
	throw new FaultError('command-missing', `the command docker is not installed here; ${podman}`, error);
}
