import type {CredentialKind, CredentialsConfig} from '../model/config.ts';
import {credentialKinds} from '../model/config.ts';
import type {RawProbe} from './probe-schema.ts';
import {isByCredentials, statusesOf} from './statuses.ts';

const defaultHeader = 'Authorization';
const defaultPrefix = 'Bearer ';

// No secrets: whoever accepts these accepts anything. Well formed, so that what is refused is what they say and not how
// (RFC 6750 section 2.1: b64token; RFC 7617 section 2: base64 of a user, a colon and a password).
const invalidToken = 'deploy-truth-invalid-credentials';
const invalidPair = 'ZGVwbG95LXRydXRoOmludmFsaWQtY3JlZGVudGlhbHM=';

/** Null where nothing is expected per credential. */
export function credentialsOf(raw: RawProbe): CredentialsConfig | null {
	const {expect} = raw;
	if (!isByCredentials(expect)) return null;
	const stated = raw.credentials ?? {};
	const header = stated.header ?? defaultHeader;
	const prefix = stated.prefix ?? (header.toLowerCase() === 'authorization' ? defaultPrefix : '');
	return {
		header,
		prefix,
		variable: stated.env ?? null,
		bad: stated.bad ?? (/^basic\s/i.test(prefix) ? invalidPair : invalidToken),
		expect: Object.fromEntries(
			credentialKinds.map((kind) => [kind, expect[kind] === undefined ? null : statusesOf(expect[kind])]),
		) as Record<CredentialKind, readonly number[] | null>,
	};
}
