import type {RouteQuestion} from '../../model/mapping.ts';
import {hostTold} from './host-told.ts';
import type {Effort} from './pattern.ts';
import {readPattern} from './pattern.ts';
import {type Raw, rawOf, shown, textOf, textsOf} from './raw.ts';
import {unescaped} from './traefik-path.ts';
import {replaced} from './traefik-replace.ts';

/** What becomes of a request on its way through middlewares. `path`: escaped; null: changed in a way that is not followed. */
export type Passage = {path: string | null; host: string | null; answered: boolean; readonly doubts: string[]};

type Through = {
	readonly name: string;
	readonly settings: Raw;
	readonly question: RouteQuestion;
	readonly effort: Effort;
	readonly passage: Passage;
};

const deepest = 10;
const mostMiddlewares = 200;

/** Passes a request through a router's middlewares, in their order. `all`: by their whole names. */
export function passThrough(
	names: readonly string[],
	provider: string,
	all: ReadonlyMap<string, Raw>,
	question: RouteQuestion,
	effort: Effort,
	passage: Passage,
): void {
	let seen = 0;
	const pass = (list: readonly string[], of: string, depth: number): void => {
		for (const one of list) {
			if (passage.answered) return;
			if (++seen > mostMiddlewares || depth > deepest) {
				passage.doubts.push('there are more middlewares than are followed');
				return;
			}
			const name = one.includes('@') ? one : `${one}@${of}`;
			const middleware = all.get(name);
			if (middleware === undefined) {
				passage.doubts.push(`the middleware ${shown(name)} is not told`);
				continue;
			}
			const kind = kindOf(middleware);
			const settings = rawOf(kind === null ? null : middleware[kind]);
			if (kind === 'chain') pass(textsOf(settings['middlewares']), name.slice(name.indexOf('@') + 1), depth + 1);
			else if (kind === null || !Object.hasOwn(effects, kind))
				passage.doubts.push(`the middleware ${shown(name)} is of a kind that is not known here`);
			else effects[kind]!({name, settings, question, effort, passage});
		}
	};
	pass(names, provider, 0);
}

const own = new Set(['name', 'provider', 'type', 'status', 'error', 'usedBy', '@odata']);

/** The member that holds its settings is named as its kind. */
const kindOf = (middleware: Raw): string | null => Object.keys(middleware).find((key) => !own.has(key)) ?? null;

type Effect = (through: Through) => void;

const harmless: Effect = () => undefined;
const guard: Effect = ({name, passage}) =>
	passage.doubts.push(`the middleware ${shown(name)} answers whom it does not let through`);

const slashed = (path: string): string => (path === '' || path.startsWith('/') ? path : `/${path}`);

/** Cuts as many characters as `prefix` has off a path that has them escaped. */
function cut(path: string, prefix: string, always: boolean): string {
	let at = 0;
	for (let bytes = new TextEncoder().encode(prefix).length; bytes > 0 && at < path.length; bytes--)
		at += path[at] === '%' ? 3 : 1;
	const left = path.slice(at);
	return always ? `/${left.replace(/^\//, '')}` : slashed(left);
}

const change =
	(how: (path: string, through: Through) => string | undefined): Effect =>
	(through) => {
		const {passage, name} = through;
		if (passage.path === null) return;
		const path = how(passage.path, through);
		if (path === undefined)
			passage.doubts.push(`what the middleware ${shown(name)} makes of the path is not understood`);
		passage.path = path ?? null;
	};

const stripPrefix = change((path, {settings}) => {
	const prefix = textsOf(settings['prefixes']).find((one) => unescaped(path).startsWith(one));
	return prefix === undefined ? path : cut(path, prefix, settings['forceSlash'] === true);
});

const stripPrefixRegex = change((path, {settings, effort}) => {
	for (const source of textsOf(settings['regex'])) {
		const match = readPattern(source.trim())?.match(unescaped(path), effort);
		if (match === undefined) return undefined;
		if (match !== null && match.start === 0 && match.end > 0) return cut(path, match.groups[0]!, false);
	}
	return path;
});

const redirected =
	(where: (through: Through) => boolean | undefined): Effect =>
	(through) => {
		const away = where(through);
		if (away === undefined)
			through.passage.doubts.push(`whether the middleware ${shown(through.name)} redirects is not understood`);
		else if (away) through.passage.answered = true;
	};

const standard = {http: 80, https: 443} as const;

const redirectScheme = redirected(({settings, question}) => {
	const scheme = textOf(settings['scheme']) ?? 'https';
	const given = textOf(settings['port']);
	const port = given === null ? null : Number(given);
	const usual = standard[scheme as 'http' | 'https'] ?? null;
	const asked = question.port === standard[question.scheme] ? null : question.port;
	return scheme !== question.scheme || asked !== (port === usual ? null : port);
});

const redirectRegex = redirected(({settings, question, effort, passage}) => {
	if (passage.path === null) return undefined;
	const port = question.port === standard[question.scheme] ? '' : `:${question.port}`;
	const url = `${question.scheme}://${question.host}${port}${passage.path}`;
	const match = readPattern(textOf(settings['regex']) ?? '')?.match(url, effort);
	if (match === undefined) return undefined;
	if (match === null) return false;
	const to = replaced(url, textOf(settings['regex'])!, textOf(settings['replacement']) ?? '', effort);
	return to === undefined ? undefined : to !== url;
});

const headers: Effect = (through) => {
	const {settings, passage, question} = through;
	if (Object.keys(settings).some((key) => /^(?:ssl|allowedHosts$|accessControl)/.test(key))) guard(through);
	for (const [name, value] of Object.entries(rawOf(settings['customRequestHeaders'])))
		if (name.toLowerCase() === 'host') passage.host = hostTold(textOf(value), question.host);
};

const errors: Effect = ({name, settings, passage}) =>
	passage.doubts.push(
		`the middleware ${shown(name)} has errors answered by ${shown(textOf(settings['service']) ?? 'a service')}`,
	);

const effects: Readonly<Record<string, Effect>> = {
	stripPrefix,
	stripPrefixRegex,
	addPrefix: change((path, {settings}) => slashed(`${textOf(settings['prefix']) ?? ''}${path}`)),
	replacePath: change((_, {settings}) => textOf(settings['path']) ?? '/'),
	replacePathRegex: change((path, {settings, effort}) =>
		replaced(path, (textOf(settings['regex']) ?? '').trim(), (textOf(settings['replacement']) ?? '').trim(), effort),
	),
	redirectScheme,
	redirectRegex,
	headers,
	errors,
	...Object.fromEntries(
		[
			...['basicAuth', 'digestAuth', 'forwardAuth', 'ipWhiteList', 'ipAllowList', 'rateLimit', 'inFlightReq'],
			...['circuitBreaker'],
		].map((kind) => [kind, guard]),
	),
	...Object.fromEntries(
		['compress', 'retry', 'buffering', 'contentType', 'grpcWeb', 'passTLSClientCert'].map((kind) => [kind, harmless]),
	),
};
