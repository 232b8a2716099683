import type {Limits} from '../bytes/limits.ts';
import {FaultError} from '../model/fault.ts';
import type {PaxRecords} from './pax.ts';
import {readPax} from './pax.ts';
import {SparseFile} from './sparse.ts';
import type {RawHeader} from './tar-header.ts';
import {blockSize, readHeader, sparseMapGoesOn, text} from './tar-header.ts';

export type TarType =
	| 'file'
	| 'hardlink'
	| 'symlink'
	| 'character'
	| 'block'
	| 'directory'
	| 'fifo'
	| 'global'
	| 'unsupported';

/** One entry as a runtime reads it; names in our text form, as they were written. */
export type TarEntry = {
	readonly type: TarType;
	/** the header's type character */
	readonly flag: string;
	readonly name: string;
	/** target of a symlink or hardlink */
	readonly link: string;
	/** bytes of the file, holes included; 0 for every other type */
	readonly size: number;
	/** permissions with setuid, setgid and sticky */
	readonly mode: number;
	/** when it was written, in whole seconds since 1970; left out: nobody said */
	readonly modified?: number;
	readonly major: number;
	readonly minor: number;
	/** hex; of a file whose content somebody else hashed: no bytes follow */
	readonly sha256?: string;
	/** an attribute makes an overlay file system show something else here; left out: none does */
	readonly overlay?: true;
	/** of a global header: it says a name, link target or size, for every entry if it were heeded; left out: nothing */
	readonly forAll?: true;
};

/** Told of each entry in the archive's order; `data` and `end` follow a `file` only. */
export type TarSink = {
	readonly entry: (entry: TarEntry) => void;
	/** a view into what was pushed: gone when the call returns */
	readonly data: (bytes: Uint8Array) => void;
	readonly end: () => void;
};

const types: Readonly<Record<string, TarType>> = {
	'0': 'file',
	'\0': 'file',
	'1': 'hardlink',
	'2': 'symlink',
	'3': 'character',
	'4': 'block',
	'5': 'directory',
	'6': 'fifo',
	g: 'global',
};

/** Zeros that the sparse files of one archive may stand for: each is hashed, and none was sent. */
const maxHoles = 4 * 2 ** 30;

type State = 'header' | 'body' | 'padding' | 'sparse-map' | 'done';

/**
 * Reads a tar archive from whatever pieces it comes in, without waiting and without copying file content. It agrees
 * with Go's `archive/tar`, which runtimes unpack with: links, devices, directories and fifos have no body whatever
 * their size says; a GNU long name beats a PAX path; PAX global headers change nothing (they come as `global`).
 * FaultError `invalid-tar`, `truncated-tar`, `limit-exceeded`.
 */
export class TarReader {
	readonly #sink: TarSink;
	readonly #limits: Limits;
	readonly #block = Buffer.alloc(blockSize);
	#have = 0;
	#state: State = 'header';
	/** bytes left of a body or its padding */
	#left = 0;
	#padding = 0;
	#zeroBlocks = 0;
	#entries = 0;
	#holes = 0;
	/** where a body goes: an extension is gathered, a file is handed out, anything else is passed over */
	#meta: {flag: string; name: string; bytes: Buffer; have: number} | null = null;
	#file = false;
	#sparse: SparseFile | null = null;
	/** what extension headers said about the entry to come */
	#pax: PaxRecords | null = null;
	#longName = '';
	#longLink = '';
	#pending = false;

	constructor(sink: TarSink, limits: Limits) {
		this.#sink = sink;
		this.#limits = limits;
	}

