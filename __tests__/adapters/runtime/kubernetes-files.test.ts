import {lstatSync, mkdirSync, symlinkSync, writeFileSync} from 'node:fs';
import {join} from 'node:path';
import {afterEach, beforeEach, describe, expect, test} from '@jest/globals';
import type {Runtime} from '../../../src/adapters/runtime/runtime.ts';
import type {RuntimeConfig} from '../../../src/model/config.ts';
import type {Fault} from '../../../src/model/fault.ts';
import {asPath} from '../../../src/model/path.ts';
import type {Replica} from '../../../src/model/runtime.ts';
import {readContainer} from '../../../src/subjects/container.ts';
import type {StandIn} from '../../fakes/kubernetes/kubectl.ts';
import * as build from '../../fakes/kubernetes/objects.ts';
import {type Kubernetes, kubernetes} from '../../fakes/kubernetes/stand-in.ts';
import {faultOf} from '../registry/asking.ts';

let cluster: Kubernetes;
const begin = (more: Partial<StandIn> = {}, spec: Parameters<typeof build.container>[0] = {}): void => {
	const template = {spec};
	cluster = kubernetes(
		[build.deployment('api', 1, {template}), build.replicaSet('api', 2, 1), build.pod('api-2-aaaaa', {template})],
		more,
		{sleep: async () => {}},
	);
	mkdirSync(join(cluster.root, 'app/dist/-odd'), {recursive: true});
	writeFileSync(join(cluster.root, 'app/dist/index.js'), 'hello');
	writeFileSync(join(cluster.root, 'app/dist/-odd/--help'), 'odd');
	symlinkSync('index.js', join(cluster.root, 'app/dist/current'));
	symlinkSync('/elsewhere', join(cluster.root, 'link'));
};
beforeEach(() => begin());
afterEach(() => cluster[Symbol.dispose]());

async function opened(config: Partial<RuntimeConfig> = {}, timeout?: number): Promise<[Runtime, Replica]> {
	const runtime = await cluster.open({workload: 'deployment/api', ...config}, timeout === undefined ? {} : {timeout});
	const {replicas} = await runtime.replicas();
	return [runtime, replicas[0]!];
}
async function pathsAt(path: string, config: Partial<RuntimeConfig> = {}): Promise<readonly string[]> {
	const {manifest} = await readContainer(...(await opened(config)), asPath(path));
	expect(manifest.gaps).toEqual([]);
	return manifest.entries.map((entry) => `${entry.type} ${entry.path}`);
}
const faultAt = async (path: string, config: Partial<RuntimeConfig> = {}): Promise<Fault> =>
	faultOf(readContainer(...(await opened(config)), asPath(path)));
const lastAsked = (): string => cluster.asked().at(-1)!;

const whole = ['directory -odd', 'file -odd/--help', 'symlink current', 'file index.js'];

