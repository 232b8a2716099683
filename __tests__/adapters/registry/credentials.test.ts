import {chmod, mkdir, mkdtemp, readFile, rm, writeFile} from 'node:fs/promises';
import {tmpdir} from 'node:os';
import {join} from 'node:path';
import {afterEach, beforeEach, describe, expect, test} from '@jest/globals';
import type {Credentials} from '../../../src/adapters/registry/credentials.ts';
import {findCredentials} from '../../../src/adapters/registry/credentials.ts';
import {registryOfKey} from '../../../src/adapters/registry/docker-config.ts';
import {FaultError} from '../../../src/model/fault.ts';
import type {World} from '../../../src/world.ts';
import type {RecordedLog} from '../../builders/world.ts';
import {recordedLog, testWorld} from '../../builders/world.ts';
import {faultOf} from './asking.ts';

let directory: string;
let log: RecordedLog;
beforeEach(async () => {
	directory = await mkdtemp(join(tmpdir(), 'docker-config-'));
	log = recordedLog();
});
afterEach(() => rm(directory, {recursive: true}));

const auth = (text: string): string => Buffer.from(text).toString('base64');

function worldHere(env: Record<string, string> = {DOCKER_CONFIG: directory}) {
	return testWorld({log, env: {PATH: `${directory}:${process.env['PATH']}`, ...env}});
}

async function find(registry: string, config: unknown): Promise<Credentials | null> {
	await writeFile(join(directory, 'config.json'), typeof config === 'string' ? config : JSON.stringify(config));
	return findCredentials(worldHere(), registry, null);
}

/** A credential helper: a program that answers on its standard output, and keeps what it was asked. */
async function helper(name: string, script: string): Promise<void> {
	const path = join(directory, `docker-credential-${name}`);
	await writeFile(path, `#!/bin/sh\nread server\necho "$1 $server" >> "${directory}/asked"\n${script}\n`);
	await chmod(path, 0o755);
}

const answer = (username: string, secret: string): string =>
	`echo '${JSON.stringify({ServerURL: 'x', Username: username, Secret: secret})}'`;

describe('credentials in the docker configuration', () => {
	test('a base64 entry is user and password, and the password may hold colons', async () => {
		const found = await find('registry.example', {auths: {'registry.example': {auth: auth('ada:se:cret')}}});
		expect(found).toMatchObject({kind: 'password', username: 'ada', password: 'se:cret'});
		expect(log.secrets).toContain('se:cret');
	});
	test('an identity token is taken before a password', async () => {
		const found = await find('registry.example', {
			auths: {'registry.example': {auth: auth('ada:'), identitytoken: 'refresh-me'}},
		});
		expect(found).toMatchObject({kind: 'identity-token', username: 'ada', token: 'refresh-me'});
		expect(log.secrets).toContain('refresh-me');
	});
	test('the home directory is looked into when no other is named', async () => {
		await mkdir(join(directory, '.docker'));
		await writeFile(
			join(directory, '.docker', 'config.json'),
			JSON.stringify({auths: {'r.example': {auth: auth('a:b')}}}),
		);
		expect(await findCredentials(worldHere({HOME: directory}), 'r.example', null)).toMatchObject({username: 'a'});
	});
	test('no file, no home and an empty file are no credentials', async () => {
		expect(await findCredentials(worldHere(), 'r.example', null)).toBeNull();
		expect(await findCredentials(worldHere({}), 'r.example', null)).toBeNull();
		expect(await find('r.example', {})).toBeNull();
	});
	test('credentials that were given are used without looking', async () => {
		await writeFile(join(directory, 'config.json'), 'not JSON');
		const found = await findCredentials(worldHere(), 'r.example', {username: 'ada', password: 'given-secret'});
		expect(found).toMatchObject({kind: 'password', password: 'given-secret'});
		expect(log.secrets).toContain('given-secret');
	});
	test.each([
		'evil-registry.example',
		'registry.example.evil',
		'registry.example:5000',
		'sub.registry.example',
		'gistry.example',
		'example',
		'__proto__',
		'constructor',
	])('%s gets nothing of what belongs to registry.example', async (registry) => {
		expect(await find(registry, {auths: {'registry.example': {auth: auth('ada:secret')}}})).toBeNull();
	});
	test.each(['https://index.docker.io/v1/', 'index.docker.io', 'docker.io', 'https://registry-1.docker.io/v2/'])(
		'Docker Hub is known as %s',
		async (key) => {
			expect(await find('docker.io', {auths: {[key]: {auth: auth('ada:secret')}}})).toMatchObject({username: 'ada'});
		},
	);
	test.each([
		['https://r.example:5000/v2/', 'r.example:5000'],
		['R.Example', 'r.example'],
		['r.example/', 'r.example'],
		['r.example/team', null],
		['https://r.example/v1/search', null],
		['', null],
	])('the key %s names %s', (key, registry) => {
		expect(registryOfKey(key)).toBe(registry);
	});
	test.each([
		['no JSON', '{"auths": {"r.example": {"auth": "c2VjcmV0"'],
		['a list', '[]'],
		['auths that are no object', {auths: 'c2VjcmV0'}],
		['an entry that is no base64', {auths: {'r.example': {auth: 'c2VjcmV0%%%'}}}],
		['an entry without a colon', {auths: {'r.example': {auth: auth('c2VjcmV0')}}}],
		['a helper that is a path', {credHelpers: {'r.example': '../../c2VjcmV0'}}],
		['a store that is an option', {credsStore: '--c2VjcmV0'}],
	])('a configuration with %s is a fault that does not quote it', async (_name, config) => {
		const fault = await faultOf(find('r.example', config));
		expect(fault.code).toBe('credentials-unavailable');
		expect(fault.detail).not.toContain('c2VjcmV0');
	});
});

