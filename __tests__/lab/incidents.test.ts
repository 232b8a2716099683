import {renameSync, writeFileSync} from 'node:fs';
import {join} from 'node:path';
import {afterAll, afterEach, beforeAll, describe, expect, test} from '@jest/globals';
import {Host, lastMonth, layerOf, today, troubles} from './host.ts';

let host: Host;
beforeAll(async () => {
	host = await Host.open();
});
afterEach(() => host?.clear());
afterAll(() => host?.[Symbol.asyncDispose]());

/** The kinds of findings that are told of the containers. */
const found = (verdict: Parameters<typeof layerOf>[0]): string[] => [
	...new Set(layerOf(verdict, 'container').findings.map(({code}) => code as string)),
];

describe('an image that was built anew', () => {
	test('while the container was not made anew: it still runs the old one', async () => {
		const image = `${host.name()}:prod`;
		host.deploys(image, lastMonth);
		host.runs(image);
		host.deploys(image, today);
		const verdict = await host.verify(host.service(image));
		expect(troubles(verdict)).toEqual(['container drift: not-recreated']);
		expect(verdict).toMatchObject({status: 'drift', departsAt: 'container'});
	});

	test('while the container was restarted: a restart takes the image it was made from', async () => {
		const image = `${host.name()}:prod`;
		host.deploys(image, lastMonth);
		const id = host.runs(image);
		host.deploys(image, today);
		host.engine.docker('restart', '--time', '0', id);
		expect(troubles(await host.verify(host.service(image)))).toEqual(['container drift: restarted-not-recreated']);
	});

	test('elsewhere, and not pulled here: the tag has moved, the container has not', async () => {
		const image = `${host.name()}:prod`;
		const old = host.deploys(image, lastMonth);
		host.runs(image);
		host.deploys(image, today);
		host.engine.docker('tag', old, image);
		expect(troubles(await host.verify(host.service(image)))).toEqual(['container drift: not-pulled']);
	});

	test('and started for two of three replicas: the third is named', async () => {
		const image = `${host.name()}:prod`;
		host.deploys(image, lastMonth);
		const old = host.runs(image, {options: ['--name', 'shop-old']});
		host.deploys(image, today);
		host.runs(image);
		host.runs(image);
		const verdict = await host.verify(host.service(image));
		expect(troubles(verdict)).toEqual(['container drift: mixed-replicas']);
		const subjects = layerOf(verdict, 'container')
			.findings.filter(({level}) => level === 'drift')
			.map(({subject}) => subject);
		expect(subjects.join(' ')).toContain('shop-old');
		expect(old).toMatch(/^[0-9a-f]{64}$/);
	});

	test('on the host and never pushed: its content is compared, and is another', async () => {
		const image = `${host.name()}:prod`;
		host.deploys(image, today);
		host.builds('shop-local:dev', {...today, 'server.js': 'serve(debug)'});
		host.runs('shop-local:dev', {options: ['--name', 'shop-local']});
		const verdict = await host.verify(host.service(image, '{kind: docker, container: shop-local}'));
		expect(troubles(verdict)).toEqual(['container drift: other-image']);
	});
});

