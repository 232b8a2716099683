import type {Addresses} from './haproxy-setup.ts';
import type {Rule, Setup} from './situations.ts';

/** A setup as a Caddyfile: each host a site, rules in the order in which they must be tried. `included`: a file that is imported from `beside`. */
export function caddyfile(
	{upstreams, rules, included}: Setup,
	addresses: Addresses,
	port: number,
	admin: string,
	beside: string,
): {readonly main: string; readonly included: string | null} {
	const sites = new Map<string, Rule[]>();
	for (const rule of rules) {
		const site = rule.standard === true || rule.host === null ? '' : rule.host;
		sites.set(site, [...(sites.get(site) ?? []), rule]);
	}
	const text = [...sites].map(([host, own]) => {
		const handles = own
			.toSorted((a, b) => rank(a) - rank(b))
			.map((rule, index) => handleOf(rule, index, upstreams, addresses));
		return `http://${host}:${port} {\n\troute {\n${handles.join('')}\t}\n}\n`;
	});
	const global = `{\n\tadmin ${admin}\n\tauto_https off\n}\n`;
	const body = text.join('');
	return included === true
		? {main: `${global}import ${beside}\n`, included: body}
		: {main: global + body, included: null};
}

const rank = ({how, path}: Rule): number => (how === 'exact' ? 0 : how === 'regex' ? 1_000 : 100_000 - path.length);

function handleOf(
	{path, how, to, strip, method}: Rule,
	index: number,
	upstreams: Setup['upstreams'],
	addresses: Addresses,
): string {
	const matcher =
		how === 'exact'
			? `path ${path}`
			: how === 'regex'
				? `path_regexp r${index} ${path}`
				: path === '/'
					? ''
					: `path ${path}*`;
	const by = method === undefined ? matcher : `${matcher}\n\t\t\tmethod ${method}`;
	const named = by === '' ? '' : `\t\t@m${index} {\n\t\t\t${by}\n\t\t}\n`;
	const handle = `handle${by === '' ? '' : ` @m${index}`}`;
	if ('answer' in to) return `${named}\t\t${handle} {\n\t\t\trespond ${to.answer}\n\t\t}\n`;
	const members = upstreams[to.upstream]!;
	const dials = members.map(({backend}) => `${addresses[backend]!.address}:${addresses[backend]!.port}`).join(' ');
	const policy = members.some(({backup}) => backup === true) ? 'first' : 'round_robin';
	const cut = strip === true ? `\t\t\turi strip_prefix ${path.replace(/\/$/, '')}\n` : '';
	return `${named}\t\t${handle} {\n${cut}\t\t\treverse_proxy ${dials} {\n\t\t\t\tlb_policy ${policy}\n\t\t\t}\n\t\t}\n`;
}
