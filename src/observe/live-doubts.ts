import {cacheOf} from '../model/cache.ts';
import type {Answer, LiveFile, Observation} from '../model/evidence.ts';
import {contentOf} from '../model/served-content.ts';
import {bounded} from './bounded.ts';
import type {Fetching} from './fetched.ts';
import {freshUrl, originQuestion} from './probe-doubts.ts';

/** Files that are asked for again: what the first of them show, hundreds would show too. */
const mostDoubted = 8;

const notAsked = {status: 'skipped', reason: 'not-asked'} as const;

/** Asks past caches, and at the origin, for files that came with other bytes than the build's, or did not come. */
export async function askForFiles(
	fetching: Fetching,
	files: readonly LiveFile[],
	page: string | null,
	origin: string | null,
	nonce: () => string,
	width: number,
): Promise<readonly LiveFile[]> {
	const doubted = new Set(files.filter((file) => isDoubted(file, file.url === page)).slice(0, mostDoubted));
	return bounded(files, width, async (file) => {
		if (!doubted.has(file) || file.answer.status !== 'observed') return file;
		const fresh = await askFresh(fetching, file, cacheOf(file.answer.value), nonce());
		const question = originQuestion(file.url, origin);
		const there = question === null ? notAsked : answerOf(await fetching.again(question.url, question.host));
		return {...file, fresh, origin: there};
	});
}

/** Not what could not be compared: nothing is known of that. */
function isDoubted(file: LiveFile, isPage: boolean): boolean {
	if (file.answer.status !== 'observed') return false;
	const {value} = file.answer;
	if (value.status >= 500 && isPage) return true;
	if (file.expected.length === 0) return false;
	if (value.status >= 500) return true;
	return value.status === 404 || value.status === 410 || (contentOf(value) !== null && !isOurs(file, file.answer));
}

function isOurs({expected}: LiveFile, answer: Observation<Answer>): boolean {
	const content = answer.status === 'observed' ? contentOf(answer.value) : null;
	return content !== null && expected.some(({sha256}) => sha256 === content.sha256);
}

async function askFresh(
	fetching: Fetching,
	file: LiveFile,
	cache: string | null,
	nonce: string,
): Promise<Observation<Answer>> {
	const fresh = answerOf(await fetching.again(freshUrl(file.url, nonce), null));
	if (cache !== null || !isOurs(file, fresh)) return fresh;
	// No cache says that there is one: where the same address gives the right bytes by now, it was another replica.
	const again = answerOf(await fetching.again(file.url, null));
	return isOurs(file, again) ? {status: 'skipped', reason: 'answers-vary'} : fresh;
}

const answerOf = ({reply}: Awaited<ReturnType<Fetching['again']>>): Observation<Answer> =>
	reply.status === 'observed' ? {...reply, value: reply.value.answer} : reply;
