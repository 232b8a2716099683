import type * as z from 'zod/mini';
import {acceptedDuration} from './duration.ts';
import {acceptedHeaderValue} from './header.ts';
import type {KeyPath, Problem, Wrong} from './problem.ts';
import {describeFound, nearest, quote} from './problem.ts';
import {acceptedWait, serviceKeys, topKeys} from './schema.ts';
import type {Located} from './yaml.ts';

type Issue = z.core.$ZodIssue;

/** Says each issue of the schema as a problem with its place. `within` is where the parsed value stands in the document. */
export function problemsOf(issues: readonly Issue[], document: Located, within: KeyPath): readonly Problem[] {
	return issues.flatMap((issue) => problemOf(issue, document, within));
}

function problemOf(issue: Issue, document: Located, within: KeyPath): readonly Problem[] {
	const path = [...within, ...(issue.path as KeyPath)];
	if (issue.code === 'unrecognized_keys')
		return issue.keys.map((key) => unknownKey(key, issue.message, document, path));
	if (issue.code === 'invalid_union') {
		// The branch whose type fits knows better what is wrong than the union does.
		const fitting = issue.errors.find((branch) =>
			branch.every((inner) => inner.path.length > 0 || !isTypeIssue(inner)),
		);
		if (fitting && fitting.length > 0) return fitting.flatMap((inner) => problemOf(inner, document, path));
	}
	const wrong: Wrong | null = issue.code === 'custom' ? ((issue.params ?? null) as Wrong | null) : null;
	const value = valueAt(document.value, path);
	const missing = value === undefined;
	const found =
		wrong?.found ??
		(!missing && maySecret(path) && typeof value !== 'object' ? 'a value (not shown)' : describeFound(value));
	const todo = wrong?.todo ?? advice(value, path.at(-1), issue);
	return [{...document.locate(path, 'value'), found, accepted: issue.message, todo}];
}

const isTypeIssue = (issue: Issue): boolean =>
	issue.code === 'invalid_type' || issue.code === 'invalid_value' || issue.code === 'invalid_union';

/** Where somebody may have written a secret itself. */
const maySecret = (path: KeyPath): boolean =>
	path.at(-2) === 'headers' ||
	path.at(-3) === 'headers' ||
	path.at(-1) === 'credentials' ||
	path.at(-2) === 'credentials';

function advice(value: unknown, key: string | number | undefined, issue: Issue): string {
	if (value === undefined && typeof key === 'string') return `add \`${key}\``;
	if (value === null) return `write a value, or remove \`${key ?? 'the document'}\``;
	const type = issue.code === 'invalid_type' ? issue.expected : null;
	if (typeof value === 'number' && (issue.message === acceptedDuration || issue.message === acceptedWait))
		return `add the unit: ${value}s`;
	if (typeof value === 'number' && type === 'string') return `put it in quotes: '${value}'`;
	if ((typeof value === 'number' || typeof value === 'boolean') && issue.message === acceptedHeaderValue)
		return 'put it in quotes';
	if (type === 'boolean' && typeof value === 'string') {
		if (/^(?:yes|on|y|true)$/i.test(value)) return 'write true, without quotes';
		if (/^(?:no|off|n|false)$/i.test(value)) return 'write false, without quotes';
	}
	if (type === 'array' && typeof value === 'object') return `start each item of \`${key}\` with '- '`;
	if (issue.code === 'invalid_value' && typeof value === 'string') {
		const meant = nearest(
			value,
			issue.values.filter((word) => typeof word === 'string'),
		);
		if (meant !== null) return `did you mean ${meant}?`;
	}
	return 'write what is accepted';
}

function unknownKey(key: string, accepted: string, document: Located, path: KeyPath): Problem {
	const at = document.locate([...path, key], 'key');
	const found = `the unknown key ${quote(key)}`;
	const isService = path.length === 2 && path[0] === 'services';
	const known = accepted.split(', ');
	const meant = nearest(key, known);
	if (meant !== null) return {...at, found, accepted, todo: `did you mean \`${meant}\`?`};
	const above = isService ? nearest(key, topKeys) : null;
	if (above !== null) return {...at, found, accepted, todo: `move it to the top level, as \`${above}\``};
	if (path.length === 0 && serviceKeys.includes(key))
		return {...at, found, accepted, todo: `move \`${key}\` into a service`};
	const elsewhere = path.length > 2 && (serviceKeys.includes(key) || topKeys.includes(key));
	return {
		...at,
		found,
		accepted,
		todo: elsewhere
			? `check the indentation: \`${key}\` belongs to a service`
			: 'remove it, or write one of the accepted keys',
	};
}

/** What stands at a path; undefined where nothing does. Own keys only. */
export function valueAt(value: unknown, path: KeyPath): unknown {
	let current = value;
	for (const part of path) {
		if (typeof current !== 'object' || current === null || !Object.hasOwn(current, part)) return undefined;
		current = (current as Record<string | number, unknown>)[part];
	}
	return current;
}
