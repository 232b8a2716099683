import {createHash} from 'node:crypto';
import {createServer} from 'node:http';
import type {AddressInfo} from 'node:net';

export const sha256 = (bytes: Uint8Array): string => `sha256:${createHash('sha256').update(bytes).digest('hex')}`;

/** A small OCI registry on loopback: blobs by digest, manifests by digest and tag (distribution-spec, pull and push). */
export async function startRegistry(): Promise<{host: string; stop: () => Promise<void>}> {
	const blobs = new Map<string, Buffer>();
	const manifests = new Map<string, {bytes: Buffer; type: string}>();
	const server = createServer(async (request, response) => {
		const chunks: Buffer[] = [];
		for await (const chunk of request) chunks.push(chunk as Buffer);
		const body = Buffer.concat(chunks);
		const path = request.url ?? '/';
		if (path === '/v2/') return void response.writeHead(200).end();
		const blob = /^\/v2\/.+\/blobs\/(sha256:[0-9a-f]{64})$/.exec(path)?.[1];
		if (blob !== undefined) {
			if (request.method === 'PUT') {
				if (sha256(body) !== blob) return void response.writeHead(400).end();
				blobs.set(blob, body);
				return void response.writeHead(201).end();
			}
			const found = blobs.get(blob);
			return void response
				.writeHead(found ? 200 : 404, found ? {'content-length': found.length} : {})
				.end(request.method === 'HEAD' ? undefined : found);
		}
		const name = /^(\/v2\/.+\/manifests\/)([^/]+)$/.exec(path);
		if (name === null) return void response.writeHead(404).end();
		if (request.method === 'PUT') {
			const manifest = {bytes: body, type: request.headers['content-type'] ?? 'application/octet-stream'};
			for (const key of [path, `${name[1]}${sha256(body)}`]) manifests.set(key, manifest);
			return void response.writeHead(201).end();
		}
		const found = manifests.get(path);
		const head = found
			? {'content-type': found.type, 'content-length': found.bytes.length, 'docker-content-digest': sha256(found.bytes)}
			: {};
		response.writeHead(found ? 200 : 404, head).end(request.method === 'HEAD' ? undefined : found?.bytes);
	});
	await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
	return {
		host: `127.0.0.1:${(server.address() as AddressInfo).port}`,
		stop: () =>
			new Promise((resolve) => {
				server.closeAllConnections();
				server.close(() => resolve());
			}),
	};
}
