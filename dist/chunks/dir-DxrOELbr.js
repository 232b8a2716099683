import "./rolldown-runtime-CLxXEZnf.js";
import { t as ContentHash } from "./content-C4Toai6V.js";
import { t as FaultError } from "./fault-CJo1zdrQ.js";
import { r as sortEntries } from "./manifest-npbKwqet.js";
import { n as baseOf, s as joinPath, t as asPath } from "./path-DxugMXpZ.js";
import { t as placeOf } from "./place-DM_bpUB7.js";
// src/subjects/parallel.ts
/** Does the work for every item, `limit` at a time, and gives the results in the items' order; the first error ends it. */
async function inParallel(items, limit, work) {
	const results = new Array(items.length);
	let next = 0;
	let failed = false;
	const worker = async () => {
		while (next < items.length && !failed) {
			const index = next++;
			try {
				results[index] = await work(items[index]);
			} catch (error) {
				failed = true;
				throw error;
			}
		}
	};
	await Promise.all(Array.from({ length: Math.min(limit, items.length) }, worker));
	return results;
}
// src/subjects/dir.ts
/** Names asked for at once, and files read at once: enough to keep a disc busy, few enough to hold 8 MiB. */
const asking = 16;
const reading = 8;
/** As many as one tar may hold (`bytes/limits.ts`). */
const mostEntries = 4e6;
/**
* The files below a directory, as a tar of it would unpack: links are not followed, hardlinks hold what they share,
* sockets are left out. What cannot be read, or changes while it is read, is a gap.
*/
async function readDirectory(world, path, options) {
	const place = placeOf(world, path);
	if ((await world.files.stat(place)).kind === "file") throw new FaultError("not-a-directory", `${path} is a file`);
	if ((await world.files.stat(`${place}/.`)).kind !== "directory") throw new FaultError("not-a-directory", `${path} is no directory`);
	const gaps = [];
	const oddities = [];
	const entries = [];
	const files = [];
	for (const seen of await walk(world, place, gaps)) {
		if (baseOf(seen.path).startsWith(".wh.")) oddities.push({
			path: seen.path,
			code: "whiteout-name"
		});
		if (seen.stat.kind === "socket") oddities.push({
			path: seen.path,
			code: "socket"
		});
		else if (seen.stat.kind === "file") files.push(seen);
		else entries.push(entryOf(seen));
	}
	const found = /* @__PURE__ */ new Map();
	await inParallel(sharingContent(files), reading, async (names) => {
		const content = await orFault(() => contentOf(world, place, names, options));
		for (const { path: name, stat } of names) {
			if ("code" in content) {
				gaps.push({
					path: name,
					fault: content
				});
				continue;
			}
			const { sha256, blob, alike } = content;
			const facts = {
				path: name,
				type: "file",
				sha256,
				size: stat.size,
				mode: modeOf(stat)
			};
			entries.push({
				...facts,
				...blob === void 0 ? {} : { blob },
				...alike === void 0 ? {} : { alike }
			});
			if (content.found.length > 0 && options.search?.wants(name)) found.set(name, content.found);
		}
	});
	return {
		subject: `dir:${path}`,
		manifest: {
			assurance: "verified",
			entries: sortEntries(entries),
			gaps: sortEntries(gaps)
		},
		image: null,
		found,
		oddities: sortEntries(oddities),
		layersLeft: 0
	};
}
/** Everything below the directory, level by level. */
async function walk(world, place, gaps) {
	const all = [];
	let level = [asPath("")];
	while (level.length > 0) {
		const paths = (await inParallel(level, reading, async (directory) => {
			stopWhenCancelled(world);
			const names = await orFault(() => world.files.list(directory === "" ? place : `${place}/${directory}`));
			if ("code" in names) gaps.push({
				path: directory,
				fault: names
			});
			return "code" in names ? [] : names.map((name) => joinPath(directory, name));
		})).flat();
		if (all.length + paths.length > mostEntries) throw new FaultError("limit-exceeded", `the directory holds more than ${mostEntries} names`);
		level = [];
		await inParallel(paths, asking, async (path) => {
			const seen = await orFault(() => look(world, place, path));
			if ("code" in seen) gaps.push({
				path,
				fault: seen
			});
			else {
				all.push(seen);
				if (seen.stat.kind === "directory") level.push(path);
			}
		});
	}
	return all;
}
async function look(world, place, path) {
	const stat = await world.files.stat(`${place}/${path}`);
	return {
		path,
		stat,
		target: stat.kind === "symlink" ? await world.files.readLink(`${place}/${path}`) : null
	};
}
function entryOf({ path, stat, target }) {
	const mode = modeOf(stat);
	if (stat.kind === "symlink") return {
		path,
		type: "symlink",
		target
	};
	if (stat.kind === "character" || stat.kind === "block") return {
		path,
		type: "device",
		kind: stat.kind,
		major: stat.major,
		minor: stat.minor,
		mode
	};
	return {
		path,
		type: stat.kind === "fifo" ? "fifo" : "directory",
		mode
	};
}
const modeOf = (stat) => (stat.mode & 4095).toString(8).padStart(4, "0");
/** Files in groups of names for one content: hardlinks are read once. */
function sharingContent(files) {
	const groups = [];
	const linked = /* @__PURE__ */ new Map();
	for (const file of files) {
		const key = `${file.stat.device}:${file.stat.inode}`;
		const group = file.stat.links > 1 ? linked.get(key) : void 0;
		if (group) group.push(file);
		else {
			const fresh = [file];
			groups.push(fresh);
			if (file.stat.links > 1) linked.set(key, fresh);
		}
	}
	return groups;
}
async function contentOf(world, place, names, options) {
	stopWhenCancelled(world);
	const { path, stat } = names[0];
	const { search } = options;
	const texts = search !== null && names.some((name) => search.wants(name.path)) ? search.texts : [];
	const { alike = null } = options;
	const hash = new ContentHash({
		size: stat.size,
		blob: options.blobs ? "sha1" : null,
		texts,
		alike
	});
	let seen = 0;
	for await (const chunk of world.files.stream(`${place}/${path}`)) {
		seen += chunk.length;
		if (seen > stat.size) break;
		hash.update(chunk);
	}
	const now = await world.files.stat(`${place}/${path}`);
	const same = now.kind === "file" && now.size === stat.size && now.mtime === stat.mtime && now.inode === stat.inode;
	if (seen !== stat.size || !same) throw new FaultError("file-changed-while-read", `${path} changed while it was read (${stat.size} bytes before)`);
	return hash.done();
}
/** One unreadable file is a gap of the whole, not its end; being stopped is. */
async function orFault(act) {
	try {
		return await act();
	} catch (error) {
		if (error instanceof FaultError && error.fault.code !== "cancelled") return error.fault;
		throw error;
	}
}
function stopWhenCancelled(world) {
	if (world.signal.aborted) throw new FaultError("cancelled", "the run was stopped while a directory was read");
}
export { readDirectory as t };
