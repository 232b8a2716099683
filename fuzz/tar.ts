import {createHash} from 'node:crypto';
import {defaultLimits, freshBudget} from '../src/bytes/limits.ts';
import {bytesOfText, comparePaths} from '../src/model/path.ts';
import {LayerEntries} from '../src/rootfs/entries.ts';
import type {Listing} from '../src/rootfs/listing.ts';
import {type TarEntry, TarReader} from '../src/rootfs/tar.ts';
import {pieces} from './random.ts';
import {agreesWithGo} from './tar-go.ts';
import {agreesWithGnuTar} from './tar-gnu.ts';
import {archive} from './tar-archive.ts';
import {listed as linesOf, unpacked} from './tar-unpack.ts';
import {type Case, type Outcome, outcome, type Target} from './target.ts';

/** An entry with the hash of its bytes; null where it ended before they did. */
export type ReadEntry = Omit<TarEntry, 'sha256'> & {readonly sha256: string | null};
export type ReadArchive = {readonly entries: readonly ReadEntry[]; readonly end: Outcome<{endMarker: boolean}>};

/** A limit that small archives meet, and one that they do not. */
const limits = {...defaultLimits, nameBytes: 700, extensionBytes: 4096};

export function readArchive(chunks: readonly Uint8Array[]): ReadArchive {
	const entries: ReadEntry[] = [];
	let hash = createHash('sha256');
	let open: TarEntry | null = null;
	const close = (sha256: string | null): void => {
		if (open !== null) entries.push({...open, sha256});
		open = null;
	};
	const reader = new TarReader(
		{
			entry: (entry) => {
				close(null);
				hash = createHash('sha256');
				open = entry;
				if (entry.type !== 'file') close('');
			},
			data: (bytes) => void hash.update(bytes),
			end: () => close(hash.digest('hex')),
		},
		limits,
	);
	const end = outcome(() => {
		for (const chunk of chunks) reader.push(chunk);
		return reader.finish();
	});
	close(null);
	return {entries, end};
}

function listArchive(chunks: readonly Uint8Array[], memory: number): Outcome<Listing> {
	return outcome(() => {
		const entries = new LayerEntries({blobs: true, search: null}, limits, {...freshBudget(), memory});
		const reader = new TarReader(entries, limits);
		for (const chunk of chunks) reader.push(chunk);
		const listing = entries.listing(reader.finish().endMarker);
		return {...listing, entries: [...listing.entries]};
	});
}

/** What holds of every listing, whatever it was read from. */
export function wellFormed(one: Case, listing: Listing): void {
	const {implied, hardlinks, gaps} = listing;
	const entries = [...listing.entries];
	const seen = new Map<string, string>();
	for (const [index, {path, type}] of entries.entries()) {
		if (index > 0) one.holds(`${path} is out of order`, comparePaths(entries[index - 1]!.path, path) < 0);
		seen.set(path, type);
	}
	for (const path of implied) {
		one.holds(`${path} is implied and described`, !seen.has(path));
		seen.set(path, 'directory');
	}
	for (const {path} of hardlinks) {
		one.holds(`${path} is a link and something else`, !seen.has(path));
		seen.set(path, 'hardlink');
	}
	for (const path of [...seen.keys(), ...gaps.map((gap) => gap.path)]) {
		one.holds(`${JSON.stringify(path)} is no relative path`, !/^\/|\/$|\/\/|\0/.test(path));
		one.holds(`${path} holds dots`, !path.split('/').some((name) => name === '..' || name === '.'));
		one.holds(`${path} comes back from its bytes`, bytesOfText(path).length <= 3 * path.length + 1);
	}
	for (const path of seen.keys()) {
		for (let at = path.lastIndexOf('/'); at > 0; at = path.lastIndexOf('/', at - 1)) {
			const above = seen.get(path.slice(0, at)) ?? 'directory';
			one.holds(`${path} lies below a ${above}`, above === 'directory');
		}
	}
}

async function run(random: Parameters<Target['run']>[0], one: Case): Promise<void> {
	const {bytes, plain} = archive(random);
	const cuts = [random.cuts(bytes.length), random.cuts(bytes.length)];
	const whole = readArchive([bytes]);
	one.same('the same archive in other pieces', whole, readArchive(pieces(bytes, cuts[0]!)));
	if (plain) one.holds(`a plain archive ends in ${JSON.stringify(whole.end)}`, 'value' in whole.end);

	const memory = random.oneIn(30) ? random.below(8000) : 2 ** 30;
	const listed = listArchive([bytes], memory);
	one.same('the same listing in other pieces', listed, listArchive(pieces(bytes, cuts[1]!), memory));
	if ('value' in listed) {
		wellFormed(one, listed.value);
		one.holds('a listing of an archive that does not end well', 'value' in whole.end);
		const model = unpacked(whole.entries);
		if (model !== null) {
			one.with('a model of unpacking');
			one.same('what is unpacked', linesOf(listed.value), model);
		}
	} else if (memory === 2 ** 30) one.same('the fault of the listing', listed, whole.end);

	if (one.tools.go !== null) await agreesWithGo(one, one.tools.go, bytes, whole);
	one.took('value' in whole.end);
	one.ask('tar', 2, bytes, (ended) => agreesWithGnuTar(one, ended, bytes, whole, plain));
}

export const tar: Target = {name: 'tar', share: 300, run};
