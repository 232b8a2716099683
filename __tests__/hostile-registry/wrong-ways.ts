import type {Socket} from 'node:net';
import type {Misbehaviour} from '../fakes/registry.ts';
import type {Case} from './cases.ts';
import {big, image, index, other} from './images.ts';
import {flipped, raw, tag} from './wrong-bytes.ts';

const layer = big.descriptor.digest;
const everything = '/v2/';

const goes = (where: string, misbehaviour: Misbehaviour, times?: number): Pick<Case, 'goes'> => ({
	goes: ({registry}) => registry.misbehave(where, misbehaviour, times),
});
const answers = (status: number, headers: Record<string, string> = {}): Misbehaviour => ({
	kind: 'status',
	status,
	headers,
});
const inTheHead = (socket: Socket): void => void socket.end('HTTP/1.1 200 OK\r\nContent-Ty');
const chunked =
	(ending: string) =>
	(socket: Socket, right: Uint8Array): void => {
		socket.write('HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n');
		socket.write(`${(1000).toString(16)}\r\n`);
		socket.write(right.subarray(0, 1000));
		socket.end(`\r\n${ending}`);
	};
/** Something now and then, until the other side has had enough. */
const dripping =
	(head: string, drop: string) =>
	(socket: Socket): void => {
		socket.on('error', () => undefined);
		socket.write(head);
		const timer = setInterval(() => socket.writable && socket.write(drop), 100);
		socket.on('close', () => clearInterval(timer));
	};
const flooding =
	(piece: string) =>
	(socket: Socket): void => {
		socket.on('error', () => undefined);
		socket.write('HTTP/1.1 200 OK\r\n');
		const more = (): void => {
			if (socket.writable) socket.write(piece, () => setImmediate(more));
		};
		more();
	};
const cutThen = (then: Misbehaviour): Pick<Case, 'goes'> => ({
	goes: ({registry}) => {
		registry.misbehave(layer, {kind: 'cut', after: 90_000}, 1);
		registry.misbehave(layer, then);
	},
});

/** Connections that end, stop or never end. */
export const wrongConnections: Readonly<Record<string, Case>> = {
	'hangs up before an answer, once': {...goes(everything, {kind: 'refuse'}, 1), outcome: 'right'},
	'hangs up before an answer, always': {...goes(everything, {kind: 'refuse'}), outcome: 'cut-stream'},
	'hangs up in the head, once': {...raw(layer, inTheHead, 1), outcome: 'right'},
	'hangs up in the head, always': {...raw(tag, inTheHead), outcome: 'cut-stream'},
	'cuts a manifest, once': {...goes(tag, {kind: 'cut', after: 100}, 1), outcome: 'right'},
	'cuts a manifest, always': {...goes(tag, {kind: 'cut', after: 100}), outcome: 'cut-stream'},
	'cuts a configuration, once': {...goes(image.config.descriptor.digest, {kind: 'cut', after: 9}, 1), outcome: 'right'},
	'cuts before the first byte, always': {...goes(layer, {kind: 'cut', after: 0}), outcome: 'cut-stream'},
	'cuts an image layer, once': {...goes(layer, {kind: 'cut', after: 90_000}, 1), outcome: 'right'},
	'cuts an image layer every few bytes': {...goes(layer, {kind: 'cut', after: 10}), outcome: 'cut-stream'},
	'cuts an image layer at its last byte': {
		...goes(layer, {kind: 'cut', after: big.bytes.length - 1}, 1),
		outcome: 'right',
	},
	'takes the request and never answers': {...raw(tag, () => undefined), outcome: 'timed-out'},
	'stops in a manifest': {...goes(tag, {kind: 'stall', after: 50}), outcome: 'stalled'},
	'stops in an image layer': {...goes(layer, {kind: 'stall', after: 90_000}), outcome: 'stalled'},
	'drips a manifest': {
		...raw(tag, dripping('HTTP/1.1 200 OK\r\nContent-Length: 4000\r\n\r\n', ' ')),
		outcome: 'timed-out',
	},
	'drips a head': {...raw(tag, dripping('HTTP/1.1 200 OK\r\n', 'X: y\r\n')), outcome: 'timed-out'},
	'drips an image layer': {
		...raw(layer, dripping(`HTTP/1.1 200 OK\r\nContent-Length: ${big.bytes.length}\r\n\r\n`, '\x1f')),
		outcome: 'timed-out',
	},
	'sends headers without end': {...raw(tag, flooding(`X-More: ${'y'.repeat(1000)}\r\n`)), outcome: 'too-large'},
	'sends one header of a megabyte': {...raw(tag, flooding('y'.repeat(65_536))), outcome: 'too-large'},
	'sends a thousand headers': {
		...goes(tag, {
			kind: 'headers',
			headers: Object.fromEntries(Array.from({length: 1000}, (_, at) => [`X-${at}`, 'y'])),
		}),
		outcome: 'too-large',
	},
	'breaks chunked encoding, once': {...raw(layer, chunked('nonsense\r\n'), 1), outcome: 'right'},
	'breaks chunked encoding, always': {...raw(tag, chunked('nonsense\r\n')), outcome: 'cut-stream'},
	'never ends chunked encoding': {...raw(layer, chunked(''), 1), outcome: 'right'},
	'does not speak HTTP': {
		...raw(tag, (socket) => void socket.end('SSH-2.0-OpenSSH_9.9\r\n')),
		outcome: 'unexpected-answer',
	},
	'wants another protocol': {
		...raw(
			tag,
			(socket) => void socket.end('HTTP/1.1 101 Switching Protocols\r\nUpgrade: x\r\nConnection: Upgrade\r\n\r\n'),
		),
		outcome: 'unexpected-answer',
	},
	'continues another blob than was cut': {
		...cutThen({kind: 'content-range', value: 'bytes 0-9/10'}),
		outcome: 'range-mismatch',
	},
	'continues without saying where': {...cutThen({kind: 'content-range', value: null}), outcome: 'range-mismatch'},
	'begins again when asked to continue': {...cutThen({kind: 'ignore-range'}), outcome: 'right'},
	'begins again with other bytes when asked to continue': {
		goes: ({registry}) => {
			registry.misbehave(layer, {kind: 'cut', after: 90_000}, 1);
			registry.misbehave(layer, {kind: 'ignore-range'});
			registry.misbehave(layer, {kind: 'bytes', bytes: flipped(big.bytes, 200_000)});
		},
		outcome: 'digest-mismatch',
	},
	'continues with other bytes than were there before': {
		goes: ({registry}) => {
			const speak = (socket: Socket, right: Uint8Array): void => {
				socket.write(`HTTP/1.1 200 OK\r\nContent-Length: ${right.length}\r\n\r\n`);
				socket.end(right.subarray(0, 90_000));
			};
			registry.misbehave(layer, {kind: 'raw', speak}, 1);
			registry.misbehave(layer, {kind: 'bytes', bytes: flipped(big.bytes, 200_000).subarray(90_000)});
		},
		outcome: 'digest-mismatch',
	},
	'closes where no length was announced, once': {
		goes: ({registry}) => {
			const speak = (socket: Socket, right: Uint8Array): void => {
				socket.write('HTTP/1.1 200 OK\r\nConnection: close\r\n\r\n');
				socket.end(right.subarray(0, 90_000));
			};
			registry.misbehave(layer, {kind: 'raw', speak}, 1);
		},
		outcome: 'right',
	},
	'sends a part nobody asked for': {
		...goes(layer, answers(206, {'Content-Range': 'bytes 0-9/10'})),
		outcome: 'range-mismatch',
	},
	'sends a part of a manifest': {...goes(tag, answers(206)), outcome: 'unexpected-answer'},
};

