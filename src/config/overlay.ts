import {inputs} from './input-table.ts';
import type {KeyPath, Problem} from './problem.ts';
import {pathText} from './problem.ts';
import type {Located} from './yaml.ts';

/** An input by name, '' where it is not given, blanks at its ends removed: `getInput` of `@actions/core`. */
export type GetInput = (name: string) => string;

/** The inputs that are configuration keys, each with its own places. */
export type Given = {readonly keys: ReadonlyMap<string, Located>; readonly problems: readonly Problem[]};

/** How a problem names an input. */
export const placeOfInput = (name: string): string => `input ${name}`;

/** Reads each input that is a configuration key in its own form: a text as it stands, anything else as YAML. */
export async function keysOf(get: GetInput): Promise<Given> {
	const keys = new Map<string, Located>();
	const problems: Problem[] = [];
	for (const input of inputs) {
		const text = input.group === 'key' ? get(input.name) : '';
		if (text === '') continue;
		const label = placeOfInput(input.name);
		if (input.form === 'text') {
			keys.set(input.name, {value: text, locate: () => ({place: label, path: ''})});
			continue;
		}
		const {readYaml} = await import('./yaml.ts');
		const yaml = readYaml(text, label);
		problems.push(...yaml.problems);
		if (yaml.value !== undefined) keys.set(input.name, yaml);
	}
	return {keys, problems};
}

/** A document in which each named service has the given keys in place of its own; places lead to the inputs. */
export function overlay(under: Located, names: readonly string[], given: Given): Located {
	const top = under.value;
	if (names.length === 0 || typeof top !== 'object' || top === null) return under;
	const replaced = Object.fromEntries([...given.keys].map(([name, located]) => [name, located.value]));
	const stated = Object.entries((top as {services: Record<string, unknown>}).services);
	const services = Object.fromEntries(
		stated.map(([name, own]) =>
			names.includes(name) && typeof own === 'object' && own !== null && !Array.isArray(own)
				? [name, {...own, ...replaced}]
				: [name, own],
		),
	);
	const locate = (path: KeyPath, at: 'key' | 'value') => {
		const [first, name, input, ...rest] = path;
		const located = first === 'services' && names.includes(String(name)) ? given.keys.get(String(input)) : undefined;
		if (!located) return under.locate(path, at);
		return {place: located.locate(rest, at).place, path: pathText([input!, ...rest])};
	};
	return {value: {...top, services}, locate};
}
