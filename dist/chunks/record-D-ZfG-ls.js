import "./rolldown-runtime-CLxXEZnf.js";
import { l as pathOf, o as isWithin, u as relativeTo } from "./path-DxugMXpZ.js";
import { n as recordJson } from "./file-manifest-BYmU6ZPX.js";
import { t as placeOf } from "./place-DM_bpUB7.js";
import { t as openRepository } from "./repository-BYaZQkxS.js";
import { u as rootDigest } from "./document-D9DHyk26.js";
import { t as FaultError } from "./fault-CJo1zdrQ.js";
import { t as readDirectory } from "./dir-DxrOELbr.js";
import { n as readingOf, t as complainAbout } from "./reading-Dhg2FFR8.js";
import { n as exitCodes } from "./terminal-BSv5uRbc.js";
// src/subjects/record.ts
/** The policy a record's root is under; the entries carry their exact modes whatever it says. */
const modes = "executable";
/**
* What a build makes known of its output, with the commit and state of the working tree it was built in. Rejects with
* the first gap's fault: a record that misses a file would make the deployed one look foreign.
*/
async function recordDirectory(world, directory, options) {
	const repository = await openRepository(world, placeOf(world, options.repository));
	const read = await readDirectory(world, directory, options);
	const gap = read.manifest.gaps[0];
	if (gap) throw new FaultError(gap.fault.code, `nothing is recorded: ${gap.fault.detail}`);
	const workspace = await repository.workspace();
	if (workspace === null) throw new FaultError("commit-missing", `${repository.top} has no working tree with a commit to record`);
	const { head: commit, tree, dirty } = workspace;
	const from = fromTop(placeOf(world, directory), repository.top) ?? directory;
	const root = rootDigest(read.manifest, modes);
	const manifest = {
		subject: `dir:${from}`,
		modes,
		root,
		manifest: read.manifest
	};
	return {
		commit,
		tree,
		dirty,
		recordedAt: new Date(world.now()).toISOString(),
		tool: options.tool,
		from,
		manifest
	};
}
/** A directory as seen from the repository's top; null where it lies outside. */
function fromTop(directory, top) {
	const place = pathOf(directory.replaceAll("\\", "/")).path;
	const above = pathOf(top.replaceAll("\\", "/")).path;
	return isWithin(place, above) ? relativeTo(place, above) || "." : null;
}
// src/faces/commands/record.ts
/** Writes the record of a build output, whole or not at all. */
async function runRecord(world, directory, args) {
	const problems = [];
	if (directory === "") problems.push("the directory to record is empty");
	if (args.out === "") problems.push("--out is empty: name the file to write");
	const [place, out] = [directory, args.out].map((path) => pathOf(placeOf(world, path)).path);
	if (problems.length === 0 && isWithin(out, place)) problems.push(`--out ${args.out} lies inside ${directory}: the next record would list this one`);
	const asked = await readingOf(world, [], args.repo === void 0 ? {} : { repo: args.repo });
	if ("problems" in asked) problems.push(...asked.problems);
	if (problems.length > 0 || "problems" in asked) {
		complainAbout(world, problems);
		return exitCodes.usage;
	}
	const record = await recordDirectory(world, directory, {
		...asked.options,
		tool: args.tool
	});
	await world.files.write(placeOf(world, args.out), [...recordJson(record)].join(""));
	const { commit, dirty, manifest } = record;
	const state = dirty ? `${commit} with uncommitted changes` : commit;
	world.log.info(`recorded ${manifest.manifest.entries.length} entries of ${directory}, built from ${state}, in ${args.out}`);
	return exitCodes.ok;
}
export { runRecord };
