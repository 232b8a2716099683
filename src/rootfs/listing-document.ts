import {saveMemory} from '../bytes/save-memory.ts';
import type {FileEntry, ManifestAssurance} from '../model/manifest.ts';
import type {Path} from '../model/path.ts';
import {comparePaths, pathOf} from '../model/path.ts';
import type {ListedEntry, Listing, Oddity, OddityCode} from './listing.ts';

/** Changes with the form below and with what a listing says of the same bytes; what an older or newer form says is never read. */
export const listingSchema = 'deploy-truth/layer-listing/v2';

/** Characters of one name; as many as an image layer may bring. */
const nameLength = 4_095;
const mostEntries = 2_000_000;
/** Brackets, and commas, of one text, those in names included: an object of no characters takes 56 bytes. */
const mostBrackets = 250_000;
const mostCommas = 1_500_000;
/** Characters of a text from which on the collector is asked to come often: it is held beside what is made of it. */
const worthSaving = 8 << 20;

/**
 * The listing of one image layer as text: columns, so that 41,000 files cost a few milliseconds to read back. `types`
 * has one letter for each entry; `sizes`, `sha256`, `blobs` (hex without separators), `targets` and `devices` hold
 * only what their types have, in the same order. Null for a listing with gaps: what could not be read is asked again.
 */
export function listingDocument(listing: Listing, assurance: ManifestAssurance): string | null {
	if (listing.gaps.length > 0) return null;
	const entries = inOrder([...listing.entries]);
	const document = {
		schema: listingSchema,
		assurance,
		types: '',
		paths: entries.map(({path}) => path),
		modes: [] as string[],
		sizes: [] as number[],
		sha256: '',
		blobs: '',
		targets: [] as string[],
		devices: [] as [number, number][],
		found: [] as [number, readonly string[]][],
		implied: listing.implied,
		hardlinks: listing.hardlinks.map(({path, target}) => [path, target]),
		whiteouts: listing.whiteouts,
		opaque: listing.opaque,
		oddities: listing.oddities.map(({path, code}) => [path, code]),
	};
	const types: string[] = [];
	const hashes: string[] = [];
	const blobs: string[] = [];
	for (const [index, entry] of entries.entries()) {
		if (entry.found !== undefined) document.found.push([index, entry.found]);
		if (entry.type === 'submodule') return null;
		types.push(entry.type === 'device' ? letters[entry.kind] : letters[entry.type]);
		document.modes.push(entry.type === 'symlink' ? '' : entry.mode);
		if (entry.type === 'file') {
			document.sizes.push(entry.size);
			hashes.push(entry.sha256);
			if (entry.blob !== undefined) blobs.push(entry.blob);
		} else if (entry.type === 'symlink') document.targets.push(entry.target);
		else if (entry.type === 'device') document.devices.push([entry.major, entry.minor]);
	}
	document.types = types.join('');
	document.sha256 = hashes.join('');
	document.blobs = blobs.join('');
	return JSON.stringify(document);
}

const letters = {file: 'f', directory: 'd', symlink: 'l', fifo: 'p', character: 'c', block: 'b'} as const;

function inOrder(entries: readonly ListedEntry[]): readonly ListedEntry[] {
	const sorted = entries.every((entry, at) => at === 0 || comparePaths(entries[at - 1]!.path, entry.path) < 0);
	return sorted ? entries : entries.toSorted((a, b) => comparePaths(a.path, b.path));
}

/** Reads such a text back, whoever wrote it; null where any part of it is not as {@link listingDocument} writes it. */
export function readListingDocument(text: string): {listing: Listing; assurance: ManifestAssurance} | null {
	if (asksTooMuch(text)) return null;
	if (text.length > worthSaving) saveMemory();
	let document: unknown;
	try {
		document = JSON.parse(text);
	} catch {
		return null;
	}
	if (typeof document !== 'object' || document === null || Array.isArray(document)) return null;
	const has = new Map<string, unknown>(Object.entries(document));
	const assurance = has.get('assurance');
	if (has.get('schema') !== listingSchema || (assurance !== 'verified' && assurance !== 'asserted')) return null;
	const entries = entriesOf(has);
	const implied = arrayOf(has.get('implied'), isPath);
	const hardlinks = arrayOf(has.get('hardlinks'), isPathPair);
	const whiteouts = arrayOf(has.get('whiteouts'), isPath);
	const opaque = arrayOf(has.get('opaque'), isPath);
	const oddities = arrayOf(has.get('oddities'), isOddity);
	if (!entries || !implied || !hardlinks || !whiteouts || !opaque || !oddities) return null;
	const listing: Listing = {
		entries,
		implied,
		hardlinks: hardlinks.map(([path, target]) => ({path, target})),
		whiteouts,
		opaque,
		oddities: oddities.map(([path, code]): Oddity => ({path, code})),
		gaps: [],
	};
	return {listing, assurance};
}

/** Asked before the text is parsed, since whoever wrote it may have put twenty million objects there. */
function asksTooMuch(text: string): boolean {
	let brackets = 0;
	let commas = 0;
	for (let at = 0; at < text.length; at++) {
		const code = text.charCodeAt(at);
		if (code === 0x2c) commas++;
		else if (code === 0x5b || code === 0x7b) brackets++;
	}
	return brackets > mostBrackets || commas > mostCommas;
}

