import { t as FaultError } from "./fault-CJo1zdrQ.js";
// src/subjects/read.ts
/** Reads a subject's files; each kind's reader is loaded when it is first needed. Rejects with FaultError. */
async function readSubject(world, subject, options) {
	switch (subject.kind) {
		case "dir": return (await import("./dir-CBCnyf2w.js")).readDirectory(world, subject.path, options);
		case "git": return (await import("./git-BOgJpuF1.js")).readGitTree(world, subject.revision, subject.path, options);
		case "registry": return (await import("./registry-C4A5y8tx.js")).readRegistry(world, subject.reference, options);
		case "oci-dir": return (await import("./oci-dir-D2-R2fcu.js")).readOciDir(world, subject.path, subject.tag, options);
		case "docker":
		case "oci-archive":
		case "docker-archive": throw new FaultError("not-asked", `subjects of kind ${subject.kind}: are not read yet`);
		case "file": {
			const { record: _, ...read } = await (await import("./file-CgdqN7lG.js")).readFileSubject(world, subject.path);
			return read;
		}
	}
}
export { readSubject as t };
