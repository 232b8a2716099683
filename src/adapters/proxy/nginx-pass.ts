import type {Upstream} from '../../model/mapping.ts';
import {shown} from './byte-text.ts';
import type {Directive} from './directive.ts';
import {isScript} from './nginx-scope.ts';
import type {Variables} from './nginx-variables.ts';
import {isOpen, withoutQuery} from './query-open.ts';
import {isAddress, type Member, type Target} from './upstream.ts';

/** Where a `…_pass` leads. `uri`: the path that it names; null: it names none. `variable`: it is put together at run time. */
export type Passed = {
	readonly targets: readonly Target[];
	readonly uri: string | null;
	readonly variable: boolean;
	/** names that nginx looks up for each request, rather than once at its start */
	readonly late: boolean;
	readonly unsure: readonly string[];
};

const schemes: Readonly<Record<string, Upstream['scheme']>> = {
	http: 'http',
	https: 'https',
	fastcgi: 'fastcgi',
};

export function passed({name, args, at}: Directive, http: readonly Directive[], variables: Variables): Passed {
	const [written = ''] = args;
	const kind = name.slice(0, name.indexOf('_'));
	const {values, deciders, unknown} = variables.expand(written);
	const variable = written.includes('$');
	const unsure = [
		...deciders.map((decider) => `$${decider} decides in ${name} at ${at}`),
		...unknown.map((one) => `$${one} in ${name} at ${at} is known at run time alone`),
	];
	if (values.some((value) => isOpen(value.replace(/^([a-z]+:\/\/)?([^/?]*)[\s\S]*$/i, '$2').replace(/\0$/, ''))))
		unsure.push(`the query decides in ${name} at ${at}`);
	const places = values.map((value) => placeOf(withoutQuery(value), kind)).filter(({host}) => host !== '');
	// What is not known may stand in the path alone.
	const isKnown = ({host, port}: Place): boolean => !/[$]/.test(`${host}${port}`);
	const targets = places.map((place) => ({
		...targetOf(place, http),
		...(isKnown(place) ? {} : {members: [], known: false}),
	}));
	for (const place of places) {
		const scripted = upstreamBlock(place, http)?.block?.find((one) => isScript(one));
		if (scripted !== undefined) unsure.push(`${scripted.name} at ${scripted.at}: a script chooses the member`);
	}
	const [first] = places;
	return {
		targets,
		uri: places.every(({uri}) => uri === first?.uri) && unknown.length === 0 ? (first?.uri ?? null) : null,
		variable,
		late: variable && places.some((place) => upstreamBlock(place, http) === undefined && !isAddress(place.host)),
		unsure,
	};
}

type Place = {
	readonly scheme: Upstream['scheme'];
	readonly host: string;
	readonly port: string;
	readonly uri: string | null;
	/** as it is written, for people */
	readonly name: string;
	readonly standard: number;
};

function placeOf(value: string, kind: string): Place {
	const [, prefix = kind === 'proxy' ? 'http' : kind, rest = ''] = /^(?:([a-z]+):\/\/)?([\s\S]*)$/i.exec(value) ?? [];
	const scheme = schemes[prefix.toLowerCase()] ?? 'other';
	const unix = /^unix:([^:]*)(?::([\s\S]*))?$/.exec(rest);
	if (unix !== null)
		return {
			scheme: 'unix',
			host: unix[1]!,
			port: '0',
			uri: unix[2] ?? null,
			name: shown(`unix:${unix[1]}`),
			standard: 0,
		};
	const [, written = '', uri] = /^([^/?]*)([/?][\s\S]*)?$/.exec(rest) ?? [];
	// What logs in is nobody's business.
	const authority = written.slice(written.lastIndexOf('@') + 1);
	const [, bracketed, plain, port] = /^(?:\[([^\]]*)\]|([^:]*))(?::(.*))?$/.exec(authority) ?? [];
	return {
		scheme,
		host: (bracketed ?? plain ?? authority).toLowerCase(),
		port: port ?? '',
		uri: uri ?? null,
		name: shown(authority),
		standard: prefix.toLowerCase().endsWith('s') && kind !== 'fastcgi' ? 443 : 80,
	};
}

const upstreamBlock = ({host, scheme}: Place, http: readonly Directive[]): Directive | undefined =>
	scheme === 'unix' ? undefined : http.find(({name, args}) => name === 'upstream' && args[0]?.toLowerCase() === host);

function targetOf(place: Place, http: readonly Directive[]): Target {
	const {scheme, host, port, name, standard} = place;
	const block = upstreamBlock(place, http)?.block;
	const one = {host, port: Number(port === '' ? standard : port) || 0, weight: null, backup: false, down: false};
	return {name, scheme, known: true, members: block === undefined || block === null ? [one] : membersOf(block)};
}

/** The servers of an `upstream` block. */
export const membersOf = (block: readonly Directive[]): readonly Member[] =>
	block
		.filter(({name}) => name === 'server')
		.map(({args: [where = '', ...options]}) => {
			const {host, port, scheme} = placeOf(where, 'proxy');
			const weight = options.find((option) => option.startsWith('weight='));
			return {
				host,
				port: scheme === 'unix' ? 0 : Number(port === '' ? 80 : port) || 0,
				weight: weight === undefined ? 1 : Number(weight.slice(7)) || 1,
				backup: options.includes('backup'),
				down: options.includes('down'),
			};
		});
