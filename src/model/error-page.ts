/**
 * Whose word a page is that answers in place of what was asked for. `proxy`: of a proxy, a cache, a platform or a web
 * server that serves files, so nothing behind it was asked or its answer was replaced. `application`: of a framework, so
 * the request did reach an application. `either`: several of both kinds write the very same.
 */
type PageKind = 'proxy' | 'application' | 'either';

/** Each code that an answer's `pageOf` may have. */
export const errorPages = {
	akamai: 'proxy',
	'amazon-api-gateway': 'proxy',
	'amazon-load-balancer': 'proxy',
	'amazon-s3': 'proxy',
	apache: 'proxy',
	'asp-net': 'application',
	'azure-app-service': 'proxy',
	'azure-application-gateway': 'proxy',
	'azure-front-door': 'proxy',
	caddy: 'proxy',
	/** an error without a body, which Caddy gives and also passes on */
	'caddy-or-behind': 'either',
	cloudflare: 'proxy',
	cloudfront: 'proxy',
	django: 'application',
	'django-rest-framework': 'application',
	envoy: 'proxy',
	express: 'application',
	fastapi: 'application',
	fastify: 'application',
	fastly: 'proxy',
	gin: 'application',
	'github-pages': 'proxy',
	/** `http.NotFound`: Traefik's own answer, and that of every program whose router is Go's */
	'go-or-traefik': 'either',
	google: 'proxy',
	hapi: 'application',
	haproxy: 'proxy',
	heroku: 'proxy',
	iis: 'proxy',
	'ingress-nginx': 'proxy',
	jetty: 'application',
	kong: 'proxy',
	laravel: 'application',
	nestjs: 'application',
	netlify: 'proxy',
	next: 'application',
	nginx: 'proxy',
	nitro: 'application',
	phoenix: 'application',
	rails: 'application',
	railway: 'proxy',
	render: 'proxy',
	rocket: 'application',
	sinatra: 'application',
	spring: 'application',
	squid: 'proxy',
	symfony: 'application',
	tomcat: 'application',
	traefik: 'proxy',
	varnish: 'proxy',
	vercel: 'proxy',
	werkzeug: 'application',
} as const satisfies Readonly<Record<string, PageKind>>;
export type ErrorPage = keyof typeof errorPages;

/** null: nobody's page that is known; evidence of another version may name a code that this one does not have. */
export const pageKindOf = (pageOf: string | null): PageKind | null =>
	pageOf !== null && Object.hasOwn(errorPages, pageOf) ? errorPages[pageOf as ErrorPage] : null;
