import type {Rule, Setup} from './situations.ts';

export type Addresses = Readonly<Record<string, {readonly address: string; readonly port: number}>>;

/** A setup in HAProxy's language: rules in the order in which they must be tried. `included`: what goes into a second file. */
export function haproxyConfig(
	{upstreams, rules, included}: Setup,
	addresses: Addresses,
	port: number,
	socket: string,
): {readonly main: string; readonly included: string | null} {
	const ordered = rules.map((rule, index) => ({rule, index})).toSorted((a, b) => rank(a.rule) - rank(b.rule));
	const uses = ordered.map(({rule, index}) => {
		const conditions = conditionsOf(rule);
		return `\tuse_backend rule-${index}${conditions === '' ? '' : ` if ${conditions}`}`;
	});
	const backends = rules.map((rule, index) => backendOf(rule, index, upstreams, addresses)).join('');
	const main = `global
	stats socket ${socket} mode 600 level operator
defaults
	mode http
	timeout connect 1s
	timeout client 5s
	timeout server 5s
	retries 0
frontend entry
	bind 127.0.0.1:${port}
${uses.join('\n')}
`;
	return included === true ? {main, included: backends} : {main: main + backends, included: null};
}

function rank({host, how, path, standard}: Rule): number {
	const ofHost = standard === true || host === null ? 3 : host.startsWith('*') ? 2 : 1;
	return ofHost * 1_000_000 + (how === 'exact' ? 0 : how === 'regex' ? 1_000 : 100_000 - path.length);
}

function conditionsOf({host, path, how, standard, method}: Rule): string {
	const terms: string[] = [];
	if (host !== null && standard !== true)
		terms.push(
			host.startsWith('*.')
				? `{ hdr_end(host) -i ${host.slice(1)} }`
				: `{ req.hdr(host),lower -m str ${host.toLowerCase()} }`,
		);
	if (how === 'exact') terms.push(`{ path ${path} }`);
	else if (how === 'regex') terms.push(`{ path_reg '${path}' }`);
	else if (path !== '/') terms.push(`{ path_beg ${path} }`);
	if (method !== undefined) terms.push(`{ method ${method} }`);
	return terms.join(' ');
}

function backendOf(
	{to, strip, path}: Rule,
	index: number,
	upstreams: Setup['upstreams'],
	addresses: Addresses,
): string {
	if ('answer' in to) return `backend rule-${index}\n\thttp-request return status ${to.answer}\n`;
	const servers = upstreams[to.upstream]!.map(({backend, weight, backup}) => {
		const {address, port} = addresses[backend]!;
		return `\tserver ${backend} ${address}:${port}${weight === undefined ? '' : ` weight ${weight}`}${backup === true ? ' backup' : ''}\n`;
	});
	const cut = strip === true ? `\thttp-request replace-path ^${path}(.*)$ /\\1\n` : '';
	return `backend rule-${index}\n${cut}${servers.join('')}`;
}
