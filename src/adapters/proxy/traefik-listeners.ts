import type {RouteQuestion} from '../../model/mapping.ts';
import {portOf, type Raw, rawOf, shown, textOf, textsOf} from './raw.ts';

/** Entry points that may have taken a request. `cleans`: whether they take dot segments out of paths. */
export type Entered = {
	readonly names: ReadonlySet<string>;
	readonly listener: string | null;
	readonly cleans: boolean;
	readonly doubts: readonly string[];
};

/** Of an address as `:80`, `127.0.0.1:80/tcp`, `[::1]:80`; null for one of UDP. */
const listensOn = (entryPoint: Raw): number | null =>
	portOf(/:([0-9]{1,5})(?:\/tcp)?$/.exec(textOf(entryPoint['address']) ?? '')?.[1]);

/** From 3.4, 3.3.6 and 2.11.24 on Traefik cleans paths, unless it is told not to. */
function cleansByItself(version: string | null): boolean {
	const [, major, minor, patch] = /^v?(\d+)\.(\d+)\.(\d+)/.exec(version ?? '') ?? [];
	if (major === undefined) return true;
	const from = ({2: [11, 24], 3: [3, 6]} as const)[Number(major) as 2] ?? [0, 0];
	return Number(minor) > from[0] || (Number(minor) === from[0] && Number(patch) >= from[1]);
}

export function enteredAt(all: readonly Raw[], {port}: RouteQuestion, version: string | null): Entered {
	const exact = all.filter((one) => listensOn(one) === port);
	const chosen = exact.length > 0 ? exact : all.filter((one) => listensOn(one) !== null && one['name'] !== 'traefik');
	const names = chosen.flatMap((one) => textOf(one['name']) ?? []);
	const only = chosen.length === 1 ? chosen[0]! : null;
	const stated = chosen.map((one) => rawOf(one['http'])['sanitizePath']).filter((one) => typeof one === 'boolean');
	const doubts = [
		...(exact.length > 0
			? []
			: [
					`no entry point listens on ${port}: if it is published from another port, it is one of ${shown(names.join(', '))}`,
				]),
		...(stated.includes(true) && stated.includes(false) ? ['entry points differ in whether they clean paths'] : []),
	];
	return {
		names: new Set(names),
		listener: only === null ? null : shown(`${names[0]} ${textOf(only['address'])}`),
		cleans: stated.length > 0 ? stated[0] === true : cleansByItself(version),
		doubts,
	};
}

/** Entry points that a router is in effect on. */
export const entryPointsOf = (router: Raw): readonly string[] => {
	const using = textsOf(router['using']);
	return using.length > 0 ? using : textsOf(router['entryPoints']);
};
