import type {Json, KubernetesObject} from './objects.ts';
import {created, namespace, uidOf} from './objects.ts';

type Tree = {readonly [key: string]: Json};

const object = (apiVersion: string, kind: string, name: string, more: Tree, metadata: Tree = {}): KubernetesObject => ({
	apiVersion,
	kind,
	metadata: {name, namespace, uid: uidOf(kind, name), creationTimestamp: created, ...metadata},
	...more,
});

export const service = (name: string, targetPort: number, spec: Tree = {}): KubernetesObject =>
	object('v1', 'Service', name, {
		spec: {
			type: 'ClusterIP',
			clusterIP: '10.96.0.7',
			selector: {app: name},
			ports: [{name: 'http', protocol: 'TCP', port: 80, targetPort}],
			...spec,
		},
		status: {loadBalancer: {}},
	});

export type Endpoint = {
	readonly address: string;
	readonly ready?: boolean;
	readonly serving?: boolean;
	readonly terminating?: boolean;
};

export const slice = (of: string, port: number, endpoints: readonly Endpoint[], more: Tree = {}): KubernetesObject =>
	object(
		'discovery.k8s.io/v1',
		'EndpointSlice',
		`${of}-x7k2p`,
		{
			addressType: 'IPv4',
			ports: [{name: 'http', port, protocol: 'TCP'}],
			endpoints: endpoints.map(({address, ...conditions}) => ({
				addresses: [address],
				conditions,
				targetRef: {kind: 'Pod', namespace, name: `${of}-${address.replaceAll('.', '-')}`},
			})),
			...more,
		},
		{labels: {'kubernetes.io/service-name': of}},
	);

export const backendOf = (name: string, port: Json = {number: 80}): Tree => ({service: {name, port}});

export const ingressPath = (path: string, to: string, pathType = 'Prefix'): Tree => ({
	path,
	pathType,
	backend: backendOf(to),
});

export const ingress = (name: string, spec: Tree, metadata: Tree = {}): KubernetesObject =>
	object(
		'networking.k8s.io/v1',
		'Ingress',
		name,
		{spec: {ingressClassName: 'nginx', ...spec}, status: {loadBalancer: {}}},
		metadata,
	);

export const ingressClass = (name: string, metadata: Tree = {}): KubernetesObject => {
	const {
		metadata: {namespace: _, ...own},
		...rest
	} = object('networking.k8s.io/v1', 'IngressClass', name, {spec: {controller: 'k8s.io/ingress-nginx'}}, metadata);
	return {...rest, metadata: own as KubernetesObject['metadata']} as KubernetesObject;
};

const gatewayVersion = 'gateway.networking.k8s.io/v1';

export const gateway = (name: string, listeners: readonly Tree[], metadata: Tree = {}): KubernetesObject =>
	object(gatewayVersion, 'Gateway', name, {spec: {gatewayClassName: 'envoy', listeners}}, metadata);

/** Attached to the gateway `edge`, and taken by it. */
export const httpRoute = (
	name: string,
	spec: Tree,
	metadata: Tree = {},
	conditions: readonly Tree[] = accepted,
): KubernetesObject =>
	object(
		gatewayVersion,
		'HTTPRoute',
		name,
		{
			spec: {parentRefs: [{name: 'edge'}], ...spec},
			status: {parents: [{parentRef: {name: 'edge'}, controllerName: 'example.com/gateway', conditions}]},
		},
		metadata,
	);

const accepted: readonly Tree[] = [
	{type: 'Accepted', status: 'True', reason: 'Accepted', message: '', lastTransitionTime: created},
	{type: 'ResolvedRefs', status: 'True', reason: 'ResolvedRefs', message: '', lastTransitionTime: created},
];
