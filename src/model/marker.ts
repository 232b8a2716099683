import type {History} from './history.ts';
import {historyOf} from './history.ts';

/** Which of our comments this is, and which run wrote it. A later run has a greater number. */
export type Marker = {readonly service: string; readonly environment: string; readonly run: number};

/** The marker and the remembered history of a comment that starts with a marker. */
export type MarkedComment = Marker & {
	/** null: the comment carries none, or none that can be read */
	readonly history: History | null;
	/** what the state line held when it was no history of this service and environment; null: nothing is wrong */
	readonly problem: 'too-large' | 'not-a-history' | null;
};

/** UTF-8 bytes of a service's or environment's name that a marker carries. */
export const markerNameLimit = 512;
/** Characters of a state line: under half of the 65,536 a comment holds, so that the verdict always fits beside it. */
export const stateLimit = 24_000;

const head = '<!-- deploy-truth:v1 ';
const stateHead = '<!-- deploy-truth-state:v1 ';
const tail = ' -->';
// 512 bytes are 683 characters of base64url; 16 digits hold every safe integer.
const line =
	/^<!-- deploy-truth:v1 service=([A-Za-z0-9_-]{1,684}) environment=([A-Za-z0-9_-]{1,684}) run=(0|[1-9][0-9]{0,15}) -->$/;

/** The first line of our comment. Names are base64url, so no name can end the HTML comment or forge another one. */
export function formatMarker(marker: Marker): string {
	if (!Number.isSafeInteger(marker.run) || marker.run < 0)
		throw new RangeError(`run number ${marker.run} cannot be stamped`);
	return `${head}service=${encodeName(marker.service)} environment=${encodeName(marker.environment)} run=${marker.run}${tail}`;
}

/**
 * The second line of our comment: what the next run wants to know of this one. A history that is too large sheds the
 * files that were lacking, then the deployment before, then what was served; null when even the rest does not fit.
 */
export function formatState(history: History): string | null {
	const bare = (snapshot: History['last']): History['last'] => ({...snapshot, lacked: []});
	const steps: (() => History)[] = [
		() => history,
		() => ({...history, last: bare(history.last), before: history.before && bare(history.before)}),
		() => ({...history, last: bare(history.last), before: null}),
		() => ({...history, last: {...bare(history.last), served: {}, absent: {}}, before: null}),
	];
	for (const step of steps) {
		const text = `${stateHead}${toBase64Url(JSON.stringify(step()))}${tail}`;
		if (text.length <= stateLimit) return text;
	}
	return null;
}

/**
 * Reads a comment's body. Null unless its very first line is a marker: a quoted, indented or later one never counts.
 * Says nothing about who wrote the body; that is the caller's to check.
 */
export function readMarkedComment(body: string): MarkedComment | null {
	const first = lineAt(body, 0, 1_500);
	const match = first === null ? null : line.exec(first.text);
	if (first === null || match === null) return null;
	const service = fromBase64Url(match[1]!);
	const environment = fromBase64Url(match[2]!);
	const run = Number(match[3]);
	if (service === null || environment === null || !Number.isSafeInteger(run)) return null;
	return {service, environment, run, ...readState(body, first.next, service, environment)};
}

function readState(
	body: string,
	from: number,
	service: string,
	environment: string,
): Pick<MarkedComment, 'history' | 'problem'> {
	if (!body.startsWith(stateHead, from)) return {history: null, problem: null};
	const second = lineAt(body, from, stateLimit);
	if (second === null) return {history: null, problem: 'too-large'};
	if (!second.text.endsWith(tail)) return {history: null, problem: 'not-a-history'};
	const text = fromBase64Url(second.text.slice(stateHead.length, -tail.length));
	const history = text === null ? null : historyOf(parseJson(text));
	if (history === null || history.service !== service || history.environment !== environment)
		return {history: null, problem: 'not-a-history'};
	return {history, problem: null};
}

/** The line that starts at `from`, without its end; null when it is longer than `limit`. */
function lineAt(body: string, from: number, limit: number): {text: string; next: number} | null {
	const window = body.slice(from, from + limit + 2);
	const end = window.indexOf('\n');
	if (end < 0) return window.length > limit ? null : {text: window, next: body.length};
	const text = window.slice(0, window.charCodeAt(end - 1) === 13 ? end - 1 : end);
	return text.length > limit ? null : {text, next: from + end + 1};
}

function encodeName(name: string): string {
	const bytes = new TextEncoder().encode(name);
	if (name === '' || bytes.length > markerNameLimit || !name.isWellFormed())
		throw new RangeError('a service or environment name must be well-formed text of 1 to 512 bytes');
	return encodeBytes(bytes);
}

function parseJson(text: string): unknown {
	try {
		return JSON.parse(text);
	} catch {
		return undefined;
	}
}

const toBase64Url = (text: string): string => encodeBytes(new TextEncoder().encode(text));

function encodeBytes(bytes: Uint8Array): string {
	let binary = '';
	for (const byte of bytes) binary += String.fromCharCode(byte);
	return btoa(binary).replaceAll('+', '-').replaceAll('/', '_').replaceAll('=', '');
}

/** Null unless the text is what {@link toBase64Url} writes: no padding, no stray bits, valid UTF-8. */
function fromBase64Url(text: string): string | null {
	if (text === '' || !/^[A-Za-z0-9_-]+$/.test(text)) return null;
	try {
		const binary = atob(text.replaceAll('-', '+').replaceAll('_', '/'));
		const bytes = Uint8Array.from(binary, (character) => character.charCodeAt(0));
		if (encodeBytes(bytes) !== text) return null;
		return new TextDecoder('utf-8', {fatal: true, ignoreBOM: true}).decode(bytes);
	} catch {
		return null;
	}
}
