import {shown} from './byte-text.ts';
import type {Directive} from './directive.ts';
import type {Patterns} from './pcre.ts';
import {fitsStars} from './star-pattern.ts';

/** `<Location>` sections that take a path, in the order in which they count: a later one overrides. `groups` of patterns. */
export type TakenSection = {
	readonly section: Directive;
	readonly path: string;
	readonly regex: boolean;
	readonly groups: readonly (string | null)[];
};

export function sectionsOf(
	blocks: readonly (readonly Directive[])[],
	path: string,
	patterns: Patterns,
	unsure: string[],
): readonly TakenSection[] {
	const found: TakenSection[] = [];
	for (const section of blocks.flat()) {
		if (section.name !== 'location' && section.name !== 'locationmatch') continue;
		const [first = '', second = ''] = section.args;
		const regex = section.name === 'locationmatch' || first === '~';
		const written = first === '~' ? second : first;
		if (!regex) {
			const fits = /[*?[]/.test(written) ? fitsStars(written, path) : isBelow(written, path);
			if (fits) found.push({section, path: written, regex, groups: []});
			continue;
		}
		const tried = patterns.try(written, path);
		if (tried === null) continue;
		if ('unknown' in tried)
			unsure.push(`<LocationMatch ${shown(written)}> at ${section.at} was not evaluated: ${tried.unknown}`);
		else found.push({section, path: written, regex, groups: tried.groups});
	}
	return found;
}

const isBelow = (place: string, path: string): boolean =>
	path.startsWith(place) && (place.endsWith('/') || path.length === place.length || path[place.length] === '/');

/** Who may come in. `denied`: nobody. Only what stands in sections of paths and of proxies counts for what is passed on. */
export function requirementsOf(
	sections: readonly TakenSection[],
	config: readonly Directive[],
): {readonly denied: string | null; readonly unsure: readonly string[]} {
	const guards = [
		...config.filter(({name, args}) => name === 'proxy' && args[0] === '*').map(({block}) => block ?? []),
		...sections.map(({section}) => section.block ?? []),
	];
	// The last section that says anything says all.
	const last = guards.findLast((block) => block.some(({name}) => requires.has(name)));
	const rules = (last ?? []).filter(({name}) => requires.has(name));
	const [first] = rules;
	if (first === undefined) return {denied: null, unsure: []};
	const words = (one: Directive): string => one.args.join(' ').toLowerCase();
	if (rules.some((one) => words(one) === 'all granted' || (one.name === 'allow' && words(one) === 'from all')))
		return {denied: null, unsure: []};
	if (rules.length === 1 && (words(first) === 'all denied' || (first.name === 'deny' && words(first) === 'from all')))
		return {denied: first.at, unsure: []};
	return {denied: null, unsure: [`Require at ${first.at}: not every request is let through`]};
}

const requires = new Set(['require', 'allow', 'deny', 'requireall', 'requireany', 'requirenone']);
