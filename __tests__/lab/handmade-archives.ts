import {directory, file, hardlink, long, padded, part, pax, paxBody, symlink, tarOf} from '../builders/tar.ts';
import {type Handmade, layer, packed} from './handmade.ts';

const every = ['umoci', 'docker', 'buildah', 'tar'] as const;
const srv = directory('srv/');
const deep = `srv/${'d'.repeat(90)}/${'e'.repeat(90)}`;
const component = 'n'.repeat(255);
const refusesGlobal = 'refuses every global header';
const globalHeader = (name: string, records: [string, string][]): Buffer =>
	part({name, flag: 'g', body: paxBody(records)});
const holes = '1000,512,4512,100,5000,0';
const pieces = `${'A'.repeat(512)}${'B'.repeat(100)}`;

/** Archives of one image layer, in forms that tools read and seldom write. */
export const archiveCases: readonly Handmade[] = [
	{
		name: 'no end marker',
		layers: [packed(Buffer.concat([srv, file('srv/a', 'a'), file('srv/b', 'b'.repeat(512))]))],
		like: every,
		oddities: ['no-end-marker'],
	},
	{
		name: 'an end marker with another archive behind it',
		layers: [packed(Buffer.concat([tarOf(srv, file('srv/a', 'a')), tarOf(srv, file('srv/hidden', 'hidden'))]))],
		like: every,
	},
	{
		name: 'an end marker followed by a record of zeros',
		layers: [packed(Buffer.concat([tarOf(srv, file('srv/a', 'a')), Buffer.alloc(10_240)]))],
		like: every,
	},
	{
		name: 'names in every spelling',
		layers: [
			layer(
				directory('./srv/'),
				file('./srv/a', 'a'),
				file('/srv/b', 'b'),
				file('srv//c', 'c'),
				directory('srv/./d/'),
				file('srv/d/./e', 'e'),
			),
		],
		like: every,
	},
	{
		name: 'names that climb out of the root',
		layers: [layer(srv, file('../srv/a', 'a'), file('srv/../../srv/b', 'b'), file('srv/x/../c', 'c'))],
		like: ['umoci', 'docker', 'buildah'],
		unlike: {tar: "leaves out what has '..' in its name"},
		oddities: ['clamped-name'],
	},
	{
		name: 'duplicate entries, of which the last stands',
		layers: [
			layer(
				srv,
				file('srv/a', 'first'),
				file('srv/b', 'b'),
				file('srv/a', 'second', {mode: 0o755}),
				directory('srv/b/'),
				symlink('srv/b', 'a'),
			),
		],
		like: ['umoci', 'tar'],
		unlike: {docker: 'refuses', buildah: 'refuses'},
		oddities: ['duplicate-entry'],
	},
	{
		name: 'ustar names over a hundred bytes, by their prefix',
		layers: [
			layer(
				srv,
				directory(`${deep.slice(0, 94)}/`),
				part({name: `${'e'.repeat(90)}/f`, prefix: deep.slice(0, 94), body: 'f'}),
			),
		],
		like: every,
	},
	{
		name: 'GNU long names and link targets',
		layers: [
			layer(
				srv,
				long('L', `${deep}/${component}`),
				file('cut', 'long', {format: 'gnu'}),
				long('K', `${deep}/${component}`),
				long('L', `srv/${component}`),
				part({name: 'cut', flag: '2', link: 'cut', format: 'gnu'}),
				long('K', `${deep}/${component}`),
				part({name: 'srv/hard', flag: '1', link: 'cut', format: 'gnu'}),
			),
		],
		like: every,
	},
	{
		name: 'PAX names and link targets',
		layers: [
			layer(
				srv,
				pax([
					['path', `${deep}/${component}`],
					['mtime', '1700000000.5'],
					['LIBARCHIVE.xattr.user.x', 'eA'],
				]),
				file('cut', 'long'),
				pax([
					['path', `srv/${component}`],
					['linkpath', `${deep}/${component}`],
				]),
				part({name: 'cut', flag: '2', link: 'cut'}),
				pax([['linkpath', `${deep}/${component}`]]),
				hardlink('srv/hard', 'cut'),
			),
		],
		like: every,
	},
	{
		name: 'names that are no UTF-8',
		layers: [
			layer(
				srv,
				file(Buffer.from('srv/\xff\xfe', 'latin1'), 'one'),
				file(Buffer.from('srv/\xff\xfd', 'latin1'), 'two'),
				symlink('srv/l', Buffer.from('\xff\xfe', 'latin1')),
			),
		],
		like: every,
	},
	{
		name: 'names with control characters and quotes',
		layers: [
			layer(
				srv,
				...['new\nline', 'tab\t', 'quote\'"', 'back\\slash', '\u007f', 'ﬀ́', '💾', ' ', '-n'].map((name) =>
					file(`srv/${name}`, name),
				),
			),
		],
		like: every,
	},
	{
		name: 'names that look like whiteouts and are none',
		layers: [
			layer(
				srv,
				...['who', 'a.wh.b', 'wh.x', '.whx', '.w', 'x.wh.', '..wh.a'].map((name) => file(`srv/${name}`, name)),
			),
		],
		like: every,
	},
	{
		name: 'sizes around a block',
		layers: [
			layer(srv, ...[0, 1, 511, 512, 513, 1_023, 1_024, 10_240].map((size) => file(`srv/${size}`, 'x'.repeat(size)))),
		],
		like: every,
	},
	{
		name: 'a link and a directory whose headers claim a size',
		layers: [
			layer(
				srv,
				file('srv/a', 'a'),
				part({name: 'srv/l', flag: '2', link: 'a', size: 512}),
				part({name: 'srv/d/', flag: '5', size: 0}),
				file('srv/b', 'b'),
			),
		],
		like: ['umoci', 'docker', 'buildah', 'tar'],
	},
	{
		name: 'old headers without the directory flag',
		layers: [
			layer(
				part({name: 'srv/', flag: '\0', format: 'v7', mode: 0o755}),
				part({name: 'srv/a', flag: '\0', format: 'v7', body: 'a'}),
			),
		],
		like: every,
	},
	{
		name: 'PAX sparse 0.1',
		layers: [
			layer(
				srv,
				pax([
					['GNU.sparse.size', '5000'],
					['GNU.sparse.numblocks', '3'],
					['GNU.sparse.map', holes],
					['GNU.sparse.name', 'srv/a'],
				]),
				file('srv/GNUSparseFile.1/a', pieces),
				file('srv/b', 'b'),
			),
		],
		like: every,
	},
	{
		name: 'PAX sparse 1.0',
		layers: [
			layer(
				srv,
				pax([
					['GNU.sparse.major', '1'],
					['GNU.sparse.minor', '0'],
					['GNU.sparse.name', 'srv/a'],
					['GNU.sparse.realsize', '5000'],
				]),
				file(
					'srv/GNUSparseFile.1/a',
					Buffer.concat([padded(Buffer.from(`3\n${holes.replaceAll(',', '\n')}\n`)), Buffer.from(pieces)]),
				),
				file('srv/b', 'b'),
			),
		],
		like: every,
	},
	{
		name: 'sparse in the old GNU form',
		layers: [layer(srv, part({name: 'srv/a', flag: 'S', format: 'gnu', body: 'x'.repeat(512)}), file('srv/b', 'b'))],
		like: [],
		unlike: {umoci: 'refuses', docker: 'refuses', buildah: 'refuses'},
		gaps: ['srv/a'],
	},
	{
		name: 'a global PAX header as git writes it',
		layers: [layer(globalHeader('pax_global_header', [['comment', 'made by hand']]), srv, file('srv/a', 'a'))],
		like: ['docker', 'buildah', 'buildah-vfs', 'tar'],
		unlike: {umoci: refusesGlobal},
	},
	{
		name: 'a global PAX header whose name is in a directory',
		layers: [layer(globalHeader('/tmp/GlobalHead.1.1', [['comment', 'made by hand']]), srv, file('srv/a', 'a'))],
		like: ['buildah', 'buildah-vfs'],
		unlike: {umoci: refusesGlobal, docker: 'makes nothing of it', tar: 'makes nothing of it'},
		oddities: ['global-header-named'],
	},
	{
		name: 'a global PAX header with the name of a file of a lower image layer',
		layers: [
			layer(srv, file('srv/a', 'a')),
			layer(globalHeader('srv/a', [['comment', 'made by hand']]), srv, file('srv/b', 'b')),
		],
		like: ['docker', 'buildah'],
		unlike: {umoci: refusesGlobal, 'buildah-vfs': 'removes the file'},
		oddities: ['global-header-named'],
	},
	{
		name: 'a global PAX header with the name of a file of its own image layer',
		layers: [layer(srv, file('srv/a', 'a'), globalHeader('srv/a', [['comment', 'made by hand']]), file('srv/b', 'b'))],
		// containerd removes the file.
		like: [],
		unlike: {
			umoci: refusesGlobal,
			docker: 'refuses duplicates',
			buildah: 'refuses duplicates',
			tar: 'makes nothing of it',
		},
		oddities: ['duplicate-entry', 'global-header-named'],
		gaps: ['srv/a'],
	},
	{
		name: 'a global PAX header with the name of a whiteout',
		layers: [
			layer(srv, file('srv/a', 'a')),
			layer(globalHeader('srv/.wh.a', [['comment', 'made by hand']]), srv, file('srv/b', 'b')),
		],
		like: ['umoci', 'buildah', 'buildah-vfs'],
		unlike: {docker: 'makes nothing of it'},
		oddities: ['global-header-named'],
	},
	{
		name: 'a global PAX header that says the size and the link target of every entry',
		layers: [
			layer(
				globalHeader('pax_global_header', [
					['size', '3'],
					['linkpath', 'srv/a'],
				]),
				srv,
				file('srv/a', 'abcdef'),
				symlink('srv/l', 'b'),
			),
		],
		like: ['docker', 'buildah', 'buildah-vfs'],
		unlike: {umoci: refusesGlobal, tar: 'believes it'},
		oddities: ['global-header-ignored'],
	},
	{
		name: 'a global PAX header that says the name of every entry',
		layers: [layer(globalHeader('pax_global_header', [['path', 'srv/all']]), srv, file('srv/a', 'a'))],
		like: ['docker', 'buildah', 'buildah-vfs'],
		unlike: {umoci: refusesGlobal, tar: 'believes it'},
		oddities: ['global-header-ignored', 'global-header-named'],
	},
];
