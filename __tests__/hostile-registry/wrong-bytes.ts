import {gzipSync} from 'node:zlib';
import type {Socket} from 'node:net';
import type {BuiltBlob} from '../builders/image.ts';
import {buildImage} from '../builders/image.ts';
import type {Case} from './cases.ts';
import {big, image, layerOfBytes, layers, other, small} from './images.ts';

export const tag = '/manifests/v1';
const nowhere = `sha256:${'0'.repeat(64)}` as const;
const manifest = image.root.descriptor.digest;
const config = image.config.descriptor.digest;

export const flipped = (bytes: Uint8Array, at: number): Uint8Array => {
	const copy = Uint8Array.from(bytes);
	copy[at]! ^= 1;
	return copy;
};
const longer = ({bytes}: BuiltBlob): Uint8Array => Buffer.concat([bytes, Buffer.from('more')]);
const shorter = ({bytes}: BuiltBlob): Uint8Array => bytes.subarray(0, -4);
const gives = (where: string, bytes: Uint8Array): Pick<Case, 'goes'> => ({
	goes: ({registry}) => registry.misbehave(where, {kind: 'bytes', bytes}),
});
const says = (headers: Record<string, string>, where = tag): Pick<Case, 'goes'> => ({
	goes: ({registry}) => registry.misbehave(where, {kind: 'headers', headers}),
});
/** An answer as text, whatever HTTP thinks of it. */
export const raw = (
	where: string,
	speak: (socket: Socket, right: Uint8Array) => void,
	times?: number,
): Pick<Case, 'goes'> => ({
	goes: ({registry}) => registry.misbehave(where, {kind: 'raw', speak}, times),
});
const announcing =
	(by: number) =>
	(socket: Socket, right: Uint8Array): void => {
		socket.write(`HTTP/1.1 200 OK\r\nContent-Length: ${right.length + by}\r\n\r\n`);
		socket.end(right);
	};
/** Bytes that are not what they are called. */
export const wrongBytes: Readonly<Record<string, Case>> = {
	'another index under the tag, the right digest beside it': {
		...gives(tag, other.root.bytes),
		outcome: 'digest-mismatch',
	},
	'a digest header that lies': {...says({'Docker-Content-Digest': nowhere}), outcome: 'digest-mismatch'},
	'a digest header that is no digest': {...says({'Docker-Content-Digest': 'trust me'}), outcome: 'digest-mismatch'},
	'another manifest under a digest': {...gives(manifest, other.root.bytes), outcome: 'digest-mismatch'},
	'a manifest with one byte changed': {...gives(manifest, flipped(image.root.bytes, 40)), outcome: 'digest-mismatch'},
	'a configuration with one byte changed': {
		...gives(config, flipped(image.config.bytes, 9)),
		outcome: 'digest-mismatch',
	},
	'a short configuration': {...gives(config, shorter(image.config)), outcome: 'size-mismatch'},
	'a long configuration': {...gives(config, longer(image.config)), outcome: 'size-mismatch'},
	'an image layer with one byte changed': {
		...gives(big.descriptor.digest, flipped(big.bytes, 200_000)),
		outcome: 'digest-mismatch',
	},
	'a gzip layer with its last byte changed': {
		...gives(big.descriptor.digest, flipped(big.bytes, big.bytes.length - 1)),
		outcome: 'digest-mismatch',
	},
	'a zstd layer with its last byte changed': {
		...gives(small.descriptor.digest, flipped(small.bytes, small.bytes.length - 1)),
		outcome: 'digest-mismatch',
	},
	'another image layer': {...gives(big.descriptor.digest, small.bytes), outcome: 'size-mismatch'},
	'a short image layer': {...gives(big.descriptor.digest, shorter(big)), outcome: 'size-mismatch'},
	'a long image layer': {...gives(big.descriptor.digest, longer(big)), outcome: 'size-mismatch'},
	'an empty image layer': {...gives(big.descriptor.digest, new Uint8Array()), outcome: 'size-mismatch'},
	'an announced length that is too large, once': {...raw(big.descriptor.digest, announcing(9), 1), outcome: 'right'},
	'an announced length that is too large, always': {...raw(big.descriptor.digest, announcing(9)), outcome: 'right'},
	'an announced length that is too small': {...raw(big.descriptor.digest, announcing(-9)), outcome: 'cut-stream'},
	'a manifest with an announced length that is too small': {...raw(tag, announcing(-9)), outcome: 'cut-stream'},
	'a blob that claims to be compressed once more': {
		...says({'Content-Encoding': 'gzip'}, '/blobs/'),
		outcome: 'right',
	},
	'a blob that is compressed once more': {
		...gives(big.descriptor.digest, gzipSync(big.bytes)),
		outcome: 'size-mismatch',
	},
	'a diff ID that is another': {
		image: buildImage([layers[0], layerOfBytes(layers[2].bytes, layers[2].descriptor.mediaType, nowhere)]),
		outcome: 'diff-id-mismatch',
	},
};
