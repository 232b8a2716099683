import {mkdtempSync, rmSync, writeFileSync} from 'node:fs';
import {tmpdir} from 'node:os';
import {join} from 'node:path';
import {gzipSync} from 'node:zlib';
import {afterAll, beforeAll, describe, expect, test} from '@jest/globals';
import {layoutOf, packed, savedByOldDocker} from '../builders/archive.ts';
import {imageOf} from '../builders/image.ts';
import {file} from '../builders/tar.ts';
import {type Ended, run} from './command.ts';

const image = await imageOf([[{path: 'app/index.js', content: 'hello\n'}], [{path: 'app/old', content: 'old\n'}]], {
	compression: 'none',
});
const other = await imageOf([[{path: 'app/index.js', content: 'other\n'}]], {compression: 'none'});
const saved = packed(savedByOldDocker({image, tags: ['app:v1']}, {image: other, tags: ['app:v2']}));
const layout = packed(layoutOf([image, 'v1']));
const id = image.config.descriptor.digest;

let cwd: string;
beforeAll(() => {
	cwd = mkdtempSync(join(tmpdir(), 'cli-archives-'));
	writeFileSync(join(cwd, 'saved.tar'), saved);
	writeFileSync(join(cwd, 'layout.tar.gz'), gzipSync(layout));
});
afterAll(() => rmSync(cwd, {recursive: true}));
const asked = (args: readonly string[], input?: Uint8Array): Promise<Ended> =>
	run(args, {cwd, ...(input === undefined ? {} : {input})});

test('what an archive says of itself never begins a line, and brings no control character to a terminal', async () => {
	const Config = 'x\n::warning::stop\u001b[2J';
	const archive = packed([file('manifest.json', JSON.stringify([{Config, RepoTags: null, Layers: []}]))]);
	const {code, stderr} = await asked(['manifest', 'docker-archive:-'], archive);
	expect(code).toBe(3);
	expect(stderr).toMatch(/^deploy-truth: part-missing: [^\n]*\n$/);
	expect(stderr).toContain('x\\u000a::warning::stop\\u001b[2J');
});

test.each([
	['text', 'hello\n', 'text'],
	['a page of an error', '  <html><body>502</body></html>', 'a page of HTML or XML'],
	['a manifest', '{"schemaVersion": 2}', 'a JSON document'],
	['a long text', `${'no tar at all\n'.repeat(1_000)}`, 'text'],
	['a zip archive', 'PK\u0003\u0004'.padEnd(2_000, '\u0000'), 'a zip archive'],
	['bytes', '\u0001\u0002\u0003\u0004'.padEnd(2_000, 'x'), 'something that begins with the bytes 01020304'],
])('%s in place of an archive is told as what it is, with what is read', async (_, input, found) => {
	const {code, stdout, stderr} = await asked(['manifest', 'docker-archive:-'], Buffer.from(input));
	expect({code, stdout}).toEqual({code: 3, stdout: ''});
	expect(stderr).toContain(`invalid-tar: standard input is no archive of an image: it is ${found}, and a tar is read`);
});

test('an archive that ends early is one all the same', async () => {
	const {code, stderr} = await asked(['manifest', 'docker-archive:-'], saved.subarray(0, 600));
	expect(code).toBe(3);
	expect(stderr).toContain('truncated-tar: standard input: the archive ends within an entry');
});

describe('an image that is piped in', () => {
	test('has the file manifest of its file', async () => {
		const manifest = ['manifest', '--format', 'sha256sum'];
		const piped = await asked([...manifest, 'docker-archive:-:app:v1'], gzipSync(saved));
		expect(piped).toMatchObject({code: 0, stderr: ''});
		expect(piped.stdout).toMatch(/^[0-9a-f]{64} {2}app\/index\.js\n[0-9a-f]{64} {2}app\/old\n$/);
		for (const [subject, input] of [
			['docker-archive:saved.tar:v1', undefined],
			['oci-archive:layout.tar.gz', undefined],
			['oci-archive:-:v1', layout],
		] as const)
			expect(await asked([...manifest, subject], input)).toEqual(piped);
	});
	test('is compared with another of a file', async () => {
		const same = await asked(['diff', 'docker-archive:-:v1', 'oci-archive:layout.tar.gz'], saved);
		expect(same.code).toBe(0);
		const changed = await asked(
			['diff', 'docker-archive:saved.tar:v2', 'docker-archive:-:v1', '--format', 'json'],
			saved,
		);
		expect(changed.code).toBe(1);
		expect(JSON.parse(changed.stdout)).toMatchObject({equal: false});
		const part = await asked(['diff', 'docker-archive:saved.tar:v1', 'docker-archive:-:v1', '--path', 'app'], saved);
		expect(part).toMatchObject({code: 0});
	});
	test('has the digests it is known by', async () => {
		const {code, stdout} = await asked(['digests', 'docker-archive:-:v1', '--is', id, '--format', 'json'], saved);
		expect([code, JSON.parse(stdout)]).toMatchObject([0, {config: id, manifest: null, index: null}]);
		const {digest} = image.root.descriptor;
		expect((await asked(['digests', 'oci-archive:-', '--is', digest], layout)).code).toBe(0);
		expect((await asked(['digests', 'docker-archive:-:v1', '--is', digest], saved)).code).toBe(3);
	});
	test.each([
		['nothing', Buffer.alloc(0), /there is nothing in it/],
		['a part of it', saved.subarray(0, 1_700), /truncated-tar/],
		['several images and no name', saved, /it holds app:v1, app:v2/],
	])('is not read where it is %s', async (_, input, why) => {
		const {code, stdout, stderr} = await asked(['manifest', 'docker-archive:-'], input);
		expect([code, stdout]).toEqual([3, '']);
		expect(stderr).toMatch(why);
	});
	test('is not read twice', async () => {
		const {code, stderr} = await asked(['diff', 'docker-archive:-', 'oci-archive:-'], saved);
		expect([code, stderr]).toEqual([2, 'deploy-truth: only one subject can come from standard input\n']);
	});
});

describe('an image of an engine', () => {
	test.each(['docker:', 'docker:--all', 'docker:a b'])('%j is refused before docker is asked', async (subject) => {
		expect((await asked(['manifest', subject])).code).toBe(2);
	});
	test('of which there is no program says so', async () => {
		const {code, stderr} = await run(['manifest', 'docker:app'], {cwd, env: {PATH: cwd}});
		expect(code).toBe(3);
		expect(stderr).toContain('podman image save IMAGE | deploy-truth manifest docker-archive:-');
	});
	test('is named among the subjects', async () => {
		const {stdout} = await asked(['--help']);
		for (const kind of ['docker:REFERENCE', 'oci-archive:FILE[:TAG]', 'docker-archive:FILE[:TAG]'])
			expect(stdout).toContain(kind);
	});
});
