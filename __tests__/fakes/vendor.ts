import type {AddressInfo} from 'node:net';
import {createServer} from 'node:http';
import type {HttpRequest, World} from '../../src/world.ts';
import type {BuiltBlob, BuiltImage} from '../builders/image.ts';
import {testWorld} from '../builders/world.ts';

/** How one vendor's registry is known to behave. Addresses are the vendor's own; nothing is asked there. */
export type Vendor = {
	/** scheme and host of the registry */
	readonly origin: string;
	readonly repository: string;
	/** fields of `WWW-Authenticate` with a 401 */
	readonly challenge: readonly string[];
	/** what a request to the registry itself must carry */
	readonly opens: (authorization: string) => boolean;
	/** answers a request for a token */
	readonly token?: (asked: Asked) => {readonly status: number; readonly body?: unknown};
	/** where blobs are kept; an Authorization field is refused there, as signed addresses have it */
	readonly storage?: string;
	/** what comes of a credential that the registry does not take, where it is no 401 */
	readonly refusal?: (
		authorization: string,
	) => {readonly status: number; readonly challenge?: readonly string[]} | null;
};

export type Asked = {
	readonly method: string;
	readonly url: URL;
	readonly authorization: string;
	readonly form: URLSearchParams;
};

/** A world in which every host is that vendor: addresses are led to a server on this machine, which sees them whole. */
export async function vendorWorld(
	vendor: Vendor,
	image: BuiltImage,
	world: World = testWorld(),
): Promise<World & AsyncDisposable & {readonly trail: readonly string[]}> {
	const trail: string[] = [];
	const server = createServer(async (incoming, response) => {
		const chunks: Uint8Array[] = [];
		for await (const chunk of incoming) chunks.push(chunk as Uint8Array);
		const authorization = incoming.headers.authorization ?? '';
		const url = new URL(String(incoming.headers['x-meant']));
		const form = new URLSearchParams(Buffer.concat(chunks).toString());
		trail.push(`${incoming.method} ${url.host}${url.pathname} ${authorization.split(' ')[0] || 'nobody'}`);
		const send = (
			status: number,
			headers: Record<string, string | readonly string[]>,
			body: string | Uint8Array,
		): void => {
			response.writeHead(status, headers as Record<string, string | string[]>).end(body);
		};
		const json = (status: number, body: unknown, headers: Record<string, string | readonly string[]> = {}): void =>
			send(status, {'Content-Type': 'application/json', ...headers}, JSON.stringify(body));
		if (vendor.storage !== undefined && url.host === vendor.storage) {
			if (authorization !== '') return json(400, {Code: 'InvalidArgument'});
			return send(200, {}, find(image, url.pathname)!.bytes);
		}
		if (url.origin !== vendor.origin || !url.pathname.startsWith('/v2/') || !url.pathname.includes(vendor.repository)) {
			const answer = vendor.token?.({method: incoming.method ?? '', url, authorization, form});
			return answer === undefined ? json(404, {}) : json(answer.status, answer.body ?? {});
		}
		const refused = vendor.opens(authorization) ? null : (vendor.refusal?.(authorization) ?? {status: 401});
		if (refused !== null) {
			const challenge = refused.challenge ?? (refused.status === 401 ? vendor.challenge : []);
			const code = refused.status === 403 ? 'DENIED' : 'UNAUTHORIZED';
			return json(refused.status, {errors: [{code}]}, challenge.length === 0 ? {} : {'WWW-Authenticate': challenge});
		}
		if (url.pathname.includes('/blobs/')) {
			const place = `https://${vendor.storage}${url.pathname}?X-Amz-Signature=secret`;
			return vendor.storage === undefined
				? send(200, {}, find(image, url.pathname)!.bytes)
				: send(307, {Location: place}, '');
		}
		return send(200, {'Content-Type': image.root.descriptor.mediaType}, image.root.bytes);
	});
	await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
	const here = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
	return {
		...world,
		trail,
		resolve: async () => ['93.184.215.14'],
		async http(request: HttpRequest) {
			const {ca: _, publicOnly: __, ...rest} = request;
			const headers = [...(request.headers ?? []), ['X-Meant', request.url] as const];
			const response = await world.http({...rest, url: `${here}/`, headers});
			return {...response, peer: {...response.peer, address: '93.184.215.14'}};
		},
		async [Symbol.asyncDispose]() {
			await new Promise((resolve) => {
				server.close(resolve);
				server.closeAllConnections();
			});
		},
	};
}

const find = (image: BuiltImage, path: string): BuiltBlob | undefined =>
	image.blobs.find((blob) => path.endsWith(blob.descriptor.digest));

export const basicOf = (username: string, password: string): string =>
	`Basic ${Buffer.from(`${username}:${password}`).toString('base64')}`;
