import {cpSync, readFileSync, writeFileSync} from 'node:fs';
import {dirname, join} from 'node:path';
import {describe, expect, test} from '@jest/globals';
import {room} from '../builders/repository.ts';
import {echoing} from '../fakes/endpoint.ts';
import {startRegistry} from '../fakes/registry.ts';
import {filesBelow} from './command.ts';
import {after, before, dist, Shop} from './shop.ts';

const formats = ['json', 'markdown', 'html', 'terminal'] as const;

/** A stale image behind the process of before, remembered from an earlier run: every layer has something to tell. */
async function lookedAt(): Promise<Shop> {
	const shop = await Shop.open();
	await shop.pushes(before);
	shop.configures(`version: 1
services:
  shop:
    image: ${shop.image}
${dist}    expect: [{files: '**/workflow.js', contains: registerWorkflow}]
    probes: [{name: workflow, url: '${shop.endpoint.url}/api/workflow', expect: 401}]
    live: {base: '${shop.endpoint.url}/', root: public}
`);
	await shop.run(['verify']);
	await shop.pushes(after);
	return shop;
}

describe('saved evidence', () => {
	test('judged again anywhere, with nobody left to ask, it gives the very bytes of the run in every format', async () => {
		await using shop = await lookedAt();
		using elsewhere = room();
		// Each run has its own copy of the memory, so that all of them see the same.
		const runs = await Promise.all(
			formats.map((format) => {
				cpSync(join(shop.path, '.deploy-truth'), join(shop.path, 'out', format), {recursive: true});
				const own = ['--evidence', `out/${format}/e.json`, '--history', `out/${format}/history`];
				return shop.run(['verify', '--format', format, ...own]);
			}),
		);
		expect(runs.map(({code}) => code)).toEqual([1, 1, 1, 1]);
		const asked = [shop.registry.requests.length, shop.endpoint.seen.length];
		const again = await Promise.all(
			formats.map((format) =>
				shop.run(['judge', join(shop.path, 'out', format, 'e.json'), '--format', format], {cwd: elsewhere.path}),
			),
		);
		expect(again).toEqual(runs);
		expect([shop.registry.requests.length, shop.endpoint.seen.length]).toEqual(asked);
		expect(filesBelow(elsewhere.path)).toEqual([]);
	});

	test('--out writes what stdout would have held, for verify and judge alike', async () => {
		await using shop = await lookedAt();
		const verified = await shop.run([
			'verify',
			'--format',
			'markdown',
			'--evidence',
			'out/e.json',
			'--out',
			'out/new/one.md',
		]);
		const judged = await shop.run(['judge', 'out/e.json', '--format', 'markdown', '--out', 'out/two.md']);
		const printed = await shop.run(['judge', 'out/e.json', '--format', 'markdown']);
		expect([verified, judged].map(({code, stdout}) => [code, stdout])).toEqual([
			[1, ''],
			[1, ''],
		]);
		expect(readFileSync(join(shop.path, 'out/new/one.md'), 'utf8')).toBe(printed.stdout);
		expect(readFileSync(join(shop.path, 'out/two.md'), 'utf8')).toBe(printed.stdout);
		expect(filesBelow(join(shop.path, 'out'))).toEqual(['e.json', 'new/one.md', 'two.md']);
	});

	test('a file that was cut, changed, is of another kind or no text is refused with its reason', async () => {
		await using shop = await lookedAt();
		await shop.run(['verify', '--evidence', 'out/e.json', '--format', 'json', '--out', 'out/verdict.json']);
		const whole = readFileSync(join(shop.path, 'out/e.json'), 'utf8');
		const changed = (change: (document: {evidence: Record<string, unknown>; schema: string}) => void): string => {
			const document = JSON.parse(whole);
			change(document);
			return JSON.stringify(document);
		};
		const files: Readonly<Record<string, readonly [content: string | Buffer, reason: string]>> = {
			'cut.json': [whole.slice(0, whole.length / 2), 'not JSON'],
			'empty.json': ['', 'not JSON'],
			'bytes.json': [Buffer.from([0x1f, 0x8b, 8, 0]), 'not JSON'],
			'list.json': ['[]', 'deploy-truth/evidence/v1'],
			'verdict.json': [readFileSync(join(shop.path, 'out/verdict.json')), 'deploy-truth/verdict/v1'],
			'later.json': [changed((document) => void (document.schema = 'deploy-truth/evidence/v2')), 'evidence/v2'],
			'fewer.json': [changed(({evidence}) => void (evidence['probes'] = [])), 'probes'],
			'image.json': [changed(({evidence}) => void (evidence['image'] = {status: 'observed', value: 7})), 'image'],
			'gone.json': [changed(({evidence}) => void delete evidence['commit']), 'commit'],
		};
		for (const [name, [content]] of Object.entries(files)) writeFileSync(join(shop.path, 'out', name), content);
		const left = filesBelow(shop.path);
		const ends = await Promise.all(
			Object.entries(files).map(async ([name, [, reason]]) => ({
				name,
				reason,
				...(await shop.run(['judge', `out/${name}`, '--out', 'out/report.txt'])),
			})),
		);
		for (const {name, reason, code, stdout, stderr} of ends) {
			expect({name, code, stdout}).toEqual({name, code: 2, stdout: ''});
			expect(stderr).toMatch(new RegExp(`^deploy-truth: out/${name}: .*${reason}`));
			expect(stderr.trim().split('\n')).toHaveLength(1);
		}
		const among = await shop.run(['report', 'out/e.json', 'out/cut.json', 'out/fewer.json']);
		expect(among).toMatchObject({code: 2, stdout: ''});
		expect(among.stderr).toContain('out/cut.json: ');
		expect(among.stderr).toContain('out/fewer.json: ');
		expect(filesBelow(shop.path)).toEqual(left);
	});
});

