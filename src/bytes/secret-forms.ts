/** Below this an encoded form would be found everywhere by chance. */
const tellingLength = 8;

/** What stands in place of a secret. */
export const hidden = '[secret]';

/**
 * A secret as it may come back, each form as a text to look for: as it is, for a URL, in JSON and HTML, in hex, and in
 * base64 at each of the three offsets. The longest first: a form may hold another one.
 */
export function formsOf(secret: string): readonly string[] {
	const encoded = encodedOf(Buffer.from(secret, 'utf8'));
	// A header goes out as Latin-1: who encodes what came encodes those bytes.
	const narrow = Buffer.from(secret, 'latin1');
	if (/[\x80-\xff]/.test(secret) && narrow.toString('latin1') === secret)
		encoded.push(...encodedOf(narrow), narrow.toString('hex').replace(/../g, '%$&'), narrowUrl(secret));
	if (secret.isWellFormed()) {
		const json = JSON.stringify(secret).slice(1, -1);
		encoded.push(
			encodeURIComponent(secret),
			encodeURI(secret),
			new URL(`http://path/${secret.replace(/[?#]/g, encodeURIComponent)}`).pathname.slice(1),
			new URLSearchParams([['', secret]]).toString().slice(1),
			json,
			json.replaceAll('/', '\\/'),
			json.replace(/[<>&']/g, unit),
			secret.replace(/[<>&"']/g, (character) => html[character] ?? character),
		);
	}
	const forms = new Set([secret, ...encoded.filter((form) => form.length >= tellingLength)]);
	return [...forms].sort((a, b) => b.length - a.length);
}

const encodedOf = (bytes: Buffer): string[] => {
	const hex = bytes.toString('hex');
	return [hex, hex.replace(/..(?=.)/g, '$&:'), ...inBase64(bytes)];
};

/** What a URL would not hold as it is, byte by byte of Latin-1. */
const narrowUrl = (secret: string): string =>
	secret.replace(
		/[^A-Za-z0-9_.!~*'()-]/g,
		(one) => `%${one.charCodeAt(0).toString(16).padStart(2, '0').toUpperCase()}`,
	);

/** The texts that a secret is made of: what base64 or a URL's escapes in it say, and a password behind a user's name. */
function withinOf(secret: string): readonly string[] {
	const plain: string[] = [];
	if (/^[A-Za-z0-9+/_-]{8,}={0,2}$/.test(secret)) {
		const text = Buffer.from(secret, 'base64').toString('utf8');
		if (/^[\x20-\x7e\u00a0-\ufffc]+$/.test(text) && text.includes(':'))
			plain.push(text, text.slice(text.indexOf(':') + 1));
	}
	if (/%[0-9a-f]{2}/i.test(secret)) {
		const text = URL.parse(`http://path/?${secret}`)?.searchParams.keys().next().value;
		if (text !== undefined && text !== secret) plain.push(text);
	}
	return plain.filter((text) => text.length >= tellingLength);
}

const unit = (character: string): string => `\\u${character.charCodeAt(0).toString(16).padStart(4, '0')}`;
const html: Readonly<Record<string, string>> = {'<': '&lt;', '>': '&gt;', '&': '&amp;', '"': '&quot;', "'": '&#39;'};

/** Characters at the seams depend on the neighbours; what stands between them does not. */
const inBase64 = (bytes: Buffer): readonly string[] =>
	[0, 1, 2].flatMap((before) => {
		const text = Buffer.concat([Buffer.alloc(before), bytes])
			.toString('base64')
			.replace(/=+$/, '');
		const inner = text.slice(before === 0 ? 0 : before + 1, (before + bytes.length) % 3 === 0 ? undefined : -1);
		return [inner, inner.replaceAll('+', '-').replaceAll('/', '_')];
	});

/** Secrets to be looked for in texts, in every form and in whatever case. */
export type SecretForms = {
	/** the text with `[secret]`, or what is given, in place of each */
	readonly hide: (text: string, by?: string) => string;
	/** where one stands: start and end, in order, none within another */
	readonly found: (text: string) => readonly (readonly [number, number])[];
	/** characters of the longest form, escaped as far as it is looked for */
	readonly longest: number;
};

/** Most questions send no secret, and then the escapes of each text of the answer need not be read. */
const none: SecretForms = {hide: (text) => text, found: () => [], longest: 0};

/** A character may be escaped in a text that is escaped in another: `%255c`, `\\u0041`. */
const levels = 2;
/** Characters of one escaped character at that depth: `\\\\u0041`. */
const longestEscape = 12;

/**
 * Looks for each form in the text as it is, and in what the text says once its escapes are read: a JSON text in a URL,
 * and a secret of which only some characters are escaped, are found too. One pass for each form and level: no text
 * makes it slow.
 */
export function secretForms(secrets: Iterable<string>): SecretForms {
	const forms = new Set<string>();
	for (const secret of secrets) {
		if (secret === '') continue;
		// A log writes one line; of a key in several lines each tells enough.
		const parts = [
			...secret.split(/\r?\n/).filter((line) => line.trim().length >= tellingLength),
			...withinOf(secret.trim()),
		];
		for (const part of [secret, secret.replace(/\r?\n/g, ' ').trim(), ...parts])
			for (const form of part === '' ? [] : formsOf(part)) forms.add(lower(form));
	}
	if (forms.size === 0) return none;
	const wanted = [...forms];
	const found = (text: string): readonly (readonly [number, number])[] => {
		const ranges: [number, number][] = [];
		let seen: Read | null = {text, starts: null, ends: null};
		for (let level = 0; level <= levels && seen !== null; level++) {
			const look = lower(seen.text);
			for (const form of wanted)
				for (let at = look.indexOf(form); at >= 0; at = look.indexOf(form, at + 1))
					ranges.push([seen.starts?.[at] ?? at, seen.ends?.[at + form.length - 1] ?? at + form.length]);
			seen = unescaped(seen);
		}
		return merged(ranges);
	};
	return {
		found,
		hide(text, by = hidden) {
			let out = '';
			let from = 0;
			for (const [start, end] of found(text)) {
				out += text.slice(from, start) + by;
				from = end;
			}
			return from === 0 ? text : out + text.slice(from);
		},
		longest: Math.max(0, ...wanted.map((form) => form.length)) * longestEscape,
	};
}

/** Of ASCII alone: other letters may change their length with their case. */
const lower = (text: string): string => text.replace(/[A-Z]+/g, (letters) => letters.toLowerCase());

function merged(ranges: readonly [number, number][]): readonly (readonly [number, number])[] {
	const out: [number, number][] = [];
	for (const [start, end] of [...ranges].sort((a, b) => a[0] - b[0])) {
		const last = out.at(-1);
		if (last !== undefined && start <= last[1]) last[1] = Math.max(last[1], end);
		else out.push([start, end]);
	}
	return out;
}

/** A text with its escapes read, and where in the first text each of its characters begins and ends; null: at itself. */
type Read = {readonly text: string; readonly starts: readonly number[] | null; readonly ends: readonly number[] | null};

const escapes =
	/(?:%[0-9a-f]{2})+|\\u[0-9a-f]{4}|\\x[0-9a-f]{2}|\\[nrt"'\\/<>&?=.:;,@#$*+!(){}[\]^|~` -]|&#[0-9]{1,7};|&#x[0-9a-f]{1,6};|&(?:lt|gt|amp|quot|apos);/gi;

/** Null where there is nothing to read. */
function unescaped({text, starts, ends}: Read): Read | null {
	const parts: string[] = [];
	const from: number[] = [];
	const to: number[] = [];
	const take = (part: string, start: number, end: number, each: boolean): void => {
		parts.push(part);
		for (let at = 0; at < part.length; at++) {
			const [first, last] = each ? [start + at, start + at] : [start, end - 1];
			from.push(starts?.[first] ?? first);
			to.push(ends?.[last] ?? last + 1);
		}
	};
	let done = 0;
	for (const {0: written, index} of text.matchAll(escapes)) {
		take(text.slice(done, index), done, index, true);
		done = index + written.length;
		if (!written.startsWith('%')) take(meant(written), index, done, false);
		else takeBytes(written, index, take);
	}
	if (done === 0) return null;
	take(text.slice(done), done, text.length, true);
	return {text: parts.join(''), starts: from, ends: to};
}

/** A run of bytes: those of ASCII each at its own place, the others together. */
function takeBytes(
	written: string,
	index: number,
	take: (part: string, start: number, end: number, each: boolean) => void,
): void {
	const bytes = Buffer.from(written.replaceAll('%', ''), 'hex');
	for (let at = 0; at < bytes.length; ) {
		let end = at + 1;
		if (bytes[at]! >= 0x80) while (end < bytes.length && bytes[end]! >= 0x80) end++;
		take(bytes.subarray(at, end).toString('utf8'), index + 3 * at, index + 3 * end, false);
		at = end;
	}
}

const names: Readonly<Record<string, string>> = {lt: '<', gt: '>', amp: '&', quot: '"', apos: "'"};
const controls: Readonly<Record<string, string>> = {n: '\n', r: '\r', t: '\t'};

function meant(written: string): string {
	if (written.startsWith('&#')) {
		const point = /^&#x/i.test(written) ? Number.parseInt(written.slice(3), 16) : Number.parseInt(written.slice(2), 10);
		return point <= 0x10ffff ? String.fromCodePoint(point) : '';
	}
	if (written.startsWith('&')) return names[written.slice(1, -1).toLowerCase()] ?? '';
	if (written.length > 2) return String.fromCharCode(Number.parseInt(written.slice(2), 16));
	return controls[written[1]!.toLowerCase()] ?? written[1]!;
}

/**
 * Hides secrets in a text that comes in pieces, also where one begins in one piece and ends in another: what may still
 * become one is held back until more has come.
 */
export class HidingStream {
	readonly #forms: () => SecretForms;
	readonly #by: string;
	#held = '';

	constructor(forms: () => SecretForms, by = hidden) {
		this.#forms = forms;
		this.#by = by;
	}

	/** what may be shown by now */
	push(piece: string): string {
		const forms = this.#forms();
		const text = this.#held + piece;
		let cut = Math.max(0, text.length - Math.max(0, forms.longest - 1));
		for (const [start, end] of forms.found(text)) if (start < cut && cut < end) cut = end;
		this.#held = text.slice(cut);
		return forms.hide(text.slice(0, cut), this.#by);
	}

	/** the rest, once nothing more comes */
	end(): string {
		const rest = this.#forms().hide(this.#held, this.#by);
		this.#held = '';
		return rest;
	}
}
