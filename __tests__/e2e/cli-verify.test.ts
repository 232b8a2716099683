import {existsSync, readFileSync} from 'node:fs';
import {join} from 'node:path';
import {describe, expect, test} from '@jest/globals';
import type {Verdict} from '../../src/model/verdict.ts';
import {json, text} from '../fakes/endpoint.ts';
import type {Ended} from './command.ts';
import {filesBelow} from './command.ts';
import {after, before, dist, Shop} from './shop.ts';

const verdictOf = ({stdout}: Ended): Verdict => JSON.parse(stdout) as Verdict;
const layer = (verdict: Verdict, name: string) => verdict.layers.find((one) => one.layer === name)!;

describe('a service from its first look to its last', () => {
	test('a stale image is drift at image, pushed and restarted it is live and stays live, rolled back it is drift', async () => {
		await using shop = await Shop.open();
		await shop.pushes(before);
		shop.configures(`version: 1
services:
  shop:
    image: ${shop.image}
${dist}    probes: [{name: workflow, url: '${shop.endpoint.url}/api/workflow', expect: 401}]
    live: {base: '${shop.endpoint.url}/', root: public}
`);
		const stale = await shop.run(['verify']);
		expect(stale).toMatchObject({code: 1, stderr: ''});
		expect(stale.stdout).toMatch(/^✗ Not live: the image does not hold this change\n/);
		expect(stale.stdout).toMatch(/dist\/modules\/workflow\.js +[0-9a-f]{12} +missing/);
		expect(stale.stdout).toContain('docker build --no-cache');
		expect(stale.stdout).not.toContain('Since the last run');

		await shop.pushes(after);
		shop.runs(after);
		const live = await shop.run(['verify']);
		expect(live).toMatchObject({code: 0, stderr: ''});
		expect(live.stdout.split('\n')[0]).toBe(`✓ Live: production serves ${shop.commits[1].slice(0, 7)}`);
		expect(live.stdout).toContain('Proof: /assets/app.js is served with this commit’s bytes');
		expect(live.stdout).toContain('Proof: workflow went from 404 to 401');
		expect(live.stdout).toContain('drift at image → live');

		const again = await shop.run(['verify', '--format', 'json']);
		expect(again.code).toBe(0);
		expect(verdictOf(again)).toMatchObject({
			status: 'live',
			proof: [
				{kind: 'live-bytes', path: '/assets/app.js', tells: 'history'},
				{kind: 'route-gained', probe: 'workflow', from: 404, to: 401},
			],
		});

		await shop.pushes(before);
		shop.runs(before);
		const back = await shop.run(['verify', '--format', 'json']);
		expect(back.code).toBe(1);
		expect(verdictOf(back)).toMatchObject({
			status: 'drift',
			departsAt: 'image',
			transition: {
				previousStatus: 'live',
				direction: 'back',
				probes: [{probe: 'workflow', from: 401, to: 404, direction: 'back'}],
			},
		});
		expect(filesBelow(join(shop.path, '.deploy-truth'))).toEqual(['history/shop.production.json']);
	});

	test('an image that is right behind a process that was not restarted is drift at route, not live', async () => {
		await using shop = await Shop.open();
		await shop.pushes(after);
		shop.configures(`version: 1
services:
  shop:
    image: ${shop.image}
${dist}    live: {base: '${shop.endpoint.url}/', root: public}
`);
		const ended = await shop.run(['verify', '--format', 'json']);
		expect(ended.code).toBe(1);
		const verdict = verdictOf(ended);
		expect(verdict).toMatchObject({status: 'drift', departsAt: 'route'});
		expect(layer(verdict, 'image').status).toBe('match');
		expect(layer(verdict, 'route')).toMatchObject({reason: 'served-bytes-differ', remedy: 'push-and-recreate'});
	});

	test('an image that is right and nothing that tells the process is inconclusive, with what would let it see', async () => {
		await using shop = await Shop.open();
		await shop.pushes(after);
		shop.runs(after);
		shop.configures(`version: 1
services:
  shop:
    image: ${shop.image}
${dist}    probes: [{url: '${shop.endpoint.url}/api/workflow', expect: 401}]
`);
		const ended = await shop.run(['verify']);
		expect(ended.code).toBe(3);
		expect(ended.stdout).toMatch(/^\? Could not tell: the process was not seen\n/);
		expect(ended.stdout).toContain('The image holds this change (verified)');
		expect(ended.stdout).toContain('To let it see:');
	});
});

