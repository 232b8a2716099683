import {describe, expect, test} from '@jest/globals';
import {digestOf} from '../../src/bytes/digest.ts';
import {squash} from '../../src/rootfs/squash.ts';
import {image, list} from '../builders/layer.ts';
import {directory, file, hardlink, part, paxBody, symlink, tarOf, whiteout} from '../builders/tar.ts';

const codes = (oddities: readonly {path: string; code: string}[]): string[] =>
	oddities.map(({path, code}) => `${path} ${code}`);

describe('a whiteout', () => {
	test('is a base name that begins with .wh., never a name that merely holds it', async () => {
		const {paths} = await image(
			[file('bin/who'), file('wheel/a'), file('somewhere.js'), file('a.wh.b'), file('x/.whb'), file('dir.wh.x/f')],
			[file('new')],
		);
		expect(paths).toEqual([
			'a.wh.b',
			'bin',
			'bin/who',
			'dir.wh.x',
			'dir.wh.x/f',
			'new',
			'somewhere.js',
			'wheel',
			'wheel/a',
			'x',
			'x/.whb',
		]);
	});

	test('hides what lower image layers hold, a whole directory included', async () => {
		const {paths, oddities} = await image(
			[file('a/deep/one'), file('a/two'), file('b')],
			[directory('a'), whiteout('a/.wh.deep'), whiteout('.wh.b')],
		);
		expect([paths, oddities]).toEqual([['a', 'a/two'], []]);
	});

	test('hides nothing of its own image layer, whichever comes first', async () => {
		for (const top of [
			[whiteout('.wh.x'), file('x', 'new')],
			[file('x', 'new'), whiteout('.wh.x')],
		]) {
			expect((await image([file('x', 'lower')], top)).lines).toEqual(['1 file x 0644 3']);
		}
	});

	test('is one in an image of a single layer too', async () => {
		const {paths, oddities} = await image([file('a'), whiteout('.wh.b'), whiteout('c/.wh..wh..opq')]);
		expect([paths, codes(oddities)]).toEqual([['a', 'c'], ['b stray-whiteout']]);
	});

	test('without a name, or with that of its directory, hides nothing and is told', async () => {
		const top = [whiteout('a/.wh.'), whiteout('a/.wh..'), whiteout('a/.wh...'), whiteout('.wh.')];
		const {paths, oddities} = await image([file('a/b'), file('c')], top);
		expect(paths).toEqual(['a', 'a/b', 'c']);
		expect(codes(oddities)).toEqual([
			'a/.wh. bare-whiteout',
			'a/.wh.. bare-whiteout',
			'a/.wh... bare-whiteout',
			'.wh. bare-whiteout',
		]);
	});

	test('followed by the directory again leaves only what is new', async () => {
		const {lines} = await image(
			[directory('a', 0o700), file('a/old')],
			[whiteout('.wh.a')],
			[directory('a', 0o750), file('a/new')],
		);
		expect(lines).toEqual(['2 directory a 0750', '2 file a/new 0644 0']);
	});

	test('below a file that took the place of its directory is spare, as some builders write it', async () => {
		for (const top of [
			[file('etc', 'a file'), whiteout('etc/.wh.old'), whiteout('etc/.wh..wh..opq')],
			[whiteout('etc/.wh.old'), file('etc', 'a file')],
		]) {
			const {lines, manifest} = await image([directory('etc'), file('etc/old'), file('etc/other')], top);
			expect([lines, manifest.gaps]).toEqual([['1 file etc 0644 6'], []]);
		}
		const {oddities} = await image([file('etc'), whiteout('etc/.wh.old')]);
		expect(codes(oddities)).toEqual(['etc/.wh.old stray-whiteout']);
	});

	test('of many things names each of them that nobody held', async () => {
		const {oddities} = await image([file('a')], [whiteout('.wh.b'), whiteout('c/.wh.d')]);
		expect(codes(oddities)).toEqual(['b stray-whiteout', 'c/d stray-whiteout']);
	});
});

