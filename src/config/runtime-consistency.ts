import type {RuntimeKind} from '../model/runtime.ts';
import {runtimeKinds} from '../model/runtime.ts';
import type {KeyPath, Problem} from './problem.ts';
import {quote} from './problem.ts';
import {mappingOf, type Raw, refuseOutsiders, saysTo} from './stated.ts';
import type {Located} from './yaml.ts';

/** Which keys name a place or a service for each kind; the others are for all of them. */
const keysOf: Readonly<Record<RuntimeKind, readonly string[]>> = {
	docker: ['host', 'context', 'container', 'selector'],
	podman: ['host', 'context', 'container', 'selector'],
	compose: ['host', 'context', 'project', 'service'],
	swarm: ['host', 'context', 'service'],
	kubernetes: ['context', 'namespace', 'workload', 'selector', 'container', 'ephemeral'],
	ecs: ['cluster', 'service', 'region', 'container'],
	'cloud-run': ['project', 'service', 'region', 'container'],
	command: ['command'],
};
const forOne = new Set(Object.values(keysOf).flat());

const needed: Readonly<Partial<Record<RuntimeKind, readonly string[]>>> = {
	ecs: ['cluster'],
	'cloud-run': ['project', 'region'],
	command: ['command'],
};

/** What a runtime cannot do together, or not for whoever started the run. `has`: whether the service states a key. */
export function runtimeProblems(
	service: Raw,
	pathOf: (key: string) => KeyPath,
	has: (key: string) => boolean,
	document: Located,
	trust: 'trusted' | 'untrusted',
): readonly Problem[] {
	const problems: Problem[] = [];
	const say = saysTo(problems, document);
	for (const key of ['runtime', 'replicas']) {
		if (!has(key)) continue;
		if (trust === 'untrusted')
			refuseOutsiders(say, pathOf(key), key, 'it starts commands, and speaks with rights of yours');
		else if (!has('image') && !has('files'))
			say(
				pathOf(key),
				`\`${key}\` without \`image\` and \`files\``,
				'one of them beside it: what should run',
				'add `image`',
			);
	}
	const stated = service['runtime'];
	const runtime = typeof stated === 'string' ? {kind: stated} : mappingOf(stated);
	const kind = runtimeKinds.find((one) => one === runtime?.['kind']);
	if (runtime === null || kind === undefined) return problems;
	const at = pathOf('runtime');
	for (const key of Object.keys(runtime))
		if (forOne.has(key) && !keysOf[kind].includes(key))
			say(
				[...at, key],
				`\`${key}\`, which ${kind} does not know`,
				`for ${kind}: ${keysOf[kind].join(', ')}`,
				`remove \`${key}\``,
			);
	const missing = (needed[kind] ?? []).filter((key) => !Object.hasOwn(runtime, key));
	if (missing.length > 0)
		say(
			at,
			`kind ${quote(kind)} without ${missing.map((key) => `\`${key}\``).join(', ')}`,
			`a mapping with ${['kind', ...(needed[kind] ?? [])].join(', ')}`,
			`add ${missing.map((key) => `\`${key}\``).join(', ')}`,
		);
	if (Object.hasOwn(runtime, 'host') && Object.hasOwn(runtime, 'context'))
		say([...at, 'host'], '`host` and `context`', 'one of them: each says which engine is asked', 'remove one');
	for (const [one, other] of [
		['workload', 'selector'],
		['container', 'selector'],
	] as const)
		if (kind !== 'kubernetes' || one === 'workload')
			if (Object.hasOwn(runtime, one) && Object.hasOwn(runtime, other))
				say(
					[...at, other],
					`\`${one}\` and \`${other}\``,
					'one of them: each says which are meant',
					`remove \`${other}\``,
				);
	if (runtime['inside'] === false && Object.hasOwn(runtime, 'expected-changes'))
		say(
			[...at, 'expected-changes'],
			'`expected-changes` with `inside: false`',
			'files in containers to speak of',
			'remove one of them',
		);
	return problems;
}
