import type {ContentOptions} from '../bytes/content.ts';
import {ContentHash} from '../bytes/content.ts';
import type {Budget, Limits} from '../bytes/limits.ts';
import type {AlikeRules} from '../model/ignorable.ts';
import type {Path} from '../model/path.ts';
import {baseOf, pathOf} from '../model/path.ts';
import type {ListedEntry, Listing} from './listing.ts';
import {octalMode} from './mode.ts';
import type {Held} from './node.ts';
import {isEntry} from './node.ts';
import type {TarEntry, TarSink} from './tar.ts';
import type {Place} from './unpack.ts';
import {Unpacked} from './unpack.ts';

export type ListingOptions = {
	/** git blob ids beside sha256 */
	readonly blobs: boolean;
	readonly search: {readonly wants: (path: Path) => boolean; readonly texts: readonly string[]} | null;
	/** other forms of texts beside their bytes; left out or null: none */
	readonly alike?: AlikeRules | null;
};

// OCI image specification, layer.md#whiteouts. What begins with the meta prefix belonged to AUFS.
const whiteoutPrefix = '.wh.';
const metaPrefix = '.wh..wh.';
const opaqueName = '.wh..wh..opq';
/** What `git archive` calls its global header, and after it everybody who has no other name. */
const gitsGlobalName = 'pax_global_header';

const none: readonly string[] = [];

/** A name with its steps up, where they are. */
const stepsOf = (name: string): string =>
	name
		.split('/')
		.filter((part) => part !== '' && part !== '.')
		.join('/');

const isSame = (a: Held | 'whiteout', b: Held | 'whiteout'): boolean => JSON.stringify(a) === JSON.stringify(b);

/** Turns the entries of a layer's archive into its listing, and each file's bytes into its hash while they pass. */
export class LayerEntries implements TarSink {
	readonly #unpacked: Unpacked;
	readonly #options: ListingOptions;
	#content: ContentHash | null = null;
	#path = '' as Path;
	#size = 0;
	#mode = '';
	#store: ((entry: ListedEntry) => void) | null = null;

	constructor(options: ListingOptions, limits: Limits, budget: Budget) {
		this.#options = options;
		this.#unpacked = new Unpacked(limits, budget);
	}

