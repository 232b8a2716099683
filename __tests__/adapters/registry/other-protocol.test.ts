import {createServer} from 'node:http';
import type {AddressInfo} from 'node:net';
import {expect, test} from '@jest/globals';
import {entry, start} from '../../e2e/command.ts';
import {room} from '../../builders/repository.ts';
import {fakeTcp} from '../../fakes/endpoint.ts';
import {spawnSync} from 'node:child_process';
import {mkdirSync, writeFileSync} from 'node:fs';
import {join} from 'node:path';
import {selfSigned} from '../../fakes/certificate.ts';

const said = async (port: number, ...more: readonly string[]): Promise<string> => {
	using own = room();
	const ca = join(own.path, 'ca.pem');
	writeFileSync(ca, selfSigned(['127.0.0.1']).cert);
	const options = more.map((one) => (one === 'CA' ? ca : one));
	return (await start(['manifest', `registry:127.0.0.1:${port}/a/b:c`, ...options], {cwd: own.path}).ended).stderr;
};

test('a registry that speaks no TLS is told with the option for plain http', async () => {
	const server = createServer((_, response) => response.end('plain')).listen(0, '127.0.0.1');
	await new Promise((resolve) => server.on('listening', resolve));
	const text = await said((server.address() as AddressInfo).port, '--ca', 'CA');
	expect(text).toContain('speaks no TLS: where plain http is meant, set plain-http: true (--plain-http');
	expect(text).not.toContain('begins with');
	server.closeAllConnections();
	server.close();
});

test.each([
	['in words', 'HTTP/1.0 400 Bad Request\r\n\r\nClient sent an HTTP request to an HTTPS server.\n'],
	['by an alert', Buffer.from([0x15, 3, 1, 0, 2, 2, 70])],
])('a registry that speaks TLS and says so %s is told with the option for its authority', async (_, answer) => {
	await using server = await fakeTcp((socket) => void socket.once('data', () => socket.end(answer)));
	expect(await said(server.port)).toContain(
		'speaks TLS, and was asked without: give its authority as registry-ca (--ca',
	);
});

test('a docker configuration that is no JSON is named', async () => {
	const server = createServer((_, response) => {
		response.writeHead(401, {'www-authenticate': 'Basic realm="x"'}).end();
	}).listen(0, '127.0.0.1');
	await new Promise((resolve) => server.on('listening', resolve));
	const host = `127.0.0.1:${(server.address() as AddressInfo).port}`;
	using own = room();
	const ask = async () => (await start(['manifest', `registry:${host}/a/b:c`], {cwd: own.path}).ended).stderr;
	const place = join(own.path, '.docker/config.json');
	expect(await ask()).toContain(`neither given nor in ${place}; docker login ${host} writes them there`);
	mkdirSync(join(own.path, '.docker'));
	writeFileSync(place, '{');
	expect(await ask()).toContain(`${place} is not JSON`);
	server.closeAllConnections();
	server.close();
});

test('a full disk behind standard output is told', () => {
	const {stderr, status} = spawnSync(
		'bash',
		['-c', '"$@" > /dev/full', 'x', process.execPath, entry, 'manifest', 'dir:docs'],
		{
			encoding: 'utf8',
		},
	);
	expect([status, stderr]).toEqual([4, expect.stringContaining('standard output cannot be written: ENOSPC')]);
});
