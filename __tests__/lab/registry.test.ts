import {createHash, randomBytes} from 'node:crypto';
import {mkdirSync, writeFileSync} from 'node:fs';
import {join} from 'node:path';
import {describe, expect, test} from '@jest/globals';
import {FaultError} from '../../src/model/fault.ts';
import {parseReference, type Reference} from '../../src/model/reference.ts';
import {readRegistry} from '../../src/subjects/registry.ts';
import type {ReadOptions, SubjectRead} from '../../src/subjects/subject.ts';
import {buildImage, buildIndex, buildLayer} from '../builders/image.ts';
import {readOptions} from '../builders/read-options.ts';
import {testWorld} from '../builders/world.ts';
import {selfSigned} from '../fakes/certificate.ts';
import {temporary, tool} from './commands.ts';
import {
	bucket,
	cutting,
	homeWith,
	type Kind,
	push,
	registries,
	serve,
	serveCrane,
	tokenServer,
	withoutCrane,
} from './registries.ts';

const user = {name: 'ada', password: 'a-password-of-the-lab'};
const noise = randomBytes(3_000_000);
const image = buildImage([
	await buildLayer([{path: 'app/'}, {path: 'app/noise', content: noise}]),
	await buildLayer([{path: 'app/late.js', content: noise.subarray(0, 700_000)}], {compression: 'zstd'}),
	await buildLayer([{path: 'etc/motd', content: 'hello'}]),
]);
const sha256 = (bytes: Uint8Array): string => createHash('sha256').update(bytes).digest('hex');

const {here, missing} = registries();
for (const reason of missing) test.skip(reason, () => undefined);

/** Reads the image as a process whose home is `home` would. */
function read(host: string, home: string, options: Partial<ReadOptions> = {}): Promise<SubjectRead> {
	const reference = parseReference(`${host}/team/app:v1`) as Reference;
	return readRegistry(testWorld({env: {PATH: process.env['PATH'], HOME: home}}), reference, readOptions(options));
}
function expectRight({manifest}: SubjectRead): void {
	expect(manifest.gaps).toEqual([]);
	const files = new Map(manifest.entries.map((entry) => [entry.path as string, entry]));
	expect([...files.keys()]).toEqual(
		['app', 'app/late.js', 'app/noise', 'etc', 'etc/motd'].filter((path) => files.has(path)),
	);
	expect(files.get('app/noise')).toMatchObject({sha256: sha256(noise), size: noise.length});
	expect(files.get('app/late.js')).toMatchObject({sha256: sha256(noise.subarray(0, 700_000))});
	expect(files.get('etc/motd')).toMatchObject({sha256: sha256(Buffer.from('hello'))});
}
const codeOf = async (reading: Promise<unknown>): Promise<string> => {
	try {
		await reading;
	} catch (error) {
		if (error instanceof FaultError) return error.fault.code;
		throw error;
	}
	return 'no fault';
};

