import type {RemedyCode} from '../model/verdict.ts';
import {inspect, word} from './container-commands.ts';
import {code, command, join, type Phrase, say} from './phrase.ts';
import {statusName} from './probe-words.ts';
import type {RemedyContext} from './sentences.ts';

/** The command that asks again; empty where it would have to hold a secret. */
export const again = ({ask, probe}: RemedyContext): Phrase =>
	ask === null
		? []
		: say` Ask again${probe?.protocol === 'grpc' ? ', where the server offers reflection' : ''}: ${command(ask)}`;

/** How its log is read, where the runtime is known; the words before it are enough where it is not. */
function logs({runtime, service}: RemedyContext): Phrase {
	if (runtime === null) return say`.`;
	const text = inspect[runtime.kind](runtime, word(runtime.service ?? service, 'SERVICE'), 'IMAGE');
	return text === null ? say`.` : say`: ${command(text)}`;
}

/** As a step of a workflow has it. */
const fromSecrets = (variable: string): string => `env: {${variable}: $\{{ secrets.${variable} }}}`;

/** What probes may be asked with for the asking. */
const isSafe = (method: string): boolean => ['GET', 'HEAD', 'OPTIONS'].includes(method);

function methodWords({methods}: RemedyContext): Phrase {
	if (methods.length === 0) return say`Set the method that the route takes: ${code('method:')} under the probe.`;
	const takes = say`The route takes ${join(
		methods.map((one) => say`${code(one)}`),
		', ',
	)}.`;
	const safe = methods.find((one) => one === 'GET') ?? methods.find(isSafe);
	if (safe !== undefined) return say`${takes} Ask with one of them: ${code(`method: ${safe}`)} under the probe.`;
	const [first] = methods;
	return say`${takes} If that may be sent to the deployed service again and again, state ${code(`method: ${first}`)} and ${code('unsafe-method: true')} under the probe; if not, state the refusal: ${code('expect: 405')}.`;
}

/** A status as the probe’s protocol writes it; of an upgrade the agreement stands for the success. */
const statusOf = ({probe}: RemedyContext, status: number): string =>
	probe?.protocol === 'websocket' && status === 200 ? '101' : statusName(probe, status);

/** What to do about an answer that is not the expected one. */
export const apiRemedies = {
	'look-at-authentication': (c) =>
		say`Look at the credentials this probe sends and at what the endpoint accepts; if the refusal is right, state it: ${code(`expect: ${statusOf(c, 401)}`)}.${again(c)}`,
	'close-the-endpoint': (c) =>
		say`Put the endpoint behind authentication again, now. If it is meant to be public, state it: ${code(`expect: ${statusOf(c, 200)}`)}.${again(c)}`,
	'verify-credentials': (c) =>
		say`Have the endpoint verify what it is shown, now: the signature of a token, a password against its hash. A middleware that only decodes a token, or only looks whether the header is there, lets everybody in.${again(c)}`,
	'look-at-permissions': (c) =>
		say`Give the account behind this probe the right it lacks; if the refusal is right, state it: ${code(`expect: ${statusOf(c, 403)}`)}. Where nobody is let through, look at the rules in front: a firewall, a list of addresses.${again(c)}`,
	'renew-the-token': (c) =>
		say`Look at the token that this probe sends: whether it has expired, is of the right issuer and audience, and is signed with a key that the deployed service knows. If it is right, compare the clocks of both machines, and see that the proxy passes ${code('Authorization')} on.${again(c)}`,
	'check-the-password': (c) =>
		say`Look at the user name and password that this probe sends: ${code("prefix: 'Basic '")} takes ${code('user:password')} in base64. If they are right, see that the proxy passes ${code('Authorization')} on.${again(c)}`,
	'check-the-scope': (c) =>
		say`The token is accepted and lacks a scope for this route: issue one that has it, or state the refusal: ${code(`expect: ${statusOf(c, 403)}`)}.${again(c)}`,
	'correct-the-request': (c) =>
		say`The route is reached; ask it something that it takes: its parameters, headers and body under the probe. If this answer is right, state it with ${code('expect:')}.${again(c)}`,
	'raise-the-limit': (c) =>
		say`Ask for less, or raise the limit where the request ends: in nginx ${code('client_max_body_size')} and ${code('large_client_header_buffers')}, or its like in the proxy in front.${again(c)}`,
	'state-the-type': (c) =>
		say`State what the route takes and gives: ${code('Accept')} and ${code('Content-Type')} among the ${code('headers:')} of the probe.${again(c)}`,
	'separate-the-hosts': (c) =>
		say`Look which server takes the connection for this name and which hosts its certificate covers: a connection that was made for another host must not be used for this one.${again(c)}`,
	'speak-the-protocol': (c) =>
		say`Ask as the endpoint wants to be asked: ${code('protocol: http2')}, ${code('grpc')} or ${code('websocket')} under the probe.${again(c)}`,
	'pass-the-upgrade': () =>
		say`Have every proxy in front pass the upgrade on. In nginx: ${code('proxy_http_version 1.1;')} ${code('proxy_set_header Upgrade $http_upgrade;')} ${code('proxy_set_header Connection "upgrade";')}; then see that the handler takes WebSocket at this path.`,
	'pass-http2': () =>
		say`See that every proxy in front speaks HTTP/2 to what stands behind it and passes trailers on (in nginx ${code('grpc_pass')}, not ${code('proxy_pass')}), and that this path leads to the gRPC server.`,
	'look-at-application': (c) =>
		say`Look at the application’s log at the time of this run, then at its dependencies and configuration${logs(c)}${again(c)}`,
	'wait-for-the-service': (c) =>
		say`The answer says when to come again: wait until then (${code('wait: 5m')} looks again by itself). If it stays, look whether maintenance was ended, and at the application’s log${logs(c)}${again(c)}`,
	'look-at-the-edge': (c) =>
		say`Look at the CDN’s rules and at the origin it knows: its address, its port, its certificate, and whether it takes connections from the CDN.${again(c)}`,
	'compare-the-answer': (c) =>
		say`Compare the answer with what the probe states, and with what this commit’s handler gives. Where the commit is right, another version answers, or something in front of it (a proxy, a CDN) changes the answer.${again(c)}`,
	'check-the-method': (c) => say`${methodWords(c)}${again(c)}`,
	'set-the-variable': ({variables}) =>
		variables.length === 0
			? say`Set the variable that the configuration names, where this check runs.`
			: say`Set ${join(
					variables.map((one) => say`${code(one)}`),
					', ',
				)} where this check runs (in a workflow ${code(fromSecrets(variables[0]!))}). Where it is set, what is granted (${code('secrets:')}) has to name this host.`,
	'probe-a-public-address': () =>
		say`Probe the address that everybody uses, or let this check run where its configuration is trusted: after a push or a deployment, not for a pull request of a fork.`,
	'check-the-host': (c) =>
		say`Check the host in the probe’s ${code('url:')}, then the DNS records of that name as they are seen from here; ${code('resolve: {HOST: ADDRESS}')} stands in for a record.${again(c)}`,
	'open-the-port': (c) =>
		say`See whether the service is started and listens on the port of the probe’s ${code('url:')}, and whether a firewall lets this machine reach it.${again(c)}`,
} as const satisfies Readonly<Partial<Record<RemedyCode, (context: RemedyContext) => Phrase>>>;
