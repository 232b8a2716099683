import type {LiveFile} from '../model/evidence.ts';
import {contentOf} from '../model/served-content.ts';
import type {Fetched} from './fetched.ts';
import type {ServedFiles} from './served.ts';

const notAsked = {status: 'skipped', reason: 'not-asked'} as const;

/** What was fetched, each beside the artifact's files that it may be. */
export function filesOf(all: readonly Fetched[], base: URL, served: ServedFiles): readonly LiveFile[] {
	return all.map(({url, reply}) => {
		const {pathname} = new URL(url);
		const whole = decoded(pathname.slice(1));
		const byPath = expectedAt(url, base, served);
		const answer: LiveFile['answer'] = reply.status === 'observed' ? {...reply, value: reply.value.answer} : reply;
		const content = answer.status === 'observed' ? contentOf(answer.value) : null;
		const expected =
			byPath.length > 0 || content === null
				? byPath
				: served.byContent(content.sha256, content.size).filter((file) => mayBe(whole, file.path));
		return {url, path: pathname, answer, fresh: notAsked, origin: notAsked, expected};
	});
}

/** The artifact's files that an address should serve, by its path. */
export function expectedAt(url: string, base: URL, served: ServedFiles): LiveFile['expected'] {
	const {pathname} = new URL(url);
	const below = pathname.startsWith(base.pathname) ? decoded(pathname.slice(base.pathname.length)) : null;
	return served.byPath(below, decoded(pathname.slice(1)));
}

/** Whether a URL may stand for a file of another name: `/app.js` answered with the start page's bytes is a fallback. */
const mayBe = (url: string, path: string): boolean => {
	const ending = endingOf(url);
	return ending === '' || ending === endingOf(path);
};

const endingOf = (path: string): string => /\.[^./]+$/.exec(path)?.[0].toLowerCase() ?? '';

/** A name as the file system has it; what is no valid escape stays as it is. */
export function decoded(path: string): string {
	try {
		return decodeURIComponent(path);
	} catch {
		return path;
	}
}
