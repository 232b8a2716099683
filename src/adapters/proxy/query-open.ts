// A question has no query, and whoever asks may send one. Texts of a request hold these in the place of a query, so that
// what would be decided by it is not decided here. Neither character can stand in a path or in a configuration.

/** A query with its `?`, or nothing. */
export const maybeQuery = '\0';
/** A query without its `?`, or nothing. */
export const maybeArgs = '\x01';

const open = /[\0\x01]/;

export const isOpen = (text: string): boolean => open.test(text);

/** What stands before the place of a query. */
export const beforeQuery = (text: string): string => text.split(open, 1)[0]!;

/** The text where there is no query. */
export const withoutQuery = (text: string): string => text.replace(/[\0\x01]/g, '');

/** Whether an open text is the same as one that is not; null: the query decides. */
export function isSameText(text: string, other: string): boolean | null {
	if (!isOpen(text)) return text === other;
	const before = beforeQuery(text);
	if (!other.startsWith(before)) return false;
	const follows = other.slice(before.length);
	return text[before.length] === maybeQuery && follows !== '' && !follows.startsWith('?') ? false : null;
}

/** A text that no query decides; null: one does, or it was not known before. */
export const settled = (text: string | null): string | null => (text === null || isOpen(text) ? null : text);
