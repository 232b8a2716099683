// src/model/path.ts
const asPath = (text) => text;
/**
* Reads a name as a runtime does when it unpacks: leading slashes and '.' components vanish, doubled and trailing
* slashes fold, '..' is clamped to the root. `clamped` says that the name tried to leave its directory.
*/
function pathOf(name) {
	if (name !== "" && name.charCodeAt(0) !== 47 && !/(^|\/)\.{0,2}(\/|$)/.test(name)) return {
		path: name,
		clamped: false
	};
	const kept = [];
	let clamped = false;
	for (const part of name.split("/")) {
		if (part === "" || part === ".") continue;
		if (part === "..") {
			clamped = true;
			kept.pop();
		} else kept.push(part);
	}
	return {
		path: kept.join("/"),
		clamped
	};
}
const utf8 = new TextEncoder();
const strict = new TextDecoder("utf-8", {
	fatal: true,
	ignoreBOM: true
});
/** The text form of a name's bytes; see {@link Path}. Never throws. */
function textOfBytes(bytes) {
	let ascii = true;
	for (let i = 0; i < bytes.length; i++) if (bytes[i] > 127) {
		ascii = false;
		break;
	}
	if (ascii) return String.fromCharCode.apply(null, bytes);
	try {
		return strict.decode(bytes);
	} catch {
		return escapeInvalid(bytes);
	}
}
function escapeInvalid(bytes) {
	let text = "";
	let i = 0;
	while (i < bytes.length) {
		const lead = bytes[i];
		const length = lead < 128 ? 1 : lead >= 194 && lead < 224 ? 2 : lead >= 224 && lead < 240 ? 3 : lead >= 240 && lead < 245 ? 4 : 0;
		if (length > 0 && i + length <= bytes.length) try {
			text += strict.decode(bytes.subarray(i, i + length));
			i += length;
			continue;
		} catch {}
		text += String.fromCharCode(56320 + lead);
		i++;
	}
	return text;
}
/** The bytes a text form stands for: the inverse of {@link textOfBytes}. */
function bytesOfText(text) {
	if (isUtf8(text)) return utf8.encode(text);
	const out = [];
	for (const character of text) {
		const code = character.codePointAt(0);
		if (code >= 56448 && code <= 56575) out.push(code - 56320);
		else out.push(...utf8.encode(character));
	}
	return Uint8Array.from(out);
}
/** Whether the name's bytes are valid UTF-8. */
const isUtf8 = (text) => text.isWellFormed();
/** Order by name bytes, as `LC_ALL=C sort` has it. */
function comparePaths(a, b) {
	const length = Math.min(a.length, b.length);
	for (let i = 0; i < length; i++) {
		const x = a.charCodeAt(i);
		const y = b.charCodeAt(i);
		if (x === y) continue;
		if (x < 55296 && y < 55296) return x - y;
		return compareBytes(bytesOfText(a), bytesOfText(b));
	}
	return a.length - b.length;
}
function compareBytes(a, b) {
	const length = Math.min(a.length, b.length);
	for (let i = 0; i < length; i++) if (a[i] !== b[i]) return a[i] - b[i];
	return a.length - b.length;
}
/** The directory that holds a path; '' for a name at the top. */
function parentOf(path) {
	const slash = path.lastIndexOf("/");
	return slash < 0 ? "" : path.slice(0, slash);
}
const baseOf = (path) => path.slice(path.lastIndexOf("/") + 1);
/** Whether `path` is `directory` or lies below it; '' holds everything. */
const isWithin = (path, directory) => directory === "" || path === directory || path.length > directory.length && path.charCodeAt(directory.length) === 47 && path.startsWith(directory);
/** The path as seen from `directory`, which must hold it. */
const relativeTo = (path, directory) => directory === "" ? path : path.slice(directory.length + 1);
const joinPath = (directory, path) => directory === "" ? path : path === "" ? directory : `${directory}/${path}`;
export { isUtf8 as a, parentOf as c, textOfBytes as d, comparePaths as i, pathOf as l, baseOf as n, isWithin as o, bytesOfText as r, joinPath as s, asPath as t, relativeTo as u };
