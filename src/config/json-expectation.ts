import * as z from 'zod/mini';
import type {JsonExpectation} from '../model/config.ts';
import {jsonTypes} from '../model/config.ts';
import type {KeyPath, Problem, Rule} from './problem.ts';
import {quote} from './problem.ts';
import {looksLikeSecret} from './secret.ts';
import {asIssue, choice, later, mapping, required} from './shape.ts';
import type {Located} from './yaml.ts';

const acceptedJson = `${jsonTypes.join(', ')}, any, or {equals: VALUE}`;
const mostPaths = 50;

const stated = () =>
	z
		.union([z.string(), z.number(), z.boolean(), z.null()], {error: 'a text, a number, true, false or null'})
		.check((context) => {
			if (typeof context.value !== 'string' || (context.value.length <= 1000 && !looksLikeSecret(context.value)))
				return;
			const found = `a text of ${context.value.length} characters (not shown)`;
			context.issues.push(
				asIssue(context.value, 'a text of at most 1000 characters that is no secret', {
					found,
					todo: 'state the type alone, such as string',
				}),
			);
		});

const expected = () =>
	z.union(
		[
			choice([...jsonTypes, 'any']),
			mapping({equals: required('The value, where its type alone does not tell.', stated())}),
		],
		{error: acceptedJson},
	);

/** Places in a JSON answer → what is there. Places are judged beside the schema. */
export const jsonSchema = later(() =>
	z.record(z.string(), expected(), {error: 'a mapping from dotted paths to types'}),
);

type Raw = z.infer<typeof jsonSchema>;

/** As it is judged by: `equals` as JSON text. */
export const jsonOf = (raw: Raw): readonly JsonExpectation[] =>
	Object.entries(raw).map(([path, one]) =>
		typeof one === 'string'
			? {path, type: one === 'any' ? null : one, equals: null}
			: {path, type: null, equals: JSON.stringify(one.equals)},
	);

const longestPath = 500;
const mostSteps = 16;

const pathRule: Rule = (path) => {
	if (path.length > longestPath) return {todo: `shorten it to ${longestPath} characters`};
	if (path !== '' && path.split('.').includes('')) return {todo: 'remove the dot that has no name beside it'};
	if (path.split('.').length > mostSteps) return {todo: `look at most ${mostSteps} names deep`};
	return /[\p{Cc}\p{Cf}\p{Cs}\u2028\u2029]/u.test(path) ? {todo: 'remove the control characters'} : null;
};

/** What is wrong with the places themselves. */
export function jsonProblems(
	json: Readonly<Record<string, unknown>>,
	path: KeyPath,
	document: Located,
): readonly Problem[] {
	const names = Object.keys(json);
	const many =
		names.length > mostPaths
			? [
					{
						...document.locate(path, 'key'),
						found: `${names.length} paths`,
						accepted: `at most ${mostPaths} paths`,
						todo: 'keep those that tell this route',
					},
				]
			: [];
	return [
		...many,
		...names.flatMap((name) => {
			const wrong = pathRule(name);
			return wrong === null
				? []
				: [
						{
							...document.locate([...path, name], 'key'),
							found: quote(name),
							accepted: "names and indexes with dots between them, such as items.0.id; '' is the whole",
							todo: wrong.todo,
						},
					];
		}),
	];
}