describe('a whiteout of a name that its own image layer holds', () => {
	const lower = [directory('d', 0o700), file('d/old'), file('x', 'lower')];

	test('gives way to a directory that comes after it, which overlay file systems lay over the lower one', async () => {
		const {lines, oddities} = await image(lower, [whiteout('.wh.d'), directory('d'), file('d/new')]);
		expect(lines).toEqual(['1 directory d 0755', '1 file d/new 0644 0', '0 file d/old 0644 0', '0 file x 0644 5']);
		expect(codes(oddities)).toEqual(['d whiteout-undone']);
	});

	test('that gave way hides nothing of any lower image layer', async () => {
		const {paths} = await image(lower, [directory('d'), file('d/mid')], [whiteout('.wh.d'), directory('d')]);
		expect(paths).toEqual(['d', 'd/mid', 'd/old', 'x']);
	});

	test('is no contradiction where all runtimes agree: over no directory, or where the new one is opaque', async () => {
		for (const top of [
			[whiteout('.wh.x'), directory('x')],
			[whiteout('.wh.new'), directory('new')],
			[whiteout('.wh.d'), directory('d'), whiteout('d/.wh..wh..opq')],
			[whiteout('.wh.d'), file('d')],
			[whiteout('.wh.d'), symlink('d', 'x')],
		]) {
			expect(codes((await image(lower, top)).oddities).filter((told) => !told.includes('stray'))).toEqual([]);
		}
		const {paths} = await image(lower, [whiteout('.wh.d'), directory('d'), whiteout('d/.wh..wh..opq')]);
		expect(paths).toEqual(['d', 'x']);
	});

	test('which overlay runtimes refuse to unpack, is told', async () => {
		const told = async (...top: Uint8Array[]) => codes((await image(lower, top)).oddities);
		expect(await told(directory('d'), whiteout('.wh.d'))).toEqual(['d whiteout-contradicted']);
		expect(await told(file('d/new'), whiteout('.wh.d'))).toEqual(['d whiteout-contradicted']);
		expect(await told(symlink('x', 'y'), whiteout('.wh.x'))).toEqual(['x whiteout-contradicted']);
		expect(await told(whiteout('.wh.d'), file('d/new'))).toEqual(['d whiteout-contradicted']);
		expect(await told(whiteout('.wh.d'), whiteout('d/.wh.old'))).toContain('d whiteout-contradicted');
		expect(await told(whiteout('.wh.x'), whiteout('.wh.x'))).toEqual(['.wh.x duplicate-entry']);
		const twice = [directory('d'), whiteout('d/.wh..wh..opq'), whiteout('d/.wh..wh..opq')];
		expect(await told(...twice)).toEqual(['d/.wh..wh..opq duplicate-entry']);
	});

	test('goes with its directory when something else takes its place', async () => {
		for (const mark of ['d/.wh.old', 'd/.wh..wh..opq']) {
			const top = [directory('d'), whiteout(mark), file('d', 'a file'), directory('d')];
			expect((await image(lower, top)).paths).toEqual(['d', 'd/old', 'x']);
		}
	});
});

describe('a device 0/0 is to an overlay file system a whiteout', () => {
	const device = (name: string) => part({name, flag: '3', major: 0, minor: 0});

	test('that hides its own name and is no entry, and is told', async () => {
		const {lines, oddities} = await image([file('a'), file('b')], [device('a')]);
		expect(lines).toEqual(['0 file b 0644 0']);
		expect(codes(oddities)).toEqual(['a overlay-whiteout-device']);
	});

	test('also where it takes the place of a file of its own image layer, or a directory takes its', async () => {
		expect((await image([file('a')], [file('a', 'own'), device('a')])).paths).toEqual([]);
		expect((await image([file('d/old')], [device('d'), directory('d')])).paths).toEqual(['d', 'd/old']);
	});

	test('and so is a hardlink to it, or to any whiteout', async () => {
		const {paths, oddities} = await image(
			[file('a'), file('b'), file('c')],
			[device('a'), hardlink('b', 'a'), whiteout('.wh.d'), hardlink('c', 'd')],
		);
		expect(paths).toEqual([]);
		expect(codes(oddities)).toContain('c overlay-whiteout-device');
	});

	test('and a block device 0/0 is none', async () => {
		const {lines} = await image([file('a')], [part({name: 'a', flag: '4', major: 0, minor: 0})]);
		expect(lines).toEqual(['1 device a 0644']);
	});
});

