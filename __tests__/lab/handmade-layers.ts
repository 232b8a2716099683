import {directory, file, hardlink, part, symlink, whiteout} from '../builders/tar.ts';
import {type Handmade, layer} from './handmade.ts';

const every = ['umoci', 'docker', 'buildah'] as const;
const bySpecification = 'goes by the specification: the directory is new';
const all = 'hides all that lower layers hold; no overlay file system takes the attribute on the root of a layer';
const refusesBoth = 'cannot make the device that is its whiteout where the file already is, and refuses';
const refusesBelow = 'cannot put a file below the device that is the whiteout, and refuses';
const byOverlay = 'overlay runtimes replace a lower symlink by a directory; this tool writes through it';
const srv = directory('srv/');
const many = Array.from({length: 30_000}, (_, i) => i);

/** Images whose image layers meet in ways that builders avoid. */
export const layerCases: readonly Handmade[] = [
	{
		name: 'an opaque whiteout that comes last in its archive',
		layers: [
			layer(srv, directory('srv/a/'), file('srv/a/old', 'old'), file('srv/b', 'b')),
			layer(srv, directory('srv/a/'), file('srv/a/new', 'new'), whiteout('srv/a/.wh..wh..opq')),
		],
		like: every,
	},
	{
		name: 'an opaque whiteout that comes first in its archive',
		layers: [
			layer(srv, directory('srv/a/'), file('srv/a/old', 'old'), directory('srv/a/deep/'), file('srv/a/deep/x')),
			layer(srv, directory('srv/a/'), whiteout('srv/a/.wh..wh..opq'), file('srv/a/new', 'new')),
		],
		like: every,
	},
	{
		name: 'an opaque whiteout over a directory that a later image layer fills again',
		layers: [
			layer(srv, directory('srv/a/'), file('srv/a/one', '1')),
			layer(srv, directory('srv/a/', 0o700), whiteout('srv/a/.wh..wh..opq')),
			layer(srv, directory('srv/a/'), file('srv/a/three', '3')),
		],
		like: every,
	},
	{
		name: 'a whiteout before the file of its own image layer',
		layers: [
			layer(srv, file('srv/x', 'lower'), file('srv/y', 'lower')),
			layer(srv, whiteout('srv/.wh.x'), file('srv/x', 'upper')),
		],
		like: every,
	},
	{
		name: 'a file before the whiteout of its own image layer',
		layers: [
			layer(srv, file('srv/x', 'lower'), file('srv/y', 'lower')),
			layer(srv, file('srv/x', 'upper'), whiteout('srv/.wh.x')),
		],
		like: ['umoci'],
		unlike: {docker: refusesBoth, buildah: refusesBoth},
		oddities: ['whiteout-contradicted'],
	},
	{
		name: 'a whiteout before the directory of its own image layer',
		layers: [
			layer(srv, directory('srv/d/'), file('srv/d/old', 'old')),
			layer(srv, directory('srv/d/'), file('srv/d/middle', 'middle')),
			layer(srv, whiteout('srv/.wh.d'), directory('srv/d/', 0o750), file('srv/d/new', 'new')),
		],
		like: ['docker', 'buildah'],
		unlike: {umoci: bySpecification, 'buildah-vfs': bySpecification},
		oddities: ['whiteout-undone'],
	},
	{
		name: 'a whiteout before an opaque directory of its own image layer',
		layers: [
			layer(srv, directory('srv/d/'), file('srv/d/old', 'old')),
			layer(srv, whiteout('srv/.wh.d'), directory('srv/d/'), whiteout('srv/d/.wh..wh..opq'), file('srv/d/new', 'new')),
		],
		like: [...every, 'buildah-vfs'],
	},
	{
		name: 'a whiteout before files that lie below it',
		layers: [
			layer(srv, directory('srv/d/'), file('srv/d/old', 'old')),
			layer(srv, whiteout('srv/.wh.d'), file('srv/d/new', 'new')),
		],
		like: ['umoci', 'buildah-vfs'],
		unlike: {docker: refusesBelow, buildah: refusesBelow},
		oddities: ['whiteout-contradicted'],
	},
	{
		name: 'a directory before the whiteout of its own image layer',
		layers: [
			layer(srv, directory('srv/d/'), file('srv/d/old', 'old')),
			layer(srv, directory('srv/d/'), file('srv/d/new', 'new'), whiteout('srv/.wh.d')),
		],
		like: ['umoci'],
		unlike: {docker: refusesBoth, buildah: refusesBoth, 'buildah-vfs': 'takes the new directory away, and stumbles'},
		oddities: ['whiteout-contradicted'],
	},
	{
		name: 'an opaque whiteout at the root',
		layers: [
			layer(srv, file('srv/a', 'a'), file('b', 'b')),
			layer(directory('usr/'), whiteout('.wh..wh..opq'), file('usr/c')),
		],
		like: ['docker', 'buildah'],
		unlike: {umoci: all, 'buildah-vfs': all},
		oddities: ['opaque-root'],
	},
	{
		name: 'a device 0/0 over a file',
		layers: [
			layer(srv, file('srv/a', 'a'), file('srv/b', 'b')),
			layer(srv, part({name: 'srv/a', flag: '3', major: 0, minor: 0}), part({name: 'srv/d', flag: '4'})),
		],
		like: ['docker', 'buildah'],
		unlike: {umoci: 'makes the device', 'buildah-vfs': 'makes the device'},
		oddities: ['overlay-whiteout-device'],
	},
	{
		name: 'a whiteout for what nobody held',
		layers: [layer(srv, file('srv/x', 'x')), layer(srv, whiteout('srv/.wh.never'))],
		like: every,
		oddities: ['stray-whiteout'],
	},
	{
		name: 'a whiteout of a whole directory, which comes back as another',
		layers: [
			layer(srv, directory('srv/d/'), file('srv/d/one', '1'), directory('srv/d/deep/'), file('srv/d/deep/two', '2')),
			layer(srv, whiteout('srv/.wh.d')),
			layer(srv, directory('srv/d/', 0o711), file('srv/d/three', '3')),
		],
		like: every,
	},
	{
		name: 'a single image layer that holds a whiteout',
		layers: [layer(srv, file('srv/x', 'x'), whiteout('srv/.wh.y'))],
		like: ['umoci', 'docker'],
		unlike: {buildah: 'mounts a single image layer as it is, with the device that is its whiteout'},
		oddities: ['stray-whiteout'],
	},
	{
		name: 'a name that is file, directory and symlink in turn',
		layers: [
			layer(srv, file('srv/a', 'a file'), directory('srv/b/'), file('srv/b/in'), symlink('srv/c', 'a')),
			layer(srv, directory('srv/a/'), file('srv/a/in', 'in'), symlink('srv/b', 'a'), file('srv/c', 'a file')),
			layer(srv, symlink('srv/a', 'c'), file('srv/b', 'a file'), directory('srv/c/'), file('srv/c/in')),
		],
		like: every,
	},
	{
		name: 'a directory that comes as a file first, in one archive',
		layers: [
			layer(srv, directory('srv/d/'), file('srv/d/old', 'old')),
			layer(srv, file('srv/d', 'file'), directory('srv/d/'), file('srv/d/new', 'new')),
		],
		// containerd, alone among those on overlay file systems, takes it, and lays the directory over the lower one.
		like: [],
		unlike: {umoci: bySpecification, docker: 'refuses duplicates', buildah: 'refuses duplicates'},
		oddities: ['duplicate-entry'],
	},
	{
		name: 'a directory replaced by a file and the reverse, with whiteouts beside them',
		layers: [
			layer(srv, directory('srv/a/'), file('srv/a/in', 'in'), file('srv/b', 'b')),
			layer(
				srv,
				whiteout('srv/.wh.a'),
				file('srv/a', 'file'),
				whiteout('srv/.wh.b'),
				directory('srv/b/'),
				file('srv/b/in'),
			),
		],
		like: every,
	},
	{
		name: 'directories of which only the attributes change',
		layers: [
			layer(srv, directory('srv/a/', 0o755), file('srv/a/kept', 'kept'), directory('srv/tmp/', 0o755)),
			layer(srv, directory('srv/a/', 0o700), directory('srv/tmp/', 0o1777)),
			layer(directory('srv/', 0o2775)),
		],
		like: every,
	},
	{
		name: 'a directory that a later image layer writes into without naming it',
		layers: [layer(srv, directory('srv/tmp/', 0o1777), file('srv/tmp/a', 'a')), layer(file('srv/tmp/b', 'b'))],
		like: ['umoci', 'buildah-vfs'],
		unlike: {docker: 'makes the directory anew, with 0755', buildah: 'makes the directory anew, with 0755'},
		oddities: ['implied-mode'],
	},
	{
		name: 'a symlinked directory that its own image layer writes through',
		layers: [layer(srv, directory('srv/real/'), symlink('srv/link', 'real'), file('srv/link/f', 'through'))],
		like: [...every, 'tar'],
		oddities: ['through-symlink'],
	},
	{
		name: 'an absolute symlink that its own image layer writes through',
		layers: [layer(srv, directory('srv/real/'), symlink('srv/link', '/srv/real'), file('srv/link/f', 'through'))],
		like: ['umoci', 'docker', 'buildah'],
		oddities: ['through-symlink'],
	},
	{
		name: 'a symlinked directory that a later image layer writes through',
		layers: [
			layer(srv, directory('srv/real/'), file('srv/real/old', 'old'), symlink('srv/link', 'real')),
			layer(srv, directory('srv/link/'), file('srv/link/f', 'where?')),
		],
		like: ['docker', 'buildah', 'umoci'],
	},
	{
		name: 'a symlinked directory that a later image layer writes through without naming it',
		layers: [
			layer(srv, directory('srv/real/'), file('srv/real/old', 'old'), symlink('srv/link', 'real')),
			layer(srv, file('srv/link/f', 'where?')),
		],
		like: ['docker', 'buildah'],
		unlike: {umoci: byOverlay},
		oddities: ['symlink-replaced'],
	},
	{
		name: 'empty image layers between others',
		layers: [layer(), layer(srv, file('srv/a', 'a')), layer(), layer(srv, file('srv/b', 'b')), layer()],
		like: every,
	},
	{
		name: '120 image layers, each over the one before',
		layers: Array.from({length: 120}, (_, i) =>
			layer(
				srv,
				file('srv/same', `layer ${i}`),
				file(`srv/only-${i}`, `${i}`),
				...(i % 3 === 2 ? [whiteout(`srv/.wh.only-${i - 1}`)] : []),
			),
		),
		like: ['umoci'],
	},
	{
		name: '30,000 files, half of them gone again',
		layers: [
			layer(
				srv,
				...Array.from({length: 100}, (_, i) => directory(`srv/${i}/`)),
				...many.map((i) => file(`srv/${i % 100}/${i}`, `file ${i}`)),
			),
			layer(srv, ...Array.from({length: 50}, (_, i) => whiteout(`srv/.wh.${i * 2}`))),
		],
		like: ['buildah'],
	},
	{
		name: 'fifos, devices and special modes, changed by a later image layer',
		layers: [
			layer(
				srv,
				part({name: 'srv/pipe', flag: '6', mode: 0o620}),
				part({name: 'srv/null', flag: '3', major: 1, minor: 3, mode: 0o666}),
				part({name: 'srv/disk', flag: '4', major: 8, minor: 300, mode: 0o660}),
				file('srv/su', 'su', {mode: 0o4755}),
				file('srv/sg', 'sg', {mode: 0o2755}),
				directory('srv/tmp/', 0o1777),
				file('srv/none', 'none', {mode: 0}),
			),
			layer(srv, file('srv/su', 'su', {mode: 0o755}), part({name: 'srv/null', flag: '6'}), whiteout('srv/.wh.disk')),
		],
		like: every,
	},
	{
		name: 'leftovers of AUFS',
		layers: [
			layer(srv, file('srv/a', 'a')),
			layer(
				directory('.wh..wh.plnk/'),
				file('.wh..wh.plnk/1.2', 'linked'),
				file('.wh..wh.aufs'),
				srv,
				hardlink('srv/b', '.wh..wh.plnk/1.2'),
			),
		],
		like: every,
		unlike: {'buildah-vfs': 'leaves out what AUFS kept for hardlinks, and its directory is there'},
		oddities: ['aufs-leftover'],
	},
	{
		name: 'leftovers of AUFS that are nothing but names',
		layers: [
			layer(file('.wh..wh.aufs'), directory('.wh..wh.plnk/'), directory('.wh..wh.orph/'), srv, file('srv/a', 'a')),
			layer(file('.wh..wh.aufs'), directory('.wh..wh.plnk/'), directory('.wh..wh.orph/'), srv, file('srv/b', 'b')),
		],
		like: [...every, 'buildah-vfs'],
		oddities: ['aufs-leftover'],
	},
	{
		name: 'names of AUFS below the root',
		layers: [
			layer(srv, file('srv/.wh.orph/x', 'x'), file('srv/a', 'a')),
			layer(
				srv,
				file('srv/.wh..wh.aufs'),
				directory('srv/.wh..wh.orph/'),
				directory('srv/.wh..wh.plnk/'),
				file('srv/.wh..wh.plnk/1.2', 'linked'),
				hardlink('srv/b', 'srv/.wh..wh.plnk/1.2'),
			),
		],
		like: [...every, 'buildah-vfs'],
		oddities: ['aufs-leftover'],
	},
	{
		name: 'a whiteout without a name',
		layers: [layer(srv, file('srv/a', 'a')), layer(srv, whiteout('srv/.wh.'))],
		like: [],
		unlike: {umoci: 'takes the whole directory away', docker: refusesBoth, buildah: refusesBoth},
		oddities: ['bare-whiteout'],
	},
];
