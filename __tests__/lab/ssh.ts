import {spawn} from 'node:child_process';
import {chmodSync, copyFileSync, mkdirSync, readFileSync, writeFileSync} from 'node:fs';
import {connect} from 'node:net';
import {join} from 'node:path';
import {setTimeout as wait} from 'node:timers/promises';
import {tool} from './commands.ts';

export type SshHost = {
	/** `ssh://root@127.0.0.1:port`, as DOCKER_HOST has it */
	readonly address: string;
	/** what a client needs: an `ssh` that knows this host's key and its own */
	readonly env: Readonly<Record<string, string>>;
	[Symbol.asyncDispose](): Promise<void>;
};

/** A real sshd on loopback, which only the key it comes with may enter; whoever does has the given variables. */
export async function sshHost(
	directory: string,
	port: number,
	variables: Readonly<Record<string, string>>,
): Promise<SshHost> {
	const place = join(directory, 'ssh');
	mkdirSync(join(place, 'bin'), {recursive: true, mode: 0o700});
	mkdirSync('/run/sshd', {recursive: true});
	const at = (name: string): string => join(place, name);
	for (const name of ['host', 'user']) tool('ssh-keygen', ['-q', '-t', 'ed25519', '-N', '', '-f', at(name)]);
	copyFileSync(at('user.pub'), at('authorized'));
	chmodSync(at('authorized'), 0o600);
	writeFileSync(at('known'), `[127.0.0.1]:${port} ${readFileSync(at('host.pub'), 'utf8')}`);
	const settings = Object.entries(variables).map(([name, value]) => `${name}=${value}`);
	writeFileSync(
		at('sshd'),
		[
			...['ListenAddress 127.0.0.1', `Port ${port}`, `HostKey ${at('host')}`, `PidFile ${at('pid')}`],
			...[`AuthorizedKeysFile ${at('authorized')}`, 'PasswordAuthentication no', 'PermitRootLogin prohibit-password'],
			...['StrictModes no', 'UsePAM no', `SetEnv ${settings.join(' ')}`, ''],
		].join('\n'),
	);
	writeFileSync(at('client'), `IdentityFile ${at('user')}\nUserKnownHostsFile ${at('known')}\nBatchMode yes\n`);
	writeFileSync(at('bin/ssh'), `#!/bin/sh\nexec /usr/bin/ssh -F ${at('client')} "$@"\n`);
	chmodSync(at('bin/ssh'), 0o755);
	const child = spawn('/usr/sbin/sshd', ['-D', '-e', '-f', at('sshd')], {stdio: 'ignore'});
	const gone = new Promise<void>((resolve) => child.on('exit', () => resolve()));
	for (let tries = 0; !(await listens(port)); tries++) {
		if (tries > 100 || child.exitCode !== null) throw new Error('sshd did not start');
		await wait(50);
	}
	return {
		address: `ssh://root@127.0.0.1:${port}`,
		env: {PATH: `${at('bin')}:${process.env['PATH']}`},
		async [Symbol.asyncDispose]() {
			child.kill();
			await gone;
		},
	};
}

const listens = (port: number): Promise<boolean> =>
	new Promise((resolve) => {
		const socket = connect(port, '127.0.0.1');
		socket.on('connect', () => resolve(true)).on('error', () => resolve(false));
		socket.on('connect', () => socket.destroy());
	});
