import {join} from 'node:path';
import {afterEach, beforeEach, describe, expect, test} from '@jest/globals';
import {openCommand, type ProxyCommand} from '../../../src/adapters/proxy/command.ts';
import type {ProxyAccess} from '../../../src/adapters/proxy/proxy.ts';
import type {Fault} from '../../../src/model/fault.ts';
import {FaultError} from '../../../src/model/fault.ts';
import {type Planted, plant, type Room, room} from '../../builders/repository.ts';
import {testWorld} from '../../builders/world.ts';
import {faultOf} from '../registry/asking.ts';

const access: ProxyAccess = {
	kind: 'nginx',
	container: null,
	host: null,
	context: null,
	config: null,
	admin: null,
	namespace: null,
	timeout: 10_000,
};

/** A docker that runs here what it is asked to run in `web`, and says to `asked` what it was asked. */
const inside = `if [ "$1" = --host ]; then shift 2; fi
[ "$1 $2 $3" = "exec -- web" ] || { echo "Error response from daemon: No such container: $3" >&2; exit 1; }
shift 3; exec "$@"`;

describe('a command of a proxy', () => {
	let place: Room;
	beforeEach(() => {
		place = room();
	});
	afterEach(() => place[Symbol.dispose]());

	function open(programs: Readonly<Record<string, string>>, more: Partial<ProxyAccess> = {}): ProxyCommand {
		const planted: Record<string, Planted> = {};
		for (const [name, script] of Object.entries(programs))
			planted[join('bin', name)] = {executable: `#!/bin/sh\n${script}\n`};
		plant(place.path, planted);
		const path = `${place.path}/bin:${process.env['PATH']}`;
		return openCommand(testWorld({env: {PATH: path}}), {...access, ...more});
	}
	const printed = async (command: ProxyCommand, ...args: readonly string[]): Promise<string> =>
		new TextDecoder().decode(await command.print(args[0]!, args.slice(1), 'read the configuration'));
	const docker = (script: string): ProxyCommand => open({docker: script}, {container: 'web'});
	const refused = (script: string): Promise<Fault> => faultOf(docker(script).run('nginx', ['-T']));

	test('runs on this machine, and says so', async () => {
		const command = open({nginx: 'echo "told $1"'});
		expect(await printed(command, 'nginx', '-T')).toBe('told -T\n');
		expect(command).toMatchObject({place: 'this machine', here: true});
	});

	test('runs inside a container, with the engine that was named and without its password', async () => {
		const command = open({docker: inside}, {container: 'web', host: 'tcp://me:s3cret@engine.test:2375/x'});
		expect(await printed(command, 'echo', 'a b', '$HOME')).toBe('a b $HOME\n');
		expect(command).toMatchObject({place: 'container web of tcp://engine.test:2375', here: false});
	});

	test('that fails is a value for who runs it, and a fault with its complaint for who needs what it prints', async () => {
		const command = open({nginx: 'echo "nginx: [emerg] unknown directive" >&2; exit 1'});
		expect(await command.run('nginx', [])).toMatchObject({exitCode: 1});
		expect(await faultOf(command.print('nginx', [], 'read it'))).toEqual({
			code: 'command-failed',
			detail: 'nginx: nginx: [emerg] unknown directive',
		});
	});

	test('that lacks a right says which', async () => {
		const command = open({nginx: 'echo "open() \\"/etc/nginx/key\\" failed (13: Permission denied)" >&2; exit 1'});
		const fault = await faultOf(command.print('nginx', [], 'read the configuration of nginx'));
		expect(fault.code).toBe('forbidden');
		expect(fault.detail).toContain('may not read the configuration of nginx: run as root there');
	});

	test('that is not there is told, here, in the container, and where docker itself is not', async () => {
		expect((await faultOf(open({}).run('no-such-proxy', []))).code).toBe('command-missing');
		const gone = 'OCI runtime exec failed: exec failed: exec: "nginx": executable file not found in $PATH: unknown';
		const missing = {code: 'command-missing', detail: expect.stringContaining('the container web has no nginx')};
		expect(await refused(`echo '${gone}' >&2; exit 127`)).toEqual(missing);
		expect(await refused(`echo '${gone}'; exit 126`)).toEqual(missing);
		const nowhere = openCommand(testWorld({env: {PATH: place.path}}), {...access, container: 'web'});
		expect(await faultOf(nowhere.run('nginx', []))).toEqual({
			code: 'command-missing',
			detail: 'the command docker is not installed here',
		});
	});

	test.each([
		['Error response from daemon: No such container: web', 'not-found'],
		['Error response from daemon: Container 4f is not running', 'unreachable'],
		['Error response from daemon: container 4f is not running', 'unreachable'],
		['Error response from daemon: Container web is paused, unpause the container before exec', 'unreachable'],
		[
			'Cannot connect to the Docker daemon at unix:///var/run/docker.sock. Is the docker daemon running?',
			'unreachable',
		],
		[
			'permission denied while trying to connect to the Docker daemon socket at unix:///var/run/docker.sock',
			'forbidden',
		],
		['Error response from daemon: authorization denied by plugin opa', 'forbidden'],
		['error during connect: Get "https://e:2376": x509: certificate signed by unknown authority', 'tls-untrusted'],
		['error during connect: Permission denied (publickey).', 'unauthorized'],
		['Error response from daemon: something new', 'command-failed'],
	])('that the engine does not start is %s', async (said, code) => {
		expect((await refused(`echo '${said}' >&2; exit 1`)).code).toBe(code);
	});

	test('that fails inside, with words of its own, is no fault of the engine', async () => {
		expect(await docker('echo "cat: /x: Permission denied" >&2; exit 1').run('cat', ['/x'])).toMatchObject({
			exitCode: 1,
		});
	});

	test('that takes too long or says too much is stopped', async () => {
		expect((await faultOf(open({nginx: 'sleep 60'}, {timeout: 200}).run('nginx', []))).code).toBe('timed-out');
		expect((await faultOf(open({nginx: 'yes'}).run('nginx', [], 1_000))).code).toBe('too-large');
	});

	test('reads files here and inside alike', async () => {
		plant(place.path, {'proxy.conf': 'listen 80;'});
		for (const command of [open({}), docker(inside)]) {
			expect(new TextDecoder().decode(await command.read(`${place.path}/proxy.conf`))).toBe('listen 80;');
			expect((await faultOf(command.read(`${place.path}/other.conf`))).code).toBe('not-found');
			expect((await faultOf(command.read(`${place.path}/proxy.conf`, 3))).code).toBe('too-large');
		}
		const none = docker('echo "cat: /x: Permission denied" >&2; exit 1');
		expect(await faultOf(none.read('/x'))).toEqual({
			code: 'forbidden',
			detail: 'this user may not read /x: run as root there (cat: /x: Permission denied)',
		});
	});

	test('resolves names here as this machine does, and inside as the container does', async () => {
		const here = openCommand(testWorld({resolve: async () => ['10.0.0.9', '10.0.0.2', '10.0.0.9']}), access);
		expect(await here.resolve('api')).toEqual(['10.0.0.2', '10.0.0.9']);
		const getent = '[ "$5 $6" = "ahosts api" ] || exit 2\necho "10.0.0.4 STREAM api\n10.0.0.4 DGRAM\n10.0.0.3 STREAM"';
		expect(await docker(getent).resolve('api')).toEqual(['10.0.0.3', '10.0.0.4']);
		expect(await docker(getent).resolve('gone')).toEqual([]);
		expect(
			await docker('echo "OCI runtime exec failed: exec: \\"getent\\": not found" >&2; exit 127').resolve('api'),
		).toBeNull();
	});

	test('is never given a name that would be an option', async () => {
		expect(await docker('echo "10.0.0.4 STREAM"').resolve('--service=dns')).toBeNull();
	});

	test('that resolves nothing here leads nowhere, which is no fault', async () => {
		const resolve = async () => {
			throw new FaultError('name-not-resolved', 'api: ENOTFOUND');
		};
		expect(await openCommand(testWorld({resolve}), access).resolve('api')).toEqual([]);
	});
});
