import {createHash} from 'node:crypto';
import type {Digest} from '../model/digest.ts';
import type {FileManifest, ManifestEntry, ModesPolicy} from '../model/manifest.ts';
import {modeUnder, sortEntries} from '../model/manifest.ts';
import {bytesOfText, comparePaths, isUtf8} from '../model/path.ts';

/** Names the form below; another form gets another name, so that two forms never share a digest. */
export const rootForm = 'deploy-truth/file-manifest/v1';

/** Characters gathered before they are hashed. */
const batch = 64 * 1024;

/**
 * One digest for a whole tree under a modes policy, null while anything is unread. The form is in
 * `docs/file-manifest.md`: every field carries its length, so two different trees never have the same bytes.
 */
export function rootDigest(manifest: FileManifest, modes: ModesPolicy): Digest | null {
	if (manifest.gaps.length > 0) return null;
	const hash = createHash('sha256');
	let text = field(rootForm) + field(modes);
	const take = (value: string): void => {
		if (isUtf8(value)) text += field(value);
		else {
			const bytes = bytesOfText(value);
			hash.update(`${text}${bytes.length}:`, 'utf8').update(bytes);
			text = ',';
		}
	};
	for (const entry of inOrder(manifest.entries)) {
		text += plain(entry.type);
		take(entry.path);
		if (entry.type === 'symlink') take(entry.target);
		else text += factsOf(entry, modes);
		if (text.length > batch) {
			hash.update(text, 'utf8');
			text = '';
		}
	}
	return `sha256:${hash.update(text, 'utf8').digest('hex')}`;
}

/** A netstring: the length in bytes, a colon, the bytes, a comma. */
const field = (value: string): string => `${Buffer.byteLength(value, 'utf8')}:${value},`;

/** The same of what is ASCII by its nature: a type, a mode, a number, a digest. */
const plain = (value: string): string => `${value.length}:${value},`;

/** What a type says beside its path and target; each type always has the same number of fields. */
function factsOf(entry: Exclude<ManifestEntry, {type: 'symlink'}>, modes: ModesPolicy): string {
	switch (entry.type) {
		case 'file':
			return `${plain(modeUnder(modes, entry.mode))}${plain(String(entry.size))}${plain(entry.sha256)}`;
		case 'directory':
			// As the diff has it: who may enter a directory is compared under `exact` alone.
			return plain(modes === 'exact' ? entry.mode : '');
		case 'fifo':
			return plain(modeUnder(modes, entry.mode));
		case 'device': {
			const {kind, major, minor, mode} = entry;
			return [modeUnder(modes, mode), kind, String(major), String(minor)].map(plain).join('');
		}
		case 'submodule':
			return plain(entry.commit);
	}
}

function inOrder(entries: readonly ManifestEntry[]): readonly ManifestEntry[] {
	for (let i = 1; i < entries.length; i++) {
		if (comparePaths(entries[i - 1]!.path, entries[i]!.path) > 0) return sortEntries(entries);
	}
	return entries;
}
