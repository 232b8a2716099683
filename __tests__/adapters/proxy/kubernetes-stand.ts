import {openProxy} from '../../../src/adapters/proxy/proxy.ts';
import type {ProxyAnswer, RouteQuestion} from '../../../src/model/mapping.ts';
import type {StandIn} from '../../fakes/kubernetes/kubectl.ts';
import * as build from '../../fakes/kubernetes/routing.ts';
import {kubernetes} from '../../fakes/kubernetes/stand-in.ts';

const question: RouteQuestion = {scheme: 'http', host: 'shop.test', port: 80, path: '/', method: 'GET'};

/** Asks a cluster that has these objects, through the real way to kubectl, where a request goes. */
export async function askCluster(
	objects: readonly unknown[],
	asked: Partial<RouteQuestion> = {},
	more: Partial<StandIn> = {},
): Promise<ProxyAnswer> {
	using cluster = kubernetes(objects, more);
	const none = {container: null, host: null, context: null, config: null, admin: null};
	const proxy = await openProxy(cluster.world, {kind: 'kubernetes', ...none, namespace: 'shop', timeout: 20_000});
	return await proxy.route({...question, ...asked});
}
export const routeOf = async (...args: Parameters<typeof askCluster>) => (await askCluster(...args)).route;

/** A service `api` with one pod that is ready. */
export const pods = [{address: '10.244.0.5', ready: true}];
export const api = [build.service('api', 3000), build.slice('api', 3000, pods), build.ingressClass('nginx')];
/** An ingress of the host shop.test. */
export const shop = (paths: readonly ReturnType<typeof build.ingressPath>[], more = {}) =>
	build.ingress('shop', {rules: [{host: 'shop.test', http: {paths}}], ...more});
/** Addresses of all upstreams, each as `address:port state`. */
export const addressesOf = async (...args: Parameters<typeof askCluster>) =>
	(await routeOf(...args)).upstreams.flatMap(({addresses}) =>
		addresses.map(({address, port, state}) => `${address}:${port} ${state}`),
	);
