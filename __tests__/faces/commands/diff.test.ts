import {chmodSync, mkdirSync, rmSync, symlinkSync} from 'node:fs';
import {join} from 'node:path';
import {describe, expect, test} from '@jest/globals';
import {runDiff} from '../../../src/faces/commands/diff.ts';
import {runManifest} from '../../../src/faces/commands/manifest.ts';
import {FaultError} from '../../../src/model/fault.ts';
import {printer} from '../../builders/printer.ts';
import {GitRoom, plant, room} from '../../builders/repository.ts';

/** Two directories that differ in one way of each kind. */
function twoSides() {
	const place = room();
	plant(place.path, {
		'a/same': 's',
		'a/gone': 'g',
		'a/changed': '1',
		'a/run': 'r',
		'a/turns': 't',
		'a/link': {link: 'old'},
		'b/same': 's',
		'b/changed': '22',
		'b/run': 'r',
		'b/link': {link: 'new'},
		'b/new\n\u001b[31mred': 'n',
	});
	symlinkSync('same', join(place.path, 'b/turns'));
	chmodSync(join(place.path, 'b/run'), 0o755);
	return place;
}

describe('diff', () => {
	test('a side that somebody else listed is called asserted, and one that was read here is not', async () => {
		using place = twoSides();
		const saved = printer(place.path);
		await runManifest(saved.world, saved.out, 'dir:a', {});
		plant(place.path, {'a.json': saved.text()});
		const {world, out, text} = printer(place.path);
		expect(await runDiff(world, out, 'dir:a', 'file:a.json', {})).toBe(0);
		expect(text()).toMatch(
			/^expected {2}dir:a\ndeployed {2}file:a\.json {2}\(asserted: not every byte of it was read here\)\n/,
		);
		const json = printer(place.path);
		await runDiff(json.world, json.out, 'dir:a', 'file:a.json', {format: 'json'});
		expect(JSON.parse(json.text())).toMatchObject({
			expected: {assurance: 'verified'},
			deployed: {assurance: 'asserted'},
		});
		const lines = printer(place.path);
		await runManifest(lines.world, lines.out, 'file:a.json', {format: 'sha256sum'});
		expect(lines.log.lines.join('\n')).toContain('asserted: not every byte of it was read here');
	});

	test('each kind of change is named with what it was and what it is', async () => {
		using place = twoSides();
		const {world, out, text} = printer(place.path);
		expect(await runDiff(world, out, 'dir:a', 'dir:b', {format: 'json'})).toBe(1);
		const document = JSON.parse(text());
		expect(document).toMatchObject({
			schema: 'deploy-truth/file-diff/v1',
			expected: {subject: 'dir:a'},
			deployed: {subject: 'dir:b'},
			modes: 'executable',
			equal: false,
			same: 1,
			gaps: {expected: [], deployed: []},
		});
		expect(document.changes.map((change: {kind: string; path: string}) => [change.kind, change.path])).toEqual([
			['modified', 'changed'],
			['removed', 'gone'],
			['target', 'link'],
			['added', 'new\n\u001b[31mred'],
			['mode', 'run'],
			['type', 'turns'],
		]);
		expect(document.changes[2]).toEqual({
			path: 'link',
			kind: 'target',
			certain: true,
			expected: {type: 'symlink', target: 'old'},
			deployed: {type: 'symlink', target: 'new'},
		});
	});

	test('in a terminal no name moves the cursor, and colour comes only when asked', async () => {
		using place = twoSides();
		const plain = printer(place.path);
		expect(await runDiff(plain.world, plain.out, 'dir:a', 'dir:b', {})).toBe(1);
		expect(plain.text()).not.toContain('\u001b');
		const lines = plain.text().split('\n');
		expect(lines.slice(3)).toEqual([
			expect.stringMatching(/^~ modified {2}changed {2}[0-9a-f]{12} → [0-9a-f]{12}, 1 → 2 bytes$/),
			'- removed   gone',
			'~ target    link  old → new',
			'+ added     new\\n\\x1b[31mred',
			'~ mode      run  0644 → 0755',
			'~ type      turns  file → symlink',
			'',
			'1 added, 1 removed, 1 modified, 1 mode, 1 type, 1 target; 1 equal',
			'',
		]);
		const colored = printer(place.path);
		await runDiff(colored.world, colored.out, 'dir:a', 'dir:b', {color: true});
		expect(colored.text()).toContain('\u001b[32m+ added');
		expect(colored.text()).not.toContain('\u001b[31mred');
	});

	test('equal sides are 0, and modes count as the policy says', async () => {
		using place = room();
		plant(place.path, {'a/x': 'x', 'b/x': 'x'});
		chmodSync(join(place.path, 'b/x'), 0o755);
		const codeUnder = async (modes: string) => {
			const {world, out} = printer(place.path);
			return runDiff(world, out, 'dir:a', 'dir:b', {modes});
		};
		expect(await codeUnder('none')).toBe(0);
		expect(await codeUnder('executable')).toBe(1);
		expect(await codeUnder('exact')).toBe(1);
	});

	test('an empty directory on one side is a difference, as it is for the root', async () => {
		using place = room();
		plant(place.path, {'a/x': 'x', 'b/x': 'x'});
		mkdirSync(join(place.path, 'b/empty'));
		const {world, out, text} = printer(place.path);
		expect(await runDiff(world, out, 'dir:a', 'dir:b', {})).toBe(1);
		expect(text()).toContain('+ added     empty  (directory)');
	});

	test('a commit against its own working tree, then against a changed one', async () => {
		using repository = new GitRoom();
		repository.commit('one', {'dist/x': 'x', 'dist/sub/caf\udce9': 'y', 'dist/run': {executable: '1'}});
		const same = printer(repository.path);
		expect(await runDiff(same.world, same.out, 'git:HEAD:dist', 'dir:dist', {})).toBe(0);
		expect(same.text()).toContain('no differences; 4 equal');
		rmSync(join(repository.path, 'dist/x'));
		const changed = printer(repository.path);
		expect(await runDiff(changed.world, changed.out, 'git:HEAD:dist', 'dir:dist', {})).toBe(1);
		expect(changed.text()).toContain('- removed   x');
	});

	test('--path narrows both sides where neither is an image; a side without it is empty', async () => {
		using place = room();
		plant(place.path, {'a/app/x': 'x', 'a/other': '1', 'b/app/x': 'x', 'b/other': '2', 'c/x': 'x'});
		const run = async (left: string, right: string) => {
			const {world, out} = printer(place.path);
			return runDiff(world, out, left, right, {path: 'app'});
		};
		expect(await run('dir:a', 'dir:b')).toBe(0);
		expect(await run('dir:a', 'dir:c')).toBe(1);
	});

	const unread = (world: ReturnType<typeof printer>['world'], part: RegExp) => ({
		...world,
		files: {
			...world.files,
			list: (path: string) => {
				if (part.test(path)) throw new FaultError('file-unreadable', 'EACCES');
				return world.files.list(path);
			},
		},
	});

	test('what differs only because a side was not read is no drift but incomplete', async () => {
		using place = room();
		plant(place.path, {'a/d/x': 'x', 'a/y': 'y', 'b/d/x': 'x', 'b/y': 'y'});
		const {world, out, text} = printer(place.path);
		expect(await runDiff(unread(world, /\/b\/d$/), out, 'dir:a', 'dir:b', {format: 'json'})).toBe(3);
		expect(JSON.parse(text())).toMatchObject({
			equal: null,
			deployed: {root: null},
			changes: [{path: 'd/x', kind: 'removed', certain: false}],
			gaps: {deployed: [{path: 'd', fault: {code: 'file-unreadable'}}]},
		});
	});

	test('nothing different in what was read is not equal while something is unread', async () => {
		using place = room();
		plant(place.path, {'a/y': 'y', 'b/d/x': 'x', 'b/y': 'y'});
		mkdirSync(join(place.path, 'a/d'));
		const {world, out, text} = printer(place.path);
		expect(await runDiff(unread(world, /\/[ab]\/d$/), out, 'dir:a', 'dir:b', {})).toBe(3);
		expect(text()).toMatch(/! unread {4}d in expected: file-unreadable: EACCES/);
		expect(text()).toContain('no differences; 2 equal; 2 unread');
	});

	test('a certain difference stays one beside unread files', async () => {
		using place = room();
		plant(place.path, {'a/d/x': 'x', 'a/y': 'y', 'b/d/x': 'x', 'b/y': 'other'});
		const {world, out} = printer(place.path);
		expect(await runDiff(unread(world, /\/b\/d$/), out, 'dir:a', 'dir:b', {})).toBe(1);
	});

	test('both sides that cannot be read are told, exit code 3', async () => {
		using place = room();
		const {world, out, text, log} = printer(place.path);
		expect(await runDiff(world, out, 'dir:gone', 'file:gone.json', {})).toBe(3);
		expect(text()).toBe('');
		expect(log.lines).toHaveLength(2);
	});

	test('problems of both sides are named at once, exit code 2', async () => {
		const {world, out, log} = printer();
		expect(await runDiff(world, out, 'nothing', 'pod:a', {})).toBe(2);
		expect(log.lines).toHaveLength(2);
	});

	test('a word that --ignore does not take is a usage error that lists what it takes', async () => {
		const {world, out, log} = printer();
		expect(await runDiff(world, out, 'dir:a', 'dir:b', {ignore: ['modes,timestamps', '']})).toBe(2);
		const accepted = 'accepted are modes, ownership, line-endings, source-maps, build-ids';
		expect(log.lines).toEqual([
			`deploy-truth: --ignore timestamps: ${accepted}`,
			`deploy-truth: --ignore '': ${accepted}`,
		]);
	});

	test('what was ignored is printed although all else is equal: the first in words, every file in JSON', async () => {
		using place = room();
		for (const name of ['1', '2', '3', '4', 'e\u001b'])
			plant(place.path, {[`a/${name}.txt`]: `${name}\r\n`, [`b/${name}.txt`]: `${name}\n`});
		plant(place.path, {'a/same': 's', 'b/same': 's'});
		const words = printer(place.path);
		expect(await runDiff(words.world, words.out, 'dir:a', 'dir:b', {ignore: ['line-endings']})).toBe(0);
		expect(words.text()).toContain(
			'no differences but ignored ones; 1 equal\nignored line-endings of 5 files: 1.txt, 2.txt, 3.txt and 2 more\n',
		);
		const json = printer(place.path);
		await runDiff(json.world, json.out, 'dir:a', 'dir:b', {ignore: ['ownership', 'line-endings'], format: 'json'});
		const document = JSON.parse(json.text());
		expect(document).toMatchObject({equal: true, ignore: ['ownership', 'line-endings'], changes: [], same: 1});
		expect(document.ignored).toHaveLength(5);
		expect(document.ignored[4]).toEqual({path: 'e\u001b.txt', rules: ['line-endings']});
		expect(await runDiff(json.world, json.out, 'dir:a', 'dir:b', {ignore: ['source-maps']})).toBe(1);
	});

	test('git blobs and directories have the same other forms', async () => {
		using repository = new GitRoom();
		repository.commit('one', {'dist/x.js': 'x()\n//# sourceMappingURL=x.js.map\n'});
		plant(repository.path, {'dist/x.js': 'x()\r\n'});
		const {world, out, text} = printer(repository.path);
		const ignore = ['line-endings,source-maps'];
		expect(await runDiff(world, out, 'git:HEAD:dist', 'dir:dist', {ignore, format: 'json'})).toBe(0);
		expect(JSON.parse(text()).ignored).toEqual([{path: 'x.js', rules: ['line-endings', 'source-maps']}]);
	});

	test('a renamed directory is one line, and every file of it in JSON', async () => {
		using place = room();
		plant(place.path, {'a/dist/x': 'x', 'b/dist/x': 'x', 'a/z': 'z', 'b/b\udce9': 'z'});
		for (let at = 0; at < 214; at++)
			plant(place.path, {[`a/dist/old/${at % 7}/${at}`]: `${at % 100}`, [`b/dist/new/${at % 7}/${at}`]: `${at % 100}`});
		const words = printer(place.path);
		expect(await runDiff(words.world, words.out, 'dir:a', 'dir:b', {})).toBe(1);
		expect(words.text().split('\n').slice(3)).toEqual([
			'> renamed   dist/old/ → dist/new/  (214 files)',
			'> renamed   z → b\\xe9',
			'',
			'215 renamed; 2 equal',
			'',
		]);
		const json = printer(place.path);
		await runDiff(json.world, json.out, 'dir:a', 'dir:b', {format: 'json'});
		const {changes} = JSON.parse(json.text());
		expect(changes.filter(({kind}: {kind: string}) => kind === 'renamed')).toHaveLength(215);
		expect(changes[0]).toMatchObject({path: 'b\udce9', pathBase64: 'Yuk=', from: 'z', kind: 'renamed', certain: true});
		expect(changes.map(({path}: {path: string}) => path)).toContain('dist/new/6/83');
		expect(changes.filter(({kind}: {kind: string}) => kind === 'added')).toHaveLength(8);
	});

	test('a directory of which some files stayed is not told as renamed; what else it held keeps its line', async () => {
		using place = room();
		plant(place.path, {'a/p/1': '1', 'a/p/2': '2', 'a/p/3': '3', 'b/q/1': '1', 'b/q/2': '2', 'b/p/3': '3'});
		const stayed = printer(place.path);
		await runDiff(stayed.world, stayed.out, 'dir:a', 'dir:b', {});
		expect(stayed.text()).toContain('> renamed   p/1 → q/1\n> renamed   p/2 → q/2\n+ added     q  (directory)\n');
		rmSync(join(place.path, 'b/p'), {recursive: true});
		const gone = printer(place.path);
		await runDiff(gone.world, gone.out, 'dir:a', 'dir:b', {});
		expect(gone.text()).toContain('> renamed   p/ → q/  (2 files)\n- removed   p/3\n\n1 removed, 2 renamed; 0 equal\n');
	});
});
