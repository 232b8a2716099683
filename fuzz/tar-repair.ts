import type {DisagreementId} from './disagreements.ts';

/** Takes one known cause of disagreement out of an archive; the same bytes where it is not in there. */
export type Repair = {readonly id: DisagreementId; readonly apply: (bytes: Buffer) => Buffer};

function sumOf(block: Buffer, signed = false): number {
	let sum = 8 * 32;
	for (let i = 0; i < 512; i++) if (i < 148 || i >= 156) sum += signed && block[i]! > 127 ? block[i]! - 256 : block[i]!;
	return sum;
}

/** Changes every block whose checksum is right, and makes it right again. */
export function eachHeader(bytes: Buffer, change: (header: Buffer) => void): Buffer {
	const out = Buffer.from(bytes);
	for (let at = 0; at + 512 <= out.length; at += 512) {
		const header = out.subarray(at, at + 512);
		const claimed = Number.parseInt(header.toString('latin1', 148, 156).replace(/^[\0 ]+/, ''), 8);
		if ((claimed !== sumOf(header) && claimed !== sumOf(header, true)) || claimed === 256) continue;
		change(header);
		header.write(`${sumOf(header).toString(8).padStart(6, '0')}\0 `, 148, 'latin1');
	}
	return out;
}

const flagOf = (header: Buffer): string => String.fromCharCode(header[156]!);

/** Puts text of the same length in place of another, everywhere. */
function replaced(bytes: Buffer, from: string, to: string): Buffer {
	const out = Buffer.from(bytes);
	for (let at = out.indexOf(from); at >= 0; at = out.indexOf(from, at + 1)) out.write(to, at, 'latin1');
	return out;
}

/** PAX headers that another one, or a global one, takes the place of, become entries of a type that nobody knows. */
function withoutReplaced(bytes: Buffer): Buffer {
	const flags: string[] = [];
	eachHeader(bytes, (header) => void flags.push(flagOf(header)));
	let index = 0;
	return eachHeader(bytes, (header) => {
		const after = flags[++index];
		if (flagOf(header) === 'x' && (after === 'x' || after === 'g')) header[156] = 0x5a;
	});
}

export const goRepairs: readonly Repair[] = [
	{
		id: 'tar-fields-of-no-use',
		apply: (bytes) => {
			let out = eachHeader(bytes, (header) => {
				header.fill(0, 108, 124);
				header.fill(0, 136, 148);
				// star's own times
				if (header.toString('latin1', 508, 512) === 'tar\0') header.fill(0, 476, 500);
			});
			for (const key of ['mtime', 'atime', 'ctime', 'uid', 'gid'])
				out = replaced(out, ` ${key}=`, ` ${'z'.repeat(key.length)}=`);
			return out;
		},
	},
	{
		id: 'tar-mode-out-of-range',
		apply: (bytes) =>
			eachHeader(bytes, (header) => {
				for (const at of [100, 329, 337]) if (header[at]! & 0x80) header.fill(0, at, at + 8);
			}),
	},
	{
		id: 'tar-old-gnu-sparse',
		apply: (bytes) =>
			eachHeader(bytes, (header) => {
				if (flagOf(header) === 'S') header[156] = 0x5a;
			}),
	},
	{
		id: 'tar-size-of-nothing',
		apply: (bytes) =>
			eachHeader(bytes, (header) => {
				const huge = header[124]! & 0x7f || header.readUInt32BE(125) > 0 || header[129]! >= 0x20;
				if (header[124]! & 0x80 && (huge || /[1-6]/.test(flagOf(header)))) header.fill(0, 124, 136);
			}),
	},
	{id: 'tar-pax-replaced', apply: withoutReplaced},
	{
		id: 'tar-pax-number',
		apply: (bytes) =>
			Buffer.from(
				bytes
					.toString('latin1')
					.replace(/ size=(?!\d{1,15}\n)/g, ' zize=')
					.replace(/ GNU\.sparse\.numblocks=(?!\d{1,15}\n)/g, ' ZNU.sparse.numblocks='),
				'latin1',
			),
	},
];
