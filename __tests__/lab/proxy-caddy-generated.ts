import fc from 'fast-check';

const host = fc.constantFrom('shop.test', 'www.test', 'eu.shop.test', 'api.eu.shop.test', 'nobody.test', 'xshop.test');
const path = fc.constantFrom(
	...[
		'/',
		'/api',
		'/api/',
		'/api/orders',
		'/apiary',
		'/API/x',
		'/v2/orders',
		'/v10/orders/1',
		'/static/a.css',
		'/a/b/c',
	],
	...[
		'/static/a.css.map',
		'/web/../api/x',
		'//api/x',
		'/api%2Fx',
		'/x/api',
		'/a.b',
		'/%61pi/y',
		'/a//b',
		'/api/./x',
		'/api/a%20b',
	],
	...['/a/x/c', '/api/..', '/api//', '/v2/orders/', '/caf%C3%A9'],
);
const method = fc.constantFrom('GET', 'GET', 'GET', 'POST', 'DELETE', 'HEAD');
const pathPattern = fc.constantFrom(
	...[
		'/api',
		'/api/*',
		'/api*',
		'*.css',
		'*api*',
		'*',
		'/',
		'/v2/orders',
		'/a/*/c',
		'/A*',
		'/api/orders',
		'/*/api',
		'/static/*.css',
	],
	...[
		'/a//b',
		'/api%2Fx',
		'/api%2fx',
		'//api*',
		'/v?/orders',
		'/x*',
		'*/',
		'/api/{http.request.method}',
		'/a/b*',
		'/caf\u00e9',
	],
);
const source = fc.constantFrom(
	'^/api(/|$)',
	'^/v[0-9]+/orders',
	'\\.css$',
	'(?i)^/api',
	'^/([a-z]+)/([a-z]+)',
	'/api.x',
	'^/a',
	'é$',
);
const names = fc.uniqueArray(
	fc.constantFrom(
		'shop.test',
		'Www.test',
		'*.shop.test',
		'*.*.shop.test',
		'eu.shop.test',
		'*',
		'nobody.test',
		'{http.request.host}',
	),
	{minLength: 1, maxLength: 3, selector: (name) => name.toLowerCase()},
);

type Json = Record<string, unknown>;
const set = (depth: number): fc.Arbitrary<Json> =>
	fc
		.record(
			{
				host: names,
				path: fc.uniqueArray(pathPattern, {minLength: 1, maxLength: 3}),
				path_regexp: fc.record({name: fc.constantFrom('r', 's'), pattern: source}),
				method: fc.uniqueArray(fc.constantFrom('GET', 'POST', 'DELETE', 'HEAD'), {minLength: 1, maxLength: 3}),
				protocol: fc.constantFrom('http', 'https'),
				vars: fc.constantFrom(
					{area: ['api']},
					{'{http.request.method}': ['GET', 'POST']},
					{'{http.vars.area}': ['api', 'x']},
				),
				...(depth > 0 ? {not: fc.array(set(0), {minLength: 1, maxLength: 2})} : {}),
			},
			{requiredKeys: []},
		)
		// Most sets have a matcher or two: all of them are hardly ever met together.
		.map((all) =>
			Object.fromEntries(Object.entries(all).filter((_, index, entries) => (index * 7 + entries.length) % 3 === 0)),
		);

export const caddyBackends = ['b0', 'b1', 'b2', 'b3'] as const;

const handler = (depth: number): fc.Arbitrary<Json> =>
	fc.oneof(
		{
			weight: 6,
			arbitrary: fc
				.constantFrom(...caddyBackends)
				.map((name) => ({handler: 'reverse_proxy', upstreams: [{dial: name}]})),
		},
		{
			weight: 1,
			arbitrary: fc
				.constantFrom(...caddyBackends)
				.map((name) => ({handler: 'reverse_proxy', rewrite: {strip_path_prefix: '/api'}, upstreams: [{dial: name}]})),
		},
		{
			weight: 1,
			arbitrary: fc.constantFrom({handler: 'static_response', status_code: 410}, {handler: 'error', status_code: 403}),
		},
		{
			weight: 5,
			arbitrary: fc
				.constantFrom<Json>(
					...[
						{uri: '/fixed'},
						{uri: '/p{http.request.uri}'},
						{uri: '{http.request.uri.path}/'},
						{uri: '?a=b'},
						{method: 'POST'},
						{uri: '/api/{http.regexp.r.1}'},
					],
					...[
						{strip_path_prefix: '/api'},
						{strip_path_prefix: '/A'},
						{strip_path_prefix: '/v2'},
						{strip_path_suffix: '.css'},
						{strip_path_suffix: '/orders'},
					],
					...[
						{uri_substring: [{find: 'api', replace: 'web'}]},
						{uri: '/host/{http.request.host}'},
						{uri: '/l/{http.request.host.labels.1}'},
					],
				)
				.map((more) => ({handler: 'rewrite', ...more})),
		},
		{
			weight: 2,
			arbitrary: fc.constantFrom<Json>(
				{handler: 'vars', area: 'api'},
				{handler: 'vars', area: '{http.request.method}'},
				{handler: 'headers', response: {set: {'X-A': ['b']}}},
			),
		},
		...(depth > 0
			? [{weight: 5, arbitrary: routes(depth - 1).map((inner) => ({handler: 'subroute', routes: inner}) as Json)}]
			: []),
	);

const routes = (depth: number): fc.Arbitrary<Json[]> =>
	fc.array(
		fc.record(
			{
				match: fc.array(set(1), {minLength: 1, maxLength: 2}),
				handle: fc.array(handler(depth), {minLength: 1, maxLength: 2}),
				terminal: fc.constantFrom(true, false, false),
				group: fc.constantFrom('g1', 'g2'),
			},
			{requiredKeys: ['handle', 'match']},
		),
		{minLength: 2, maxLength: 6},
	);

/** Routes of all kinds with requests that meet some of them; an upstream is named by its backend. */
export const generatedCaddy = fc.record({
	routes: routes(2),
	requests: fc.array(fc.record({host, path, method}), {minLength: 12, maxLength: 12}),
});
