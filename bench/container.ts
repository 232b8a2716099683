import {spawnSync} from 'node:child_process';
import {randomBytes} from 'node:crypto';
import {mkdirSync, writeFileSync} from 'node:fs';
import {join} from 'node:path';
import {dockerEngine} from '../__tests__/lab/engine.ts';
import type {Room} from './run.ts';
import {claim, type Figures, interleaved, median, ratio, save, table} from './timing.ts';

const files = 100_000;
const bytes = 4_096;

/**
 * A running container with 100,000 files under the compared path: our listing of it, and a whole verify, against the
 * engine's own copy, listed by tar and hashed once. The engine's CPU is nobody's: it does the same for both.
 */
export async function bench({host, directory, runs, ours, top}: Room): Promise<void> {
	await using engine = await dockerEngine(directory);
	const built = join(directory, 'built');
	writeTree(join(built, 'dist'));
	const busybox = spawnSync('sh', ['-c', `cp "$(which busybox)" ${built}/busybox`]);
	if (busybox.status !== 0) throw new Error(String(busybox.stderr));
	writeFileSync(join(built, 'Dockerfile'), 'FROM scratch\nCOPY busybox /bin/busybox\nCOPY dist /app/dist\n');
	const reference = `${host}/bench/container:prod`;
	engine.docker('build', '-q', '-t', reference, built);
	engine.docker('push', '-q', reference);
	const id = engine.docker('run', '-d', '--network', 'none', reference, '/bin/busybox', 'sleep', '100000');
	try {
		const repository = join(directory, 'repository');
		mkdirSync(repository);
		spawnSync('sh', [
			'-c',
			`cd ${repository} && git init -q && git -c user.name=b -c user.email=b@b commit -q --allow-empty -m b && mv ${built}/dist dist && echo dist > .git/info/exclude`,
		]);
		writeFileSync(
			join(repository, 'deploy-truth.yml'),
			`version: 1\nservices:\n  bench:\n    image: ${reference}\n    files: [{from: dist, to: /app/dist}]\n    runtime: {kind: docker, container: ${id}}\n`,
		);
		const engineAt = `DOCKER_HOST=${engine.host}`;
		const figures = await interleaved(
			{
				'docker cp | tar t, and sha256sum of it all': `${engineAt} docker cp ${id}:/app/dist - | tee >(sha256sum > /dev/null) | tar t > /dev/null`,
				'ours, the listing': `${engineAt} ${ours} manifest container:${id}:/app/dist --format sha256sum > /dev/null`,
				'ours, a whole verify': `cd ${repository} && ${engineAt} DEPLOY_TRUTH_CACHE=none ${ours} verify --config deploy-truth.yml > ${directory}/verdict.txt`,
			},
			runs,
			directory,
		);
		table(figures);
		save(top, 'container', figures);
		const [floor, listing, verify] = Object.values(figures);
		claim('CPU of the listing', ratio(listing!, floor!, 'cpu'), 1.5);
		claim('peak of the listing, MB', peakOf(listing!), 200, ' MB');
		claim('peak of a whole verify (directory, image and container), MB', peakOf(verify!), 200, ' MB');
	} finally {
		engine.docker('rm', '-f', id);
	}
}

const peakOf = (seen: readonly Figures[]): number => median(seen.map(({peak}) => peak));

/** Files of two pages' size in directories of a hundred, names as long as a build's. */
function writeTree(directory: string): void {
	for (let at = 0; at < files; at++) {
		const place = join(directory, `module-${Math.floor(at / 100)}`);
		if (at % 100 === 0) mkdirSync(place, {recursive: true});
		writeFileSync(join(place, `chunk-${at}-vendor.js`), randomBytes(bytes));
	}
}
