/** A rule as Traefik's language has it. `call`: a matcher with its arguments. */
export type Rule =
	| {readonly type: 'all' | 'any'; readonly of: readonly Rule[]}
	| {readonly type: 'not'; readonly of: Rule}
	| {readonly type: 'call'; readonly name: string; readonly values: readonly string[]};

const longest = 16_384;
const deepest = 100;

class NotUnderstood extends Error {}
const give = (): never => {
	throw new NotUnderstood();
};

const space = /[ \t\r\n]+/y;
const name = /[A-Za-z]+/y;
const raw = /`([^`]*)`/y;
const quoted = /"((?:[^"\\\n]|\\.)*)"/y;
const escapes: Readonly<Record<string, string>> = {
	...{a: '\x07', b: '\b', f: '\f', n: '\n', r: '\r', t: '\t', v: '\v'},
	...{'\\': '\\', '"': '"'},
};

/** Reads `Host(…) && !(PathPrefix(…) || …)`: expressions of Go of which only these are taken. null: not understood. */
export function parseRule(text: string): Rule | null {
	if (text.length > longest) return null;
	let at = 0;
	let depth = 0;
	const take = (form: RegExp): RegExpExecArray | null => {
		form.lastIndex = at;
		const found = form.exec(text);
		if (found !== null) at += found[0].length;
		return found;
	};
	const taken = (word: string): boolean => {
		take(space);
		if (!text.startsWith(word, at)) return false;
		at += word.length;
		return true;
	};
	const several = (type: 'all' | 'any', between: string, part: () => Rule) => (): Rule => {
		const of = [part()];
		while (taken(between)) of.push(part());
		return of.length === 1 ? of[0]! : {type, of};
	};
	const unary = (): Rule => {
		if (++depth > deepest) give();
		let rule: Rule;
		if (taken('!')) rule = {type: 'not', of: unary()};
		else if (taken('(')) {
			rule = either();
			if (!taken(')')) give();
		} else rule = call();
		depth--;
		return rule;
	};
	const both = several('all', '&&', unary);
	const either = several('any', '||', both);
	const call = (): Rule => {
		const called = take(name)?.[0] ?? give();
		if (!taken('(')) give();
		const values: string[] = [];
		while (!taken(')')) {
			if (values.length > 0 && !taken(',')) give();
			take(space);
			// A comma may stand last.
			if (values.length > 0 && taken(')')) break;
			values.push(take(raw)?.[1]?.replaceAll('\r', '') ?? unquoted(take(quoted)?.[1] ?? give()));
		}
		return {type: 'call', name: called, values};
	};
	try {
		const rule = either();
		take(space);
		return at === text.length ? rule : null;
	} catch (error) {
		if (error instanceof NotUnderstood) return null;
		throw error;
	}
}

const unquoted = (text: string): string =>
	text.replace(/\\(?:x([0-9a-fA-F]{2})|u([0-9a-fA-F]{4})|(.))/g, (_, byte?: string, unit?: string, one?: string) =>
		one === undefined ? String.fromCodePoint(Number.parseInt(byte ?? unit!, 16)) : (escapes[one] ?? give()),
	);
