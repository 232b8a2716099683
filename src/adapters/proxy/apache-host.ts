import type {RouteMatch, RouteQuestion} from '../../model/mapping.ts';
import {bytesOf, shown} from './byte-text.ts';
import type {Directive} from './directive.ts';
import {fitsStars} from './star-pattern.ts';

/** The virtual host that takes a request. `section`: null for what stands outside of all of them. */
export type ChosenHost = {
	readonly section: Directive | null;
	readonly listener: string | null;
	readonly host: string | null;
	readonly how: Extract<RouteMatch['how'], 'exact' | 'wildcard' | 'default'>;
	readonly unsure: readonly string[];
};

type Place = {
	readonly section: Directive;
	readonly written: string;
	readonly address: string;
	readonly every: boolean;
	readonly port: number | null;
};

/**
 * As Apache chooses: of the virtual hosts at the address and port, in the order in which they stand, the first of which
 * a name fits; else the first of them. One per address that a request may come to. `listening`: the addresses on which
 * Apache listens at that port; null: every one.
 */
export function chooseHosts(
	config: readonly Directive[],
	question: RouteQuestion,
	listening: readonly string[] | null,
): readonly ChosenHost[] {
	const places = config.filter(({name, block}) => name === 'virtualhost' && block !== null).flatMap(placesOf);
	const here = places.filter(({port}) => port === question.port);
	const fits = here.length > 0 ? here : places.filter(({port}) => port === null);
	const every = fits.filter((place) => place.every);
	const outside: ChosenHost = {section: null, listener: null, host: null, how: 'default', unsure: []};
	const at = (address: string | null): ChosenHost => {
		const own = fits.filter((place) => !place.every && place.address === address);
		const taking = own.length > 0 ? own : every;
		return taking.length === 0 ? outside : among(taking, question.host);
	};
	const named = fits.flatMap((place) => (place.every ? [] : [place.address]));
	return [...new Set(listening ?? [null, ...named])].map(at);
}

function placesOf(section: Directive): readonly Place[] {
	return section.args.map((written) => {
		const [, host = '', port] = /^(\[[^\]]*\]|[^:]*)(?::(\d{1,5}|\*))?$/.exec(written) ?? [];
		return {
			section,
			written,
			address: host.toLowerCase(),
			every: host === '*' || host === '_default_' || host === '0.0.0.0' || host === '[::]',
			port: port === undefined || port === '*' ? null : Number(port),
		};
	});
}

function among(places: readonly Place[], host: string): ChosenHost {
	const asked = bytesOf(host.replace(/\.$/, ''));
	for (const {section, written} of places) {
		const named = namesOf(section).find(({name, wild}) => (wild ? fitsStars(name, asked) : name === asked));
		if (named !== undefined)
			return {
				section,
				listener: written,
				host: shown(named.name),
				how: isWild(named) ? 'wildcard' : 'exact',
				unsure: [],
			};
	}
	const {section, written} = places[0]!;
	return {section, listener: written, host: null, how: 'default', unsure: []};
}

type Named = {readonly name: string; readonly wild: boolean};
const isWild = ({name, wild}: Named): boolean => wild && /[*?]/.test(name);

/** A `ServerName` may have a scheme and a port; only aliases may be patterns. */
function namesOf({block}: Directive): readonly Named[] {
	return (block ?? []).flatMap(({name, args}): readonly Named[] => {
		if (name === 'serveralias') return args.map((alias) => ({name: alias.toLowerCase(), wild: true}));
		if (name !== 'servername') return [];
		return [
			{
				name: (args[0] ?? '')
					.toLowerCase()
					.replace(/^[a-z]+:\/\//, '')
					.replace(/:\d+$/, ''),
				wild: false,
			},
		];
	});
}
