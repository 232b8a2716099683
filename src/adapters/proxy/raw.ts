import {FaultError} from '../../model/fault.ts';
import {isObject} from '../../model/shape.ts';

/** An object as a proxy or a platform answers it: every member may be anything. */
export type Raw = Readonly<Record<string, unknown>>;

/** Longer texts are nobody's name, rule or address. */
const mostText = 16_384;

/** Empty for what is no object, so that members of members can be asked for. */
export const rawOf = (value: unknown): Raw => (isObject(value) ? value : {});
export const rawsOf = (value: unknown): readonly Raw[] => (Array.isArray(value) ? value.filter(isObject) : []);
/** null: it is no text that says something. */
export const textOf = (value: unknown): string | null =>
	typeof value === 'string' && value !== '' && value.length <= mostText ? value : null;
export const textsOf = (value: unknown): readonly string[] =>
	Array.isArray(value) ? value.filter((one): one is string => textOf(one) !== null) : [];
export const numberOf = (value: unknown): number | null => (Number.isSafeInteger(value) ? (value as number) : null);
/** A TCP port as a number, or as a text of digits; null: it is neither. */
export const portOf = (value: unknown): number | null => {
	const port = typeof value === 'string' && /^[0-9]{1,5}$/.test(value) ? Number(value) : value;
	return Number.isInteger(port) && (port as number) > 0 && (port as number) < 65_536 ? (port as number) : null;
};

/** FaultError `invalid-answer` for what is no JSON. */
export function jsonIn(bytes: Uint8Array, from: string): unknown {
	try {
		return JSON.parse(new TextDecoder().decode(bytes));
	} catch {
		throw new FaultError('invalid-answer', `${from} is no JSON`);
	}
}

const mostShown = 120;
const mostDoubts = 40;

/** A foreign name or rule as part of a sentence: one line, cut. */
export function shown(text: string): string {
	const line = text
		.slice(0, 4 * mostShown)
		.replace(/[\p{Cc}\p{Cf}\p{Zl}\p{Zp}\s]+/gu, ' ')
		.trim();
	return (line.length > mostShown ? `${line.slice(0, mostShown - 1)}…` : line).toWellFormed();
}

/** What stands in the way of being sure, each once, as many as a person reads. */
export function doubts(all: Iterable<string>): readonly string[] {
	const each = [...new Set(all)];
	return each.length <= mostDoubts
		? each
		: [...each.slice(0, mostDoubts), `and ${each.length - mostDoubts} more of these`];
}