describe('the files of a container', () => {
	test('come as its own tar packs them, links as links', async () => {
		expect(await pathsAt('app/dist')).toEqual(whole);
		expect(lastAsked()).toBe('exec api-2-aaaaa --container=api --namespace=shop -- tar cf - -C /app -- dist');
	});

	test('may be one file, below a name that looks like an option', async () => {
		expect(await pathsAt('app/dist/-odd')).toEqual(['file --help']);
		expect(await pathsAt('app/dist/-odd/--help')).toEqual(['file --help']);
	});

	test('may be all of them, without what the kernel shows as files', async () => {
		mkdirSync(join(cluster.root, 'proc'));
		writeFileSync(join(cluster.root, 'proc/kcore'), 'endless');
		mkdirSync(join(cluster.root, 'app/proc'));
		const paths = await pathsAt('');
		expect(paths).toContain('file app/dist/index.js');
		expect(paths).toContain('directory app/proc');
		expect(paths.some((path) => / (?:proc|sys)(?:\/|$)/.test(path))).toBe(false);
	});

	test('a link that leads to a directory is a link', async () => {
		expect(await pathsAt('link')).toEqual(['symlink link']);
	});

	test.each(['app/nothing', 'nowhere/at/all', 'app/dist/index.js/below', 'app/a.b'])(
		'nothing at %s is not-found',
		async (path) => {
			expect(await faultAt(path)).toEqual({code: 'not-found', detail: `nothing is at /${path} in api-2-aaaaa/api`});
		},
	);

	test('a name that no command line carries is not asked for', async () => {
		expect((await faultAt('app/\udc80')).code).toBe('file-unreadable');
	});

	test.each<[Fault['code'], number, string]>([
		[
			'no-archiver',
			1,
			'error: Internal error occurred: error executing command in container: failed to exec in container: failed to start exec "4711": OCI runtime exec failed: exec failed: unable to start container process: exec: "tar": executable file not found in $PATH: unknown',
		],
		[
			'no-archiver',
			1,
			'error: Internal error occurred: error executing command in container: crun: executable file `tar` not found in $PATH: No such file or directory',
		],
		[
			'no-archiver',
			126,
			'OCI runtime exec failed: exec failed: container_linux.go:380: starting container process caused: exec: "tar": executable file not found in $PATH: unknown\ncommand terminated with exit code 126',
		],
		['no-archiver', 127, 'command terminated with exit code 127'],
		['not-running', 1, 'error: Internal error occurred: unable to upgrade connection: container not found ("api")'],
		['not-running', 1, 'error: cannot exec into a container in a completed pod; current phase is Succeeded'],
		['not-running', 1, 'Error from server (NotFound): pods "api-2-aaaaa" not found'],
		[
			'not-found',
			1,
			"tar: can't change directory to '/app': No such file or directory\ncommand terminated with exit code 1",
		],
		['file-changed-while-read', 1, 'tar: dist/a.js: file changed as we read it\ncommand terminated with exit code 1'],
		[
			'file-changed-while-read',
			1,
			'tar: dist/a.js: File removed before we read it\ncommand terminated with exit code 1',
		],
		[
			'file-changed-while-read',
			1,
			'tar: dist: file changed as we read it\ntar: dist/a: Cannot stat: No such file or directory\ncommand terminated with exit code 1',
		],
		[
			'file-unreadable',
			2,
			'tar: dist/key: Cannot open: Permission denied\ntar: Exiting with failure status due to previous errors\ncommand terminated with exit code 2',
		],
		['command-failed', 2, 'tar: something else\ncommand terminated with exit code 2'],
		[
			'unreachable',
			1,
			'The connection to the server 127.0.0.1:6443 was refused - did you specify the right host or port?',
		],
		[
			'forbidden',
			1,
			'Error from server (Forbidden): pods "api-2-aaaaa" is forbidden: User "ci" cannot create resource "pods/exec" in API group "" in the namespace "shop"',
		],
	])('are not there, or not all of them, is a fault: %s (exit code %i) %s', async (code, exit, stderr) => {
		cluster[Symbol.dispose]();
		begin({says: [{match: ' exec |^exec ', stderr: `${stderr}\n`, code: exit}]});
		expect((await faultAt('app/dist')).code).toBe(code);
	});

	test('may not be read: the rule that is missing is named, whichever way it was tried', async () => {
		cluster[Symbol.dispose]();
		const stderr =
			'Error from server (Forbidden): pods "api-2-aaaaa" is forbidden: User "ci" cannot get resource "pods/exec" in API group "" in the namespace "shop"\n';
		begin({says: [{match: '^exec ', stderr, code: 1}]});
		expect(await faultAt('app/dist')).toEqual({
			code: 'forbidden',
			detail:
				'ci may not create pods/exec in the namespace shop: add to its Role the rule apiGroups: [""], resources: ["pods/exec"], verbs: ["create"]',
		});
	});

	test('that end early are not taken for all of them', async () => {
		cluster[Symbol.dispose]();
		begin({says: [{match: '^exec ', stdout: '\0'.repeat(512), code: 0}]});
		expect((await faultAt('app/dist')).code).toBe('truncated-tar');
	});

	test('are of the container that is meant, by an ID that is one', async () => {
		const [runtime, replica] = await opened();
		for (const id of ['shop/api-2-aaaaa', 'shop/--all/api', 'shop/api-2-aaaaa/api/more', ''])
			expect((await faultOf(readContainer(runtime, {...replica, id}, asPath('app')))).code).toBe('invalid-answer');
	});
});

