import * as z from 'zod/mini';
import {acceptedDuration, durationRule} from './duration.ts';
import type {Rule, Wrong} from './problem.ts';

// Every message of the schema is the text `accepted` of a problem; rules add what was found and what to do.

/** GitHub replaces `${{ … }}` in workflow files alone; anywhere else it would be taken at its word. */
const expression: Rule = (text) =>
	text.includes('${{')
		? {
				accepted: 'a text without ${{ … }}: expressions are evaluated in workflow files alone',
				todo: 'give this key as an input of the action in the workflow; it overrides the file',
			}
		: null;

/**
 * What is published of a schema beside its form: `id`, `title`, `examples`. Kept in the library's register under the
 * schema itself, which must be nobody else's: a copy of each schema for its texts would cost half of a start.
 */
export const noted = <T extends z.core.$ZodType>(notes: z.core.GlobalMeta, schema: T): T => {
	z.globalRegistry.add(schema, {...z.globalRegistry.get(schema), ...notes});
	return schema;
};

/** A schema that is made when a document has something for it: making all of them would take a sixth of a bare start. */
export const later = <T extends z.core.$ZodType>(make: () => T) => {
	const schema = z.lazy(make);
	// Whether it stands in for what is missing, which none of ours does: to find out, it would be made.
	Object.defineProperty(schema._zod, 'optin', {value: undefined});
	return schema;
};

/** A key that must be there, and what is published of it. */
export const required = <T extends z.core.$ZodType>(description: string, schema: T): T => noted({description}, schema);

/** A key that may be left out, and what is published of it. */
export const optional = <T extends z.core.$ZodType>(description: string, schema: T) =>
	noted({description}, z.optional(schema));

/** A text that passes a rule; `accepted` is what the problem says when it does not. */
export const text = (accepted: string, rule: Rule, examples: readonly string[] = []) => {
	const checked = z.string({error: accepted}).check((context) => {
		const wrong = expression(context.value) ?? rule(context.value);
		if (wrong) context.issues.push(asIssue(context.value, accepted, wrong));
	});
	return examples.length > 0 ? noted({examples: [...examples]}, checked) : checked;
};

/** A rule's answer as an issue of the schema: it does not stop other checks. */
export const asIssue = (input: unknown, accepted: string, wrong: Wrong) => ({
	code: 'custom' as const,
	input,
	message: wrong.accepted ?? accepted,
	params: wrong,
	continue: true,
});

/** A whole number within its limits. */
export const wholeNumber = (accepted: string, least: number, most: number) =>
	z.int({error: accepted}).check(z.minimum(least, {error: accepted}), z.maximum(most, {error: accepted}));

/** One of some words. */
export const choice = <const T extends readonly [string, ...string[]]>(values: T) =>
	z.enum(values, {error: values.join(', ')});

export const yesOrNo = z.boolean({error: 'true or false'});

/** A mapping that knows its keys; the message names them, for what is unknown and for what is no mapping. */
export const mapping = <T extends z.core.$ZodLooseShape>(shape: T) => {
	const keys = Object.keys(shape).join(', ');
	return z.strictObject(shape, {
		error: (issue) => (issue.code === 'unrecognized_keys' ? keys : `a mapping with the keys ${keys}`),
	});
};

/** A list with a limit; `what` names its items in the plural. */
export const list = <T extends z.core.$ZodType>(of: T, what: string, most: number) =>
	z.array(of, {error: `a list of ${what}`}).check(z.maxLength(most, {error: `at most ${most} ${what}`}));

/** One thing, or a list of them. */
export const oneOrMore = <T extends z.core.$ZodType>(of: T, what: string, most: number) =>
	z.union([of, list(of, what, most)], {error: `one of ${what}, or a list of them`});

export const duration = () => text(acceptedDuration, durationRule, ['5s', '5m']);
