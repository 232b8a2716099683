import type {Claim} from './served.ts';
import {longest} from './served.ts';

/** An address, the files that it may be, and whether the configuration names it. */
export type Asked = {
	readonly url: string;
	readonly claims: readonly Claim[];
	readonly stated: boolean;
	/** whether what came are the bytes of this file */
	readonly is: (file: Claim['file']) => boolean;
};

/** `sure`: other bytes there are a difference; else the address may well belong to somebody else. */
export type Settled = {readonly files: readonly Claim['file'][]; readonly sure: boolean};

/** Where one directory of the artifact seems to be served. */
type Place = {
	readonly above: string;
	readonly root: string;
	readonly urls: Set<string>;
	stated: number;
	shared: number;
	/** a file came from there with the bytes of the build */
	seen: boolean;
};

/**
 * Which file of the artifact each address is, where nobody said which directory is served: the one that explains most of
 * what the configuration names, then of what pages name. Files of one name abound; what only shares its name with a file
 * of the build, at an address where no other file of the build is, belongs to somebody else.
 */
export function settle(asked: readonly Asked[]): (url: string) => Settled {
	const places = placesOf(asked);
	const main = mainOf([...places.values()]);
	const byUrl = new Map(asked.map((one) => [one.url, one]));
	const isMain = (claim: Claim): boolean => main.has(places.get(keyOf(claim))!);
	return (url) => {
		const {claims, stated} = byUrl.get(url)!;
		const inside = claims.filter(isMain);
		if (inside.length > 0) return {files: inside.map(({file}) => file), sure: true};
		if (claims.length === 0) return {files: [], sure: true};
		const left = longest(claims);
		const sure =
			stated ||
			left.some((claim) => {
				const place = places.get(keyOf(claim))!;
				if (place.seen) return true;
				return claim.shared > 1 && (place.urls.size > 1 || ![...main].some(({root}) => isBelow(claim.file.path, root)));
			});
		return {files: left.map(({file}) => file), sure};
	};
}

function placesOf(asked: readonly Asked[]): ReadonlyMap<string, Place> {
	const places = new Map<string, Place>();
	for (const {url, claims, stated, is} of asked) {
		for (const claim of claims) {
			const key = keyOf(claim);
			let place = places.get(key);
			if (place === undefined) {
				const {above, root} = claim;
				places.set(key, (place = {above, root, urls: new Set(), stated: 0, shared: 0, seen: false}));
			}
			place.seen ||= is(claim.file);
			// Two artifacts may have the same file.
			if (place.urls.has(url)) continue;
			place.urls.add(url);
			place.shared += claim.shared;
			if (stated) place.stated++;
		}
	}
	return places;
}

/** No name of a path holds a line feed and a slash. */
const keyOf = ({above, root}: Pick<Claim, 'above' | 'root'>): string => `${above}/\n/${root}`;

/** The place that explains most, and those that explain as much: then nobody knows which it is. */
function mainOf(places: readonly Place[]): ReadonlySet<Place> {
	const rank = (place: Place): readonly number[] => [
		place.stated,
		place.stated > 0 ? 0 : place.urls.size,
		place.above === '' ? 1 : 0,
		place.root.split('/').includes('node_modules') ? 0 : 1,
	];
	const best = [...places].sort((a, b) => compare(rank(b), rank(a)))[0];
	if (best === undefined) return new Set();
	const equal = places.filter((place) => place.above === best.above && compare(rank(place), rank(best)) === 0);
	// The page of a directory below is no page of the site.
	return new Set(equal.filter((place) => !equal.some((other) => other !== place && isBelow(place.root, other.root))));
}

function compare(left: readonly number[], right: readonly number[]): number {
	for (const [index, value] of left.entries()) if (value !== right[index]) return value - right[index]!;
	return 0;
}

const isBelow = (path: string, root: string): boolean => root === '' || path.startsWith(`${root}/`);