describe('files that the container serves and the image does not hold', () => {
	test('a directory of the host is mounted over them, and is named', async () => {
		const image = `${host.name()}:prod`;
		host.deploys(image, today);
		const source = host.holds('checkout', lastMonth);
		host.runs(image, {options: ['--volume', `${source}:/app/dist`]});
		const verdict = await host.verify(host.service(image));
		expect(troubles(verdict)).toEqual(['container drift: mount-hides-files']);
		expect(JSON.stringify(layerOf(verdict, 'container').findings)).toContain(source);
	});

	test('a volume that was filled last month is mounted over them, and is named', async () => {
		const image = `${host.name()}:prod`;
		host.deploys(image, lastMonth);
		host.engine.docker('volume', 'create', 'shop-dist');
		const before = host.runs(image, {options: ['--volume', 'shop-dist:/app/dist']});
		host.engine.docker('rm', '--force', before);
		host.deploys(image, today);
		host.runs(image, {options: ['--volume', 'shop-dist:/app/dist']});
		const verdict = await host.verify(host.service(image));
		expect(troubles(verdict)).toEqual(['container drift: volume-hides-files']);
		expect(JSON.stringify(layerOf(verdict, 'container').findings)).toContain('shop-dist');
	});

	test('one was copied in by hand', async () => {
		const image = `${host.name()}:prod`;
		host.deploys(image, today);
		const id = host.runs(image);
		await new Promise((resolve) => setTimeout(resolve, 1_100));
		const place = host.holds('hot', {'server.js': 'serve(hotfix)'});
		host.engine.docker('cp', join(place, 'server.js'), `${id}:/app/dist/server.js`);
		const verdict = await host.verify(host.service(image));
		expect(troubles(verdict)).toEqual(['container drift: files-changed']);
		expect(JSON.stringify(layerOf(verdict, 'container').findings)).toContain('newer-than-process');
	});

	test('the right ones were copied into a container of the old image, whose process was not started again', async () => {
		const image = `${host.name()}:prod`;
		host.deploys(image, lastMonth);
		const id = host.runs(image);
		host.deploys(image, today);
		await new Promise((resolve) => setTimeout(resolve, 1_100));
		host.engine.docker('cp', `${host.holds('new', today)}/.`, `${id}:/app/dist`);
		expect(troubles(await host.verify(host.service(image)))).toEqual(['container drift: process-older-than-files']);
	});

	test('an entry point rewrote one, which nobody expected', async () => {
		const image = `${host.name()}:prod`;
		host.deploys(
			image,
			today,
			'ENTRYPOINT ["/bin/sh", "-c", "echo rewritten > /app/dist/server.js; exec sleep 100000"]\n',
		);
		host.runs(image);
		await new Promise((resolve) => setTimeout(resolve, 500));
		expect(troubles(await host.verify(host.service(image)))).toEqual(['container drift: files-changed']);
	});

	test('an entry point rewrote one, as is expected: that is told, and no alarm', async () => {
		const image = `${host.name()}:prod`;
		host.deploys(
			image,
			today,
			'ENTRYPOINT ["/bin/sh", "-c", "echo rewritten > /app/dist/server.js; exec sleep 100000"]\n',
		);
		host.runs(image);
		await new Promise((resolve) => setTimeout(resolve, 500));
		const verdict = await host.verify(host.service(image, '{kind: docker, expected-changes: [/app/dist/server.js]}'));
		expect(troubles(verdict)).toEqual([]);
		expect(verdict.status).toBe('live');
		expect(found(verdict)).toContain('expected-change');
	});
});

describe('a container that does not serve', () => {
	test('is paused', async () => {
		const image = `${host.name()}:prod`;
		host.deploys(image, today);
		const id = host.runs(image);
		host.engine.docker('pause', id);
		const verdict = await host.verify(host.service(image));
		host.engine.docker('unpause', id);
		expect(troubles(verdict)).toEqual(['container drift: paused']);
	});

	test('has ended', async () => {
		const image = `${host.name()}:prod`;
		host.deploys(image, today);
		host.runs(image, {command: ['/bin/busybox', 'true']});
		await new Promise((resolve) => setTimeout(resolve, 500));
		expect(troubles(await host.verify(host.service(image)))).toEqual(['container drift: none-running']);
	});

	test('ends again and again', async () => {
		const image = `${host.name()}:prod`;
		host.deploys(image, today);
		host.runs(image, {options: ['--restart', 'always'], command: ['/bin/busybox', 'false']});
		await new Promise((resolve) => setTimeout(resolve, 4_000));
		expect(troubles(await host.verify(host.service(image)))).toEqual(['container drift: crash-loop']);
	});

	test('was never started', async () => {
		const image = `${host.name()}:prod`;
		host.deploys(image, today);
		expect(troubles(await host.verify(host.service(image)))).toEqual(['container inconclusive: no-replica-found']);
	});
});

