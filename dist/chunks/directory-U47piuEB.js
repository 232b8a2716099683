import { t as FaultError } from "./fault-2eAhF6k8.js";
import { _ as layerNames } from "./files-BU9rP9lL.js";
// src/model/history.ts
/** Entries of `probes` and of `served`, and of `lacked`, that are read back. */
const entryLimit = 2e3;
const lackedLimit = 100;
const textLimit = 4096;
/** A history out of JSON that anybody may have written; null when it is none. Maps come back without a prototype. */
function historyOf(value) {
	if (!isRecord(value) || value["schema"] !== "deploy-truth/history/v1") return null;
	const { service, environment } = value;
	if (!isText(service) || !isText(environment)) return null;
	const last = snapshotOf(value["last"]);
	const before = value["before"] === null ? null : snapshotOf(value["before"]);
	if (last === null || before === null && value["before"] !== null) return null;
	return {
		schema: "deploy-truth/history/v1",
		service,
		environment,
		last,
		before
	};
}
function snapshotOf(value) {
	if (!isRecord(value)) return null;
	const { commit, at, run, status, departsAt, imageManifest, lacked } = value;
	if (!isText(commit) || commit === "") return null;
	if (!isText(at) || Number.isNaN(Date.parse(at))) return null;
	if (run !== null && !(Number.isSafeInteger(run) && run >= 0)) return null;
	if (status !== "live" && status !== "drift" && status !== "inconclusive") return null;
	if (departsAt !== null && !layerNames.includes(departsAt)) return null;
	if (imageManifest !== null && !isText(imageManifest)) return null;
	if (!Array.isArray(lacked) || lacked.length > lackedLimit || !lacked.every(isText)) return null;
	const probes = mapOf(value["probes"], (code) => Number.isInteger(code) && code >= 100 && code <= 999);
	const served = mapOf(value["served"], (hash) => typeof hash === "string" && /^[0-9a-f]{64}$/.test(hash));
	if (probes === null || served === null) return null;
	return {
		commit,
		at,
		run,
		status,
		departsAt,
		imageManifest,
		probes,
		served,
		lacked
	};
}
function mapOf(value, fits) {
	if (!isRecord(value)) return null;
	const map = Object.create(null);
	const entries = Object.entries(value);
	if (entries.length > entryLimit) return null;
	for (const [name, item] of entries) {
		if (!isText(name) || item !== null && !fits(item)) return null;
		map[name] = item;
	}
	return map;
}
const isRecord = (value) => typeof value === "object" && value !== null && !Array.isArray(value);
const isText = (value) => typeof value === "string" && value.length <= textLimit;
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
export { remembered as n, historyOf as r, directoryHistory as t };
