/** Chance that can be had again: the same seed makes the same choices. */
export type Chance = {
	readonly below: (end: number) => number;
	readonly of: <T>(values: readonly T[]) => T;
	readonly odds: (share: number) => boolean;
	/** between none and `most` of them, in an order of its own */
	readonly some: <T>(values: readonly T[], most: number) => readonly T[];
};

export function chanceOf(seed: number): Chance {
	let state = seed >>> 0;
	const next = (): number => {
		state = (state + 0x6d2b79f5) >>> 0;
		let mixed = Math.imul(state ^ (state >>> 15), state | 1);
		mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61);
		return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32;
	};
	const below = (end: number): number => Math.floor(next() * end);
	return {
		below,
		of: (values) => values[below(values.length)]!,
		odds: (share) => next() < share,
		some: (values, most) => {
			const left = [...values];
			const count = below(most + 1);
			return Array.from({length: Math.min(count, left.length)}, () => left.splice(below(left.length), 1)[0]!);
		},
	};
}
