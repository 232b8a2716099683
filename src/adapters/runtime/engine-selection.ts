import type {RuntimeConfig} from '../../model/config.ts';
import {FaultError} from '../../model/fault.ts';
import {parseReference} from '../../model/reference.ts';
import {linesIn, textOf} from './engine-answer.ts';
import type {Engine} from './engine-command.ts';
import type {EngineContainer} from './engine-container.ts';
import {idOf, inspected, listed} from './engine-listing.ts';

/** The containers that are named; or that carry the labels; or that were made from the image's repository. */
export async function selected(
	engine: Engine,
	{containers, selector}: Pick<RuntimeConfig, 'containers' | 'selector'>,
	image: string | null,
): Promise<readonly EngineContainer[]> {
	if (containers.length > 0) return namedContainers(engine, containers);
	if (selector !== null) return inspected(engine, await listed(engine, selector.split(',')));
	if (image === null)
		throw new FaultError(
			'not-asked',
			'no image tells which containers are meant: name them with container or selector',
		);
	return inspected(engine, await madeFrom(engine, image));
}

async function namedContainers(engine: Engine, names: readonly string[]): Promise<readonly EngineContainer[]> {
	const found = await inspected(engine, names);
	const missing = names.filter((name) => !found.some((one) => one.name === name || one.id.startsWith(name)));
	if (missing.length > 0) throw new FaultError('not-found', `the engine has no container called ${missing.join(', ')}`);
	return [...new Map(found.map((one) => [one.id, one])).values()];
}

/** Engines have names for no more than this many containers in one command. */
const atOnce = 500;

/**
 * IDs of the containers whose image, as it was typed, is of this repository. The list shows an ID in place of a name that
 * has moved on, and that is just who is looked for: so each is asked.
 */
async function madeFrom(engine: Engine, image: string): Promise<readonly string[]> {
	const repository = repositoryOf(image);
	const all = await listed(engine, []);
	const ids: string[] = [];
	for (let at = 0; at < all.length; at += atOnce) {
		const {printed} = await engine.askForSome(
			[
				'container',
				'inspect',
				'--format',
				'[{{json .ID}},{{json .Config.Image}}]',
				'--',
				...all.slice(at, at + atOnce),
			],
			{right: 'inspect containers', missing: 'there is no such container'},
		);
		for (const row of linesIn(printed, `${engine.command} container inspect`)) {
			const [id, typed] = Array.isArray(row) ? row : [];
			if (repository !== null && repositoryOf(textOf(typed) ?? '') === repository) ids.push(idOf(engine, id));
		}
	}
	return ids;
}

/** Null for an ID, and for what is no reference. Podman says `localhost/app` for what was built as `app`. */
function repositoryOf(image: string): string | null {
	if (/^(?:sha256:)?[0-9a-f]{64}$/.test(image)) return null;
	const reference = parseReference(image);
	if (typeof reference === 'string') return null;
	const {registry, repository} = reference;
	return registry === 'docker.io' || registry === 'localhost'
		? repository.replace(/^library\//, '')
		: `${registry}/${repository}`;
}
