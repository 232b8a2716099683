import {describe, expect, test} from '@jest/globals';
import {apacheRoute} from '../../../src/adapters/proxy/apache-route.ts';
import {readApache} from '../../../src/adapters/proxy/apache-source.ts';
import {nginxRoute} from '../../../src/adapters/proxy/nginx-route.ts';
import {printedFiles, readNginx} from '../../../src/adapters/proxy/nginx-source.ts';
import type {RouteQuestion} from '../../../src/model/mapping.ts';
import {faultOf} from '../registry/asking.ts';

const question: RouteQuestion = {
	scheme: 'http',
	host: 'shop.test',
	port: 80,
	path: `/${'a'.repeat(60)}!`,
	method: 'GET',
};
const many = (count: number, line: (index: number) => string): string =>
	Array.from({length: count}, (_, index) => line(index)).join('\n');

const nginx = async (text: string, more: Readonly<Record<string, string>> = {}) => {
	const files = {'/etc/nginx/nginx.conf': text, ...more};
	const dump = Object.entries(files).map(([path, content]) => `# configuration file ${path}:\n${content}\n`);
	const {main, files: read} = printedFiles(dump.join(''));
	return nginxRoute(await readNginx(read, main), question);
};
const inServer = (text: string) => nginx(`http {\nserver {\n${text}\n}\n}`);
const apache = async (text: string) => {
	const files = {read: async () => text, named: async (pattern: string) => [pattern]};
	const build = {root: '/etc/apache2', modules: null, version: '2.4.0', defines: []};
	return apacheRoute(await readApache(files, '/etc/apache2/apache2.conf', build), question);
};
/**
 * Runs it and says what came, within twenty seconds of work, which is twenty times what it takes: what means harm takes
 * hours where it takes hold, and a process that has run many suites collects its memory longer than a new one.
 */
async function soon<T>(run: () => Promise<T>): Promise<T> {
	const began = process.cpuUsage();
	try {
		return await run();
	} finally {
		expect(process.cpuUsage(began).user / 1_000).toBeLessThan(20_000);
	}
}
const evil = '"^/(a+)+$"';

describe('a configuration of nginx that means harm', () => {
	test('is read though it has ten megabytes', async () => {
		const text = many(
			150_000,
			(index) => `location /place/of/a/long/name/${index}/ { proxy_pass http://10.0.0.1; } # more`,
		);
		expect(text.length).toBeGreaterThan(10_000_000);
		expect((await soon(() => inServer(`${text}\nlocation / { proxy_pass http://10.0.0.2; }`))).targets[0]!.name).toBe(
			'10.0.0.2',
		);
	});

	test('cannot hold us up with patterns: what is not evaluated is unsure', async () => {
		const text = `${many(5_000, (index) => `location ~ ${evil.replace('$', `${index}$`)} { return 404; }`)}\nlocation / { proxy_pass http://10.0.0.2; }`;
		const route = await soon(() => inServer(text));
		expect(route.outcome).toBe('proxied');
		expect(route.unsure.join()).toContain('take too long to match');
	});

	test.each([
		['blocks without end', `${'a {'.repeat(200_000)}`, 'invalid-answer'],
		['a quote without end', `http { server_name "${'a'.repeat(5_000_000)}`, 'invalid-answer'],
		['Lua without end', `http { content_by_lua_block { ${'{'.repeat(1_000_000)}`, 'invalid-answer'],
		['ends alone', '}', 'invalid-answer'],
		['millions of directives', 'a;'.repeat(1_200_000), 'too-large'],
		['ports without end', `http { ${many(100, () => 'server { listen 1-60000; }')} }`, 'too-large'],
		['a file that includes itself', 'include nginx.conf;', 'invalid-answer'],
		['a file that includes itself often', many(50, () => 'include /etc/nginx/nginx.conf;'), 'invalid-answer'],
		['thousands of patterns of files', many(2_000, () => 'include *.x*;'), 'too-large'],
	])('%s', async (_, text, code) => {
		expect((await faultOf(soon(() => nginx(text)))).code).toBe(code);
	});

	test('cannot fill the memory with variables that double or lead to one another', async () => {
		const doubling = `set $a aaaa;\n${many(60, () => 'set $a $a$a;')}\nlocation / { proxy_pass http://$a; }`;
		const doubled = await soon(() => inServer(doubling));
		expect(doubled.outcome).toBe('proxied');
		expect(doubled.targets.flatMap(({members}) => members)).toEqual([]);
		const circle = many(30, (index) => `map $x $m${index} { default ${`$m${index + 1}`.repeat(30)}; a b; }`);
		expect(
			(await soon(() => nginx(`http { ${circle} server { location / { proxy_pass http://$m0; } } }`))).outcome,
		).toBe('proxied');
	});

	test('cannot send us round for ever', async () => {
		const round =
			'location / { rewrite ^ /x$uri last; proxy_pass http://10.0.0.1; }\nerror_page 404 /y;\nindex a/ b/ c/ d/ e/ f/ g/;';
		expect((await soon(() => inServer(round))).outcome).toBe('answered');
		const slashes = 'index a/ b/ c/ d/ e/ f/ g/ h/;\nerror_page 404 /z/;\nlocation / { try_files $uri/ /y/$uri/; }';
		expect(['served', 'answered']).toContain((await soon(() => inServer(slashes))).outcome);
	});

	test('with a hundred thousand servers on one socket is read once', async () => {
		const text = many(100_000, (index) => `server { listen 80; ssl off; server_name *.s${index}.test ~^s${index}; }`);
		expect((await soon(() => nginx(`http {\n${text}\n}`))).match?.how).toBe('default');
	});

	test('tells no secret that a condition compares with', async () => {
		const route = await inServer(
			'if ($http_x_origin_key != "s3cr3t-k3y") { return 403; }\nlocation / { proxy_pass http://10.0.0.1; }',
		);
		expect(route.unsure.join()).toContain('$http_x_origin_key');
		expect(JSON.stringify(route)).not.toContain('s3cr3t');
	});
});

