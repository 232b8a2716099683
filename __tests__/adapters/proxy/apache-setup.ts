import type {Harness} from './contract.ts';
import type {Rule, Setup} from './situations.ts';

type Addresses = Readonly<Record<string, {readonly address: string; readonly port: number}>>;

const order = {exact: 0, regex: 1, prefix: 2};

/**
 * A situation in Apache's language. Of paths it takes the first that fits, so whoever writes it puts what is narrower
 * first; of hosts too, and these are left in their order.
 */
export function apacheSetup(setup: Setup, port: number, addresses: Addresses, top = ''): Record<string, string> {
	const balancers = Object.entries(setup.upstreams).map(([name, members]) => {
		const lines = members.map(({backend, weight, backup}) => {
			const {address, port: at} = addresses[backend]!;
			return `\tBalancerMember http://${address}:${at}${weight === undefined ? '' : ` loadfactor=${weight}`}${backup === true ? ' status=+H' : ''}\n`;
		});
		return `<Proxy "balancer://${name}">\n${lines.join('')}</Proxy>\n`;
	});
	const hosts = [...new Set(setup.rules.map(({host}) => host))];
	const isStandard = (host: string | null): boolean =>
		setup.rules.some((rule) => rule.host === host && rule.standard === true);
	// The first virtual host takes what nobody names.
	const ordered = [...hosts.filter(isStandard), ...hosts.filter((host) => !isStandard(host))];
	const sections = ordered.map((host) => {
		const rules = setup.rules.filter((rule) => rule.host === host);
		const sorted = rules.toSorted((a, b) => order[a.how] - order[b.how] || b.path.length - a.path.length);
		const names =
			host?.includes('*') === true
				? `\tServerName first.invalid\n\tServerAlias ${host}\n`
				: `\tServerName ${host ?? 'any.invalid'}\n`;
		return `<VirtualHost *:${port}>\n${names}${sorted.map(directive).join('')}</VirtualHost>\n`;
	});
	const included = setup.included === true;
	return {
		'httpd.conf': `${top}${balancers.join('')}${included ? 'IncludeOptional sites/*.conf\n' : sections.join('')}`,
		...(included ? {'sites/shop.conf': sections.join('')} : {}),
	};
}

function directive({how, path, to, strip}: Rule): string {
	if ('answer' in to) return `\tProxyPass "${path}" "!"\n\tRedirect ${to.answer} "${path}"\n`;
	const url = `balancer://${to.upstream}`;
	if (how === 'exact') return `\tProxyPassMatch "^${path}$" "${url}"\n`;
	if (how === 'regex') return `\tProxyPassMatch "${path}" "${url}"\n`;
	return `\tProxyPass "${path}" "${url}${strip === true ? '/' : path}"\n`;
}

export const apacheFeatures: Harness['features'] = [
	'host',
	'wildcard-host',
	'path',
	'exact-path',
	'regex-path',
	'default-server',
	'answer',
	'include',
	'weights',
	'backup',
	'dead',
	'dead-member',
	'strip',
];

export const apacheOtherwise: NonNullable<Harness['otherwise']> = {
	'an exact path wins over every prefix': {
		why: 'where an exact path is a pattern',
		expect: {outcome: 'proxied', backends: ['api'], how: 'regex'},
	},
	'a whole name wins over a wildcard': {
		why: 'where the first virtual host that fits wins',
		expect: {outcome: 'proxied', backends: ['web']},
	},
};
