import { t as FaultError } from "./fault-CJo1zdrQ.js";
// src/faces/commands/destination.ts
/** What is wrong with the files a command is told to write, by their options: asked before anything is contacted. */
async function destinationProblems(world, files) {
	const problems = [];
	for (const [option, file] of Object.entries(files)) {
		if (file === void 0) continue;
		if (file === "") problems.push(`${option} is empty: name the file to write`);
		else if (await isDirectory(world, file)) problems.push(`${option} ${file} is a directory: name the file to write`);
	}
	return problems;
}
async function isDirectory(world, file) {
	try {
		return (await world.files.stat(file)).kind === "directory";
	} catch (error) {
		if (error instanceof FaultError) return false;
		throw error;
	}
}
export { destinationProblems as t };
