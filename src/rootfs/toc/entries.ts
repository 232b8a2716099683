import type {Budget} from '../../bytes/limits.ts';
import {LayerEntries} from '../entries.ts';
import type {Listing} from '../listing.ts';
import type {TarEntry} from '../tar.ts';
import {TocDocument} from './document.ts';
import {tarEntryOf} from './entry.ts';
import {tocLimits} from './limits.ts';
import {UnusableToc} from './unusable.ts';

export type TocOptions = {
	/** shared by the image layers of one image */
	readonly budget: Budget;
};

/**
 * Turns the JSON of a TOC into the listing of its image layer, by the same rules as the entries of its tar: what
 * whiteouts, hardlinks, repeated and unsafe names mean is decided there alone.
 */
export class TocEntries {
	readonly #layer: LayerEntries;
	readonly #document: TocDocument;
	#count = 0;
	/** bytes of content that the tar holds if this is true */
	#content = 0;

	/** `within`: the byte of the blob beyond which no content lies */
	constructor(within: number, {budget}: TocOptions) {
		this.#layer = new LayerEntries({blobs: false, search: null}, tocLimits, budget);
		this.#document = new TocDocument((value) => {
			if (++this.#count > tocLimits.entries) throw new UnusableToc(`more than ${tocLimits.entries} entries`);
			const entry = tarEntryOf(value, within, tocLimits);
			if (entry !== null) this.add(entry);
		});
	}

	push(json: Uint8Array): void {
		this.#document.push(json);
	}

	/** One more entry, as the tar has it. */
	add(entry: TarEntry): void {
		this.#content += entry.size;
		if (this.#content > contentLimit) throw new UnusableToc('files that together are larger than is read');
		this.#layer.entry(entry);
	}

	/** To be called after the last byte of the JSON: its form is proven. */
	finish(): void {
		this.#document.finish();
	}

	listing(endMarker: boolean): Listing {
		return this.#layer.listing(endMarker);
	}
}

/** Reading the layer refuses more than this, so a TOC must not promise it. */
const contentLimit = 64 * 2 ** 30;
