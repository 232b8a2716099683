import {defaultLimits, freshBudget} from '../src/bytes/limits.ts';
import {FaultError} from '../src/model/fault.ts';
import {LayerEntries} from '../src/rootfs/entries.ts';
import type {Listing} from '../src/rootfs/listing.ts';
import {listingDocument, readListingDocument} from '../src/rootfs/listing-document.ts';
import {TarReader} from '../src/rootfs/tar.ts';
import {damaged, type Random} from './random.ts';
import {archive} from './tar-archive.ts';
import {wellFormed} from './tar.ts';
import type {Case, Target} from './target.ts';

export function listingOf(bytes: Buffer, blobs: boolean): Listing | null {
	const entries = new LayerEntries({blobs, search: null}, defaultLimits, freshBudget());
	const reader = new TarReader(entries, defaultLimits);
	try {
		reader.push(bytes);
		const listing = entries.listing(reader.finish().endMarker);
		return {...listing, entries: [...listing.entries]};
	} catch (error) {
		if (error instanceof FaultError) return null;
		throw error;
	}
}

function run(random: Random, one: Case): void {
	const listing = listingOf(archive(random).bytes, random.oneIn(2));
	if (listing === null) return;
	const text = listingDocument(listing, 'verified');
	one.holds('a listing without gaps is written', text !== null || listing.gaps.length > 0);
	if (text === null) return;
	one.took(true);
	const back = readListingDocument(Buffer.from(text).toString());
	one.with('the listing it was written from');
	one.same('what comes back', back, {listing, assurance: 'verified'});
	const bent = damaged(random, Buffer.from(text)).toString();
	const read = readListingDocument(bent);
	if (read === null) return;
	wellFormed(one, read.listing);
	// Whatever is taken is taken whole: writing it again and reading that gives it once more.
	one.with('what is written of damaged text');
	const again = listingDocument(read.listing, read.assurance);
	one.same('what was read from damaged text', again === null ? null : readListingDocument(again), read);
}

export const listingDocuments: Target = {name: 'listing-document', share: 50, run};