describe('what can be compared, and what proves it', () => {
	test('a record of the build stands for the directory, and files of the commit are compared as the commit holds them', async () => {
		await using shop = await Shop.open();
		const migrations = {
			'app/migrations/1.sql': 'create table orders',
			'app/migrations/2.sql': 'create table workflows',
		};
		const [, second] = Object.entries(migrations);
		await shop.pushes(after, Object.fromEntries([Object.entries(migrations)[0]!]));
		const record = await shop.run(['record', 'dist', '--out', 'out/record.json']);
		expect(record).toMatchObject({code: 0, stdout: ''});
		shop.builds({'server.js': 'built again, otherwise'});
		shop.configures(`version: 1
services:
  shop:
    image: ${shop.image}
    files:
      - {from: out/record.json, to: /app/dist}
      - {from: migrations, to: /app/migrations, kind: source}
`);
		const stale = verdictOf(await shop.run(['verify', '--format', 'json']));
		expect(stale).toMatchObject({status: 'drift', departsAt: 'image', expectedCommit: shop.commits[1]});
		expect(layer(stale, 'artifact')).toMatchObject({status: 'match', reason: 'artifact-recorded'});
		const drifted = layer(stale, 'image').findings.filter((finding) => finding.level === 'drift');
		expect(drifted).toMatchObject([{code: 'file-missing', subject: expect.stringContaining('2.sql')}]);

		await shop.pushes(after, Object.fromEntries([...Object.entries(migrations), second!]));
		const held = verdictOf(await shop.run(['verify', '--format', 'json']));
		expect(held).toMatchObject({status: 'inconclusive', reason: 'process-not-seen'});
		expect(layer(held, 'image').status).toBe('match');

		const old = verdictOf(await shop.run(['verify', '--format', 'json', '--commit', shop.commits[0]]));
		expect(layer(old, 'artifact')).toMatchObject({status: 'drift', reason: 'artifact-of-another-commit'});
	});

	test('without `to` the place is found, said in the report, and a stale image is found by its paths', async () => {
		await using shop = await Shop.open();
		await shop.pushes(after);
		shop.configures(`version: 1
services:
  shop:
    image: ${shop.image}
    files: [{from: dist}]
`);
		const found = await shop.run(['verify']);
		expect(found.code).toBe(3);
		expect(found.stdout).toMatch(/5 of 5 files in \/app\/dist \(place found by\s+content and path\)/);
		const document = verdictOf(await shop.run(['verify', '--format', 'json']));
		expect(layer(document, 'image').findings).toContainEqual(
			expect.objectContaining({code: 'inferred-path', subject: '/app/dist', detail: 'content 5, path 5, of 5'}),
		);
		await shop.pushes(before);
		const stale = await shop.run(['verify', '--format', 'markdown']);
		expect(stale.code).toBe(1);
		expect(stale.stdout).toContain('at `/app/dist` (place found by content and path)');
		expect(stale.stdout).toContain('Found at `/app/dist`: of 5 files 2 by content, 4 by path');
	});

	test('a text that only this commit holds, seen in artifact, image and served file, proves the process', async () => {
		await using shop = await Shop.open();
		await shop.pushes(after);
		shop.runs(after);
		const config = (contains: string) => `version: 1
services:
  shop:
    image: ${shop.image}
${dist}    expect: [{files: '**/app.js', contains: ${contains}}]
    live: {base: '${shop.endpoint.url}/', root: public}
`;
		shop.configures(config('registerWorkflow'));
		const live = await shop.run(['verify', '--format', 'json', '--history', 'out/one']);
		expect(live.code).toBe(0);
		expect(verdictOf(live).proof).toMatchObject([{kind: 'live-bytes', path: '/assets/app.js', tells: 'text'}]);
		shop.configures(config('orders'));
		const older = await shop.run(['verify', '--format', 'json', '--history', 'out/two']);
		expect(older.code).toBe(3);
		expect(verdictOf(older)).toMatchObject({reason: 'process-not-seen', proof: []});
		shop.configures(config('registerRobots'));
		const missing = await shop.run(['verify', '--format', 'json', '--history', 'out/three']);
		expect(missing.code).toBe(1);
		expect(verdictOf(missing)).toMatchObject({departsAt: 'artifact'});
		expect(layer(verdictOf(missing), 'artifact').reason).toBe('expected-text-missing');
	});

	test('a baseline image tells which served file is new; one that holds it already tells nothing', async () => {
		await using shop = await Shop.open();
		await shop.pushes(after);
		await shop.pushes(before, {}, 'old');
		await shop.pushes(after, {}, 'same');
		shop.runs(after);
		const against = async (tag: string) => {
			shop.configures(`version: 1
services:
  shop:
    image: ${shop.image}
    baseline: ${shop.registry.host}/acme/shop:${tag}
${dist}    live: {base: '${shop.endpoint.url}/', root: public}
`);
			return shop.run(['verify', '--format', 'json', '--history', `out/${tag}`]);
		};
		const old = await against('old');
		expect(old.code).toBe(0);
		expect(verdictOf(old).proof).toMatchObject([{path: '/assets/app.js', tells: 'baseline'}]);
		const same = await against('same');
		expect(same.code).toBe(3);
		expect(verdictOf(same)).toMatchObject({status: 'inconclusive', reason: 'process-not-seen'});
	});

	test('what the workload says of itself counts only where it is accepted, and the first line says so', async () => {
		await using shop = await Shop.open();
		await shop.pushes(after);
		shop.runs(after);
		const config = (accept: string) => `version: 1
services:
  shop:
    image: ${shop.image}
${dist}    version: {url: '${shop.endpoint.url}/version', field: build.commit}
${accept}`;
		shop.configures(config(''));
		const unaccepted = await shop.run(['verify', '--history', 'out/one']);
		expect(unaccepted.code).toBe(3);
		expect(unaccepted.stdout).toContain('the process was not seen');
		shop.configures(config('    accept: [self-reported]\n'));
		const accepted = await shop.run(['verify', '--history', 'out/two']);
		expect(accepted.code).toBe(0);
		expect(accepted.stdout.split('\n')[0]).toBe(
			`✓ Live (self-reported): production says that it serves ${shop.commits[1].slice(0, 7)}`,
		);
		expect(verdictOf(await shop.run(['verify', '--format', 'json', '--history', 'out/two'])).proof).toEqual([
			{kind: 'self-reported', commit: shop.commits[1]},
		]);
		shop.runs(after, {'/version': json({build: {commit: shop.commits[0]}})});
		const other = await shop.run(['verify', '--history', 'out/three']);
		expect(other.code).toBe(3);
		expect(other.stdout).toMatch(/^\? Could not tell: the process reports another commit\n/);
	});
});

