import {healthCheckPath} from '../model/grpc.ts';
import {answerHeaderProblems, headerProblems} from './header.ts';
import {jsonProblems} from './json-expectation.ts';
import {methodOf, probeName} from './probe.ts';
import type {KeyPath, Problem} from './problem.ts';
import {quote} from './problem.ts';
import {mappingOf, type Raw} from './stated.ts';
import {isByCredentials} from './statuses.ts';
import type {Located} from './yaml.ts';

/** What is wrong with probes beyond the shape of each key: names, headers, methods, keys that need each other. */
export function probeProblems(
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
		for (const [key, problemsIn] of [
			['headers', headerProblems],
			['json', jsonProblems],
			['answer-headers', answerHeaderProblems],
		] as const) {
			const stated = mappingOf(probe[key]);
			if (stated) problems.push(...problemsIn(stated, [...at, key], document));
		}
		problems.push(...credentialProblems(probe, at, document), ...protocolProblems(probe, at, document));
		problems.push(...methodProblems(probe, at, document, trust));
	}
	return problems;
}

/** What is expected by credentials and what is sent as such belong together. */
function credentialProblems(probe: Raw, at: KeyPath, document: Located): readonly Problem[] {
	const {expect} = probe;
	const credentials = mappingOf(probe['credentials']);
	const say = (key: string, found: string, accepted: string, todo: string): readonly Problem[] => [
		{...document.locate([...at, ...key.split('/')], 'key'), found, accepted, todo},
	];
	if (!isByCredentials(expect))
		return credentials === null
			? []
			: say(
					'credentials',
					'`credentials` with nothing expected of them',
					'`expect: {none, bad, good}` beside it: what is right without, with bad and with good credentials',
					'write `expect: {none: 401, good: 200}`, or send a secret by `headers`',
				);
	if (Object.keys(expect).length === 0)
		return say('expect', 'nothing expected', 'at least one of none, bad, good', 'write `{none: 401}`');
	const problems: Problem[] = [];
	if (Object.hasOwn(expect, 'good') && !Object.hasOwn(credentials ?? {}, 'env'))
		problems.push(
			...say(
				'expect/good',
				'`good` without a variable that holds good credentials',
				'`credentials: {env: VARIABLE}` beside `expect`',
				'name the variable, or remove `good`',
			),
		);
	const carried = credentials?.['header'] ?? 'Authorization';
	const twin = Object.keys(mappingOf(probe['headers']) ?? {}).find(
		(name) => typeof carried === 'string' && name.toLowerCase() === carried.toLowerCase(),
	);
	if (twin !== undefined)
		problems.push(
			...say(
				`headers/${twin}`,
				`${quote(twin)}, which carries the credentials too`,
				'each header once',
				'remove it: `credentials` says what is sent in it',
			),
		);
	return problems;
}

/** What the protocol fixes: gRPC has one method and one kind of content, an upgrade has no content. */
function protocolProblems(probe: Raw, at: KeyPath, document: Located): readonly Problem[] {
	const {protocol} = probe;
	const say = (key: string, found: string, accepted: string, todo: string): Problem => ({
		...document.locate([...at, key], 'key'),
		found,
		accepted,
		todo,
	});
	if (protocol !== 'grpc' && protocol !== 'websocket') return [];
	const problems: Problem[] = [];
	const only = protocol === 'grpc' ? 'POST' : 'GET';
	if (typeof probe['method'] === 'string' && probe['method'] !== only)
		problems.push(
			say('method', `${quote(probe['method'])} with \`protocol: ${protocol}\``, `${only} alone`, 'remove `method`'),
		);
	for (const key of ['json', 'content-type'])
		if (Object.hasOwn(probe, key))
			problems.push(
				say(key, `\`${key}\` with \`protocol: ${protocol}\``, 'a protocol whose answer is read', `remove \`${key}\``),
			);
	return problems;
}

function methodProblems(
	probe: Raw,
	at: KeyPath,
	document: Located,
	trust: 'trusted' | 'untrusted',
): readonly Problem[] {
	const method = methodOf(probe);
	const stated = Object.hasOwn(probe, 'method');
	if (stated && (typeof probe['method'] !== 'string' || !/^[A-Z][A-Z-]{0,19}$/.test(method))) return [];
	if (['GET', 'HEAD', 'OPTIONS', 'CONNECT', 'TRACE'].includes(method) || isHealthCheck(probe)) return [];
	const place = document.locate(stated ? [...at, 'method'] : [...at, 'protocol'], 'value');
	const found = stated ? quote(method) : '`protocol: grpc`, which sends POST to a method that may change something';
	if (trust === 'untrusted')
		return [
			{
				...place,
				found,
				accepted: 'GET, HEAD or OPTIONS: an outsider can start this run',
				todo: 'run probes that change something after a push or a deployment, not for this event',
			},
		];
	if (probe['unsafe-method'] === true) return [];
	return [
		{
			...place,
			found,
			accepted: stated
				? 'GET, HEAD or OPTIONS; another method with `unsafe-method: true`'
				: `${healthCheckPath}, which changes nothing; another method with \`unsafe-method: true\``,
			todo: `add \`unsafe-method: true\` if ${stated ? method : 'it'} may be sent to the deployed service again and again`,
		},
	];
}

/** The standard health service reads, and changes nothing. */
function isHealthCheck(probe: Raw): boolean {
	const url = typeof probe['url'] === 'string' ? URL.parse(probe['url']) : null;
	return probe['protocol'] === 'grpc' && url?.pathname === healthCheckPath;
}
