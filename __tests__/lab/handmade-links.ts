import {directory, file, hardlink, symlink, whiteout} from '../builders/tar.ts';
import {type Handmade, layer} from './handmade.ts';

const every = ['umoci', 'docker', 'buildah'] as const;
const ofItsOwn = 'unpacks each image layer into a directory of its own, where the target is not';
const lastMode = 'gives the file, under all its names, the mode of the last link';
const byNames = "takes '..' from the names, whatever the symlinks before it lead to";
const srv = directory('srv/');

/** Images with hardlinks, which are of their image layer and of what lies below it. */
export const linkCases: readonly Handmade[] = [
	{
		name: 'a hardlink within one image layer',
		layers: [layer(srv, file('srv/a', 'content'), hardlink('srv/b', 'srv/a'), hardlink('srv/c', '/srv/b'))],
		like: [...every, 'tar'],
	},
	{
		name: 'a hardlink whose header states another mode than its file',
		layers: [layer(srv, file('srv/a', 'content', {mode: 0o755}), hardlink('srv/b', 'srv/a'))],
		like: ['umoci', 'tar'],
		unlike: {docker: lastMode, buildah: lastMode},
		oddities: ['link-mode-differs'],
	},
	{
		name: 'a hardlink whose target the next image layer overwrites',
		layers: [layer(srv, file('srv/a', 'first'), hardlink('srv/b', 'srv/a')), layer(srv, file('srv/a', 'second'))],
		like: every,
	},
	{
		name: 'a hardlink whose target the next image layer removes',
		layers: [layer(srv, file('srv/a', 'first'), hardlink('srv/b', 'srv/a')), layer(srv, whiteout('srv/.wh.a'))],
		like: every,
	},
	{
		name: 'a hardlink whose target is replaced further on in its archive',
		layers: [layer(srv, file('srv/a', 'first'), hardlink('srv/b', 'srv/a'), file('srv/a', 'second'))],
		like: ['umoci', 'tar'],
		unlike: {docker: 'refuses duplicates', buildah: 'refuses duplicates'},
		oddities: ['duplicate-entry'],
	},
	{
		name: 'a hardlink to a file of a lower image layer',
		layers: [layer(srv, file('srv/a', 'lower')), layer(srv, hardlink('srv/b', 'srv/a'))],
		like: ['umoci'],
		unlike: {docker: ofItsOwn, buildah: ofItsOwn},
		oddities: ['lower-hardlink'],
	},
	{
		name: 'a hardlink to a file of a lower image layer, which goes later',
		layers: [
			layer(srv, file('srv/a', 'lower')),
			layer(srv, hardlink('srv/b', 'srv/a')),
			layer(srv, file('srv/a', 'upper'), whiteout('srv/.wh.never')),
		],
		like: ['umoci'],
		unlike: {docker: ofItsOwn, buildah: ofItsOwn},
		oddities: ['lower-hardlink', 'stray-whiteout'],
	},
	{
		name: 'a hardlink to a file of a lower image layer, which its own has hidden by then',
		layers: [
			layer(srv, file('srv/a', 'lower'), file('srv/b', 'lower'), file('srv/c', 'c')),
			layer(srv, whiteout('srv/.wh.a'), hardlink('srv/b', 'srv/a')),
		],
		like: ['docker', 'buildah'],
		unlike: {umoci: 'refuses: its target is gone', 'buildah-vfs': 'refuses: its target is gone'},
		oddities: ['overlay-whiteout-device'],
	},
	{
		name: 'a hardlink through a symlinked directory of its own image layer',
		layers: [
			layer(
				srv,
				directory('srv/real/'),
				file('srv/real/f', 'f'),
				symlink('srv/link', 'real'),
				hardlink('srv/b', 'srv/link/f'),
			),
		],
		like: [...every, 'tar'],
	},
	{
		name: 'a hardlink whose target goes up and down again',
		layers: [
			layer(
				srv,
				directory('srv/x/'),
				file('srv/a', 'a'),
				hardlink('srv/b', 'srv/x/../a'),
				hardlink('srv/c', '../../srv/nowhere/../a'),
			),
		],
		like: [...every, 'buildah-vfs'],
		unlike: {tar: "leaves out what has '..' in its name"},
		oddities: ['clamped-name'],
	},
	{
		name: 'a hardlink whose target goes up behind a symlink',
		layers: [
			layer(
				srv,
				directory('srv/r/'),
				directory('srv/r/q/'),
				file('srv/r/f', 'deep'),
				file('srv/f', 'flat'),
				symlink('srv/l', 'r/q'),
				hardlink('srv/b', 'srv/l/../f'),
			),
		],
		// containerd links the one where the symlink leads, these the one by the names alone.
		like: [],
		unlike: {umoci: byNames, docker: byNames, buildah: byNames, 'buildah-vfs': byNames},
		oddities: ['clamped-name'],
		gaps: ['srv/b'],
	},
	{
		name: 'a hardlink behind symlinks that are absolute or climb out of the root',
		layers: [
			layer(
				srv,
				directory('srv/r/'),
				file('srv/r/f', 'f'),
				symlink('srv/l', '/srv/r'),
				symlink('srv/m', '../../../srv/r'),
				hardlink('srv/b', 'srv/l/f'),
				hardlink('srv/c', 'srv/m/f'),
			),
		],
		like: [...every, 'buildah-vfs'],
		unlike: {tar: 'leaves the directory it unpacks into'},
	},
	{
		name: 'a hardlink through a symlinked directory of a lower image layer',
		layers: [
			layer(srv, directory('srv/real/'), file('srv/real/f', 'f'), symlink('srv/link', 'real')),
			layer(srv, hardlink('srv/b', 'srv/link/f')),
		],
		like: [],
		unlike: {
			docker: ofItsOwn,
			buildah: ofItsOwn,
			umoci: 'follows the symlink; no overlay runtime does, so nothing is claimed',
		},
		oddities: ['lower-hardlink'],
		gaps: ['srv/b'],
	},
];