describe('an opaque whiteout', () => {
	test('hides what lower image layers hold in its directory, wherever it stands in the archive', async () => {
		const lower = [directory('a', 0o700), file('a/old'), file('a/sub/old'), file('b')];
		for (const top of [
			[whiteout('a/.wh..wh..opq'), file('a/new'), file('a/sub/new')],
			[file('a/new'), file('a/sub/new'), whiteout('a/.wh..wh..opq')],
		]) {
			expect((await image(lower, top)).lines).toEqual([
				'0 directory a 0700',
				'1 file a/new 0644 0',
				'1 directory a/sub 0755',
				'1 file a/sub/new 0644 0',
				'0 file b 0644 0',
			]);
		}
	});

	test('at the root hides nothing, since no overlay file system takes it there, and is told', async () => {
		const {paths, oddities} = await image([file('a'), file('b/c')], [file('d'), whiteout('.wh..wh..opq')]);
		expect(paths).toEqual(['a', 'b', 'b/c', 'd']);
		expect(codes(oddities)).toEqual(['.wh..wh..opq opaque-root']);
	});

	test('beside a plain one in the same directory is no contradiction', async () => {
		const {paths, oddities} = await image(
			[file('a/b')],
			[whiteout('a/.wh..wh..opq'), whiteout('a/.wh.b'), file('a/c')],
		);
		expect([paths, oddities]).toEqual([['a', 'a/c'], []]);
	});
});

describe('leftovers of AUFS', () => {
	test('are whiteouts by their own name, and files below it: overlay runtimes know nothing else', async () => {
		const {lines, oddities, manifest} = await image([
			directory('.wh..wh.plnk'),
			file('.wh..wh.plnk/9.12', 'linked'),
			file('.wh..wh.aufs'),
			hardlink('a', '.wh..wh.plnk/9.12'),
			file('d/.wh..wh.orph'),
		]);
		expect(lines).toEqual([
			'0 directory .wh..wh.plnk 0755',
			'0 file .wh..wh.plnk/9.12 0644 6',
			'0 file a 0644 6',
			'0 directory d 0755',
		]);
		expect(manifest.gaps).toEqual([]);
		expect(codes(oddities)).toEqual([
			'.wh..wh.plnk aufs-leftover',
			'.wh..wh.plnk/9.12 aufs-leftover',
			'.wh..wh.aufs aufs-leftover',
			'd/.wh..wh.orph aufs-leftover',
		]);
	});

	test('hide what is called as they are without their prefix, and nothing else', async () => {
		const lower = [file('.wh.plnk/x'), file('.plnk'), file('plnk'), file('d/.wh.aufs/x')];
		const {paths} = await image(lower, [directory('.wh..wh.plnk'), file('d/.wh..wh.aufs')]);
		expect(paths).toEqual(['.plnk', 'd', 'plnk']);
	});
});