describe.each(here.map((kind) => [kind.name, kind] as const))('%s', (_, kind: Kind) => {
	/** A directory whose storage holds the image. */
	async function stocked() {
		const place = temporary();
		await using open = await serve(kind, place.path);
		await push(open.host, 'team/app', 'v1', buildIndex([image]));
		return place;
	}

	test('open to everyone', async () => {
		using place = await stocked();
		await using registry = await serve(kind, place.path);
		expectRight(await read(registry.host, place.path));
	});

	test('with a password file: Basic', async () => {
		using place = await stocked();
		const file = join(place.path, 'htpasswd');
		writeFileSync(file, tool('htpasswd', ['-Bbn', user.name, user.password]));
		await using registry = await serve(kind, place.path, {rest: `auth:\n  htpasswd: {realm: lab, path: ${file}}\n`});
		expectRight(await read(registry.host, homeWith(place.path, registry.host, user)));
		expect(await codeOf(read(registry.host, place.path))).toBe('unauthorized');
		const wrong = homeWith(place.path, registry.host, {...user, password: 'another'});
		expect(await codeOf(read(registry.host, wrong))).toBe('unauthorized');
	});

	test('with a token server: one token for all requests', async () => {
		using place = await stocked();
		await using tokens = await tokenServer(kind, place.path, user, () => 600);
		await using registry = await serve(kind, place.path, {rest: tokens.settings});
		expectRight(await read(registry.host, homeWith(place.path, registry.host, user)));
		expect(tokens.asked).toEqual(['repository:team/app:pull']);
		expect(await codeOf(read(registry.host, place.path))).toBe('unauthorized');
	});

	test('with a token that expires while an image layer is read', async () => {
		using place = await stocked();
		await using tokens = await tokenServer(kind, place.path, user, (nth) => (nth === 1 ? 2 : 600));
		await using registry = await serve(kind, place.path, {rest: tokens.settings});
		await using broken = await cutting(registry.host, 1_000_000, 3_500);
		expectRight(await read(broken.host, homeWith(place.path, broken.host, user)));
		expect(broken.cuts()).toBeGreaterThan(0);
		expect(tokens.asked.length).toBeGreaterThan(1);
	});

	test('through a network that cuts every connection: the rest by range', async () => {
		using place = await stocked();
		await using registry = await serve(kind, place.path);
		await using broken = await cutting(registry.host, 500_000);
		expectRight(await read(broken.host, place.path));
		expect(broken.cuts()).toBeGreaterThan(4);
	});

	test('over TLS with an authority of its own: given, or where docker keeps it', async () => {
		using place = await stocked();
		const {key, cert} = selfSigned(['localhost', '127.0.0.1']);
		const files = {key: join(place.path, 'tls.key'), certificate: join(place.path, 'tls.crt')};
		writeFileSync(files.key, key);
		writeFileSync(files.certificate, cert);
		const tls = `  tls: {certificate: ${files.certificate}, key: ${files.key}}`;
		await using registry = await serve(kind, place.path, {http: tls});
		expectRight(await read(registry.host, place.path, {ca: cert}));
		const stranger = selfSigned(['localhost', '127.0.0.1']);
		expect(await codeOf(read(registry.host, place.path, {ca: stranger.cert}))).toBe('tls-untrusted');
		const trusted = join(place.path, '.docker', 'certs.d', registry.host);
		mkdirSync(trusted, {recursive: true});
		writeFileSync(join(trusted, 'ca.crt'), cert);
		expectRight(await read(registry.host, place.path));
	});

	test('with blobs that are kept elsewhere, which get no credentials', async () => {
		using place = await stocked();
		await using elsewhere = await bucket(join(place.path, 'blobs'));
		const file = join(place.path, 'htpasswd');
		writeFileSync(file, tool('htpasswd', ['-Bbn', user.name, user.password]));
		const rest = `auth:\n  htpasswd: {realm: lab, path: ${file}}\nmiddleware:\n  storage:\n    - name: redirect\n      options: {baseurl: '${elsewhere.origin}/'}\n`;
		await using registry = await serve(kind, place.path, {rest});
		expectRight(await read(registry.host, homeWith(place.path, registry.host, user)));
		expect(elsewhere.seen.length).toBeGreaterThanOrEqual(3);
		for (const headers of elsewhere.headers) expect(headers).not.toHaveProperty('authorization');
	});
});

const craneless = withoutCrane();
if (craneless !== null) test.skip(`crane registry serve: ${craneless}`, () => undefined);

(craneless === null ? describe : describe.skip)('the registry of go-containerregistry (crane registry serve)', () => {
	test('open to everyone', async () => {
		using place = temporary();
		await using registry = await serveCrane(place.path);
		await push(registry.host, 'team/app', 'v1', buildIndex([image]));
		expectRight(await read(registry.host, place.path));
		const other = parseReference(`${registry.host}/team/other:v1`) as Reference;
		const world = testWorld({env: {PATH: process.env['PATH'], HOME: place.path}});
		expect(await codeOf(readRegistry(world, other, readOptions({})))).toBe('not-found');
	});

	test('through a network that cuts every connection: the rest by range', async () => {
		using place = temporary();
		await using registry = await serveCrane(place.path);
		await push(registry.host, 'team/app', 'v1', buildIndex([image]));
		await using broken = await cutting(registry.host, 500_000);
		expectRight(await read(broken.host, place.path));
		expect(broken.cuts()).toBeGreaterThan(4);
	});
});
