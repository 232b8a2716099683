import "./rolldown-runtime-CLxXEZnf.js";
import { u as rootDigest } from "./document-D9DHyk26.js";
import { t as FaultError } from "./fault-CJo1zdrQ.js";
import { i as subtree } from "./manifest-npbKwqet.js";
import { r as sha256sumLines, t as fileManifestJson } from "./file-manifest-BYmU6ZPX.js";
import { t as readSubject } from "./read-DkYShaWF.js";
import { n as readingOf, t as complainAbout } from "./reading-Dhg2FFR8.js";
import { n as exitCodes } from "./terminal-BSv5uRbc.js";
// src/faces/commands/manifest.ts
/** Prints a subject's file manifest; a manifest with gaps is printed too, named as incomplete and told by the exit code. */
async function runManifest(world, out, text, args) {
	const asked = await readingOf(world, [text], args);
	if ("problems" in asked) {
		complainAbout(world, asked.problems);
		return exitCodes.usage;
	}
	const { below, modes, options } = asked;
	const read = await readSubject(world, asked.subjects[0], options);
	const manifest = subtree(read.manifest, below);
	if (manifest === null) throw new FaultError("file-missing", `${read.subject} holds nothing at ${below}`);
	for (const { path, code } of read.oddities) world.log.warn(`${code}: ${path}`);
	if (args.format === "sha256sum") for (const chunk of sha256sumLines(manifest)) await out(chunk);
	else {
		const document = {
			subject: below === "" ? read.subject : `${read.subject} --path ${below}`,
			modes,
			root: rootDigest(manifest, modes),
			manifest
		};
		for (const chunk of fileManifestJson(document, options.blobs)) await out(chunk);
	}
	for (const { path, fault } of manifest.gaps) world.log.warn(`unread: ${path === "" ? "part of the tree" : path}: ${fault.code}: ${fault.detail}`);
	return manifest.gaps.length > 0 ? exitCodes.inconclusive : exitCodes.ok;
}
export { runManifest };
