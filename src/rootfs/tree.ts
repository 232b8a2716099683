import type {Content} from '../bytes/content.ts';
import {ContentHash, sha256Of} from '../bytes/content.ts';
import {giveBack} from '../bytes/lent.ts';
import type {Limits} from '../bytes/limits.ts';
import {freshBudget, memoryOfText} from '../bytes/limits.ts';
import type {FaultCode} from '../model/fault.ts';
import {FaultError} from '../model/fault.ts';
import type {FileManifest, Gap, ManifestEntry} from '../model/manifest.ts';
import {sortEntries} from '../model/manifest.ts';
import type {Path} from '../model/path.ts';
import {asPath, baseOf, isWithin, parentOf, pathOf, relativeTo} from '../model/path.ts';
import type {ListingOptions} from './entries.ts';
import {octalMode} from './mode.ts';
import type {TarEntry} from './tar.ts';
import {TarReader} from './tar.ts';

/** A file that was written after a point in time; to the second. */
export type Newer = {readonly path: Path; readonly modified: string};

export type Tree = {
	readonly manifest: FileManifest;
	/** texts of the search by file; files without any are left out */
	readonly found: ReadonlyMap<Path, readonly string[]>;
	readonly newer: readonly Newer[];
	readonly moreNewer: number;
};

/** What is to be known of the files beside their hash; nothing where left out. */
export type TreeContent = Partial<Pick<ListingOptions, 'blobs' | 'search' | 'alike'>>;

/**
 * `base`: the last segment of the directory that was asked for, which every member's name begins with; '' for the root.
 * `newerThan`: milliseconds since 1970; null: times are not looked at.
 */
export type TreeOptions = {
	readonly base: string;
	readonly newerThan: number | null;
	readonly limits: Limits;
	readonly content?: TreeContent;
	/** files that are expected: those that are equal are held once, as they stand there */
	readonly expected?: FileManifest;
};

const mostNewer = 100;
const mostGaps = 1_000;
/** As late as a date is written with four digits of a year. */
const latest = Date.UTC(9_999, 11, 31, 23, 59, 59);
/** Bytes of memory that an entry costs beside its text. */
const entryCost = 360;

/**
 * The files of a tree that exists, from an archive of it: names mean what they say, so there are no whiteouts, and
 * nothing lies behind a link. A single file is one entry under its own name. What an archive of a tree cannot hold is a
 * gap, never a file.
 *
 * @throws FaultError `invalid-tar`, `truncated-tar`, `limit-exceeded`, and those of the source
 */
export async function readTree(source: AsyncIterable<Uint8Array>, options: TreeOptions): Promise<Tree> {
	const {limits} = options;
	const entries = new TreeEntries(options);
	const tar = new TarReader(entries, limits);
	let bytes = 0;
	for await (const chunk of source) {
		bytes += chunk.length;
		if (bytes > limits.expandedBytes)
			throw new FaultError('limit-exceeded', `more than ${limits.expandedBytes} bytes of files`);
		tar.push(chunk);
		giveBack(chunk);
	}
	if (!tar.finish().endMarker)
		throw new FaultError('truncated-tar', 'the archive has no end: what was to come is not known');
	return entries.tree();
}

/** Takes the members of the archive; `data` and `end` follow a file. */
class TreeEntries {
	readonly #options: TreeOptions;
	/** bytes that names may still take */
	#memory = freshBudget().memory;
	readonly #entries = new Map<string, ManifestEntry>();
	readonly #gaps: Gap[] = [];
	readonly #newer: Newer[] = [];
	#moreNewer = 0;
	/** the file whose bytes come now */
	#path = '' as Path;
	#size = 0;
	#mode = '';
	#content: ContentHash | null = null;
	#whole: string | null = null;
	/** whether nothing but the hash is asked for */
	readonly #plain: boolean;
	readonly #found = new Map<Path, readonly string[]>();
	readonly #expected: ReadonlyMap<string, ManifestEntry>;

	constructor(options: TreeOptions) {
		this.#options = options;
		this.#plain = !options.content?.blobs && !options.content?.search && !options.content?.alike;
		this.#expected = new Map(options.expected?.entries.map((entry) => [entry.path, entry]));
	}

