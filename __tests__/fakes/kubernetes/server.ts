import type {IncomingMessage, ServerResponse} from 'node:http';
import {createServer} from 'node:https';
import type {AddressInfo, Socket} from 'node:net';
import {selfSigned} from '../certificate.ts';
import {misfitsOf} from './described.ts';
import {execute} from './exec.ts';
import type {KubernetesObject} from './objects.ts';
import * as build from './objects.ts';

export type ApiServer = {
	readonly url: string;
	/** PEM */
	readonly authority: string;
	/** method, path and query of each request, with the media type that was asked for first */
	readonly asked: readonly string[];
	/** what was served that Kubernetes' own description does not know */
	readonly misfits: readonly string[];
	[Symbol.asyncDispose](): Promise<void>;
};

export type Cluster = {
	readonly objects: readonly KubernetesObject[];
	/** what an authorizer grants, as `verb group/resource`; null: all */
	readonly rights?: readonly string[] | null;
	/** what containers have as their root */
	readonly root?: string;
	/** containers without tar */
	readonly bare?: readonly string[];
	readonly logs?: string;
};

export const token = 'sv-4711-token';

type Resource = {
	readonly group: string;
	readonly version: string;
	readonly name: string;
	readonly kind: string;
	readonly subresource?: boolean;
};
const of = (group: string, version: string, ...kinds: readonly string[]): readonly Resource[] =>
	kinds.map((kind) => ({group, version, name: `${kind.toLowerCase()}${kind.endsWith('s') ? 'es' : 's'}`, kind}));
const resources: readonly Resource[] = [
	...of('', 'v1', 'Namespace', 'Node', 'Pod', 'Secret', 'Service'),
	{group: '', version: 'v1', name: 'pods/exec', kind: 'PodExecOptions', subresource: true},
	{group: '', version: 'v1', name: 'pods/log', kind: 'Pod', subresource: true},
	...of('apps', 'v1', 'Deployment', 'ReplicaSet', 'StatefulSet', 'DaemonSet', 'ControllerRevision'),
	...of('argoproj.io', 'v1alpha1', 'Application'),
	...of('networking.k8s.io', 'v1', 'Ingress', 'IngressClass'),
	...of('discovery.k8s.io', 'v1', 'EndpointSlice'),
];
/** Definitions that a cluster has where somebody brought them. */
const brought = of('gateway.networking.k8s.io', 'v1', 'Gateway', 'HTTPRoute');
const groupsOf = (known: readonly Resource[]): readonly string[] =>
	[...new Set(known.map(({group, version}) => `${group}/${version}`))].filter((one) => !one.startsWith('/'));

/** An API server on loopback, as kubectl finds one: discovery, GET, LIST, tables, exec and logs. */
export async function apiServer(cluster: Cluster): Promise<ApiServer> {
	const asked: string[] = [];
	const misfits: string[] = [];
	const gateways = cluster.objects.some(({kind}) => kind === 'Gateway');
	const known = gateways ? [...resources, ...brought] : resources;
	const answer = (response: ServerResponse, status: number, body: object): void => {
		misfits.push(...misfitsOf(body));
		response.writeHead(status, {'content-type': 'application/json'}).end(JSON.stringify(body));
	};
	const handle = (request: IncomingMessage, response: ServerResponse) => {
		const url = new URL(request.url!, 'http://localhost');
		const accept = String(request.headers.accept ?? '').split(',')[0];
		asked.push(`${request.method} ${url.pathname}${url.search} ${accept}`);
		if (request.headers.authorization !== `Bearer ${token}`)
			return answer(response, 401, status(401, 'Unauthorized', 'Unauthorized', {}));
		const found = discovery(url.pathname, known);
		if (found !== null) return answer(response, 200, found);
		const place = placeOf(url.pathname, known);
		if (place === null)
			return answer(response, 404, status(404, 'NotFound', 'the server could not find the requested resource', {}));
		const verb = request.method === 'POST' ? 'create' : place.name === null ? 'list' : 'get';
		const refusal = refused(cluster, place, verb);
		if (refusal !== null) return answer(response, 403, refusal);
		const own = [...cluster.objects, build.namespaced].filter(
			({kind, metadata}) =>
				kind === place.resource.kind && (place.namespace === null || metadata.namespace === place.namespace),
		);
		const object = own.find(({metadata}) => metadata.name === place.name);
		if (place.name === null) return answer(response, 200, listed(place, url, own, accept!.includes('as=Table')));
		if (object === undefined) return answer(response, 404, missing(place));
		if (place.resource.name !== 'pods/log') return answer(response, 200, object);
		response.writeHead(200, {'content-type': 'text/plain'}).end(cluster.logs ?? '');
	};
	const {key, cert} = selfSigned(['127.0.0.1']);
	const server = createServer({key, cert}, handle);
	const sockets = new Set<Socket>();
	server.on('secureConnection', (socket: Socket) => {
		sockets.add(socket);
		socket.on('close', () => sockets.delete(socket));
	});
	server.on('upgrade', (request: IncomingMessage, socket: Socket) => {
		const url = new URL(request.url!, 'http://localhost');
		asked.push(`${request.method} ${url.pathname}${url.search} ${String(request.headers['sec-websocket-protocol'])}`);
		const place = placeOf(url.pathname, known)!;
		// As from 1.35 on: opened by GET, and yet no mere get. Before, kubectl falls back to the POST of SPDY.
		const refusal = refused(cluster, place, 'create');
		if (refusal === null) {
			execute(request, socket, url, cluster);
			return;
		}
		const body = JSON.stringify(refusal);
		socket.end(
			`HTTP/1.1 403 Forbidden\r\ncontent-type: application/json\r\ncontent-length: ${body.length}\r\nconnection: close\r\n\r\n${body}`,
		);
	});
	await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
	return {
		url: `https://127.0.0.1:${(server.address() as AddressInfo).port}`,
		authority: cert,
		asked,
		misfits,
		async [Symbol.asyncDispose]() {
			for (const socket of sockets) socket.destroy();
			await new Promise((resolve) => server.close(resolve));
		},
	};
}

