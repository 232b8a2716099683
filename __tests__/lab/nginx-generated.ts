import type {Chance} from './proxy-chance.ts';

/** Configurations in which no file of nginx's own is ever there, so that where a request lands is certain. */

const names = [
	'shop.test',
	'www.shop.test',
	'*.shop.test',
	'*.eu.shop.test',
	'.shop.test',
	'shop.*',
	'www.shop.*',
	'"~^(?<tenant>[a-z]+)\\.apps\\.test$"',
	'~^www\\d+\\.',
	'~shop',
	'""',
	'_',
];
export const hosts = [
	'shop.test',
	'www.shop.test',
	'a.shop.test',
	'b.eu.shop.test',
	'shop.org',
	'www.shop.co.uk',
	'acme.apps.test',
	'www7.other.test',
	'myshop.net',
	'nobody.test',
	'test',
];
const prefixes = ['/', '/api', '/api/', '/api/v2/', '/a', '/app/', '/static/', '/a b/', '/x/y', '/files/', '/API/'];
const patterns = [
	'\\.png$',
	'^/api/v[0-9]+/',
	'^/(?!api)a',
	'^/(?<one>[a-z]+)/(\\d+)$',
	'/x/',
	'^/[^/]+/[^/]+$',
	'\\.(?:jpe?g|gif)$',
	'^/a',
	'.*\\.php(/|$)',
	'^/(.)\\1',
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
];

export function generated(
	chance: Chance,
	listen: string,
	backends: readonly string[],
	ports: readonly number[],
): string {
	const upstreams = backends.map((name, index) => `upstream ${name} { server 127.0.0.1:${ports[index]}; }`);
	const left = [...names];
	const servers = Array.from({length: 4 + chance.below(4)}, (_, index) => {
		const own = chance.some(left, 3);
		for (const name of own) left.splice(left.indexOf(name), 1);
		const named = own.length === 0 ? '' : `server_name ${own.join(' ')};\n`;
		const standard = index === 2 && chance.odds(0.5) ? ' default_server' : '';
		return `server {\nlisten ${listen}${standard};\nroot /nowhere;\n${named}${chance.odds(0.3) ? first(chance) : ''}${locations(chance, backends, '', 0)}${fallback(chance, backends)}}`;
	});
	const map = `map $host $mapped { default ${chance.of(backends)}; hostnames; *.shop.test ${chance.of(backends)}; ~^www ${chance.of(backends)}; }`;
	return [...upstreams, map, ...servers].join('\n');
}

/** What runs before a location is chosen. */
const first = (chance: Chance): string =>
	chance.of([
		'rewrite ^/old/(\\d+)$ /api/v2/$1 last;\n',
		'if ($host = www.shop.test) { return 301 https://shop.test$request_uri; }\n',
		'rewrite ^/shop/(.*)$ /app/$1;\nrewrite ^/app/42$ /api/orders break;\n',
		'if ($request_method = POST) { return 405; }\n',
		'set $place api;\nif ($uri ~ ^/m/) { rewrite ^ /$place/moved last; }\n',
	]);

const fallback = (chance: Chance, backends: readonly string[]): string =>
	`location @app { proxy_pass http://${chance.of(backends)}; }\n`;

function locations(chance: Chance, backends: readonly string[], above: string, depth: number): string {
	const own = chance.some(
		prefixes.filter((prefix) => prefix.startsWith(above) && prefix !== above),
		depth === 0 ? 7 : 2,
	);
	const exact = depth === 0 ? chance.some(['/', '/api', '/app', '/secret', '/x/y/'], 2) : [];
	const found = chance.some(patterns, depth === 0 ? 4 : 1);
	const all = [
		...own.map(
			(path) => `location ${chance.odds(0.2) ? '^~ ' : ''}"${path}" {\n${inside(chance, backends, path, depth)}}\n`,
		),
		...exact.map((path) => `location = ${path} {\n${does(chance, backends, true)}}\n`),
		...found.map(
			(path) => `location ${chance.odds(0.3) ? '~*' : '~'} "${path}" {\n${does(chance, backends, false)}}\n`,
		),
	];
	return chance.some(all, all.length).join('') + (depth === 0 ? all.slice(0, 0).join('') : '');
}

const inside = (chance: Chance, backends: readonly string[], path: string, depth: number): string =>
	does(chance, backends, true) + (depth < 2 && chance.odds(0.3) ? locations(chance, backends, path, depth + 1) : '');

function does(chance: Chance, backends: readonly string[], plain: boolean): string {
	const to = chance.of(backends);
	const always = [
		`proxy_pass http://${to};\n`,
		`proxy_pass http://${to};\n`,
		`set $there ${to};\nproxy_pass http://$there;\n`,
		'proxy_pass http://$mapped;\n',
		`proxy_pass http://${to}$request_uri;\n`,
		`if ($request_method = GET) { set $there ${to}; }\nproxy_pass http://$there;\n`,
		'return 404;\n',
		'return 302 /elsewhere;\n',
		'try_files /none @app;\n',
		'error_page 418 = @app;\nreturn 418;\n',
		'deny all;\n',
		`rewrite ^/api/(.*)$ /app/$1 last;\nproxy_pass http://${to};\n`,
		`rewrite ^/[^/]+/(.*)$ /$1 break;\nproxy_pass http://${to};\n`,
		`if ($uri ~ "^/a(.)") { proxy_pass http://${chance.of(backends)}; }\nproxy_pass http://${to};\n`,
		'',
	];
	const placed = [
		`proxy_pass http://${to}/;\n`,
		`proxy_pass http://${to}/in/;\n`,
		`proxy_pass http://${to}/in;\n`,
		`rewrite ^/[^/]+/(.*)$ /$1 break;\nproxy_pass http://${to}/in/;\n`,
	];
	return chance.of(plain ? [...always, ...placed] : always);
}
