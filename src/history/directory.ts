import {FaultError} from '../model/fault.ts';
import {type History, type HistoryStore, historyOf} from '../model/history.ts';
import type {World} from '../world.ts';
import {remembered} from './remembered.ts';

/** Bytes. A history has at most a few thousand short entries. */
const limit = 4 << 20;

export type WritableHistory = HistoryStore & {readonly write: (history: History) => Promise<void>};

/** Histories as files of a directory, one for each service and environment; the command line's memory. */
export function directoryHistory(world: World, directory: string): WritableHistory {
	return {
		read: ({service: {service, environment}}) =>
			remembered(world, async () => {
				const path = `${directory}/${fileOf(service, environment)}`;
				const text = await textOf(world, path);
				if (text === null) return null;
				const history = historyOf(parsed(text));
				if (history === null || history.service !== service || history.environment !== environment)
					throw new FaultError('invalid-record', `${path} is not the history of this service; remove it to start anew`);
				return history;
			}),
		write: (history) =>
			world.files.write(
				`${directory}/${fileOf(history.service, history.environment)}`,
				`${JSON.stringify(history, null, 1)}\n`,
			),
	};
}

/** Two names never share a file: the first dot that is no part of an escape stands between service and environment. */
const fileOf = (service: string, environment: string): string =>
	`${escaped(service).replaceAll('.', '%2E')}.${escaped(environment)}.json`;

const escaped = (name: string): string =>
	encodeURIComponent(name.toWellFormed()).replace(
		/[!'()*~]/g,
		(character) => `%${character.charCodeAt(0).toString(16).toUpperCase()}`,
	);

async function textOf(world: World, path: string): Promise<string | null> {
	try {
		return new TextDecoder().decode(await world.files.read(path, limit));
	} catch (error) {
		if (error instanceof FaultError && error.fault.code === 'file-missing') return null;
		throw error;
	}
}

function parsed(text: string): unknown {
	try {
		return JSON.parse(text);
	} catch {
		return undefined;
	}
}