describe('credential helpers', () => {
	const asked = async (): Promise<string> => readFile(join(directory, 'asked'), 'utf8');

	test('the helper named for a registry is asked for it by name', async () => {
		await helper('one', answer('ada', 'from-helper'));
		const found = await find('r.example:5000', {credHelpers: {'r.example:5000': 'one'}, credsStore: 'missing'});
		expect(found).toMatchObject({kind: 'password', username: 'ada', password: 'from-helper'});
		expect(await asked()).toBe('get r.example:5000\n');
		expect(log.secrets).toContain('from-helper');
	});
	test('the common store is asked about Docker Hub by its old address', async () => {
		await helper('store', answer('<token>', 'refresh-me'));
		expect(await find('docker.io', {auths: {'https://index.docker.io/v1/': {}}, credsStore: 'store'})).toMatchObject({
			kind: 'identity-token',
			token: 'refresh-me',
		});
		expect(await asked()).toBe('get https://index.docker.io/v1/\n');
	});
	test('a helper for another registry is not asked', async () => {
		await helper('one', answer('ada', 'from-helper'));
		expect(await find('evil-r.example', {credHelpers: {'r.example': 'one'}})).toBeNull();
		await expect(asked()).rejects.toThrow('ENOENT');
	});
	test('a helper that has none leaves the file to be looked into', async () => {
		await helper('store', 'echo "credentials not found in native keychain"; exit 1');
		const config = {auths: {'r.example': {auth: auth('ada:filed')}}, credsStore: 'store'};
		expect(await find('r.example', config)).toMatchObject({password: 'filed'});
		expect(await find('other.example', config)).toBeNull();
	});
	test.each([
		['fails', 'echo "secret-word" >&2; exit 1'],
		['answers no JSON', 'echo secret-word'],
		['answers without a secret', `echo '{"Username":"secret-word"}'`],
	])('a helper that %s is a fault without its words', async (_name, script) => {
		await helper('store', script);
		const fault = await faultOf(find('r.example', {credsStore: 'store'}));
		expect(fault.code).toBe('credential-helper-failed');
		expect(fault.detail).toContain('store');
		expect(fault.detail).not.toContain('secret-word');
	});
	test('a helper that hangs, or prints without end, is a fault of the helper', async () => {
		await writeFile(join(directory, 'config.json'), JSON.stringify({credsStore: 'store'}));
		for (const code of ['timed-out', 'too-large'] as const) {
			const limits: unknown[] = [];
			const exec: World['exec'] = async (_command, _args, options) => {
				limits.push(options?.timeout, options?.maxBytes);
				throw new FaultError(code, 'secret-word');
			};
			const fault = await faultOf(findCredentials({...worldHere(), exec}, 'r.example', null));
			expect(fault.code).toBe('credential-helper-failed');
			expect(fault.detail).toMatch(/docker-credential-store|helper store/);
			expect(fault.detail).not.toContain('secret-word');
			expect(limits).toEqual([60_000, 65_536]);
		}
	});
	test('a run that was cancelled while a helper is asked is cancelled, and no fault of the helper', async () => {
		await writeFile(join(directory, 'config.json'), JSON.stringify({credsStore: 'store'}));
		const exec: World['exec'] = async () => {
			throw new FaultError('cancelled', 'stopped');
		};
		expect((await faultOf(findCredentials({...worldHere(), exec}, 'r.example', null))).code).toBe('cancelled');
	});
	test('a helper that is not installed is a fault that names it', async () => {
		const fault = await faultOf(find('r.example', {credsStore: 'nowhere'}));
		expect(fault.code).toBe('command-missing');
		expect(fault.detail).toContain('docker-credential-nowhere');
	});
});
