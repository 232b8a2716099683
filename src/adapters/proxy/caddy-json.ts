import {isObject} from '../../model/shape.ts';
import type {Raw} from './raw.ts';

// Caddy's own JSON, looked into step by step; what is not there or of another kind is null, or empty. Beside `raw.ts`
// since here an empty text says something (an empty prefix, a rewrite to nothing), and whether an object is there too.

export const objectIn = (value: unknown): Raw | null => (isObject(value) ? value : null);

export const listIn = (value: unknown): readonly unknown[] => (Array.isArray(value) ? value : []);

export const textIn = (value: unknown): string | null => (typeof value === 'string' ? value : null);

export const textsIn = (value: unknown): readonly string[] => listIn(value).filter((one) => typeof one === 'string');

export const numberIn = (value: unknown): number | null => (typeof value === 'number' ? value : null);

/** What lies there, by own members alone; undefined where nothing does. */
export const at = (value: unknown, ...names: readonly string[]): unknown =>
	names.reduce<unknown>((inner, name) => {
		const object = objectIn(inner);
		return object !== null && Object.hasOwn(object, name) ? object[name] : undefined;
	}, value);
