import type {RouteQuestion} from '../../model/mapping.ts';
import {byAge, metadataOf, nameOf, namespaceOf} from './kubernetes-cluster.ts';
import {hasPrefix, hostFit, howOf, type ServiceRef, type Taken} from './kubernetes-match.ts';
import {portOf, type Raw, rawOf, rawsOf, shown, textOf, textsOf} from './raw.ts';

type Path = {
	readonly ingress: Raw;
	readonly host: string | null;
	readonly rank: number;
	readonly path: string;
	readonly type: string;
	readonly backend: Raw;
	readonly at: string;
};

const mostPaths = 20_000;

/**
 * The rule of an Ingress that takes a request: the most precise host, in it the longest path, an exact one before a
 * prefix (https://kubernetes.io/docs/concepts/services-networking/ingress/#multiple-matches). `classes`: null: they may
 * not be read.
 */
export function takenByIngress(
	ingresses: readonly Raw[],
	classes: readonly Raw[] | null,
	question: RouteQuestion,
	path: string,
): Taken | null {
	const all = ingresses.toSorted(byAge).flatMap((ingress) => pathsOf(ingress, question.host));
	const ranks = [...new Set(all.map(({rank}) => rank))].sort((one, other) => other - one);
	const doubts: string[] = all.length > mostPaths ? ['there are more rules than are looked at'] : [];
	const fitting = all.slice(0, mostPaths).filter((one) => fits(one, path));
	for (const rank of ranks) {
		const own = fitting.filter((one) => one.rank === rank).sort(byPath);
		const first = own[0];
		if (first === undefined) {
			const host = all.find((one) => one.rank === rank)!.host;
			if (fitting.length > 0)
				doubts.push(
					`the host ${shown(host ?? '')} has rules of its own, none for this path: some controllers answer 404 then`,
				);
			continue;
		}
		const rival = own.find((one) => one !== first && one.path === first.path && one.type === first.type);
		if (rival !== undefined) doubts.push(`${first.at} and ${rival.at} have the same host and path: the older one wins`);
		return taken(first, classes, question, doubts);
	}
	const standing = ingresses.toSorted(byAge).filter((one) => rawOf(one['spec'])['defaultBackend'] !== undefined);
	const last = standing[0];
	if (last === undefined) return null;
	if (standing.length > 1) doubts.push('several ingresses have a default backend: the oldest is told');
	const backend = rawOf(rawOf(last['spec'])['defaultBackend']);
	const at = `ingress ${shown(nameOf(last))}, default backend`;
	return taken({ingress: last, host: null, rank: 0, path: '/', type: 'Prefix', backend, at}, classes, question, doubts);
}

function pathsOf(ingress: Raw, host: string): readonly Path[] {
	return rawsOf(rawOf(ingress['spec'])['rules']).flatMap((rule, index) => {
		const own = textOf(rule['host']);
		const fit = hostFit(own === null ? [] : [own], host, 'one');
		if (fit === null) return [];
		return rawsOf(rawOf(rule['http'])['paths']).map((one) => ({
			ingress,
			...fit,
			path: textOf(one['path']) ?? '/',
			type: textOf(one['pathType']) ?? 'ImplementationSpecific',
			backend: rawOf(one['backend']),
			at: `ingress ${shown(nameOf(ingress))}, rule ${index + 1}`,
		}));
	});
}

const fits = ({type, path: own}: Path, path: string): boolean =>
	type === 'Exact' ? path === own : hasPrefix(path, own.replace(/\/?\*$/, '') || '/');

const byPath = (one: Path, other: Path): number => {
	const [mine, its] = [one, other].map(({path}) => path.length) as [number, number];
	if (mine !== its) return its - mine;
	return Number(other.type === 'Exact') - Number(one.type === 'Exact');
};

function taken(
	{ingress, host, path, type, backend, at}: Path,
	classes: readonly Raw[] | null,
	question: RouteQuestion,
	doubts: readonly string[],
): Taken {
	const resource = backend['resource'];
	const ref = refOf(backend, namespaceOf(ingress));
	return {
		of: ingress,
		match: {listener: null, host, path, how: howOf(path, type === 'Exact', host), at},
		outcome: 'proxied',
		refs: ref === null ? [] : [ref],
		rewritten: null,
		host: Object.keys(rawOf(metadataOf(ingress)['annotations'])).some((key) => /vhost|service-host/i.test(key))
			? ''
			: null,
		doubts: [
			...doubts,
			...(type === 'Exact' || type === 'Prefix'
				? []
				: [`${at} leaves it to its controller what the path ${shown(path)} takes`]),
			...(resource === undefined
				? []
				: [
						`${at} leads to ${shown(`${textOf(rawOf(resource)['kind'])} ${textOf(rawOf(resource)['name'])}`)}, no service`,
					]),
			...servedBy(ingress, classes),
			...annotated(ingress),
			...redirects(ingress, question),
		],
	};
}

const refOf = (backend: Raw, namespace: string): ServiceRef | null => {
	const {name, port} = rawOf(backend['service']);
	const service = textOf(name);
	const {number, name: portName} = rawOf(port);
	return service === null ? null : {namespace, service, port: portOf(number) ?? textOf(portName), weight: null};
};

/** An Ingress of a class that nobody has stands there without an effect. */
function servedBy(ingress: Raw, classes: readonly Raw[] | null): readonly string[] {
	const annotation = textOf(rawOf(metadataOf(ingress)['annotations'])['kubernetes.io/ingress.class']);
	const named = textOf(rawOf(ingress['spec'])['ingressClassName']);
	const name = shown(nameOf(ingress));
	if (classes === null || (named === null && annotation !== null)) return [];
	if (named !== null)
		return classes.some((one) => nameOf(one) === named)
			? []
			: [`the ingress ${name} is of the class ${shown(named)}, which is not there`];
	const standard = classes.some(
		(one) => rawOf(metadataOf(one)['annotations'])['ingressclass.kubernetes.io/is-default-class'] === 'true',
	);
	return standard ? [] : [`the ingress ${name} is of no class, and no class is the default`];
}

/** What a controller is told beside the rules, where it may change which service gets a request, or what of it. */
const decisive =
	/rewrite|redirect|regex|canary|auth|alias|snippet|app-root|backend|upstream|middleware|entrypoint|router|action|condition|whitelist|allowlist|denylist|priority|mirror|affinity|strip|path|group/i;
const ofControllers = /ingress|haproxy|nginx\.org|konghq|traefik|contour|ambassador/;

const annotated = (ingress: Raw): readonly string[] =>
	Object.keys(rawOf(metadataOf(ingress)['annotations']))
		.filter((key) => {
			const [domain = '', name = ''] = key.split('/');
			return ofControllers.test(domain) && !/^(?:cert-manager|meta\.helm)/.test(domain) && decisive.test(name);
		})
		.map((key) => `the ingress ${shown(nameOf(ingress))} has the annotation ${shown(key)}`);

const redirects = (ingress: Raw, {scheme, host}: RouteQuestion): readonly string[] =>
	scheme === 'http' &&
	rawsOf(rawOf(ingress['spec'])['tls']).some((one) => hostFit(textsOf(one['hosts']), host, 'one') !== null)
		? [`the ingress ${shown(nameOf(ingress))} has a certificate for the host: its controller may redirect to https`]
		: [];
