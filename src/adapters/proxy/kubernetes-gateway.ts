import type {RouteQuestion} from '../../model/mapping.ts';
import {isName, namespaceOf, nameOf} from './kubernetes-cluster.ts';
import {type HostFit, hostFit} from './kubernetes-match.ts';
import {portOf, type Raw, rawOf, rawsOf, shown, textOf, textsOf} from './raw.ts';

/** A listener of a Gateway on which a request may come in. */
export type Listener = {
	readonly gateway: Raw;
	readonly name: string;
	readonly hostname: string | null;
	readonly port: number | null;
	readonly raw: Raw;
};

const group = 'gateway.networking.k8s.io';
const protocols: Readonly<Record<RouteQuestion['scheme'], readonly string[]>> = {http: ['HTTP'], https: ['HTTPS']};

/** The listeners that take the question's protocol and host: those of its port where there are any. */
export function listenersFor(
	gateways: readonly Raw[],
	{scheme, host, port}: RouteQuestion,
): {readonly listeners: readonly Listener[]; readonly doubts: readonly string[]} {
	const all = gateways.flatMap((gateway) =>
		rawsOf(rawOf(gateway['spec'])['listeners'])
			.filter((raw) => protocols[scheme].includes(textOf(raw['protocol']) ?? ''))
			.map((raw): Listener => {
				const hostname = textOf(raw['hostname']);
				return {gateway, name: textOf(raw['name']) ?? '', hostname, port: portOf(raw['port']), raw};
			})
			.filter(({hostname}) => hostFit(hostname === null ? [] : [hostname], host, 'any') !== null),
	);
	const exact = all.filter((one) => one.port === port);
	return exact.length > 0 || all.length === 0
		? {listeners: exact, doubts: []}
		: {
				listeners: all,
				doubts: [`no listener of a gateway is on ${port}: something before it would have to publish it`],
			};
}

export type Attached = {readonly listener: Listener; readonly fit: HostFit; readonly doubts: readonly string[]};

/** Where a route is attached, with the host by which it takes the request there. */
export function attachedTo(route: Raw, listeners: readonly Listener[], host: string): readonly Attached[] {
	const found: Attached[] = [];
	for (const parent of rawsOf(rawOf(route['spec'])['parentRefs'])) {
		if ((textOf(parent['group']) ?? group) !== group || (textOf(parent['kind']) ?? 'Gateway') !== 'Gateway') continue;
		const namespace = textOf(parent['namespace']) ?? namespaceOf(route);
		for (const listener of listeners) {
			const section = textOf(parent['sectionName']);
			if (nameOf(listener.gateway) !== parent['name'] || namespaceOf(listener.gateway) !== namespace) continue;
			if (section !== null && section !== listener.name) continue;
			if (portOf(parent['port']) !== null && portOf(parent['port']) !== listener.port) continue;
			const fit = hostFit(textsOf(rawOf(route['spec'])['hostnames']), host, 'any');
			if (fit === null) continue;
			const own = fit.host === null && listener.hostname !== null ? hostFit([listener.hostname], host, 'any')! : fit;
			const standing = acceptance(route, parent);
			if (standing !== 'refused') found.push({listener, fit: own, doubts: [...standing, ...admission(listener)]});
		}
	}
	return found;
}

/** What the gateway's controller says of the route. */
function acceptance(route: Raw, parent: Raw): 'refused' | readonly string[] {
	const name = shown(nameOf(route));
	const told = rawsOf(rawOf(route['status'])['parents']).filter(({parentRef}) => {
		const ref = rawOf(parentRef);
		return ref['name'] === parent['name'] && ref['sectionName'] === parent['sectionName'];
	});
	if (told.length === 0) return [`no controller says yet that it takes the route ${name}`];
	const conditions = told.flatMap((one) => rawsOf(one['conditions']));
	const says = (type: string, status: string): boolean =>
		conditions.some((one) => one['type'] === type && one['status'] === status);
	if (says('Accepted', 'False')) return 'refused';
	return [
		...(says('Accepted', 'True') ? [] : [`no controller says yet that it takes the route ${name}`]),
		...(says('ResolvedRefs', 'False') ? [`the route ${name} refers to what its gateway does not find`] : []),
	];
}

const admission = ({name, raw}: Listener): readonly string[] =>
	rawOf(rawOf(raw['allowedRoutes'])['namespaces'])['from'] === 'Selector'
		? [`the listener ${shown(name)} takes routes of some namespaces alone, chosen by label`]
		: [];

/** Namespaces other than their own in which routes have their gateways. */
export const namespacesNamed = (routes: readonly Raw[]): readonly string[] => [
	...new Set(
		routes.flatMap((route) =>
			rawsOf(rawOf(route['spec'])['parentRefs']).flatMap((parent) => {
				const namespace = textOf(parent['namespace']);
				return namespace === null || namespace === namespaceOf(route) || !isName(namespace) ? [] : [namespace];
			}),
		),
	),
];
