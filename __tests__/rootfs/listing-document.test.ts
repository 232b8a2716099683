import {describe, expect, test} from '@jest/globals';
import fc from 'fast-check';
import {comparePaths} from '../../src/model/path.ts';
import {listingDocument, readListingDocument} from '../../src/rootfs/listing-document.ts';
import type {Listing} from '../../src/rootfs/listing.ts';
import {squash} from '../../src/rootfs/squash.ts';
import {list} from '../builders/layer.ts';
import {tarParts} from '../builders/listing.ts';
import {part, tarOf} from '../builders/tar.ts';

const search = {wants: () => true, texts: ['needle', 'pin'], key: 'k'};
const sorted = (listing: Listing): Listing => ({
	...listing,
	entries: [...listing.entries].sort((a, b) => comparePaths(a.path, b.path)),
});
const some = () =>
	list(
		tarOf(
			part({name: 'app/', flag: '5'}),
			part({name: 'app/one.js', body: 'a needle'}),
			part({name: 'app/two.js', body: 'two', mode: 0o755}),
			part({name: 'app/link', link: 'two.js', flag: '2'}),
			part({name: 'app/lower', link: 'etc/lower', flag: '1'}),
			part({name: 'app/.wh.gone'}),
			part({name: 'opaque/.wh..wh..opq'}),
			part({name: 'null', flag: '3', major: 1, minor: 3}),
			part({name: '../climbs', body: 'x'}),
		),
		{search, blobs: true},
	);

