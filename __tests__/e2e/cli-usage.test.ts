import {writeFileSync} from 'node:fs';
import {join} from 'node:path';
import {afterAll, beforeAll, describe, expect, test} from '@jest/globals';
import {filesBelow, run, shipped} from './command.ts';
import {Shop} from './shop.ts';

let shop: Shop;
beforeAll(async () => {
	shop = await Shop.open();
});
afterAll(() => shop[Symbol.asyncDispose]());

/** What a run must not do when it was asked wrongly: speak to anybody, leave anything behind. */
async function leavesNothing(act: () => Promise<void>): Promise<void> {
	const [files, asked] = [filesBelow(shop.path), [shop.registry.requests.length, shop.endpoint.seen.length]];
	await act();
	expect(filesBelow(shop.path)).toEqual(files);
	expect([shop.registry.requests.length, shop.endpoint.seen.length]).toEqual(asked);
}

test('a commit that nobody made is a slip of the hand, and nobody is contacted', async () => {
	shop.configures(`version: 1\nservices:\n  shop: {image: '${shop.image}'}\n`);
	await leavesNothing(async () => {
		const {code, stdout, stderr} = await shop.run(['verify', '--commit', 'relaese-1']);
		expect({code, stdout}).toEqual({code: 2, stdout: ''});
		expect(stderr).toContain('--commit: ');
		expect(stderr).toContain('relaese-1');
	});
});

describe('a wrong configuration', () => {
	test('every mistake is told at once with its place, what is accepted and what to do, and nobody is contacted', async () => {
		shop.configures(`version: 1
fail-on: sometimes
services:
  shop:
    image: ${shop.registry.host}/Acme/shop:prod
    platform: linux-amd64
    imagee: ${shop.image}
    runtime: dokcer
    proxy: ngnix
    files:
      - from: ../dist
        ignore: ['a[']
    probes:
      - name: one
        url: ${shop.endpoint.url.replace('http:', 'ftp:')}/
      - name: one
        url: /relative
        expect: 700
        headers: {Authorization: Bearer written-out-by-mistake}
    wait: 5
  right:
    image: ${shop.image}
    probes:
      - url: ${shop.endpoint.url}/api/workflow
`);
		await leavesNothing(async () => {
			const {code, stdout, stderr} = await shop.run(['verify', '--evidence', 'out/e.json', '--out', 'out/report.txt']);
			expect(code).toBe(2);
			expect(stdout).toBe('');
			expect(stderr).toMatch(/^14 problems in the configuration\. Nothing was contacted\.\n/);
			expect(stderr).not.toContain('written-out-by-mistake');
			const blocks = stderr.trim().split('\n\n').slice(1);
			const told = blocks.map((block) => {
				const [head, ...lines] = block.split('\n');
				expect(lines.map((line) => line.slice(0, 12).trim())).toEqual(['found', 'accepted', 'to do']);
				return [head!.split('  ')[0]!.replace('.github/deploy-truth.yml:', ''), head!.split('  ')[1]];
			});
			expect(told).toEqual([
				['2:10', 'fail-on'],
				['5:12', 'services.shop.image'],
				['6:15', 'services.shop.platform'],
				['7:5', 'services.shop.imagee'],
				['8:14', 'services.shop.runtime'],
				['9:12', 'services.shop.proxy'],
				['11:15', 'services.shop.files[0].from'],
				['12:18', 'services.shop.files[0].ignore[0]'],
				['15:14', 'services.shop.probes[0].url'],
				['16:15', 'services.shop.probes[1].name'],
				['17:14', 'services.shop.probes[1].url'],
				['18:17', 'services.shop.probes[1].expect'],
				['19:19', 'services.shop.probes[1].headers.Authorization'],
				['20:11', 'services.shop.wait'],
			]);
			expect(blocks[0]).toContain('accepted  drift, inconclusive, both in a list, or none');
			expect(blocks[3]).toContain('did you mean `image`?');
			expect(blocks[4]).toContain('docker, compose, podman, swarm, kubernetes');
			expect(blocks[5]).toContain('nginx, caddy, haproxy');
			expect(blocks[9]).toContain('the first is at .github/deploy-truth.yml:14:9');
		});
	});

	test('a service that the file does not have is answered with the names it has', async () => {
		shop.configures(`version: 1
services:
  api: {probes: [{url: '${shop.endpoint.url}/api/workflow', expect: 401}]}
  web: {live: {base: '${shop.endpoint.url}/'}}
`);
		await leavesNothing(async () => {
			const {code, stderr} = await shop.run(['verify', '--service', 'weeb', '--service', 'api', '--service', 'other']);
			expect(code).toBe(2);
			expect(stderr).toContain(
				"found     no service named 'weeb'\n  accepted  'api', 'web'\n  to do     did you mean 'web'?",
			);
			expect(stderr).toContain("found     no service named 'other'\n  accepted  'api', 'web'");
		});
	});

	test('a file that is not there, is no text or is no YAML is told by its name', async () => {
		writeFileSync(join(shop.path, 'out.bin'), Buffer.from([0x76, 0xff, 0xfe, 0x00]));
		writeFileSync(join(shop.path, 'broken.yml'), 'version: 1\nservices: {api: [}\n');
		await leavesNothing(async () => {
			const runs = ['gone.yml', 'dist', 'out.bin', 'broken.yml'].map((file) => shop.run(['verify', '--config', file]));
			const ends = await Promise.all(runs);
			expect(ends.map(({code}) => code)).toEqual([2, 2, 2, 2]);
			const [gone, directory, bytes, broken] = ends.map(({stderr}) => stderr);
			expect(gone).toContain('gone.yml\n  found     no such file');
			expect(directory).toContain('dist\n  found     a file that cannot be read');
			expect(bytes).toContain('out.bin\n  found     bytes that are not UTF-8');
			expect(broken).toMatch(/broken\.yml:2:\d+/);
		});
	});
});

