import type {CredentialKind, HeaderValue, ProbeConfig} from '../model/config.ts';
import {credentialKinds} from '../model/config.ts';
import {credentialWords} from '../model/credentials.ts';
import type {PlannedProbe} from '../model/plan.ts';

/** One request for each kind of credentials of which something is expected; the probe as it is where it has none. */
export function withCredentials(probe: ProbeConfig): readonly Omit<PlannedProbe, 'controlUrl'>[] {
	const {credentials} = probe;
	if (credentials === null) return [{...probe, credential: null}];
	return credentialKinds.flatMap((kind) => {
		const expect = credentials.expect[kind];
		const value = sentAs(kind, credentials);
		if (expect === null || value === 'unknown') return [];
		const others = probe.headers.filter(({name}) => name.toLowerCase() !== credentials.header.toLowerCase());
		return [
			{
				...probe,
				name: `${probe.name} ${credentialWords[kind]}`,
				headers: value === null ? others : [...others, {name: credentials.header, value}],
				expect,
				// The shape of an answer is the one that a caller who may ask gets.
				json: kind === 'good' || !guards(expect) ? probe.json : [],
				contentType: kind === 'good' || !guards(expect) ? probe.contentType : null,
				answerHeaders: kind === 'good' || !guards(expect) ? probe.answerHeaders : [],
				credential: kind,
			},
		];
	});
}

const guards = (expect: readonly number[]): boolean => expect.some((status) => status === 401 || status === 403);

function sentAs(
	kind: CredentialKind,
	{prefix, variable, bad}: NonNullable<ProbeConfig['credentials']>,
): HeaderValue | null | 'unknown' {
	if (kind === 'none') return null;
	if (kind === 'bad') return {literal: prefix + bad};
	return variable === null ? 'unknown' : {env: variable, prefix};
}
