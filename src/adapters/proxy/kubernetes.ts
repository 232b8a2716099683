import {FaultError} from '../../model/fault.ts';
import type {ProxyRoute, RouteQuestion} from '../../model/mapping.ts';
import {openCluster, type ProxyCluster} from './kubernetes-cluster.ts';
import {served} from './kubernetes-endpoint.ts';
import {listenersFor, namespacesNamed} from './kubernetes-gateway.ts';
import {takenByIngress} from './kubernetes-ingress.ts';
import {plainPath, type Taken} from './kubernetes-match.ts';
import {takenByRoute} from './kubernetes-route.ts';
import type {Open} from './proxy.ts';
import {doubts, type Raw} from './raw.ts';

/** What the objects of a cluster tell every controller: Ingress and Gateway API, then Service and EndpointSlice. */
export const openKubernetes: Open = (world, access) => {
	const cluster = openCluster(world, access);
	return {route: async (question) => ({where: cluster.where, version: null, route: await routeOf(cluster, question)})};
};

const gatewayGroup = 'gateway.networking.k8s.io';
/** Thousands of patterns over a path of usual length: a second or two. */
const mostSteps = 5_000_000;
const mostServices = 50;

async function routeOf(cluster: ProxyCluster, question: RouteQuestion): Promise<ProxyRoute> {
	const plain = plainPath(question.path);
	const path = plain ?? question.path;
	const open = plain === null ? [] : ['the path holds dots or escapes: each controller decides how it reads them'];
	const ingresses = (await cluster.list('ingresses.networking.k8s.io')) ?? [];
	const byIngress = ingresses.length === 0 ? null : takenByIngress(ingresses, await classesOf(cluster), question, path);
	const routes = await routesOf(cluster, byIngress, open);
	const {listeners, doubts: ofListeners} =
		routes.length === 0 ? {listeners: [], doubts: []} : listenersFor(await gatewaysOf(cluster, routes), question);
	const byRoute = takenByRoute(routes, listeners, question, path, {steps: mostSteps});
	if (byRoute !== null) open.push(...ofListeners);
	const taken = chosen(byIngress, byRoute);
	if (taken === null)
		return {outcome: 'none', match: null, upstreams: [], rewritten: null, host: null, unsure: doubts(open)};
	if (byIngress !== null && byRoute !== null)
		open.push(
			`${byIngress.match.at} and ${byRoute.match.at} both take it: which one depends on the proxy that is asked`,
		);
	const refs = taken.refs.slice(0, mostServices);
	const found = [];
	for (const ref of refs) found.push(await served(cluster, ref));
	return {
		outcome: taken.outcome,
		match: taken.match,
		upstreams: found.map(({upstream}) => upstream),
		rewritten: taken.rewritten,
		host: taken.host,
		unsure: doubts([
			...open,
			...taken.doubts,
			...found.flatMap((one) => one.doubts),
			...(taken.refs.length > mostServices ? ['there are more services than are looked at'] : []),
		]),
	};
}

/** A default backend takes what nobody else does. */
const chosen = (byIngress: Taken | null, byRoute: Taken | null): Taken | null =>
	byIngress === null || (byRoute !== null && byIngress.match.how === 'default') ? byRoute : byIngress;

/** They belong to no namespace: whoever may read a namespace alone goes without them. */
async function classesOf(cluster: ProxyCluster): Promise<readonly Raw[] | null> {
	try {
		return await cluster.list('ingressclasses.networking.k8s.io', {namespace: null});
	} catch (error) {
		if (error instanceof FaultError && error.fault.code === 'forbidden') return null;
		throw error;
	}
}

/** Who may read ingresses alone is told what they say, and what was not seen. */
async function routesOf(cluster: ProxyCluster, byIngress: Taken | null, open: string[]): Promise<readonly Raw[]> {
	try {
		return (await cluster.list(`httproutes.${gatewayGroup}`)) ?? [];
	} catch (error) {
		if (byIngress === null || !(error instanceof FaultError) || error.fault.code !== 'forbidden') throw error;
		open.push(`routes of gateways were not seen: ${error.fault.detail}`);
		return [];
	}
}

const mostNamespaces = 10;

/** Gateways of the namespace, and of those that its routes name. */
async function gatewaysOf(cluster: ProxyCluster, routes: readonly Raw[]): Promise<readonly Raw[]> {
	const own = (await cluster.list(`gateways.${gatewayGroup}`)) ?? [];
	const others = namespacesNamed(routes).slice(0, mostNamespaces);
	const found = [];
	for (const namespace of others) found.push(...((await cluster.list(`gateways.${gatewayGroup}`, {namespace})) ?? []));
	return [...own, ...found];
}
