import {gzipSync, zstdCompressSync} from 'node:zlib';
import {digestOf} from '../../src/bytes/digest.ts';
import type {Digest} from '../../src/model/digest.ts';
import type {BuiltLayer} from './image.ts';
import {layerType} from './image.ts';
import {endMarker, padded, part, type TarPart} from './tar.ts';

/** One entry of a layer that has a TOC: what the tar has, and what the TOC says where that is something else. */
export type TocPart = Omit<TarPart, 'name' | 'link' | 'body'> & {
	readonly name: string;
	readonly link?: string;
	readonly body?: string | Uint8Array;
	/** fields in place of the right ones; undefined leaves one out */
	readonly says?: Readonly<Record<string, unknown>>;
	/** pieces that the content is cut into */
	readonly chunks?: number;
	/** in the tar alone */
	readonly untold?: boolean;
};

export type TocChanges = {
	/** changes the finished document */
	readonly document?: (document: {version: unknown; entries: Record<string, unknown>[]}) => unknown;
	/** the JSON in place of the right one */
	readonly json?: (json: string) => string | Uint8Array;
	readonly annotations?: (annotations: Record<string, string>) => Record<string, string>;
	/** changes the finished blob */
	readonly blob?: (blob: Buffer) => Buffer;
};

export type TocLayer = BuiltLayer & {
	/** where the stored TOC lies, what it is stored as, and the JSON itself */
	readonly toc: {
		readonly offset: number;
		readonly stored: Buffer;
		readonly json: Buffer;
		readonly digest: Digest;
		readonly expanded: number;
	};
	readonly footer: Buffer;
};

const words: Readonly<Record<string, string>> = {
	'0': 'reg',
	'1': 'hardlink',
	'2': 'symlink',
	'3': 'char',
	'4': 'block',
	'5': 'dir',
	'6': 'fifo',
};

/** Cuts a tar into pieces that are compressed by themselves, and notes where the content of each file begins. */
class Pieces {
	readonly tar: Buffer[] = [];
	readonly stored: Buffer[] = [];
	length = 0;
	readonly #compress: (bytes: Uint8Array) => Buffer;
	#waiting: Buffer[] = [];

	constructor(compress: (bytes: Uint8Array) => Buffer) {
		this.#compress = compress;
	}

	add(bytes: Buffer): void {
		this.#waiting.push(bytes);
		this.tar.push(bytes);
	}

