import type {Digest} from './digest.ts';
import {isDigest} from './digest.ts';

/** Where an image is: `registry/repository[:tag][@digest]`, with Docker Hub's short names written out. */
export type Reference = {
	/** host[:port] as it is contacted by name: `docker.io` stays the name, the client knows its host. */
	readonly registry: string;
	readonly repository: string;
	readonly tag: string | null;
	readonly digest: Digest | null;
};

// distribution-spec: repository path components, 255 bytes with the host; tags of 128.
const component = /^[a-z0-9]+(?:(?:\.|_|__|-+)[a-z0-9]+)*$/;
const tagForm = /^[A-Za-z0-9_][A-Za-z0-9._-]{0,127}$/;
const label = '[A-Za-z0-9](?:[A-Za-z0-9-]*[A-Za-z0-9])?';
const hostForm = new RegExp(`^(?:\\[[0-9a-fA-F:]+\\]|${label}(?:\\.${label})*)(?::[0-9]{1,5})?$`);

export type ReferenceProblem = string;

/** Reads a reference; a string says what is wrong with it. A bare name gets the tag `latest`. */
export function parseReference(text: string): Reference | ReferenceProblem {
	if (text === '') return 'an image reference is empty';
	if (/\s/.test(text)) return 'an image reference holds no white space';
	if (/^[a-z]+:\/\//i.test(text)) return 'an image reference has no scheme: write registry/repository:tag';
	let rest = text;
	let digest: Digest | null = null;
	const at = rest.indexOf('@');
	if (at >= 0) {
		const stated = rest.slice(at + 1);
		if (!isDigest(stated))
			return `'${stated}' is no digest: sha256: and 64 lower-case hex digits are accepted (sha512: with 128)`;
		digest = stated;
		rest = rest.slice(0, at);
	}
	let tag: string | null = null;
	const colon = rest.lastIndexOf(':');
	if (colon > rest.lastIndexOf('/')) {
		tag = rest.slice(colon + 1);
		if (!tagForm.test(tag))
			return `'${tag}' is no tag: letters, digits, '_', '.', '-', at most 128, not starting with '.' or '-'`;
		rest = rest.slice(0, colon);
	}
	const slash = rest.indexOf('/');
	const first = slash < 0 ? '' : rest.slice(0, slash);
	// Docker's rule: the first part is a host when it has a dot or a port, or is localhost, or has capitals.
	const isHost = first !== '' && (/[.:]/.test(first) || first === 'localhost' || first !== first.toLowerCase());
	let registry = isHost ? first : 'docker.io';
	let repository = isHost ? rest.slice(slash + 1) : rest;
	if (!hostForm.test(registry)) return `'${registry}' is no registry host`;
	if (registry === 'index.docker.io' || registry === 'registry-1.docker.io') registry = 'docker.io';
	if (registry === 'docker.io' && !repository.includes('/')) repository = `library/${repository}`;
	const wrong = repository.split('/').find((word) => !component.test(word));
	if (wrong !== undefined)
		return `'${wrong}' is no repository name: lower-case letters and digits, separated by '.', '_', '__' or '-'`;
	if (registry.length + 1 + repository.length > 255)
		return 'registry and repository together are longer than 255 characters';
	if (tag === null && digest === null) tag = 'latest';
	return {registry, repository, tag, digest};
}

export const formatReference = (reference: Reference): string =>
	`${reference.registry}/${reference.repository}${reference.tag === null ? '' : `:${reference.tag}`}${reference.digest === null ? '' : `@${reference.digest}`}`;

/** Whether two texts name images of one repository, whatever their tags and digests; what is no reference names none. */
export function sameRepository(one: string | null, other: string | null): boolean {
	const [a, b] = [one, other].map((text) => (text === null ? '' : parseReference(text)));
	return typeof a === 'object' && typeof b === 'object' && a.registry === b.registry && a.repository === b.repository;
}
