import {pathOf} from '../model/path.ts';
import type {Rule} from './problem.ts';

/** Bytes of one document that a person writes. */
export const maxDocumentBytes = 1024 * 1024;

export const acceptedInside = "a path inside the repository, such as dist: relative, with '/', without '..'";

/** A path that stays where it starts. What links do is for whoever opens it. */
export const insideRule: Rule = (text) => {
	if (text === '') return {todo: 'name a directory; . is the whole repository'};
	if (/\p{Cc}/u.test(text) || text.length > 4096) return {todo: 'write one plain path'};
	if (text.startsWith('/') || /^[A-Za-z]:[\\/]/.test(text))
		return {todo: `write it relative to the repository${text.startsWith('/') ? ': without the leading slash' : ''}`};
	if (text.startsWith('~'))
		return {todo: "a home directory is not part of the repository; put './' before a name that starts with '~'"};
	if (text.split('/').includes('..')) return {todo: "remove '..': files outside the repository are not read"};
	if (text.includes('\\')) return {todo: "separate directories with '/'"};
	return null;
};

export const acceptedAbsolute = "an absolute directory in the image, such as /app/dist: with '/', without '..'";

export const absoluteRule: Rule = (text) => {
	if (!text.startsWith('/'))
		return {todo: 'start it with a slash, or remove the key and let the place be found by content'};
	if (/\p{Cc}/u.test(text) || text.length > 4096) return {todo: 'write one plain path'};
	if (text.split('/').includes('..')) return {todo: "write the path out without '..'"};
	return null;
};

/** `./dist/` → `dist`; `.` → '' (the root of what it is relative to). */
export const plainInside = (text: string): string => pathOf(text).path;

/** `/app//dist/` → `/app/dist`. */
export const plainAbsolute = (text: string): string => `/${pathOf(text).path}`;
