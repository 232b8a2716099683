import type {Chance} from './proxy-chance.ts';

/** Configurations in which no file of Apache's own is ever there, so that where a request lands is certain. */

const names = [
	'ServerName shop.test',
	'ServerName www.shop.test',
	'ServerAlias *.shop.test',
	'ServerAlias *.eu.shop.test',
	'ServerAlias shop.*',
	'ServerAlias w?w.*.test',
	'ServerName http://Other.test:80',
	'ServerAlias a.shop.test b.eu.shop.test',
];
export const hosts = [
	'shop.test',
	'www.shop.test',
	'a.shop.test',
	'b.eu.shop.test',
	'shop.org',
	'www.x.test',
	'other.test',
	'nobody.test',
	'test',
];
const prefixes = ['/', '/api', '/api/', '/api/v2/', '/a', '/app/', '/static/', '/a b/', '/x/y', '/files/', '/API/'];
const patterns = [
	'\\.png$',
	'^/api/v[0-9]+/',
	'^/(?!api)a',
	'^/([a-z]+)/(\\d+)$',
	'/x/',
	'^/[^/]+/[^/]+$',
	'\\.(?:jpe?g|gif)$',
	'^/a(.*)$',
	'^(/.*\\.php)(/|$)',
];
export const paths = [
	'/',
	'/api',
	'/api/',
	'/api/orders',
	'/api/v2',
	'/api/v2/x',
	'/api/v12/x.png',
	'/apiary',
	'/API/x',
	'/app',
	'/app/',
	'/app/7',
	'/aa',
	'/a/b',
	'/a%20b/c',
	'/%61pi/x',
	'/api//x',
	'//api/x',
	'/x/../api/x',
	'/x/y/./z',
	'/x/y/..',
	'/x/y/.',
	'/api/%2e%2e/static/i.gif',
	'/x%2Fy',
	'/x%3Fy',
	'/static/i.jpeg',
	'/static/%7Bid%7D',
	'/static/caf%C3%A9',
	'/files/a+b',
	'/files/...',
	'/index.php/x',
	'/..',
	'/%',
	'/%00',
	'/old/7',
	'/shop/42',
	'/secret',
	'/m/1',
	'/files/50%25',
	'/files/a%22b',
];

export function generated(chance: Chance, port: number, backends: readonly string[], ports: readonly number[]): string {
	const balancers = backends.map(
		(name, index) => `<Proxy balancer://${name}>\nBalancerMember http://127.0.0.1:${ports[index]}\n</Proxy>`,
	);
	const to = (path = ''): string => {
		const index = chance.below(backends.length);
		return chance.odds(0.3) ? `balancer://${backends[index]}${path}` : `http://127.0.0.1:${ports[index]}${path}`;
	};
	const left = [...names];
	const hostsOf = Array.from({length: chance.below(5)}, () => {
		const own = chance.some(left, 3);
		for (const name of own) left.splice(left.indexOf(name), 1);
		const place = chance.odds(0.8) ? `*:${port}` : chance.odds(0.5) ? `127.0.0.1:${port}` : '*:1';
		const single = own.filter(
			(name, index) => name.startsWith('ServerAlias') || own.findIndex((one) => one.startsWith('ServerName')) === index,
		);
		return `<VirtualHost ${place}>\n${single.join('\n')}\n${rules(chance, to)}${body(chance, to)}</VirtualHost>`;
	});
	return [
		'Define version v2',
		...balancers,
		chance.odds(0.3) ? `ProxyPass /files/ ${to('/outside/')}` : '',
		chance.odds(0.2) ? `<Location /static>\nProxyPass ${to('/located')}\n</Location>` : '',
		...hostsOf,
		hostsOf.length === 0 ? rules(chance, to) + body(chance, to) : '',
	].join('\n');
}

type To = (path?: string) => string;

function rules(chance: Chance, to: To): string {
	if (chance.odds(0.4)) return '';
	const all = [
		() => `RewriteRule ^/old/(\\d+)$ ${to('/moved/$1')} [P]\n`,
		() => `RewriteCond %{HTTP_HOST} ^www\\. [NC]\nRewriteRule ^/(.*)$ https://shop.test/$1 [R=301,L]\n`,
		() => `RewriteRule ^/shop/(.*)$ /app/$1 [PT]\n`,
		() => `RewriteCond %{REQUEST_METHOD} =POST\nRewriteRule ^/api - [F]\n`,
		() =>
			`RewriteCond %{REQUEST_URI} !^/api\nRewriteCond %{HTTP_HOST} ^([a-z])\\.(.*)$ [OR]\nRewriteCond %{REQUEST_METHOD} POST\nRewriteRule ^/a(.*)$ ${to('/by/%1/$1')} [P,L]\n`,
		() => `RewriteRule ^/secret$ - [G]\n`,
		() => `RewriteCond %{HTTP:Upgrade} =websocket [NC]\nRewriteRule ^/(.*)$ ${to('/ws/$1')} [P]\n`,
		() => `RewriteRule ^/m/ /none/here [L]\n`,
		() => `RewriteRule !^/(api|static|files) ${to('/rest')} [P]\n`,
		() => `RewriteRule ^/x/(.*)$ - [S=1]\nRewriteRule ^/x - [F]\n`,
		() => `RewriteRule ^/app - [C]\nRewriteRule ^/app/(.*)$ ${to('/chained/$1')} [P]\n`,
	];
	return `RewriteEngine On\n${chance
		.some(all, 4)
		.map((one) => one())
		.join('')}`;
}

function body(chance: Chance, to: To): string {
	const passes = chance
		.some(prefixes, 5)
		.map((path) =>
			chance.of([
				() => `ProxyPass "${path}" "${to(path)}"\n`,
				() => `ProxyPass "${path}" "${to('/')}"\n`,
				() => `ProxyPass "${path}" "${to('/in/')}"\n`,
				() => `ProxyPass "${path}" "${to('/${version}')}" timeout=10\n`,
				() => `ProxyPass "${path}" "!"\n`,
				() => `<IfModule !mod_proxy.c>\nProxyPass "${path}" "${to('/never')}"\n</IfModule>\n`,
			])(),
		);
	const matches = chance
		.some(patterns, 3)
		.map((pattern) =>
			chance.of([
				() => `ProxyPassMatch "${pattern}" "${to()}"\n`,
				() => `ProxyPassMatch "${pattern}" "${to('/got/$1')}"\n`,
				() => `ProxyPassMatch "${pattern}" "!"\n`,
			])(),
		);
	const sections = chance
		.some(prefixes, 2)
		.map((path) =>
			chance.of([
				() => `<Location "${path}">\nProxyPass "${to('/section')}"\n</Location>\n`,
				() => `<Location "${path}">\nRequire all denied\n</Location>\n`,
				() => `<Location "${path}">\nProxyPass "!"\n</Location>\n`,
				() => `<LocationMatch "^${path}">\nRequire all denied\n</LocationMatch>\n`,
				() =>
					`<IfModule mod_proxy.c>\n<Location "${path}">\nProxyPass "${to('/section/')}"\n</Location>\n</IfModule>\n`,
			])(),
		);
	const redirects = chance.some(
		['Redirect 301 /app /elsewhere\n', 'Redirect gone /files\n', 'RedirectMatch 404 ^/m\n'],
		2,
	);
	return chance.some([...passes, ...matches, ...sections, ...redirects], 12).join('');
}
