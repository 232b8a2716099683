import type {KeyPath, Problem, Rule, Wrong} from './problem.ts';
import {quote} from './problem.ts';
import {looksLikeSecret} from './secret.ts';
import type {Located} from './yaml.ts';

/** Those that frame a message (RFC 9112) or speak to a hop: a probe that could set them could smuggle a request. */
const framing = new Set([
	'connection',
	'content-length',
	'expect',
	'keep-alive',
	'proxy-authenticate',
	'proxy-authorization',
	'proxy-connection',
	'te',
	'trailer',
	'transfer-encoding',
	'upgrade',
]);

const secretName =
	/^(?:authorization|cookie|.*(?:token|secret|password|passwd|credential|api-?key|access-?key|auth-?key|session(?:-?id)?|signature|jwt))$/i;

export const acceptedHeaderName = 'a header name: letters, digits and hyphens, such as X-Request-Source';

// RFC 9110 section 5.6.2: token.
export const headerNameRule: Rule = (name) => {
	if (!/^[A-Za-z0-9!#$%&'*+.^_`|~-]{1,100}$/.test(name))
		return {todo: 'write the name alone, without a colon or blanks'};
	if (framing.has(name.toLowerCase()))
		return {
			accepted: 'a header that does not frame the message',
			todo: 'remove it: it is set where the request is sent',
		};
	return null;
};

export const acceptedHeaderValue = 'a text on one line, or {env: VARIABLE} with an optional prefix';

/** A value's characters (RFC 9110 section 5.5). Wrong values are never shown. */
export const headerValueRule: Rule = (text) => {
	const found = `a text of ${text.length} characters (not shown)`;
	if (text.length > 4096) return {found, todo: 'shorten it to 4096 characters'};
	if (!/^[\t\x20-\x7e]*$/.test(text)) return {found, todo: 'write it on one line of printable ASCII characters'};
	return null;
};

/** Says no to a secret written into the file, by the header's name or by the look of the value. */
function literalSecret(name: string, value: string): Wrong | null {
	const isSecret = secretName.test(name) || looksLikeSecret(value) || /^(?:bearer|basic|digest)\s+\S/i.test(value);
	if (!isSecret) return null;
	const prefix = /^(?:bearer|basic|token)\s/i.exec(value)?.[0] ?? '';
	return {
		accepted: '{env: VARIABLE}: a secret stays out of the file',
		found: `a literal value for ${quote(name)} (not shown)`,
		todo: `write {env: MY_VARIABLE${prefix === '' ? '' : `, prefix: '${prefix.trim()} '`}}, set the variable with \`env:\` in the workflow, and revoke the value if it was real`,
	};
}

/** What is wrong with a probe's headers beyond the shape of each value: names, repeats, secrets written out. */
export function headerProblems(
	headers: Readonly<Record<string, unknown>>,
	path: KeyPath,
	document: Located,
): readonly Problem[] {
	const problems: Problem[] = [];
	const seen = new Map<string, string>();
	for (const [name, value] of Object.entries(headers)) {
		const say = (accepted: string, wrong: Wrong) =>
			problems.push({
				...document.locate([...path, name], 'key'),
				found: wrong.found ?? quote(name),
				accepted: wrong.accepted ?? accepted,
				todo: wrong.todo,
			});
		const wrong = headerNameRule(name);
		if (wrong) say(acceptedHeaderName, wrong);
		const literal = typeof value === 'string' ? literalSecret(name, value) : null;
		if (literal) say(acceptedHeaderValue, literal);
		const twin = seen.get(name.toLowerCase());
		if (twin !== undefined)
			say('each header once; names have no case', {
				found: `${quote(name)} beside ${quote(twin)}`,
				todo: 'remove one of them',
			});
		seen.set(name.toLowerCase(), name);
	}
	return problems;
}

/** Those of an answer that hold secrets, or what names somebody. */
const private_ = /^(?:set-cookie2?|cookie|(?:proxy-)?authorization|authentication-info|proxy-authentication-info)$/i;
const mostAnswerHeaders = 20;

/** What is wrong with the headers that an answer must have: those that are never kept, repeats, secrets. */
export function answerHeaderProblems(
	headers: Readonly<Record<string, unknown>>,
	path: KeyPath,
	document: Located,
): readonly Problem[] {
	const problems: Problem[] = [];
	const seen = new Set<string>();
	for (const [name, value] of Object.entries(headers)) {
		const say = (found: string, accepted: string, todo: string) =>
			problems.push({...document.locate([...path, name], 'key'), found, accepted, todo});
		const key = name.toLowerCase();
		if (!/^[A-Za-z0-9!#$%&'*+.^_`|~-]{1,100}$/.test(name))
			say(quote(name), acceptedHeaderName, 'write the name alone, without a colon or blanks');
		else if (private_.test(name) || secretName.test(name))
			say(quote(name), 'a header without secrets: it is kept in the evidence', 'remove it');
		else if (seen.has(key)) say(quote(name), 'each header once; names have no case', 'remove one of them');
		else if (typeof value === 'string' && looksLikeSecret(value))
			say(`a value for ${quote(name)} that looks like a secret (not shown)`, 'no secret', 'write any');
		seen.add(key);
	}
	if (seen.size > mostAnswerHeaders)
		problems.push({
			...document.locate(path, 'key'),
			found: `${seen.size} headers`,
			accepted: `at most ${mostAnswerHeaders}`,
			todo: 'keep those that tell this route',
		});
	return problems;
}
