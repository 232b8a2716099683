import {namingOf, referencesOf} from '../adapters/endpoint/references.ts';
import {bounded} from './bounded.ts';
import {type Fetched, type Fetching, mostFiles} from './fetched.ts';

/** `doubtful`: those of them that comments alone may name. `left`: addresses that were found and not fetched. */
export type Named = {
	readonly fetched: readonly Fetched[];
	readonly doubtful: ReadonlySet<string>;
	readonly left: number;
};

/**
 * Fetches what fetched styles, scripts and web manifests name, and what that names again, as far as `isOurs` says that the
 * build has it: a script that is loaded late is as much part of the deployment as the page. Each address once, so that
 * files that name each other end. `begins` hears how many are fetched next.
 */
export async function fetchNamed(
	fetching: Fetching,
	first: readonly Fetched[],
	isOurs: (url: URL) => boolean,
	width: number,
	begins: (files: number) => void,
): Promise<Named> {
	const known = new Set(first.map(({url}) => url));
	const fetched: Fetched[] = [];
	const certain = new Set<string>();
	let wave = first;
	let left = 0;
	while (wave.length > 0) {
		const next: string[] = [];
		for (const {address, doubtful} of wave.flatMap(addressesIn)) {
			if (!doubtful) certain.add(address.href);
			if (known.has(address.href) || !isOurs(address)) continue;
			known.add(address.href);
			next.push(address.href);
		}
		const room = fetching.isSpent ? 0 : Math.max(0, mostFiles - first.length - fetched.length);
		left += Math.max(0, next.length - room);
		begins(Math.min(next.length, room));
		wave = await bounded(next.slice(0, room), width, async (url) => withoutBody(await fetching.file(url)));
		fetched.push(...wave.map(({url, reply}) => ({url, reply})));
	}
	return {fetched, doubtful: new Set(fetched.map(({url}) => url).filter((url) => !certain.has(url))), left};
}

type Address = {readonly address: URL; readonly doubtful: boolean};
type Searched = Fetched & {readonly addresses?: readonly Address[]};

/** A body is searched as soon as it is there, and let go. */
export function withoutBody(one: Fetched): Searched {
	if (one.reply.status !== 'observed') return one;
	const {value} = one.reply;
	return {
		url: one.url,
		addresses: addressesOf(one.url, value.answer.status, value.answer.contentType, value.body),
		reply: {...one.reply, value: {...value, body: nothing}},
	};
}

const nothing = new Uint8Array();

const addressesIn = (one: Searched): readonly Address[] => one.addresses ?? [];

function addressesOf(url: string, status: number, contentType: string | null, body: Uint8Array): readonly Address[] {
	const own = new URL(url);
	const naming = status === 200 && body.length > 0 ? namingOf(contentType, own.pathname) : null;
	if (naming === null) return [];
	const found = referencesOf(naming, new TextDecoder().decode(body));
	return found.written.flatMap((written) => {
		const address = URL.parse(written, url);
		if (address === null || address.origin !== own.origin || address.pathname.endsWith('.map')) return [];
		if (address.username !== '' || address.password !== '') return [];
		address.hash = '';
		return [{address, doubtful: found.doubtful.has(written)}];
	});
}
