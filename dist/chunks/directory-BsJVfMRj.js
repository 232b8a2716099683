import { t as FaultError } from "./fault-CJo1zdrQ.js";
import { h as historyOf } from "./run-AJnrztpi.js";
// src/history/remembered.ts
/** Looks into a memory: nothing found is `observed` with null, unreadable is a fault, and neither ends the run. */
async function remembered(world, look) {
	const at = new Date(world.now()).toISOString();
	try {
		return {
			status: "observed",
			value: await look(),
			at
		};
	} catch (error) {
		if (!(error instanceof FaultError)) throw error;
		return {
			status: "unavailable",
			fault: error.fault,
			at
		};
	}
}
// src/history/directory.ts
/** Bytes. A history has at most a few thousand short entries. */
const limit = 4 << 20;
/** Histories as files of a directory, one for each service and environment; the command line's memory. */
function directoryHistory(world, directory) {
	return {
		read: ({ service: { service, environment } }) => remembered(world, async () => {
			const path = `${directory}/${fileOf(service, environment)}`;
			const text = await textOf(world, path);
			if (text === null) return null;
			const history = historyOf(parsed(text));
			if (history === null || history.service !== service || history.environment !== environment) throw new FaultError("invalid-record", `${path} is not the history of this service; remove it to start anew`);
			return history;
		}),
		write: (history) => world.files.write(`${directory}/${fileOf(history.service, history.environment)}`, `${JSON.stringify(history, null, 1)}\n`)
	};
}
/** Two names never share a file: the first dot that is no part of an escape stands between service and environment. */
const fileOf = (service, environment) => `${escaped(service).replaceAll(".", "%2E")}.${escaped(environment)}.json`;
const escaped = (name) => encodeURIComponent(name.toWellFormed()).replace(/[!'()*~]/g, (character) => `%${character.charCodeAt(0).toString(16).toUpperCase()}`);
async function textOf(world, path) {
	try {
		return new TextDecoder().decode(await world.files.read(path, limit));
	} catch (error) {
		if (error instanceof FaultError && error.fault.code === "file-missing") return null;
		throw error;
	}
}
function parsed(text) {
	try {
		return JSON.parse(text);
	} catch {
		return;
	}
}
export { remembered as n, directoryHistory as t };
