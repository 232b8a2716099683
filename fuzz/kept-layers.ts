import {digestOfBytes} from '../__tests__/builders/image.ts';
import {recordedLog} from '../__tests__/builders/world.ts';
import {seal} from '../src/bytes/sealed.ts';
import {FaultError} from '../src/model/fault.ts';
import type {ManifestAssurance} from '../src/model/manifest.ts';
import type {Path} from '../src/model/path.ts';
import type {ListedEntry, Listing} from '../src/rootfs/listing.ts';
import {listingDocument, listingSchema} from '../src/rootfs/listing-document.ts';
import {mostPacked, Packed} from '../src/rootfs/packed.ts';
import {LaidEntries, ListedEntries} from '../src/rootfs/packed-entries.ts';
import {type KeptLayers, type KeptOptions, layersIn} from '../src/subjects/kept-layers.ts';
import type {KeptRoom} from '../src/subjects/kept-room.ts';
import {bundled, unbundled} from '../src/subjects/layer-bundle.ts';
import type {KeptListing, LayerKey} from '../src/subjects/layer-store.ts';
import {listingOf} from './listing-document.ts';
import {damaged, type Random} from './random.ts';
import {archive} from './tar-archive.ts';
import {wellFormed} from './tar.ts';
import type {Case, Target} from './target.ts';

type Files = Map<string, Uint8Array>;

/** `own`: nobody else can have written what is there. */
const roomOf = (files: Files, own: boolean): KeptRoom => ({
	read: async (name) => {
		const bytes = files.get(name);
		if (bytes === undefined) throw new FaultError('file-missing', `${name} is not there`);
		return bytes;
	},
	isOwn: async () => own,
	write: async (name, bytes) => {
		files.set(name, bytes);
		return true;
	},
	touch: async () => undefined,
	warn: () => undefined,
});

const secrets = [null, 'a secret of some length', 'another secret of some length', 'short'] as const;
const plain = (kept: KeptListing | null): KeptListing | null =>
	kept === null ? null : {...kept, listing: {...kept.listing, entries: [...kept.listing.entries]}};

function keyIn(random: Random): LayerKey {
	return {
		digest: digestOfBytes(Buffer.from(random.pick(['a', 'b']))),
		...(random.oneIn(3) ? {} : {size: random.below(2)}),
		diffId: random.oneIn(4) ? null : digestOfBytes(Buffer.from(random.pick(['c', 'd']))),
		mediaType: random.pick(['', 'application/vnd.oci.image.layer.v1.tar+gzip']),
		blobs: random.oneIn(2),
		search: random.pick([null, 'null', '["a"]']),
		...(random.oneIn(3) ? {toc: random.pick(['', 'x'])} : {}),
	};
}
/** What a listing is kept under: whatever of a key makes another listing. */
const identity = ({digest, size, diffId, mediaType, blobs, search, toc}: LayerKey): string =>
	JSON.stringify([digest, size ?? null, diffId, mediaType, blobs, search, toc ?? null]);

async function run(random: Random, one: Case): Promise<void> {
	if (random.oneIn(4)) {
		packs(random, one);
		return;
	}
	const listing = listingOf(archive(random).bytes, random.oneIn(2));
	one.took(listing !== null && listing.gaps.length === 0);
	if (listing === null || listing.gaps.length > 0) return;
	const files: Files = new Map();
	const own = random.oneIn(3);
	const writes: KeptOptions = {tool: 'deploy-truth/1', secret: random.pick(secrets)};
	const key = keyIn(random);
	const assurance: ManifestAssurance = random.pick(['verified', 'verified', 'asserted']);
	const writer = layersIn(roomOf(files, own), recordedLog(), writes);
	await writer.put(key, {listing, assurance});
	one.same('files that were written', files.size, 1);
	const [name, whole] = [...files][0]!;
	const reads: KeptOptions = random.oneIn(4) ? {tool: 'deploy-truth/1', secret: random.pick(secrets)} : writes;
	const reader = random.oneIn(4) ? writer : layersIn(roomOf(files, own), recordedLog(), reads);

	const isSealed = writes.secret !== null && writes.secret.length >= 16 && reads.secret === writes.secret;
	const trusted = own || reader === writer || isSealed;
	one.with('the listing that was kept');
	one.same('what comes back', plain(await reader.get(key)), {listing, assurance: trusted ? assurance : 'asserted'});
	const other = keyIn(random);
	if (identity(other) !== identity(key)) one.same(`for ${identity(other)}`, await reader.get(other), null);
	const newer = layersIn(roomOf(files, true), recordedLog(), {...writes, tool: 'deploy-truth/2'});
	one.same('for another version', await newer.get(key), null);

	await spoilt(random, one, {files, name, whole, key, reader, trusted: own}, {listing, assurance});
	travels(random, one, files);
}

type Shelf = {
	readonly files: Files;
	readonly name: string;
	readonly whole: Uint8Array;
	readonly key: LayerKey;
	readonly reader: KeptLayers;
	readonly trusted: boolean;
};

