import {chmodSync, mkdirSync, rmSync, symlinkSync} from 'node:fs';
import {join} from 'node:path';
import {describe, expect, test} from '@jest/globals';
import {runDiff} from '../../../src/faces/commands/diff.ts';
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
		expect(await runDiff(world, out, 'nothing', 'pod:a/b', {})).toBe(2);
		expect(log.lines).toHaveLength(2);
	});
});
