/** Foreign JSON, looked into step by step; what is not there or of another kind is null, or empty. */
export type Json = Readonly<Record<string, unknown>>;

export const objectIn = (value: unknown): Json | null =>
	typeof value === 'object' && value !== null && !Array.isArray(value) ? (value as Json) : null;

export const listIn = (value: unknown): readonly unknown[] => (Array.isArray(value) ? value : []);

export const textIn = (value: unknown): string | null => (typeof value === 'string' ? value : null);

export const textsIn = (value: unknown): readonly string[] => listIn(value).filter((one) => typeof one === 'string');

export const numberIn = (value: unknown): number | null => (typeof value === 'number' ? value : null);

export const at = (value: unknown, ...names: readonly string[]): unknown =>
	names.reduce<unknown>((inner, name) => {
		const object = objectIn(inner);
		return object !== null && Object.hasOwn(object, name) ? object[name] : undefined;
	}, value);
