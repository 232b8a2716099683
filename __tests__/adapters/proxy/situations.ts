import type {ProxyRoute, RouteMatch} from '../../../src/model/mapping.ts';

/** What a proxy must be able to do for a situation to be staged with it. */
export type Feature =
	| 'host'
	| 'wildcard-host'
	| 'path'
	| 'exact-path'
	| 'regex-path'
	| 'default-server'
	| 'answer'
	| 'include'
	| 'weights'
	| 'backup'
	| 'dead'
	| 'dead-member'
	| 'strip'
	| 'method'
	| 'port';

/** `dead`: nothing listens there. Each harness gives every backend an address and a port of its own. */
export type Member = {
	readonly backend: string;
	readonly weight?: number;
	readonly backup?: boolean;
	readonly dead?: boolean;
};

/** `host: null`: whatever the host. `path` of `how: 'regex'` is a pattern that RE2 and PCRE read alike. */
export type Rule = {
	readonly host: string | null;
	readonly path: string;
	readonly how: 'exact' | 'prefix' | 'regex';
	readonly to: {readonly upstream: string} | {readonly answer: number};
	/** the upstream sees the path without the prefix */
	readonly strip?: boolean;
	/** the rules of this host are the default server's */
	readonly standard?: boolean;
	readonly method?: string;
};

/** In the abstract; a harness writes it in its proxy's language, rules in this order. `included`: in a file of their own. */
export type Setup = {
	readonly upstreams: Readonly<Record<string, readonly Member[]>>;
	readonly rules: readonly Rule[];
	readonly included?: boolean;
};

export type Situation = {
	/** a sentence about the world */
	readonly name: string;
	readonly needs: readonly Feature[];
	readonly setup: Setup;
	readonly question: {readonly host: string; readonly path: string; readonly method?: string};
	readonly expect: {
		readonly outcome: ProxyRoute['outcome'];
		/** backends that may get the request, dead ones included */
		readonly backends: readonly string[];
		readonly how?: RouteMatch['how'];
		/** what the upstream sees */
		readonly rewritten?: string;
		readonly weights?: Readonly<Record<string, number>>;
		readonly backups?: readonly string[];
	};
};

const one = (backend: string): readonly Member[] => [{backend}];
const api = {upstream: 'api'} as const;
const web = {upstream: 'web'} as const;
const upstreams = {api: one('api'), web: one('web')};
const prefix = (host: string | null, path: string, to: Rule['to'], more: Partial<Rule> = {}): Rule => ({
	host,
	path,
	how: 'prefix',
	to,
	...more,
});

