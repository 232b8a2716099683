import {randomBytes} from 'node:crypto';
import {describe, expect, test} from '@jest/globals';
import type {Budget} from '../../src/bytes/limits.ts';
import {freshBudget, memoryOfText} from '../../src/bytes/limits.ts';
import {readImageLayer} from '../../src/rootfs/layer.ts';
import type {Listing} from '../../src/rootfs/listing.ts';
import {squash} from '../../src/rootfs/squash.ts';
import {layerOf, list} from '../builders/layer.ts';
import {file, pax, part, tarOf, whiteout} from '../builders/tar.ts';

const mebibyte = 2 ** 20;
const budgetOf = (memory: number): Budget => ({...freshBudget(), memory, promised: 0});
const numbered = <T>(count: number, make: (name: string) => T): T[] =>
	Array.from({length: count}, (_, at) => make(String(at).padStart(6, '0')));

describe('an archive that compresses to nothing cannot fill the memory', () => {
	test('by names of thousands of directories', async () => {
		// A hundred entries, two hundred thousand directories.
		const parts = numbered(100, (name) =>
			Buffer.concat([pax([['path', `${name}${'/d'.repeat(2_000)}/x`]]), part({name: 'x'})]),
		);
		await expect(list(tarOf(...parts), {budget: budgetOf(64 * mebibyte)})).rejects.toMatchObject({
			fault: {code: 'limit-exceeded'},
		});
	});

	test.each([
		[
			'link targets',
			(name: string) => Buffer.concat([pax([['linkpath', name + 't'.repeat(4_000)]]), part({name, flag: '2'})]),
		],
		['whiteouts', (name: string) => Buffer.concat([pax([['path', `.wh.${name}${'t'.repeat(4_000)}`]]), part({name})])],
		['long names', (name: string) => Buffer.concat([pax([['path', name + 't'.repeat(4_000)]]), part({name})])],
		[
			'hardlinks to elsewhere',
			(name: string) => Buffer.concat([pax([['linkpath', name + 't'.repeat(4_000)]]), part({name, flag: '1'})]),
		],
		[
			'files kept for hardlinks',
			(name: string) => Buffer.concat([pax([['path', `.wh..wh.plnk/${name}${'t'.repeat(4_000)}`]]), part({name})]),
		],
	])('by %s', async (_, make) => {
		await expect(list(tarOf(...numbered(1_000, make)), {budget: budgetOf(2 * mebibyte)})).rejects.toMatchObject({
			fault: {code: 'limit-exceeded'},
		});
	});

	test('by layers that share the work: what one took is not there for the next', async () => {
		const budget = budgetOf(mebibyte);
		const tar = tarOf(...numbered(2_000, (name) => file(name)));
		await list(tar, {budget});
		await list(tar, {budget});
		await expect(list(tar, {budget})).rejects.toMatchObject({fault: {code: 'limit-exceeded'}});
	});

	test('by layers that each stay within their own size', async () => {
		// What is announced and what it expands to both count.
		const budget: Budget = {...freshBudget(), expanded: 2 * mebibyte};
		const tar = tarOf(file('zeros', Buffer.alloc(600_000)));
		await list(tar, {budget});
		await expect(list(tar, {budget})).rejects.toMatchObject({fault: {code: 'limit-exceeded'}});
	});

	test('by an announced size beyond everything, of which not a byte is asked for', async () => {
		const {layer} = layerOf(tarOf());
		async function* never(): AsyncGenerator<Uint8Array> {
			yield await Promise.reject(new Error('was asked'));
		}
		const options = {blobs: false, search: null};
		await expect(readImageLayer(never(), {...layer, size: 2 ** 50}, options)).rejects.toMatchObject({
			fault: {code: 'limit-exceeded'},
		});
	});

	test('and bytes that came pay for the names they bring, up to what an image may ever hold', async () => {
		const parts = numbered(6_000, (name) => file(name, randomBytes(200)));
		const budget = budgetOf(mebibyte);
		await expect(list(tarOf(...parts), {budget: {...budget}})).rejects.toMatchObject({fault: {code: 'limit-exceeded'}});
		const paying: Budget = {...budget, promised: 64 * mebibyte};
		expect((await list(tarOf(...parts), {budget: paying})).entries.length).toBe(6_000);
		expect(paying.promised).toBeLessThan(64 * mebibyte);
		const poor: Budget = {...budget, promised: mebibyte / 16};
		await expect(list(tarOf(...parts), {budget: poor})).rejects.toMatchObject({fault: {code: 'limit-exceeded'}});
		expect(poor.promised).toBe(0);
	});

	test('and an ordinary layer of many files needs nothing special', async () => {
		const listing = await list(tarOf(...numbered(20_000, (name) => file(`app/lib/${name}.js`, name))));
		expect(listing.entries).toHaveLength(20_000);
	});
});

test('one layer named a thousand times is not laid a thousand times, and that is told', () => {
	const nothing = {implied: [], hardlinks: [], whiteouts: [], opaque: [], oddities: [], gaps: []};
	const entries = numbered(200_000, (name) => ({
		path: name,
		type: 'fifo',
		mode: '0644',
	})) as unknown as Listing['entries'];
	const layer: Listing = {...nothing, entries};
	const {manifest} = squash(Array.from({length: 1_000}, () => layer));
	expect(manifest.entries).toHaveLength(200_000);
	expect(manifest.gaps[0]).toMatchObject({path: '', fault: {code: 'limit-exceeded'}});
}, 60_000);

test('a whiteout costs what its name costs, and an ordinary one is taken', async () => {
	expect((await list(tarOf(whiteout('app/.wh.old')))).whiteouts).toEqual(['app/old']);
});

test('names that are no UTF-8 cost what others cost, in memory and in time', async () => {
	const targets = (byte: number) =>
		tarOf(
			...numbered(2_000, (name) =>
				Buffer.concat([pax([['linkpath', Buffer.alloc(4_000, byte)]]), part({name, flag: '2'})]),
			),
		);
	const before = process.memoryUsage().heapUsed;
	const listing = await list(targets(0xff));
	// Twice eight million characters; as pieces joined one by one it was half a gigabyte.
	expect(process.memoryUsage().heapUsed - before).toBeLessThan(150 * mebibyte);
	expect(listing.entries[0]).toMatchObject({type: 'symlink', target: '\udcff'.repeat(4_000)});
	const began = performance.now();
	await list(targets(0xc2));
	expect(performance.now() - began).toBeLessThan(5_000);
}, 60_000);

test('a text of characters beyond Latin-1 is paid for twice, as it is held', async () => {
	expect(memoryOfText('\u00e9a')).toBe(2);
	expect(memoryOfText('\udcffa')).toBe(4);
	const parts = numbered(150, (name) => Buffer.concat([pax([['path', `${name}${'あ'.repeat(1_300)}`]]), part({name})]));
	const budget = budgetOf(mebibyte);
	await list(tarOf(...parts), {budget});
	expect(mebibyte - budget.memory).toBeGreaterThan(150 * (190 + 2 * 1_300));
});

test('an oddity is paid for with its name', async () => {
	const parts = numbered(150, (name) => {
		const path = Buffer.from(`.wh..wh.${name}${'n'.repeat(4_000)}`);
		return Buffer.concat([pax([['path', path]]), part({name, flag: '2'})]);
	});
	const budget = budgetOf(2 * mebibyte);
	await list(tarOf(...parts), {budget});
	// Once as what it hides, and once as what is told.
	expect(2 * mebibyte - budget.memory).toBeGreaterThan(2 * 150 * 4_000);
});