describe('one image layer over another', () => {
	test('replaces a directory by a file, and a file by a directory', async () => {
		expect((await image([file('a/b/c')], [file('a', 'now a file')])).lines).toEqual(['1 file a 0644 10']);
		expect((await image([file('a', 'file')], [file('a/b')])).lines).toEqual([
			'1 directory a 0755',
			'1 file a/b 0644 0',
		]);
		expect((await image([file('a', 'file')], [directory('a', 0o711)])).lines).toEqual(['1 directory a 0711']);
	});

	test('changes the attributes of a directory and keeps what it holds', async () => {
		expect((await image([directory('a'), file('a/b')], [directory('a', 0o2770)])).lines).toEqual([
			'1 directory a 2770',
			'0 file a/b 0644 0',
		]);
	});

	test('that does not describe a directory leaves its mode alone', async () => {
		expect((await image([directory('a', 0o700)], [file('a/b')])).lines).toEqual([
			'0 directory a 0700',
			'1 file a/b 0644 0',
		]);
	});

	test('replaces a symlink by the directory it writes into, and says so', async () => {
		const {lines, oddities} = await image(
			[directory('real'), file('real/kept'), symlink('link', 'real')],
			[file('link/new')],
		);
		expect(lines).toEqual([
			'1 directory link 0755',
			'1 file link/new 0644 0',
			'0 directory real 0755',
			'0 file real/kept 0644 0',
		]);
		expect(codes(oddities)).toEqual(['link symlink-replaced']);
	});

	test('with the same bytes but another mode or link target is the one that counts', async () => {
		const {lines} = await image(
			[file('a', 'x'), symlink('l', 'old')],
			[file('a', 'x', {mode: 0o755}), symlink('l', 'new')],
		);
		expect(lines).toEqual(['1 file a 0755 1', '1 symlink l -> new']);
	});

	test('is sorted by path bytes: what lies in a directory comes after its longer-named neighbour', async () => {
		expect((await image([file('a/b'), file('a-b'), file('a.b'), file('a0'), file('é'), file('a/b-c')])).paths).toEqual([
			'a',
			'a-b',
			'a.b',
			'a/b',
			'a/b-c',
			'a0',
			'é',
		]);
	});
});

describe('a symlink of the same image layer', () => {
	test('is followed to where a runtime writes', async () => {
		const {lines, oddities} = await image([
			symlink('a', '/srv/../srv/app'),
			directory('srv/app', 0o750),
			file('a/index.js', 'x'),
			symlink('up', '../../srv'),
			file('up/app/two'),
		]);
		expect(lines).toEqual([
			'0 symlink a -> /srv/../srv/app',
			'0 directory srv 0755',
			'0 directory srv/app 0750',
			'0 file srv/app/index.js 0644 1',
			'0 file srv/app/two 0644 0',
			'0 symlink up -> ../../srv',
		]);
		expect(codes(oddities)).toEqual(['a/index.js through-symlink', 'up/app/two through-symlink']);
	});

	test('to nowhere gets the directory it names', async () => {
		expect((await image([symlink('a', 'var/data'), file('a/f')])).paths).toEqual([
			'a',
			'var',
			'var/data',
			'var/data/f',
		]);
	});

	test('with steps up again makes only the directory it ends in', async () => {
		expect((await image([symlink('a', './c/../b'), file('a/f')])).paths).toEqual(['a', 'b', 'b/f']);
	});

	test('is followed for whiteouts and link targets alike', async () => {
		const {paths} = await image(
			[file('real/gone'), file('real/kept', 'k')],
			[symlink('l', 'real'), whiteout('l/.wh.gone'), file('real/target', 't'), hardlink('h', 'l/target')],
		);
		expect(paths).toEqual(['h', 'l', 'real', 'real/kept', 'real/target']);
	});

	test('in a circle leaves a gap, not a loop', async () => {
		const {manifest} = await image([
			symlink('a', 'b'),
			symlink('b', 'a'),
			symlink('self', 'self/self'),
			file('a/f'),
			file('self/f'),
		]);
		expect(manifest.gaps.map(({path, fault}) => [path, fault.code])).toEqual([
			['a/f', 'unsafe-name'],
			['self/f', 'unsafe-name'],
		]);
	});

	test('replaced by a directory is followed no longer', async () => {
		expect(
			(await image([directory('t'), symlink('a', 't'), file('a/one'), directory('a'), file('a/two')])).paths,
		).toEqual(['a', 'a/two', 't', 't/one']);
	});
});

