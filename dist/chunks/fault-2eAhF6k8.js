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
// src/model/fault.ts
/** Why something could not be observed. Closed: a new cause gets a new code, its sentence in `report/sentences.ts`. */
const faultCodes = [
	"unreachable",
	"name-not-resolved",
	"tls-untrusted",
	"timed-out",
	"stalled",
	"cut-stream",
	"cancelled",
	"proxy-refused",
	"address-refused",
	"unauthorized",
	"forbidden",
	"not-found",
	"rate-limited",
	"server-error",
	"unexpected-answer",
	"redirect-refused",
	"redirect-loop",
	"too-large",
	"digest-mismatch",
	"size-mismatch",
	"diff-id-mismatch",
	"range-mismatch",
	"unsupported-media-type",
	"media-type-mismatch",
	"invalid-manifest",
	"invalid-config",
	"schema-1",
	"platform-missing",
	"platform-ambiguous",
	"foreign-layer",
	"layer-count-mismatch",
	"invalid-tar",
	"truncated-tar",
	"unsupported-tar-entry",
	"unsafe-name",
	"invalid-gzip",
	"invalid-zstd",
	"unsupported-compression",
	"trailing-garbage",
	"limit-exceeded",
	"unresolved-hardlink",
	"credentials-unavailable",
	"credential-helper-failed",
	"realm-refused",
	"file-missing",
	"file-unreadable",
	"not-a-directory",
	"file-changed-while-read",
	"invalid-record",
	"not-a-repository",
	"commit-missing",
	"shallow-clone",
	"untrusted-repository",
	"command-missing",
	"command-failed",
	"lfs-pointer",
	"invalid-answer",
	"invalid-page",
	"secret-missing",
	"permission-missing",
	"pull-request-unknown",
	"not-asked",
	"internal-error"
];
/** How adapters report a fault; `observe/attempt.ts` turns it into a value. Anything else that is thrown is a bug. */
var FaultError = class extends Error {
	fault;
	constructor(code, detail, cause) {
		super(`${code}: ${detail}`, cause === void 0 ? void 0 : { cause });
		this.name = "FaultError";
		this.fault = {
			code,
			detail
		};
	}
};
export { bytesOfText as a, isWithin as c, pathOf as d, relativeTo as f, baseOf as i, joinPath as l, faultCodes as n, comparePaths as o, textOfBytes as p, asPath as r, isUtf8 as s, FaultError as t, parentOf as u };
