import {parseDuration} from './duration.ts';
import {endpointProblems} from './endpoint-consistency.ts';
import {valueAt} from './issues.ts';
import type {KeyPath, Problem} from './problem.ts';
import {probeProblems} from './probe-consistency.ts';
import {quote} from './problem.ts';
import {proxyProblems} from './proxy-consistency.ts';
import {runtimeProblems} from './runtime-consistency.ts';
import {mappingOf, type Raw, saysTo} from './stated.ts';
import type {Located} from './yaml.ts';

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
	const say = saysTo(problems, document);

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

const isEmpty = (value: unknown): boolean =>
	value === undefined || value === null || (Array.isArray(value) && value.length === 0);

const durationOf = (value: unknown): number | null => (typeof value === 'string' ? parseDuration(value) : null);

const mappingAt = (document: Located, path: KeyPath): Raw | null => mappingOf(valueAt(document.value, path));
