import type {RouteQuestion} from '../../model/mapping.ts';
import {bytesOf, shown} from './byte-text.ts';
import type {Directive} from './directive.ts';
import type {Patterns} from './pcre.ts';
import {isSameText, maybeArgs, maybeQuery} from './query-open.ts';

/**
 * What a text with variables can become. `deciders`: variables by which more than one value is possible; `unknown`: those
 * that nobody here can tell, with what they are as their name.
 */
export type Expanded = {
	readonly values: readonly string[];
	readonly deciders: readonly string[];
	readonly unknown: readonly string[];
};

/** What variables hold at one point of a request; `set` and captures change it. */
export class Variables {
	readonly #http: readonly Directive[];
	readonly #patterns: Patterns;
	readonly #values = new Map<string, string | null>();
	groups: readonly (string | null)[] = [];
	#depth = 0;
	#lookups = 0;

	constructor(http: readonly Directive[], question: RouteQuestion, patterns: Patterns) {
		this.#http = http;
		this.#patterns = patterns;
		const {scheme, host, port, path, method} = question;
		const usual = port === (scheme === 'https' ? 443 : 80);
		for (const [name, value] of Object.entries({
			host,
			http_host: usual ? host : `${host}:${port}`,
			scheme,
			https: scheme === 'https' ? 'on' : '',
			server_port: String(port),
			request_method: method,
			request_uri: path + maybeQuery,
			args: maybeArgs,
			query_string: maybeArgs,
			// `$is_args$args` is nothing, or a whole query.
			is_args: maybeQuery,
		}))
			this.#values.set(name, bytesOf(value));
	}

	/** null: it is not known what it holds. */
	set(name: string, value: string | null): void {
		this.#values.set(name.toLowerCase(), value);
	}

	took(groups: readonly (string | null)[], names: Readonly<Record<string, string>>): void {
		if (groups.length > 0) this.groups = groups;
		for (const [name, value] of Object.entries(names)) this.set(name, value);
	}

	/** null: not known; several: `map` or `split_clients` choose by what is not known. */
	candidates(name: string): readonly string[] | null {
		if (/^\d$/.test(name)) return [this.groups[Number(name)] ?? ''];
		const own = this.#values.get(name.toLowerCase());
		if (own !== undefined) return own === null ? null : [own];
		if (++this.#lookups > mostLookups || this.#depth >= 10) return null;
		this.#depth++;
		try {
			for (const directive of this.#http) {
				const {name: kind, args, block} = directive;
				if (block === null || args.at(-1) !== `$${name}`) continue;
				if (kind === 'map') return this.#mapped(args[0]!, block);
				if (kind === 'split_clients') return distinct(block.map((row) => row.args[0] ?? ''));
				if (kind === 'geo')
					return distinct(block.filter((row) => !geoWords.has(row.name)).map((row) => row.args[0] ?? ''));
			}
		} finally {
			this.#depth--;
		}
		// Set somewhere, but not on the way of this request: it holds nothing.
		return assignedIn(this.#http).has(name.toLowerCase()) ? [''] : null;
	}

	#mapped(source: string, rows: readonly Directive[]): readonly string[] | null {
		const {values, unknown} = this.expand(source);
		const entries = rows.filter(({name, args}) => args.length > 0 && name !== 'map_hash_max_size');
		const value = (row: Directive | undefined): readonly string[] =>
			row === undefined ? [''] : this.expand(row.args[0]!).values;
		if (unknown.length > 0 || values.length !== 1) return distinct(entries.flatMap((row) => value(row)));
		const [subject] = values as [string];
		const row = this.#row(rows, entries, subject);
		return row === null ? distinct(entries.flatMap((one) => value(one))) : value(row);
	}

	/** null: a pattern that decides cannot be evaluated. */
	#row(rows: readonly Directive[], entries: readonly Directive[], subject: string): Directive | undefined | null {
		const asked = subject.toLowerCase();
		const plain = (name: string): string => name.replace(/^\\/, '').toLowerCase();
		const hostnames = rows.some(({name, args}) => name === 'hostnames' && args.length === 0);
		const same = (name: string): boolean | null =>
			name.startsWith('~') || name === 'default' ? false : isSameText(asked, plain(name));
		const exact = entries.find(({name}) => same(name) !== false);
		if (exact !== undefined) return same(exact.name) === null ? null : exact;
		if (hostnames) {
			const wild = entries
				.filter(({name}) => fitsHost(name.toLowerCase(), asked))
				.sort((a, b) => b.name.length - a.name.length);
			const [best] = [...wild.filter(({name}) => !name.endsWith('.*')), ...wild];
			if (best !== undefined) return best;
		}
		for (const row of entries) {
			if (!row.name.startsWith('~')) continue;
			const caseless = row.name.startsWith('~*');
			const tried = this.#patterns.try(row.name.slice(caseless ? 2 : 1), subject, caseless);
			if (tried === null) continue;
			if ('unknown' in tried) return null;
			this.took(tried.groups, tried.names);
			return row;
		}
		return entries.find(({name}) => name === 'default');
	}

	expand(text: string): Expanded {
		let values: string[] = [''];
		const [deciders, unknown]: [string[], string[]] = [[], []];
		for (const piece of text.split(/(\$\{\w+\}|\$\w+)/)) {
			const name = /^\$\{?(\w+)\}?$/.exec(piece)?.[1];
			const found = name === undefined ? [piece] : this.candidates(/^\d/.test(name) ? name[0]! : name);
			const rest = name !== undefined && /^\d\w/.test(name) ? name.slice(1) : '';
			if (found === null) unknown.push(shown(name!));
			else if (found.length > 1) deciders.push(shown(name!));
			values = values.flatMap((value) => (found ?? [piece]).map((one) => value + one + rest)).slice(0, mostValues);
			// Something that doubles itself is nobody's name.
			if (values.some((value) => value.length > longestValue)) return {values: [''], deciders, unknown: ['…']};
		}
		return {values: distinct(values), deciders, unknown};
	}
}

const assigned = new WeakMap<readonly Directive[], ReadonlySet<string>>();

/** Variables that some `set` below has. */
function assignedIn(http: readonly Directive[]): ReadonlySet<string> {
	const known = assigned.get(http);
	if (known !== undefined) return known;
	const names = new Set<string>();
	const look = (block: readonly Directive[]): void => {
		for (const {name, args, block: inner} of block) {
			if (name === 'set' && args[0] !== undefined) names.add(args[0].replace(/^\$/, '').toLowerCase());
			if (inner !== null) look(inner);
		}
	};
	look(http);
	assigned.set(http, names);
	return names;
}

const mostValues = 64;
const longestValue = 65_536;
const mostLookups = 2_000;
const geoWords = new Set(['delete', 'include', 'proxy', 'proxy_recursive', 'ranges', 'volatile']);
const distinct = (values: readonly string[]): string[] => [...new Set(values)];

const fitsHost = (name: string, host: string): boolean =>
	(name.startsWith('*.') && host.endsWith(name.slice(1)) && host.length > name.length - 1) ||
	(name.startsWith('.') && (host.endsWith(name) || host === name.slice(1))) ||
	(name.endsWith('.*') && host.startsWith(name.slice(0, -1)));
