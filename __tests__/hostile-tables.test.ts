import {randomBytes} from 'node:crypto';
import {expect, test} from '@jest/globals';
import {type BuiltLayer, buildImage, digestOfBytes, layerType} from './builders/image.ts';
import {skippable} from './builders/toc.ts';
import {layerOfBytes} from './hostile-registry/images.ts';
import {openStage} from './hostile-registry/stage.ts';

/** MiB, which are 300 MB: what the command may hold, whatever it is sent. */
const most = 286;
const mebibyte = 2 ** 20;

type Run = {readonly byte: number; readonly length: number};

/** A zstd frame of raw blocks and of runs of one byte (RFC 8878, 3.1.1.2), whose window has 2^`window` bytes. */
function frame(window: number, ...parts: readonly (Uint8Array | Run)[]): Buffer {
	const most = 128 * 1024;
	const blocks: Buffer[] = [Buffer.of(0x28, 0xb5, 0x2f, 0xfd, 0, (window - 10) << 3)];
	const add = (type: number, length: number, bytes: Uint8Array): void => {
		const head = Buffer.alloc(3);
		head.writeUIntLE((type << 1) | (length << 3), 0, 3);
		blocks.push(head, Buffer.from(bytes));
	};
	for (const part of parts) {
		for (let at = 0; at < part.length; at += most) {
			const length = Math.min(most, part.length - at);
			if ('byte' in part) add(1, length, Buffer.of(part.byte));
			else add(0, length, part.subarray(at, at + length));
		}
	}
	blocks.push(Buffer.of(1, 0, 0));
	return Buffer.concat(blocks);
}

/** A layer of an archive with nothing in it, whose manifest states a TOC of these bytes. */
function layerWith(stored: Buffer, expanded: number): BuiltLayer {
	const end = Buffer.alloc(1_024);
	const head = frame(17, {byte: 0, length: end.length});
	const layer = layerOfBytes(
		Buffer.concat([head, skippable(stored), skippable(randomBytes(64 * 1024))]),
		layerType('oci', 'zstd'),
		digestOfBytes(end),
	);
	layer.descriptor.annotations = {
		'io.github.containers.zstd-chunked.manifest-checksum': digestOfBytes(stored),
		'io.github.containers.zstd-chunked.manifest-position': `${head.length + 8}:${stored.length}:${expanded}:1`,
	};
	return layer;
}

const entry = (name: string, more: string): Buffer => Buffer.from(`{"name":"${name}","type":"dir","x":"${more}"},`);

/** Half a gigabyte of one directory name after the other would be legal: what it names is little, what it holds is much. */
function large(at: number): BuiltLayer {
	const names = Array.from({length: 115}, (_, one) => entry(`${at}/${one}`, randomBytes(100_000).toString('hex')));
	const json = Buffer.concat([
		Buffer.from('{"version":1,"entries":['),
		...names,
		Buffer.from('{"name":"z","type":"dir"}]}'),
	]);
	return layerWith(frame(25, json), json.length);
}

function bomb(at: number): BuiltLayer {
	const [head, tail] = [Buffer.from(`{"version":1,"x${at}":"`), Buffer.from('"}')];
	const run = {byte: 0x61, length: 1_000 * mebibyte};
	return layerWith(frame(25, head, run, tail), run.length + head.length + tail.length);
}

test.each([
	['of 22 MiB each', large],
	['that are no JSON and no zstd, of 24 MiB each', () => layerWith(randomBytes(24 * mebibyte), 100 * mebibyte)],
	['of 40 KiB that grow to a gigabyte', bomb],
])(
	'eight tables of contents %s take less than 300 MB, and the image is read',
	async (_, make) => {
		await using stage = await openStage();
		stage.registry.push('team/app', 'v1', buildImage(Array.from({length: 8}, (_, at) => make(at))));
		const {ended, peak} = await stage.read('team/app:v1', 35);
		expect(ended.code ?? ended.signal).toBe(0);
		expect(peak).toBeLessThan(most);
	},
	60_000,
);
