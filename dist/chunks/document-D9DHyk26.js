import { a as isUtf8, c as parentOf, d as textOfBytes, i as comparePaths, l as pathOf, r as bytesOfText } from "./path-DxugMXpZ.js";
import { n as faultCodes, t as FaultError } from "./fault-CJo1zdrQ.js";
import { n as modesPolicies, r as sortEntries, t as modeUnder } from "./manifest-npbKwqet.js";
import { createHash } from "node:crypto";
// src/bytes/tree.ts
/** Names the form below; another form gets another name, so that two forms never share a digest. */
const rootForm = "deploy-truth/file-manifest/v1";
/** Characters gathered before they are hashed. */
const batch = 65536;
/**
* One digest for a whole tree under a modes policy, null while anything is unread. The form is in
* `docs/file-manifest.md`: every field carries its length, so two different trees never have the same bytes.
*/
function rootDigest(manifest, modes) {
	if (manifest.gaps.length > 0) return null;
	const hash = createHash("sha256");
	let text = field(rootForm) + field(modes);
	const take = (value) => {
		if (isUtf8(value)) text += field(value);
		else {
			const bytes = bytesOfText(value);
			hash.update(`${text}${bytes.length}:`, "utf8").update(bytes);
			text = ",";
		}
	};
	for (const entry of inOrder(manifest.entries)) {
		text += field(entry.type);
		take(entry.path);
		for (const value of factsOf(entry, modes)) take(value);
		if (text.length > batch) {
			hash.update(text, "utf8");
			text = "";
		}
	}
	return `sha256:${hash.update(text, "utf8").digest("hex")}`;
}
/** A netstring: the length in bytes, a colon, the bytes, a comma. */
const field = (value) => `${Buffer.byteLength(value, "utf8")}:${value},`;
/** What a type says beside its path; each type always has the same number of fields. */
function factsOf(entry, modes) {
	switch (entry.type) {
		case "file": return [
			modeUnder(modes, entry.mode),
			String(entry.size),
			entry.sha256
		];
		case "directory": return [modes === "exact" ? entry.mode : ""];
		case "symlink": return [entry.target];
		case "fifo": return [modeUnder(modes, entry.mode)];
		case "device": return [
			modeUnder(modes, entry.mode),
			entry.kind,
			String(entry.major),
			String(entry.minor)
		];
		case "submodule": return [entry.commit];
	}
}
function inOrder(entries) {
	for (let i = 1; i < entries.length; i++) if (comparePaths(entries[i - 1].path, entries[i].path) > 0) return sortEntries(entries);
	return entries;
}
// src/model/document.ts
const fileManifestSchema = "deploy-truth/file-manifest/v1";
/**
* An entry as documents carry it, its keys in their fixed order. A name or target that is not UTF-8 is given in base64
* beside its text form, whose lone surrogates not every reader of JSON keeps.
*/
function entryDocument(entry, blobs) {
	const path = named("path", entry.path);
	switch (entry.type) {
		case "file": {
			const { type, sha256, blob, size, mode } = entry;
			return {
				...path,
				type,
				sha256,
				...blobs && blob !== void 0 ? { blob } : {},
				size,
				mode
			};
		}
		case "symlink": return {
			...path,
			type: entry.type,
			...named("target", entry.target)
		};
		case "device": {
			const { type, kind, major, minor, mode } = entry;
			return {
				...path,
				type,
				kind,
				major,
				minor,
				mode
			};
		}
		case "submodule": return {
			...path,
			type: entry.type,
			commit: entry.commit
		};
		default: return {
			...path,
			type: entry.type,
			mode: entry.mode
		};
	}
}
const gapDocument = ({ path, fault }) => ({
	...named("path", path),
	fault: {
		code: fault.code,
		detail: fault.detail.toWellFormed()
	}
});
function named(key, name) {
	if (isUtf8(name)) return { [key]: name };
	let binary = "";
	for (const byte of bytesOfText(name)) binary += String.fromCharCode(byte);
	return {
		[key]: name,
		[`${key}Base64`]: btoa(binary)
	};
}
/** Reads a parsed file manifest document strictly. Throws FaultError `invalid-record` that names the place. */
function readFileManifestDocument(value, place = "") {
	const document = fields(value, place, [
		"schema",
		"subject",
		"assurance",
		"modes",
		"root",
		"entries",
		"gaps"
	]);
	if (document.get("schema") !== "deploy-truth/file-manifest/v1") throw invalid(at(place, "schema"), `is not '${fileManifestSchema}'`);
	oneOf(document.get("assurance"), at(place, "assurance"), ["verified", "asserted"]);
	const gaps = list(document.get("gaps"), at(place, "gaps")).map((gap, i) => readGap(gap, `${at(place, "gaps")}[${i}]`));
	const root = document.get("root");
	if (root !== null) matching(root, at(place, "root"), /^sha256:[0-9a-f]{64}$/, "'sha256:' and 64 lower-case hex digits");
	if (root !== null && gaps.length > 0) throw invalid(at(place, "root"), "is not null, though there are gaps");
	return {
		subject: text(document.get("subject"), at(place, "subject")),
		modes: oneOf(document.get("modes"), at(place, "modes"), modesPolicies),
		root,
		manifest: {
			assurance: "asserted",
			entries: readEntries(document.get("entries"), at(place, "entries")),
			gaps
		}
	};
}
function readEntries(value, place) {
	const leaves = /* @__PURE__ */ new Set();
	let before = null;
	return list(value, place).map((item, i) => {
		const here = `${place}[${i}]`;
		const entry = readEntry(item, here);
		const order = before === null ? -1 : comparePaths(before, entry.path);
		if (order === 0) throw invalid(`${here}.path`, "is named twice");
		if (order > 0) throw invalid(`${here}.path`, "is out of order: entries are sorted by the bytes of their paths");
		for (let above = parentOf(entry.path); above !== ""; above = parentOf(above)) if (leaves.has(above)) throw invalid(`${here}.path`, "lies below an entry that is no directory");
		if (entry.type !== "directory") leaves.add(entry.path);
		before = entry.path;
		return entry;
	});
}
const modeForm = /^[0-7]{4}$/;
const objectForm = /^(?:[0-9a-f]{40}|[0-9a-f]{64})$/;
const entryKeys = {
	file: [
		"sha256",
		"blob",
		"size",
		"mode"
	],
	symlink: ["target", "targetBase64"],
	directory: ["mode"],
	device: [
		"kind",
		"major",
		"minor",
		"mode"
	],
	fifo: ["mode"],
	submodule: ["commit"]
};
const entryTypes = Object.keys(entryKeys);
function readEntry(value, place) {
	const type = oneOf(fields(value, place, null).get("type"), `${place}.type`, entryTypes);
	const entry = fields(value, place, [
		"path",
		"pathBase64",
		"type",
		...entryKeys[type]
	]);
	const path = readPath(entry, place);
	if (path === "") throw invalid(`${place}.path`, "is empty: the root itself is left out");
	const mode = () => matching(entry.get("mode"), `${place}.mode`, modeForm, "four octal digits");
	switch (type) {
		case "file": {
			const facts = {
				path,
				type,
				sha256: matching(entry.get("sha256"), `${place}.sha256`, /^[0-9a-f]{64}$/, "64 lower-case hex digits"),
				size: count(entry.get("size"), `${place}.size`),
				mode: mode()
			};
			if (!entry.has("blob")) return facts;
			return {
				...facts,
				blob: matching(entry.get("blob"), `${place}.blob`, objectForm, "40 or 64 lower-case hex digits")
			};
		}
		case "symlink": return {
			path,
			type,
			target: readName(entry, "target", place)
		};
		case "device": return {
			path,
			type,
			kind: oneOf(entry.get("kind"), `${place}.kind`, ["character", "block"]),
			major: count(entry.get("major"), `${place}.major`),
			minor: count(entry.get("minor"), `${place}.minor`),
			mode: mode()
		};
		case "submodule": return {
			path,
			type,
			commit: matching(entry.get("commit"), `${place}.commit`, objectForm, "40 or 64 lower-case hex digits")
		};
		default: return {
			path,
			type,
			mode: mode()
		};
	}
}
function readGap(value, place) {
	const gap = fields(value, place, [
		"path",
		"pathBase64",
		"fault"
	]);
	const fault = fields(gap.get("fault"), `${place}.fault`, ["code", "detail"]);
	const code = oneOf(fault.get("code"), `${place}.fault.code`, faultCodes);
	return {
		path: readPath(gap, place),
		fault: {
			code,
			detail: text(fault.get("detail"), `${place}.fault.detail`)
		}
	};
}
function readPath(from, place) {
	const name = readName(from, "path", place);
	if (name.includes("\0")) throw invalid(`${place}.path`, "holds a NUL byte");
	const { path, clamped } = pathOf(name);
	if (clamped || path !== name) throw invalid(`${place}.path`, "is no plain relative path: '/', './', '..' and '//' have no place in it");
	return path;
}
function readName(from, key, place) {
	const shown = from.get(key);
	if (typeof shown !== "string") throw invalid(`${place}.${key}`, "is no text");
	const encoded = from.get(`${key}Base64`);
	if (encoded === void 0) {
		if (!isUtf8(shown)) throw invalid(`${place}.${key}`, `is no valid text: give its bytes as ${key}Base64`);
		return shown;
	}
	const bytes = atob(matching(encoded, `${place}.${key}Base64`, /^(?:[A-Za-z0-9+/]{4})*(?:[A-Za-z0-9+/]{2}==|[A-Za-z0-9+/]{3}=)?$/, "base64"));
	const name = textOfBytes(Uint8Array.from(bytes, (character) => character.charCodeAt(0)));
	if (isUtf8(name)) throw invalid(`${place}.${key}Base64`, `stands for valid text: give it as ${key} alone`);
	if (shown !== name && shown !== name.toWellFormed()) throw invalid(`${place}.${key}Base64`, `stands for another name than ${key}`);
	return name;
}
/** The own fields of an object; `known: null` lets any name pass. */
function fields(value, place, known) {
	if (typeof value !== "object" || value === null || Array.isArray(value)) throw invalid(place, "is no object");
	const all = new Map(Object.entries(value));
	const strange = known === null ? void 0 : [...all.keys()].find((key) => !known.includes(key));
	if (strange !== void 0) throw invalid(at(place, strange), `is not known; known are ${known.join(", ")}`);
	return all;
}
function list(value, place) {
	if (!Array.isArray(value)) throw invalid(place, "is no list");
	return value;
}
function text(value, place) {
	if (typeof value !== "string") throw invalid(place, "is no text");
	return value;
}
function count(value, place) {
	if (!Number.isSafeInteger(value) || value < 0) throw invalid(place, "is no whole number from 0 on");
	return value;
}
function matching(value, place, form, meaning) {
	if (typeof value !== "string" || !form.test(value)) throw invalid(place, `is not ${meaning}`);
	return value;
}
function oneOf(value, place, accepted) {
	if (!accepted.includes(value)) {
		const named = accepted.length > 8 ? "a known code" : `one of ${accepted.join(", ")}`;
		throw invalid(place, `is not ${named}`);
	}
	return value;
}
const at = (place, key) => (place === "" ? key : `${place}.${key}`).slice(0, 200);
const invalid = (place, problem) => new FaultError("invalid-record", `${place === "" ? "the document" : place} ${problem}`);
export { gapDocument as a, readFileManifestDocument as c, fileManifestSchema as i, text as l, entryDocument as n, invalid as o, fields as r, matching as s, at as t, rootDigest as u };
