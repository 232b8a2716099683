import type {RouteMatch, RouteQuestion} from '../../model/mapping.ts';
import {bytesOf} from './byte-text.ts';
import type {Directive} from './directive.ts';
import {type Listener, listenersOf} from './nginx-listen.ts';
import {inherited} from './nginx-scope.ts';
import {chooseServer, type ChosenServer} from './nginx-server.ts';
import {streamRoute} from './nginx-stream.ts';
import {normalPath} from './nginx-uri.ts';
import {Variables} from './nginx-variables.ts';
import {walkServer} from './nginx-walk.ts';
import {openPatterns, type Patterns} from './pcre.ts';
import {fingerprint, type Planned, takenAsPublished} from './planned.ts';

/**
 * Where a configuration sends a request, names not yet resolved. `published`: the port may be another one where nginx
 * runs, which then takes the request wherever it takes those of its scheme.
 */
export function nginxRoute(config: readonly Directive[], question: RouteQuestion, published = false): Planned {
	const http = config.filter(({name}) => name === 'http').flatMap(({block}) => block ?? []);
	const listeners = listenersOf(http.filter(({name}) => name === 'server'));
	const patterns = openPatterns();
	const exact = listeners.filter(({port}) => port === question.port);
	const streamed = exact.length > 0 ? null : streamRoute(config, question, patterns);
	if (streamed !== null) return streamed;
	const behind = published && exact.length === 0;
	const here = behind
		? listeners.filter(({port, tls}) => port !== null && tls === (question.scheme === 'https'))
		: exact;
	if (here.length === 0) return nobody(listeners, question.port);
	// One that takes every address is the likeliest; which address a request comes to is not asked.
	const ordered = here.toSorted((a, b) => Number(a.address !== null) - Number(b.address !== null));
	const [first, ...others] = ordered.map((listener) => onListener(http, listener, question, patterns)) as [
		Planned,
		...Planned[],
	];
	const same = others.every((other) => fingerprint(other) === fingerprint(first));
	const note = `which ${behind ? 'of them' : 'address'} the request comes to decides: ${ordered.map(({key}) => key).join(', ')}`;
	return {
		...first,
		unsure: [
			...(behind ? [takenAsPublished(question.port, ordered.map(({key}) => key).join(', '))] : []),
			...first.unsure,
			...(same ? [] : [note]),
		],
	};
}

function nobody(listeners: readonly Listener[], port: number): Planned {
	const ports = [...new Set(listeners.flatMap(({port: one}) => (one === null ? [] : [one])))].sort((a, b) => a - b);
	const listed = ports.slice(0, 10).join(', ');
	return {
		outcome: 'none',
		match: null,
		targets: [],
		late: false,
		rewritten: null,
		host: null,
		unsure: [`nothing listens on port ${port}${ports.length === 0 ? '' : `; nginx listens on ${listed}`}`],
	};
}

function onListener(
	http: readonly Directive[],
	listener: Listener,
	question: RouteQuestion,
	patterns: Patterns,
): Planned {
	const chosen = chooseServer(listener, question.host, patterns);
	const unsure = [...chosen.unsure];
	const answered: Planned = {
		outcome: 'answered',
		match: serverMatch(listener, chosen),
		targets: [],
		late: false,
		rewritten: null,
		host: null,
		unsure,
	};
	if (question.scheme === 'http' && listener.tls) return answered;
	if (question.scheme === 'https' && !listener.tls)
		unsure.push(`${listener.key} takes no TLS: what comes by https was decrypted before it`);
	const [merge] = inherited([listener.standard.block ?? [], http], 'merge_slashes');
	const uri = normalPath(bytesOf(question.path), merge?.args[0] !== 'off');
	if (uri === null) return answered;
	const variables = new Variables(http, question, patterns);
	variables.set('scheme', listener.tls ? 'https' : 'http');
	variables.took(chosen.groups, chosen.names);
	const named = chosen.server.block?.find(({name}) => name === 'server_name')?.args[0];
	if (named !== undefined) variables.set('server_name', named);
	const walk = {uri, changed: false, located: true, variables, patterns, unsure};
	return walkServer({http, server: chosen.server.block ?? [], walk, question, match: serverMatch(listener, chosen)});
}

function serverMatch(listener: Listener, {server, name, how}: ChosenServer): RouteMatch {
	return {listener: listener.key, host: name, path: null, how, at: server.at};
}
