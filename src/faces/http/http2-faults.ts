import type {ClientHttp2Stream} from 'node:http2';
import {FaultError} from '../../model/fault.ts';
import {http2} from './builtin.ts';
import {faultOf} from './faults.ts';
import type {Session} from './sessions.ts';

/** Names of RFC 9113, 7 by their number. */
const names = [
	'NO_ERROR',
	'PROTOCOL_ERROR',
	'INTERNAL_ERROR',
	'FLOW_CONTROL_ERROR',
	'SETTINGS_TIMEOUT',
	'STREAM_CLOSED',
	'FRAME_SIZE_ERROR',
	'REFUSED_STREAM',
	'CANCEL',
	'COMPRESSION_ERROR',
	'CONNECT_ERROR',
	'ENHANCE_YOUR_CALM',
	'INADEQUATE_SECURITY',
	'HTTP_1_1_REQUIRED',
];

const codeOf = (error: unknown): string => (error as NodeJS.ErrnoException | null)?.code ?? '';

/** Whether nothing was done with a request: the server says so, or it was never sent (RFC 9113, 8.7). */
export function isRefused(error: unknown, stream: ClientHttp2Stream | null): boolean {
	if (stream === null)
		return codeOf(error) === 'ERR_HTTP2_GOAWAY_SESSION' || codeOf(error) === 'ERR_HTTP2_INVALID_SESSION';
	return stream.rstCode === http2().constants.NGHTTP2_REFUSED_STREAM;
}

/** Whether the connection itself is gone, as one that was kept may be by the time it is used again. */
export const isConnectionLost = (error: unknown, session: Session): boolean =>
	codeOf(error) === 'ECONNRESET' || codeOf(error) === 'EPIPE' || session.http2.closed || session.socket.destroyed;

/** What became of a request over HTTP/2 whose connection was there. */
export function streamFaultOf(error: unknown, stream: ClientHttp2Stream | null, where: string): FaultError {
	if (error instanceof FaultError) return error;
	const code = codeOf(error);
	const reset = stream?.rstCode ?? 0;
	const fault = (name: ConstructorParameters<typeof FaultError>[0], detail: string) =>
		new FaultError(name, `${where}: ${detail}`, error ?? undefined);
	if (code === 'ERR_HTTP2_ERROR' && /CONTINUATION/.test((error as Error).message))
		return fault('too-large', 'headers of the answer in more frames than anybody needs');
	if (code === 'ERR_HTTP2_ERROR') return fault('unexpected-answer', 'what answers does not speak HTTP/2');
	if (code === 'ERR_HTTP2_SESSION_ERROR' || code === 'ERR_HTTP2_STREAM_ERROR' || reset > 1) {
		if (reset === http2().constants.NGHTTP2_ENHANCE_YOUR_CALM)
			return fault('too-large', 'headers of the answer are more than 64 KiB or 500, or the server asks for calm');
		const name = names[reset] ?? `code ${reset}`;
		const meant = reset === 1 || reset === 9 || reset === 13 ? 'unexpected-answer' : 'cut-stream';
		return fault(meant, `the server broke the exchange off (${name})`);
	}
	return faultOf(error, where, true);
}