/** Any byte changed: nothing comes back, or the same listing and no more trust in it than before. */
async function spoilt(random: Random, one: Case, shelf: Shelf, kept: KeptListing): Promise<void> {
	const {files, name, whole, key, reader, trusted} = shelf;
	const bent = damaged(random, Buffer.from(whole));
	if (!bent.equals(whole)) {
		files.set(name, bent);
		const read = plain(await reader.get(key));
		const assurance = trusted ? kept.assurance : 'asserted';
		one.with('the bytes as they were written', read !== null, false);
		// Its mark under the secret may be what was damaged: then nobody vouches for it any more.
		if (read !== null) one.same('what comes back of damaged bytes', {...read, assurance}, {...kept, assurance});
		if (read !== null && kept.assurance === 'asserted') one.same('its assurance', read.assurance, 'asserted');
		if (read !== null && !bent.subarray(72).equals(whole.subarray(72))) one.fail('other content under its checksum');
	}
	// Whoever knows the form writes what they like, but not under a secret that they do not have.
	const lie: Listing = {...kept.listing, entries: [], hardlinks: [], oddities: []};
	const purpose = {kind: listingSchema, name: JSON.stringify(['deploy-truth/1', ...JSON.parse(identity(key))])};
	files.set(name, seal(listingDocument(lie, 'verified')!, purpose, null).bytes);
	const believed = await reader.get(key);
	one.holds('a listing of a stranger is read', believed !== null);
	if (!trusted && lie.entries.length !== kept.listing.entries.length)
		one.same('the assurance of what a stranger wrote', believed?.assurance, 'asserted');
	if (believed !== null) wellFormed(one, believed.listing);
	files.set(name, whole);
}

/** Files in one piece, as a cache service carries them. */
function travels(random: Random, one: Case, files: Files): void {
	const several: Files = new Map([...files, [`${'0'.repeat(63)}1.layer`, random.bytes(random.below(90))]]);
	const bundle = Buffer.from(bundled(several));
	const told = (back: ReadonlyMap<string, Uint8Array> | null): unknown =>
		back && [...back].map(([name, bytes]) => [name, Buffer.from(bytes).toString('hex')]);
	one.same('what a bundle holds', told(unbundled(bundle)), told(several));
	for (const [name, bytes] of unbundled(damaged(random, bundle)) ?? []) {
		one.holds(`${name} is no name of a kept file`, /^[0-9a-f]{64}\.layer$/.test(name));
		one.holds('more bytes than came', bytes.length <= bundle.length + 200);
	}
}

function entryOf(random: Random, path: Path): ListedEntry {
	const mode = random.pick(['0644', '0755', '7777', '0000']);
	const sha256 = random.text('0123456789abcdef', 64, 64);
	switch (random.below(8)) {
		case 0:
			return {path, type: 'directory', mode};
		case 1:
			return {path, type: 'fifo', mode};
		case 2:
			return {path, type: 'symlink', target: random.text('ab/.é', 0, 6)};
		case 3:
			return {path, type: 'device', kind: random.pick(['character', 'block']), major: random.below(9), minor: 0, mode};
		case 4:
			return {path, type: 'file', sha256, blob: sha256.slice(24), size: random.below(99), mode};
		case 5:
			return {path, type: 'file', sha256, size: random.below(99), mode, alike: {lineEndings: sha256}, found: ['a']};
		default:
			return {path, type: 'file', sha256, size: random.pick([0, 7, 2 ** 31, 2 ** 45]), mode};
	}
}

/** Columns hold what an array of objects would, whatever was put over what. */
function packs(random: Random, one: Case): void {
	const count = random.oneIn(40) ? random.between(4_090, 4_110) : random.below(40);
	const model = Array.from({length: count}, (_, at) =>
		entryOf(random, (random.oneIn(2) ? `d/${at}` : `${at}`) as Path),
	);
	const listed = ListedEntries.of(model.values());
	one.took(true);
	one.with('an array of entries');
	one.same('entries', [...listed], model);
	const packed = new Packed();
	const laid = new LaidEntries();
	for (const [at, entry] of model.entries()) one.same('its number', packed.add(entry), at);
	for (let times = random.below(6); times > 0 && count > 0; times--) {
		const at = random.below(count);
		model[at] = entryOf(random, model[at]!.path);
		packed.set(at, model[at]!);
	}
	const first = random.below(3) * mostPacked;
	for (const [at, {path}] of model.entries()) {
		const slash = path.lastIndexOf('/');
		laid.push(path.slice(0, Math.max(0, slash)) as Path, path.slice(slash + 1), first + at);
	}
	const entry = (number: number, path: Path): ListedEntry => packed.entry(number % mostPacked, path);
	one.same('entries laid', laid.all(entry), model);
	const array = laid.asArray(entry);
	one.same(
		'entries as an array',
		array.map((item) => item),
		model,
	);
	one.same('its parts', [array.slice(-2), array.at(-1), array[count]], [model.slice(-2), model.at(-1), undefined]);
	for (const [at, item] of model.entries()) {
		one.same('a directory', packed.isDirectory(at), item.type === 'directory');
		one.same('texts that were found', packed.found(at), item.found);
	}
}

export const keptLayers: Target = {name: 'kept-layers', share: 40, run};
