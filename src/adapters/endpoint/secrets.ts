import type {HeaderValue, SecretGrant} from '../../model/config.ts';
import {FaultError} from '../../model/fault.ts';
import {mayRead} from '../../model/grant.ts';
import type {World} from '../../world.ts';

/** Headers as they are sent, and which secret values are among them: those must not come back in any evidence. */
export type FilledHeaders = {
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
		for (const form of formsOf(secret)) world.log.mask(form);
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

/** Below this an encoded form would be found everywhere by chance. */
const tellingLength = 8;

/** A secret as an answer could give it back: as it is, for a URL, in hex, and in base64 at each of the three offsets. */
function formsOf(secret: string): readonly string[] {
	const bytes = Buffer.from(secret, 'utf8');
	const encoded = [bytes.toString('hex'), ...inBase64(bytes)];
	if (secret.isWellFormed())
		encoded.push(
			encodeURIComponent(secret),
			encodeURI(secret),
			new URL(`http://path/${secret.replace(/[?#]/g, encodeURIComponent)}`).pathname.slice(1),
			new URLSearchParams([['', secret]]).toString().slice(1),
		);
	const forms = new Set([secret, ...encoded.filter((form) => form.length >= tellingLength)]);
	// The longest first: a form may hold another one.
	return [...forms].sort((a, b) => b.length - a.length);
}

/** Characters at the seams depend on the neighbours; what stands between them does not. */
const inBase64 = (bytes: Buffer): readonly string[] =>
	[0, 1, 2].flatMap((before) => {
		const text = Buffer.concat([Buffer.alloc(before), bytes])
			.toString('base64')
			.replace(/=+$/, '');
		const inner = text.slice(before === 0 ? 0 : before + 1, (before + bytes.length) % 3 === 0 ? undefined : -1);
		return [inner, inner.replaceAll('+', '-').replaceAll('/', '_')];
	});

/** The text without any form of the secrets, in whatever case; a server may echo what it was sent. */
export function withoutSecrets(text: string, secrets: readonly string[]): string {
	let clean = text;
	for (const secret of secrets) {
		const forms = formsOf(secret).map((form) => form.replace(/[\\^$.*+?()[\]{}|/-]/g, '\\$&'));
		clean = clean.replace(new RegExp(forms.join('|'), 'gi'), '[secret]');
	}
	return clean;
}
