import type {Answer, LiveFile} from '../model/evidence.ts';
import {contentOf, contentsOf} from '../model/served-content.ts';
import type {Fetched} from './fetched.ts';
import {expected as expectedOf, type ServedFiles} from './served.ts';
import {settle} from './settled.ts';

const notAsked = {status: 'skipped', reason: 'not-asked'} as const;

/** What is known of the addresses beside what came from them. */
export type Named = {
	/** whether the configuration names it */
	readonly isStated: (url: string) => boolean;
	/** whether a comment alone may name it */
	readonly isDoubtful: (url: string) => boolean;
};

/** What was fetched, each beside the artifact's files that it may be. */
export function filesOf(all: readonly Fetched[], base: URL, served: ServedFiles, named: Named): readonly LiveFile[] {
	const at = placed(all, base, served, named);
	return all.map(({url, reply}) => {
		const {pathname} = new URL(url);
		const whole = decoded(pathname.slice(1));
		const answer = answerOf(reply);
		const content = answer.status === 'observed' ? contentOf(answer.value) : null;
		const {files, sure} = at(url);
		const isOther = answer.status === 'observed' && !files.some((file) => isOf(answer.value, file));
		const foreign = isOther && (!sure || (named.isDoubtful(url) && isMissing(answer.value, files)));
		const byPath = foreign ? [] : files;
		const expected =
			files.length > 0 || content === null
				? byPath
				: served.byContent(content.sha256, content.size).filter((file) => mayBe(whole, file.path));
		return {url, path: pathname, answer, fresh: notAsked, origin: notAsked, compressed: notAsked, expected};
	});
}

const answerOf = (reply: Fetched['reply']): LiveFile['answer'] =>
	reply.status === 'observed' ? {...reply, value: reply.value.answer} : reply;

const isOf = (answer: Answer, {sha256}: Pick<LiveFile['expected'][number], 'sha256'>): boolean =>
	contentsOf(answer).some((content) => content.sha256 === sha256);

/** Nothing is there, or the start page, which some servers answer then. */
const isMissing = (answer: Answer, files: LiveFile['expected']): boolean =>
	answer.status === 404 ||
	answer.status === 410 ||
	(answer.contentType === 'text/html' && !files.some(({path}) => /\.x?html?$/i.test(path)));

type Placed = {readonly files: LiveFile['expected']; readonly sure: boolean};

function placed(
	all: readonly Fetched[],
	base: URL,
	served: ServedFiles,
	{isStated}: Pick<Named, 'isStated'>,
): (url: string) => Placed {
	const {claims} = served;
	if (claims === null) return (url) => ({files: expectedAt(url, base, served), sure: true});
	const settled = settle(
		all.map(({url, reply}) => ({
			url,
			claims: claims(...pathsOf(url, base)),
			stated: isStated(url),
			is: (file) => reply.status === 'observed' && isOf(reply.value.answer, file),
		})),
	);
	return (url) => {
		const {files, sure} = settled(url);
		return {files: expectedOf(files), sure};
	};
}

/** The artifact's files that an address may be, by its path. */
export const expectedAt = (url: string, base: URL, served: ServedFiles): LiveFile['expected'] =>
	served.byPath(...pathsOf(url, base));

function pathsOf(url: string, base: URL): [below: string | null, whole: string] {
	const {pathname} = new URL(url);
	const below = pathname.startsWith(base.pathname) ? decoded(pathname.slice(base.pathname.length)) : null;
	return [below, decoded(pathname.slice(1))];
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
