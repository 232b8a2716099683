/** A `Host` as an upstream is told it, in the form of a route. `told: null`: nobody can tell here. */
export function hostTold(told: string | null, asked: string): string | null {
	if (told === null) return '';
	const host = /^\[/.test(told) ? told.replace(/\](?::\d*)?$/, ']') : told.replace(/:\d*$/, '');
	const plain = host.toLowerCase().slice(0, longest);
	return plain === asked.toLowerCase() ? null : plain;
}

/** The one thing that all say; null: they differ, or nobody says anything. */
export const agreed = (all: readonly string[]): string | null =>
	all.length > 0 && all.every((one) => one === all[0]) ? all[0]! : null;

const longest = 253;
