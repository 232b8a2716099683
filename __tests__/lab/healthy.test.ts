import {afterAll, afterEach, beforeAll, expect, test} from '@jest/globals';
import {Host, lastMonth, layerOf, today, troubles} from './host.ts';

let host: Host;
beforeAll(async () => {
	host = await Host.open();
});
afterEach(() => host?.clear());
afterAll(() => host?.[Symbol.asyncDispose]());

/** Deploys and starts a shop in its own way; says how the service's containers are found where `docker` alone is not it. */
type Stage = (
	image: string,
) => string | {readonly runtime?: string; readonly more?: string; readonly image?: string} | undefined;

const plain: Stage = (image) => {
	host.deploys(image, today);
	host.runs(image);
};
const running =
	(options: readonly string[]): Stage =>
	(image) => {
		host.deploys(image, today);
		host.runs(image, {options});
	};
const composed = (project: string, service = 'shop'): string[] => [
	...['--label', `com.docker.compose.project=${project}`],
	...['--label', `com.docker.compose.service=${service}`],
	...['--label', 'com.docker.compose.oneoff=False'],
];
const sleeps = 'CMD ["/bin/busybox", "sleep", "100000"]\n';

const healthy: Readonly<Record<string, Stage>> = {
	'nothing in particular': plain,
	'a restart of the right container': (image) => {
		host.deploys(image, today);
		host.engine.docker('restart', '--time', '0', host.runs(image));
	},
	'three replicas': (image) => {
		host.deploys(image, today);
		for (let at = 0; at < 3; at++) host.runs(image);
		return '{kind: docker, replicas: 3}';
	},
	'an image that is named by its digest': (image) => {
		host.deploys(image, today);
		const pinned = host.engine.docker('image', 'inspect', '--format', '{{index .RepoDigests 0}}', image);
		host.runs(pinned);
		return {image: pinned};
	},
	'a container that was started by another tag of the image': (image) => {
		host.deploys(image, today);
		const other = image.replace(':prod', ':build-121');
		host.engine.docker('tag', image, other);
		host.runs(other);
	},
	'a tag that has moved on the host since, away from the image that is deployed and runs': (image) => {
		const id = host.deploys(image, today);
		host.runs(image);
		host.builds(image, lastMonth);
		expect(host.idOf(image)).not.toBe(id);
	},
	'a container of the last deployment that has ended': (image) => {
		host.deploys(image, lastMonth);
		host.runs(image, {command: ['/bin/busybox', 'true']});
		host.deploys(image, today);
		host.runs(image);
	},
	'more variables than the image has': running(['--env', 'DATABASE_URL=postgres://u:hunter2-of-the-lab@db/x']),
	'another command than the image has': (image) => {
		host.deploys(image, today);
		host.runs(image, {command: ['/bin/sh', '-c', 'exec sleep 100000']});
	},
	'another user': running(['--user', '1000:1000']),
	'another working directory': running(['--workdir', '/app']),
	'a directory of the host that is mounted elsewhere': (image) => {
		host.deploys(image, today);
		host.runs(image, {options: ['--volume', `${host.holds('conf', {'app.conf': 'x'})}:/etc/app:ro`]});
	},
	'a volume for what it uploads': running(['--volume', '/var/lib/uploads']),
	'a volume over its files that the engine filled from this image': running(['--volume', '/app/dist']),
	'a directory of the host over its files that holds the same': (image) => {
		host.deploys(image, today);
		host.runs(image, {options: ['--volume', `${host.holds('same', today)}:/app/dist:ro`]});
	},
	'a root file system that nobody may write to': running(['--read-only', '--tmpfs', '/tmp']),
	'files that it writes outside of what is compared': (image) => {
		host.deploys(image, today);
		host.engine.docker(
			'exec',
			host.runs(image),
			'/bin/sh',
			'-c',
			'mkdir -p /var/log; echo started > /var/log/app.log; echo x > /app/pid',
		);
	},
	'a file that it writes beside those that are compared': (image) => {
		host.deploys(image, today);
		host.engine.docker('exec', host.runs(image), '/bin/sh', '-c', 'echo cached > /app/dist/.cache');
	},
	'a health check that is passed': (image) => {
		host.deploys(image, today, 'HEALTHCHECK --interval=1s --start-period=1s CMD ["/bin/busybox", "true"]\n');
		const id = host.runs(image);
		for (let tries = 0; tries < 50; tries++)
			if (host.engine.docker('inspect', '--format', '{{.State.Health.Status}}', id) === 'healthy') break;
			else host.engine.docker('exec', id, '/bin/sleep', '0.2');
	},
	'an init process': running(['--init']),
	'another container beside it, of another image': (image) => {
		plain(image);
		host.builds('proxy:1', lastMonth);
		host.runs('proxy:1');
	},
	'a second build with the same files': (image) => {
		host.deploys(image, today);
		host.runs(image);
		host.deploys(image, today, 'LABEL build=122\n');
	},
	'links and executables among its files': (image) => {
		host.deploys(image, today, 'RUN ln -s server.js /app/current && chmod 755 /app/run || true\n');
		host.runs(image);
	},
	'links that lead to its files': (image) => {
		host.deploys(image, today, 'RUN mkdir /srv && ln -s /app/dist /srv/www\n');
		host.runs(image);
		return {more: '', runtime: '{kind: docker}'};
	},
	'a compose project, and another with the same service': (image) => {
		host.deploys(image, today);
		host.runs(image, {options: composed('here')});
		host.runs(image, {options: composed('elsewhere')});
		return '{kind: compose, project: here, service: shop}';
	},
	'a one-off container of the compose service beside it': (image) => {
		host.deploys(image, lastMonth);
		host.runs(image, {options: [...composed('oneoff').slice(0, 4), '--label', 'com.docker.compose.oneoff=True']});
		host.deploys(image, today);
		host.runs(image, {options: composed('oneoff')});
		return '{kind: compose, project: oneoff, service: shop}';
	},
	'a build step that only sets what the image is': (image) => {
		host.deploys(image, today, `USER 1000\nWORKDIR /app\nENV MODE=production\nEXPOSE 8080\n${sleeps}`);
		host.runs(image);
	},
};

test('at least twenty healthy deployments are among them', () => {
	expect(Object.keys(healthy).length).toBeGreaterThanOrEqual(20);
});

test.each(Object.entries(healthy))('a deployment with %s raises no alarm', async (_, stage) => {
	const image = `${host.name()}:prod`;
	const found = stage(image) ?? {};
	const {
		runtime = '{kind: docker}',
		more = '',
		image: named = image,
	} = typeof found === 'string' ? {runtime: found} : found;
	const verdict = await host.verify(host.service(named, runtime, more));
	expect(troubles(verdict)).toEqual([]);
	expect(verdict).toMatchObject({status: 'live', departsAt: null});
	expect(layerOf(verdict, 'container')).toMatchObject({status: 'match', assurance: 'verified'});
	expect(JSON.stringify(verdict)).not.toContain('hunter2-of-the-lab');
});
