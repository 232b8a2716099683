import type {ProxyKind} from '../model/mapping.ts';
import {proxyKinds} from '../model/mapping.ts';
import type {RuntimeKind} from '../model/runtime.ts';
import {runtimeKinds} from '../model/runtime.ts';
import type {KeyPath, Problem} from './problem.ts';
import {mappingOf, type Raw, refuseOutsiders, type Say, saysTo} from './stated.ts';
import type {Located} from './yaml.ts';

/** Which keys say how each kind is reached; `kind` and `timeout` are for all of them. */
const keysOf: Readonly<Record<ProxyKind, readonly string[]>> = {
	nginx: ['container', 'host', 'context', 'config'],
	caddy: ['container', 'host', 'context', 'config', 'admin'],
	haproxy: ['container', 'host', 'context', 'config', 'admin'],
	traefik: ['container', 'host', 'context', 'admin'],
	apache: ['container', 'host', 'context', 'config'],
	docker: ['host', 'context'],
	kubernetes: ['context', 'namespace'],
};
const forOne = new Set(Object.values(keysOf).flat());

/** Whose logs a request can be looked for in. */
const withLogs: readonly RuntimeKind[] = ['docker', 'compose', 'podman', 'swarm', 'kubernetes'];

/** What `proxy`, `upstream` and `trace` need beside them, and who may state them. `has`: whether the service states a key. */
export function proxyProblems(
	service: Raw,
	pathOf: (key: string) => KeyPath,
	has: (key: string) => boolean,
	document: Located,
	trust: 'trusted' | 'untrusted',
): readonly Problem[] {
	const problems: Problem[] = [];
	const say = saysTo(problems, document);
	const traced = has('trace') && service['trace'] !== false;
	const asked = has('probes') || has('live');
	const needsRequest = (key: string): void =>
		say(
			pathOf(key),
			`\`${key}\` without \`probes\` and \`live\``,
			'one of them beside it: the request that is followed',
			'add a probe',
		);
	if (has('proxy')) {
		if (trust === 'untrusted')
			refuseOutsiders(
				say,
				pathOf('proxy'),
				'proxy',
				'it starts commands, and asks addresses and sockets with rights of yours',
			);
		else if (!asked) needsRequest('proxy');
	}
	if (has('upstream') && !has('proxy'))
		say(
			pathOf('upstream'),
			'`upstream` without `proxy`',
			'`proxy` beside it: who is asked where requests are sent',
			'add `proxy`, or remove `upstream`',
		);
	if (traced) {
		const kind = kindOf(service['runtime']);
		if (!has('runtime'))
			say(
				pathOf('trace'),
				'`trace` without `runtime`',
				'`runtime` beside it: whose logs are read',
				'add `runtime`, or remove `trace`',
			);
		else if (runtimeKinds.some((one) => one === kind) && !withLogs.some((one) => one === kind))
			say(
				pathOf('trace'),
				`\`trace\` with a runtime of kind ${String(kind)}, whose logs are not read`,
				`a runtime of kind ${withLogs.join(', ')}`,
				'remove `trace`',
			);
		else if (!asked) needsRequest('trace');
	}
	const stated = service['proxy'];
	if (Array.isArray(stated))
		for (const [index, one] of stated.entries()) keyProblems(one, [...pathOf('proxy'), index], say);
	else keyProblems(stated, pathOf('proxy'), say);
	return problems;
}

function keyProblems(proxy: unknown, at: KeyPath, say: Say): void {
	const kind = proxyKinds.find((one) => one === kindOf(proxy));
	if (kind === undefined || typeof proxy !== 'object' || proxy === null) return;
	const keys = Object.keys(proxy);
	for (const key of keys)
		if (forOne.has(key) && !keysOf[kind].includes(key))
			say(
				[...at, key],
				`\`${key}\`, which ${kind} does not know`,
				`for ${kind}: ${keysOf[kind].join(', ')}`,
				`remove \`${key}\``,
			);
		else if (['host', 'context'].includes(key) && keysOf[kind].includes('container') && !keys.includes('container'))
			say(
				[...at, key],
				`\`${key}\` without \`container\``,
				'`container` beside it: which container of that engine is the proxy',
				`add \`container\`, or remove \`${key}\``,
			);
	if (keys.includes('host') && keys.includes('context') && keysOf[kind].includes('host'))
		say([...at, 'host'], '`host` and `context`', 'one of them: each says which engine is asked', 'remove one');
}

/** `proxy: nginx` is short for `proxy: {kind: nginx}`, and so with a runtime. */
const kindOf = (stated: unknown): unknown => {
	const mapping = mappingOf(stated);
	return mapping === null ? stated : mapping['kind'];
};
