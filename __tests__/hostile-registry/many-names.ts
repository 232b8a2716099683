import {createHash, hash} from 'node:crypto';
import {constants, gzipSync, zstdCompressSync} from 'node:zlib';
import {type BuiltLayer, buildImage, layerType, type Pushable} from '../builders/image.ts';
import {pax} from '../builders/tar.ts';
import {layerOfBytes} from './images.ts';

const blockSize = 512;

/** Made once: a header of its own for each of a million names takes the most of a test. */
const empty = ((): Buffer => {
	const bytes = Buffer.alloc(blockSize);
	bytes.write('0000644\0', 100);
	bytes.write('        ', 148);
	bytes.write('ustar\x0000', 257, 'latin1');
	return bytes;
})();
const sumOf = (bytes: Buffer, from: number, to: number): number => {
	let sum = 0;
	for (let at = from; at < to; at++) sum += bytes[at]!;
	return sum;
};
const sumOfEmpty = sumOf(empty, 0, blockSize);

/** A ustar header, its name and link target cut to what it has room for. */
function header(name: string, {size = 0, flag = '0', link = ''} = {}): Buffer {
	const bytes = Buffer.from(empty);
	const named = bytes.write(name, 0, 100, 'latin1');
	bytes.write(`${size.toString(8).padStart(11, '0')}\0`, 124);
	bytes.write(flag, 156);
	const linked = bytes.write(link, 157, 100, 'latin1');
	const sum = sumOfEmpty + sumOf(bytes, 0, named) + sumOf(bytes, 124, 136) + sumOf(bytes, 156, 157 + linked);
	bytes.write(`${sum.toString(8).padStart(6, '0')}\0 `, 148);
	return bytes;
}

const filled = (bytes: Buffer): Buffer => Buffer.concat([bytes, Buffer.alloc(-bytes.length & (blockSize - 1))]);
const file = (name: string, text: string): Buffer =>
	Buffer.concat([header(name, {size: text.length}), filled(Buffer.from(text))]);
/** A GNU long name (`L`) or link target (`K`) of the header after it. */
const long = (name: string, flag: 'L' | 'K'): Buffer =>
	Buffer.concat([header('long', {size: name.length, flag}), filled(Buffer.from(name, 'latin1'))]);

/** Packed as it is made, so that no archive is ever whole in memory; `diffId` is right. */
function layerOf(
	count: number,
	make: (at: number) => Buffer,
	compression: 'gzip' | 'zstd' = 'gzip',
	batch = 8_192,
): BuiltLayer {
	const raw = createHash('sha256');
	const packed: Buffer[] = [];
	const pack = (bytes: Buffer): void => {
		raw.update(bytes);
		packed.push(compression === 'zstd' ? zstdCompressSync(bytes) : gzipSync(bytes, {level: constants.Z_BEST_SPEED}));
	};
	for (let from = 0; from < count; from += batch)
		pack(Buffer.concat(Array.from({length: Math.min(batch, count - from)}, (_, at) => make(from + at))));
	pack(Buffer.alloc(2 * blockSize));
	return layerOfBytes(Buffer.concat(packed), layerType('oci', compression), `sha256:${raw.digest('hex')}`);
}

const mixed = (at: number): string => hash('sha256', String(at), 'hex').slice(0, 20);
/** `entries`: how many are read; null: it is refused with `limit-exceeded`. */
export type Large = {readonly image: () => Pushable; readonly entries: number | null};
const refused = (image: () => Pushable): Large => ({image, entries: null});
const read = (entries: number, image: () => Pushable): Large => ({image, entries});
const of = (count: number, make: (at: number) => Buffer) => (): Pushable => buildImage([layerOf(count, make)]);
const deep = `${'a'.repeat(250)}/`.repeat(15);