function discovery(path: string, known: readonly Resource[]): object | null {
	if (path === '/version') return {apiVersion: 'v1.31', kind: 'x', major: '1', minor: '31', gitVersion: 'v1.31.4'};
	if (path === '/api') return {apiVersion: 'v1', kind: 'APIVersions', versions: ['v1'], serverAddressByClientCIDRs: []};
	if (path === '/apis')
		return {
			apiVersion: 'v1',
			kind: 'APIGroupList',
			groups: groupsOf(known).map((groupVersion) => {
				const [name, version] = groupVersion.split('/') as [string, string];
				return {name, versions: [{groupVersion, version}], preferredVersion: {groupVersion, version}};
			}),
		};
	const [, group = '', version] = /^\/(?:api|apis\/([^/]+))\/([^/]+)$/.exec(path) ?? [];
	const own = known.filter((one) => one.group === group && one.version === version);
	if (own.length === 0) return null;
	return {
		apiVersion: 'v1',
		kind: 'APIResourceList',
		groupVersion: group === '' ? version : `${group}/${version}`,
		resources: own.map(({name, kind, subresource}) => ({
			name,
			kind,
			namespaced: kind !== 'Namespace' && kind !== 'Node' && kind !== 'IngressClass',
			singularName: subresource === true ? '' : kind.toLowerCase(),
			verbs: subresource === true ? ['create', 'get'] : ['get', 'list', 'watch'],
		})),
	};
}

type Place = {readonly resource: Resource; readonly namespace: string | null; readonly name: string | null};

function placeOf(path: string, known: readonly Resource[]): Place | null {
	const form = /^\/(?:api|apis\/([^/]+))\/[^/]+(?:\/namespaces\/([^/]+))?\/([^/]+)(?:\/([^/]+)(?:\/(exec|log))?)?$/;
	const [, group = '', namespace, plural, name, subresource] = form.exec(path) ?? [];
	const wanted = subresource === undefined ? plural : `${plural}/${subresource}`;
	const resource = known.find((one) => one.group === group && one.name === wanted);
	return resource === undefined ? null : {resource, namespace: namespace ?? null, name: name ?? null};
}

function listed({resource}: Place, url: URL, own: readonly KubernetesObject[], table: boolean): object {
	const {group, version, kind} = resource;
	const labels = (url.searchParams.get('labelSelector') ?? '').split(',').filter((one) => one !== '');
	const field = url.searchParams.get('fieldSelector')?.replace('metadata.name=', '');
	const items = own.filter(
		({metadata}) =>
			(field === undefined || metadata.name === field) &&
			labels.every((one) => {
				const [key, value] = one.split('=');
				return (metadata['labels'] as Record<string, string> | undefined)?.[key!] === value;
			}),
	);
	if (!table)
		return {
			apiVersion: group === '' ? version : `${group}/${version}`,
			kind: `${kind}List`,
			metadata: {resourceVersion: '4711'},
			items,
		};
	return {
		apiVersion: 'meta.k8s.io/v1',
		kind: 'Table',
		metadata: {resourceVersion: '4711'},
		columnDefinitions: ['Name', 'Type', 'Data', 'Age'].map((name) => ({
			name,
			type: 'string',
			format: name === 'Name' ? 'name' : '',
			description: '',
			priority: 0,
		})),
		rows: items.map(({metadata}) => ({
			cells: [metadata.name, 'helm.sh/release.v1', '1', '5d'],
			object: {apiVersion: 'meta.k8s.io/v1', kind: 'PartialObjectMetadata', metadata},
		})),
	};
}

/** The words of kube-apiserver (responsewriters.ForbiddenStatusError). */
function refused({rights}: Cluster, {resource, namespace, name}: Place, verb: string): object | null {
	const {group, name: plural} = resource;
	if (rights == null || rights.includes(`${verb} ${group}/${plural}`)) return null;
	const qualified = group === '' ? plural.split('/')[0]! : `${plural.split('/')[0]}.${group}`;
	const where = namespace === null ? 'at the cluster scope' : `in the namespace "${namespace}"`;
	const object = name === null ? qualified : `${qualified} "${name}"`;
	const message = `${object} is forbidden: User "system:serviceaccount:ci:deploy-truth" cannot ${verb} resource "${plural}" in API group "${group}" ${where}`;
	return status(403, 'Forbidden', message, {...(name === null ? {} : {name}), kind: plural.split('/')[0]!});
}

function missing({resource: {group, name: plural}, name}: Place): object {
	const qualified = group === '' ? plural : `${plural}.${group}`;
	return status(404, 'NotFound', `${qualified} "${name}" not found`, {name: name!, group, kind: plural});
}

const status = (code: number, reason: string, message: string, details: object): object => ({
	apiVersion: 'v1',
	kind: 'Status',
	metadata: {},
	status: 'Failure',
	message,
	reason,
	details,
	code,
});
