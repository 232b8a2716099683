import type {LiveFile} from '../model/evidence.ts';
import {contentsOf} from '../model/served-content.ts';

/** The artifact's file that these served bytes are, whole and with their compression undone; null: none, or not known. */
export function servedFile({
	answer,
	expected,
}: Pick<LiveFile, 'answer' | 'expected'>): LiveFile['expected'][number] | null {
	const contents = answer.status === 'observed' ? contentsOf(answer.value) : [];
	return expected.find((file) => contents.some(({sha256}) => sha256 === file.sha256)) ?? null;
}

export const servedAs = (file: LiveFile): string | null => servedFile(file)?.path ?? null;
