// src/subjects/read.ts
/** Reads a subject's files; each kind's reader is loaded when it is first needed. Rejects with FaultError. */
async function readSubject(world, subject, options) {
	switch (subject.kind) {
		case "dir": return (await import("./dir-CxM6Gi1Z.js")).readDirectory(world, subject.path, options);
		case "git": return (await import("./git-DkNFAKuC.js")).readGitTree(world, subject.revision, subject.path, options);
		case "registry": return (await import("./registry-nlar3qRm.js")).readRegistry(world, subject.reference, options);
		case "oci-dir": return (await import("./oci-dir-CwsFzHKM.js")).readOciDir(world, subject.path, subject.tag, options);
		case "file": {
			const { record: _, ...read } = await (await import("./file-BGXpxSNj.js")).readFileSubject(world, subject.path);
			return read;
		}
	}
}
export { readSubject as t };