describe('several services', () => {
	/** `api` is live once it mounts the route that it did not mount, `image` never sees its process, `down` cannot be read. */
	async function several() {
		const shop = await Shop.open();
		await shop.pushes(after);
		const probe = (path: string) => `{probes: [{url: '${shop.endpoint.url}${path}', expect: 401}]}`;
		shop.configures(`version: 1
services:
  live: ${probe('/api/workflow')}
  image:
    image: ${shop.image}
${dist}  gone: ${probe('/api/gone')}
  'odd/name': ${probe('/api/workflow')}
  odd_name: ${probe('/api/workflow')}
`);
		await shop.run(['verify']);
		shop.runs(after, {'/api/gone': text(404, 'gone')});
		return shop;
	}

	test('one report names the worst first, the exit code is the worst of those that were asked for', async () => {
		await using shop = await several();
		const ask = (...services: string[]) =>
			shop.run(['verify', ...services.flatMap((name) => ['--service', name]), '--history', 'out/none']);
		const first = await shop.run(['verify', '--evidence', 'out/e.json']);
		expect(first.code).toBe(1);
		const [title, ...rows] = first.stdout.split('\n');
		expect(title).toBe('✗ Not live: 1 of 5 services, and 1 could not be told');
		expect(rows.slice(0, 5).map((row) => row.slice(0, 16).trim())).toEqual([
			'✗ gone in prod',
			'? image in pro',
			'✓ live in prod',
			'✓ odd/name in',
			'✓ odd_name in',
		]);
		expect(filesBelow(join(shop.path, 'out'))).toEqual([
			'e.gone.json',
			'e.image.json',
			'e.live.json',
			'e.odd%2Fname.json',
			'e.odd_name.json',
		]);
		const [image, live, gone] = await Promise.all([
			ask('image'),
			shop.run(['verify', '--service', 'live']),
			ask('gone', 'image'),
		]);
		expect([image.code, live.code, gone.code]).toEqual([3, 0, 1]);
		expect(image.stdout).not.toContain('gone');
		expect(gone.stdout).toContain('could not be told');
	});

	test('the evidence of many runs becomes one report, with the verdicts and the exit code the runs gave', async () => {
		await using shop = await several();
		const at = (name: string) => `out/e.${name}.json`;
		const together = await shop.run(['verify', '--evidence', 'out/e.json', '--format', 'json']);
		const seen = [shop.registry.requests.length, shop.endpoint.seen.length];
		const names = ['live', 'image', 'gone', 'odd%2Fname', 'odd_name'];
		const [all, html, live, image] = await Promise.all([
			shop.run(['report', ...names.map(at), '--format', 'json']),
			shop.run(['report', at('gone'), at('image'), '--format', 'html', '--out', 'out/report.html']),
			shop.run(['report', at('live')]),
			shop.run(['report', at('live'), at('image'), '--format', 'markdown']),
		]);
		expect(all).toEqual({...together, code: 1});
		expect(html).toMatchObject({code: 1, stdout: '', stderr: ''});
		expect(readFileSync(join(shop.path, 'out/report.html'), 'utf8')).toContain('gone');
		expect(live.code).toBe(0);
		expect(image.code).toBe(3);
		expect(image.stdout).toMatch(/^## ⚠️ Could not tell: 1 of 2 services\n/);
		expect([shop.registry.requests.length, shop.endpoint.seen.length]).toEqual(seen);
		expect(existsSync(join(shop.path, 'out/report.html.part'))).toBe(false);
	});
});
