import {secretForms} from '../../bytes/secret-forms.ts';
import type {HeaderValue, SecretGrant} from '../../model/config.ts';
import {FaultError} from '../../model/fault.ts';
import {mayRead} from '../../model/grant.ts';
import type {World} from '../../world.ts';

/** Headers as they are sent, and which secret values are among them: those must not come back in any evidence. */
type FilledHeaders = {
	readonly headers: readonly (readonly [string, string])[];
	readonly secrets: readonly string[];
};

/**
 * Reads the variables that headers name, for this URL alone. FaultError `secret-missing` where a variable is not set,
 * cannot be a header or may not go there: it names the variable, never a value.
 */
export function fillHeaders(
	world: World,
	headers: readonly {readonly name: string; readonly value: HeaderValue}[],
	url: string,
	rule: {readonly secrets: readonly SecretGrant[]; readonly trust: 'trusted' | 'untrusted'},
): FilledHeaders {
	const secrets: string[] = [];
	const filled = headers.map(({name, value}): readonly [string, string] => {
		if ('literal' in value) return [name, value.literal];
		if (!mayRead(value.env, url, rule.secrets, rule.trust))
			throw new FaultError('secret-missing', `the variable ${value.env} may not be sent to ${hostOf(url)}`);
		const secret = world.env[value.env];
		if (secret === undefined || secret === '')
			throw new FaultError('secret-missing', `the variable ${value.env} is not set`);
		world.log.mask(secret);
		secrets.push(secret);
		// RFC 9110, 5.5. A line break is what a secret pasted from a file ends in.
		if (/[^\t\x20-\x7e\x80-\xff]/.test(secret))
			throw new FaultError(
				'secret-missing',
				`the variable ${value.env} holds a line break or another character that no header may hold`,
			);
		return [name, value.prefix + secret];
	});
	return {headers: filled, secrets};
}

const hostOf = (url: string): string => URL.parse(url)?.host ?? 'an address that is none';

/** The text without any form of the secrets, in whatever case; a server may echo what it was sent. */
export const withoutSecrets = (text: string, secrets: readonly string[]): string =>
	secrets.length === 0 ? text : secretForms(secrets).hide(text);
