import { t as FaultError } from "./fault-CJo1zdrQ.js";
import { a as isUtf8, d as textOfBytes, o as isWithin, t as asPath } from "./path-DxugMXpZ.js";
import { t as ContentHash } from "./content-C4Toai6V.js";
// src/adapters/git/command.ts
/**
* What keeps a repository's own configuration from starting programs or changing what we read: no pager, no hooks, no
* file system monitor, no submodule recursion; replaced objects are shut out below, external diffs where one is made.
*/
const settings = [
	"core.quotePath=false",
	"core.fsmonitor=false",
	"core.hooksPath=/dev/null",
	"core.untrackedCache=false",
	"submodule.recurse=false"
].flatMap((setting) => ["-c", setting]);
const environment = {
	LC_ALL: "C",
	GIT_TERMINAL_PROMPT: "0",
	GIT_OPTIONAL_LOCKS: "0",
	GIT_NO_REPLACE_OBJECTS: "1",
	GIT_LITERAL_PATHSPECS: "1",
	GIT_NO_LAZY_FETCH: "1",
	GIT_ALLOW_PROTOCOL: "none",
	GIT_TRACE: "0"
};
function gitIn(world, directory) {
	const all = (args) => [
		"--no-pager",
		...settings,
		...args
	];
	const surroundings = {
		cwd: directory,
		env: environment
	};
	const run = (args, options = {}) => world.exec("git", all(args), {
		...surroundings,
		...options
	});
	return {
		run,
		async output(args, options) {
			const done = await run(args, options);
			if (done.exitCode !== 0) throw failed(args[0], done);
			return done.stdout;
		},
		stream: (args) => world.execStream("git", all(args), surroundings)
	};
}
const failed = (command, done) => new FaultError("command-failed", `git ${command} ended with ${done.exitCode}: ${firstLine(done.stderr)}`);
/** Git's own reason, on one line and without what follows it. */
function firstLine(stderr) {
	const lines = stderr.split("\n").filter((line) => line.trim() !== "");
	return (lines.find((line) => line.startsWith("fatal: ")) ?? lines[0] ?? "no reason given").slice(0, 500);
}
const longestRevision = 1024;
/** Refuses a revision that could be read as an option or that no command line carries; gives it back. */
function checkedRevision(revision) {
	const problem = revisionProblem(revision);
	if (problem !== null) throw new FaultError("commit-missing", `the revision ${JSON.stringify(revision)} ${problem}`);
	return revision;
}
/** What is wrong with a revision, as the end of a sentence; null when git may be asked. */
function revisionProblem(revision) {
	if (revision.trim() === "") return "is empty";
	if (revision.startsWith("-")) return "starts with '-'";
	if (revision.length > longestRevision) return `is longer than ${longestRevision} characters`;
	if (/[\u0000-\u001f\u007f]/.test(revision) || !revision.isWellFormed()) return "holds control characters";
	return null;
}
// src/adapters/git/records.ts
/** 64 KiB: several times the longest path; a record beyond it is no git output. */
const longest = 65536;
/** Splits `-z` output into its NUL-ended records, holding no more than one chunk and one record. */
async function* nulRecords(chunks) {
	let rest = [];
	let held = 0;
	for await (const chunk of chunks) {
		let from = 0;
		for (;;) {
			const end = chunk.indexOf(0, from);
			if (end < 0) break;
			const part = chunk.subarray(from, end);
			from = end + 1;
			if (held === 0) yield part;
			else {
				rest.push(part);
				yield joined(rest);
				rest = [];
				held = 0;
			}
		}
		if (from < chunk.length) {
			rest.push(chunk.subarray(from));
			held += chunk.length - from;
			if (held > longest) throw new FaultError("limit-exceeded", `git printed a record of more than ${longest} bytes`);
		}
	}
	if (held > 0) throw new FaultError("cut-stream", "the output of git ended in the middle of a record");
}
function joined(parts) {
	const whole = new Uint8Array(parts.reduce((sum, part) => sum + part.length, 0));
	let at = 0;
	for (const part of parts) {
		whole.set(part, at);
		at += part.length;
	}
	return whole;
}
// src/adapters/git/changes.ts
const kinds = {
	A: "added",
	C: "added",
	M: "modified",
	D: "deleted",
	R: "renamed",
	T: "type"
};
const mostChanges = 1e6;
/** The files that differ between two commits, renames found by content. */
async function readChanges(git, base, head) {
	const stream = git.stream([
		...[
			"diff-tree",
			"-r",
			"-z",
			"--raw",
			"--no-abbrev",
			"-M",
			"--no-ext-diff",
			"--no-textconv",
			"--no-color"
		],
		"--ignore-submodules=none",
		"--end-of-options",
		base,
		head
	]);
	const changes = [];
	stream.end();
	const records = nulRecords(stream.stdout);
	try {
		const next = async () => {
			const { value, done } = await records.next();
			if (done) throw new FaultError("cut-stream", "git diff-tree ended in the middle of a change");
			return asPath(textOfBytes(value));
		};
		for (;;) {
			const { value, done } = await records.next();
			if (done) break;
			const [, , , after, status] = textOfBytes(value).split(" ");
			const change = kinds[status?.[0] ?? ""];
			if (value[0] !== 58 || !after || !change) throw new FaultError("unexpected-answer", "git diff-tree printed a line of an unknown form");
			const first = await next();
			const second = status[0] === "R" || status[0] === "C" ? await next() : null;
			changes.push({
				path: second ?? first,
				from: change === "renamed" ? first : null,
				change,
				blob: change === "deleted" ? null : after
			});
			if (changes.length > mostChanges) throw new FaultError("limit-exceeded", `more than ${mostChanges} files differ between the two commits`);
		}
		const done = await stream.done;
		if (done.exitCode !== 0) throw failed("diff-tree", done);
	} finally {
		stream.kill();
		await records.return(void 0);
	}
	return changes;
}
// src/adapters/git/contents.ts
/** Ids written at once: 256 lines of 65 bytes stay below what a pipe takes without waiting. */
const batch = 256;
/** An answer's head is an id, a type and a size. */
const longestHead = 256;
/**
* Reads blobs through one `git cat-file --batch`, in the order asked. Ids are written while contents are read, so
* neither side can wait for the other for ever. What git gives is hashed again under the id's own algorithm.
*/
async function* readBlobs(git, format, requests) {
	if (requests.length === 0) return;
	const stream = git.stream(["cat-file", "--batch"]);
	const writing = writeIds(stream, requests);
	writing.catch(() => {});
	const source = new Source(stream.stdout);
	try {
		for (const request of requests) {
			const head = await source.line(longestHead);
			if (head === null) break;
			yield await readBlob(source, head, request, format);
		}
		await writing;
		const done = await stream.done;
		if (done.exitCode !== 0) throw failed("cat-file", done);
		if (source.answers < requests.length) throw new FaultError("cut-stream", `git cat-file answered ${source.answers} of ${requests.length} objects`);
	} finally {
		stream.kill();
		await source.close();
	}
}
async function writeIds(stream, requests) {
	for (let from = 0; from < requests.length; from += batch) {
		const ids = requests.slice(from, from + batch).map((request) => `${request.id}\n`);
		await stream.write(ids.join(""));
	}
	stream.end();
}
async function readBlob(source, head, request, format) {
	const { id } = request;
	source.answers++;
	if (head === `${id} missing`) return {
		id,
		fault: {
			code: "file-missing",
			detail: `the clone does not hold blob ${id}: fetch it, as a full clone does`
		}
	};
	const match = /^([0-9a-f]{40,64}) (blob|tree|commit|tag) (\d{1,15})$/.exec(head);
	if (match === null) throw new FaultError("unexpected-answer", "git cat-file printed a line of an unknown form");
	const size = Number(match[3]);
	if (match[1] !== id || match[2] !== "blob" || size !== request.size) throw new FaultError("unexpected-answer", `git cat-file answered '${head}' when asked for blob ${id}`);
	const hash = new ContentHash({
		size,
		blob: format,
		texts: request.texts,
		alike: request.alike ?? null
	});
	const kept = [];
	for await (const chunk of source.take(size)) {
		hash.update(chunk);
		if (request.keep) kept.push(chunk);
	}
	await source.newline();
	const { sha256, blob, alike, found } = hash.done();
	if (blob !== id) return {
		id,
		fault: {
			code: "digest-mismatch",
			detail: `the bytes git holds for blob ${id} hash to ${blob}`
		}
	};
	const bytes = request.keep ? Buffer.concat(kept) : null;
	return alike === void 0 ? {
		id,
		sha256,
		found,
		bytes
	} : {
		id,
		sha256,
		alike,
		found,
		bytes
	};
}
/** Takes lines and counted bytes from a stream of chunks. */
var Source = class {
	answers = 0;
	#chunks;
	#rest = /* @__PURE__ */ new Uint8Array(0);
	constructor(chunks) {
		this.#chunks = chunks[Symbol.asyncIterator]();
	}
	/** A reader that leaves early lets go of the pipe: git would not end while somebody holds unread output. */
	async close() {
		await this.#chunks.return?.();
	}
	async #more() {
		while (this.#rest.length === 0) {
			const { value, done } = await this.#chunks.next();
			if (done) return false;
			this.#rest = value;
		}
		return true;
	}
	/** A line without its end; null when the stream is at its end. */
	async line(longest) {
		let text = "";
		while (await this.#more()) {
			const end = this.#rest.indexOf(10);
			text += textOfBytes(end < 0 ? this.#rest.subarray(0, longest) : this.#rest.subarray(0, Math.min(end, longest)));
			if (text.length >= longest) break;
			this.#rest = end < 0 ? this.#rest.subarray(this.#rest.length) : this.#rest.subarray(end + 1);
			if (end >= 0) return text;
		}
		if (text === "") return null;
		throw new FaultError("unexpected-answer", "git cat-file printed a line that does not end");
	}
	async *take(size) {
		let left = size;
		while (left > 0) {
			if (!await this.#more()) throw new FaultError("cut-stream", "git cat-file ended in the middle of a blob");
			const part = this.#rest.subarray(0, left);
			this.#rest = this.#rest.subarray(part.length);
			left -= part.length;
			yield part;
		}
	}
	async newline() {
		if (!await this.#more() || this.#rest[0] !== 10) throw new FaultError("cut-stream", "git cat-file ended a blob without its newline");
		this.#rest = this.#rest.subarray(1);
	}
};
// src/adapters/git/filters.ts
/** What `git lfs install --local` writes: without it every pointer's file would look changed. */
const known = /* @__PURE__ */ new Set([
	"git-lfs clean -- %f",
	"git-lfs clean %f",
	"git-lfs filter-process"
]);
/**
* Options that switch off the filter commands which the repository's own configuration names: to compare a changed file
* git would run them, and whoever made the repository chose them. The user's own filters stay.
*/
async function withoutFilters(git) {
	const done = await git.run([
		"config",
		"--null",
		"--show-scope",
		"--get-regexp",
		"^filter\\..*\\.(clean|process)$"
	]);
	if (done.exitCode > 1) throw failed("config", done);
	const parts = new TextDecoder().decode(done.stdout).split("\0");
	const names = /* @__PURE__ */ new Set();
	for (let at = 0; at + 1 < parts.length; at += 2) {
		const scope = parts[at];
		const [key = "", ...value] = parts[at + 1].split("\n");
		if (scope !== "local" && scope !== "worktree") continue;
		if (!known.has(value.join("\n"))) names.add(key.slice(0, key.lastIndexOf(".")));
	}
	return [...names].flatMap((name) => {
		if (name.includes("=")) throw new FaultError("untrusted-repository", "its configuration holds a filter that cannot be switched off");
		return [
			"-c",
			`${name}.clean=`,
			"-c",
			`${name}.process=`,
			"-c",
			`${name}.required=false`
		];
	});
}
// src/adapters/git/tree.ts
/** Two million names: four times the largest public repositories. */
const mostEntries = 2e6;
/** Every name at or below `path` ('' for all) in a commit, directories included, in git's order. Names are not checked. */
async function readTree(git, commit, path) {
	const args = [
		"ls-tree",
		"-r",
		"-t",
		"-z",
		"-l",
		"--full-tree",
		"--end-of-options",
		commit
	];
	const stream = git.stream(path !== "" && isUtf8(path) ? [...args, path] : args);
	const entries = [];
	stream.end();
	try {
		for await (const record of nulRecords(stream.stdout)) {
			const entry = treeEntry(record);
			if (!isWithin(entry.path, path)) continue;
			entries.push(entry);
			if (entries.length > mostEntries) throw new FaultError("limit-exceeded", `the commit's tree holds more than ${mostEntries} names`);
		}
		const done = await stream.done;
		if (done.exitCode !== 0) throw failed("ls-tree", done);
	} finally {
		stream.kill();
	}
	return entries;
}
/** `<mode> <type> <id> <size, padded>\t<path>` */
function treeEntry(record) {
	const tab = record.indexOf(9);
	const [mode, type, id, size] = textOfBytes(record.subarray(0, Math.max(tab, 0))).split(/ +/);
	if (tab < 0 || !mode || !id || size === void 0 || type !== "blob" && type !== "tree" && type !== "commit") throw new FaultError("unexpected-answer", "git ls-tree printed a line of an unknown form");
	return {
		path: asPath(textOfBytes(record.subarray(tab + 1))),
		mode,
		type,
		id,
		size: /^\d+$/.test(size) ? Number(size) : null
	};
}
// src/adapters/git/text.ts
/** Whether any regular file of a commit holds the text. Literal, case counts, binary files too. */
async function holdsText(git, format, commit, text) {
	if (text === "") return true;
	const lines = text.split("\n");
	const line = lines.reduce((longest, next) => next.length > longest.length ? next : longest);
	const grep = line === "" || text.includes("\0") ? null : line;
	if (grep !== null && lines.length === 1) return (await run(git, ["-q"], grep, commit)).length > 0;
	const candidates = grep === null ? null : new Set(await run(git, ["-l", "-z"], grep, commit));
	if (candidates?.size === 0) return false;
	const blobs = /* @__PURE__ */ new Map();
	for (const entry of await readTree(git, commit, "")) {
		if (!entry.mode.startsWith("100") || candidates?.has(`${commit}:${entry.path}`) === false) continue;
		if (entry.size === null) throw new FaultError("file-missing", `the clone does not hold ${entry.path}`);
		blobs.set(entry.id, entry.size);
	}
	const requests = [...blobs].map(([id, size]) => ({
		id,
		size,
		texts: [text],
		keep: false
	}));
	for await (const blob of readBlobs(git, format, requests)) {
		if ("fault" in blob) throw new FaultError(blob.fault.code, blob.fault.detail);
		if (blob.found.length > 0) return true;
	}
	return false;
}
/** `commit:path` of files with a matching line; under `-q` one empty name stands for a match. */
async function run(git, mode, line, commit) {
	const args = [
		"grep",
		...mode,
		"-F",
		"-a",
		"--no-textconv",
		"--no-recurse-submodules",
		"--no-color",
		"-e",
		line,
		commit,
		"--"
	];
	const stream = git.stream(args);
	stream.end();
	try {
		const names = [];
		for await (const record of nulRecords(stream.stdout)) names.push(textOfBytes(record));
		const done = await stream.done;
		if (done.exitCode > 1 || done.exitCode === 1 && /^(?:error|fatal): /m.test(done.stderr)) throw failed("grep", done);
		return done.exitCode === 0 && names.length === 0 ? [""] : names;
	} finally {
		stream.kill();
	}
}
// src/adapters/git/repository.ts
/** Finds the repository that holds a directory. Faults: `not-a-repository`, `untrusted-repository`, `command-missing`. */
async function openRepository(world, directory) {
	const here = gitIn(world, directory);
	const asked = await here.run([
		"rev-parse",
		"--is-shallow-repository",
		"--show-object-format",
		"--is-inside-work-tree"
	]);
	if (asked.exitCode !== 0) throw await openingFault(world, directory, asked.stderr);
	const [shallowText, format, insideText] = textOf(asked.stdout).split("\n");
	if (format !== "sha1" && format !== "sha256") throw new FaultError("not-a-repository", `${directory}: the object format ${format} is not known`);
	const inside = insideText === "true";
	const top = inside ? textOf(await here.output(["rev-parse", "--show-toplevel"])) : textOf(await here.output(["rev-parse", "--absolute-git-dir"]));
	return repositoryAt(gitIn(world, top), {
		top,
		format,
		inside,
		shallow: shallowText === "true"
	});
}
async function openingFault(world, directory, stderr) {
	if (/dubious ownership|unsafe repository/.test(stderr)) return new FaultError("untrusted-repository", `${directory} belongs to another user, so git does not read it; if you trust it: git config --global --add safe.directory '${directory}'`);
	if (/not a git repository/i.test(stderr)) return new FaultError("not-a-repository", `${directory} is not in a git repository`);
	await world.files.stat(directory);
	return new FaultError("not-a-repository", `${directory}: ${firstLine(stderr)}`);
}
function repositoryAt(git, { top, format, inside, shallow }) {
	/** The full id of a commit; null where the clone does not hold it. */
	const find = async (revision) => {
		const asked = [
			"rev-parse",
			"--verify",
			"--end-of-options",
			`${checkedRevision(revision)}^{commit}`
		];
		const done = await git.run(asked);
		const id = textOf(done.stdout);
		return done.exitCode === 0 && isId(id) ? { id } : { reason: firstLine(done.stderr) };
	};
	const resolve = async (revision) => {
		const found = await find(revision);
		if ("id" in found) return found.id;
		if (shallow) throw new FaultError("shallow-clone", `the shallow clone does not hold ${revision}: fetch the full history`);
		throw new FaultError("commit-missing", `the repository does not hold ${revision} (${found.reason})`);
	};
	const isAncestor = async (ancestor, of) => {
		const asked = [
			"merge-base",
			"--is-ancestor",
			await resolve(ancestor),
			await resolve(of)
		];
		const done = await git.run(asked);
		if (done.exitCode > 1) throw failed("merge-base", done);
		if (done.exitCode === 1 && shallow) throw cutHistory(ancestor, of);
		return done.exitCode === 0;
	};
	const mergeBase = async (a, b) => {
		const done = await git.run([
			"merge-base",
			await resolve(a),
			await resolve(b)
		]);
		if (done.exitCode > 1) throw failed("merge-base", done);
		const id = textOf(done.stdout);
		if (done.exitCode === 0 && isId(id)) return id;
		if (shallow) throw cutHistory(a, b);
		return null;
	};
	const treeEntries = async (revision, path) => readTree(git, await resolve(revision), path);
	const treeOf = async (revision) => {
		const commit = await resolve(revision);
		return textOf(await git.output([
			"rev-parse",
			"--verify",
			"--end-of-options",
			`${commit}^{tree}`
		]));
	};
	return {
		top,
		format,
		async commit(revision) {
			const sha = await resolve(revision);
			return {
				sha,
				...commitFacts(await git.output([
					"cat-file",
					"commit",
					sha
				])),
				shallow
			};
		},
		has: async (revision) => "id" in await find(revision),
		treeOf,
		async workspace() {
			if (!inside) return null;
			const head = await find("HEAD");
			return "id" in head ? {
				head: head.id,
				tree: await treeOf(head.id),
				dirty: await isDirty(git)
			} : null;
		},
		isAncestor,
		mergeBase,
		changedFiles: async (base, head) => readChanges(git, await resolve(base), await resolve(head)),
		treeEntries,
		async blobsAt(revision, paths) {
			const wanted = new Set(paths);
			const blobs = /* @__PURE__ */ new Map();
			if (wanted.size === 0) return blobs;
			const below = wanted.size === 1 ? paths[0] : "";
			for (const entry of await treeEntries(revision, below)) if (entry.type !== "tree" && wanted.has(entry.path)) blobs.set(entry.path, entry.id);
			return blobs;
		},
		containsText: async (revision, text) => holdsText(git, format, await resolve(revision), text),
		async readBlob(revision, path, maxBytes) {
			const entry = (await treeEntries(revision, path)).find((found) => found.path === asPath(path));
			if (entry === void 0) throw new FaultError("file-missing", `${path} is not in ${revision}`);
			if (!entry.mode.startsWith("100")) throw new FaultError("file-unreadable", `${path} is no regular file in ${revision}`);
			if (entry.size === null) throw new FaultError("file-missing", `the clone does not hold ${path} of ${revision}`);
			if (entry.size > maxBytes) throw new FaultError("too-large", `${path} has ${entry.size} bytes in ${revision}; at most ${maxBytes} are read`);
			for await (const blob of readBlobs(git, format, [{
				id: entry.id,
				size: entry.size,
				texts: [],
				keep: true
			}])) {
				if ("fault" in blob) throw new FaultError(blob.fault.code, blob.fault.detail);
				return blob.bytes;
			}
			throw new FaultError("cut-stream", `git gave no bytes for ${path}`);
		},
		contents: (requests) => readBlobs(git, format, requests)
	};
}
const cutHistory = (a, b) => new FaultError("shallow-clone", `the shallow clone cannot tell how ${a} and ${b} are related: fetch the full history`);
/** Untracked files do not count, nor do those of submodules; a submodule at another commit does. */
async function isDirty(git) {
	const stream = git.stream([
		...await withoutFilters(git),
		"status",
		"--porcelain=v2",
		"-z",
		"--untracked-files=no",
		"--ignore-submodules=untracked",
		"--no-renames"
	]);
	stream.end();
	try {
		for await (const chunk of stream.stdout) if (chunk.length > 0) return true;
		const done = await stream.done;
		if (done.exitCode !== 0) throw failed("status", done);
		return false;
	} finally {
		stream.kill();
	}
}
/** gitformat-commit: header lines up to the first empty line, then the message; its first paragraph is the subject. */
function commitFacts(bytes) {
	const text = new TextDecoder().decode(bytes);
	const end = text.indexOf("\n\n");
	const headers = (end < 0 ? text : text.slice(0, end)).split("\n");
	const headersOf = (name) => headers.filter((line) => line.startsWith(`${name} `)).map((line) => line.slice(name.length + 1));
	const tree = headersOf("tree")[0];
	if (tree === void 0 || !isId(tree)) throw new FaultError("unexpected-answer", "git printed a commit without a tree");
	const subject = (end < 0 ? "" : text.slice(end + 2).replace(/^\n+/, "")).split("\n\n", 1)[0].trim().replace(/\s*\n\s*/g, " ");
	return {
		tree,
		parents: headersOf("parent"),
		subject: subject.slice(0, 1e3)
	};
}
const isId = (text) => /^(?:[0-9a-f]{40}|[0-9a-f]{64})$/.test(text);
const textOf = (bytes) => new TextDecoder().decode(bytes).replace(/\n$/, "");
export { openRepository as t };
