import {chunkedLayer, estargzLayer, type TocPart} from '../__tests__/builders/toc.ts';
import {freshBudget} from '../src/bytes/limits.ts';
import {FaultError} from '../src/model/fault.ts';
import {readImageLayer} from '../src/rootfs/layer.ts';
import type {Listing} from '../src/rootfs/listing.ts';
import {chunkedPositionIn, chunkedPositionOf, readChunkedToc} from '../src/rootfs/toc/chunked.ts';
import {estargzTocOffset, readEstargzToc} from '../src/rootfs/toc/estargz.ts';
import {UnusableToc} from '../src/rootfs/toc/unusable.ts';
import {digestOf} from '../src/bytes/digest.ts';
import {damaged, type Random} from './random.ts';
import {wellFormed} from './tar.ts';
import type {Case, Target} from './target.ts';

const words = ['a', 'b', 'bin', 'x.js', 'ä', '.wh.a', '.wh..wh..opq', '..', '.', ''];
const nameOf = (random: Random): string =>
	Array.from({length: random.between(1, 4)}, () => random.pick(words)).join('/') || 'a';

function partOf(random: Random): TocPart {
	const flag = random.pick(['0', '0', '0', '1', '2', '3', '4', '5', '5', '6']);
	const name = nameOf(random).slice(0, 99);
	// What ends in a slash is a directory to those who write TOCs.
	const plain = name.replace(/\/+$/, '') || 'a';
	const mode = random.pick([0o644, 0o755, 0o4755, 0o1777]);
	if (flag === '0')
		return {
			name: plain,
			flag,
			mode,
			body: random.text('some text\n', 0, random.pick([0, 5, 900])),
			chunks: random.between(1, 3),
		};
	if (flag === '1' || flag === '2') return {name: plain, flag, mode, link: nameOf(random)};
	if (flag === '3' || flag === '4') return {name: plain, flag, mode, major: random.below(9), minor: random.below(9)};
	return {name: flag === '5' && random.oneIn(2) ? `${plain}/` : plain, flag, mode};
}

/** One field of the document bent into something hostile. */
function bent(random: Random, document: {version: unknown; entries: Record<string, unknown>[]}): unknown {
	const value = random.pick<unknown>([
		null,
		-1,
		1.5,
		2 ** 53,
		'',
		'x',
		{},
		[],
		true,
		'../..',
		'__proto__',
		'sha256:',
		'a\0b',
	]);
	const place = random.below(10);
	if (place === 0) document.version = value;
	else if (place === 1) return random.pick<unknown>([[], null, 5, {...document, entries: value}]);
	else if (document.entries.length > 0) {
		const entry = random.pick(document.entries);
		const key = random.pick([
			'name',
			'type',
			'size',
			'mode',
			'digest',
			'offset',
			'linkName',
			'devMajor',
			'chunkOffset',
			'chunkSize',
		]);
		if (random.oneIn(4)) delete entry[key];
		else entry[key] = value;
	}
	return document;
}

async function run(random: Random, one: Case): Promise<void> {
	const parts = Array.from({length: random.below(8)}, () => partOf(random));
	const way = random.below(3);
	const changes =
		way === 0
			? {}
			: way === 1
				? {document: (document: Parameters<typeof bent>[1]) => bent(random, document)}
				: {json: (json: string) => damaged(random, Buffer.from(json))};
	const stargz = random.oneIn(2);
	const layer = stargz ? estargzLayer(parts, changes) : chunkedLayer(parts, changes);
	const {toc, footer, bytes, descriptor, diffId} = layer;
	const options = {budget: freshBudget()};
	// The digests are those of whatever is stored: a hostile builder signs its own document.
	const read = (stored: Buffer): Promise<Listing> =>
		stargz
			? readEstargzToc(stored, {digest: toc.digest, offset: toc.offset}, options)
			: readChunkedToc(
					stored,
					{
						checksum: digestOf(stored),
						position: {offset: toc.offset, length: stored.length, expanded: toc.expanded},
					},
					options,
				);
	const stored = way === 2 && random.oneIn(2) ? damaged(random, toc.stored) : toc.stored;
	const listed = await read(stored).catch((error: unknown) => {
		if (error instanceof UnusableToc || error instanceof FaultError) return null;
		throw error;
	});
	one.took(listed !== null);
	if (listed !== null) wellFormed(one, listed);
	const ragged = damaged(random, footer);
	estargzTocOffset(ragged);
	chunkedPositionOf(ragged);
	chunkedPositionIn(ragged.toString('latin1'));
	if (way !== 0) return;
	one.holds(
		'the footer leads to the TOC',
		stargz ? estargzTocOffset(footer) === toc.offset : chunkedPositionOf(footer)?.offset === toc.offset,
	);
	async function* whole(): AsyncGenerator<Uint8Array> {
		yield bytes;
	}
	const full = await readImageLayer(whole(), {...descriptor, diffId}, {blobs: false, search: null});
	one.with('the full read of the same layer', listed !== null);
	if (listed === null) one.knows('toc-left-to-the-full-read');
	else one.same('the listing by the TOC', allOf(listed), allOf(full));
}

export const toc: Target = {name: 'toc', share: 50, run};

const allOf = (listing: Listing): Listing => ({...listing, entries: [...listing.entries]});
