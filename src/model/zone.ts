/**
 * How far a request got, in the order of the layers: to nobody; to something in front with nothing behind it; to a server
 * without the route; to the route by another method; into code that broke; to a redirect; to whoever asks who is there;
 * to a handler that refuses; to a success. `limit`: something on the way, which tells nothing of what is behind it.
 */
export type Zone =
	| 'nobody'
	| 'front'
	| 'gone'
	| 'method'
	| 'broken'
	| 'redirect'
	| 'guard'
	| 'handler'
	| 'limit'
	| 'success';

/** How far a request got that was answered so. `null`: it was not answered. */
export function zoneOf(status: number | null): Zone {
	if (status === null) return 'nobody';
	if (status === 101 || (status >= 200 && status < 300) || status === 304) return 'success';
	if (status < 400) return 'redirect';
	const known = zones[status];
	if (known !== undefined) return known;
	if (status >= 520 && status <= 530) return 'front';
	return status >= 500 ? 'broken' : 'handler';
}

const zones: Readonly<Record<number, Zone>> = {
	401: 'guard',
	402: 'guard',
	403: 'guard',
	404: 'gone',
	405: 'method',
	407: 'front',
	408: 'limit',
	410: 'gone',
	411: 'limit',
	413: 'limit',
	414: 'limit',
	421: 'front',
	425: 'limit',
	426: 'method',
	429: 'limit',
	431: 'limit',
	451: 'guard',
	499: 'limit',
	501: 'method',
	502: 'front',
	503: 'front',
	504: 'front',
	508: 'front',
};

/** Whether a refusal is what should come, and nothing else. */
export const isGuard = (expect: readonly number[] | null): boolean =>
	expect?.some((code) => code === 401 || code === 403) === true &&
	!expect.some((code) => code === 101 || (code >= 200 && code < 300));