	entry(entry: TarEntry): void {
		if (entry.type === 'global') return;
		const path = this.#inside(entry.name, entry.type === 'directory');
		if (path === null) {
			this.#gap('' as Path, 'unsafe-name', 'a name that is not below what was asked for');
			return;
		}
		if (path === '') return;
		this.#memory -= entryCost + 2 * path.length;
		if (this.#memory < 0)
			throw new FaultError('limit-exceeded', 'the directory names more, and at greater length, than is held in memory');
		this.#note(path, entry);
		this.#put(path, entry);
	}

	data(bytes: Uint8Array): void {
		if (this.#path === '') return;
		// Most files come in one piece.
		if (this.#plain && bytes.length === this.#size) this.#whole = sha256Of(bytes);
		else (this.#content ??= this.#contentOf(this.#path, this.#size)).update(bytes);
	}

	end(): void {
		const path = this.#path;
		if (path === '') return;
		if (this.#whole !== null) this.#file(path, {sha256: this.#whole, found: []});
		else this.#file(path, (this.#content ?? this.#contentOf(path, this.#size)).done());
		this.#content = null;
		this.#whole = null;
		this.#path = '' as Path;
	}

	#contentOf(path: Path, size: number): ContentHash {
		const {blobs, search, alike} = this.#options.content ?? {};
		const texts = search?.wants(path) ? search.texts : [];
		return new ContentHash({size, blob: blobs ? 'sha1' : null, texts, alike: alike ?? null});
	}

	#file(path: Path, {sha256, blob, alike, found}: Content): void {
		const [size, mode] = [this.#size, this.#mode];
		if (found.length > 0) this.#found.set(path, found);
		const held = this.#expected.get(path);
		if (held?.type === 'file' && held.sha256 === sha256 && held.size === size && held.mode === mode)
			this.#keep(held.path, held);
		else {
			const more = {...(blob === undefined ? {} : {blob}), ...(alike === undefined ? {} : {alike})};
			this.#keep(path, {path, type: 'file', sha256, size, mode, ...more});
		}
	}

	#keep(path: Path, entry: ManifestEntry): void {
		const before = this.#entries.size;
		this.#entries.set(path, entry);
		if (this.#entries.size === before) this.#gap(path, 'invalid-tar', 'the archive names it twice');
	}

	tree(): Tree {
		for (const path of this.#entries.keys()) this.#mustLieInDirectory(asPath(path));
		const entries = sortEntries([...this.#entries.values()]);
		return {
			manifest: {assurance: 'verified', entries, gaps: sortEntries(this.#gaps)},
			found: this.#found,
			newer: this.#newer,
			moreNewer: this.#moreNewer,
		};
	}

	/** As seen from the directory that was asked for; '' is that directory; null for what is not in it. */
	#inside(name: string, isDirectory: boolean): Path | null {
		const {path, clamped} = pathOf(name);
		if (clamped) return null;
		const {base} = this.#options;
		if (path === base) return isDirectory ? ('' as Path) : path;
		if (base === '') return path;
		return isWithin(path, base) ? relativeTo(path, base) : null;
	}

	/** Docker and tar cut times to the second: later than the start by that is later. */
	#note(path: Path, {type, modified}: TarEntry): void {
		const {newerThan} = this.#options;
		if (newerThan === null || type !== 'file' || modified === undefined || modified * 1_000 <= newerThan) return;
		const time = new Date(Math.min(modified * 1_000, latest)).toISOString();
		if (this.#newer.length < mostNewer) this.#newer.push({path, modified: time});
		else this.#moreNewer++;
	}

	#put(path: Path, entry: TarEntry): void {
		const mode = octalMode(entry.mode);
		switch (entry.type) {
			case 'file':
				this.#path = path;
				this.#size = entry.size;
				this.#mode = mode;
				break;
			case 'directory':
				this.#keep(path, {path, type: 'directory', mode});
				break;
			case 'symlink':
				this.#memory -= memoryOfText(entry.link);
				this.#keep(path, {path, type: 'symlink', target: entry.link});
				break;
			case 'fifo':
				this.#keep(path, {path, type: 'fifo', mode});
				break;
			case 'character':
			case 'block': {
				const {type: kind, major, minor} = entry;
				this.#keep(path, {path, type: 'device', kind, major, minor, mode});
				break;
			}
			case 'hardlink': {
				const target = this.#inside(entry.link, false);
				const held = target === null ? undefined : this.#entries.get(target);
				if (held === undefined || held.type === 'directory')
					this.#gap(path, 'unresolved-hardlink', `a hardlink to what the archive does not hold`);
				else this.#keep(path, {...held, path});
				break;
			}
			default:
				this.#gap(path, 'unsupported-tar-entry', `${baseOf(path)}: a tar entry of type ${JSON.stringify(entry.flag)}`);
		}
	}

	/** Nothing can lie below a file or a link: such an archive is of no tree. */
	#mustLieInDirectory(path: Path): void {
		const parent = parentOf(path);
		if (parent === '') return;
		const above = this.#entries.get(parent);
		if (above !== undefined && above.type !== 'directory')
			this.#gap(path, 'invalid-tar', 'lies below something that is no directory');
	}

	#gap(path: Path, code: FaultCode, detail: string): void {
		if (this.#gaps.length >= mostGaps)
			throw new FaultError('limit-exceeded', `more than ${mostGaps} entries that cannot be read`);
		this.#gaps.push({path, fault: {code, detail}});
	}
}
