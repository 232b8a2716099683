import {acceptedHost, parseHost} from './address.ts';
import type {KeyPath, Problem} from './problem.ts';
import {quote} from './problem.ts';
import {mappingOf, type Raw, refuseOutsiders, saysTo} from './stated.ts';
import type {Located} from './yaml.ts';

/** What the keys about how requests reach the service cannot be, each for itself or for whoever started the run. */
export function endpointProblems(
	service: Raw,
	pathOf: (key: string) => KeyPath,
	has: (key: string) => boolean,
	document: Located,
	trust: 'trusted' | 'untrusted',
): readonly Problem[] {
	const problems: Problem[] = [];
	const say = saysTo(problems, document);
	// Whoever says where a name leads and which authority vouches for it is sent what was granted to that name.
	for (const key of ['resolve', 'tls'])
		if (has(key) && trust === 'untrusted')
			refuseOutsiders(say, pathOf(key), key, 'it decides who is taken for the service');
	const resolve = mappingOf(service['resolve']);
	for (const host of Object.keys(resolve ?? {}))
		if (parseHost(host) === null)
			say([...pathOf('resolve'), host], quote(host), acceptedHost, 'write the host of the URL');
	const tls = mappingOf(service['tls']);
	for (const [key, other] of [
		['certificate', 'key-env'],
		['key-env', 'certificate'],
	] as const)
		if (tls !== null && Object.hasOwn(tls, key) && !Object.hasOwn(tls, other))
			say([...pathOf('tls'), key], `\`${key}\` without \`${other}\``, 'both or neither', `add \`${other}\``);
	return problems;
}
