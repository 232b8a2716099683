/** Says what is wrong with a value, with its place in front; null when it has the shape. */
export type Shape = (value: unknown, place: string) => string | null;

const no =
	(fits: (value: unknown) => boolean, what: string): Shape =>
	(value, place) =>
		fits(value) ? null : `'${place}' is no ${what}`;

export const text: Shape = no((value) => typeof value === 'string', 'text');
export const truth: Shape = no((value) => typeof value === 'boolean', 'true or false');
export const count: Shape = no((value) => Number.isSafeInteger(value) && (value as number) >= 0, 'whole number from 0');
export const date: Shape = no((value) => typeof value === 'string' && !Number.isNaN(Date.parse(value)), 'date');
export const url: Shape = no((value) => typeof value === 'string' && URL.canParse(value), 'URL');

export const matching = (form: RegExp, what: string): Shape =>
	no((value) => typeof value === 'string' && form.test(value), what);

export const oneOf = (...words: readonly string[]): Shape =>
	no((value) => typeof value === 'string' && words.includes(value), `word of ${words.join(', ')}`);

/** A text for which `problem` is null. */
export const accepted =
	(problem: (text: string) => string | null): Shape =>
	(value, place) => {
		const wrong = typeof value === 'string' ? problem(value) : 'is no text';
		return wrong === null ? null : `'${place}' ${wrong}`;
	};

export const nullable =
	(shape: Shape): Shape =>
	(value, place) =>
		value === null ? null : shape(value, place);

export const optional =
	(shape: Shape): Shape =>
	(value, place) =>
		value === undefined ? null : shape(value, place);

export const list =
	(shape: Shape): Shape =>
	(value, place) => {
		if (!Array.isArray(value)) return `'${place}' is no list`;
		for (let at = 0; at < value.length; at++) {
			const wrong = shape(value[at], `${place}[${at}]`);
			if (wrong !== null) return wrong;
		}
		return null;
	};

/** An object with these members; others may stand beside them. */
export const object = (members: Readonly<Record<string, Shape>>): Shape => {
	const entries = Object.entries(members);
	return (value, place) => {
		if (!isObject(value)) return `'${place}' is no object`;
		for (const [name, shape] of entries) {
			const wrong = shape(Object.hasOwn(value, name) ? value[name] : undefined, `${place}.${name}`);
			if (wrong !== null) return wrong;
		}
		return null;
	};
};

/** An object from any names to values of one shape. */
export const mapping =
	(shape: Shape): Shape =>
	(value, place) => {
		if (!isObject(value)) return `'${place}' is no object`;
		for (const member of Object.values(value)) {
			const wrong = shape(member, `${place}.*`);
			if (wrong !== null) return wrong;
		}
		return null;
	};

/** An object whose member `tag` says which of the shapes it has. */
export const tagged =
	(tag: string, shapes: Readonly<Record<string, Shape>>): Shape =>
	(value, place) => {
		const word = isObject(value) && Object.hasOwn(value, tag) ? value[tag] : undefined;
		if (typeof word !== 'string' || !Object.hasOwn(shapes, word))
			return `'${place}.${tag}' is no word of ${Object.keys(shapes).join(', ')}`;
		return shapes[word]!(value, place);
	};

export const isObject = (value: unknown): value is Readonly<Record<string, unknown>> =>
	typeof value === 'object' && value !== null && !Array.isArray(value);
