// The incident this project was born from, in two acts on loopback: a registry, a service started from the image it
// serves, a proxy in front. Every verdict and figure comes from dist/cli.js.
//
//   npm run demo               act one: drift at image. act two: live.   exits 0
//   npm run demo -- --corrupt  the proxy flips one bit of one asset: act two is no longer live.   exits 1
import {spawn} from 'node:child_process';
import {once} from 'node:events';
import {readFileSync} from 'node:fs';
import {dirname, join, relative} from 'node:path';
import {fileURLToPath} from 'node:url';
import {pushImage, unpackImage} from './image.ts';
import {startRegistry} from './registry.ts';
import {emptied, ShopRepository} from './repository.ts';
import {startProxy, startService} from './service.ts';

const top = dirname(dirname(fileURLToPath(import.meta.url)));
const cli = join(top, 'dist', 'cli.js');
const corrupt = process.argv.includes('--corrupt');
const image = 'acme/shop';

const out = emptied(join(top, 'demo', 'out'));
const registry = await startRegistry();
const proxy = await startProxy();
const running: {service: Awaited<ReturnType<typeof startService>> | null} = {service: null};
let code = 1;
try {
	code = await play();
} finally {
	await running.service?.stop();
	await proxy.stop();
	await registry.stop();
}
process.exitCode = code;

async function play(): Promise<number> {
	say('A shop is deployed. Its image is built from the first commit.');
	const shop = new ShopRepository(join(out, 'shop'));
	await pushImage(registry.host, image, 'prod', {dist: shop.build(), commit: shop.head()});
	await recreate('first');

	say('A pull request adds the `workflow` module. It is merged, and dist is built and recorded in the build job.');
	shop.configure(configuration());
	shop.addWorkflowModule();
	const dist = shop.build();
	await truth(['record', dist, '--out', join(shop.directory, 'artifact.json'), '--repo', shop.directory]);
	say('The image build takes its COPY layer from a cache: the tag `prod` still holds the files of the commit before.');

	act('Act one: source and dist are right. Is it live?');
	const first = await verify(shop, 'act-one');

	act('The image is rebuilt without the cache, pushed, and the service recreated.');
	await pushImage(registry.host, image, 'prod', {dist, commit: shop.head()});
	await recreate('second');
	if (corrupt) {
		say('--corrupt: the proxy now flips one bit of the new asset.');
		proxy.corrupt(/^\/assets\/workflow\./);
	}

	act('Act two: is it live now?');
	const second = await verify(shop, 'act-two');

	act('What was shown');
	const rows = [
		told('act one', first, {exit: 1, status: 'drift', departsAt: 'image'}),
		told(
			'act two',
			second,
			corrupt ? {exit: 1, status: 'drift', departsAt: 'route'} : {exit: 0, status: 'live', departsAt: null},
		),
	];
	say(
		`The comments as HTML: ${['act-one', 'act-two'].map((name) => relative(process.cwd(), join(out, `${name}.html`))).join(', ')}`,
	);
	if (rows.includes(false)) {
		say('The demo did not go as written. That is a bug: please report what is printed above.');
		return 4;
	}
	return second.exit;
}

async function recreate(name: string): Promise<void> {
	await running.service?.stop();
	const rootfs = join(out, `rootfs-${name}`);
	await unpackImage(registry.host, image, 'prod', rootfs);
	running.service = await startService(rootfs);
	proxy.forwardTo(running.service.port);
}

function configuration(): string {
	return `version: 1
environment: production
services:
  shop:
    image: ${registry.host}/${image}:prod
    files:
      - from: artifact.json
        to: /app/dist
    probes:
      - name: workflow
        url: ${proxy.url}/api/workflow
        expect: 401
    live:
      base: ${proxy.url}/
      root: public
      page: /
`;
}

type Outcome = {exit: number; status: string; departsAt: string | null};

/** One run of the command, its report as the pull request would show it, and the same evidence judged again as HTML. */
async function verify(shop: ShopRepository, name: string): Promise<Outcome> {
	const evidence = join(out, `${name}.evidence.json`);
	const comment = join(out, `${name}.md`);
	const config = join(shop.directory, '.github/deploy-truth.yml');
	const exit = await truth([
		'verify',
		'--config',
		config,
		'--repo',
		shop.directory,
		'--format',
		'markdown',
		'--out',
		comment,
		'--evidence',
		evidence,
	]);
	process.stdout.write(`${readFileSync(comment, 'utf8').trim()}\n`);
	await truth(['judge', evidence, '--format', 'html', '--out', join(out, `${name}.html`)]);
	const verdict = join(out, `${name}.verdict.json`);
	await truth(['judge', evidence, '--format', 'json', '--out', verdict]);
	const {status, departsAt} = JSON.parse(readFileSync(verdict, 'utf8')) as {status: string; departsAt: string | null};
	return {exit, status, departsAt};
}

function told(name: string, seen: Outcome, written: Outcome): boolean {
	const as = (outcome: Outcome): string =>
		`${outcome.status}${outcome.departsAt === null ? '' : ` at ${outcome.departsAt}`}, exit ${outcome.exit}`;
	const right = as(seen) === as(written);
	say(`${name}: ${as(seen)}${right ? '' : ` (expected: ${as(written)})`}`);
	return right;
}

async function truth(args: string[]): Promise<number> {
	const child = spawn(process.execPath, [cli, ...args], {
		stdio: ['ignore', 'inherit', 'inherit'],
		env: {...process.env, DEPLOY_TRUTH_CACHE: 'none'},
	});
	const [exit] = (await once(child, 'exit')) as [number | null];
	return exit ?? 4;
}

function say(text: string): void {
	process.stdout.write(`  ${text}\n`);
}

function act(title: string): void {
	process.stdout.write(`\n── ${title}\n\n`);
}
