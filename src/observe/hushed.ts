import {type SecretForms, secretForms} from '../bytes/secret-forms.ts';
import type {Evidence} from '../model/evidence.ts';
import {mayRead} from '../model/grant.ts';
import type {Plan} from '../model/plan.ts';
import type {World} from '../world.ts';

/** Characters of a secret below which it would be found in hashes and addresses by chance. */
const least = 8;

/**
 * The evidence without what was sent to the service, in any form: who was told a secret in one answer may give it back
 * in another, as the name of a file of a page. What is kept of each answer is cleaned as it comes; this is the last
 * look at everything that anybody behind the endpoint could have written.
 */
export function hushed(world: World, plan: Plan, evidence: Evidence): Evidence {
	const secrets = plan.probes.flatMap(({url, headers}) =>
		headers.flatMap(({value}) => {
			if ('literal' in value || !mayRead(value.env, url, plan.secrets, plan.trust)) return [];
			const secret = world.env[value.env] ?? '';
			return secret.length < least ? [] : [secret];
		}),
	);
	if (secrets.length === 0) return evidence;
	const forms = secretForms(secrets);
	const {mapping, probes, live, version} = evidence;
	return {
		...evidence,
		mapping: clean(mapping, forms),
		probes: clean(probes, forms),
		live: clean(live, forms),
		version: clean(version, forms),
	};
}

function clean<T>(value: T, forms: SecretForms): T {
	if (typeof value === 'string') return forms.hide(value) as T;
	if (typeof value !== 'object' || value === null) return value;
	if (Array.isArray(value)) return value.map((item) => clean(item, forms)) as T;
	return Object.fromEntries(
		Object.entries(value).map(([key, item]) => [forms.hide(key), key === 'sha256' ? item : clean(item, forms)]),
	) as T;
}
