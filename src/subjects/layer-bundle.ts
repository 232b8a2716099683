// magic, then for each file: the 32 bytes that name it, its length (32 bits, big-endian), its bytes.
const magic = Buffer.from('dtlayer1');
const nameBytes = 32;
/** Bytes of a bundle that a file takes beside its own; the magic takes fewer. */
export const fileCost = nameBytes + 4;

/** Files of one bundle; more than an image has image layers. */
export const mostFiles = 512;

/** Kept files by name, `<64 hex digits>.layer`, in an order that stays. */
export type LayerFiles = ReadonlyMap<string, Uint8Array>;

/** Kept files in one piece. Nothing in it says where they go: they are read in memory and nowhere else. */
export function bundled(files: LayerFiles): Uint8Array {
	const parts: Uint8Array[] = [magic];
	for (const [name, bytes] of files) {
		const head = Buffer.alloc(fileCost);
		head.write(name.slice(0, nameBytes * 2), 'hex');
		head.writeUInt32BE(bytes.length, nameBytes);
		parts.push(head, bytes);
	}
	return Buffer.concat(parts);
}

/** The files of such a piece, whoever made it; null where it is anything but that. Copies nothing. */
export function unbundled(bytes: Uint8Array): LayerFiles | null {
	const piece = Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength);
	if (!piece.subarray(0, magic.length).equals(magic)) return null;
	const files = new Map<string, Uint8Array>();
	for (let at = magic.length; at < piece.length; ) {
		if (piece.length - at < fileCost || files.size === mostFiles) return null;
		const name = `${piece.toString('hex', at, at + nameBytes)}.layer`;
		const length = piece.readUInt32BE(at + nameBytes);
		at += fileCost;
		if (length > piece.length - at || files.has(name)) return null;
		files.set(name, piece.subarray(at, at + length));
		at += length;
	}
	return files;
}
