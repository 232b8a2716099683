import {execFileSync, spawnSync} from 'node:child_process';
import {createHash} from 'node:crypto';
import {linkSync, readFileSync} from 'node:fs';
import {join} from 'node:path';
import {describe, expect, test} from '@jest/globals';
import {runManifest} from '../../../src/faces/commands/manifest.ts';
import {FaultError} from '../../../src/model/fault.ts';
import {printer} from '../../builders/printer.ts';
import {GitRoom, plant, room} from '../../builders/repository.ts';

const awkward = {
	plain: '1',
	' leading and trailing ': '2',
	'new\nline': '3',
	'carriage\rreturn': '4',
	'back\\slash': '5',
	'tab\tand "quotes"': '6',
	'caf\udce9': '7',
	'b\udcff\\\n': '8',
	'\ud83d\ude00/x': '9',
	'-dash': '10',
	'*star': '11',
	link: {link: 'plain'},
};

describe('manifest', () => {
	test('sha256sum -c of coreutils agrees with every line, whatever the names', async () => {
		using place = room();
		plant(place.path, awkward);
		linkSync(join(place.path, 'plain'), join(place.path, 'zz-hardlink'));
		const {world, out, bytes} = printer();
		expect(await runManifest(world, out, `dir:${place.path}`, {format: 'sha256sum'})).toBe(0);
		const check = spawnSync('sha256sum', ['--check', '--strict'], {
			cwd: place.path,
			input: bytes(),
			encoding: 'latin1',
		});
		expect(check.stderr).toBe('');
		expect(check.status).toBe(0);
		expect(check.stdout.trimEnd().split('\n')).toHaveLength(12);
		// And byte for byte what coreutils prints itself.
		const theirs = execFileSync(
			'bash',
			['-c', 'find . -type f -print0 | cut -z -c3- | LC_ALL=C sort -z | xargs -0 sha256sum --'],
			{cwd: place.path},
		);
		expect(bytes().equals(theirs)).toBe(true);
	});

	test('a changed byte is seen by sha256sum -c', async () => {
		using place = room();
		plant(place.path, awkward);
		const {world, out, bytes} = printer();
		await runManifest(world, out, `dir:${place.path}`, {format: 'sha256sum'});
		plant(place.path, {plain: 'changed'});
		expect(spawnSync('sha256sum', ['--check'], {cwd: place.path, input: bytes()}).status).toBe(1);
	});

	test('the JSON document lists entries as the design has it', async () => {
		using place = room();
		plant(place.path, {'app/dist/index.js': 'hello\n', 'app/current': {link: 'releases/7'}, 'caf\udce9': ''});
		const {world, out, text} = printer();
		expect(await runManifest(world, out, `dir:${place.path}`, {blobs: true})).toBe(0);
		const document = JSON.parse(text());
		expect(document).toEqual({
			schema: 'deploy-truth/file-manifest/v1',
			subject: `dir:${place.path}`,
			assurance: 'verified',
			modes: 'executable',
			root: expect.stringMatching(/^sha256:[0-9a-f]{64}$/),
			entries: [
				{path: 'app', type: 'directory', mode: '0755'},
				{path: 'app/current', type: 'symlink', target: 'releases/7'},
				{path: 'app/dist', type: 'directory', mode: '0755'},
				{
					path: 'app/dist/index.js',
					type: 'file',
					sha256: createHash('sha256').update('hello\n').digest('hex'),
					blob: 'ce013625030ba8dba906f756967f9e9ca394464a',
					size: 6,
					mode: '0644',
				},
				{
					path: 'caf\udce9',
					pathBase64: Buffer.from('caf\u00e9', 'latin1').toString('base64'),
					type: 'file',
					sha256: createHash('sha256').digest('hex'),
					blob: 'e69de29bb2d1d6434b8b29ae775ad8c2e48c5391',
					size: 0,
					mode: '0644',
				},
			],
			gaps: [],
		});
	});

	test('a commit prints no blob ids unless asked, and the same root as its directory', async () => {
		using repository = new GitRoom();
		using twin = room();
		repository.commit('one', awkward);
		plant(twin.path, awkward);
		const commit = printer(repository.path);
		const directory = printer();
		await runManifest(commit.world, commit.out, 'git:HEAD', {});
		await runManifest(directory.world, directory.out, `dir:${twin.path}`, {});
		const [a, b] = [JSON.parse(commit.text()), JSON.parse(directory.text())];
		expect(a.subject).toBe(`git:${repository.git('rev-parse', 'HEAD')}`);
		expect({...a, subject: ''}).toEqual({...b, subject: ''});
	});

	test('--path narrows, and a path that holds nothing is a fault', async () => {
		using place = room();
		plant(place.path, {'app/dist/x': 'x', 'app/distant': 'y'});
		const {world, out, text} = printer();
		expect(await runManifest(world, out, `dir:${place.path}`, {path: '/app/dist/'})).toBe(0);
		const document = JSON.parse(text());
		expect(document.entries.map((entry: {path: string}) => entry.path)).toEqual(['x']);
		expect(document.subject).toBe(`dir:${place.path} --path app/dist`);
		await expect(runManifest(world, out, `dir:${place.path}`, {path: 'gone'})).rejects.toBeInstanceOf(FaultError);
	});

	test('what cannot be read makes the manifest incomplete: printed, without a root, exit code 3', async () => {
		using place = room();
		plant(place.path, {x: 'x', y: 'y'});
		const {world, out, text, log} = printer();
		const stream: typeof world.files.stream = (path) => {
			if (path.endsWith('/x')) throw new FaultError('file-unreadable', 'EACCES');
			return world.files.stream(path);
		};
		const broken = {...world, files: {...world.files, stream}};
		expect(await runManifest(broken, out, `dir:${place.path}`, {})).toBe(3);
		const document = JSON.parse(text());
		expect(document.root).toBeNull();
		expect(document.gaps).toEqual([{path: 'x', fault: {code: 'file-unreadable', detail: 'EACCES'}}]);
		expect(log.lines.join()).toContain('unread: x');
	});

	test('every wrong argument is named at once, nothing is printed, exit code 2', async () => {
		const {world, out, text, log} = printer();
		const code = await runManifest(world, out, 'container:-x', {platform: 'linux', modes: 'all', path: '../x'});
		expect(code).toBe(2);
		expect(text()).toBe('');
		expect(log.lines).toHaveLength(4);
		expect(log.lines.join('\n')).toMatch(/container's name or ID[\s\S]*--platform[\s\S]*--modes[\s\S]*--path/);
	});

	test('a slow reader holds the writing back', async () => {
		using place = room();
		plant(place.path, Object.fromEntries(Array.from({length: 3000}, (_, i) => [`file-${i}`, ''])));
		const {world} = printer();
		let waiting = 0;
		let most = 0;
		let chunks = 0;
		const slow = async () => {
			most = Math.max(most, ++waiting);
			chunks++;
			await new Promise((resolve) => setImmediate(resolve));
			waiting--;
		};
		await runManifest(world, slow, `dir:${place.path}`, {});
		expect(chunks).toBeGreaterThan(3);
		expect(most).toBe(1);
	});

	test('modes under the policies: exact tells 0600 from 0644, executable does not', async () => {
		using place = room();
		plant(place.path, {x: 'x'});
		const rootUnder = async (modes: string, mode: string) => {
			execFileSync('chmod', [mode, join(place.path, 'x')]);
			const {world, out, text} = printer();
			await runManifest(world, out, `dir:${place.path}`, {modes});
			return JSON.parse(text()).root as string;
		};
		expect(await rootUnder('exact', '600')).not.toBe(await rootUnder('exact', '644'));
		expect(await rootUnder('executable', '600')).toBe(await rootUnder('executable', '644'));
		expect(await rootUnder('executable', '755')).not.toBe(await rootUnder('executable', '644'));
		expect(await rootUnder('none', '755')).toBe(await rootUnder('none', '644'));
	});

	test('a saved manifest says the same again, asserted', async () => {
		using place = room();
		plant(place.path, {'d/x': 'x', 'd/caf\udce9': 'y'});
		const first = printer();
		await runManifest(first.world, first.out, `dir:${place.path}/d`, {});
		plant(place.path, {'m.json': first.bytes()});
		const second = printer(place.path);
		expect(await runManifest(second.world, second.out, 'file:m.json', {})).toBe(0);
		const [a, b] = [JSON.parse(first.text()), JSON.parse(second.text())];
		expect(b).toEqual({...a, subject: 'file:m.json', assurance: 'asserted'});
		expect(readFileSync(join(place.path, 'm.json'), 'utf8')).toBe(first.text());
	});
});
