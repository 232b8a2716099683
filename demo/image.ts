import {readdirSync, readFileSync, statSync} from 'node:fs';
import {mkdir, writeFile} from 'node:fs/promises';
import {dirname, join} from 'node:path';
import {gunzipSync, gzipSync} from 'node:zlib';
import {extract, pack} from 'tar-stream';
import {sha256} from './registry.ts';

const types = {
	manifest: 'application/vnd.oci.image.manifest.v1+json',
	config: 'application/vnd.oci.image.config.v1+json',
	layer: 'application/vnd.oci.image.layer.v1.tar+gzip',
};

/** Builds an image of two image layers (a base, and `COPY dist /app/dist`) and pushes it over HTTP; gives its digest. */
export async function pushImage(
	registry: string,
	name: string,
	tag: string,
	build: {dist: string; commit: string},
): Promise<string> {
	const base = await layer([
		['etc/os-release', Buffer.from('ID=demo\n')],
		['etc/passwd', Buffer.from('root:x:0:0:root:/:/bin/sh\n')],
	]);
	const files = readdirSync(build.dist, {recursive: true, encoding: 'utf8'}).filter((file) =>
		statSync(join(build.dist, file)).isFile(),
	);
	const copy = await layer(
		files.sort().map((file) => [`app/dist/${file.replaceAll('\\', '/')}`, readFileSync(join(build.dist, file))]),
	);
	const config = Buffer.from(
		JSON.stringify({
			architecture: 'amd64',
			os: 'linux',
			config: {Cmd: ['node', '/app/dist/server.js'], Labels: {'org.opencontainers.image.revision': build.commit}},
			rootfs: {type: 'layers', diff_ids: [base, copy].map(({tar}) => sha256(tar))},
			history: [{created_by: 'FROM demo-base'}, {created_by: 'COPY dist /app/dist # buildkit'}],
		}),
	);
	const manifest = Buffer.from(
		JSON.stringify({
			schemaVersion: 2,
			mediaType: types.manifest,
			config: {mediaType: types.config, digest: sha256(config), size: config.length},
			layers: [base, copy].map(({blob}) => ({mediaType: types.layer, digest: sha256(blob), size: blob.length})),
		}),
	);
	for (const blob of [base.blob, copy.blob, config])
		await put(`http://${registry}/v2/${name}/blobs/${sha256(blob)}`, blob, 'application/octet-stream');
	await put(`http://${registry}/v2/${name}/manifests/${tag}`, manifest, types.manifest);
	return sha256(manifest);
}

/** Pulls an image and unpacks it, as an engine does when it creates a container; the directory is its root file system. */
export async function unpackImage(registry: string, name: string, tag: string, directory: string): Promise<void> {
	const manifest = JSON.parse((await get(`http://${registry}/v2/${name}/manifests/${tag}`)).toString()) as {
		layers: {digest: string}[];
	};
	for (const {digest} of manifest.layers) {
		const reader = extract();
		reader.end(gunzipSync(await get(`http://${registry}/v2/${name}/blobs/${digest}`)));
		for await (const entry of reader) {
			const chunks: Buffer[] = [];
			for await (const chunk of entry) chunks.push(chunk as Buffer);
			const place = join(directory, entry.header.name);
			await mkdir(dirname(place), {recursive: true});
			await writeFile(place, Buffer.concat(chunks));
		}
	}
}

async function layer(files: [string, Buffer][]): Promise<{tar: Buffer; blob: Buffer}> {
	const archive = pack();
	for (const [name, content] of files) archive.entry({name, mode: 0o644, mtime: new Date(0)}, content);
	archive.finalize();
	const chunks: Buffer[] = [];
	for await (const chunk of archive) chunks.push(chunk as Buffer);
	const tar = Buffer.concat(chunks);
	return {tar, blob: gzipSync(tar)};
}

async function put(url: string, body: Buffer, type: string): Promise<void> {
	const answer = await fetch(url, {method: 'PUT', body: new Uint8Array(body), headers: {'content-type': type}});
	if (!answer.ok) throw new Error(`PUT ${url}: ${answer.status}`);
}

async function get(url: string): Promise<Buffer> {
	const answer = await fetch(url);
	if (!answer.ok) throw new Error(`GET ${url}: ${answer.status}`);
	return Buffer.from(await answer.arrayBuffer());
}
