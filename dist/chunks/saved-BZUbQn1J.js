import { g as evidenceSchema } from "./files-BU9rP9lL.js";
// src/model/saved.ts
/** Deepest nesting a run writes is below 20; hostile documents go further. */
const maxDepth = 64;
/** Reads what `verify --evidence` wrote; a string says why it is not that. Judging it needs no trust in who wrote it. */
function decodeSavedEvidence(text) {
	let value;
	try {
		value = JSON.parse(text);
	} catch (error) {
		return `not JSON: ${error.message}`;
	}
	if (!isRecord(value)) return `a JSON object with the schema ${evidenceSchema} is accepted`;
	if (value["schema"] !== "deploy-truth/evidence/v1") return `its schema is ${JSON.stringify(value["schema"] ?? null)}; ${JSON.stringify(evidenceSchema)} is accepted: write it with 'deploy-truth verify --evidence FILE'`;
	if (depthExceeds(value, maxDepth)) return `nested deeper than ${maxDepth} levels`;
	const { plan, evidence } = value;
	return missing(plan, "plan", {
		service: isRecord,
		target: isRecord,
		trust: isText,
		secrets: Array.isArray,
		skipped: isRecord,
		probes: Array.isArray
	}) ?? missing(evidence, "evidence", {
		commit: isRecord,
		artifacts: Array.isArray,
		image: isRecord,
		probes: Array.isArray,
		live: isRecord,
		version: isRecord,
		history: isRecord
	}) ?? uneven(plan, evidence) ?? value;
}
/** The judge walks plan and evidence side by side: an observation left out must not look like one that was not asked for. */
function uneven(plan, evidence) {
	if (plan.probes.length !== evidence.probes.length) return `plan.probes has ${plan.probes.length} and evidence.probes ${evidence.probes.length} members`;
	const files = Array.isArray(plan.service.files) ? plan.service.files.length : 0;
	return files === evidence.artifacts.length ? null : `plan.service.files has ${files} and evidence.artifacts ${evidence.artifacts.length} members`;
}
function missing(value, name, members) {
	if (!isRecord(value)) return `'${name}' is missing`;
	const wrong = Object.keys(members).filter((key) => !members[key](value[key]));
	return wrong.length === 0 ? null : `${wrong.map((key) => `'${name}.${key}'`).join(", ")} missing or of another type`;
}
function depthExceeds(value, left) {
	if (typeof value !== "object" || value === null) return false;
	return left === 0 || Object.values(value).some((member) => depthExceeds(member, left - 1));
}
const isRecord = (value) => typeof value === "object" && value !== null && !Array.isArray(value);
const isText = (value) => typeof value === "string";
export { decodeSavedEvidence as t };