function entriesOf(has: ReadonlyMap<string, unknown>): ListedEntry[] | null {
	const types = has.get('types');
	const paths = arrayOf(has.get('paths'), isPath);
	const modes = arrayOf(has.get('modes'), isMode);
	const sizes = arrayOf(has.get('sizes'), isCount);
	const targets = arrayOf(has.get('targets'), isTarget);
	const devices = arrayOf(has.get('devices'), isDevice);
	const found = arrayOf(has.get('found'), isFound);
	const sha256 = has.get('sha256');
	const blobs = has.get('blobs');
	if (typeof types !== 'string' || !isHex(sha256) || !isHex(blobs)) return null;
	if (!paths || !modes || !sizes || !targets || !devices || !found) return null;
	if (paths.length > mostEntries || types.length !== paths.length || modes.length !== paths.length) return null;
	if (sha256.length !== sizes.length * 64 || (blobs !== '' && blobs.length !== sizes.length * 40)) return null;

	const texts = new Map(found);
	if (texts.size !== found.length) return null;
	const entries: ListedEntry[] = [];
	let [file, link, device] = [0, 0, 0];
	for (const [at, path] of paths.entries()) {
		if (at > 0 && comparePaths(paths[at - 1]!, path) >= 0) return null;
		const type = types[at]!;
		const mode = modes[at]!;
		if ((type === 'l') !== (mode === '')) return null;
		let entry: FileEntry;
		if (type === 'f') {
			if (file >= sizes.length) return null;
			const sha = sha256.slice(file * 64, file * 64 + 64);
			const size = sizes[file]!;
			entry =
				blobs === ''
					? {type: 'file', sha256: sha, size, mode}
					: {type: 'file', sha256: sha, blob: blobs.slice(file * 40, file * 40 + 40), size, mode};
			file++;
		} else if (type === 'd') entry = {type: 'directory', mode};
		else if (type === 'p') entry = {type: 'fifo', mode};
		else if (type === 'l') {
			if (link >= targets.length) return null;
			entry = {type: 'symlink', target: targets[link++]!};
		} else if (type === 'c' || type === 'b') {
			if (device >= devices.length) return null;
			const [major, minor] = devices[device++]!;
			entry = {type: 'device', kind: type === 'c' ? 'character' : 'block', major, minor, mode};
		} else return null;
		const said = texts.get(at);
		if (said !== undefined) texts.delete(at);
		entries.push(said === undefined ? {path, ...entry} : {path, ...entry, found: said});
	}
	const whole = file === sizes.length && link === targets.length && device === devices.length && texts.size === 0;
	return whole ? entries : null;
}

function arrayOf<T>(value: unknown, is: (item: unknown) => item is T): readonly T[] | null {
	return Array.isArray(value) && value.every(is) ? value : null;
}

const isText = (value: unknown): value is string => typeof value === 'string';
const isPathOrRoot = (value: unknown): value is Path => {
	if (!isText(value) || value.length > nameLength) return false;
	const {path, clamped} = pathOf(value);
	return !clamped && path === value;
};
const isPath = (value: unknown): value is Path => value !== '' && isPathOrRoot(value);
const isTarget = (value: unknown): value is string => isText(value) && value.length <= nameLength;
const isMode = (value: unknown): value is string => isText(value) && /^(?:[0-7]{4})?$/.test(value);
const isHex = (value: unknown): value is string => isText(value) && /^[0-9a-f]*$/.test(value);
const isCount = (value: unknown): value is number => Number.isSafeInteger(value) && (value as number) >= 0;
const isPair = (value: unknown): value is [unknown, unknown] => Array.isArray(value) && value.length === 2;
const isDevice = (value: unknown): value is [number, number] => isPair(value) && value.every(isCount);
const isPathPair = (value: unknown): value is [Path, Path] =>
	isPair(value) && isPath(value[0]) && isPathOrRoot(value[1]);
const isFound = (value: unknown): value is [number, string[]] =>
	isPair(value) && isCount(value[0]) && Array.isArray(value[1]) && value[1].length > 0 && value[1].every(isText);

/** Every code there is; a new one is missing here until it is added, which the type holds to. */
const codes: Readonly<Record<OddityCode, true>> = {
	'clamped-name': true,
	'duplicate-entry': true,
	'through-symlink': true,
	'symlink-replaced': true,
	'bare-whiteout': true,
	'stray-whiteout': true,
	'whiteout-undone': true,
	'whiteout-contradicted': true,
	'opaque-root': true,
	'aufs-leftover': true,
	'global-header-ignored': true,
	'global-header-named': true,
	'overlay-whiteout-device': true,
	'link-mode-differs': true,
	'implied-mode': true,
	'lower-hardlink': true,
	'no-end-marker': true,
	'more-oddities': true,
};
const isOddity = (value: unknown): value is [Path, OddityCode] =>
	isPair(value) && isPathOrRoot(value[0]) && isText(value[1]) && Object.hasOwn(codes, value[1]);
