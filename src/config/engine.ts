import type {Rule} from './problem.ts';

/** What is handed to a command as one argument: no options, no control characters. */
export const argumentRule: Rule = (value) => {
	if (value === '') return {todo: 'write a name, or remove the key'};
	if (value.startsWith('-')) return {todo: "remove the '-' in front: it would be read as an option"};
	if (/[\p{Cc}\s]/u.test(value) || value.length > 512) return {todo: 'write one name, without blanks'};
	return null;
};
export const acceptedArgument = "a name without blanks that does not begin with '-'";

export const acceptedEngine = 'ssh://[user@]host[:port], tcp://host:port or unix:///path/to/socket';

/** An engine's address that no command takes for an option, and that holds no password. */
export const engineRule: Rule = (value) => {
	if (!/^(?:ssh:\/\/(?:[A-Za-z0-9._-]+@)?|tcp:\/\/|unix:\/\/)[^\s\p{Cc}@-][^\s\p{Cc}@]*$/u.test(value))
		return {todo: 'write it as DOCKER_HOST has it, without a password'};
	return null;
};
