import {join} from 'node:path';
import {afterAll, afterEach, beforeAll, describe, expect, test} from '@jest/globals';
import {writeFileSync} from 'node:fs';
import {start} from '../e2e/command.ts';
import {freePort} from './commands.ts';
import {Host, lastMonth, layerOf, today, troubles} from './host.ts';
import {type SshHost, sshHost} from './ssh.ts';

let host: Host;
let ssh: SshHost;
beforeAll(async () => {
	host = await Host.open();
	ssh = await sshHost(host.directory, await freePort(), {DOCKER_HOST: host.engine.host});
});
afterEach(() => host?.clear());
afterAll(async () => {
	await ssh?.[Symbol.asyncDispose]();
	await host?.[Symbol.asyncDispose]();
});

/** Runs the command with nothing of this host's engine but the way over ssh. */
const far = (): Readonly<Record<string, string>> => ({
	...ssh.env,
	DOCKER_HOST: '',
	DOCKER_CONFIG: host.engine.env['DOCKER_CONFIG']!,
});

/** A stale container, and a right one. */
const deployments: Readonly<Record<string, (image: string) => void>> = {
	'a container that was not made anew': (image) => {
		host.deploys(image, lastMonth);
		host.runs(image);
		host.deploys(image, today);
	},
	'a right container': (image) => {
		host.deploys(image, today);
		host.runs(image);
	},
	'a container with a file that was changed': (image) => {
		host.deploys(image, today);
		const id = host.runs(image);
		host.engine.docker('exec', id, '/bin/sh', '-c', 'echo hot > /app/dist/server.js');
	},
};

describe.each(Object.entries(deployments))('%s', (_, deploy) => {
	test('is told over ssh as it is told on the host', async () => {
		const image = `${host.name()}:prod`;
		deploy(image);
		const here = await host.verify(host.service(image));
		const there = await host.verify(host.service(image, `{kind: docker, host: '${ssh.address}'}`), [], far());
		expect(troubles(there)).toEqual(troubles(here));
		expect(there.status).toBe(here.status);
		expect(layerOf(there, 'container').assurance).toBe(layerOf(here, 'container').assurance);
	});

	test('is told from what was collected as it is told on the host, with age and origin', async () => {
		const image = `${host.name()}:prod`;
		deploy(image);
		const here = await host.verify(host.service(image));
		const args = ['collect', '--runtime', 'docker', '--image', image, '--path', '/app/dist'];
		const collected = await start(args, {cwd: host.directory, env: host.engine.env}).ended;
		expect(collected).toMatchObject({code: 0});
		expect(collected.stdout).not.toContain('hunter2-of-the-lab');
		writeFileSync(join(host.repository.path, 'dist', '..', '.git', 'replicas.json'), collected.stdout);
		const service = `    image: ${image}\n    files: [{from: dist, to: /app/dist}]\n    replicas: .git/replicas.json\n`;
		const there = await host.verify(service, [], far());
		expect(troubles(there)).toEqual(troubles(here));
		expect(there.status).toBe(here.status);
		expect(layerOf(there, 'container').findings.map(({code}) => code)).toContain('collected-evidence');
	});
});

test('a host that lets nobody in is a fault with its reason, and no verdict on what runs there', async () => {
	const image = `${host.name()}:prod`;
	host.deploys(image, today);
	host.runs(image);
	const closed = `ssh://root@127.0.0.1:${await freePort()}`;
	const verdict = await host.verify(host.service(image, `{kind: docker, host: '${closed}'}`), [], far());
	expect(troubles(verdict)).toEqual(['container inconclusive: replicas-unread']);
	expect(layerOf(verdict, 'container').findings[0]).toMatchObject({detail: 'unreachable'});
});
