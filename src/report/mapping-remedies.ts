import type {RemedyCode} from '../model/verdict.ts';
import {word} from './container-commands.ts';
import {reload, show} from './mapping-commands.ts';
import {code, command, join, type Phrase, say} from './phrase.ts';
import type {RemedyContext} from './sentences.ts';

const sentences = (...phrases: readonly Phrase[]): Phrase => join(phrases, ' ');

/** The command that shows what the concerned proxy goes by, after our words; empty where none is configured. */
const shown = (words: string, {proxy}: RemedyContext): Phrase =>
	proxy === null ? [] : say`${words} ${command(show(proxy))}`;
const reloaded = ({proxy}: RemedyContext): Phrase => {
	const text = proxy === null ? null : reload(proxy);
	return text === null ? [] : say`Reload: ${command(text)}`;
};
const host = ({asked}: RemedyContext): string => word(asked?.host ?? null, 'HOST');

/** What to do about a drift of the layer `mapping`, or where nobody could see the way. */
export const mappingRemedies = {
	'reload-the-proxy': (c) =>
		sentences(
			say`Let the proxy look its upstream up again, and take containers of other services out of its rule.`,
			reloaded(c),
			say`So that it does not come back: let the proxy follow the name (a resolver, labels, a service’s name), or reload it with each deploy.`,
		),
	'correct-the-upstream': (c) =>
		sentences(
			say`Correct the proxy’s rule for this host and path, or what ${code('upstream:')} states.`,
			shown('See what it goes by:', c),
			reloaded(c),
		),
	'start-the-upstream': (c) =>
		sentences(
			say`See why the proxy takes its upstreams for down: whether they run, listen on that port, are in one network with it and pass its health check.`,
			shown('What it sees:', c),
		),
	'correct-the-records': (c) =>
		sentences(
			say`Take the address out of the DNS records of the name, or deploy to the machine behind it.`,
			say`See the records: ${command(`dig +short A ${host(c)} && dig +short AAAA ${host(c)}`)}`,
		),
	'renew-the-certificate': (c) =>
		sentences(
			say`Renew the certificate and let the server load it: ${command('certbot renew')} where certbot keeps it, then a reload.`,
			reloaded(c),
			certificate(c),
		),
	'name-the-host-in-the-certificate': (c) =>
		sentences(
			say`Let a certificate be issued that names this host, or see why another server answers for it.`,
			certificate(c),
		),
	'complete-the-chain': (c) =>
		sentences(
			say`Let the server send the certificates between its own and the authority’s, or use one of a public authority.`,
			certificate(c),
		),
	'trace-the-request': (c) =>
		sentences(
			say`Let this check see more of the way: ${code('runtime: docker')} names the containers, ${code('trace: true')} looks for requests in their logs (which must have the query, the user agent or ${code('X-Request-Id')}), ${code('upstream:')} states where the proxy should send them.`,
			shown('What the proxy goes by:', c),
		),
	'follow-another-request': () =>
		say`Follow a request that the service itself should answer: the first of ${code('probes:')} is the one. If the proxy’s own files are the service, leave ${code('runtime:')} away, or name its container.`,
	'give-proxy-rights': (c) =>
		sentences(
			say`Let the account of this job ask the proxy, which only reads: a user that may run its command, read its configuration or open its socket.`,
			shown('Try:', c),
		),
	'reach-the-proxy': (c) =>
		sentences(
			say`See whether the proxy can be asked from here: its command is installed, its container, socket or address under ${code('proxy:')} is right and answers.`,
			shown('Try:', c),
		),
} as const satisfies Readonly<Partial<Record<RemedyCode, (context: RemedyContext) => Phrase>>>;

const certificate = (c: RemedyContext): Phrase =>
	say`See what is shown: ${command(`curl -vI --insecure https://${host(c)}:${c.asked?.port ?? 443}/`)}`;