export const situations: readonly Situation[] = [
	{
		name: 'a host with one upstream sends every path there',
		needs: ['host'],
		setup: {upstreams, rules: [prefix('shop.test', '/', api)]},
		question: {host: 'shop.test', path: '/orders/7'},
		expect: {outcome: 'proxied', backends: ['api']},
	},
	{
		name: 'two hosts on one listener go to two upstreams',
		needs: ['host'],
		setup: {upstreams, rules: [prefix('shop.test', '/', api), prefix('www.test', '/', web)]},
		question: {host: 'www.test', path: '/'},
		expect: {outcome: 'proxied', backends: ['web']},
	},
	{
		name: 'a host in capitals is the same host',
		needs: ['host'],
		setup: {upstreams, rules: [prefix('www.test', '/', web), prefix('Shop.Test', '/', api)]},
		question: {host: 'shop.test', path: '/'},
		expect: {outcome: 'proxied', backends: ['api']},
	},
	{
		name: 'the longest prefix wins, whatever stands first',
		needs: ['host', 'path'],
		setup: {upstreams, rules: [prefix('shop.test', '/', web), prefix('shop.test', '/api/', api)]},
		question: {host: 'shop.test', path: '/api/orders'},
		expect: {outcome: 'proxied', backends: ['api'], how: 'prefix'},
	},
	{
		name: 'a path outside the longer prefix falls to the shorter',
		needs: ['host', 'path'],
		setup: {upstreams, rules: [prefix('shop.test', '/api/', api), prefix('shop.test', '/', web)]},
		question: {host: 'shop.test', path: '/apiary'},
		expect: {outcome: 'proxied', backends: ['web']},
	},
	{
		name: 'an exact path wins over every prefix',
		needs: ['host', 'path', 'exact-path'],
		setup: {
			upstreams,
			rules: [prefix('shop.test', '/', web), {host: 'shop.test', path: '/health', how: 'exact', to: api}],
		},
		question: {host: 'shop.test', path: '/health'},
		expect: {outcome: 'proxied', backends: ['api'], how: 'exact'},
	},
	{
		name: 'an exact path takes nothing below it',
		needs: ['host', 'path', 'exact-path'],
		setup: {
			upstreams,
			rules: [prefix('shop.test', '/', web), {host: 'shop.test', path: '/health', how: 'exact', to: api}],
		},
		question: {host: 'shop.test', path: '/health/deep'},
		expect: {outcome: 'proxied', backends: ['web']},
	},
	{
		name: 'a pattern takes the paths it matches',
		needs: ['host', 'path', 'regex-path'],
		setup: {
			upstreams,
			rules: [prefix('shop.test', '/', web), {host: 'shop.test', path: '^/v[0-9]+/orders', how: 'regex', to: api}],
		},
		question: {host: 'shop.test', path: '/v2/orders/1'},
		expect: {outcome: 'proxied', backends: ['api'], how: 'regex'},
	},
	{
		name: 'a pattern leaves the paths it does not match',
		needs: ['host', 'path', 'regex-path'],
		setup: {
			upstreams,
			rules: [prefix('shop.test', '/', web), {host: 'shop.test', path: '^/v[0-9]+/orders', how: 'regex', to: api}],
		},
		question: {host: 'shop.test', path: '/vX/orders/1'},
		expect: {outcome: 'proxied', backends: ['web']},
	},
	{
		name: 'a wildcard takes each host below its name',
		needs: ['host', 'wildcard-host'],
		setup: {upstreams, rules: [prefix('*.shop.test', '/', api), prefix('www.test', '/', web)]},
		question: {host: 'eu.shop.test', path: '/'},
		expect: {outcome: 'proxied', backends: ['api'], how: 'wildcard'},
	},
	{
		name: 'a whole name wins over a wildcard',
		needs: ['host', 'wildcard-host'],
		setup: {upstreams, rules: [prefix('*.shop.test', '/', web), prefix('eu.shop.test', '/', api)]},
		question: {host: 'eu.shop.test', path: '/'},
		expect: {outcome: 'proxied', backends: ['api']},
	},
	{
		name: 'a host that nobody names falls to the default server',
		needs: ['host', 'default-server'],
		setup: {
			upstreams,
			rules: [prefix('shop.test', '/', api), prefix('other.test', '/', web, {standard: true})],
		},
		question: {host: 'nobody.test', path: '/'},
		expect: {outcome: 'proxied', backends: ['web'], how: 'default'},
	},
	{
		name: 'the wrong host does not reach the upstream of the right one',
		needs: ['host', 'default-server', 'answer'],
		setup: {
			upstreams,
			rules: [prefix('shop.test', '/', api), prefix('other.test', '/', {answer: 404}, {standard: true})],
		},
		question: {host: 'sh0p.test', path: '/'},
		expect: {outcome: 'answered', backends: []},
	},
	{
		name: 'a fixed answer goes to no upstream',
		needs: ['host', 'path', 'answer'],
		setup: {upstreams, rules: [prefix('shop.test', '/', api), prefix('shop.test', '/gone/', {answer: 410})]},
		question: {host: 'shop.test', path: '/gone/x'},
		expect: {outcome: 'answered', backends: []},
	},
	{
		name: 'rules in an included file count like those of the main one',
		needs: ['host', 'path', 'include'],
		setup: {
			upstreams,
			rules: [prefix('shop.test', '/', web), prefix('shop.test', '/api/', api)],
			included: true,
		},
		question: {host: 'shop.test', path: '/api/orders'},
		expect: {outcome: 'proxied', backends: ['api']},
	},
	{
		name: 'several members of an upstream are all named, with their weights',
		needs: ['host', 'weights'],
		setup: {
			upstreams: {
				api: [
					{backend: 'api-1', weight: 3},
					{backend: 'api-2', weight: 1},
				],
			},
			rules: [prefix('shop.test', '/', api)],
		},
		question: {host: 'shop.test', path: '/'},
		expect: {outcome: 'proxied', backends: ['api-1', 'api-2'], weights: {'api-1': 3, 'api-2': 1}},
	},
	{
		name: 'a member in reserve is told from one that serves',
		needs: ['host', 'backup'],
		setup: {
			upstreams: {api: [{backend: 'api-1'}, {backend: 'spare', backup: true}]},
			rules: [prefix('shop.test', '/', api)],
		},
		question: {host: 'shop.test', path: '/'},
		expect: {outcome: 'proxied', backends: ['api-1', 'spare'], backups: ['spare']},
	},
	{
		name: 'an upstream where nothing listens is still named',
		needs: ['host', 'dead'],
		setup: {upstreams: {api: [{backend: 'gone', dead: true}]}, rules: [prefix('shop.test', '/', api)]},
		question: {host: 'shop.test', path: '/'},
		expect: {outcome: 'proxied', backends: ['gone']},
	},
	{
		name: 'a dead member among living ones is still named, and the others serve',
		needs: ['host', 'dead-member'],
		setup: {
			upstreams: {api: [{backend: 'api-1'}, {backend: 'gone', dead: true}, {backend: 'api-2'}]},
			rules: [prefix('shop.test', '/', api)],
		},
		question: {host: 'shop.test', path: '/'},
		expect: {outcome: 'proxied', backends: ['api-1', 'api-2', 'gone']},
	},
	{
		name: 'an escape behind a prefix does not change where a path lands',
		needs: ['host', 'path'],
		setup: {upstreams, rules: [prefix('shop.test', '/', web), prefix('shop.test', '/api/', api)]},
		question: {host: 'shop.test', path: '/api/%7Eme'},
		expect: {outcome: 'proxied', backends: ['api']},
	},
	{
		name: 'a prefix that is cut off is not what the upstream sees',
		needs: ['host', 'path', 'strip'],
		setup: {upstreams, rules: [prefix('shop.test', '/', web), prefix('shop.test', '/api/', api, {strip: true})]},
		question: {host: 'shop.test', path: '/api/orders'},
		expect: {outcome: 'proxied', backends: ['api'], rewritten: '/orders'},
	},
	{
		name: 'dots and escapes in a path are read as the proxy reads them',
		needs: ['host', 'path'],
		setup: {upstreams, rules: [prefix('shop.test', '/', web), prefix('shop.test', '/api/', api)]},
		question: {host: 'shop.test', path: '/web/../api/orders'},
		expect: {outcome: 'proxied', backends: ['api']},
	},
	{
		name: 'a published port leads to its container whatever host and path',
		needs: ['port'],
		setup: {upstreams, rules: [prefix(null, '/', api)]},
		question: {host: 'shop.test', path: '/any'},
		expect: {outcome: 'proxied', backends: ['api']},
	},
];
