import type {RouteQuestion} from '../../model/mapping.ts';
import type {Effort} from './pattern.ts';
import {maybeArgs, maybeQuery, settled} from './query-open.ts';

/** A request as the handlers have left it. `null`: not known any more. */
export type Passing = {
	host: string | null;
	/** as it is sent, escapes and all */
	path: string | null;
	method: string | null;
	readonly question: RouteQuestion;
	/** the server has routes for errors */
	readonly errorsHandled: boolean;
	/** what `vars` set and patterns caught, by the name of the placeholder */
	readonly placeholders: Map<string, string | null>;
	/** of which one route was taken */
	readonly groups: Set<string>;
	readonly effort: Effort;
	readonly unsure: Set<string>;
};

const maxText = 8_192;

/** A text with its placeholders filled in; null: one of them is not known here, or the query decides it. */
export const replaced = (text: string, passing: Passing): string | null => settled(filledIn(text, passing));

/** The same, open where a query may stand. */
export function filledIn(text: string, passing: Passing): string | null {
	if (!text.includes('{')) return text;
	let filled = '';
	for (let at = 0; at < text.length; ) {
		const end = text[at] === '{' ? text.indexOf('}', at) : -1;
		if (end === -1) filled += text[at++];
		else {
			const value = placeholder(text.slice(at + 1, end), passing);
			if (value === null || filled.length > maxText) return null;
			filled += value;
			at = end + 1;
		}
	}
	return filled;
}

function placeholder(name: string, passing: Passing): string | null {
	const {host, path, method, question, placeholders} = passing;
	const known = placeholders.get(name);
	if (known !== undefined) return known;
	const plain = path === null || path.includes('%') ? null : path;
	const [, label] = /^http\.request\.host\.labels\.(\d+)$/.exec(name) ?? [];
	if (label !== undefined) return host?.split('.').at(-1 - Number(label)) ?? null;
	const [, segment] = /^http\.request\.uri\.path\.(\d+)$/.exec(name) ?? [];
	if (segment !== undefined) return plain?.split('/')[Number(segment) + 1] ?? '';
	switch (name) {
		case 'http.request.host':
			return host;
		case 'http.request.uri':
			return plain === null ? null : plain + maybeQuery;
		case 'http.request.uri.path':
			return plain;
		case 'http.request.orig_uri':
		case 'http.request.orig_uri.path':
			return question.path.includes('%') ? null : question.path + (name.endsWith('path') ? '' : maybeQuery);
		case 'http.request.method':
			return method;
		case 'http.request.orig_method':
			return question.method;
		case 'http.request.scheme':
			return question.scheme;
		case 'http.request.port':
			return String(question.port);
		case 'http.request.uri.query':
		case 'http.request.orig_uri.query':
			return maybeArgs;
		case 'http.request.uri.prefixed_query':
		case 'http.request.orig_uri.prefixed_query':
			return maybeQuery;
		case 'http.error.status_code':
			return null;
		default:
			// Whatever set it would have been followed.
			return /^http\.(?:vars|regexp)\./.test(name) ? '' : null;
	}
}
