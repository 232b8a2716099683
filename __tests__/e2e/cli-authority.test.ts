import {copyFileSync, mkdirSync, writeFileSync} from 'node:fs';
import {join} from 'node:path';
import {describe, expect, test} from '@jest/globals';
import type {Verdict} from '../../src/model/verdict.ts';
import {tlsBefore} from '../hostile-registry/stage.ts';
import {after, dist, Shop} from './shop.ts';

describe('a registry with an authority of its own', () => {
	test('is trusted where the configuration names a file with it, and nowhere else', async () => {
		await using shop = await Shop.open();
		await shop.pushes(after);
		const place = join(shop.repository.path, 'certs');
		mkdirSync(place);
		const front = await tlsBefore(shop.registry.host, place);
		try {
			const verdictOf = async (authority: string): Promise<Verdict> => {
				shop.configures(`version: 1
services:
  shop:
    image: ${front.host}/acme/shop:prod
    registry-ca: ${authority}
${dist}`);
				return JSON.parse((await shop.run(['verify', '--format', 'json'])).stdout) as Verdict;
			};
			const imageOf = (verdict: Verdict) => verdict.layers.find((layer) => layer.layer === 'image')!;
			expect(imageOf(await verdictOf('certs/own.pem')).status).toBe('match');

			writeFileSync(join(place, 'none.pem'), 'no certificate');
			for (const [authority, code] of [
				['certs/none.pem', 'file-unreadable'],
				['certs/missing.pem', 'file-missing'],
			] as const) {
				const judged = imageOf(await verdictOf(authority));
				expect(judged.status).toBe('inconclusive');
				expect(judged.findings.map((finding) => finding.detail)).toContain(code);
			}
			copyFileSync(join(place, 'own.pem'), join(shop.repository.path, 'elsewhere.pem'));
			const read = await shop.run(['manifest', `registry:${front.host}/acme/shop:prod`, '--ca', 'elsewhere.pem']);
			expect(read.code).toBe(0);
			const refused = await shop.run(['manifest', `registry:${front.host}/acme/shop:prod`, '--ca', 'certs/none.pem']);
			expect(refused).toMatchObject({code: 2, stdout: ''});
			expect(refused.stderr).toContain('--ca certs/none.pem should hold PEM certificates');
		} finally {
			await front.close();
		}
	});
});
