import {Pieces} from '../../bytes/pieces.ts';
import {UnsizedContent} from '../../bytes/unsized.ts';
import type {JsonExpectation, ProbeProtocol, Timeouts} from '../../model/config.ts';
import type {Answer} from '../../model/evidence.ts';
import {encodingOf} from '../../model/served-content.ts';
import type {HttpRequest, World} from '../../world.ts';
import {headOf} from './answer.ts';
import {pageOf, pageStart} from './error-page.ts';
import {expand} from './expanded.ts';
import {instancesNamed, namedBy} from './identity.ts';
import {JsonBody} from './json.ts';
import {type Speech, speechOf} from './protocol.ts';

/** How a request travels, where it is not the usual way; as `HttpRequest` has it. */
export type Way = Pick<HttpRequest, 'address' | 'socket' | 'ca' | 'identity' | 'version' | 'fresh'>;

/** One request to an endpoint, with what it must not give away. */
export type Question = Way & {
	readonly method: string;
	readonly url: string;
	readonly headers?: readonly (readonly [string, string])[];
	/** values among the headers that must not come back in the answer */
	readonly secrets?: readonly string[];
	readonly timeouts: Timeouts;
	readonly publicOnly: boolean;
	/** bytes of the body that are read; the rest is left, and the answer says so */
	readonly cap: number;
	/** hand the body back, not only its hash; a number: only if it has no more bytes than that */
	readonly keep?: boolean | number;
	/** looked for in the body while it streams by */
	readonly texts?: readonly string[];
	/** default: `http` */
	readonly protocol?: ProbeProtocol;
	/** what a JSON body should hold; told of the answer by type alone */
	readonly json?: readonly JsonExpectation[];
	/** headers of the answer to keep beside those that are always kept, lower-case names */
	readonly answerHeaders?: readonly string[];
};

/**
 * `body` is empty unless it was to be kept. `found`: which of the texts the body holds. Both are of what was compressed,
 * where that could be expanded. `instances`: what its headers name.
 */
export type Reply = {
	readonly answer: Answer;
	readonly body: Uint8Array;
	readonly found: readonly string[];
	readonly instances: readonly string[];
};

/** Bytes of a probe's answer that are read. */
export const probeCap = 2 * 2 ** 20;
/** Bytes of one served file that are read. */
export const fileCap = 64 * 2 ** 20;
/** Bytes of one compressed body that are kept to be expanded. */
const encodedCap = 16 * 2 ** 20;

/** Sends one request and reads the answer up to a cap. A redirect is an answer: it is told, never followed. */
export async function ask(world: World, question: Question): Promise<Reply> {
	const speech = speechOf(question.protocol ?? 'http', question.url, world.random);
	const response = await world.http(requestOf(question, speech));
	const head = headOf(response, question.url, question.secrets ?? [], question.answerHeaders ?? []);
	const expected = question.json ?? [];
	const json = expected.length === 0 ? null : new JsonBody();
	const content = new UnsizedContent(question.texts ?? [], true);
	const encoding = encodingOf(head);
	const most = encoding === null ? keptBytes(question) : encodedCap;
	const chunks = new Pieces();
	let kept = 0;
	const start = response.status >= 200 && response.status < 300 ? null : new Start(pageStart);
	const message = speech.reads === undefined ? null : new Start(speech.reads);
	let truncated = false;
	if (head.contentType === 'text/event-stream') {
		// Such a body ends when somebody hangs up.
		response.discard();
		truncated = true;
	} else {
		for await (const chunk of response.body) {
			const room = question.cap - content.size;
			const part = chunk.length > room ? chunk.subarray(0, room) : chunk;
			content.update(part);
			start?.update(part);
			message?.update(part);
			if (encoding === null) json?.update(part);
			kept += part.length;
			if (kept <= most) chunks.push(part);
			else chunks.clear();
			if (chunk.length > room) {
				truncated = true;
				break;
			}
		}
	}
	const {sha256, size, found} = content.done();
	const meant = speech.meant(response, head, message?.bytes() ?? nothing);
	const by = namedBy(response);
	const page = pageOf({
		status: head.status,
		by,
		header: response.header,
		text: encoding === null ? (start?.text() ?? '') : '',
		empty: size === 0 && !truncated && question.method !== 'HEAD',
	});
	const expanded =
		encoding === null || truncated || kept > most
			? null
			: await expand(encoding, chunks.all(), {
					cap: question.cap,
					keep: keptBytes(question),
					texts: question.texts ?? [],
					take: (chunk) => json?.update(chunk),
				});
	return {
		answer: {
			...head,
			status: meant.status,
			headers: meant.headers,
			sha256,
			size,
			truncated,
			decoded: expanded?.content ?? null,
			by,
			pageOf: page,
			json: truncated || json === null || (encoding !== null && expanded === null) ? null : json.seen(expected),
		},
		body: expanded?.body ?? (encoding === null && !chunks.isEmpty ? Buffer.concat(chunks.all()) : nothing),
		found: expanded?.found ?? found,
		instances: instancesNamed(response, question.secrets ?? []),
	};
}

const ways = ['address', 'socket', 'ca', 'identity', 'version', 'fresh'] as const satisfies readonly (keyof Way)[];

function requestOf(question: Question, {headers, body, version}: Speech): HttpRequest {
	const {method, url, timeouts, publicOnly} = question;
	const own = headersOf(question.headers ?? []);
	// Grows where something is stated: a probe states little, and there may be thousands of requests.
	const request: {-readonly [Name in keyof HttpRequest]: HttpRequest[Name]} & Record<string, unknown> = {
		method,
		url,
		headers: headers.length === 0 ? own : [...own, ...headers],
		timeouts,
		publicOnly,
	};
	if (body !== undefined) request.body = body;
	if (version !== undefined) request.version = version;
	for (const name of ways) {
		const stated = question[name];
		if (stated !== undefined) request[name as string] = stated;
	}
	return request;
}

/** How a body begins: of an answer that is no success enough to tell whose page it is. */
class Start {
	readonly #parts: Uint8Array[] = [];
	#left: number;

	constructor(bytes: number) {
		this.#left = bytes;
	}

	update(chunk: Uint8Array): void {
		if (this.#left === 0) return;
		// A copy: whoever streams may take the piece back.
		const part = Uint8Array.from(chunk.subarray(0, this.#left));
		this.#parts.push(part);
		this.#left -= part.length;
	}

	bytes(): Uint8Array {
		return this.#parts.length === 0 ? nothing : Buffer.concat(this.#parts);
	}

	text(): string {
		return this.#parts.length === 0 ? '' : new TextDecoder().decode(this.bytes());
	}
}

const nothing = new Uint8Array();

const keptBytes = ({keep = false, cap}: Question): number => (typeof keep === 'number' ? keep : keep ? cap : 0);

/** Whether the body is that of the file itself, as it came or expanded. */
export const isPlain = (answer: Answer): boolean => encodingOf(answer) === null || answer.decoded !== null;

/** Ours where the question does not state its own. `identity`, because a compressed body has another hash at every server. */
function headersOf(own: readonly (readonly [string, string])[]): readonly (readonly [string, string])[] {
	if (own.length === 0) return ours;
	const stated = new Set(own.map(([name]) => name.toLowerCase()));
	return [...ours.filter(([name]) => !stated.has(name.toLowerCase())), ...own];
}

const ours: readonly (readonly [string, string])[] = [
	['User-Agent', 'deploy-truth'],
	['Accept', '*/*'],
	['Accept-Encoding', 'identity'],
];