/** A secret in the forms in which it might be given back; base64 at each offset, without what its neighbours decide. */
function formsOf(secret: string): readonly string[] {
	const bytes = Buffer.from(secret);
	const base64 = [0, 1, 2].map((offset) =>
		Buffer.concat([Buffer.alloc(offset), bytes])
			.toString('base64')
			.slice(offset === 0 ? 0 : 4, -4),
	);
	const url = base64.map((text) => text.replaceAll('+', '-').replaceAll('/', '_'));
	return [
		secret,
		encodeURIComponent(secret),
		bytes.toString('hex'),
		JSON.stringify(secret).slice(1, -1),
		...base64,
		...url,
	];
}

test('no output holds a secret that was sent, in any form, though the endpoint gives it back, nor a path of this machine', async () => {
	await using shop = await Shop.open();
	const [token, password] = ['tök+en/of=the&api "9"', 'p@ss/word+of the registry'];
	const sent = encodeURIComponent(token);
	await using registry = await startRegistry({mode: 'basic', username: 'bot', password});
	registry.push('acme/shop', 'prod', await shop.pushes(before));
	shop.runs(before, {'/api/echo': echoing});
	shop.configures(`version: 1
services:
  shop:
    image: ${registry.host}/acme/shop:prod
    registry-username: bot
    registry-password-env: REGISTRY_PASSWORD
${dist}    probes:
      - name: echo
        url: ${shop.endpoint.url}/api/echo
        expect: 200
        headers: {Authorization: {env: API_TOKEN, prefix: 'Bearer '}}
      - name: not sent
        url: ${shop.endpoint.url}/api/workflow
        expect: 200
        headers: {Authorization: {env: BROKEN_TOKEN}}
    live: {base: '${shop.endpoint.url}/', root: public}
`);
	const env = {
		API_TOKEN: sent,
		BROKEN_TOKEN: `${token}\n`,
		REGISTRY_PASSWORD: password,
		DEPLOY_TRUTH_DEBUG: '1',
	};
	const ends = [];
	for (const format of formats) {
		ends.push(
			await shop.run(['verify', '--format', format, '--out', `out/report.${format}`, '--evidence', 'out/e.json'], {
				env,
			}),
		);
		ends.push(await shop.run(['verify', '--format', format], {env}));
		ends.push(await shop.run(['judge', 'out/e.json', '--format', format], {env}));
	}
	expect(ends.map(({code}) => code)).toEqual(ends.map(() => 1));
	expect(shop.endpoint.seen.some(({headers}) => headers.authorization === `Bearer ${sent}`)).toBe(true);
	expect(registry.requests.some(({headers}) => headers['authorization'] !== undefined)).toBe(true);

	const written = [
		...filesBelow(join(shop.path, 'out')).map((file) => `out/${file}`),
		'.deploy-truth/history/shop.production.json',
	];
	expect(written).toHaveLength(formats.length + 2);
	const texts = [
		...written.map((file) => ({where: file, text: readFileSync(join(shop.path, file), 'utf8')})),
		...ends.flatMap(({stdout, stderr}, index) => [
			{where: `stdout ${index}`, text: stdout},
			{where: `stderr ${index}`, text: stderr},
		]),
	];
	// The evidence did see what the endpoint gave back.
	expect(texts[0]!.text).toContain('"status": 302');
	const secrets = [...formsOf(sent), ...formsOf(token), ...formsOf(password), ...formsOf(`bot:${password}`)];
	for (const {where, text} of texts) {
		expect({where, holds: secrets.filter((form) => text.toLowerCase().includes(form.toLowerCase()))}).toEqual({
			where,
			holds: [],
		});
		expect({where, path: text.includes(dirname(shop.path))}).toEqual({where, path: false});
	}
});
