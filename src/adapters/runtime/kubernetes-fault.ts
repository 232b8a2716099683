import type {FaultCode} from '../../model/fault.ts';
import {FaultError} from '../../model/fault.ts';
import type {World} from '../../world.ts';
import {wholeSaid} from './said.ts';

/** What RBAC has to grant for a command: `group` is '' for the core API. */
export type Right = {readonly group: string; readonly resource: string; readonly verb: string};

/** A rule as a Role holds it. */
const ruleOf = ({group, resource, verb}: Right): string =>
	`apiGroups: ["${group}"], resources: ["${resource}"], verbs: ["${verb}"]`;

/** Words of kubectl and of the API server, in the order in which they are looked for. */
const causes: readonly (readonly [RegExp, FaultCode, string])[] = [
	[
		/\(Unauthorized\)|you must be logged in|has asked for the client to provide credentials|getting credentials|auth(?:entication)? plugin|exec plugin|\bUsername:|^error: EOF$/i,
		'unauthorized',
		'the cluster does not know who asks: log in again, or renew the token of the kubeconfig',
	],
	[
		/context "[^"]*" does not exist|no context exists with the name|(?:cluster|auth info) "[^"]*" does not exist|context was not found/i,
		'not-found',
		'the kubeconfig has no such context: kubectl config get-contexts lists them',
	],
	[
		/Client\.Timeout|deadline exceeded|\(Timeout\)|TLS handshake timeout/i,
		'timed-out',
		'the API server did not answer in time',
	],
	[
		/x509:|tls: failed to verify|certificate signed by unknown authority/i,
		'tls-untrusted',
		"the API server's certificate is not trusted: correct certificate-authority of the kubeconfig",
	],
	[
		/unable to connect to the server|connection to the server .* was refused|connection refused|no route to host|no such host|i\/o timeout|error dialing backend|\(ServiceUnavailable\)|couldn't get current server API group list|localhost:8080/i,
		'unreachable',
		'no API server answers: look at the server of the kubeconfig, or choose it with context',
	],
	[
		/\(NotFound\)|not found\b|doesn't have a resource type|the server could not find the requested resource/i,
		'not-found',
		'the cluster has no such object',
	],
];

/** Why kubectl failed, by what it said. `right`: what the command needs, for a server that does not say what is missing. */
export function kubectlFault(said: string, right: Right): FaultError {
	if (/\bforbidden\b/i.test(said)) return forbidden(said, right);
	for (const [form, code, meaning] of causes) if (form.test(said)) return new FaultError(code, `${meaning} (${said})`);
	return new FaultError('command-failed', `kubectl: ${said || 'it failed without a word'}`);
}

/** An object that may not even be looked for answers like one that may: with the verb, resource and group that lack. */
function forbidden(said: string, right: Right): FaultError {
	const [, user, verb, resource, group, namespace] =
		/User "([^"]*)" cannot (\w+) resource "([^"]+)" in API group "([^"]*)"(?: in the namespace "([^"]*)")?/.exec(
			said,
		) ?? [];
	if (verb === undefined || resource === undefined) {
		// Admission refuses what RBAC grants: no rule would help.
		const rule = /violates PodSecurity|admission webhook|denied the request/i.test(said)
			? ''
			: `: it takes the rule ${ruleOf(right)}`;
		return new FaultError('forbidden', `the cluster refuses to ${right.verb} ${right.resource}${rule} (${said})`);
	}
	const lacking = {
		group: group ?? '',
		resource,
		// Over a web socket it is asked for with GET, by SPDY with POST, which every kubectl falls back to.
		verb: resource === 'pods/exec' ? 'create' : verb,
	};
	const place = namespace === undefined ? '' : ` in the namespace ${namespace}`;
	const role = namespace === undefined ? 'ClusterRole' : 'Role';
	return new FaultError(
		'forbidden',
		`${user} may not ${lacking.verb} ${resource}${place}: add to its ${role} the rule ${ruleOf(lacking)}`,
	);
}

/** klog's own lines (E0102 15:04:05 …) come before the message that says the same; warnings are not why it failed. */
const aside = /^(?:Warning:|[IWE]\d{4} \d\d:\d\d:\d\d)/;
const mostLines = 4;

/** The reason in a command's own words, fit to be shown. */
export function saidBy(world: World, stderr: string): string {
	const lines = stderr.split('\n').filter((line) => line.trim() !== '' && !aside.test(line.trim()));
	return wholeSaid(world, lines.slice(0, mostLines).join(' '));
}
