import {acceptedHost, parseHost} from './address.ts';
import type {KeyPath, Problem} from './problem.ts';
import {quote} from './problem.ts';
import type {Located} from './yaml.ts';

type Raw = Readonly<Record<string, unknown>>;

/** What the keys about how requests reach the service cannot be, each for itself or for whoever started the run. */
export function endpointProblems(
	service: Raw,
	pathOf: (key: string) => KeyPath,
	has: (key: string) => boolean,
	document: Located,
	trust: 'trusted' | 'untrusted',
): readonly Problem[] {
	const problems: Problem[] = [];
	const say = (path: KeyPath, found: string, accepted: string, todo: string): void => {
		problems.push({...document.locate(path, 'key'), found, accepted, todo});
	};
	// Whoever says where a name leads and which authority vouches for it is sent what was granted to that name.
	for (const key of ['resolve', 'tls'])
		if (has(key) && trust === 'untrusted')
			say(
				pathOf(key),
				`\`${key}\` on an event that an outsider can start`,
				'a run after a push or a deployment: it decides who is taken for the service',
				`remove \`${key}\` here, or verify in a workflow that a push or a deployment starts`,
			);
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

function mappingOf(value: unknown): Raw | null {
	return typeof value === 'object' && value !== null && !Array.isArray(value) ? (value as Raw) : null;
}