describe('what is not to blame', () => {
	test('a distroless image: its files are seen without a shell', async () => {
		const image = `${host.name()}:prod`;
		host.deploys(image, today, '', 'scratch');
		writeFileSync(join(host.directory, 'context', 'pause.sh'), '');
		host.dockerfile(
			image,
			'FROM scratch\nCOPY busybox /busybox\nCOPY dist /app/dist\nENTRYPOINT ["/busybox", "sleep", "100000"]\n',
		);
		host.engine.docker('push', '--quiet', image);
		host.runs(image);
		const verdict = await host.verify(host.service(image));
		expect(troubles(verdict)).toEqual([]);
		expect(layerOf(verdict, 'container')).toMatchObject({status: 'match', assurance: 'verified'});
	});

	test('a container of another project whose service has the same name', async () => {
		const image = `${host.name()}:prod`;
		const labels = (project: string): string[] => [
			'--label',
			`com.docker.compose.project=${project}`,
			'--label',
			'com.docker.compose.service=shop',
			'--label',
			'com.docker.compose.oneoff=False',
		];
		host.deploys(image, lastMonth);
		host.runs(image, {options: labels('elsewhere')});
		host.deploys(image, today);
		host.runs(image, {options: labels('here')});
		const verdict = await host.verify(host.service(image, '{kind: compose, project: here}'));
		expect(troubles(verdict)).toEqual([]);
		const both = await host.verify(host.service(image, 'compose'));
		expect(troubles(both)).toEqual(['container inconclusive: replicas-unread']);
	});

	test('an image that was built on the host with the same content', async () => {
		const image = `${host.name()}:prod`;
		host.deploys(image, today);
		host.builds('shop-same:dev', today, 'LABEL built=here\n');
		host.runs('shop-same:dev', {options: ['--name', 'shop-same']});
		const verdict = await host.verify(host.service(image, '{kind: docker, container: shop-same}'));
		expect(troubles(verdict)).toEqual([]);
		expect(layerOf(verdict, 'container')).toMatchObject({status: 'match', assurance: 'verified'});
	});
});

test('a directory that was removed in the running container is missing there, not unread', async () => {
	const image = `${host.name()}:prod`;
	host.deploys(image, today);
	host.engine.docker('exec', host.runs(image), '/bin/rm', '-r', '/app/dist');
	expect(troubles(await host.verify(host.service(image)))).toEqual(['container drift: files-changed']);
});

test.each([
	['--tmpfs', '/app/dist'],
	['--mount', 'type=tmpfs,destination=/app/dist'],
])(
	'a tmpfs over the files (%s %s) shows the process none of them, whatever the engine copies from outside',
	async (...options) => {
		const image = `${host.name()}:prod`;
		host.deploys(image, today);
		host.runs(image, {options});
		expect(troubles(await host.verify(host.service(image)))).toEqual(['container drift: mount-hides-files']);
	},
);

test('the right files copied into a container of the old image, with times from before its start, prove nothing', async () => {
	const image = `${host.name()}:prod`;
	const early = host.holds('early', today);
	host.deploys(image, lastMonth);
	await new Promise((resolve) => setTimeout(resolve, 1_100));
	const id = host.runs(image);
	host.deploys(image, today);
	host.engine.docker('cp', `${early}/.`, `${id}:/app/dist`);
	expect(troubles(await host.verify(host.service(image)))).toEqual(['container inconclusive: start-unknown']);
});

test('a directory of the host that was exchanged behind a bind mount is not what the process sees', async () => {
	const image = `${host.name()}:prod`;
	host.deploys(image, today);
	const source = host.holds('releases/now', lastMonth);
	host.runs(image, {options: ['--volume', `${source}:/app/dist`]});
	renameSync(source, `${source}-before`);
	host.holds('releases/now', today);
	expect(troubles(await host.verify(host.service(image)))).toEqual(['container drift: mount-hides-files']);
});

test('a tmpfs over the files of a container without tar leaves open what it shows', async () => {
	const image = `${host.name()}:prod`;
	host.builds(image, today);
	host.dockerfile(
		image,
		'FROM scratch\nCOPY busybox /busybox\nCOPY dist /app/dist\nENTRYPOINT ["/busybox", "sleep", "100000"]\n',
	);
	host.engine.docker('push', '--quiet', image);
	host.runs(image, {options: ['--tmpfs', '/app/dist']});
	expect(troubles(await host.verify(host.service(image)))).toEqual(['container inconclusive: replica-unread']);
});

test('a link that leads elsewhere in the container than in the image is followed where it leads now', async () => {
	const image = `${host.name()}:prod`;
	host.deploys(image, today, 'RUN ln -s /app/dist /app/current\n');
	const id = host.runs(image);
	const service = host.service(image).replace('to: /app/dist', 'to: /app/current');
	expect(troubles(await host.verify(service))).toEqual([]);
	const script = 'cp -a /app/dist /app/old; echo old > /app/old/server.js; rm /app/current; ln -s old /app/current';
	host.engine.docker('exec', id, '/bin/sh', '-c', script);
	expect(troubles(await host.verify(service))).toEqual(['container drift: files-changed']);
});
