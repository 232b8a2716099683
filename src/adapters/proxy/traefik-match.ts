import type {RouteMatch, RouteQuestion} from '../../model/mapping.ts';
import {type Effort, readPattern} from './pattern.ts';
import {shown} from './raw.ts';
import type {Rule} from './traefik-rule.ts';
import {template} from './traefik-template.ts';

/** `maybe`: it depends on what the question does not tell. `because`: on what, for people. */
export type Taken = {readonly taken: 'yes' | 'no' | 'maybe'; readonly because: readonly string[]};
/** `routing`: the path as rules see it. */
export type Asked = {readonly question: RouteQuestion; readonly routing: string; readonly effort: Effort};

const yes: Taken = {taken: 'yes', because: []};
const no: Taken = {taken: 'no', because: []};
const maybe = (because: string): Taken => ({taken: 'maybe', because: [because]});
const told = (whether: boolean): Taken => (whether ? yes : no);

type Matcher = (values: readonly string[], asked: Asked) => Taken;

const sameHost = (rule: string, host: string): boolean => {
	const own = rule.toLowerCase();
	// One of the two may end with the root's dot.
	return own !== '' && host !== '' && (own === host || own === `${host}.` || `${own}.` === host);
};

const found = (pattern: string, text: string, effort: Effort): Taken => {
	const match = readPattern(pattern)?.match(text, effort);
	return match === undefined ? maybe(`the pattern ${shown(pattern)} is not understood`) : told(match !== null);
};

const anyOf =
	(matcher: (value: string, asked: Asked) => Taken): Matcher =>
	(values, asked) =>
		joined(
			values.map((value) => () => matcher(value, asked)),
			'yes',
		);

/** By its name alone: what it is compared with may be a secret. */
const unseen =
	(what: string): Matcher =>
	([name]) =>
		maybe(`${what} decides${name === undefined ? '' : `: ${shown(name.split('=', 1)[0]!)}`}`);

const byHeader = unseen('a request header');
const byQuery = unseen('the query');
const byClient = unseen("the client's address");

const third: Readonly<Record<string, Matcher>> = {
	Host: (values, {question}) => told(sameHost(values[0] ?? '', question.host)),
	HostRegexp: (values, {question, effort}) => found(values[0] ?? '', question.host, effort),
	Path: (values, {routing}) => told(routing === values[0]),
	PathPrefix: (values, {routing}) => told(routing.startsWith(values[0] ?? '/')),
	PathRegexp: (values, {routing, effort}) => found(values[0] ?? '', routing, effort),
	Method: (values, {question}) => told(values[0]?.toUpperCase() === question.method.toUpperCase()),
	Header: byHeader,
	HeaderRegexp: byHeader,
	Query: byQuery,
	QueryRegexp: byQuery,
	ClientIP: byClient,
};

const templated = (kind: 'host' | 'path' | 'prefix', value: string, text: string, effort: Effort): Taken => {
	const pattern = template(value, kind);
	return pattern === null ? maybe(`${shown(value)} is not understood`) : found(pattern, text, effort);
};
const hostHeader = anyOf((value, {question}) => told(sameHost(value, question.host)));

const second: Readonly<Record<string, Matcher>> = {
	Host: hostHeader,
	HostHeader: hostHeader,
	HostRegexp: anyOf((value, {question, effort}) => templated('host', value, question.host, effort)),
	Path: anyOf((value, {routing, effort}) => templated('path', value, routing, effort)),
	PathPrefix: anyOf((value, {routing, effort}) => templated('prefix', value, routing, effort)),
	Method: anyOf((value, {question}) => told(value.toUpperCase() === question.method.toUpperCase())),
	Headers: byHeader,
	HeadersRegexp: byHeader,
	Query: byQuery,
	ClientIP: byClient,
};

export type Syntax = 'v2' | 'v3';
const languages: Readonly<Record<Syntax, Readonly<Record<string, Matcher>>>> = {v2: second, v3: third};

/** A matcher's name, which may also be written in small, in capital letters, or with one capital. */
function called(name: string, syntax: Syntax): string | null {
	const own = Object.keys(languages[syntax]).find((one) => one.toLowerCase() === name.toLowerCase());
	if (own === undefined) return null;
	const small = own.toLowerCase();
	return [own, small, own.toUpperCase(), `${own[0]}${small.slice(1)}`].includes(name) ? own : null;
}

/** Whether a rule takes a request. */
export function takes(rule: Rule, syntax: Syntax, asked: Asked): Taken {
	switch (rule.type) {
		case 'not': {
			const {taken, because} = takes(rule.of, syntax, asked);
			return {taken: taken === 'yes' ? 'no' : taken === 'no' ? 'yes' : 'maybe', because};
		}
		case 'call': {
			const name = called(rule.name, syntax);
			return name === null
				? maybe(`the matcher ${shown(rule.name)} is not known`)
				: languages[syntax][name]!(rule.values, asked);
		}
		default:
			return joined(
				rule.of.map((one) => () => takes(one, syntax, asked)),
				rule.type === 'any' ? 'yes' : 'no',
			);
	}
}

/** `decisive`: what one of them needs to be for all to be; those after it are not looked at. */
function joined(all: readonly (() => Taken)[], decisive: 'yes' | 'no'): Taken {
	const because: string[] = [];
	for (const one of all) {
		const {taken, because: why} = one();
		if (taken === decisive) return decisive === 'yes' ? yes : no;
		if (taken === 'maybe') because.push(...why);
	}
	if (because.length > 0) return {taken: 'maybe', because};
	return decisive === 'yes' ? no : yes;
}

/** The parts of a rule by which it takes a request, in the words of the rule. */
export function partsOf(rule: Rule, syntax: Syntax, asked: Asked): Pick<RouteMatch, 'host' | 'path' | 'how'> {
	const [host, path] = [part(rule, syntax, asked, 'Host'), part(rule, syntax, asked, 'Path')];
	const whole = path === null || (path.name === 'PathPrefix' && path.value === '/');
	return {
		host: host?.value ?? null,
		path: path?.value ?? null,
		how: whole ? byHost(host) : byPath(path),
	};
}

type Part = {readonly name: string; readonly value: string};

const isTemplate = ({value}: Part): boolean => /[{}]/.test(value);
const byHost = (host: Part | null): RouteMatch['how'] =>
	host === null ? 'default' : host.name === 'HostRegexp' ? 'regex' : 'exact';
const byPath = (path: Part): RouteMatch['how'] =>
	path.name === 'PathRegexp' || isTemplate(path) ? 'regex' : path.name === 'Path' ? 'exact' : 'prefix';

/** The first matcher of a kind that took the request, not one that was denied. */
function part(rule: Rule, syntax: Syntax, asked: Asked, kind: 'Host' | 'Path'): Part | null {
	if (rule.type === 'not') return null;
	if (rule.type !== 'call') {
		for (const one of rule.of) {
			if (rule.type === 'any' && takes(one, syntax, asked).taken === 'no') continue;
			const held = part(one, syntax, asked, kind);
			if (held !== null) return held;
		}
		return null;
	}
	const name = called(rule.name, syntax);
	if (name === null || !name.startsWith(kind)) return null;
	const matcher = languages[syntax][name]!;
	const value = rule.values.find((one) => matcher([one], asked).taken !== 'no');
	return value === undefined ? null : {name, value};
}
