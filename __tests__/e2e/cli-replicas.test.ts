import {createHash} from 'node:crypto';
import {mkdirSync, writeFileSync} from 'node:fs';
import {join} from 'node:path';
import {describe, expect, test} from '@jest/globals';
import type {ManifestEntry} from '../../src/model/manifest.ts';
import {sortEntries} from '../../src/model/manifest.ts';
import {asPath} from '../../src/model/path.ts';
import {type ReplicasDocument, replicasSchema} from '../../src/model/replicas-document.ts';
import type {Replica} from '../../src/model/runtime.ts';
import type {Verdict} from '../../src/model/verdict.ts';
import {answerOf, running} from '../builders/running.ts';
import {shipped} from './command.ts';
import {after, before, type Build, dist, Shop} from './shop.ts';

/** What a container with this build at /app/dist shows, as whoever looked into it wrote it down. */
function documentOf(build: Build, replica: Partial<Replica>, at = new Date()): ReplicasDocument {
	const one = running('shop-1', {createdAt: '2026-05-01T00:00:00.000Z', ...replica});
	const entries = Object.entries(build).map(([path, content]): ManifestEntry => {
		const sha256 = createHash('sha256').update(content).digest('hex');
		return {path: asPath(path), type: 'file', sha256, size: Buffer.byteLength(content), mode: '0644'};
	});
	return {
		schema: replicasSchema,
		tool: 'our-own/1',
		at: at.toISOString(),
		host: 'app-1',
		runtime: 'docker',
		answer: answerOf([one]),
		trees: {files: {assurance: 'verified', entries: sortEntries(entries), gaps: []}},
		looks: [
			{replica: one.id, at: asPath('app/dist'), tree: 'files', fault: null, newer: [], moreNewer: 0, touched: false},
		],
	};
}

/** A program of the user's that prints the document, and a service that asks it. */
function asks(shop: Shop, document: unknown): void {
	mkdirSync(join(shop.path, 'out'), {recursive: true});
	writeFileSync(join(shop.path, 'out/replicas.json'), JSON.stringify(document));
	writeFileSync(
		join(shop.path, 'out/show.js'),
		"process.stdout.write(require('fs').readFileSync('out/replicas.json'))",
	);
	shop.configures(`version: 1
services:
  shop:
    image: ${shop.image}
${dist}    runtime: {kind: command, command: ['${process.execPath}', out/show.js]}
`);
}

async function verdictOn(shop: Shop, program?: string): Promise<Verdict & {code: number | null}> {
	const {code, stdout, stderr} = await shop.run(['verify', '--format', 'json'], program === undefined ? {} : {program});
	if (stdout === '') throw new Error(stderr);
	return {...(JSON.parse(stdout) as Verdict), code};
}

const containerOf = ({layers}: Verdict) => layers.find(({layer}) => layer === 'container')!;

describe('a program of the user’s that tells what runs', () => {
	test('shows the deployed image with its files: live, and no route was asked', async () => {
		await using shop = await Shop.open();
		const image = await shop.pushes(after);
		asks(shop, documentOf(after, {digests: [image.config.descriptor.digest]}));
		for (const program of [undefined, shipped]) {
			const verdict = await verdictOn(shop, program);
			expect(verdict).toMatchObject({code: 0, status: 'live', proof: [{kind: 'container'}]});
			expect(containerOf(verdict)).toMatchObject({status: 'match', assurance: 'platform'});
		}
	});

	test('shows the image before this one: the container is the first layer that left', async () => {
		await using shop = await Shop.open();
		await shop.pushes(after);
		asks(shop, documentOf(before, {digests: [`sha256:${'a'.repeat(64)}`]}));
		expect(await verdictOn(shop)).toMatchObject({code: 1, status: 'drift', departsAt: 'container'});
	});

	test('shows another image with the same files: they decide', async () => {
		await using shop = await Shop.open();
		await shop.pushes(after);
		asks(shop, documentOf(after, {digests: [`sha256:${'a'.repeat(64)}`]}));
		expect(await verdictOn(shop)).toMatchObject({code: 0, status: 'live'});
	});

	test('could not look inside: nothing is claimed of the files', async () => {
		await using shop = await Shop.open();
		const image = await shop.pushes(after);
		const document = documentOf(after, {digests: [image.config.descriptor.digest]});
		const fault = {code: 'forbidden', detail: 'no right'} as const;
		asks(shop, {...document, looks: [{...document.looks[0]!, tree: null, fault}]});
		const verdict = await verdictOn(shop);
		expect(verdict).toMatchObject({code: 3, status: 'inconclusive', inconclusive: ['container']});
		expect(containerOf(verdict).findings.map(({detail}) => detail)).toContain('forbidden');
	});

	test('prints what is no such document: the reason is told, and the other layers are judged', async () => {
		await using shop = await Shop.open();
		await shop.pushes(after);
		asks(shop, {schema: 'something else'});
		const verdict = await verdictOn(shop);
		expect(verdict).toMatchObject({code: 3, inconclusive: ['container']});
		expect(containerOf(verdict).findings[0]).toMatchObject({code: 'replicas-unread', detail: 'invalid-replicas'});
	});
});

test('what was collected too long ago says nothing of now', async () => {
	await using shop = await Shop.open();
	const image = await shop.pushes(after);
	const old = new Date(Date.now() - 3_700_000);
	asks(shop, documentOf(after, {digests: [image.config.descriptor.digest]}, old));
	shop.configures(`version: 1
services:
  shop:
    image: ${shop.image}
${dist}    replicas: out/replicas.json
`);
	const verdict = await verdictOn(shop);
	expect(containerOf(verdict)).toMatchObject({status: 'inconclusive', reason: 'replicas-unread'});
	expect(containerOf(verdict).findings[0]).toMatchObject({detail: 'evidence-too-old'});
});