	entry(entry: TarEntry): void {
		this.#content = null;
		const {path, clamped} = pathOf(entry.name);
		if (entry.type === 'global') {
			this.#global(path, entry.forAll === true);
			return;
		}
		if (clamped) this.#unpacked.odd(path, 'clamped-name');
		if (path === '') {
			// The root itself is no entry. Only a directory can stand there.
			if (entry.type !== 'directory')
				this.#unpacked.gap(path, 'unsafe-name', `an entry of type ${JSON.stringify(entry.flag)} in place of the root`);
			return;
		}
		// To overlay runtimes these are whiteouts like any other, and what lies below them are files; others leave all out.
		if (path.startsWith(metaPrefix) && path !== opaqueName) this.#unpacked.odd(path, 'aufs-leftover');
		const whiteout = baseOf(path).startsWith(whiteoutPrefix);
		if (whiteout && this.#unpacked.isBelowFile(path)) {
			// What it names in lower layers went when the file took the place of its directory.
			this.#unpacked.odd(path, 'stray-whiteout');
			return;
		}
		const place = this.#unpacked.place(path);
		if (place === null) return;
		if (entry.overlay)
			this.#unpacked.gap(
				place.path,
				'unsupported-tar-entry',
				'an attribute that changes what an overlay file system shows',
			);
		if (whiteout) this.#whiteout(place);
		else this.#put(place, entry);
	}

	data(bytes: Uint8Array): void {
		this.#content?.update(bytes);
	}

	end(): void {
		if (this.#content === null) return;
		const {sha256, blob, alike, found} = this.#content.done();
		const [path, size, mode] = [this.#path, this.#size, this.#mode];
		const type = 'file';
		this.#store!(
			blob === undefined && alike === undefined && found.length === 0
				? {path, type, sha256, size, mode}
				: {
						path,
						type,
						sha256,
						...(blob === undefined ? {} : {blob}),
						size,
						mode,
						...(alike === undefined ? {} : {alike}),
						...(found.length === 0 ? {} : {found}),
					},
		);
		this.#content = null;
	}

	listing(endMarker: boolean): Listing {
		if (!endMarker) this.#unpacked.odd('' as Path, 'no-end-marker');
		return this.#unpacked.listing();
	}

	/**
	 * Its records change nothing; its name, to most runtimes, is that of an entry which they make nothing of only once they
	 * have made its directories, taken it for a whiteout, or removed what stands there.
	 */
	#global(path: Path, forAll: boolean): void {
		if (forAll) this.#unpacked.odd(path, 'global-header-ignored');
		if (path === gitsGlobalName) return;
		this.#unpacked.odd(path, 'global-header-named');
		if (path === '' || this.#unpacked.isBelowFile(path)) return;
		const place = this.#unpacked.place(path);
		if (place === null) return;
		if (baseOf(place.path).startsWith(whiteoutPrefix)) this.#whiteout(place);
		else if (this.#unpacked.holds(place))
			this.#unpacked.put(place, {
				fault: {
					code: 'unsupported-tar-entry',
					detail: `${baseOf(place.path)}: a global header of this name, for which some runtimes remove what stands here`,
				},
			});
	}

	#whiteout(place: Place): void {
		const name = place.name.slice(whiteoutPrefix.length);
		if (place.name === opaqueName) this.#unpacked.opaque(place);
		else if (name === '' || name === '.' || name === '..') this.#unpacked.odd(place.path, 'bare-whiteout');
		else {
			if (name.startsWith(whiteoutPrefix) && !place.path.startsWith(metaPrefix))
				this.#unpacked.odd(place.path, 'aufs-leftover');
			this.#unpacked.whiteout(place, name);
		}
	}

	#put(place: Place, entry: TarEntry): void {
		const {path} = place;
		const mode = octalMode(entry.mode);
		const put = (value: ListedEntry): void => this.#unpacked.put(place, value);
		switch (entry.type) {
			case 'file':
				this.#read(path, entry, put);
				break;
			case 'directory':
				put({path, type: 'directory', mode});
				break;
			case 'symlink':
				put({path, type: 'symlink', target: entry.link});
				break;
			case 'fifo':
				put({path, type: 'fifo', mode});
				break;
			case 'hardlink': {
				const held = this.#linked(path, entry.link, mode);
				if (held === 'whiteout') this.#unpacked.whiteoutDevice(place);
				else this.#unpacked.put(place, held);
				break;
			}
			case 'character':
			case 'block': {
				const {type: kind, major, minor} = entry;
				if (kind === 'character' && major === 0 && minor === 0) this.#unpacked.whiteoutDevice(place);
				else put({path, type: 'device', kind, major, minor, mode});
				break;
			}
			default:
				this.#unpacked.put(place, {
					fault: {
						code: 'unsupported-tar-entry',
						detail: `${baseOf(place.path)}: a tar entry of type ${JSON.stringify(entry.flag)}`,
					},
				});
		}
	}

	#linked(path: Path, link: string, mode: string): Held | 'whiteout' {
		const {path: target, clamped} = pathOf(link);
		if (clamped) this.#unpacked.odd(path, 'clamped-name');
		const held = this.#unpacked.linkTo(target, path);
		// containerd takes '..' where the symlinks before it lead, Docker, Podman and umoci by the names alone.
		if (clamped && !isSame(held, this.#unpacked.linkTo(stepsOf(link), path)))
			return {
				fault: {
					code: 'unresolved-hardlink',
					detail: `${path}: a hardlink whose target is another one where '..' is taken behind symlinks`,
				},
			};
		// All names of a file share its mode. Docker and Podman give it that of the last link, others leave it.
		if (held !== 'whiteout' && isEntry(held) && held.type === 'file' && held.mode !== mode)
			this.#unpacked.odd(path, 'link-mode-differs');
		return held;
	}

	#read(path: Path, entry: TarEntry, store: (entry: ListedEntry) => void): void {
		if (entry.sha256 !== undefined) {
			const {sha256, size, mode} = entry;
			store({path, type: 'file', sha256, size, mode: octalMode(mode)});
			return;
		}
		const {blobs, search, alike} = this.#options;
		const options: ContentOptions = {
			size: entry.size,
			blob: blobs ? 'sha1' : null,
			texts: search?.wants(path) ? search.texts : none,
			...(alike ? {alike} : {}),
		};
		this.#content = new ContentHash(options);
		this.#path = path;
		this.#size = entry.size;
		this.#mode = octalMode(entry.mode);
		this.#store = store;
	}
}
