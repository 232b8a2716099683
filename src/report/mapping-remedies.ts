import type {RemedyCode} from '../model/verdict.ts';
import {word} from './container-commands.ts';
import {shellWord} from './escape.ts';
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
			c.way.upstream
				? say`Correct the proxy’s rule for this host and path, or what ${code('upstream:')} states.`
				: say`Correct the proxy’s rule for this host and path so that it leads to this service: to reload it as it is leads to the same place.`,
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
			c.way.addresses.length > 0
				? say`Take the address out of ${code('resolve:')}, which states it, or deploy to the machine behind it.`
				: say`Take the address out of the DNS records of the name, or deploy to the machine behind it. See the records: ${command(`dig +short A ${host(c)} && dig +short AAAA ${host(c)}`)}`,
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
			say`Let the server send the certificates between its own and the authority’s, or use one of a public authority. If the authority is your own, name it here: ${code('tls: {ca: ca.pem}')}.`,
			certificate(c),
		),
	'trace-the-request': (c) => sentences(seeMore(c), shown('What the proxy goes by:', c)),
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

const certificate = (c: RemedyContext): Phrase => {
	const port = c.asked?.port ?? 443;
	const placed =
		c.way.addresses.length === 0
			? ''
			: ` --resolve ${shellWord(`${c.asked?.host}:${port}:${c.way.addresses.join(',')}`)}`;
	return say`See what is shown: ${command(`curl -vI --insecure${placed} https://${host(c)}:${port}/`)}`;
};

/** What would show more of the way and is not configured yet. */
function seeMore({way, proxy}: RemedyContext): Phrase {
	const missing = [
		...(way.published
			? []
			: [say`${code('docker')} as the first of ${code('proxy:')} follows the published port into its container`]),
		...(way.runtime ? [] : [say`${code('runtime: docker')} names the containers`]),
		...(way.trace
			? []
			: [
					say`${code('trace: true')} looks for requests in their logs (which must have the query, the user agent or ${code('X-Request-Id')})`,
				]),
		...(way.upstream || proxy === null || way.runtime
			? []
			: [say`${code('upstream:')} states where the proxy should send them`]),
	];
	if (missing.length > 0) return say`Let this check see more of the way: ${join(missing, ', ')}.`;
	return say`Let the service log its requests with their query, their user agent or ${code('X-Request-Id')}, so that a traced one is found where it lands; if it does log them, they land elsewhere.`;
}