describe('a container without tar', () => {
	const permitted = {ephemeral: 'busybox:1.37'};
	const bare = {bare: ['api'], cmdline: 'node\0server.js\0'};

	test('is not looked into, and nothing is added to its pod, unless that is permitted', async () => {
		cluster[Symbol.dispose]();
		begin(bare);
		expect((await faultAt('app/dist')).code).toBe('no-archiver');
		expect(cluster.asked().some((line) => line.includes(' debug '))).toBe(false);
	});

	test('is looked into from a container beside it, which is added once', async () => {
		cluster[Symbol.dispose]();
		begin(bare);
		const [runtime, replica] = await opened(permitted);
		for (const _ of [1, 2]) {
			const {manifest} = await readContainer(runtime, replica, asPath('app/dist'));
			expect(manifest.entries).toHaveLength(whole.length);
		}
		const added = cluster.asked().filter((line) => line.includes(' debug '));
		expect(added).toEqual([
			expect.stringMatching(
				/^--request-timeout=20s debug api-2-aaaaa --namespace=shop --image=busybox:1\.37 --target=api --container=deploy-truth-[0-9a-f]{8} --profile=general --attach=false --quiet -- sleep \d{3,4}$/,
			),
		]);
		expect(lastAsked()).toMatch(/ -- tar cf - -C \/proc\/1\/root\/app -- dist$/);
	});

	test.each<[string, Partial<StandIn>, Parameters<typeof build.container>[0]]>([
		['would see its own files where the runtime keeps processes apart', {cmdline: null}, {}],
		['would see nothing of it', {cmdline: ''}, {}],
		['would see another first process where a pod shares them all', {}, {shareProcessNamespace: true}],
		['would see the first process of the node', {}, {hostPID: true}],
	])('is given up where the one beside it %s', async (_, more, spec) => {
		cluster[Symbol.dispose]();
		begin({...bare, ...more}, spec);
		expect((await faultAt('app/dist', permitted)).code).toBe('no-archiver');
		expect(cluster.asked().some((line) => line.includes('/proc/1/root/app'))).toBe(false);
	});

	test('is no container without files where its pod is gone before one can be added beside it', async () => {
		cluster[Symbol.dispose]();
		const stderr = 'Error from server (NotFound): pods "api-2-aaaaa" not found\n';
		begin({...bare, says: [{match: ' debug ', stderr, code: 1}]});
		expect((await faultAt('app/dist', permitted)).code).toBe('not-running');
	});

	test('is given up where the one beside it does not start', async () => {
		cluster[Symbol.dispose]();
		begin(bare);
		expect(await faultAt('app/dist', {ephemeral: 'registry.example/missing:1'})).toEqual({
			code: 'no-archiver',
			detail: 'the container of registry.example/missing:1 beside api-2-aaaaa did not start: ImagePullBackOff',
		});
	});

	test('is given up where a link on the way would lead into the files of the one beside it', async () => {
		cluster[Symbol.dispose]();
		begin(bare);
		expect(lstatSync(join(cluster.root, 'link')).isSymbolicLink()).toBe(true);
		expect(await faultAt('link/dist', permitted)).toEqual({
			code: 'no-archiver',
			detail: '/link/dist leads through a link, which a container beside its own cannot follow',
		});
	});

	test('may not be given one beside it: the rule that is missing is named', async () => {
		cluster[Symbol.dispose]();
		const stderr =
			'Error from server (Forbidden): pods "api-2-aaaaa" is forbidden: User "ci" cannot patch resource "pods/ephemeralcontainers" in API group "" in the namespace "shop"\n';
		begin({...bare, says: [{match: ' debug ', stderr, code: 1}]});
		expect(await faultAt('app/dist', permitted)).toMatchObject({
			code: 'forbidden',
			detail: expect.stringContaining('resources: ["pods/ephemeralcontainers"], verbs: ["patch"]'),
		});
	});
});

describe('what a container wrote', () => {
	test('comes as it is, since a time', async () => {
		cluster[Symbol.dispose]();
		begin({logs: 'GET /nonce 200\n'});
		const [runtime, replica] = await opened();
		let text = '';
		for await (const chunk of runtime.logs!(replica, Date.parse('2026-01-02T03:04:05.678Z')))
			text += Buffer.from(chunk).toString();
		expect(text).toBe('GET /nonce 200\n');
		expect(lastAsked()).toBe('logs api-2-aaaaa --container=api --namespace=shop --since-time=2026-01-02T03:04:05.678Z');
	});

	test('may not be read: the rule that is missing is named', async () => {
		cluster[Symbol.dispose]();
		begin({says: [{match: '^logs ', stderr: 'Error from server (Forbidden): unknown\n', code: 1}]});
		const [runtime, replica] = await opened();
		const reading = async (): Promise<void> => {
			for await (const _ of runtime.logs!(replica, 0));
		};
		expect(await faultOf(reading())).toMatchObject({
			code: 'forbidden',
			detail: expect.stringContaining('resources: ["pods/log"], verbs: ["get"]'),
		});
	});
});
