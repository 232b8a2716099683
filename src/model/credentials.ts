import type {CredentialKind} from './config.ts';

/** How a probe is called by what it shows of who asks. */
export const credentialWords: Readonly<Record<CredentialKind, string>> = {
	none: 'without credentials',
	bad: 'with bad credentials',
	good: 'with credentials',
};
