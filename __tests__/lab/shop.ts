import {copyFileSync, mkdirSync, writeFileSync} from 'node:fs';
import {join} from 'node:path';
import {openRuntime, type Runtime} from '../../src/adapters/runtime/runtime.ts';
import type {RuntimeConfig} from '../../src/model/config.ts';
import {runtimeOfKind} from '../../src/model/config.ts';
import type {Path} from '../../src/model/path.ts';
import type {Replica} from '../../src/model/runtime.ts';
import {testWorld} from '../builders/world.ts';
import type {DockerEngine} from './engine.ts';

/** The value of a variable and a label of every staged container. */
export const secret = 'hunter2-of-the-lab';

/** An image with two files at /app/dist; it writes to standard output and to standard error, and waits. */
export function buildShop(engine: DockerEngine, directory: string, tag: string, version: string): string {
	const context = join(directory, 'context');
	mkdirSync(join(context, 'dist', 'modules'), {recursive: true});
	copyFileSync('/bin/busybox', join(context, 'busybox'));
	for (const name of ['index.js', 'modules/health.js'])
		writeFileSync(join(context, 'dist', name), `${name} ${version}\n`);
	const file = join(directory, 'Dockerfile');
	writeFileSync(
		file,
		[
			...['FROM scratch', 'COPY busybox /bin/busybox', 'RUN ["/bin/busybox", "--install", "-s", "/bin"]'],
			...['COPY dist /app/dist', 'RUN ln -s dist /app/current', 'ENV MODE=prod', 'EXPOSE 8080', 'WORKDIR /app'],
			'CMD ["sh", "-c", "echo listening; echo ready >&2; exec sleep 100000"]',
		].join('\n'),
	);
	engine.docker('build', '--quiet', '--network', 'none', '--tag', tag, '--file', file, context);
	return engine.docker('image', 'inspect', '--format', '{{.Id}}', tag);
}

export type Asking = {readonly image?: string | null; readonly env?: Readonly<Record<string, string>>};

export const openKind = (config: Partial<RuntimeConfig> & Pick<RuntimeConfig, 'kind'>, asking: Asking = {}) => {
	const env = {PATH: process.env['PATH'], HOME: process.env['HOME'], ...asking.env};
	return openRuntime(
		testWorld({env}),
		{...runtimeOfKind(config.kind, 60_000), ...config},
		{timeout: 60_000, repository: '/', image: asking.image ?? null},
	);
};

/** Looks again until it is so, for ten seconds; then what it was at last. */
export async function until<T>(look: () => Promise<T>, isSo: (value: T) => boolean): Promise<T> {
	for (let tries = 0; ; tries++) {
		const value = await look();
		if (isSo(value) || tries >= 50) return value;
		await new Promise((resolve) => setTimeout(resolve, 200));
	}
}

/** The bytes that a runtime streams of a path. */
export async function bytesAt(runtime: Runtime, replica: Replica, path: Path): Promise<Buffer> {
	const chunks: Uint8Array[] = [];
	for await (const chunk of runtime.files!(replica, path)) chunks.push(chunk);
	return Buffer.concat(chunks);
}
