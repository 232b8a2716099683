import {describe, expect, test} from '@jest/globals';
import {isProxied} from '../../src/model/proxied.ts';

const through = (url: string, exempt: string): boolean =>
	isProxied(new URL(url), {HTTPS_PROXY: 'http://proxy:3128', HTTP_PROXY: 'http://proxy:3128', NO_PROXY: exempt});

describe('a host is asked directly', () => {
	test.each([
		['by its name, and every host below it', 'example.com', 'https://example.com/', 'https://a.b.example.com/'],
		['in any case', 'EXAMPLE.com', 'https://example.COM/', 'https://API.example.com/'],
		['with a dot before it, below that name', '.example.com', 'https://api.example.com/', 'https://a.b.example.com/'],
		['with a star before it, as with a dot', '*.example.com', 'https://api.example.com/', 'https://a.b.example.com/'],
		['with a dot at the end of either', 'example.com.,other.org', 'https://example.com/', 'https://other.org./'],
		['by a star, whichever it is', '*', 'https://example.com/', 'http://10.0.0.1/'],
		['at one port', 'example.com:8443', 'https://example.com:8443/', 'https://api.example.com:8443/'],
		[
			'at the port that goes without saying',
			'example.com:443,other.org:80',
			'https://example.com/',
			'http://other.org/',
		],
		['by its address', '10.1.2.3,192.0.2.1:5000', 'http://10.1.2.3/', 'http://192.0.2.1:5000/'],
		[
			'by its address in any notation',
			'2001:DB8:0::1,[2001:db8::2]',
			'http://[2001:db8::1]/',
			'https://[2001:db8::2]/',
		],
		['by an address with its port', '[2001:db8::1]:5000,1.2.3.4', 'http://[2001:db8::1]:5000/', 'http://1.2.3.4/'],
		['by its network', '10.0.0.0/8,fd00::/8', 'http://10.200.3.4/', 'https://[fd12::1]/'],
		['as IPv4 inside IPv6', '10.0.0.0/8,192.0.2.1', 'http://[::ffff:10.1.1.1]/', 'http://[::ffff:192.0.2.1]/'],
		[
			'among others, after commas or spaces',
			' one.org , example.com\ttwo.org',
			'https://example.com/',
			'https://two.org/',
		],
		['as this machine, whatever is exempt', '', 'http://localhost:5000/', 'http://127.8.9.1/'],
		['as this machine in IPv6', '', 'http://[::1]:5000/', 'http://[::ffff:127.0.0.1]/'],
	])('%s', (_, exempt, ...urls) => {
		for (const url of urls) expect([url, through(url, exempt)]).toEqual([url, false]);
	});
});

describe('a host is asked through the proxy', () => {
	test.each([
		['that only ends alike', 'example.com', 'https://notexample.com/'],
		['of which only a host below is exempt', 'api.example.com', 'https://example.com/'],
		['of which only hosts below are exempt', '.example.com', 'https://example.com/'],
		['with a star', '*.example.com', 'https://example.com/'],
		['at another port', 'example.com:8443', 'https://example.com/'],
		['at the port of the other scheme', 'example.com:80', 'https://example.com/'],
		['of another network', '10.0.0.0/8', 'http://11.0.0.1/'],
		['by a name, when a network is exempt: nobody looks it up', '10.0.0.0/8', 'http://ten.example/'],
		['by an address that ends like an exempt one', '0.0.1', 'http://10.0.0.1/'],
		['with nothing exempt', '', 'https://example.com/'],
		['with nothing but separators', ' , ,, ', 'https://example.com/'],
		['with a dot alone, or what is no host at all', '.,..,:443,[,[::1,10.0.0.0/99,/', 'https://example.com/'],
		['named like this machine', '', 'https://localhost.example/'],
	])('%s', (_, exempt, url) => {
		expect(through(url, exempt)).toBe(true);
	});
});

test('the variable in small letters comes first, and an empty one says nothing', () => {
	const env = {https_proxy: 'proxy:3128', no_proxy: 'one.org', NO_PROXY: 'two.org'};
	expect(isProxied(new URL('https://one.org/'), env)).toBe(false);
	expect(isProxied(new URL('https://two.org/'), env)).toBe(true);
	expect(isProxied(new URL('https://two.org/'), {...env, no_proxy: ''})).toBe(false);
	expect(isProxied(new URL('http://two.org/'), env)).toBe(false);
});