	push(chunk: Uint8Array): void {
		const bytes = Buffer.from(chunk.buffer, chunk.byteOffset, chunk.byteLength);
		let at = 0;
		while (at < bytes.length) {
			if (this.#state === 'done') return;
			if (this.#state === 'header' || this.#state === 'sparse-map') {
				if (this.#have === 0 && bytes.length - at >= blockSize) {
					this.#takeBlock(bytes, at);
					at += blockSize;
				} else {
					const step = bytes.copy(this.#block, this.#have, at, at + blockSize - this.#have);
					this.#have += step;
					at += step;
					if (this.#have < blockSize) return;
					this.#have = 0;
					this.#takeBlock(this.#block, 0);
				}
				continue;
			}
			const step = Math.min(this.#left, bytes.length - at);
			if (this.#state === 'body') this.#takeBody(bytes, at, step);
			at += step;
			this.#left -= step;
			if (this.#left === 0) this.#afterPart();
		}
	}

	/**
	 * To be called at the end of the input. Archives without their end marker are accepted where the last entry's bytes
	 * are all there, as GNU tar and Go do; an end anywhere else is a FaultError `truncated-tar`.
	 */
	finish(): {readonly endMarker: boolean} {
		const whole = this.#state === 'done' || this.#state === 'padding' || (this.#state === 'header' && this.#have === 0);
		if (!whole) throw new FaultError('truncated-tar', 'the archive ends within an entry');
		this.#describedNothing();
		return {endMarker: this.#state === 'done'};
	}

	#takeBlock(bytes: Buffer, at: number): void {
		if (this.#state === 'sparse-map') {
			if (!sparseMapGoesOn(bytes, at)) this.#beginBody();
			return;
		}
		const header = readHeader(bytes, at);
		if (header === null) {
			if (++this.#zeroBlocks === 2) {
				this.#describedNothing();
				this.#state = 'done';
			}
			return;
		}
		if (this.#zeroBlocks > 0) throw new FaultError('invalid-tar', 'a single block of zeros between entries');
		if (++this.#entries > this.#limits.entries)
			throw new FaultError('limit-exceeded', `more than ${this.#limits.entries} headers in one archive`);
		if (header.flag === 'x' || header.flag === 'g' || header.flag === 'L' || header.flag === 'K')
			this.#beginExtension(header);
		else this.#beginEntry(header);
	}

	/** Go takes such an archive for whole; what the missing entry was to be, nobody can say. */
	#describedNothing(): void {
		if (this.#pending) throw new FaultError('truncated-tar', 'the archive ends after an extension header');
	}

	#beginExtension(header: RawHeader): void {
		const {extensionBytes, nameBytes} = this.#limits;
		// GNU long names end in NULs.
		const most = header.flag === 'L' || header.flag === 'K' ? nameBytes + blockSize : extensionBytes;
		if (header.size > most) throw new FaultError('limit-exceeded', `an extension header of ${header.size} bytes`);
		this.#meta = {flag: header.flag, name: header.name, bytes: Buffer.allocUnsafe(header.size), have: 0};
		this.#pending = true;
		this.#setBody(header.size);
		this.#beginBody();
	}

	#beginEntry(header: RawHeader): void {
		const pax = this.#pax;
		const sparse = pax?.sparse ?? null;
		const described = this.#longName || (pax?.path ?? header.name);
		const name = sparse?.name ?? described;
		const link = this.#longLink || (pax?.linkpath ?? header.link);
		this.#pax = null;
		this.#longName = '';
		this.#longLink = '';
		this.#pending = false;
		const longest = Math.max(name.length, link.length);
		if (longest > this.#limits.nameBytes) throw new FaultError('limit-exceeded', `a name of ${longest} characters`);

		let type: TarType = types[header.flag] ?? 'unsupported';
		// Archives from before the directory flag end a directory's name in a slash.
		if (header.flag === '\0' && described.endsWith('/')) type = 'directory';
		const stored = type === 'file' || type === 'unsupported' ? (pax?.size ?? header.size) : 0;
		const size = type !== 'file' ? 0 : (sparse?.realSize ?? stored);
		this.#file = type === 'file';
		this.#sparse = null;
		if (sparse !== null) {
			if (type !== 'file') throw new FaultError('invalid-tar', 'a sparse map on something that is no file');
			this.#holes += size;
			if (this.#holes > maxHoles) throw new FaultError('limit-exceeded', 'sparse files that stand for too many bytes');
			this.#sparse = new SparseFile(size, sparse.map, this.#limits.extensionBytes, (bytes) => this.#sink.data(bytes));
		}
		this.#sink.entry({
			type,
			flag: header.flag,
			name,
			link,
			size,
			mode: header.mode & 0o7777,
			modified: pax?.modified ?? header.modified,
			major: header.major,
			minor: header.minor,
			...(pax?.overlay ? {overlay: true} : {}),
		});
		this.#setBody(stored);
		if (header.flag === 'S' && header.extended) this.#state = 'sparse-map';
		else this.#beginBody();
	}

	#setBody(size: number): void {
		this.#left = size;
		this.#padding = (blockSize - (size % blockSize)) % blockSize;
	}

	#beginBody(): void {
		this.#state = 'body';
		if (this.#left === 0) this.#afterPart();
	}

	#takeBody(bytes: Buffer, at: number, step: number): void {
		if (this.#meta !== null) this.#meta.have += bytes.copy(this.#meta.bytes, this.#meta.have, at, at + step);
		else if (this.#sparse !== null) this.#sparse.push(bytes.subarray(at, at + step));
		else if (this.#file) this.#sink.data(bytes.subarray(at, at + step));
	}

	#afterPart(): void {
		if (this.#state === 'body') {
			this.#endBody();
			this.#left = this.#padding;
			this.#state = 'padding';
			if (this.#left > 0) return;
		}
		this.#state = 'header';
	}

	#endBody(): void {
		if (this.#meta !== null) {
			const {flag, name, bytes} = this.#meta;
			this.#meta = null;
			this.#readExtension(flag, name, bytes);
		} else if (this.#file) {
			this.#sparse?.finish();
			this.#file = false;
			this.#sink.end();
		}
	}

	#readExtension(flag: string, name: string, bytes: Buffer): void {
		if (flag === 'L') this.#longName = text(bytes, 0, bytes.length);
		else if (flag === 'K') this.#longLink = text(bytes, 0, bytes.length);
		else if (flag === 'x') this.#pax = readPax(bytes, this.#limits.nameBytes);
		else {
			// A global header ends whatever was said about the next entry, as Go's reader has it.
			const {path, linkpath: link = '', size, sparse} = readPax(bytes, this.#limits.nameBytes);
			this.#pax = null;
			this.#longName = '';
			this.#longLink = '';
			this.#pending = false;
			const forAll = path !== undefined || link !== '' || size !== undefined || sparse !== undefined;
			const none = {size: 0, mode: 0, major: 0, minor: 0};
			this.#sink.entry({type: 'global', flag, name: path ?? name, link, ...none, ...(forAll ? {forAll} : {})});
		}
	}
}
