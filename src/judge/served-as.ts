import type {LiveFile} from '../model/evidence.ts';
import {contentOf} from '../model/served-content.ts';

/** The artifact's path that these served bytes are, whole and with their compression undone; null: none, or not known. */
export function servedAs(file: LiveFile): string | null {
	const content = file.answer.status === 'observed' ? contentOf(file.answer.value) : null;
	return content === null ? null : (file.expected.find(({sha256}) => sha256 === content.sha256)?.path ?? null);
}
