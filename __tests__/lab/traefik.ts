import {spawn} from 'node:child_process';
import {mkdirSync, writeFileSync} from 'node:fs';
import {join} from 'node:path';
import {setTimeout as wait} from 'node:timers/promises';
import {openProxy, type ProxyAccess} from '../../src/adapters/proxy/proxy.ts';
import type {ProxyAnswer, RouteQuestion} from '../../src/model/mapping.ts';
import {testWorld} from '../builders/world.ts';
import {freePort, temporary} from './commands.ts';

export type Settings = Readonly<Record<string, unknown>>;

/** A real Traefik that takes what a directory of files holds. */
export type RunningTraefik = AsyncDisposable & {
	readonly port: number;
	readonly admin: string;
	readonly ask: (question: RouteQuestion, access?: Partial<ProxyAccess>) => Promise<ProxyAnswer>;
};

export const traefikAccess = (more: Partial<ProxyAccess>): ProxyAccess => ({
	kind: 'traefik',
	container: null,
	host: null,
	context: null,
	config: null,
	admin: null,
	namespace: null,
	timeout: 20_000,
	...more,
});

/** `files`: dynamic configuration, by name. JSON is YAML. */
export async function runTraefik(
	program: string,
	files: Readonly<Record<string, Settings>>,
	extra: readonly string[] = [],
): Promise<RunningTraefik> {
	const room = temporary();
	const place = join(room.path, 'dynamic');
	mkdirSync(place);
	for (const [name, settings] of Object.entries(files))
		writeFileSync(join(place, `${name}.yml`), JSON.stringify(settings));
	const [port, adminPort] = [await freePort(), await freePort()];
	const args = [
		`--entrypoints.web.address=127.0.0.1:${port}`,
		`--entrypoints.traefik.address=127.0.0.1:${adminPort}`,
		'--api.insecure=true',
		`--providers.file.directory=${place}`,
		'--providers.file.watch=false',
		'--global.checknewversion=false',
		'--global.sendanonymoususage=false',
		'--log.level=ERROR',
		...extra,
	];
	const child = spawn(program, args, {stdio: ['ignore', 'pipe', 'inherit'], cwd: room.path});
	let said = '';
	child.stdout.on('data', (chunk: Buffer) => (said = `${said}${chunk}`.slice(-4_000)));
	const gone = new Promise<void>((resolve) => child.on('close', () => resolve()));
	const admin = `http://127.0.0.1:${adminPort}`;
	const end = async (): Promise<void> => {
		child.kill('SIGKILL');
		await gone;
		room[Symbol.dispose]();
	};
	for (let tries = 0; ; tries++) {
		const routers = await fetch(`${admin}/api/http/routers?per_page=1000`).then(
			(answer) => answer.text(),
			() => '',
		);
		if (routers.includes('@file"')) break;
		if (tries > 200 || child.exitCode !== null) {
			await end();
			throw new Error(`traefik did not start: ${said}`);
		}
		await wait(50);
	}
	return {
		port,
		admin,
		ask: async (question, access = {}) =>
			(await openProxy(testWorld(), traefikAccess({admin, ...access}))).route(question),
		[Symbol.asyncDispose]: end,
	};
}