	/** Where the next piece begins. */
	cut(): number {
		const bytes = Buffer.concat(this.#waiting);
		this.#waiting = [];
		if (bytes.length > 0) this.raw(this.#compress(bytes));
		return this.length;
	}

	raw(bytes: Buffer): void {
		this.stored.push(bytes);
		this.length += bytes.length;
	}
}

function entriesOf(parts: readonly TocPart[], pieces: Pieces): Record<string, unknown>[] {
	const entries: Record<string, unknown>[] = [];
	for (const spec of parts) {
		const {name, link, flag = '0', says, chunks = 1, untold = false} = spec;
		const body = Buffer.from(spec.body ?? '');
		const whole = part({...spec, body});
		pieces.add(whole.subarray(0, 512));
		const facts = {
			name,
			type: words[flag] ?? 'reg',
			modtime: '2026-01-01T00:00:00Z',
			mode: spec.mode ?? (flag === '5' ? 0o755 : 0o644),
			...(link === undefined ? {} : {linkName: link}),
			...(spec.major ? {devMajor: spec.major} : {}),
			...(spec.minor ? {devMinor: spec.minor} : {}),
		};
		const cuts: number[] = [];
		const size = Math.ceil(body.length / chunks);
		for (let at = 0; at < body.length; at += size) {
			cuts.push(pieces.cut());
			pieces.add(body.subarray(at, at + size));
		}
		pieces.cut();
		pieces.add(whole.subarray(512 + body.length));
		const content = body.length === 0 ? {} : {size: body.length, digest: digestOf(body), offset: cuts[0]};
		if (untold) continue;
		const told = Object.entries({...facts, ...content, ...says}).filter(([, value]) => value !== undefined);
		entries.push(Object.fromEntries(told));
		for (const [at, offset] of cuts.entries())
			if (at > 0) entries.push({name, type: 'chunk', offset, chunkOffset: at * size, chunkSize: size});
	}
	return entries;
}

function jsonOf(entries: Record<string, unknown>[], changes: TocChanges, indent: string): Buffer {
	const document = {version: 1, entries};
	const json = JSON.stringify(changes.document?.(document) ?? document, null, indent);
	return Buffer.from(changes.json?.(json) ?? json);
}

/** The last 51 bytes of an eStargz layer. */
export function estargzFooter(offset: number): Buffer {
	const field = Buffer.from(`SG\x16\0${offset.toString(16).padStart(16, '0')}STARGZ`, 'latin1');
	return Buffer.concat([
		Buffer.from([31, 139, 8, 4, 0, 0, 0, 0, 0, 255, field.length, 0]),
		field,
		Buffer.from([1, 0, 0, 255, 255, 0, 0, 0, 0, 0, 0, 0, 0]),
	]);
}

/** An eStargz layer, written as its description has it. */
export function estargzLayer(parts: readonly TocPart[], changes: TocChanges = {}): TocLayer {
	const pieces = new Pieces((bytes) => gzipSync(bytes));
	const entries = entriesOf(parts, pieces);
	const offset = pieces.cut();
	const json = jsonOf(entries, changes, '\t');
	pieces.add(Buffer.concat([part({name: 'stargz.index.json', mode: 0, body: json}), endMarker]));
	pieces.cut();
	const stored = pieces.stored.at(-1)!;
	const footer = estargzFooter(offset);
	const toc = {offset, stored, json, digest: digestOf(json), expanded: json.length};
	const annotations = {'containerd.io/snapshot/stargz/toc.digest': toc.digest};
	return finish('gzip', pieces, footer, toc, annotations, changes);
}

export const skippable = (body: Uint8Array): Buffer => {
	const head = Buffer.alloc(8);
	head.writeUInt32LE(0x184d2a50);
	head.writeUInt32LE(body.length, 4);
	return Buffer.concat([head, body]);
};

export function chunkedFooter(numbers: readonly number[]): Buffer {
	const body = Buffer.alloc(numbers.length * 8 + 8);
	for (const [at, number] of numbers.entries()) body.writeBigUInt64LE(BigInt(number), at * 8);
	body.write('GNUlInUx', numbers.length * 8);
	return skippable(body);
}

/** A zstd:chunked layer; `footer`: how many numbers its footer holds, by the generation of its builder. */
export function chunkedLayer(parts: readonly TocPart[], changes: TocChanges = {}, footer: 4 | 6 | 7 = 7): TocLayer {
	const pieces = new Pieces((bytes) => zstdCompressSync(bytes));
	const entries = entriesOf(parts, pieces);
	pieces.add(padded(endMarker));
	const offset = pieces.cut() + 8;
	const json = jsonOf(entries, changes, '');
	const stored = zstdCompressSync(json);
	pieces.raw(skippable(stored));
	const split = Buffer.from('tar-split');
	if (footer > 4) pieces.raw(skippable(split));
	const numbers = [offset, stored.length, json.length, 1, offset + stored.length + 8, split.length, split.length];
	const toc = {offset, stored, json, digest: digestOf(stored), expanded: json.length};
	const annotations = {
		'io.github.containers.zstd-chunked.manifest-checksum': toc.digest,
		'io.github.containers.zstd-chunked.manifest-position': numbers.slice(0, 4).join(':'),
	};
	return finish('zstd', pieces, chunkedFooter(numbers.slice(0, footer)), toc, annotations, changes);
}

function finish(
	compression: 'gzip' | 'zstd',
	pieces: Pieces,
	footer: Buffer,
	toc: TocLayer['toc'],
	annotations: Record<string, string>,
	changes: TocChanges,
): TocLayer {
	const right = Buffer.concat([...pieces.stored, footer]);
	const bytes = changes.blob?.(right) ?? right;
	return {
		descriptor: {
			mediaType: layerType('oci', compression),
			digest: digestOf(bytes),
			size: bytes.length,
			annotations: changes.annotations?.(annotations) ?? annotations,
		},
		bytes,
		diffId: digestOf(Buffer.concat(pieces.tar)),
		toc,
		footer,
	};
}
