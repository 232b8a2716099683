import {cacheOf, headerOf} from '../model/cache.ts';
import type {ServiceConfig} from '../model/config.ts';
import type {Answer, LiveFile, Observation} from '../model/evidence.ts';
import {compileGlobs} from '../model/glob.ts';
import {contentOf, contentsOf} from '../model/served-content.ts';
import {bounded} from './bounded.ts';
import type {Fetching} from './fetched.ts';
import {freshUrl, originQuestion} from './probe-doubts.ts';

/** Files that are asked for again: what the first of them show, hundreds would show too. */
const mostDoubted = 8;
/** Right files that are asked for behind the cache that gave them, or at the origin, and compressed. */
const mostConfirmed = 3;
const mostCompressed = 2;

const notAsked = {status: 'skipped', reason: 'not-asked'} as const;

type Service = Pick<ServiceConfig, 'expect' | 'origin'>;
type Nonce = () => string;
type Doubts = Pick<LiveFile, 'fresh' | 'origin' | 'compressed'>;

/**
 * Asks past caches, and at the origin, for files that came with other bytes than the build's, or did not come; and for a
 * few that are right, since a cache serves the right bytes for hours after the deployment behind it went back.
 */
export async function askForFiles(
	fetching: Fetching,
	files: readonly LiveFile[],
	page: string | null,
	service: Service,
	nonce: Nonce,
	width: number,
): Promise<readonly LiveFile[]> {
	const doubted = new Set(files.filter((file) => isDoubted(file, file.url === page)).slice(0, mostDoubted));
	// Where something is wrong as it is, it need not be found out elsewhere.
	const telling = doubted.size > 0 ? [] : tellingOf(files, service);
	const confirmed = new Set(
		telling.filter((file) => cacheIn(file.answer) !== null || service.origin !== null).slice(0, mostConfirmed),
	);
	const compressed = new Set(telling.filter(hasForms).slice(0, mostCompressed));
	return bounded(files, width, async (file) => {
		const doubts: Partial<Doubts> = {
			...(doubted.has(file) ? await askWrong(fetching, file, service, nonce) : {}),
			...(confirmed.has(file) ? await askRight(fetching, file, service, nonce) : {}),
			...(compressed.has(file) ? {compressed: await ask(fetching, file.url, acceptsForms)} : {}),
		};
		return {...file, ...doubts};
	});
}

const acceptsForms = [['Accept-Encoding', 'gzip, br']] as const;

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
	const contents = answer.status === 'observed' ? contentsOf(answer.value) : [];
	return contents.some((content) => expected.some(({sha256}) => sha256 === content.sha256));
}

/** The right files, those first that say most of the deployment: the page, then what is expected of it. */
function tellingOf(files: readonly LiveFile[], {expect}: Service): readonly LiveFile[] {
	const isExpected = compileGlobs(expect.map((expectation) => expectation.files));
	const rank = ({expected}: LiveFile): number =>
		expected.some(({path}) => /\.x?html?$/i.test(path)) ? 0 : expected.some(({path}) => isExpected(path)) ? 1 : 2;
	return files.filter((file) => isOurs(file, file.answer)).sort((a, b) => rank(a) - rank(b));
}

const cacheIn = (answer: Observation<Answer>): string | null =>
	answer.status === 'observed' ? cacheOf(answer.value) : null;

/** Whether what browsers get may be another answer that is kept beside this one (RFC 9110, 12.5.5). */
const hasForms = ({answer}: LiveFile): boolean =>
	answer.status === 'observed' &&
	(cacheOf(answer.value) !== null || /\baccept-encoding\b|\*/i.test(headerOf(answer.value, 'vary') ?? ''));

async function askRight(
	fetching: Fetching,
	file: LiveFile,
	{origin}: Service,
	nonce: Nonce,
): Promise<Pick<Doubts, 'fresh' | 'origin'>> {
	const fresh = cacheIn(file.answer) === null ? notAsked : await ask(fetching, freshUrl(file.url, nonce()));
	return {fresh, origin: await askOrigin(fetching, file, origin)};
}

async function askWrong(
	fetching: Fetching,
	file: LiveFile,
	{origin}: Service,
	nonce: Nonce,
): Promise<Pick<Doubts, 'fresh' | 'origin'>> {
	const fresh = await askFresh(fetching, file, nonce);
	return {fresh, origin: await askOrigin(fetching, file, origin)};
}

function askOrigin(fetching: Fetching, file: LiveFile, origin: string | null): Promise<Observation<Answer>> {
	const question = originQuestion(file.url, origin);
	if (question === null) return Promise.resolve(notAsked);
	return ask(fetching, question.url, question.host === null ? [] : [['Host', question.host]]);
}

/**
 * Past a cache that says that it is one, once. Where none says so, replicas may answer in turn: of six of them or fewer
 * no order of old and new gives just these answers to addresses that were asked before and to those that were not.
 */
async function askFresh(fetching: Fetching, file: LiveFile, nonce: Nonce): Promise<Observation<Answer>> {
	const past = (): Promise<Observation<Answer>> => ask(fetching, freshUrl(file.url, nonce()));
	const fresh = await past();
	if (cacheIn(file.answer) !== null || !isOurs(file, fresh)) return fresh;
	for (const isKnown of [false, true, false, true, true, false]) {
		const again = isKnown ? await ask(fetching, file.url) : await past();
		if (again.status !== 'observed' || isOurs(file, again) === isKnown)
			return {status: 'skipped', reason: 'answers-vary'};
	}
	return fresh;
}

async function ask(
	fetching: Fetching,
	url: string,
	headers: readonly (readonly [string, string])[] = [],
): Promise<Observation<Answer>> {
	const {reply} = await fetching.again(url, headers);
	return reply.status === 'observed' ? {...reply, value: reply.value.answer} : reply;
}
