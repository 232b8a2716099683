import {gzipSync, zstdCompressSync} from 'node:zlib';
import {directory, file, symlink, tarOf} from '../builders/tar.ts';
import {type Handmade, packed} from './handmade.ts';

const every = ['umoci', 'docker', 'buildah', 'tar'] as const;
const srv = directory('srv/');
const tree = tarOf(
	srv,
	file('srv/a', 'a'.repeat(3_000)),
	directory('srv/b/'),
	file('srv/b/c', 'c'),
	symlink('srv/l', 'b/c'),
);
/** Ends in the middle of nothing: at a header, within a header, within a body. */
const cuts = [512, 700, 1_024, 1_600, 4_608].map((at) => [tree.subarray(0, at), tree.subarray(at)] as const);
const skippable = (bytes: number): Buffer =>
	Buffer.concat([Buffer.from([0x5a, 0x2a, 0x4d, 0x18, bytes & 255, bytes >> 8, 0, 0]), Buffer.alloc(bytes, 0xfd)]);

/** One archive, compressed in forms that are legal and seldom written. */
export const compressionCases: readonly Handmade[] = [
	...cuts.map(([head, tail], at) => ({
		name: `gzip in two members, cut at place ${at + 1}`,
		layers: [packed(tree, 'gzip', Buffer.concat([gzipSync(head), gzipSync(tail)]))],
		like: every,
	})),
	{
		name: 'gzip in many members, empty ones among them',
		layers: [
			packed(
				tree,
				'gzip',
				Buffer.concat(
					Array.from({length: tree.length / 256}, (_, i) => [
						gzipSync(tree.subarray(i * 256, i * 256 + 256)),
						gzipSync(''),
					]).flat(),
				),
			),
		],
		like: every,
	},
	{
		name: 'gzip with zeros after its end',
		layers: [packed(tree, 'gzip', Buffer.concat([gzipSync(tree), Buffer.alloc(1_000)]))],
		like: ['tar'],
		unlike: {umoci: "Go's reader refuses the padding that gzip allows", docker: 'the same', buildah: 'the same'},
	},
	{name: 'not compressed', layers: [packed(tree, 'none')], like: every},
	{name: 'zstd', layers: [packed(tree, 'zstd')], like: ['buildah', 'tar']},
	{
		name: 'zstd in several frames with skippable ones around them',
		layers: [
			packed(
				tree,
				'zstd',
				Buffer.concat([
					skippable(8),
					...cuts[1]!.map((half) => zstdCompressSync(half)),
					skippable(0),
					zstdCompressSync(Buffer.alloc(0)),
					skippable(300),
				]),
			),
		],
		like: ['tar'],
		unlike: {buildah: 'does not know zstd behind a leading skippable frame'},
	},
	{
		name: 'zstd in several frames, an empty one among them, with a skippable one at the end',
		layers: [
			packed(
				tree,
				'zstd',
				Buffer.concat([...cuts[2]!.map((half) => zstdCompressSync(half)), zstdCompressSync(''), skippable(300)]),
			),
		],
		like: ['buildah', 'tar'],
	},
	{
		name: 'zstd in one frame for each block',
		layers: [
			packed(
				tree,
				'zstd',
				Buffer.concat(
					Array.from({length: tree.length / 512}, (_, i) => zstdCompressSync(tree.subarray(i * 512, i * 512 + 512))),
				),
			),
		],
		like: ['buildah', 'tar'],
	},
];
