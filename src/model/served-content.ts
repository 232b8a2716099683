import {headerOf} from './cache.ts';
import type {Answer} from './evidence.ts';

export type Content = {readonly sha256: string; readonly size: number};

/** How the bytes of an answer are compressed, in lower case; null: not at all (RFC 9110, 8.4). */
export function encodingOf(answer: Pick<Answer, 'headers'>): string | null {
	const stated = (headerOf(answer, 'content-encoding') ?? '').trim().toLowerCase();
	return stated === '' || stated === 'identity' ? null : stated;
}

/** The file that was served, all of it and with its compression undone; null: what came is not known to be that. */
export function contentOf(answer: Answer): Content | null {
	if (answer.status !== 200 || answer.truncated) return null;
	return encodingOf(answer) === null ? {sha256: answer.sha256, size: answer.size} : answer.decoded;
}
