import type {ProxyRoute} from '../../model/mapping.ts';
import type {Target} from './upstream.ts';

/** A route whose names are not resolved. `late`: the proxy looks its names up for each request. */
export type Planned = Omit<ProxyRoute, 'upstreams'> & {
	readonly targets: readonly Target[];
	readonly late: boolean;
	/** whom it asks for names that it looks up for each request; none: whom its machine asks */
	readonly asks?: readonly string[];
};

/** What tells two routes apart, whatever was in doubt on the way to them. */
export const fingerprint = ({outcome, match, targets, rewritten, host}: Planned): string =>
	JSON.stringify([outcome, match?.at, targets, rewritten, host]);

const mostNotes = 50;
const longestNote = 500;
const mostMembers = 1_000;
const longestPath = 8_192;

/** The same route with what its upstreams lead to, no larger than anybody reads. */
export function withUpstreams(
	{outcome, match, rewritten, host, unsure}: Planned,
	upstreams: ProxyRoute['upstreams'],
	more: readonly string[],
): ProxyRoute {
	const notes = [...unsure, ...more].map((note) => note.slice(0, longestNote));
	const cut = upstreams.some(({addresses}) => addresses.length > mostMembers);
	if (cut) notes.unshift(`an upstream of more than ${mostMembers} members: the others are not named`);
	return {
		outcome,
		match,
		upstreams: upstreams.map((upstream) => ({...upstream, addresses: upstream.addresses.slice(0, mostMembers)})),
		rewritten: rewritten?.slice(0, longestPath) ?? null,
		host,
		unsure: [...new Set(notes)].slice(0, mostNotes),
	};
}

/** What is to be said where a port is not listened on inside of a container. */
export const takenAsPublished = (port: number, from: string): string =>
	`nobody takes requests at port ${port} inside: taken as published from ${from}`;
