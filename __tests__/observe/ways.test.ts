import {mkdtemp, rm, writeFile} from 'node:fs/promises';
import {tmpdir} from 'node:os';
import {join} from 'node:path';
import {afterEach, beforeEach, expect, test} from '@jest/globals';
import {ask} from '../../src/adapters/endpoint/ask.ts';
import type {ServiceConfig} from '../../src/model/config.ts';
import type {FaultError} from '../../src/model/fault.ts';
import {worldTowards} from '../../src/observe/ways.ts';
import {planOf, serviceConfig} from '../builders/evidence.ts';
import {recordedLog, testWorld} from '../builders/world.ts';
import {selfSigned} from '../fakes/certificate.ts';
import {fakeEndpoint, text} from '../fakes/endpoint.ts';

let repository: string;
beforeEach(async () => {
	repository = await mkdtemp(join(tmpdir(), 'ways-'));
});
afterEach(() => rm(repository, {recursive: true, force: true}));

const timeouts = {connect: 2_000, answer: 2_000, stall: 2_000, request: 5_000};
const question = (url: string) => ({method: 'GET', url, timeouts, publicOnly: false, cap: 1_000});

const asked = async (url: string, service: Partial<ServiceConfig>, world = testWorld()): Promise<string> => {
	const ways = await worldTowards(world, planOf(serviceConfig(service)), repository);
	return ask(ways, question(url)).then(
		({answer}) => `${answer.status}`,
		(error: FaultError) => error.fault.code,
	);
};

test('a server under an authority of its own is trusted with it, at the address that is stated for its name', async () => {
	const pair = selfSigned(['api.example.test']);
	await using server = await fakeEndpoint({'/': text(200, 'hello')}, {tls: pair});
	await writeFile(join(repository, 'ca.pem'), pair.cert);
	const url = `https://api.example.test:${server.port}/`;
	const resolve = [{host: `api.example.test:${server.port}`, address: '127.0.0.1'}];
	expect(await asked(url, {resolve, tls: {ca: 'ca.pem', identity: null}})).toBe('200');
	expect(await asked(url, {resolve})).toBe('tls-untrusted');
});

test('a key that is not set is a fault of the requests that need it, and of no others', async () => {
	await using server = await fakeEndpoint({'/': text(200, 'hello')});
	const tls = {ca: null, identity: {certificate: 'client.pem', keyVariable: 'CLIENT_KEY'}};
	await writeFile(join(repository, 'client.pem'), selfSigned(['client']).cert);
	expect(await asked('https://api.example.test/', {tls})).toBe('secret-missing');
	expect(await asked(`${server.url}/`, {tls})).toBe('200');
});

test('no line of a private key is ever shown', async () => {
	const {key, cert} = selfSigned(['client']);
	await writeFile(join(repository, 'client.pem'), cert);
	const log = recordedLog();
	const tls = {ca: null, identity: {certificate: 'client.pem', keyVariable: 'CLIENT_KEY'}};
	await worldTowards(testWorld({log, env: {CLIENT_KEY: key}}), planOf(serviceConfig({tls})), repository);
	for (const line of key.trim().split('\n').slice(1, -1)) expect(log.secrets).toContain(line);
});
