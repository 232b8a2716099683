import {copyFileSync, mkdirSync, writeFileSync} from 'node:fs';
import {type ChildProcess, spawn} from 'node:child_process';
import {join} from 'node:path';
import {setTimeout as wait} from 'node:timers/promises';
import {afterAll, afterEach, beforeAll, describe, expect, test} from '@jest/globals';
import {openRuntime} from '../../src/adapters/runtime/runtime.ts';
import {type ProxyConfig, runtimeOfKind} from '../../src/model/config.ts';
import type {Observation, ReplicasEvidence} from '../../src/model/evidence.ts';
import type {MappingEvidence} from '../../src/model/mapping.ts';
import {observeMapping} from '../../src/observe/mapping.ts';
import {planService} from '../../src/plan/plan.ts';
import {observed, probeConfig, serviceConfig, target} from '../builders/evidence.ts';
import {replicasEvidence} from '../builders/replicas.ts';
import {testWorld} from '../builders/world.ts';
import {freePort, temporary} from './commands.ts';
import {type DockerEngine, dockerEngine} from './engine.ts';

const room = temporary();
let engine: DockerEngine;
const started: string[] = [];
const proxies: ChildProcess[] = [];

beforeAll(async () => {
	const context = join(room.path, 'context');
	mkdirSync(context);
	copyFileSync('/bin/busybox', join(context, 'busybox'));
	// It writes the address of each request, as an access log does, and says which container it is.
	const api =
		'#!/bin/sh\necho "GET $REQUEST_URI from $REMOTE_ADDR" >&2\nprintf "X-Served-By: $NAME\\r\\n\\r\\n$NAME"\n';
	writeFileSync(join(context, 'api'), api, {mode: 0o755});
	const file = join(room.path, 'Dockerfile');
	writeFileSync(
		file,
		'FROM scratch\nCOPY busybox /bin/busybox\nRUN ["/bin/busybox", "--install", "-s", "/bin"]\nCOPY api /www/cgi-bin/api\nCMD ["sh", "-c", "exec httpd -f -h /www -p 127.0.0.1:$PORT"]\n',
	);
	engine = await dockerEngine(room.path);
	engine.docker('build', '--quiet', '--network', 'none', '--tag', 'acme/api:v1', '--file', file, context);
});
afterEach(async () => {
	for (const proxy of proxies.splice(0)) {
		const gone = new Promise((resolve) => proxy.on('exit', resolve));
		proxy.kill();
		await gone;
	}
	for (const id of started.splice(0)) engine.docker('rm', '--force', id);
});
afterAll(async () => {
	await engine?.[Symbol.asyncDispose]();
	room[Symbol.dispose]();
});

/** A container in the network of this machine; its port. */
async function replicaCalled(name: string, label = 'app=api'): Promise<number> {
	const port = await freePort();
	const settings = ['--network', 'host', '--env', `PORT=${port}`, '--env', `NAME=${name}`, '--label', label];
	started.push(engine.docker('run', '--detach', '--name', name, ...settings, 'acme/api:v1'));
	await listening(`http://127.0.0.1:${port}/cgi-bin/api`);
	return port;
}

async function listening(url: string): Promise<void> {
	for (let tries = 0; ; tries++) {
		const answer = await fetch(url).catch(() => null);
		await answer?.arrayBuffer();
		if (answer?.ok === true) return;
		if (tries > 200) throw new Error(`${url} does not answer`);
		await wait(50);
	}
}

type Proxied = {readonly url: string; readonly access: Pick<ProxyConfig, 'kind' | 'config'>};

async function behindHaproxy(ports: readonly number[]): Promise<Proxied> {
	const port = await freePort();
	const config = join(room.path, `haproxy-${port}.cfg`);
	const servers = ports.map((one, at) => `\tserver s${at} 127.0.0.1:${one}`).join('\n');
	writeFileSync(
		config,
		`defaults\n\tmode http\n\ttimeout connect 1s\n\ttimeout client 5s\n\ttimeout server 5s\nfrontend entry\n\tbind 127.0.0.1:${port}\n\tdefault_backend api\nbackend api\n\tbalance roundrobin\n${servers}\n`,
	);
	proxies.push(spawn('haproxy', ['-db', '-f', config], {stdio: 'ignore'}));
	return ready(port, {kind: 'haproxy', config});
}

