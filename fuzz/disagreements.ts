/** Where a second opinion differs from ours for a reason: who is right, and why. */
export type Disagreement = {
	readonly id: string;
	readonly target: string;
	readonly peer: string;
	readonly what: string;
	readonly right: string;
};

const go = {target: 'tar', peer: "Go's archive/tar"};
const gnu = {target: 'tar', peer: 'GNU tar'};

const written = [
	{
		id: 'tar-fields-of-no-use',
		...go,
		what: 'Go refuses an archive whose owner, group or times are no numbers; ours does not read them.',
		right: 'Either: no file manifest holds them. Every byte of content was read, and the diff ID proves them.',
	},
	{
		id: 'tar-mode-out-of-range',
		...go,
		what: 'Go takes a negative mode or device number, or one beyond 2^53, in base 256; ours refuses the archive.',
		right: 'Ours, on the safe side: no writer makes them, and the layer is unread rather than guessed at.',
	},
	{
		id: 'tar-size-of-nothing',
		...go,
		what: 'Go takes a size below 0 or beyond 2^53 where it does not count: on what has no body, or under a PAX size.',
		right: 'Ours, on the safe side: such a header contradicts itself, and the layer is unread.',
	},
	{
		id: 'tar-old-gnu-sparse',
		...go,
		what: 'Go reads old GNU sparse files (type S); ours tells them as a gap of an unsupported type.',
		right: 'Ours: no runtime unpacks them (tried: umoci, Docker, containerd, podman), so there is no file to compare.',
	},
	{
		id: 'tar-pax-number',
		...go,
		what: 'Go takes signs before PAX numbers, and negative ones where they do not count; ours takes digits alone.',
		right: 'Ours: POSIX writes them as decimal digits.',
	},
	{
		id: 'tar-pax-replaced',
		...go,
		what: 'Go reads the numbers of a PAX header when their entry comes, so never where another header replaces them.',
		right: 'Ours, on the safe side: a header that cannot be read is not passed over.',
	},
	{
		id: 'tar-extension-without-entry',
		...go,
		what: 'An archive ends after an extension header: whole to Go, truncated to ours.',
		right: 'Ours, on the safe side: an entry was announced and is missing.',
	},
	{
		id: 'tar-several',
		...go,
		what: 'Several of these in one archive.',
		right: 'As each of them: with all their causes taken out the two agree.',
	},
	{
		id: 'gnu-tar-bent',
		...gnu,
		what: 'In a bent archive GNU tar skips to the next header, guesses, and takes lone blocks of zeros.',
		right: "Ours: runtimes unpack with Go's reader, which every one of these archives is compared with as well.",
	},
	{
		id: 'gnu-tar-sparse',
		...gnu,
		what: 'A sparse file sent to standard output comes without its holes, and throws the listing out of step.',
		right: 'Ours: a file has its holes when it is unpacked, and so it has for Go.',
	},
	{
		id: 'gnu-tar-size-of-nothing',
		...gnu,
		what: 'GNU tar skips as many bytes as a size says, also after an entry that has no body, and by a PAX size.',
		right: 'Ours: for Go and POSIX such entries have none.',
	},
	{
		id: 'gnu-tar-global',
		...gnu,
		what: 'GNU tar gives the path of a PAX global header to every entry.',
		right: 'Ours: Go, and so every runtime, leaves it to its caller, and none uses it. It is told as an oddity.',
	},
	{
		id: 'gnu-tar-types',
		...gnu,
		what: 'GNU tar has uses of its own for types that Go does not know (volume names, contiguous files).',
		right: 'Ours: they are told as gaps of an unsupported type.',
	},
	{
		id: 'gnu-tar-directory-by-slash',
		...gnu,
		what: 'A file of type 0 whose name ends in a slash is a directory to GNU tar.',
		right: 'Ours: Go has that rule for the type before types (NUL) alone.',
	},
	{
		id: 'gnu-tar-empty-record',
		...gnu,
		what: 'An empty PAX path is an empty name to GNU tar.',
		right: 'Ours: an empty value takes a record back (POSIX, pax); Go has it so.',
	},
	{
		id: 'gnu-tar-refuses',
		...gnu,
		what: 'GNU tar ends with an error on an archive that ours and Go take for whole.',
		right: 'Ours: runtimes unpack it.',
	},
	{
		id: 'gzip-padding',
		target: 'gzip',
		peer: "Go's compress/gzip",
		what: 'Zeros after the last member are an error to Go.',
		right: 'Ours: gzip(1) and pigz take them, as tapes have them; the diff ID is proven either way.',
	},
	{
		id: 'gzip-reserved-flags',
		target: 'gzip',
		peer: "Go's compress/gzip",
		what: 'Go takes a member with reserved flags set.',
		right: 'Ours: RFC 1952, 2.3.1.2 wants an error, since what follows may not be what it seems.',
	},
	{
		id: 'pigz-forgives',
		target: 'gzip',
		peer: 'pigz',
		what: 'pigz warns of what follows the last member, another member cut short included, and ends well.',
		right: 'Ours: Go and gzip(1) refuse it, and whoever pulls with them cannot run the image.',
	},
	{
		id: 'zstd-of-nothing',
		target: 'zstd',
		peer: 'zstd',
		what: 'The tool refuses an empty input; ours calls it uncompressed, or a contradiction of its media type.',
		right: 'Either: nothing is read from nothing.',
	},
	{
		id: 'zstd-of-damage',
		target: 'zstd',
		peer: 'zstd',
		what: 'One damaged frame in thousands: the tool (1.5.4) takes what the library in Node (1.5.7) refuses, or both take it and give other bytes of one length.',
		right:
			'Neither is wrong, the format leaves it open; a third decoder (klauspost/compress, of containerd) refuses them. Such bytes never have the diff ID.',
	},
	{
		id: 'zstd-reads-lzma',
		target: 'zstd',
		peer: 'zstd',
		what: 'Bytes behind the last frame that begin as an lzma file does: the tool decompresses those, too.',
		right: 'Ours: an image layer is of one format, and whatever is no frame is garbage.',
	},
	{
		id: 'toc-left-to-the-full-read',
		target: 'toc',
		peer: 'the full read of the same layer',
		what: 'A right TOC is not used, because of names or sizes that it might tell in another way than the tar.',
		right: 'Both: what a TOC does not tell for sure is read in full.',
	},
	{
		id: 'archives-limit-or-mismatch',
		target: 'archives',
		peer: 'the same layout in a directory',
		what: 'An image layer that is not the one stated and asks for too much: in a directory reading it ends at the limit, in an archive it is hashed to its end all the same.',
		right: 'Either: the image layer is unread, and the fault says why.',
	},
	{
		id: 'reference-too-long',
		target: 'reference',
		peer: "distribution's grammar",
		what: 'The grammar has no end to a port, and none to host and repository together; ours takes 5 digits and 255 bytes.',
		right: 'Ours: the distribution specification advises 255 bytes, and no port has six digits.',
	},
	{
		id: 'reference-registry-1',
		target: 'reference',
		peer: "distribution's grammar",
		what: "Docker Hub's contact name is a registry of its own to the grammar, docker.io to ours.",
		right: 'Ours: it is the same registry, and takes the same credentials.',
	},
] as const satisfies readonly Disagreement[];

export type DisagreementId = (typeof written)[number]['id'];
export const disagreements: readonly Disagreement[] = written;
