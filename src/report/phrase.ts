import {codeCell, codeSpan, html, prose, terminal} from './escape.ts';

/**
 * A sentence before it is laid out: our own words as strings, everything else marked as what it is, so that each
 * format escapes it in its own way and no format can forget to.
 */
export type Phrase = readonly Part[];
export type Part =
	| string
	| {readonly code: string; readonly limit?: number}
	| {readonly command: string}
	| {readonly name: string}
	| {readonly strong: Phrase}
	| {readonly soft: Phrase}
	| {readonly link: string; readonly url: string};

/** A path, digest, status or other exact text. */
export const code = (text: string, limit?: number): Part => (limit === undefined ? {code: text} : {code: text, limit});
/** Something to copy into a shell, never cut. */
export const command = (text: string): Part => ({command: text});
/** Somebody's words: a title, a service's name. */
export const name = (text: string): Part => ({name: text});
export const strong = (...parts: Phrase): Part => ({strong: parts});
export const soft = (...parts: Phrase): Part => ({soft: parts});

/** Our word as a link, where the address is a plain one of a web page; the word alone otherwise. */
export const link = (word: string, url: string | null): Part =>
	url !== null && url.length <= 500 && /^https:\/\/[A-Za-z0-9.-]+(?::[0-9]+)?(?:\/[A-Za-z0-9._~%/-]*)?$/.test(url)
		? {link: word, url}
		: word;

/** Our words with parts, phrases and numbers between them. */
export function say(words: TemplateStringsArray, ...values: readonly (Part | Phrase | number)[]): Phrase {
	const parts: Part[] = [];
	words.forEach((word, index) => {
		if (word !== '') parts.push(word);
		const value = values[index];
		if (value === undefined) return;
		if (typeof value === 'number') parts.push(value.toLocaleString('en-US'));
		else if (Array.isArray(value)) parts.push(...(value as Phrase));
		else parts.push(value as Part);
	});
	return parts;
}

/** Phrases with a separator between them; empty ones vanish. */
export function join(phrases: readonly Phrase[], separator: string): Phrase {
	const parts: Part[] = [];
	for (const phrase of phrases) {
		if (phrase.length === 0) continue;
		if (parts.length > 0) parts.push(separator);
		parts.push(...phrase);
	}
	return parts;
}

/** Where a phrase stands in Markdown: in a table cell every code span keeps the cell whole. */
export function markdownOf(phrase: Phrase, place: 'text' | 'cell' = 'text'): string {
	return phrase
		.map((part) => {
			if (typeof part === 'string') return part;
			if ('code' in part) return place === 'cell' ? codeCell(part.code, part.limit) : codeSpan(part.code, part.limit);
			if ('command' in part) return place === 'cell' ? codeCell(part.command, 500) : codeSpan(part.command, 2_000);
			if ('name' in part) return prose(part.name);
			if ('strong' in part) return `**${markdownOf(part.strong, place)}**`;
			if ('link' in part) return `[${part.link}](${part.url})`;
			return `*${markdownOf(part.soft, place)}*`;
		})
		.join('');
}

export function htmlOf(phrase: Phrase): string {
	return phrase
		.map((part) => {
			if (typeof part === 'string') return html(part, 10_000);
			if ('code' in part) return `<code>${html(part.code, part.limit)}</code>`;
			if ('command' in part) return `<code class="command">${html(part.command, 2_000)}</code>`;
			if ('name' in part) return `<bdi>${html(part.name)}</bdi>`;
			if ('strong' in part) return `<strong>${htmlOf(part.strong)}</strong>`;
			if ('link' in part) return `<a href="${html(part.url, 500)}">${html(part.link)}</a>`;
			return `<em>${htmlOf(part.soft)}</em>`;
		})
		.join('');
}

/** Plain text of one line, for terminals, logs and annotations. */
export function textOf(phrase: Phrase): string {
	return phrase
		.map((part) => {
			if (typeof part === 'string') return part;
			if ('code' in part) return terminal(part.code, part.limit);
			if ('command' in part) return terminal(part.command, 2_000);
			if ('name' in part) return terminal(part.name);
			if ('link' in part) return `${part.link} ${part.url}`;
			return textOf('strong' in part ? part.strong : part.soft);
		})
		.join('');
}