async function behindNginx(ports: readonly number[]): Promise<Proxied> {
	const port = await freePort();
	const config = join(room.path, `nginx-${port}.conf`);
	const servers = ports.map((one) => `server 127.0.0.1:${one};`).join(' ');
	const place = join(room.path, `nginx-${port}`);
	writeFileSync(
		config,
		`daemon off;\npid ${place}.pid;\nerror_log ${place}.log;\nworker_processes 1;\nevents {}\nhttp { access_log off; client_body_temp_path ${place}-body; proxy_temp_path ${place}-proxy; fastcgi_temp_path ${place}-fcgi; uwsgi_temp_path ${place}-uwsgi; scgi_temp_path ${place}-scgi;\nupstream api { ${servers} }\nserver { listen 127.0.0.1:${port}; location / { proxy_pass http://api; } } }\n`,
	);
	proxies.push(spawn('nginx', ['-c', config], {stdio: 'ignore'}));
	return ready(port, {kind: 'nginx', config});
}

async function ready(port: number, access: Proxied['access']): Promise<Proxied> {
	const url = `http://127.0.0.1:${port}/cgi-bin/api`;
	await listening(url);
	return {url, access};
}

async function mapped({url, access}: Proxied): Promise<MappingEvidence> {
	const world = testWorld();
	const runtime = {...runtimeOfKind('docker', 60_000), host: engine.host, selector: 'app=api'};
	const opened = await openRuntime(world, runtime, {timeout: 60_000, repository: room.path, image: null});
	const {replicas} = await opened.replicas();
	const seen: Observation<ReplicasEvidence> = observed(
		replicasEvidence(replicas.map((replica) => ({replica, files: []}))),
	);
	const named = {container: null, host: null, context: null, admin: null, namespace: null, timeout: 20_000};
	const plan = planService(
		serviceConfig({
			probes: [probeConfig({url})],
			live: null,
			runtime,
			trace: 5_000,
			proxies: [{...named, ...access}],
		}),
		{trust: 'trusted', secrets: []},
		target(),
		() => '5eed',
	);
	const mapping = await observeMapping({
		world,
		towards: world,
		plan,
		replicas: Promise.resolve(seen),
		repository: room.path,
	});
	if (mapping.status !== 'observed') throw new Error(JSON.stringify(mapping));
	return mapping.value;
}
const found = ({trace}: MappingEvidence) =>
	trace.status === 'observed' ? trace.value.found.map(({name, requests}) => [name, requests]) : trace;

describe.each([
	['HAProxy', behindHaproxy],
	['nginx', behindNginx],
] as const)('behind a real %s', (_, behind) => {
	test('the log of each replica tells of the requests that reached it', async () => {
		const ports = [await replicaCalled('api-1'), await replicaCalled('api-2')];
		const seen = await mapped(await behind(ports));
		expect(seen.trace).toMatchObject({status: 'observed', value: {requests: 3, searched: 2, unread: []}});
		const names = found(seen) as [string, number][];
		expect(names.map(([name]) => name)).toEqual(['api-1', 'api-2']);
		expect(names.reduce((sum, [, requests]) => sum + requests, 0)).toBe(3);
		const [first] = seen.outside.status === 'observed' ? seen.outside.value.addresses : [];
		expect(first?.instances).toEqual(['x-served-by: api-1', 'x-served-by: api-2']);
		const bodies = first?.answers.map((answer) => answer.status === 'observed' && answer.value.sha256);
		expect(new Set(bodies).size).toBe(2);
		const [hop] = seen.hops;
		const upstreams = hop?.answer.status === 'observed' ? hop.answer.value.route.upstreams : [];
		expect(upstreams.flatMap(({addresses}) => addresses.map(({port}) => port)).sort()).toEqual(ports.toSorted());
		expect(seen.owners).toMatchObject({status: 'observed', value: []});
	});

	test('a container that is no replica gets requests that no replica tells of', async () => {
		await replicaCalled('api-1');
		const seen = await mapped(await behind([await replicaCalled('other-1', 'app=other')]));
		expect(seen.trace).toMatchObject({value: {requests: 3, found: [], searched: 1, unread: []}});
	});
});
