import {headerOf} from './cache.ts';
import type {Answer} from './evidence.ts';

export type Content = {readonly sha256: string; readonly size: number};

/** What some servers and stores write where no compression is: character sets, and words of other headers. */
const plain = new Set(['7bit', '8bit', 'aws-chunked', 'binary', 'none', 'utf-8', 'utf8']);

const codingsOf = (answer: Pick<Answer, 'headers'>): readonly string[] =>
	(headerOf(answer, 'content-encoding') ?? '')
		.toLowerCase()
		.split(',')
		.map((word) => word.trim())
		.filter((word) => word !== '' && word !== 'identity');

/** How the bytes of an answer are compressed, in lower case; null: not at all (RFC 9110, 8.4). */
export const encodingOf = (answer: Pick<Answer, 'headers'>): string | null =>
	codingsOf(answer)
		.filter((word) => !plain.has(word))
		.join(', ') || null;

/** Whether the answer names a coding that is none: right bytes are right all the same, of others nothing is known. */
export const isOddlyCoded = (answer: Pick<Answer, 'headers'>): boolean =>
	codingsOf(answer).some((word) => plain.has(word));

/** The file that was served, all of it and with its compression undone; null: what came is not known to be that. */
export function contentOf(answer: Answer): Content | null {
	if (answer.status !== 200 || answer.truncated) return null;
	return encodingOf(answer) === null ? {sha256: answer.sha256, size: answer.size} : answer.decoded;
}

/**
 * What an answer may be the whole of: the content, and, where that could be expanded, the compressed bytes themselves,
 * for a build may hold `data.json.gz` that is sent as `data.json`, compressed.
 */
export function contentsOf(answer: Answer): readonly Content[] {
	const content = contentOf(answer);
	if (content === null) return [];
	return answer.decoded === content ? [content, {sha256: answer.sha256, size: answer.size}] : [content];
}
