import {compressionOf} from '../bytes/decompress.ts';
import type {FaultCode} from '../model/fault.ts';
import {blockSize} from '../rootfs/tar-header.ts';

/** What files begin with that are taken for archives of images by mistake (magic numbers of their formats). */
const kinds: readonly (readonly [what: string, bytes: readonly number[]])[] = [
	['a zip archive', [0x50, 0x4b, 3, 4]],
	['a program (ELF)', [0x7f, 0x45, 0x4c, 0x46]],
	['a file system image (squashfs)', [0x68, 0x73, 0x71, 0x73]],
	['a 7z archive', [0x37, 0x7a, 0xbc, 0xaf]],
	['a PDF document', [0x25, 0x50, 0x44, 0x46]],
];

/**
 * What was given in place of an archive of which not one member could be read, by its first bytes; its text is not
 * repeated. Null for what may be an archive all the same: one that was cut or damaged, or is compressed.
 */
export function kindInstead(first: Uint8Array, code: FaultCode): string | null {
	if (code !== 'truncated-tar' && code !== 'invalid-tar') return null;
	if (first.length === 0 || compressionOf(first) !== 'none') return null;
	const known = kinds.find(([, magic]) => magic.every((byte, at) => byte === first[at]));
	if (known !== undefined) return known[0];
	const text = new TextDecoder('latin1').decode(first);
	const isText = /^[\t\n\r\x20-\x7e\x80-\xff]+$/.test(text);
	// A header that was cut within its name looks like a word.
	if (first.length < blockSize) return isText && /[\s<{[]/.test(text) ? kindOfText(text) : null;
	// POSIX.1-1988: `ustar` at 257. A whole first header is one of an archive that ends too early.
	if (code === 'truncated-tar' || text.startsWith('ustar', 257)) return null;
	return isText ? kindOfText(text) : `something that begins with the bytes ${hexOf(first)}`;
}

function kindOfText(text: string): string {
	const head = text.trimStart();
	if (head.startsWith('{') || head.startsWith('[')) return 'a JSON document';
	return head.startsWith('<') ? 'a page of HTML or XML' : 'text';
}

const hexOf = (first: Uint8Array): string => Buffer.from(first.subarray(0, 4)).toString('hex');