describe('a hardlink', () => {
	const sha256 = (text: string) => digestOf(Buffer.from(text)).slice(7);
	const contents = (squashed: Awaited<ReturnType<typeof image>>) =>
		Object.fromEntries(
			squashed.manifest.entries.map((entry) => [entry.path, entry.type === 'file' ? entry.sha256 : entry.type]),
		);

	test('has the content its target had when it was made, whatever becomes of the target', async () => {
		const sameLayer = await image([file('a', 'one'), hardlink('b', 'a'), file('a', 'two')]);
		expect(contents(sameLayer)).toEqual({a: sha256('two'), b: sha256('one')});
		const later = await image([file('a', 'one'), hardlink('b', './a')], [whiteout('.wh.a')]);
		expect(contents(later)).toEqual({b: sha256('one')});
		expect(
			contents(await image([file('a', 'one'), hardlink('b', 'a'), hardlink('c', 'b')], [file('a', 'two')])),
		).toEqual({a: sha256('two'), b: sha256('one'), c: sha256('one')});
	});

	test('that states another mode than its file leaves the mode alone, and is told: runtimes do not agree', async () => {
		const {lines, oddities} = await image([file('a', 'a', {mode: 0o755}), hardlink('b', 'a')]);
		expect(lines).toEqual(['0 file a 0755 1', '0 file b 0755 1']);
		expect(codes(oddities)).toEqual(['b link-mode-differs']);
	});
	test('whose target has steps up is told, and a gap where those lead elsewhere behind a symlink', async () => {
		const told = async (target: string) => {
			const {manifest, oddities} = await image([
				directory('r/q'),
				directory('r/p'),
				file('r/f', 'deep'),
				file('f', 'flat!'),
				file('r/g', 'g'),
				hardlink('g', 'r/g'),
				symlink('l', 'r/q'),
				symlink('m', 'r'),
				hardlink('b', target),
			]);
			const entry = manifest.entries.find(({path}) => path === 'b');
			expect(codes(oddities)).toContain('b clamped-name');
			return entry?.type === 'file' ? entry.size : manifest.gaps.map(({fault}) => fault.code);
		};
		expect(await told('r/q/../f')).toBe(4);
		expect(await told('nowhere/../r/f')).toBe(4);
		expect(await told('../../f')).toBe(5);
		expect(await told('m/../f')).toBe(5);
		expect(await told('l/../g')).toBe(1);
		expect(await told('l/../f')).toEqual(['unresolved-hardlink']);
		expect(await told('l/..')).toEqual(['unresolved-hardlink']);
	});

	test('through a symlink of a lower image layer is a gap: only some would follow it', async () => {
		const {manifest} = await image(
			[directory('real'), file('real/f', 'f'), symlink('link', 'real')],
			[hardlink('b', 'link/f')],
		);
		expect(manifest.gaps.map(({path, fault}) => `${path} ${fault.code}`)).toEqual(['b unresolved-hardlink']);
	});
	test('may lead into a lower image layer, which may lose its target in the same breath', async () => {
		const kept = await image([file('d/a', 'one', {mode: 0o755})], [hardlink('b', '/d/a'), hardlink('c', 'b')]);
		expect(kept.lines).toEqual(['1 file b 0755 3', '1 file c 0755 3', '0 directory d 0755', '0 file d/a 0755 3']);
		// Who unpacks each image layer into a directory of its own refuses.
		expect(codes(kept.oddities)).toEqual(['b lower-hardlink', 'c lower-hardlink']);
		const {oddities, ...linked} = await image([file('a', 'one')], [hardlink('b', 'a'), whiteout('.wh.a')]);
		expect(contents({oddities, ...linked})).toEqual({b: sha256('one')});
	});

	test('to a symlink is that symlink, to a device that device', async () => {
		const {lines} = await image([
			symlink('a', 'x'),
			part({name: 'n', flag: '3', major: 1, minor: 3, mode: 0o666}),
			hardlink('b', 'a'),
			hardlink('m', 'n'),
		]);
		expect(lines).toEqual(['0 symlink a -> x', '0 symlink b -> x', '0 device m 0666', '0 device n 0666']);
	});

	test('to nothing, to a directory or to itself is a gap until something else takes its place', async () => {
		const bad = [directory('d'), hardlink('a', 'nowhere'), hardlink('b', 'd'), hardlink('c', 'c')];
		const {manifest} = await image([file('x')], bad);
		expect(manifest.gaps.map(({path, fault}) => [path, fault.code])).toEqual([
			['a', 'unresolved-hardlink'],
			['b', 'unresolved-hardlink'],
			['c', 'unresolved-hardlink'],
		]);
		expect((await image(bad, [file('a'), whiteout('.wh.b'), symlink('c', 'x')])).manifest.gaps).toEqual([]);
	});
});

