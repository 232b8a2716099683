import type {RouteQuestion} from '../../model/mapping.ts';
import type {Directive} from './directive.ts';
import {listenersOf} from './nginx-listen.ts';
import {passed} from './nginx-pass.ts';
import {Variables} from './nginx-variables.ts';
import type {Patterns} from './pcre.ts';
import type {Planned} from './planned.ts';

/** Where a server of the `stream` block takes the port: connections are passed on whatever they carry. null: none does. */
export function streamRoute(config: readonly Directive[], question: RouteQuestion, patterns: Patterns): Planned | null {
	const stream = config.filter(({name}) => name === 'stream').flatMap(({block}) => block ?? []);
	// A `listen` for datagrams takes no HTTP request but by QUIC, which nobody asks about here.
	const servers = stream.filter(
		({name, block}) => name === 'server' && block?.some((one) => one.name === 'listen' && !one.args.includes('udp')),
	);
	const listener = listenersOf(servers).find(({port}) => port === question.port);
	const pass = listener?.standard.block?.find(({name}) => name === 'proxy_pass');
	if (listener === undefined || pass === undefined) return null;
	const variables = new Variables(stream, question, patterns);
	variables.set('ssl_preread_server_name', question.scheme === 'https' ? question.host : '');
	const {targets, unsure, late} = passed(pass, stream, variables);
	return {
		outcome: 'proxied',
		match: {listener: listener.key, host: null, path: null, how: 'default', at: pass.at},
		targets: targets.map((target) => ({...target, scheme: question.scheme})),
		late,
		rewritten: null,
		host: null,
		unsure,
	};
}
