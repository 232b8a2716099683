import fc from 'fast-check';

const host = fc.constantFrom(
	'shop.test',
	'www.test',
	'eu.shop.test',
	'api.eu.shop.test',
	'shop.test.evil',
	'nobody.test',
	'xshop.test',
);
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
		'/x/static/y',
		'/api;v=1',
		'/old/api/new',
	],
);
const method = fc.constantFrom('GET', 'GET', 'GET', 'POST', 'DELETE', 'HEAD');
const flag = fc.constantFrom('', '', '-i ');
const fragment = fc.constantFrom(
	'/api',
	'/api/',
	'api',
	'static',
	'/static/',
	'.css',
	'/',
	'orders',
	'/API',
	'/v2',
	'x',
	'/a.b',
);
const domain = fc.constantFrom('shop.test', 'www.test', '.shop.test', 'shop', 'test', 'eu', 'SHOP.test', 'eu.shop');
const pattern = fc.constantFrom(
	...[
		"'^/api(/|$)'",
		"'^/v[0-9]+/orders'",
		'\\.css$',
		'\\.(css|map)$',
		"'/api.x'",
		"'^/(a|x)/.*'",
		'^/[^/]+/api',
		"'(?i)^/api'",
		'^/a\\.b$',
		'"^/a\\\\.b\\$"',
	],
);

const criterion = fc.oneof(
	fc
		.tuple(
			fc.constantFrom('path_beg', 'path_end', 'path_sub', 'path_dir', 'path', 'path -m beg', 'url_beg', 'path_dom'),
			flag,
			fc.array(fragment, {minLength: 1, maxLength: 3}),
		)
		.map(([name, i, values]) => `${name} ${i}${values.join(' ')}`),
	fc
		.tuple(
			fc.constantFrom(
				'hdr(host)',
				'hdr_end(host)',
				'hdr_beg(host)',
				'hdr_dom(host)',
				'hdr_sub(host)',
				'req.hdr(host),lower',
				'hdr(Host) -m dom',
				'req.hdr(host),field(1,.)',
				'base_beg',
			),
			flag,
			fc.array(domain, {minLength: 1, maxLength: 3}),
		)
		.map(([name, i, values]) => `${name} ${i}${values.join(' ')}`),
	fc
		.tuple(fc.constantFrom('path_reg', 'path -m reg', 'path,lower -m reg'), flag, pattern)
		.map(([name, i, value]) => `${name} ${i}${value}`),
	fc.constantFrom(
		'method GET',
		'method POST DELETE',
		'ssl_fc',
		'always_true',
		'path -m found',
		'path_len lt 6',
		'path_len 4:8',
		'path,length ge 9',
		'path,word(1,/) api',
		'path,field(2,/) -m str a api',
		'hdr_cnt(host) 1',
		'var(txn.area) -m str api',
		'var(txn.none) -m found',
		'req.hdr(host),host_only -m end .test',
		'path,upper -m beg /API',
		'int(5) gt 3',
		'bool(false)',
	),
);
const term = fc
	.tuple(
		fc.constantFrom('', '', '', '!', '! '),
		fc.oneof(
			{weight: 3, arbitrary: criterion.map((text) => `{ ${text} }`)},
			{weight: 2, arbitrary: fc.constantFrom('l0', 'l1', 'l2', 'METH_GET', 'TRUE', 'FALSE', 'HTTP')},
		),
	)
	.map(([not, text]) => not + text);
const condition = fc
	.tuple(
		fc.constantFrom('if', 'if', 'if', 'unless'),
		fc.array(term, {minLength: 1, maxLength: 3}),
		fc.option(fc.array(term, {minLength: 1, maxLength: 2})),
	)
	.map(([word, first, second]) => `${word} ${first.join(' ')}${second === null ? '' : ` or ${second.join(' ')}`}`);
const action = fc.constantFrom(
	...[
		'return status 410',
		'deny',
		'redirect location /new',
		'set-path /moved%[path]',
		'set-path /api/fixed',
		"replace-path '^/api/(.*)' '/\\1'",
		'replace-path (.*) /p\\1',
	],
	...[
		'set-header Host other.test',
		'set-var(txn.area) path,word(1,/)',
		'set-header X-Any 1',
		'allow',
		'set-method POST',
		'replace-pathq /a(.*) /z\\1',
		'set-path %[path,lower]',
		'set-path %[path,regsub(^/v2,/v3)]',
	],
);
const backends = ['b0', 'b1', 'b2', 'b3'] as const;
const backend = fc.constantFrom(...backends);

export type GeneratedProxy = {
	/** of the frontend */
	readonly rules: readonly string[];
	readonly requests: readonly {readonly host: string; readonly path: string; readonly method: string}[];
	/** of each backend */
	readonly within: readonly (readonly string[])[];
	readonly map: string;
	readonly standard: string | null;
};

const httpRule = fc
	.tuple(action, fc.option(condition, {freq: 6}))
	.map(([text, met]) => `http-request ${text}${met === null ? '' : ` ${met}`}`);

/** Rules of all kinds with requests that meet some of them. */
export const generatedProxy: fc.Arbitrary<GeneratedProxy> = fc.record({
	rules: fc
		.tuple(
			fc.array(criterion, {minLength: 3, maxLength: 3}),
			fc.array(httpRule, {maxLength: 2}),
			fc.array(
				condition.map((met) => `redirect location /r ${met}`),
				{maxLength: 1},
			),
			fc.array(
				fc.oneof(
					{weight: 5, arbitrary: fc.tuple(backend, condition).map(([to, met]) => `use_backend ${to} ${met}`)},
					{weight: 1, arbitrary: condition.map((met) => `use_backend %[req.hdr(host),lower,MAP] ${met}`)},
					{weight: 1, arbitrary: condition.map((met) => `use_backend b%[path,length,iif(1,0)] ${met}`)},
				),
				{minLength: 2, maxLength: 6},
			),
		)
		.map(([lists, before, redirects, uses]) => [
			...lists.map((text, index) => `acl l${index} ${text}`),
			...before,
			...redirects,
			...uses,
		]),
	requests: fc.array(fc.record({host, path, method}), {minLength: 10, maxLength: 10}),
	within: fc.array(
		fc.array(
			httpRule.filter((text) => !/ l\d|!l\d|! l\d/.test(text)),
			{maxLength: 1},
		),
		{minLength: 4, maxLength: 4},
	),
	map: fc.array(fc.tuple(host, backend), {maxLength: 4}).map((pairs) => pairs.map((pair) => pair.join(' ')).join('\n')),
	standard: fc.option(backend, {freq: 5}),
});

export const generatedBackends = backends;