describe('names', () => {
	test('in every spelling lead to one path, the last entry of which stands', async () => {
		const {lines, oddities} = await image([
			file('./a//b', '1'),
			file('/a/b', '22'),
			file('a/./b', '333'),
			directory('./'),
			directory('a/'),
		]);
		expect(lines).toEqual(['0 directory a 0755', '0 file a/b 0644 3']);
		expect(codes(oddities)).toEqual(['a/b duplicate-entry', 'a/b duplicate-entry']);
	});

	test('that come as a file and then as a directory are that directory, over what lower image layers hold there', async () => {
		for (const first of [file('d', 'a file'), symlink('d', 'elsewhere')]) {
			const {lines, oddities} = await image([file('d/old')], [first, directory('d'), file('d/new')]);
			expect(lines).toEqual(['1 directory d 0755', '1 file d/new 0644 0', '0 file d/old 0644 0']);
			expect(codes(oddities)).toEqual(['d duplicate-entry']);
		}
	});

	test('that try to leave the root stay inside it, and are told', async () => {
		const {paths, oddities} = await image([file('../../etc/passwd'), file('a/../../b'), hardlink('c', '../b')]);
		expect(paths).toEqual(['b', 'c', 'etc', 'etc/passwd']);
		expect(codes(oddities)).toEqual(['etc/passwd clamped-name', 'b clamped-name', 'c clamped-name']);
	});

	test("like those of an object's own parts are ordinary", async () => {
		expect(
			(await image([file('__proto__/constructor'), file('toString'), symlink('hasOwnProperty', '__proto__')])).paths,
		).toEqual(['__proto__', '__proto__/constructor', 'hasOwnProperty', 'toString']);
	});

	test('below a file of the same image layer are a gap that nothing closes', async () => {
		const {manifest} = await image([file('a', 'file'), file('a/b'), file('c')], [whiteout('.wh.a')]);
		expect(manifest.gaps.map(({path, fault}) => [path, fault.code])).toEqual([['a/b', 'invalid-tar']]);
	});

	test('of the root as a file are a gap over everything', async () => {
		expect((await image([file('/', 'root')])).manifest.gaps.map(({path, fault}) => [path, fault.code])).toEqual([
			['', 'unsafe-name'],
		]);
	});
});

describe('what cannot be read', () => {
	test('is a gap at its path, which a higher image layer may replace or take away', async () => {
		const odd = [part({name: 'd/odd', flag: 'S', format: 'gnu'}), file('d/ok')];
		const {manifest, paths} = await image(odd);
		expect([paths, manifest.gaps.map(({path, fault}) => [path, fault.code])]).toEqual([
			['d', 'd/ok'],
			[['d/odd', 'unsupported-tar-entry']],
		]);
		expect((await image(odd, [file('d/odd')])).manifest.gaps).toEqual([]);
		expect((await image(odd, [whiteout('.wh.d')])).manifest.gaps).toEqual([]);
		// It may have been a directory: what that held shows through.
		expect((await image(odd, [file('d/odd/below')])).manifest.gaps.length).toBe(1);
	});

	test('as a whole image layer is a gap over everything, whatever lies above', async () => {
		const fault = {code: 'digest-mismatch', detail: 'other bytes'} as const;
		const {manifest} = squash([await list(tarOf(file('a'))), {fault}, await list(tarOf(whiteout('.wh.a'), file('b')))]);
		expect(manifest.gaps).toEqual([{path: '', fault}]);
		expect(manifest.entries.map((entry) => [entry.path, entry.layer])).toEqual([['b', 2]]);
	});

	test('is never hidden by a flood of oddities, which is cut', async () => {
		const flood = Array.from({length: 1_000}, (_, i) => file(`../f${i}`));
		const {oddities, paths} = await image([...flood, whiteout('.wh.stray')]);
		expect(paths.length).toBe(1_000);
		const counts = new Map<string, number>();
		for (const {code} of oddities) counts.set(code, (counts.get(code) ?? 0) + 1);
		expect(Object.fromEntries(counts)).toEqual({'clamped-name': 200, 'more-oddities': 1, 'stray-whiteout': 1});
	});
});