describe('a wrong argument', () => {
	const subjects =
		'dir:PATH, git:REVISION[:PATH], registry:REFERENCE, docker:REFERENCE, oci-dir:PATH[:TAG], oci-archive:FILE[:TAG], docker-archive:FILE[:TAG], container:ID[:PATH], pod:NAMESPACE/NAME[/CONTAINER][:PATH], file:MANIFEST.json';
	const wrong: readonly [what: string, args: readonly string[], ...said: string[]][] = [
		['an unknown option', ['verify', '--evidnce', 'e.json'], "unknown option '--evidnce'", 'Did you mean --evidence?'],
		['an unknown command', ['verfy'], "unknown command 'verfy'", 'Did you mean verify?'],
		[
			'help for an unknown command',
			['verfy', '--help'],
			"unknown command 'verfy'",
			'Did you mean verify?',
			'diff, digests',
		],
		['help before an unknown command', ['-h', 'nonsense'], "unknown command 'nonsense'", 'commands: verify, manifest'],
		['help as a command', ['help'], "unknown command 'help'", 'commands: verify, manifest', 'deploy-truth --help'],
		[
			'an option that the configuration has',
			['verify', '--platform', 'linux/arm64'],
			"unknown option '--platform'",
			'from the configuration: write platform: linux/amd64 for the service',
		],
		['another, with its value', ['verify', '--modes=none'], 'write modes: POLICY, below files:'],
		['no command at all', [], 'Usage: deploy-truth', 'verify [options]'],
		['a command of a later release', ['locate', 'dir:dist'], "unknown command 'locate'"],
		['an unknown format', ['verify', '--format', 'xml'], 'terminal, json, markdown, html'],
		['an argument too many', ['verify', 'api'], 'too many arguments'],
		['a missing argument', ['diff', 'dir:dist'], "missing required argument 'deployed'"],
		['no subject', ['manifest', 'dist'], "'dist' is no subject", subjects],
		['an unknown kind of subject', ['manifest', 'tar:x'], "'tar:x' is no subject", subjects],
		['an image reference that is none', ['manifest', 'registry:Acme/Shop'], "'Shop' is no repository name: lower-case"],
		[
			'two wrong subjects',
			['diff', 'pod:a', 'dir:', '--path', '../x'],
			'pod: needs a namespace and a name',
			'dir: needs the path of a directory',
			'--path ../x: leaves the subject',
		],
		[
			'a container with an option for a name',
			['manifest', 'container:--all'],
			"container: needs a container's name or ID",
		],
		[
			'a collection without a runtime',
			['collect', '--config', 'gone.yml', '--path', '../etc'],
			'--path ../etc leaves the container',
		],
		[
			'a collection from what is no runtime',
			['collect', '--runtime', 'dokcer', '--path', '/app'],
			'did you mean docker?',
		],
		[
			'a collection from nowhere in the containers',
			['collect', '--runtime', 'docker', '--image', 'a/b'],
			'--path /app/dist',
		],
		['a platform that is none', ['manifest', 'registry:shop', '--platform', 'linux'], 'linux/arm64/v8'],
		['an unknown policy', ['manifest', 'dir:dist', '--modes', 'some'], 'exact, executable, none'],
		['a record without a file to write', ['record', 'dist'], "'--out <file>' not specified"],
		['a record inside what it records', ['record', 'dist', '--out', 'dist/r.json'], 'lies inside dist'],
		['a report to an empty name', ['verify', '--out', ''], '--out is empty'],
		['evidence to a directory', ['verify', '--evidence', 'dist'], '--evidence dist is a directory'],
		['evidence that is not there', ['judge', 'gone.json'], 'gone.json: no such file'],
		[
			'several evidence files that are not there',
			['report', 'gone.json', 'dist', 'gone.too.json'],
			'gone.json: no such file',
			'dist: file-unreadable',
			'gone.too.json: no such file',
		],
	];

	test.each(wrong)(
		'%s: what is accepted is told with exit code 2, nothing is contacted, nothing is written',
		async (_, args, ...said) => {
			await leavesNothing(async () => {
				const {code, stdout, stderr} = await shop.run(args);
				expect({code, stdout}).toEqual({code: 2, stdout: ''});
				for (const text of said) expect(stderr).toContain(text);
			});
		},
	);
});

test('the shipped command tells its version, and help is no mistake', async () => {
	const [version, help, sources] = await Promise.all([
		run(['--version'], {cwd: shop.path, program: shipped}),
		shop.run(['--help']),
		shop.run(['verify', '--help']),
	]);
	expect(version).toMatchObject({code: 0, stdout: expect.stringMatching(/^\d+\.\d+\.\d+\n$/), stderr: ''});
	expect(help).toMatchObject({code: 0, stdout: expect.stringContaining('130, 143 stopped by a signal'), stderr: ''});
	expect(sources).toMatchObject({code: 0, stdout: expect.stringContaining('--evidence <file>'), stderr: ''});
});

test('a memory that cannot be kept is a warning; the verdict is told all the same', async () => {
	shop.configures(`version: 1
services:
  api: {probes: [{url: '${shop.endpoint.url}/api/workflow', expect: 401}]}
`);
	const {code, stdout, stderr} = await shop.run(['verify', '--history', '.gitignore']);
	expect(code).toBe(1);
	expect(stdout).toContain('Not live: the route is not mounted');
	expect(stderr).toContain('warning: the next run will not remember this one');
});