describe('the document of a listing', () => {
	test('is read back as it was written, whatever an image layer holds', async () => {
		let whole = 0;
		await fc.assert(
			fc.asyncProperty(tarParts, fc.boolean(), async (parts, blobs) => {
				const listing = await list(tarOf(...parts.map(part)), {search, blobs});
				const text = listingDocument(listing, 'verified');
				if (listing.gaps.length > 0) return expect(text).toBeNull();
				whole++;
				expect(readListingDocument(text!)).toEqual({listing: sorted(listing), assurance: 'verified'});
			}),
			{numRuns: 300},
		);
		expect(whole).toBeGreaterThan(100);
	});
	test('adds up, with others, to the same tree as the listing', async () => {
		await fc.assert(
			fc.asyncProperty(fc.array(tarParts, {minLength: 1, maxLength: 3}), async (layers) => {
				const listings = await Promise.all(layers.map((parts) => list(tarOf(...parts.map(part)), {search})));
				const kept = listings.map((listing) => {
					const text = listingDocument(listing, 'verified');
					return text === null ? listing : readListingDocument(text)!.listing;
				});
				expect(squash(kept)).toEqual(squash(listings));
			}),
			{numRuns: 200},
		);
	});
	test('of a listing with gaps does not exist, nor does one of a TOC become proven', async () => {
		const listing = await some();
		const gap = {path: listing.entries[0]!.path, fault: {code: 'cut-stream' as const, detail: ''}};
		expect(listingDocument({...listing, gaps: [gap]}, 'verified')).toBeNull();
		expect(readListingDocument(listingDocument(listing, 'asserted')!)?.assurance).toBe('asserted');
	});

	type Document = Record<string, unknown>;
	const spoilt: Record<string, (document: Document) => unknown> = {
		'another version': (document) => ({...document, schema: 'deploy-truth/layer-listing/v0'}),
		'no assurance': ({assurance: _, ...rest}) => rest,
		'an assurance nobody knows': (document) => ({...document, assurance: 'certain'}),
		'one entry fewer': (document) => ({...document, paths: (document['paths'] as string[]).slice(1)}),
		'one type fewer': (document) => ({...document, types: (document['types'] as string).slice(1)}),
		'one size fewer': (document) => ({...document, sizes: (document['sizes'] as number[]).slice(1)}),
		'one size more': (document) => ({...document, sizes: [...(document['sizes'] as number[]), 1]}),
		'half a hash': (document) => ({...document, sha256: (document['sha256'] as string).slice(32)}),
		'half a blob id': (document) => ({...document, blobs: (document['blobs'] as string).slice(20)}),
		'a hash that is none': (document) => ({...document, sha256: (document['sha256'] as string).replace(/^./, 'g')}),
		'one target more': (document) => ({...document, targets: ['x', 'y']}),
		'no target': (document) => ({...document, targets: []}),
		'no device': (document) => ({...document, devices: []}),
		'a type nobody knows': (document) => ({...document, types: (document['types'] as string).replace('f', 'x')}),
		'entries out of order': (document) => ({...document, paths: (document['paths'] as string[]).toReversed()}),
		'a path twice': (document) => ({
			...document,
			paths: (document['paths'] as string[]).map((path, at, all) => (at === 1 ? all[0] : path)),
		}),
		'a path that climbs': (document) => ({...document, whiteouts: ['../x']}),
		'a root that hides everything': (document) => ({...document, opaque: ['']}),
		'a path from the root': (document) => ({...document, implied: ['/x']}),
		'a path too long': (document) => ({...document, implied: ['x'.repeat(5_000)]}),
		'a path that is a number': (document) => ({...document, whiteouts: [1]}),
		'a mode that is none': (document) => ({
			...document,
			modes: (document['modes'] as string[]).map((mode) => mode && '9999'),
		}),
		'a size below zero': (document) => ({...document, sizes: (document['sizes'] as number[]).map(() => -1)}),
		'found texts of no entry': (document) => ({...document, found: [[1_000, ['x']]]}),
		'found texts twice': (document) => ({
			...document,
			found: [
				[1, ['x']],
				[1, ['x']],
			],
		}),
		'an oddity nobody knows': (document) => ({...document, oddities: [['x', 'toString']]}),
		'a hardlink to nowhere': (document) => ({...document, hardlinks: [['x']]}),
		'a list': (document) => [document],
		nothing: () => null,
	};
	test.each(Object.entries(spoilt))('with %s is not read', async (_, spoil) => {
		const text = listingDocument(await some(), 'verified')!;
		expect(readListingDocument(text)).not.toBeNull();
		expect(readListingDocument(JSON.stringify(spoil(JSON.parse(text) as Document)))).toBeNull();
	});
	test('with anything at all in any of its fields is not read, or is what it says', async () => {
		const document = JSON.parse(listingDocument(await some(), 'verified')!) as Document;
		fc.assert(
			fc.property(fc.constantFrom(...Object.keys(document), '__proto__'), fc.jsonValue(), (field, value) => {
				const text = JSON.stringify({...document, [field]: null}).replace(
					`${JSON.stringify(field)}:null`,
					() => `${JSON.stringify(field)}:${JSON.stringify(value)}`,
				);
				const read = readListingDocument(text);
				if (read === null || field === '__proto__') return;
				const again = JSON.parse(listingDocument(read.listing, read.assurance)!) as Document;
				expect(again).toEqual({...document, [field]: value});
			}),
			{numRuns: 500},
		);
	});
	test('cut anywhere is not read', async () => {
		const text = listingDocument(await some(), 'verified')!;
		for (let length = 0; length < text.length; length++) expect(readListingDocument(text.slice(0, length))).toBeNull();
	});
});

test('a text that would cost a hundred times its bytes to parse is not parsed', async () => {
	const text = listingDocument(await some(), 'verified')!;
	expect(readListingDocument(text)).not.toBeNull();
	for (const bomb of ['{},', '[],', '1.5,""  ,', '[[[[0]]]],']) {
		const more = `,"more":[${bomb.repeat(30_000_000 / bomb.length)}0]}`;
		const began = performance.now();
		expect(readListingDocument(`${text.slice(0, -1)}${more}`) === null || bomb.startsWith('1')).toBe(true);
		expect(performance.now() - began).toBeLessThan(5_000);
	}
});