describe('a global header', () => {
	const global = (name: string, records: [string, string][] = [['comment', 'for all']]) =>
		part({name, flag: 'g', body: paxBody(records)});
	const shown = async (...layers: readonly Uint8Array[][]) => {
		const {paths, oddities, manifest} = await image(...layers);
		return [paths, codes(oddities), manifest.gaps.map(({path}) => path)];
	};

	test('under the name that git gives it is nothing odd', async () => {
		expect(await shown([global('pax_global_header'), file('a')])).toEqual([['a'], [], []]);
	});

	test('that says what every entry is changes none, and is told', async () => {
		for (const record of [
			['size', '1'],
			['linkpath', 'x'],
		] as [string, string][])
			expect(await shown([global('pax_global_header', [record]), file('a')])).toEqual([
				['a'],
				['pax_global_header global-header-ignored'],
				[],
			]);
		expect(await shown([global('g', [['path', 'everywhere']]), file('a')])).toEqual([
			['a'],
			['everywhere global-header-ignored', 'everywhere global-header-named'],
			[],
		]);
	});

	test('under a name in a directory brings that directory, as most runtimes have it', async () => {
		expect(await shown([global('/tmp/GlobalHead.1.1'), file('a')])).toEqual([
			['a', 'tmp'],
			['tmp/GlobalHead.1.1 global-header-named'],
			[],
		]);
		// Where that cannot be, some refuse and others do not mind.
		expect(await shown([file('a'), global('a/b')])).toEqual([['a'], ['a/b global-header-named'], []]);
	});

	test('under the name of a whiteout is one, as most runtimes have it', async () => {
		expect(await shown([file('a'), file('b')], [global('.wh.a')])).toEqual([['b'], ['.wh.a global-header-named'], []]);
		expect(await shown([file('d/a')], [global('d/.wh..wh..opq')])).toEqual([
			['d'],
			['d/.wh..wh..opq global-header-named'],
			[],
		]);
	});

	test('under the name of what its own image layer holds leaves that unknown, and what lower ones hold alone', async () => {
		const told = 'a global-header-named';
		expect(await shown([file('a'), global('a'), file('b')])).toEqual([['b'], [told, 'a duplicate-entry'], ['a']]);
		expect(await shown([file('a/b'), global('a')])).toEqual([[], [told], ['a']]);
		expect(await shown([file('a')], [global('a')])).toEqual([['a'], [told], []]);
		expect(await shown([global('a'), file('a')])).toEqual([['a'], [told], []]);
	});
});

test('a directory of another mode than 0755 that an image layer needs and does not describe is told', async () => {
	const lower = [directory('tmp', 0o1777), directory('tmp/deep', 0o700), directory('srv')];
	for (const top of [[file('tmp/deep/x'), file('tmp/deep/y'), file('srv/z')], [whiteout('tmp/deep/.wh.x')]]) {
		const {oddities, lines} = await image([...lower, file('tmp/deep/x')], top);
		expect(codes(oddities)).toEqual(['tmp implied-mode', 'tmp/deep implied-mode']);
		expect(lines).toContain('0 directory tmp 1777');
	}
	const described = await image(lower, [directory('tmp', 0o1777), directory('tmp/deep', 0o711), file('tmp/deep/x')]);
	expect(described.oddities).toEqual([]);
});

test('texts that a file holds follow it through links, and go when it is replaced', async () => {
	const search = {wants: (path: string) => path.endsWith('.js'), texts: ['/api/workflow', 'absent']};
	const lower = await list(
		tarOf(file('a.js', 'get("/api/workflow")'), hardlink('b', 'a.js'), file('c.txt', '/api/workflow')),
		{search},
	);
	const upper = await list(tarOf(file('a.js', 'nothing')), {search});
	expect([...squash([lower]).found]).toEqual([
		['a.js', ['/api/workflow']],
		['b', ['/api/workflow']],
	]);
	expect([...squash([lower, upper]).found]).toEqual([['b', ['/api/workflow']]]);
});
