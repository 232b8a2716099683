import type {Upstream} from '../../model/mapping.ts';

/**
 * Servers of one group that are an upstream each, as one where some are in reserve: whether those get requests is told
 * by the others alone. Where none is, each stays what it was. `name`: the group's; that of the only one before those in
 * reserve stays.
 */
export function withReserve(name: string, upstreams: readonly Upstream[]): readonly Upstream[] {
	const isReserve = ({addresses}: Upstream): boolean => addresses.length > 0 && addresses.every(({backup}) => backup);
	const reserve = upstreams.filter(isReserve);
	const first = upstreams.filter((one) => !isReserve(one));
	if (reserve.length === 0 || first.length === 0) return upstreams;
	const all = [...first, ...reserve];
	const schemes = new Set(all.map(({scheme}) => scheme));
	if (schemes.size > 1) return upstreams;
	const told = (['unresolved', 'resolved', 'literal'] as const).find((one) =>
		all.some((upstream) => upstream.told === one),
	);
	const led = all.flatMap(({resolvesTo}) => resolvesTo ?? []);
	return [
		{
			name: first.length === 1 ? first[0]!.name : name,
			scheme: first[0]!.scheme,
			told: told ?? 'live',
			addresses: all.flatMap(({addresses}) => addresses),
			resolvesTo: all.every(({resolvesTo}) => resolvesTo === null) ? null : [...new Set(led)].sort(),
			kept: all.some(({kept}) => kept),
			keptSince: all.map(({keptSince}) => keptSince).find((since) => since !== null) ?? null,
			// What one alone of those before the reserve is called is no name of all of them.
			aliases: first[0]!.aliases.filter((alias) => first.every(({aliases}) => aliases.includes(alias))),
		},
	];
}
