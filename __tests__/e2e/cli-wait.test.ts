import {describe, expect, test} from '@jest/globals';
import type {Verdict} from '../../src/model/verdict.ts';
import type {Route} from '../fakes/endpoint.ts';
import {text} from '../fakes/endpoint.ts';
import type {Ended} from './command.ts';
import {after, before, dist, Shop} from './shop.ts';

const verdictOf = ({stdout}: Ended): Verdict => JSON.parse(stdout) as Verdict;

/** Whether a request is the probe's own, and none of those that are asked where its answer leaves a doubt. */
const isLook = ({method, url}: {readonly method?: string | undefined; readonly url?: string | undefined}): boolean =>
	method === 'GET' && !url!.includes('deploy-truth-fresh=');

/** Answers of one path in their turn, the last for ever; what is asked beside a look gets the look's. */
function inTurn(...routes: readonly Route[]): Route & {readonly times: () => number} {
	let times = 0;
	const route: Route = (request, response) => {
		if (isLook(request)) times++;
		routes[Math.min(Math.max(times, 1), routes.length) - 1]!(request, response);
	};
	return Object.assign(route, {times: () => times});
}

const looks = (shop: Shop, path: string): number =>
	shop.endpoint.seen.filter((request) => request.url === path && isLook(request)).length;

describe('waiting', () => {
	test('a rollout that arrives within the deadline is live after so many equal looks; progress goes to stderr alone', async () => {
		await using shop = await Shop.open();
		await shop.pushes(after);
		shop.configures(`version: 1
services:
  shop:
    image: ${shop.image}
${dist}    probes: [{name: workflow, url: '${shop.endpoint.url}/api/workflow', expect: 401}]
    live: {base: '${shop.endpoint.url}/', root: public}
    wait: {for: 30s, every: 200ms, rounds: 3}
`);
		// The process of before still answers the first two looks; then the new one takes over.
		const answer = inTurn(text(404, 'no such route'), text(404, 'no such route'), (_, response) => {
			shop.runs(after, {'/api/workflow': answer});
			text(401, 'who are you')(_, response);
		});
		shop.runs(before, {'/api/workflow': answer});
		const ended = await shop.run(['verify', '--format', 'json']);
		expect(ended.code).toBe(0);
		expect(verdictOf(ended)).toMatchObject({status: 'live', proof: [{kind: 'live-bytes', path: '/assets/app.js'}]});
		// Two looks at the old, perhaps one at both, three equal ones at the new.
		expect(answer.times()).toBeGreaterThanOrEqual(5);
		expect(answer.times()).toBeLessThanOrEqual(6);
		expect(ended.stderr).toMatch(
			/^shop in production: Not live \(the (?:route is not mounted|.*)\) after 0:00 of 0:30\n/,
		);
		expect(ended.stdout.startsWith('{')).toBe(true);
		expect(JSON.parse(ended.stdout)).toMatchObject({schema: 'deploy-truth/verdict/v1'});
	});

	test('one good look among bad ones is not enough: the looks must be equal in a row', async () => {
		await using shop = await Shop.open();
		const service = `version: 1
services:
  shop:
    probes: [{url: '${shop.endpoint.url}/api/workflow', expect: 401}]
`;
		shop.configures(service);
		expect((await shop.run(['verify'])).code).toBe(1);
		shop.configures(`${service}    wait: {for: 30s, every: 100ms, rounds: 2}\n`);
		const [gone, there] = [text(404, 'gone'), text(401, 'who')];
		const answer = inTurn(there, gone, there, there);
		shop.runs(after, {'/api/workflow': answer});
		const ended = await shop.run(['verify', '--format', 'json']);
		expect(ended.code).toBe(0);
		// The first look is asked again and gets a 404 among them; then two looks of five equal answers each.
		expect(answer.times()).toBe(15);
	});

	test('an endpoint that is open to everyone ends the wait at its first look', async () => {
		await using shop = await Shop.open();
		shop.configures(`version: 1
services:
  shop:
    probes: [{url: '${shop.endpoint.url}/api/workflow', expect: 401}]
    wait: {for: 1h, every: 10m}
`);
		shop.runs(after, {'/api/workflow': text(200, 'everything')});
		const ended = await shop.run(['verify', '--format', 'json']);
		expect(ended.code).toBe(1);
		expect(verdictOf(ended)).toMatchObject({status: 'drift', departsAt: 'api'});
		expect(verdictOf(ended).layers[6]).toMatchObject({reason: 'open-to-everyone', remedy: 'close-the-endpoint'});
		expect(looks(shop, '/api/workflow')).toBe(1);
	});

	test('a commit that is not there ends the wait at its first look', async () => {
		await using shop = await Shop.open();
		shop.configures(`version: 1
services:
  shop:
    probes: [{url: '${shop.endpoint.url}/api/workflow', expect: 401}]
    wait: {for: 1h, every: 10m}
`);
		const ended = await shop.run(['verify', '--format', 'json', '--commit', 'f'.repeat(40)]);
		expect(ended.code).toBe(1);
		expect(verdictOf(ended)).toMatchObject({departsAt: 'source'});
		expect(looks(shop, '/api/workflow')).toBe(1);
	});

	test('a rollout that does not arrive is drift once the deadline has passed', async () => {
		await using shop = await Shop.open();
		shop.configures(`version: 1
services:
  shop:
    probes: [{url: '${shop.endpoint.url}/api/workflow', expect: 401}]
    wait: {for: 4s, every: 200ms}
`);
		const ended = await shop.run(['verify', '--format', 'json']);
		expect(ended.code).toBe(1);
		expect(verdictOf(ended)).toMatchObject({status: 'drift', departsAt: 'route'});
		expect(looks(shop, '/api/workflow')).toBeGreaterThan(2);
		expect(ended.stderr).toMatch(/^shop in production: Not live \(the route is not mounted\) after 0:0\d of 0:04\n/);
	});
});
