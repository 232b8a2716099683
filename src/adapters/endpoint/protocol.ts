import {sha1Base64} from '../../bytes/digest.ts';
import type {ProbeProtocol} from '../../model/config.ts';
import type {Answer} from '../../model/evidence.ts';
import {grpcStatuses, grpcStatusOf, healthCheckPath} from '../../model/grpc.ts';
import type {HttpRequest, HttpResponse, World} from '../../world.ts';
import {healthBytes, healthOf} from './grpc-health.ts';

type Head = Pick<Answer, 'status' | 'headers' | 'contentType'>;

/** What a protocol adds to a request, and how it reads the answer. */
export type Speech = Pick<HttpRequest, 'body' | 'version'> & {
	readonly headers: readonly (readonly [string, string])[];
	/** bytes at the start of a body that tell what is meant; default: none */
	readonly reads?: number;
	/** of an answer whose body was read, with how it begins */
	readonly meant: (response: HttpResponse, head: Head, start: Uint8Array) => Pick<Answer, 'status' | 'headers'>;
};

export function speechOf(protocol: ProbeProtocol, url: string, random: World['random']): Speech {
	switch (protocol) {
		case 'http':
			return plain;
		case 'http2':
			return plain2;
		case 'grpc':
			return URL.parse(url)?.pathname === healthCheckPath ? grpcHealth : grpc;
		case 'websocket':
			return webSocket(Buffer.from(random(16)).toString('base64'));
	}
}

const asTold: Speech['meant'] = (_, head) => head;

const plain: Speech = {headers: [], meant: asTold};
const plain2: Speech = {headers: [], version: '2', meant: asTold};

/**
 * An empty message to a method (grpc: PROTOCOL-HTTP2.md): one frame, not compressed, of no bytes. What came of it stands
 * in the trailers, or in the head where there is nothing else.
 */
const grpc: Speech = {
	version: '2',
	headers: [
		['Content-Type', 'application/grpc'],
		['TE', 'trailers'],
	],
	body: new Uint8Array(5),
	meant(response, {status, headers, contentType}) {
		if (status !== 200 || contentType === null || !/^application\/grpc(?:\+[a-z]+)?$/.test(contentType))
			return {status, headers};
		const trailer = response.trailers?.().find(([name]) => name.toLowerCase() === 'grpc-status')?.[1];
		const name = grpcStatusOf((response.header('grpc-status') ?? trailer)?.trim());
		return name === null
			? {status, headers}
			: {status: grpcStatuses[name][1], headers: sorted({...headers, 'grpc-status': name})};
	},
};

/**
 * A call that succeeded says that the health service was asked, and its message how the server is. Who does not serve
 * is judged as who is not available: a status of 200 would call it healthy.
 */
const grpcHealth: Speech = {
	...grpc,
	reads: healthBytes,
	meant(response, head, start) {
		const {status, headers} = grpc.meant(response, head, start);
		if (headers['grpc-status'] !== 'OK') return {status, headers};
		const health = healthOf(start);
		const told = sorted({...headers, 'grpc-health': health ?? 'unread'});
		return {status: health === null || health === 'SERVING' ? status : grpcStatuses.UNAVAILABLE[1], headers: told};
	},
};

/** What proves that the server has read this request, and is no cache or catch-all (RFC 6455, 1.3 and 4.2.2). */
const acceptGuid = '258EAFA5-E914-47DA-95CA-C5AB0DC85B11';

const webSocket = (key: string): Speech => ({
	headers: [
		['Connection', 'Upgrade'],
		['Upgrade', 'websocket'],
		['Sec-WebSocket-Version', '13'],
		['Sec-WebSocket-Key', key],
	],
	meant(response, {status, headers}) {
		if (status !== 101) return {status, headers};
		const accept = sha1Base64(key + acceptGuid);
		const right =
			response.header('sec-websocket-accept')?.trim() === accept &&
			response.header('upgrade')?.trim().toLowerCase() === 'websocket';
		return {status, headers: sorted({...headers, 'sec-websocket-accept': right ? 'right' : 'wrong'})};
	},
});

const sorted = (headers: Answer['headers']): Answer['headers'] =>
	Object.fromEntries(Object.entries(headers).sort(([a], [b]) => (a < b ? -1 : 1)));
