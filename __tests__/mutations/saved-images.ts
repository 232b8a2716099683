import type {Mutation} from './mutation.ts';

const subject = (name: string): string => `__tests__/subjects/${name}.test.ts`;
const archive = 'src/subjects/archive.ts';
const layer = 'src/subjects/archived-layer.ts';

/** Guards of images in archives and in the stores of engines. */
export const savedImageMutations: readonly Mutation[] = [
	{
		theme: 'names-in-every-form',
		guard: 'archive-names-do-not-climb',
		why: 'a member that other readers place elsewhere stands for a document',
		file: archive,
		find: "if (clamped) throw new FaultError('unsafe-name', `the name ${name} climbs out of it`);",
		replace: '',
		test: {file: subject('hostile-archive'), name: 'is refused where a name climbs within'},
	},
	{
		theme: 'runtimes-differ',
		guard: 'two-members-of-one-name-are-no-answer',
		why: 'which image an archive holds depends on who reads it',
		file: archive,
		find: "members.set(path, before === undefined || same(before, member) ? member : 'unclear');",
		replace: 'members.set(path, member);',
		test: {
			file: subject('hostile-archive'),
			name: 'is refused where a document, or an image layer, is there twice and differs',
		},
	},
	{
		theme: 'bombs-end-at-a-limit',
		guard: 'documents-have-little-room',
		why: 'an archive of JSON fills the memory',
		file: 'src/subjects/archived-file.ts',
		find: 'options.room.left -= size;',
		replace: '',
		test: {file: subject('hostile-archive'), name: 'keeps no more of documents than it has room for'},
	},
	{
		theme: 'raw-bytes-are-hashed',
		guard: 'archived-layer-has-its-digest',
		why: 'bytes that are not those of the descriptor pass for the image layer',
		file: layer,
		find: 'if (digest !== null && digest !== file.digest)',
		replace: "if (digest === ('' as Digest))",
		test: {file: subject('oci-archive'), name: 'is a gap: changed'},
	},
	{
		theme: 'raw-bytes-are-hashed',
		guard: 'archived-layer-has-its-diff-id',
		why: 'any archive under the right name passes for the image layer',
		file: layer,
		find: 'if (found !== undefined && found !== diffId)',
		replace: "if (found === ('' as Digest))",
		test: {file: subject('hostile-archive'), name: 'is not believed where an image layer is another'},
	},
	{
		theme: 'raw-bytes-are-hashed',
		guard: 'saved-configuration-has-its-name',
		why: 'an image is known by an ID that its configuration does not have',
		file: 'src/subjects/saved-images.ts',
		find: 'if (named !== undefined && named !== hexOf(file.digest))',
		replace: "if (named === '')",
		test: {file: subject('hostile-archive'), name: 'is not believed where a configuration is not that of its name'},
	},
	{
		theme: 'digests-by-membership',
		guard: 'engine-gave-what-its-id-names',
		why: 'whatever an engine gives passes for the image that was asked for',
		file: 'src/subjects/docker.ts',
		find: "if (sameImage(read.image, id).status === 'same') return read;",
		replace: 'if (id !== undefined) return read;',
		test: {file: subject('docker'), name: 'is not believed to be what it is called where another came'},
	},
	{
		theme: 'runtimes-differ',
		guard: 'keys-in-other-letters-are-no-answer',
		why: 'an image is read by one list of image layers and run by another',
		file: 'src/subjects/twin-keys.ts',
		find: 'key.toUpperCase().toLowerCase()',
		replace: 'key',
		test: {
			file: subject('image-manifest'),
			name: 'of two readings is refused: Go takes a key in other letters, or one that comes again, for the same field',
		},
	},
	{
		theme: 'runtimes-differ',
		guard: 'keys-that-come-twice-are-no-answer',
		why: 'what a document says first is forgotten here and kept by runtimes',
		file: 'src/subjects/twin-keys.ts',
		find: 'colons(text) > keysIn(value)',
		replace: 'colons(text) < keysIn(value)',
		test: {file: subject('image-manifest'), name: 'of two labels is refused: runtimes may take the other'},
	},
	{
		theme: 'hardlink-bound-when-read',
		guard: 'links-to-unread-layers-cast-no-doubt',
		why: 'a file that is not there is called unread, since an image layer that was rightly left holds what a link leads to',
		file: 'src/subjects/image.ts',
		find: "fault.code !== 'unresolved-hardlink' || only.has(path)",
		replace: 'fault.detail.length > 0 || only.has(path)',
		test: {
			file: subject('image-only'),
			name: 'has no gap where a hardlink that nobody asked for leads to what was left unread: nothing lies below one',
		},
	},
	{
		theme: 'tag-is-resolved-once',
		guard: 'engine-saves-by-id',
		why: 'a name that moves meanwhile leads to another image',
		file: 'src/subjects/docker.ts',
		find: 'savedImage(world, id)',
		replace: 'savedImage(world, reference as typeof id)',
		test: {file: subject('docker'), name: 'is resolved to its ID once, and saved by that'},
	},
];
