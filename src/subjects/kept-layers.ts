import {digestOf} from '../bytes/digest.ts';
import {seal, type SealKey, type SealPurpose, sealKey, unseal} from '../bytes/sealed.ts';
import {hexOf} from '../model/digest.ts';
import {FaultError} from '../model/fault.ts';
import {listingDocument, listingSchema, readListingDocument} from '../rootfs/listing-document.ts';
import {measured} from '../rootfs/listing.ts';
import type {Log, World} from '../world.ts';
import {type KeptRoom, keptRoom, type RoomLimits} from './kept-room.ts';
import type {KeptListing, LayerKey, LayerStore} from './layer-store.ts';

/** How listings are kept, wherever that is. */
export type KeptOptions = {
	/** name and version: what another version listed is not asked for, so a mended reader is never answered for by its past */
	readonly tool: string;
	/** the user's secret; null: none */
	readonly secret: string | null;
};

export type KeptLayersOptions = KeptOptions & {
	readonly directory: string;
	/** others may have written what is there, whoever owns it: a cache service brought it */
	readonly shared: boolean;
	readonly limits?: Partial<RoomLimits>;
};

export type KeptLayers = LayerStore & {
	/** file names of what was asked for and found, or written */
	readonly used: () => ReadonlySet<string>;
	/** file names of what was written */
	readonly written: () => ReadonlySet<string>;
};

/** Fewer would be guessed offline by whoever can read one file. */
const shortestSecret = 16;
/** The text of one listing: of 120,000 files with ordinary names. Reading more back takes more memory than the image layer. */
const maxTextBytes = 20 << 20;
/** Characters of the text that a name costs beside its own: a letter, a mode, quotes and commas; most have a digest, too. */
const leastPerName = 10;

/** Listings of image layers in a directory, one file each. */
export function keptLayers(world: World, options: KeptLayersOptions): KeptLayers {
	const room = keptRoom(world, options.directory, options.limits ?? {});
	return layersIn(options.shared ? {...room, isOwn: async () => false} : room, world.log, options);
}

/**
 * Listings of image layers, one file each. What comes back is as it was kept where nobody else could have written it:
 * by the user's secret, by this very process, or because the room says that the file is this user's alone. Everything
 * else is `asserted`. What is damaged, foreign or for another image layer is not there.
 */
export function layersIn(room: KeptRoom, log: Log, {tool, secret}: KeptOptions): KeptLayers {
	const key = keyOf(log, secret);
	const used = new Set<string>();
	/** by file name: the checksum of what this process wrote there */
	const written = new Map<string, string>();

	const purposeOf = ({digest, size, diffId, mediaType, blobs, search, toc}: LayerKey): SealPurpose => ({
		kind: listingSchema,
		name: JSON.stringify([tool, digest, size ?? null, diffId, mediaType, blobs, search, toc ?? null]),
	});

	const found = async (layer: LayerKey): Promise<KeptListing | null> => {
		const purpose = purposeOf(layer);
		const name = fileName(purpose);
		try {
			const opened = unseal(await room.read(name), purpose, key, maxTextBytes);
			const read = opened === null ? null : readListingDocument(opened.text);
			if (opened === null || read === null) {
				log.debug(`kept listing ${name}: not as it was written`);
				return null;
			}
			const trusted = opened.authentic || written.get(name) === opened.sum || (await room.isOwn(name));
			used.add(name);
			await room.touch(name);
			return trusted ? read : {...read, assurance: 'asserted'};
		} catch (error) {
			if (!(error instanceof FaultError)) throw error;
			if (error.fault.code === 'cancelled') throw error;
			if (error.fault.code !== 'file-missing') log.debug(`kept listing ${name}: ${error.fault.detail}`);
			return null;
		}
	};
	/** One after the other: each may take as much memory as a whole image. */
	let before: Promise<unknown> = Promise.resolve();

	return {
		async get(layer) {
			// The document of a listing has no other forms of texts.
			if (layer.alike !== undefined) return null;
			const mine = before.then(() => found(layer));
			before = mine.catch(() => undefined);
			return mine;
		},
		async put(layer: LayerKey, {listing, assurance}: KeptListing) {
			if (layer.alike !== undefined) return;
			// Asked before the text is made: more than half a gigabyte is no string any more.
			const {names, characters} = measured(listing);
			if (names * leastPerName + characters > maxTextBytes) return;
			const text = listingDocument(listing, assurance);
			if (text === null || text.length > maxTextBytes) return;
			const purpose = purposeOf(layer);
			const name = fileName(purpose);
			const {bytes, sum} = seal(text, purpose, key);
			try {
				if (!(await room.write(name, bytes))) return;
				used.add(name);
				written.set(name, sum);
			} catch (error) {
				if (!(error instanceof FaultError) || error.fault.code === 'cancelled') throw error;
				room.warn(error.fault.detail);
			}
		},
		used: () => used,
		written: () => new Set(written.keys()),
	};
}

const fileName = ({kind, name}: SealPurpose): string => `${hexOf(digestOf(Buffer.from(`${kind}\n${name}`)))}.layer`;

const isLong = (secret: string | null): secret is string => secret !== null && secret.length >= shortestSecret;

function keyOf(log: Log, secret: string | null): SealKey | null {
	if (secret === null || secret === '') return null;
	log.mask(secret);
	if (isLong(secret)) return sealKey(secret, listingSchema);
	log.warn(`the cache secret has fewer than ${shortestSecret} characters: it is not used`);
	return null;
}

/** Tells listings sealed under one secret from others, and nobody what it is; null: they are not sealed. */
export const secretMark = (secret: string | null): string | null =>
	isLong(secret) ? Buffer.from(sealKey(secret, `${listingSchema} mark`).bytes).toString('hex') : null;
