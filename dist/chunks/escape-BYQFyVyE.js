// src/report/escape.ts
/**
* Text somebody else chose, made harmless where it is shown. Names, headers and titles may hold anything: every way
* into a report goes through one of these functions.
*/
/** Longest name or value a report shows, in code points. */
const shownLimit = 120;
const invisible = /[\u0000-\u001f\u007f-\u009f\u00ad\u061c\u115f\u1160\u200b-\u200f\u2028-\u202e\u2060-\u206f\u3164\ufeff\uffa0\ufff0-\ufffb\u{1d173}-\u{1d17a}]|\u034f|\u17b4|\u17b5|[\u180b-\u180f]|[\ufe00-\ufe0f]|[\u{e0000}-\u{e0fff}]|\p{Cs}/gu;
/** Control, bidirectional, invisible and lone surrogate code points as visible escapes: `\n`, `\x1b`, `\u202e`. */
const visible = (text) => text.replace(invisible, escapeCodePoint);
function escapeCodePoint(character) {
	if (character === "\n") return "\\n";
	if (character === "\r") return "\\r";
	if (character === "	") return "\\t";
	const code = character.codePointAt(0);
	if (code >= 56448 && code <= 56575) return `\\x${(code - 56320).toString(16)}`;
	if (code <= 255) return `\\x${code.toString(16).padStart(2, "0")}`;
	return code > 65535 ? `\\u{${code.toString(16)}}` : `\\u${code.toString(16).padStart(4, "0")}`;
}
/** At most `limit` code points; what is cut is shown by an ellipsis that counts. */
function cut(text, limit) {
	if (text.length <= limit) return text;
	let end = 0;
	let previous = 0;
	for (let count = 0; count < limit && end < text.length; count++) {
		previous = end;
		end += text.codePointAt(end) > 65535 ? 2 : 1;
	}
	return end >= text.length ? text : `${text.slice(0, previous)}…`;
}
/** Cut with its middle left out, so that both ends of a path stay readable. At most `limit` code points. */
function cutMiddle(text, limit) {
	if (text.length <= limit) return text;
	const room = limit * 2;
	const long = text.length > 2 * room;
	const head = [...long ? text.slice(0, room) : text];
	const tail = long ? [...text.slice(-room)] : head;
	if (!long && head.length <= limit) return text;
	const left = Math.ceil((limit - 1) / 2);
	const right = limit - 1 - left;
	return `${head.slice(0, left).join("")}…${right > 0 ? tail.slice(-right).join("") : ""}`;
}
const shown = (text, limit) => cutMiddle(visible(cutMiddle(text, limit)), limit);
const entities = {
	"&": "&amp;",
	"<": "&lt;",
	">": "&gt;",
	"\"": "&quot;",
	"'": "&#39;"
};
/** HTML text and quoted attribute values. */
const html = (text, limit = 120) => shown(text, limit).replace(/[&<>"']/g, (character) => entities[character]);
/** A terminal, or a log: nothing in it moves the cursor, colours or reorders text. */
const terminal = (text, limit = 120) => shown(text, limit);
/**
* Running Markdown text, also in a table cell. Punctuation becomes entities, which never open anything; what GitHub
* links after that (mentions, issue numbers, addresses, advisories) is broken by a zero width space, since no escape
* reaches that stage.
*/
function prose(text, limit = 120) {
	return shown(text.replace(/\s+/g, " ").trim(), limit).replace(/[&<>"'`*_{}[\]()#+!|~$\\^=@:-]/g, (character) => `&#${character.charCodeAt(0)};`).replace(/(&#(?:64|35|58);)/g, "$1&#8203;").replace(/(www|GH|GHSA|CVE)(?=\.|&#45;)/gi, "$1&#8203;");
}
/** A Markdown code span in a table cell: `\|` is a pipe there; behind a backslash renderers disagree, so that one is spelled out. */
const codeCell = (text, limit = 120) => codeSpan(text, limit, (content) => content.replace(/(\\*)\|/g, (_, slashes) => slashes === "" ? "\\|" : `${slashes}\\x7c`));
/** A Markdown code span outside tables. `<!--` is broken so that no reader of comments finds a marker in it. */
function codeSpan(text, limit = 120, fitIn = (content) => content) {
	const content = fitIn(shown(text, limit).replaceAll("<!--", "<\\x21--"));
	if (content === "") return "*empty*";
	let longest = 0;
	for (const run of content.match(/`+/g) ?? []) longest = Math.max(longest, run.length);
	const fence = "`".repeat(longest + 1);
	const pad = /^`|`$/.test(content) || /^ .* $/.test(content) && content.trim() !== "" ? " " : "";
	return `${fence}${pad}${content}${pad}${fence}`;
}
/** One argument for a POSIX shell; bare where nothing in it needs quoting. */
const shellWord = (text) => /^[A-Za-z0-9_./:@%+=,-]+$/.test(text) ? text : `'${text.replaceAll("'", `'\\''`)}'`;
/** The data of a workflow command such as `::error::` is escaped by the toolkit; one line without controls is ours. */
const line = (text, limit = 1e3) => shown(text, limit);
export { html as a, shellWord as c, cutMiddle as i, terminal as l, codeSpan as n, line as o, cut as r, prose as s, codeCell as t, visible as u };
