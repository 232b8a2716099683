import type {ServiceConfig} from '../model/config.ts';
import type {PlannedProbe} from '../model/plan.ts';
import {shellWord} from './escape.ts';

const private_ = /authorization|cookie|token|secret|key|password|signature/i;

/** How requests go where it is not the usual way. */
type Ways = Pick<ServiceConfig, 'resolve' | 'tls'>;

/**
 * A command that asks what a probe asked, by the same way: address, authorities, certificate. Null where it would have
 * to hold a query, a user or a literal credential; variables are named, never filled in.
 */
export function askCommand(probe: PlannedProbe, ways: Ways): string | null {
	const url = URL.parse(probe.url);
	if (url === null || url.search !== '' || url.username !== '' || url.password !== '') return null;
	const headers = headersOf(probe);
	if (headers === null) return null;
	if (probe.protocol === 'grpc') return grpcurl(url, headers, ways);
	const words = ['curl', probe.method === 'HEAD' ? '-sI' : '-si'];
	if (probe.method !== 'GET' && probe.method !== 'HEAD') words.push('-X', shellWord(probe.method));
	if (probe.protocol === 'http2') words.push(url.protocol === 'https:' ? '--http2' : '--http2-prior-knowledge');
	if (probe.protocol === 'websocket') words.push('--http1.1', '--max-time 5');
	const address = addressOf(url, ways);
	if (address !== null) words.push('--resolve', shellWord(`${url.hostname}:${portOf(url)}:${bracketed(address)}`));
	words.push(...trusted(url, ways, '--'));
	if (probe.protocol === 'websocket') for (const header of upgrade) words.push('-H', shellWord(header));
	return [...words, ...headers, shellWord(url.href)].join(' ');
}

/** The key is the example of RFC 6455, 1.3: the right answer to it is known. */
const upgrade = [
	'Connection: Upgrade',
	'Upgrade: websocket',
	'Sec-WebSocket-Version: 13',
	'Sec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==',
];

function headersOf({headers}: PlannedProbe): readonly string[] | null {
	const words: string[] = [];
	for (const {name, value} of headers) {
		if ('literal' in value) {
			if (private_.test(name)) return null;
			words.push('-H', shellWord(`${name}: ${value.literal}`));
		} else if (/^[A-Za-z_][A-Za-z0-9_]*$/.test(value.env)) {
			words.push('-H', `${shellWord(`${name}: ${value.prefix}`)}"$${value.env}"`);
		} else return null;
	}
	return words;
}

/** It learns what messages look like from the server, by reflection. */
function grpcurl(url: URL, headers: readonly string[], ways: Ways): string | null {
	const method = /^\/([A-Za-z0-9_.]+\/[A-Za-z0-9_]+)$/.exec(url.pathname)?.[1];
	if (method === undefined) return null;
	const address = addressOf(url, ways);
	const words = ['grpcurl', ...(url.protocol === 'http:' ? ['-plaintext'] : trusted(url, ways, '-'))];
	if (address !== null) words.push('-authority', shellWord(url.hostname));
	const host = address === null ? url.hostname : bracketed(address);
	return [...words, ...headers, shellWord(`${host}:${portOf(url)}`), shellWord(method)].join(' ');
}

/** Authorities and certificate are named as files; of the key only the variable is known, so a file is named after it. */
function trusted({protocol}: URL, {tls}: Ways, dash: '-' | '--'): readonly string[] {
	if (protocol !== 'https:' || tls === null) return [];
	const {ca, identity} = tls;
	return [
		...(ca === null ? [] : [`${dash}cacert`, shellWord(ca)]),
		...(identity === null
			? []
			: [`${dash}cert`, shellWord(identity.certificate), `${dash}key`, shellWord(`${identity.keyVariable}.pem`)]),
	];
}

/** As requests are sent: with the port before without. */
const addressOf = (url: URL, {resolve}: Ways): string | null =>
	resolve.find(({host}) => host === url.host)?.address ??
	resolve.find(({host}) => host === url.hostname)?.address ??
	null;

const portOf = ({port, protocol}: URL): string => (port !== '' ? port : protocol === 'https:' ? '443' : '80');
const bracketed = (address: string): string => (address.includes(':') ? `[${address}]` : address);
