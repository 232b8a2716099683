import {type SecretForms, secretForms} from '../bytes/secret-forms.ts';
import type {Config} from '../model/config.ts';
import type {Evidence, ImageEvidence} from '../model/evidence.ts';
import {mayRead} from '../model/grant.ts';
import {parseReference} from '../model/reference.ts';
import type {World} from '../world.ts';

/** Characters of a secret below which it would be found in hashes and addresses by chance. */
const least = 8;

/** What any service of a configuration is sent, where it may be: one that shares a host with another is told of both. */
export function sentSecrets(world: World, config: Config): readonly string[] {
	const secrets = new Set<string>();
	const add = (variable: string, url: string): void => {
		if (!mayRead(variable, url, config.secrets, config.trust)) return;
		const secret = world.env[variable] ?? '';
		if (secret.length >= least) secrets.add(secret);
	};
	for (const {probes, image} of config.services) {
		for (const {url, headers, credentials} of probes) {
			for (const {value} of headers) if ('env' in value) add(value.env, url);
			if (credentials?.variable) add(credentials.variable, url);
		}
		const reference = image === null ? null : parseReference(image.reference);
		if (image?.credentials && reference !== null && typeof reference !== 'string')
			add(image.credentials.passwordVariable, `https://${reference.registry}/`);
	}
	return [...secrets];
}

/**
 * The evidence without what was sent to anybody, in any form: who was told a secret in one answer may give it back in
 * another, as the name of a file of a page or as an image's label. What is kept of each answer is cleaned as it comes; this
 * is the last look at everything that anybody behind the endpoint or the registry could have written in words.
 */
export function hushed(evidence: Evidence, secrets: readonly string[]): Evidence {
	if (secrets.length === 0) return evidence;
	const forms = secretForms(secrets);
	const {mapping, probes, live, version, image} = evidence;
	return {
		...evidence,
		image: image.status === 'observed' ? {...image, value: worded(image.value, forms)} : clean(image, forms),
		mapping: clean(mapping, forms),
		probes: clean(probes, forms),
		live: clean(live, forms),
		version: clean(version, forms),
	};
}

/** Names of files are compared, so they stay. */
const worded = (image: ImageEvidence, forms: SecretForms): ImageEvidence => ({
	...image,
	labels: clean(image.labels, forms),
	layers: image.layers.map((layer) => ({...layer, createdBy: clean(layer.createdBy, forms)})),
	base: clean(image.base, forms),
	settings: clean(image.settings, forms),
});

function clean<T>(value: T, forms: SecretForms): T {
	if (typeof value === 'string') return forms.hide(value) as T;
	if (typeof value !== 'object' || value === null) return value;
	if (Array.isArray(value)) return value.map((item) => clean(item, forms)) as T;
	return Object.fromEntries(
		Object.entries(value).map(([key, item]) => [forms.hide(key), key === 'sha256' ? item : clean(item, forms)]),
	) as T;
}
