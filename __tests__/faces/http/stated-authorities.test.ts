import {mkdirSync, mkdtempSync, rmSync, symlinkSync, writeFileSync} from 'node:fs';
import {tmpdir} from 'node:os';
import {join} from 'node:path';
import {afterAll, describe, expect, test} from '@jest/globals';
import {nodeHandshake} from '../../../src/faces/http/handshake.ts';
import {nodeHttp} from '../../../src/faces/http.ts';
import type {FaultError} from '../../../src/model/fault.ts';
import {selfSigned} from '../../fakes/certificate.ts';
import {fakeEndpoint, text} from '../../fakes/endpoint.ts';

const timeouts = {connect: 5_000, answer: 5_000, stall: 5_000, request: 15_000};
const place = mkdtempSync(join(tmpdir(), 'authorities-'));
afterAll(() => rmSync(place, {recursive: true}));

const tls = selfSigned(['127.0.0.1']);
const other = selfSigned(['other.example']);
const keep = (name: string, content: string): string => {
	const path = join(place, name);
	writeFileSync(path, content);
	return path;
};
const own = keep('own.pem', `# ours\n${tls.cert}`);
const both = keep('both.pem', `${other.cert}-----BEGIN CERTIFICATE-----\nAAAA\n-----END CERTIFICATE-----\n${tls.cert}`);
const none = keep('none.pem', 'no certificate');
const directories = ['first', 'second'].map((name) => join(place, name));
for (const directory of directories) mkdirSync(directory);
writeFileSync(join(directories[0]!, 'README'), 'nothing of use');
symlinkSync(own, join(directories[1]!, 'deadbeef.0'));
symlinkSync('nowhere', join(directories[1]!, 'deadbeef.1'));

/** What comes of a request over TLS to a server that nobody vouches for by himself. */
async function asked(env: Record<string, string>, more: {ca?: string; version?: '2'} = {}): Promise<string> {
	await using server = await fakeEndpoint({'/': text(200, 'trusted')}, {tls});
	const http = nodeHttp(env, new AbortController().signal);
	return await http({method: 'GET', url: server.url, timeouts, ...more}).then(
		(response) => {
			response.discard();
			return String(response.status);
		},
		(error: FaultError) => `${error.fault.code} ${error.fault.detail}`,
	);
}

describe('authorities that the environment names', () => {
	test.each([
		['in a file', {SSL_CERT_FILE: own}],
		['in a file with others, one of which is broken', {SSL_CERT_FILE: both}],
		['in one of several directories', {SSL_CERT_DIR: directories.join(':')}],
		['in a directory, beside a file of no use', {SSL_CERT_FILE: none, SSL_CERT_DIR: directories[1]!}],
	])('are trusted: %s', async (_, env) => {
		expect(await asked(env)).toBe('200');
	});

	test('are trusted beside those that are given for a request, not in their place', async () => {
		expect(await asked({SSL_CERT_FILE: own}, {ca: other.cert})).toBe('200');
		expect(await asked({SSL_CERT_FILE: keep('other.pem', other.cert)}, {ca: tls.cert})).toBe('200');
	});

	test.each([
		['of another server', {SSL_CERT_FILE: keep('another.pem', other.cert)}, /^tls-untrusted (?!.*SSL_CERT)/],
		['no variable', {SSL_CERT_FILE: ''}, /^tls-untrusted (?!.*SSL_CERT)/],
		['a missing file', {SSL_CERT_FILE: join(place, 'missing.pem')}, /^tls-untrusted .*SSL_CERT_FILE .*ENOENT/],
		['a file without certificates', {SSL_CERT_FILE: none}, /^tls-untrusted .*SSL_CERT_FILE .*no certificate/],
		['a directory in place of a file', {SSL_CERT_FILE: place}, /^tls-untrusted .*SSL_CERT_FILE .*no file/],
		['a missing directory', {SSL_CERT_DIR: join(place, 'missing')}, /^tls-untrusted .*SSL_CERT_DIR .*ENOENT/],
	])('that are not there trust nobody, and the failure says so: %s', async (_, env, expected) => {
		expect(await asked(env)).toMatch(expected);
	});

	test('are what a look at a certificate goes by too', async () => {
		await using server = await fakeEndpoint({}, {tls});
		const look = async (env: Record<string, string>) => {
			const handshake = nodeHandshake(env, new AbortController().signal);
			return handshake({host: '127.0.0.1', port: server.port, address: null, timeout: 5_000});
		};
		expect(await look({SSL_CERT_FILE: own})).toMatchObject({untrusted: null});
		expect((await look({})).untrusted).toMatch(/SELF_SIGNED/);
	});
});
