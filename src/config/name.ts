import type {Rule} from './problem.ts';

export const acceptedName =
	'a name of 1 to 100 characters on one line, without control characters or blanks at its ends';

export const nameRule: Rule = (text) => {
	if (text === '' || text === '__proto__') return {todo: text === '' ? 'write a name' : 'choose another name'};
	if (text.length > 100) return {todo: `shorten it: it has ${text.length} characters`};
	if (/[\p{Cc}\p{Cf}\p{Cs}\u2028\u2029]/u.test(text)) return {todo: 'remove the control or invisible characters'};
	if (text !== text.trim()) return {todo: 'remove the blanks at its ends'};
	return null;
};

export const acceptedVariable = 'the name of an environment variable: letters, digits and _, such as API_TOKEN';

/** The value itself is often pasted where its variable's name belongs, so a wrong text is never shown. */
export const variableRule: Rule = (text) => {
	if (!/^[A-Za-z_][A-Za-z0-9_]{0,127}$/.test(text))
		return {
			found: `a text of ${text.length} characters that is no variable name (not shown: it may be a secret)`,
			todo: "write the variable's name here and set the variable with `env:` in the workflow",
		};
	// The runner's own credentials reach every step; no deployed service has a use for them.
	if (/^(?:ACTIONS_|INPUT_|RUNNER_)/i.test(text))
		return {
			accepted: 'a variable of your own; those that start with ACTIONS_, INPUT_ or RUNNER_ belong to the runner',
			todo: 'set a variable of your own with `env:` in the workflow',
		};
	return null;
};

export const acceptedCommit = 'a git revision: a commit id, a tag or a branch';

export const commitRule: Rule = (text) => {
	if (text === '') return {todo: 'name a commit, or remove the key to take the commit of the event'};
	if (
		text.length > 200 ||
		text.startsWith('-') ||
		/[\s\p{Cc}:?*[\\]/u.test(text) ||
		text.includes('..') ||
		text.endsWith('.lock')
	)
		return {todo: 'name one commit; ranges, paths and patterns are no revisions'};
	return null;
};

export const acceptedUsername = 'a user name of 1 to 200 printable characters without a colon';

// A colon would end the user name in Basic credentials (RFC 7617 section 2).
export const usernameRule: Rule = (text) =>
	/^[\x21-\x39\x3b-\x7e]{1,200}$/.test(text)
		? null
		: {
				found: `a text of ${text.length} characters (not shown)`,
				todo: 'write the user name alone; the password goes into a variable',
			};