/** Images that name more than can be held: each is refused in words, before it has taken what it asks for. */
export const tooManyNames: Readonly<Record<string, Large>> = {
	'a million names that compress badly': refused(of(1_000_000, (at) => header(mixed(at)))),
	'a million names in two hundred image layers': refused(() =>
		buildImage(Array.from({length: 200}, (_, layer) => layerOf(5_000, (at) => header(`${layer}/${at}`)))),
	),
	'four hundred thousand directories': refused(of(400_000, (at) => header(`${at}/`, {flag: '5'}))),
	'twenty thousand names two thousand directories deep': refused(
		of(20_000, (at) => Buffer.concat([long(`${at}${'/a'.repeat(2_000)}`, 'L'), header('x')])),
	),
	'a hundred thousand link targets of 4 KiB': refused(
		of(100_000, (at) => Buffer.concat([long('b'.repeat(4_000) + at, 'K'), header(`l${at}`, {flag: '2'})])),
	),
	'half a million symbolic links': refused(of(500_000, (at) => header(`${at}`, {flag: '2', link: mixed(at)}))),
	'a million hardlinks to one file': refused(
		of(1_000_000, (at) => (at === 0 ? file('a', 'x') : header(`l${at}`, {flag: '1', link: 'a'}))),
	),
	'half a million hardlinks to lower image layers': refused(
		of(500_000, (at) => header(`l${at}`, {flag: '1', link: 'a'})),
	),
	'nine hundred thousand whiteouts': refused(of(900_000, (at) => header(`.wh.${at}`))),
	'half a million opaque directories': refused(of(500_000, (at) => header(`${at}/.wh..wh..opq`))),
	'half a million entries of no known type': refused(of(500_000, (at) => header(`${at}`, {flag: 'V'}))),
};

/** Images that ask much and can be had. */
export const manyNames: Readonly<Record<string, Large>> = {
	'three hundred thousand files in thirty thousand directories': read(
		330_003,
		of(300_000, (at) =>
			file(`usr/lib/node_modules/${mixed(Math.floor(at / 10))}/a-file-of-it-${at % 10}.js`, mixed(at)),
		),
	),
	'three hundred thousand files in eight image layers': read(303_752, () =>
		buildImage(
			Array.from({length: 8}, (_, layer) =>
				layerOf(37_500, (at) => file(`usr/lib/${Math.floor(at / 10)}-of-them/${layer}-${at}.js`, `${layer} ${at}`)),
			),
		),
	),
	'a hundred thousand files each in a directory': read(
		200_000,
		of(100_000, (at) => file(`d${at}/f`, `${at}`)),
	),
	'twenty thousand names of 4 KiB': read(
		20_015,
		of(20_000, (at) => Buffer.concat([long(deep + at, 'L'), header('x')])),
	),
	'a thousand image layers of a file each': read(1_000, () =>
		buildImage(Array.from({length: 1_000}, (_, layer) => layerOf(1, () => file(`f${layer}`, `${layer}`)))),
	),
	'PAX headers with five million records': read(100, () => {
		const records = pax(Array.from({length: 50_000}, (_, at): [string, string] => [`k${at}`, 'v']));
		return buildImage([layerOf(100, (at) => Buffer.concat([records, header(`f${at}`)]), 'gzip', 10)]);
	}),
	'half a gigabyte of extended attributes': read(500, () => {
		const records = pax([['SCHILY.xattr.user.a', 'v'.repeat(1_000_000)]]);
		return buildImage([layerOf(500, (at) => Buffer.concat([records, header(`f${at}`)]), 'gzip', 10)]);
	}),
	'a gzip member for each of fifty thousand names': read(50_000, () =>
		buildImage([layerOf(50_000, (at) => header(`f${at}`), 'gzip', 1)]),
	),
	'a zstd frame for each of fifty thousand names': read(50_000, () =>
		buildImage([layerOf(50_000, (at) => header(`f${at}`), 'zstd', 1)]),
	),
	'a configuration of four hundred thousand objects': read(1, () =>
		buildImage([layerOf(1, () => file('a', 'x'))], {
			spoilConfig: (config) => {
				config['x'] = new Array(400_000).fill({});
			},
		}),
	),
	'a configuration of many build steps and labels': read(1, () =>
		buildImage([layerOf(1, () => file('a', 'x'))], {
			spoilConfig: (config) => {
				config['history'] = Array.from({length: 20_000}, (_, at) => ({created_by: `RUN ${at}`}));
				config['config'] = {Labels: Object.fromEntries(Array.from({length: 50_000}, (_, at) => [`k${at}`, 'v']))};
			},
		}),
	),
};