describe('a configuration of Apache that means harm', () => {
	test('is read though it has ten megabytes', async () => {
		const text = many(180_000, (index) => `ProxyPass "/place/of/a/long/name/${index}/" "http://10.0.0.1/"`);
		expect(text.length).toBeGreaterThan(9_900_000);
		expect((await soon(() => apache(`Listen 80\n${text}\nProxyPass / http://10.0.0.2/`))).targets[0]!.name).toBe(
			'10.0.0.2',
		);
	});

	test('cannot hold us up with patterns', async () => {
		const text = many(5_000, (index) => `ProxyPassMatch ${evil.replace('$', `${index}$`)} http://10.0.0.1`);
		const route = await soon(() => apache(`Listen 80\n${text}\nProxyPass / http://10.0.0.2/`));
		expect(route).toMatchObject({
			outcome: 'proxied',
			unsure: expect.arrayContaining([expect.stringContaining('take too long')]),
		});
	});

	test.each([
		['sections without end', '<Location />\n'.repeat(100_000), 'invalid-answer'],
		['the end of nothing', '</Location>', 'invalid-answer'],
		['one section that is never closed', '<VirtualHost *:80>', 'invalid-answer'],
		['definitions that double', `Define a 12345678\n${many(60, () => 'Define a ${a}${a}')}`, 'too-large'],
		['one line of variables', `Define a ${'a'.repeat(60_000)}\nX ${'${a}'.repeat(1_000_000)}`, 'too-large'],
		['millions of lines', 'A b\n'.repeat(1_200_000), 'too-large'],
		['a file that includes itself', 'Include apache2.conf', 'invalid-answer'],
	])('%s', async (_, text, code) => {
		expect((await faultOf(soon(() => apache(text)))).code).toBe(code);
	});

	test('cannot send us round for ever, nor fill the memory', async () => {
		const round = 'Listen 80\nRewriteEngine On\nRewriteRule ^(.*)$ /x$1$1$1$1 [N]\nRewriteRule ^ - [N]';
		expect(['served', 'answered']).toContain((await soon(() => apache(round))).outcome);
		const huge = `Listen 80\nRewriteEngine On\nRewriteRule ^(.*)$ /${'$1%{REQUEST_URI}'.repeat(500)} [PT]\n`.repeat(50);
		expect(['served', 'answered']).toContain((await soon(() => apache(huge))).outcome);
	});

	test('tells no secret that a condition compares with, nor what logs in to an upstream', async () => {
		const route = await apache(
			'Listen 80\nRewriteEngine On\nRewriteCond %{HTTP:X-Origin-Key} !=s3cr3t\nRewriteRule ^ - [F]\nProxyPass / http://me:s3cr3t@10.0.0.2/',
		);
		expect(route.outcome).toBe('proxied');
		expect(JSON.stringify(route)).not.toContain('s3cr3t');
	});
});
