import type {HttpResponse} from '../../world.ts';
import {withoutSecrets} from './secrets.ts';

type Names = Readonly<Record<string, string>>;

/** Headers that one of them alone sends. */
const telling: Names = {
	'akamai-grn': 'akamai',
	'apigw-requestid': 'amazon-api-gateway',
	'cdn-pullzone': 'bunny',
	'cf-ray': 'cloudflare',
	'fly-request-id': 'fly',
	'rndr-id': 'render',
	'x-akamai-transformed': 'akamai',
	'x-amz-apigw-id': 'amazon-api-gateway',
	'x-amz-cf-id': 'cloudfront',
	'x-amz-cf-pop': 'cloudfront',
	'x-azure-ref': 'azure-front-door',
	'x-envoy-upstream-service-time': 'envoy',
	'x-fastly-request-id': 'fastly',
	'x-github-request-id': 'github-pages',
	'x-iinfo': 'imperva',
	'x-kong-proxy-latency': 'kong',
	'x-kong-request-id': 'kong',
	'x-kong-response-latency': 'kong',
	'x-kong-upstream-latency': 'kong',
	'x-nf-request-id': 'netlify',
	'x-railway-edge': 'railway',
	'x-railway-request-id': 'railway',
	'x-render-origin-server': 'render',
	'x-sucuri-id': 'sucuri',
	'x-varnish': 'varnish',
	'x-vercel-id': 'vercel',
};

/** Words of `Server`, `Via` and `X-Powered-By` (RFC 9110, 10.2.4 and 7.6.3): products, with their versions cut off. */
const products: Names = {
	akamaighost: 'akamai',
	amazons3: 'amazon-s3',
	apache: 'apache',
	'apache-coyote': 'tomcat',
	awselb: 'amazon-load-balancer',
	bunnycdn: 'bunny',
	caddy: 'caddy',
	cloudflare: 'cloudflare',
	cloudfront: 'cloudfront',
	deno: 'deno',
	envoy: 'envoy',
	express: 'express',
	'fly.io': 'fly',
	frontend: 'google',
	'github.com': 'github-pages',
	google: 'google',
	gunicorn: 'gunicorn',
	gws: 'google',
	h2o: 'h2o',
	haproxy: 'haproxy',
	'heroku-router': 'heroku',
	'istio-envoy': 'envoy',
	jetty: 'jetty',
	kestrel: 'kestrel',
	kong: 'kong',
	lighttpd: 'lighttpd',
	litespeed: 'litespeed',
	'microsoft-azure-application-gateway': 'azure-application-gateway',
	'microsoft-httpapi': 'iis',
	'microsoft-iis': 'iis',
	netlify: 'netlify',
	'next.js': 'next',
	nginx: 'nginx',
	openresty: 'nginx',
	php: 'php',
	puma: 'puma',
	'railway-edge': 'railway',
	squid: 'squid',
	tengine: 'nginx',
	traefik: 'traefik',
	uvicorn: 'uvicorn',
	varnish: 'varnish',
	vegur: 'heroku',
	vercel: 'vercel',
	waitress: 'waitress',
	werkzeug: 'werkzeug',
};

// A Map asks neither for own nor for inherited properties: names come from outside, and by the thousand.
const tellers = new Map(Object.entries(telling));
const makers = new Map(Object.entries(products));

const worded = new Set(['server', 'via', 'x-powered-by']);
/** Characters of a value and values of an answer that are looked at: whatever comes, looking ends. */
const longest = 512;
const mostHeaders = 200;

/** Proxies, caches and servers that the headers name, sorted. What they leave out is not there is not said. */
export function namedBy(response: Pick<HttpResponse, 'rawHeaders'>): readonly string[] {
	const named = new Set<string>();
	for (const pair of response.rawHeaders.slice(0, mostHeaders)) {
		const name = pair[0].toLowerCase();
		const value = pair[1];
		const teller = tellers.get(name);
		if (teller !== undefined) named.add(teller);
		if (name === 'x-served-by' && /\bcache-[a-z]{3}/.test(value.slice(0, longest))) named.add('fastly');
		if (!worded.has(name)) continue;
		for (const word of value
			.slice(0, longest)
			.toLowerCase()
			.split(/[\s,;()]+/)) {
			const [product = ''] = (word.startsWith('@') ? word.slice(1) : word).split('/', 1);
			const end = makers.get(product.endsWith('.cloudfront.net') ? 'cloudfront' : product);
			if (end !== undefined) named.add(end);
		}
	}
	return [...named].sort();
}

/** Headers by which a workload or what balances it says which instance answered. */
const instanceHeaders = new Set([
	'fly-instance-id',
	'x-backend',
	'x-backend-server',
	'x-container',
	'x-container-id',
	'x-hostname',
	'x-instance',
	'x-instance-id',
	'x-node',
	'x-pod',
	'x-pod-name',
	'x-replica',
	'x-server',
	'x-server-id',
	'x-server-name',
	'x-served-by',
	'x-upstream',
	'x-upstream-addr',
]);
const mostInstances = 8;
const longestInstance = 128;

/** What names the instance that answered, as `header: value`: anybody's word, without the values that were sent. */
export function instancesNamed(
	response: Pick<HttpResponse, 'rawHeaders'>,
	secrets: readonly string[],
): readonly string[] {
	const named: string[] = [];
	for (const pair of response.rawHeaders.slice(0, mostHeaders)) {
		const name = pair[0].toLowerCase();
		if (!instanceHeaders.has(name)) continue;
		const value = pair[1].trim();
		if (value === '') continue;
		named.push(`${name}: ${withoutSecrets(value, secrets).slice(0, longestInstance)}`);
		if (named.length === mostInstances) break;
	}
	return named;
}
