import type {Rule} from './problem.ts';

const form = /^([0-9]{1,7})(ms|s|m|h)$/;
const units = {ms: 1, s: 1000, m: 60_000, h: 3_600_000} as const;
/** a job on a hosted runner ends after six hours */
export const longestDuration = 6 * units.h;

export const acceptedDuration =
	'a duration from 1ms to 6h: a whole number and ms, s, m or h, such as 500ms, 30s, 5m or 1h';

/** Milliseconds; null when the text is no duration of this format. */
export function parseDuration(text: string): number | null {
	const match = form.exec(text);
	if (!match) return null;
	const milliseconds = Number(match[1]) * units[match[2] as keyof typeof units];
	return milliseconds >= 1 && milliseconds <= longestDuration ? milliseconds : null;
}

export const durationRule: Rule = (text) =>
	parseDuration(text) === null
		? {todo: /^[0-9.]+$/.test(text) ? 'add the unit' : 'write it as one whole number with its unit'}
		: null;
