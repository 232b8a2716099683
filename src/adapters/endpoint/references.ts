import {Inert} from './inert.ts';

/**
 * Addresses that a file makes a browser fetch, as written, each once, in the order of their mention. `doubtful`: those of
 * them that seem to stand in comments and texts alone.
 */
type References = {
	readonly written: readonly string[];
	readonly doubtful: ReadonlySet<string>;
	/** more than were taken */
	readonly truncated: boolean;
};

/** What may name further files. */
export type Naming = 'style' | 'script' | 'manifest';

/** References of one file that are taken. */
const most = 1_000;
/** Characters of one address. */
const longest = 2_048;
/** White space and comments between a keyword and its address that are looked through, in characters. */
const widestGap = 256;
const longestManifest = 256 * 1024;

const scripts = new Set([
	'text/javascript',
	'application/javascript',
	'application/x-javascript',
	'text/ecmascript',
	'application/ecmascript',
]);

/**
 * By its media type, or by its name: servers and stores know no type for much, or another one, and a browser runs it all
 * the same. Null: it names nothing, as does the page that answers in place of a script.
 */
export function namingOf(contentType: string | null, path: string): Naming | null {
	if (contentType === 'text/css') return 'style';
	if (contentType !== null && scripts.has(contentType)) return 'script';
	if (contentType === 'application/manifest+json') return 'manifest';
	if (contentType !== 'text/html') {
		if (/\.m?js$/i.test(path)) return 'script';
		if (/\.css$/i.test(path)) return 'style';
	}
	const json = contentType === 'application/json' || contentType === 'application/octet-stream';
	return json && /(?:\.webmanifest|\/manifest\.json)$/.test(path) ? 'manifest' : null;
}

export function referencesOf(naming: Naming, text: string): References {
	const found = new Found();
	if (naming === 'style') readStyle(text, found);
	else if (naming === 'script') readScript(text, found);
	else readManifest(text, found);
	return {written: [...found.written], doubtful: found.doubtful, truncated: found.truncated};
}

class Found {
	readonly written = new Set<string>();
	readonly doubtful = new Set<string>();
	truncated = false;

	/** False once there is no more room. */
	take(address: string, isDoubtful = false): boolean {
		if (!isDoubtful) this.doubtful.delete(address);
		if (address === '' || address.length > longest || /^data:/i.test(address) || this.written.has(address))
			return !this.truncated;
		if (this.written.size < most) {
			this.written.add(address);
			if (isDoubtful) this.doubtful.add(address);
		} else this.truncated = true;
		return !this.truncated;
	}
}

/**
 * `url(…)` and `@import "…"` (CSS Values 4, 4.5; CSS Cascade 4, 2). Found by their words alone, in comments too: what is
 * no comment to a browser must not be missed, and what is one costs a request.
 */
function readStyle(text: string, found: Found): void {
	const word = /url\(|@import/gi;
	const inert = new Inert(text, 'style');
	for (let match = word.exec(text); match !== null; match = word.exec(text)) {
		let at = pastSpace(text, word.lastIndex);
		const quote = text[at];
		const quoted = quote === '"' || quote === "'";
		if (!quoted && match[0].startsWith('@')) continue;
		if (quoted) at++;
		const end = endOf(text, at, quoted ? quote : ')');
		// What was looked through is not looked through again for each word in it.
		word.lastIndex = end ?? Math.min(at + longest, text.length);
		if (end === null) continue;
		const address = unescaped(text.slice(at, end).trim());
		if (!address.startsWith('#') && !found.take(address, inert.holds(match.index))) return;
	}
}

/** CSS Syntax 3, 4.3.7. */
const unescaped = (address: string): string =>
	address.replace(/\\([0-9a-f]{1,6})\s?|\\(.)/gi, (_, hex: string | undefined, plain: string | undefined) => {
		if (hex === undefined) return plain ?? '';
		const point = Number.parseInt(hex, 16);
		return point === 0 || point > 0x10ffff || (point >= 0xd800 && point < 0xe000)
			? '\ufffd'
			: String.fromCodePoint(point);
	});

/**
 * Module specifiers that stand in the text: `import … from "…"`, `export … from "…"`, `import "…"`, `import("…")`
 * (ECMA-262, 16.2.2 and 13.3.10). Only those that are addresses; what is put together while it runs is not known.
 */
function readScript(text: string, found: Found): void {
	const word = /import|from/g;
	const inert = new Inert(text, 'script');
	for (let match = word.exec(text); match !== null; match = word.exec(text)) {
		let at = pastGap(text, word.lastIndex);
		if (match[0] === 'import' && text[at] === '(') at = pastGap(text, at + 1);
		const quote = text[at];
		if (quote !== '"' && quote !== "'" && quote !== '`') continue;
		const end = endOf(text, at + 1, quote);
		if (end === null) continue;
		const specifier = text.slice(at + 1, end);
		if (!/^(?:\.{0,2}\/|https?:)/i.test(specifier) || /\\|\$\{/.test(specifier)) continue;
		word.lastIndex = end;
		if (!found.take(specifier, inert.holds(match.index))) return;
	}
}

/** Icons of a web application manifest, and those of its shortcuts (W3C, 1.9 and 1.14). */
function readManifest(text: string, found: Found): void {
	if (text.length > longestManifest) {
		found.truncated = true;
		return;
	}
	let document: unknown;
	try {
		document = JSON.parse(text);
	} catch {
		return;
	}
	const icons = [document, ...listOf(document, 'shortcuts')].flatMap((holder) => listOf(holder, 'icons'));
	for (const icon of icons) {
		const source = typeof icon === 'object' && icon !== null ? (icon as Record<string, unknown>)['src'] : null;
		if (typeof source === 'string' && !found.take(source)) return;
	}
}

function listOf(holder: unknown, key: string): readonly unknown[] {
	if (typeof holder !== 'object' || holder === null || !Object.hasOwn(holder, key)) return [];
	const list = (holder as Record<string, unknown>)[key];
	return Array.isArray(list) ? list : [];
}

const isSpace = (character: string | undefined): boolean =>
	character === ' ' || character === '\n' || character === '\t' || character === '\r' || character === '\f';

function pastSpace(text: string, from: number): number {
	let at = from;
	while (at < from + widestGap && isSpace(text[at])) at++;
	return at;
}

/** Builders leave a comment before an address: `import(/* name *\/ "./x.js")`. */
function pastGap(text: string, from: number): number {
	const at = pastSpace(text, from);
	if (text[at] !== '/' || text[at + 1] !== '*') return at;
	const end = text.slice(at, at + widestGap).indexOf('*/');
	return end < 0 ? at : pastSpace(text, at + end + 2);
}

/** Where the address ends; null: not within its length, or not on its line. */
function endOf(text: string, from: number, quote: string): number | null {
	for (let at = from; at < from + longest && at < text.length; at++) {
		if (text[at] === quote) return at;
		if (text[at] === '\n') return null;
	}
	return null;
}
