import {spawn} from 'node:child_process';
import {createHash} from 'node:crypto';
import type {IncomingMessage} from 'node:http';
import type {Socket} from 'node:net';
import type {Cluster} from './server.ts';

/** RFC 6455, 1.3 */
const acceptOf = (key: string): string =>
	createHash('sha1').update(`${key}258EAFA5-E914-47DA-95CA-C5AB0DC85B11`).digest('base64');

/** RFC 6455, 5.2: one whole, unmasked frame. */
function frame(opcode: number, payload: Buffer): Buffer {
	const {length} = payload;
	const head =
		length < 126
			? Buffer.from([0x80 | opcode, length])
			: length < 65_536
				? Buffer.from([0x80 | opcode, 126, length >> 8, length & 0xff])
				: Buffer.concat([Buffer.from([0x80 | opcode, 127]), lengthBytes(length)]);
	return Buffer.concat([head, payload]);
}

function lengthBytes(length: number): Buffer {
	const bytes = Buffer.alloc(8);
	bytes.writeBigUInt64BE(BigInt(length));
	return bytes;
}

const [binary, close] = [2, 8];
/** Channels of the remote command protocol v5.channel.k8s.io (KEP-4006): each message begins with its channel. */
const [stdout, stderr, end] = [1, 2, 3];

/** Runs a command as if in a container: its root is a directory of this machine. */
export function execute(
	request: IncomingMessage,
	socket: Socket,
	url: URL,
	{root = '/nonexistent', bare = []}: Cluster,
): void {
	socket.write(
		[
			'HTTP/1.1 101 Switching Protocols',
			'Upgrade: websocket',
			'Connection: Upgrade',
			`Sec-WebSocket-Accept: ${acceptOf(String(request.headers['sec-websocket-key']))}`,
			'Sec-WebSocket-Protocol: v5.channel.k8s.io',
			'\r\n',
		].join('\r\n'),
	);
	socket.on('error', () => {});
	socket.resume();
	const send = (channel: number, bytes: Uint8Array): boolean =>
		socket.write(frame(binary!, Buffer.concat([Buffer.from([channel]), bytes])));
	const finish = (status: object): void => {
		send(end!, Buffer.from(JSON.stringify({metadata: {}, ...status})));
		socket.end(frame(close!, Buffer.from([3, 232])));
	};
	const command = url.searchParams.getAll('command');
	if (bare.includes(url.searchParams.get('container')!)) {
		const cause = `error executing command in container: failed to exec in container: failed to start exec "4711": OCI runtime exec failed: exec failed: unable to start container process: exec: "${command[0]}": executable file not found in $PATH: unknown`;
		finish({status: 'Failure', message: `Internal error occurred: ${cause}`, reason: 'InternalError', code: 500});
		return;
	}
	const inside = command.map((word) => (word.startsWith('/') ? `${root}${word}` : word));
	const child = spawn(inside[0]!, inside.slice(1), {stdio: ['ignore', 'pipe', 'pipe']});
	socket.on('close', () => child.kill());
	child.stdout.on('data', (chunk: Buffer) => {
		if (send(stdout!, chunk)) return;
		child.stdout.pause();
		socket.once('drain', () => child.stdout.resume());
	});
	child.stderr.on('data', (chunk: Buffer) => send(stderr!, Buffer.from(chunk.toString().replaceAll(root, ''))));
	child.on('close', (code) => {
		const failure = {
			status: 'Failure',
			message: `command terminated with non-zero exit code: exit status ${code}`,
			reason: 'NonZeroExitCode',
			details: {causes: [{reason: 'ExitCode', message: String(code)}]},
		};
		finish(code === 0 ? {status: 'Success'} : failure);
	});
}
