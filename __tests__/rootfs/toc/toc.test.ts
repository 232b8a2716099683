import {describe, expect, test} from '@jest/globals';
import {freshBudget} from '../../../src/bytes/limits.ts';
import {readImageLayer} from '../../../src/rootfs/layer.ts';
import {readChunkedToc} from '../../../src/rootfs/toc/chunked.ts';
import {readEstargzToc} from '../../../src/rootfs/toc/estargz.ts';
import {chunksOf} from '../../builders/chunks.ts';
import {whole, type WholeListing} from '../../builders/layer.ts';
import type {TocChanges, TocLayer, TocPart} from '../../builders/toc.ts';
import {chunkedLayer, estargzLayer} from '../../builders/toc.ts';

const full = async ({bytes, descriptor, diffId}: TocLayer): Promise<WholeListing> =>
	whole(await readImageLayer(chunksOf(bytes), {...descriptor, diffId}, {blobs: false, search: null}));

const options = () => ({budget: freshBudget()});
const formats = {
	eStargz: {
		build: estargzLayer,
		list: async ({toc}: TocLayer) =>
			whole(await readEstargzToc(toc.stored, {digest: toc.digest, offset: toc.offset}, options())),
	},
	'zstd:chunked': {
		build: (parts: readonly TocPart[], changes?: TocChanges) => chunkedLayer(parts, changes),
		list: async ({toc: {stored, digest: checksum, offset, expanded}}: TocLayer) =>
			whole(await readChunkedToc(stored, {checksum, position: {offset, length: stored.length, expanded}}, options())),
	},
};

const trees: readonly (readonly [string, readonly TocPart[]])[] = [
	['nothing', []],
	[
		'files, empty and large, and directories',
		[
			{name: 'app/', flag: '5', mode: 0o2750},
			{name: 'app/index.js', body: 'hello\n', mode: 0o4755},
			{name: 'app/empty'},
			{name: 'app/large', body: 'large '.repeat(40_000), chunks: 5},
			{name: 'implied/by/name', body: 'x'},
		],
	],
	[
		'symlinks, fifos and devices',
		[
			{name: 'a', flag: '2', link: '/elsewhere/b'},
			{name: 'pipe', flag: '6', mode: 0o640},
			{name: 'dev/c', flag: '3', major: 5, minor: 1, mode: 0o620},
			{name: 'dev/b', flag: '4', major: 8, minor: 3},
			{name: 'dev/whiteout', flag: '3'},
		],
	],
	[
		'hardlinks, to this layer, to lower ones and to nothing that can be linked',
		[
			{name: 'one', body: '1'},
			{name: 'sub/two', flag: '1', link: 'one'},
			{name: 'lower', flag: '1', link: 'from/below'},
			{name: 'itself', flag: '1', link: 'itself'},
			{name: 'up', flag: '1', link: '../one'},
		],
	],
	[
		'whiteouts of every kind',
		[
			{name: '.wh.gone'},
			{name: 'app/.wh..wh..opq'},
			{name: 'app/kept', body: 'kept'},
			{name: 'bin/who', body: 'who'},
			{name: 'bare/.wh.'},
			{name: '.wh..wh.aufs'},
			{name: '.wh..wh.plnk/1.2', body: 'aufs'},
			{name: 'linked', flag: '1', link: '.wh..wh.plnk/1.2'},
		],
	],
	[
		'names that repeat, leave their directory or lead through a symlink',
		[
			{name: 'twice', body: 'first'},
			{name: 'twice', body: 'second'},
			{name: './dot//slash', body: 'd'},
			{name: '../../etc/passwd', body: 'clamped'},
			{name: '/', flag: '2', link: 'x'},
			{name: 'link', flag: '2', link: 'real'},
			{name: 'link/inside', body: 'through'},
			{name: 'loop', flag: '2', link: 'loop'},
			{name: 'loop/never', body: 'gap'},
			{name: 'file', body: 'f'},
			{name: 'file/below', body: 'gap'},
		],
	],
	[
		'names that JSON has to escape',
		[
			{name: 'quote"back\\slash', body: '1'},
			{name: 'grüße/ファイル/💾', body: '2'},
			{name: 'new\nline\ttab', body: '3'},
			{name: '__proto__', body: '4'},
			{name: 'constructor/{"entries":[{]', body: '5'},
		],
	],
	[
		'the files of the format itself',
		[
			{name: '.no.prefetch.landmark', body: Uint8Array.of(15)},
			{name: 'a', body: 'a'},
			{name: 'stargz.index.json', body: 'an application may have one of its own'},
		],
	],
	['many files', Array.from({length: 3_000}, (_, i) => ({name: `many/${i % 50}/${i}`, body: `${i}`}))],
];

describe.each(Object.entries(formats))('the TOC of %s lists what reading every byte lists', (_, {build, list}) => {
	test.each(trees)('%s', async (_name, parts) => {
		const layer = build(parts);
		expect(await list(layer)).toEqual(await full(layer));
	});
});

test('an eStargz layer is listed with its TOC, which lands in the root of an ordinary container', async () => {
	const layer = estargzLayer([{name: '.prefetch.landmark', body: Uint8Array.of(15)}]);
	const {entries} = await formats.eStargz.list(layer);
	expect(entries.map((entry) => entry.path)).toEqual(['.prefetch.landmark', 'stargz.index.json']);
	expect(entries[1]).toMatchObject({size: layer.toc.json.length, mode: '0000', sha256: layer.toc.digest.slice(7)});
});

test('a TOC that says something else than its tar is believed, and reading the layer is right', async () => {
	const wrong = {size: 5, digest: `sha256:${'ab'.repeat(32)}`};
	const parts = [
		{name: 'app.js', body: 'right', says: wrong},
		{name: 'more', body: 'untold', untold: true},
	];
	for (const {build, list} of Object.values(formats)) {
		const layer = build(parts);
		expect((await list(layer)).entries[0]).toMatchObject({path: 'app.js', sha256: 'ab'.repeat(32)});
		const {entries} = await full(layer);
		expect(entries.slice(0, 2).map((entry) => entry.path)).toEqual(['app.js', 'more']);
		expect(entries[0]).not.toMatchObject({sha256: 'ab'.repeat(32)});
	}
});
