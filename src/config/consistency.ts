import {parseDuration} from './duration.ts';
import {endpointProblems} from './endpoint-consistency.ts';
import {headerProblems} from './header.ts';
import {valueAt} from './issues.ts';
import type {KeyPath, Problem} from './problem.ts';
import {quote} from './problem.ts';
import {proxyProblems} from './proxy-consistency.ts';
import {runtimeProblems} from './runtime-consistency.ts';
import type {Located} from './yaml.ts';

type Raw = Readonly<Record<string, unknown>>;

/**
 * What no single key can know: keys that need each other, names given twice, nothing to check. Reads the raw values,
 * so that it speaks beside the problems of shape instead of after them.
 */
export function inconsistencies(
	name: string,
	document: Located,
	defaults: Raw,
	trust: 'trusted' | 'untrusted',
): readonly Problem[] {
	const problems: Problem[] = [];
	const own = mappingAt(document, ['services', name]);
	if (own === null) return problems;
	const service: Raw = {...defaults, ...own};
	const has = (key: string): boolean => !isEmpty(Object.hasOwn(service, key) ? service[key] : undefined);
	const states = (key: string): boolean => Object.hasOwn(own, key);
	const pathOf = (key: string): KeyPath => (states(key) ? ['services', name, key] : [key]);
	const say = (path: KeyPath, found: string, accepted: string, todo: string): void => {
		problems.push({...document.locate(path, 'key'), found, accepted, todo});
	};

	if (!['image', 'files', 'probes', 'live'].some(has))
		say(
			['services', name],
			'nothing to check',
			'at least one of image, files, probes, live',
			'name the image, or a route of the service under `probes`',
		);
	for (const key of ['baseline', 'base', 'assurance', 'registry-ca', 'platform', 'plain-http'])
		if (states(key) && !has('image'))
			say(pathOf(key), `\`${key}\` without \`image\``, '`image` beside it', `add \`image\`, or remove \`${key}\``);
	for (const [key, other] of [
		['registry-username', 'registry-password-env'],
		['registry-password-env', 'registry-username'],
	] as const)
		if (has(key) && !has(other))
			say(pathOf(key), `\`${key}\` without \`${other}\``, 'both or neither', `add \`${other}\``);
	if (states('expect') && has('expect') && !has('files'))
		say(
			pathOf('expect'),
			'`expect` without `files`',
			'`files` beside it: the artifact must hold what is expected',
			'add `files`, or remove `expect`',
		);
	if (states('accept') && !has('version'))
		say(
			pathOf('accept'),
			'`accept: self-reported` without `version`',
			'a `version` endpoint beside it',
			'add `version`, or remove `accept`',
		);

	const live = mappingOf(service['live']);
	if (live && Object.hasOwn(live, 'root') && !has('files'))
		say(
			[...pathOf('live'), 'root'],
			'`root` without `files`',
			'`files` beside `live`: `root` is a directory of the artifact',
			'add `files`, or remove `root`',
		);
	if (live && Array.isArray(live['paths']) && live['paths'].length === 0 && !Object.hasOwn(live, 'page'))
		say(
			[...pathOf('live'), 'paths'],
			'nothing to fetch',
			'at least one path, or a `page`',
			'name a path, or remove `paths` to take the assets of /',
		);

	const wait = mappingOf(service['wait']);
	if (wait) {
		const [longest, every] = [durationOf(wait['for']), durationOf(wait['every'])];
		if (longest !== null && every !== null && every > longest)
			say(
				[...pathOf('wait'), 'every'],
				quote(String(wait['every'])),
				`at most \`for\`, ${quote(String(wait['for']))}`,
				'shorten `every`, or lengthen `for`',
			);
	}
	problems.push(...runtimeProblems(service, pathOf, has, document, trust));
	problems.push(...proxyProblems(service, pathOf, has, document, trust));
	problems.push(...endpointProblems(service, pathOf, has, document, trust));
	if (Array.isArray(service['probes']))
		problems.push(...probeProblems(service['probes'], pathOf('probes'), document, trust));
	return problems;
}

function probeProblems(
	probes: readonly unknown[],
	path: KeyPath,
	document: Located,
	trust: 'trusted' | 'untrusted',
): readonly Problem[] {
	const problems: Problem[] = [];
	const first = new Map<string, number>();
	for (const [index, value] of probes.entries()) {
		const probe = mappingOf(value);
		if (probe === null) continue;
		const at = [...path, index];
		const name = probeName(probe);
		const earlier = name === null ? undefined : first.get(name);
		if (name !== null && earlier !== undefined) {
			const place = document.locate([...path, earlier], 'value');
			const stated = Object.hasOwn(probe, 'name');
			problems.push({
				...document.locate(stated ? [...at, 'name'] : at, 'value'),
				found: `a second probe named ${quote(name)}; the first is at ${place.place}`,
				accepted: 'a name for each probe that no other probe of the service has',
				todo: stated ? 'give it another name' : 'add a `name`',
			});
		} else if (name !== null) first.set(name, index);
		const headers = mappingOf(probe['headers']);
		if (headers) problems.push(...headerProblems(headers, [...at, 'headers'], document));
		const method = probe['method'];
		if (
			typeof method !== 'string' ||
			!/^[A-Z][A-Z-]{0,19}$/.test(method) ||
			['GET', 'HEAD', 'OPTIONS', 'CONNECT', 'TRACE'].includes(method)
		)
			continue;
		if (trust === 'untrusted')
			problems.push({
				...document.locate([...at, 'method'], 'value'),
				found: quote(method),
				accepted: 'GET, HEAD or OPTIONS: an outsider can start this run',
				todo: 'run probes that change something after a push or a deployment, not for this event',
			});
		else if (probe['unsafe-method'] !== true)
			problems.push({
				...document.locate([...at, 'method'], 'value'),
				found: quote(method),
				accepted: 'GET, HEAD or OPTIONS; another method with `unsafe-method: true`',
				todo: `add \`unsafe-method: true\` if ${method} may be sent to the deployed service again and again`,
			});
	}
	return problems;
}

/** How a probe is called: its name, or method and path. Null where neither can be told. */
export function probeName(probe: Raw): string | null {
	if (typeof probe['name'] === 'string') return probe['name'];
	const url = typeof probe['url'] === 'string' ? URL.parse(probe['url']) : null;
	if (!url || Object.hasOwn(probe, 'name')) return null;
	const name = `${typeof probe['method'] === 'string' ? probe['method'] : 'GET'} ${url.pathname}`;
	// The limit of a name; the end of a path says more than its beginning.
	return name.length <= 100 ? name : `${name.slice(0, 40)}…${name.slice(-59)}`;
}

const isEmpty = (value: unknown): boolean =>
	value === undefined || value === null || (Array.isArray(value) && value.length === 0);

const durationOf = (value: unknown): number | null => (typeof value === 'string' ? parseDuration(value) : null);

function mappingOf(value: unknown): Raw | null {
	return typeof value === 'object' && value !== null && !Array.isArray(value) ? (value as Raw) : null;
}

const mappingAt = (document: Located, path: KeyPath): Raw | null => mappingOf(valueAt(document.value, path));
