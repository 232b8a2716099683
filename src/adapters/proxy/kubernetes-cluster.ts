import {type FaultCode, FaultError} from '../../model/fault.ts';
import {isObject} from '../../model/shape.ts';
import type {World} from '../../world.ts';
import {saidBy} from './command-fault.ts';
import type {ProxyAccess} from './proxy.ts';
import {jsonIn, type Raw, rawOf, textOf} from './raw.ts';

/** Objects of a cluster, by the user's own kubectl; only read from. */
export type ProxyCluster = {
	/** for people */
	readonly where: string;
	/** the namespace that is looked in; null: the one of the context */
	readonly namespace: string | null;
	/**
	 * Objects of a resource, named with its group. `namespace`: another one than usual. null: the cluster has no such
	 * resource. FaultError `forbidden` names the rule that lacks.
	 */
	readonly list: (resource: string, options?: ListOptions) => Promise<readonly Raw[] | null>;
};
type ListOptions = {readonly namespace?: string | null; readonly selector?: string};

const mostBytes = 32 * 2 ** 20;
const mostObjects = 5_000;
/** What kubectl takes to start and to log in, beside the time its request may take. */
const grace = 10_000;
/** kubectl 1.34 has preferences that change what flags mean. */
const environment = {KUBERC: 'off', KUBECTL_KUBERC: 'false'};

/** RFC 1123: none is an option or leaves its place in a path. */
export const isName = (name: string): boolean => /^[a-z0-9](?:[a-z0-9.-]{0,251}[a-z0-9])?$/.test(name);

/** klog's own lines come before the message that says the same; warnings are not why it failed. */
const asides = /^(?:Warning:|[IWE]\d{4} \d\d:\d\d:\d\d).*$/gm;

const noSuchResource = /doesn't have a resource type|the server could not find the requested resource/i;

/** In the order in which they are looked for. */
const causes: readonly (readonly [RegExp, FaultCode, string])[] = [
	[
		/\(Unauthorized\)|you must be logged in|has asked for the client to provide credentials|getting credentials|exec plugin/i,
		'unauthorized',
		'the cluster does not know who asks: log in again, or renew the token of the kubeconfig',
	],
	[
		/context "[^"]*" does not exist|no context exists|context was not found/i,
		'not-found',
		'the kubeconfig has no such context: kubectl config get-contexts lists them',
	],
	[
		/Client\.Timeout|deadline exceeded|\(Timeout\)|TLS handshake timeout/i,
		'timed-out',
		'the API server did not answer in time',
	],
	[/x509:|failed to verify certificate/i, 'tls-untrusted', "the API server's certificate is not trusted"],
	[
		/unable to connect|connection to the server|connection refused|no route to host|no such host|i\/o timeout|\(ServiceUnavailable\)|couldn't get current server API group list/i,
		'unreachable',
		'no API server answers: look at the server of the kubeconfig, or choose it with context',
	],
	[/\(NotFound\)|not found\b/i, 'not-found', 'the cluster has no such object'],
];

/** kubectl with the user's own kubeconfig, at a context where one is configured. */
export function openCluster(world: World, {context, namespace, timeout}: ProxyAccess): ProxyCluster {
	const place = context === null ? [] : [`--context=${context}`];
	return {
		where: ['kubernetes', context, namespace === null ? null : `namespace ${namespace}`]
			.filter((word) => word !== null)
			.join(', '),
		namespace,
		async list(resource, {namespace: other = namespace, selector} = {}) {
			const args = [
				...place,
				`--request-timeout=${Math.ceil(timeout / 1_000)}s`,
				...(other === null ? [] : [`--namespace=${other}`]),
				...['get', resource, '--output=json'],
				...(selector === undefined ? [] : [`--selector=${selector}`]),
			];
			const options = {env: environment, timeout: timeout + grace, maxBytes: mostBytes};
			const done = await world.exec('kubectl', args, options).catch(withoutKubectl);
			if (done.exitCode !== 0) {
				if (noSuchResource.test(done.stderr)) return null;
				throw faultOf(saidBy(done.stderr.replace(asides, '')), resource);
			}
			const {items} = rawOf(jsonIn(done.stdout, `kubectl get ${resource}`));
			if (!Array.isArray(items)) throw new FaultError('invalid-answer', `kubectl get ${resource} gave no list`);
			if (items.length > mostObjects)
				throw new FaultError('too-large', `the namespace holds more than ${mostObjects} ${resource}`);
			return items.filter(isObject);
		},
	};
}

function withoutKubectl(error: unknown): never {
	throw error instanceof FaultError && error.fault.code === 'command-missing'
		? new FaultError('command-missing', 'the command kubectl is not installed here')
		: error;
}

function faultOf(said: string, resource: string): FaultError {
	if (/\bforbidden\b/i.test(said)) {
		const [plural = '', ...group] = resource.split('.');
		const rule = `apiGroups: ["${group.join('.')}"], resources: ["${plural}"], verbs: ["list"]`;
		return new FaultError('forbidden', `the cluster refuses to list ${plural}: it takes the rule ${rule} (${said})`);
	}
	for (const [form, code, meaning] of causes) if (form.test(said)) return new FaultError(code, `${meaning} (${said})`);
	return new FaultError('command-failed', `kubectl: ${said || 'it failed without a word'}`);
}

/** What every object has (ObjectMeta); empty where it has none, and so its names. */
export const metadataOf = (object: Raw): Raw => rawOf(object['metadata']);
export const nameOf = (object: Raw): string => textOf(metadataOf(object)['name']) ?? '';
export const namespaceOf = (object: Raw): string => textOf(metadataOf(object)['namespace']) ?? '';
/** Older first, then by name: what takes a request where two do. */
export const byAge = (one: Raw, other: Raw): number => {
	const [mine, its] = [one, other].map((object) => textOf(metadataOf(object)['creationTimestamp']) ?? '') as [
		string,
		string,
	];
	if (mine !== its) return mine < its ? -1 : 1;
	return nameOf(one) < nameOf(other) ? -1 : 1;
};
