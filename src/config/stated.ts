import {isObject} from '../model/shape.ts';
import type {KeyPath, Problem} from './problem.ts';
import type {Located} from './yaml.ts';

/** A mapping as somebody wrote it, before the schema has said anything of it: every member may be anything. */
export type Raw = Readonly<Record<string, unknown>>;

/** null: it is no mapping. */
export const mappingOf = (value: unknown): Raw | null => (isObject(value) ? value : null);

/** Takes down what is wrong with a key. */
export type Say = (path: KeyPath, found: string, accepted: string, todo: string) => void;

/** What is said goes to the end of `problems`, each with the place of its key in the document. */
export const saysTo =
	(problems: Problem[], document: Located): Say =>
	(path, found, accepted, todo) => {
		problems.push({...document.locate(path, 'key'), found, accepted, todo});
	};

/** Says no to a key on an event that an outsider can start. `why`: what the key decides, or has done. */
export const refuseOutsiders = (say: Say, path: KeyPath, key: string, why: string): void =>
	say(
		path,
		`\`${key}\` on an event that an outsider can start`,
		`a run after a push or a deployment: ${why}`,
		`remove \`${key}\` here, or verify in a workflow that a push or a deployment starts`,
	);
