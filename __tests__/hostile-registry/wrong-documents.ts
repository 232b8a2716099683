import type {BuiltBlob, Pushable} from '../builders/image.ts';
import {attestationOf, buildImage, buildIndex, configType, jsonBlob, manifestType} from '../builders/image.ts';
import type {Case} from './cases.ts';
import {big, gzipBomb, headerBomb, image, index, layers, nameBomb, small, zstdBomb} from './images.ts';
import {raw, tag} from './wrong-bytes.ts';

const spoilt = (spoil: (document: Record<string, unknown>) => void): Pick<Case, 'image'> => ({
	image: buildImage(structuredClone(layers), {spoilManifest: spoil}),
});
const document = (text: string): Pick<Case, 'goes'> => ({
	goes: ({registry}) => {
		registry.misbehave(tag, {kind: 'bytes', bytes: Buffer.from(text)});
		registry.misbehave(tag, {kind: 'digest-header', value: null});
	},
});

/** Documents that ask too much, or mean nothing. */
export const wrongDocuments: Readonly<Record<string, Case>> = {
	'a manifest of 5 MiB': {...document(' '.repeat(5 << 20)), outcome: 'too-large'},
	'a manifest without an end that nobody announced': {
		...raw(tag, (socket) => {
			socket.on('error', () => undefined);
			socket.write('HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n');
			const more = (): void => {
				if (socket.writable) socket.write(`10000\r\n${' '.repeat(65_536)}\r\n`, more);
			};
			more();
		}),
		outcome: 'too-large',
	},
	'a manifest that is nested a million deep': {...document('['.repeat(1_000_000)), outcome: 'invalid-manifest'},
	'a manifest that is a web page': {...document('<html>please log in</html>'), outcome: 'invalid-manifest'},
	'a manifest that is empty': {...document(''), outcome: 'invalid-manifest'},
	'an index that names its manifests twice': {
		...document(twice()),
		outcome: 'invalid-manifest',
	},
	'a manifest that pollutes': {
		...document('{"__proto__":{"manifests":[]},"schemaVersion":2}'),
		outcome: 'invalid-manifest',
	},
	'a manifest of schema 1': {
		goes: ({registry}) =>
			registry.misbehave(tag, {kind: 'content-type', value: 'application/vnd.docker.distribution.manifest.v1+json'}),
		outcome: 'schema-1',
	},
	'an index under the media type of a manifest': {
		goes: ({registry}) => registry.misbehave(tag, {kind: 'content-type', value: manifestType('oci')}),
		outcome: 'media-type-mismatch',
	},
	'fewer image layers than the configuration names': {
		...spoilt((document) => (document['layers'] as unknown[]).pop()),
		outcome: 'layer-count-mismatch',
	},
	'two thousand image layers': {
		...spoilt((document) => {
			document['layers'] = new Array(2_000).fill(big.descriptor);
		}),
		outcome: 'invalid-manifest',
	},
	'an image layer that is kept elsewhere': {
		image: buildImage([
			{
				...big,
				descriptor: {
					...big.descriptor,
					mediaType: 'application/vnd.docker.image.rootfs.foreign.diff.tar.gzip',
					urls: ['http://169.254.169.254/layer'],
				},
			},
			small,
		]),
		outcome: 'foreign-layer',
	},
	'an image layer of an exabyte': {
		...spoilt((document) => {
			(document['layers'] as Record<string, unknown>[])[0]!['size'] = 2 ** 50;
		}),
		outcome: 'limit-exceeded',
	},
	'an image layer of less than nothing': {
		...spoilt((document) => {
			(document['layers'] as Record<string, unknown>[])[0]!['size'] = -1;
		}),
		outcome: 'invalid-manifest',
	},
	'a configuration that is announced with a gigabyte': {
		...spoilt((document) => {
			(document['config'] as Record<string, unknown>)['size'] = 2 ** 30;
		}),
		outcome: 'too-large',
	},
	'a configuration that is no object': {
		image: withConfig(jsonBlob([1, 2], configType('oci'))),
		outcome: 'invalid-config',
	},
	'indexes inside indexes, five deep': {
		image: [1, 2, 3, 4].reduce<Pushable>((inner) => buildIndex([inner], {platforms: false}), index),
		outcome: 'invalid-manifest',
	},
	'an index of attestations alone': {
		image: buildIndex([attestationOf(image)]),
		outcome: 'platform-missing',
	},
	'a gzip bomb': {seconds: 20, image: () => buildImage([big, gzipBomb(), small]), outcome: 'diff-id-mismatch'},
	'a zstd bomb': {seconds: 20, image: () => buildImage([big, zstdBomb()]), outcome: 'limit-exceeded'},
	'a million names': {seconds: 20, image: () => buildImage([nameBomb]), outcome: 'limit-exceeded'},
	'three million headers': {seconds: 20, image: () => buildImage([headerBomb(3_000_000)]), outcome: 'limit-exceeded'},
};

/** The honest index with its manifests named a second time, and none of them: the last one counts, as elsewhere. */
function twice(): string {
	return `${Buffer.from(index.root.bytes).toString().trimEnd().slice(0, -1)},"manifests":[]}`;
}

function withConfig(blob: BuiltBlob): Pushable {
	const built = buildImage(layers, {
		spoilManifest: (document) => {
			document['config'] = blob.descriptor;
		},
	});
	return {...built, blobs: [...built.blobs, blob]};
}
