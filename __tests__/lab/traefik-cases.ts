import type {Settings} from './traefik.ts';

/** A host of its own with routers whose rules, priorities and middlewares are drawn by lot, and requests to it. */
export type Case = {
	readonly host: string;
	readonly routers: Readonly<Record<string, Settings>>;
	readonly middlewares: Readonly<Record<string, Settings>>;
	readonly requests: readonly {readonly path: string; readonly method: string}[];
};

/** mulberry32: the same cases in every run. */
function lots(seed: number): (below: number) => number {
	return (below) => {
		seed = (seed + 0x6d2b79f5) | 0;
		let mixed = Math.imul(seed ^ (seed >>> 15), 1 | seed);
		mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed;
		return Math.floor((((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32) * below);
	};
}

const paths = [
	...['/', '/api', '/api/', '/api/orders', '/api/orders/7', '/apiary', '/v1/orders', '/v22/orders', '/static/app.js'],
	...['//api//orders', '/web/../api/orders', '/api/./orders/', '/a%70i/orders', '/caf%C3%A9', '/api/a%20b', '/API'],
	...['/api/orders/../..', '/v1/orders?page=2', '/static/%7Euser', '/..', '/api/orders.json'],
];
const third = [
	...['PathPrefix(`/api`)', 'PathPrefix(`/api/`)', 'Path(`/api/orders`)', 'Path("/api")', 'PathPrefix(`/static`)'],
	...['PathRegexp(`^/v[0-9]+/`)', 'PathRegexp(`\\.(js|json)$`)', 'PathRegexp(`orders/\\d+`)', 'Path(`/café`)'],
	...['Method(`POST`)', 'Method(`GET`)', 'PathPrefix(`/api/a b`)', 'PathRegexp(`(?i)^/api$`)', 'pathprefix(`/v1`)'],
];
const second = [
	...['PathPrefix(`/api`, `/v1`)', 'Path(`/api/{name:[a-z]+}`)', 'Path(`/api/{name}`)', 'Method(`POST`, `PUT`)'],
	...['PathPrefix(`/{version:v[0-9]{1,2}}/`)', 'Path(`/`, `/api`)'],
];
const changes: readonly Settings[] = [
	{stripPrefix: {prefixes: ['/api', '/v1']}},
	{stripPrefix: {prefixes: ['/api/orders'], forceSlash: true}},
	{stripPrefixRegex: {regex: ['/v[0-9]+']}},
	{addPrefix: {prefix: '/inner'}},
	{replacePath: {path: '/fixed'}},
	{replacePathRegex: {regex: '^/api/(.*)', replacement: '/svc/$1'}},
	{replacePathRegex: {regex: 'orders', replacement: 'o'}},
	{redirectRegex: {regex: '^http://[^/]+/static/(.*)', replacement: 'https://cdn.test/${1}'}},
	{redirectScheme: {scheme: 'https'}},
	{headers: {customRequestHeaders: {'X-By': 'lot'}}},
];

export function cases(count: number, seed = 7): readonly Case[] {
	const lot = lots(seed);
	const one = <T>(all: readonly T[]): T => all[lot(all.length)]!;
	const expression = (of: readonly string[], depth: number): string => {
		const way = lot(depth > 2 ? 1 : 5);
		if (way < 2) return one(of);
		if (way === 2) return `!${depth > 1 ? one(of) : `(${expression(of, depth + 1)})`}`;
		return `(${expression(of, depth + 1)}${way === 3 ? ' && ' : ' || '}${expression(of, depth + 1)})`;
	};
	return Array.from({length: count}, (_, index) => {
		const host = `case-${index}.test`;
		const routers: Record<string, Settings> = {};
		const middlewares: Record<string, Settings> = {};
		for (let number = 0; number < 4; number++) {
			const old = lot(4) === 0;
			const own = Array.from({length: lot(3)}, (_, at) => `m-${index}-${number}-${at}`);
			for (const name of own) middlewares[name] = one(changes);
			routers[`r-${index}-${number}`] = {
				rule: `Host(\`${host}\`) && ${number === 0 ? 'PathPrefix(`/`)' : expression(old ? second : third, 0)}`,
				service: `to-${number}`,
				...(own.length === 0 ? {} : {middlewares: own}),
				...(old ? {ruleSyntax: 'v2'} : {}),
				...(lot(3) === 0 ? {priority: 1 + lot(200)} : {}),
			};
		}
		const requests = Array.from({length: 5}, () => ({path: one(paths), method: one(['GET', 'GET', 'POST'])}));
		return {host, routers, middlewares, requests};
	});
}
