import {afterAll, afterEach, beforeAll, expect, test} from '@jest/globals';
import {start} from '../e2e/command.ts';
import {Host, lastMonth, layerOf, today, troubles} from './host.ts';

let host: Host;
beforeAll(async () => {
	host = await Host.open();
});
afterEach(() => host?.clear());
afterAll(() => host?.[Symbol.asyncDispose]());

const inside = (id: string, script: string): string => host.engine.docker('exec', id, '/bin/sh', '-c', script);

test('what a container prints is no evidence: a stale one stays stale whatever digests, commands and escapes it writes', async () => {
	const image = `${host.name()}:prod`;
	host.deploys(image, lastMonth);
	const id = host.engine.docker('create', '--network', 'none', image);
	host.engine.docker('rm', id);
	const right = host.deploys(image, today);
	host.engine.docker('tag', image, `${image}-new`);
	// The old image again under the deployed tag's name, so that what runs is made from it.
	host.builds(image, lastMonth, 'LABEL again=1\n');
	host.runs(image, {
		options: ['--env', `IMAGE=${right}`, '--label', `org.opencontainers.image.digest=${right}`],
		command: [
			'/bin/sh',
			'-c',
			`for n in 1 2 3 4 5 6 7 8; do echo "running ${right}"; printf '\\033[2J\\033]0;live\\007::error::x\\n::set-output name=verdict::live\\n'; done; yes "${right}" | head -c 50000000; exec sleep 100000`,
		],
	});
	const verdict = await host.verify(host.service(image));
	expect(verdict).toMatchObject({status: 'drift', departsAt: 'container'});
});

test('names of files with escapes, line breaks and markup are told without doing anything', async () => {
	const image = `${host.name()}:prod`;
	host.deploys(image, today);
	const id = host.runs(image);
	inside(
		id,
		`cd /app/dist && touch "$(printf 'a\\033[2Jb')" "$(printf 'line\\nbreak')" "$(printf '::error::x')" "$(printf '\`@team <img src=x>|')" && mkfifo pipe && ln -s /etc/passwd link`,
	);
	const verdict = await host.verify(host.service(image));
	expect(troubles(verdict)).toEqual([]);
	for (const format of ['terminal', 'markdown', 'html']) {
		const args = ['verify', '--config', '.git/deploy-truth.yml', '--format', format];
		const {stdout} = await start(args, {cwd: host.repository.path, env: host.engine.env}).ended;
		expect(stdout).not.toContain('\u001b[2J');
		expect(stdout).not.toMatch(/^::error::/m);
		expect(stdout).not.toContain('<img src=x>');
		expect(stdout).not.toMatch(/^break/m);
	}
});

test('a file that has no end is given up after the time it was given, and the replica is named', async () => {
	const image = `${host.name()}:prod`;
	host.deploys(image, today);
	const id = host.runs(image, {options: ['--name', 'shop-endless']});
	inside(id, 'truncate -s 4T /app/dist/zz-huge');
	const verdict = await host.verify(host.service(image, '{kind: docker, timeout: 3s}'));
	expect(troubles(verdict)).toEqual(['container inconclusive: replica-unread']);
	const {findings} = layerOf(verdict, 'container');
	expect(findings.map(({subject}) => subject).join(' ')).toContain('shop-endless');
	expect(findings.map(({detail}) => detail)).toContain('timed-out');
});

test('an old file that was made to look right by its time and size is found by its bytes', async () => {
	const image = `${host.name()}:prod`;
	host.deploys(image, today);
	const id = host.runs(image);
	inside(
		id,
		'cd /app/dist && size=$(stat -c %s server.js) && touch -r server.js /tmp/time && head -c "$size" /dev/zero > server.js && touch -r /tmp/time server.js',
	);
	expect(troubles(await host.verify(host.service(image)))).toEqual(['container drift: files-changed']);
});