/** Answers that are no content. */
export const wrongAnswers: Readonly<Record<string, Case>> = {
	'answers 404 for the tag': {...goes(tag, answers(404)), outcome: 'not-found'},
	'answers 404 for a manifest that its index names': {
		...goes(image.root.descriptor.digest, answers(404)),
		outcome: 'part-missing',
	},
	'answers 404 for an image layer': {...goes(layer, answers(404)), outcome: 'not-found'},
	'answers 403': {...goes(tag, answers(403)), outcome: 'forbidden'},
	'answers 204': {...goes(tag, answers(204)), outcome: 'unexpected-answer'},
	'answers 304': {...goes(tag, answers(304)), outcome: 'unexpected-answer'},
	'answers 416 to what was cut': {...cutThen(answers(416)), outcome: 'unexpected-answer'},
	'answers 429 without Retry-After, once': {...goes(tag, answers(429), 1), outcome: 'right'},
	'answers 429 without Retry-After, always': {...goes(tag, answers(429)), outcome: 'rate-limited'},
	'answers 429 and asks for a second': {...goes(tag, answers(429, {'Retry-After': '1'}), 1), outcome: 'right'},
	'answers 429 and asks for a date that has been': {
		...goes(layer, answers(429, {'Retry-After': 'Thu, 01 Jan 2026 00:00:00 GMT'}), 1),
		outcome: 'right',
	},
	'answers 429 and asks for an hour': {...goes(tag, answers(429, {'Retry-After': '3600'})), outcome: 'rate-limited'},
	'answers 429 and asks for ten thousand years': {
		...goes(tag, answers(429, {'Retry-After': 'Fri, 31 Dec 9999 23:59:59 GMT'})),
		outcome: 'rate-limited',
	},
	'answers 429 and asks for nonsense': {...goes(tag, answers(429, {'Retry-After': '-1e99'}), 1), outcome: 'right'},
	'answers 503, once': {...goes(layer, answers(503), 1), outcome: 'right'},
	'answers 503, always': {...goes(layer, answers(503)), outcome: 'server-error'},
	'moves the tag after it was asked': {
		auth: {mode: 'none'},
		goes: ({registry}) => {
			registry.push('team/app', 'v1', other);
			registry.misbehave(tag, {kind: 'digest-header', value: index.root.descriptor.digest}, 1);
			registry.misbehave(tag, {kind: 'bytes', bytes: index.root.bytes}, 1);
		},
		outcome: 'right',
	},
	'moves the tag away from the digest beside it': {
		goes: ({registry}) => registry.push('team/app', 'v1', other),
		reference: `team/app:v1@${index.root.descriptor.digest}`,
		outcome: 'right',
	},
};
