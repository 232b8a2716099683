import {cacheOf} from '../model/cache.ts';
import type {Answer, LiveFile, Observation} from '../model/evidence.ts';
import {contentOf} from '../model/served-content.ts';
import type {Opinion} from './opinion.ts';
import {drift, finding, inconclusive, match} from './opinion.ts';
import {servedFile} from './served-as.ts';

/** What a file's own evidence does not hold. */
type About = {
	/** the commit of the earlier deployment that served these bytes there, short; null: none that is remembered */
	readonly earlier: (file: LiveFile) => string | null;
	/** whether it is stated which directory of the artifact is served */
	readonly isRooted: boolean;
	readonly isImage: boolean;
};

type Expected = LiveFile['expected'][number];

/**
 * The right bytes came. They are this deployment's unless a cache alone still has them, browsers get others, or they are
 * those of another file than is meant there.
 */
export function judgeRight(file: LiveFile, same: Expected, seen: Answer, about: About): Opinion {
	const others = about.isRooted ? [] : file.expected.filter(({sha256}) => sha256 !== same.sha256);
	if (others.length > 0)
		return inconclusive('asset-ambiguous', 'state-the-root', [
			finding('inconclusive', 'asset-ambiguous', file.path, {
				expected: others[0]!.path,
				deployed: same.path,
			}),
		]);
	const {fresh, origin, compressed} = file;
	const there = otherBytes(file, origin);
	if (there !== null || (isGone(origin) && isRefuted(file, fresh))) return wrong(file, same, there, about, 'origin');
	const browsers = otherBytes(file, compressed);
	if (browsers !== null || isGone(compressed)) return wrong(file, same, browsers, about, 'compressed');
	const lost = lostWords(origin, 'at the origin') ?? lostWords(compressed, 'as browsers ask');
	if (lost !== null)
		return inconclusive('asset-unread', 'look-again', [
			finding('inconclusive', 'asset-unread', file.path, {expected: same.sha256, detail: lost}),
		]);
	const cache = cacheOf(seen);
	if (cache !== null && isRefuted(file, fresh))
		return inconclusive(
			'cached-answer',
			fresh.status === 'observed' ? 'look-behind-the-cache' : 'look-again',
			[
				finding('inconclusive', 'cached-answer', file.path, {
					expected: same.sha256,
					deployed: otherBytes(file, fresh),
					detail: `${cache}, past the cache ${fresh.status === 'observed' ? fresh.value.status : 'no answer'}`,
				}),
			],
			'observed',
		);
	return match('served-bytes-match', 'observed', [
		finding('note', 'served-bytes-match', file.path, {expected: same.sha256, deployed: same.sha256, detail: same.path}),
	]);
}

/** Other bytes: what the origin has, or what browsers get. Null: not known to be other. */
function otherBytes(file: LiveFile, answer: Observation<Answer>): string | null {
	const content = answer.status === 'observed' ? contentOf(answer.value) : null;
	return content === null || servedFile({...file, answer}) !== null ? null : content.sha256;
}

/** That was asked and gave nothing to compare: it may be other. A refusal (401, 403, 429) is not an answer about the file. */
function lostWords(answer: Observation<Answer>, where: string): string | null {
	if (answer.status === 'unavailable') return `${answer.fault.code} ${where}`;
	return answer.status === 'observed' && answer.value.status >= 500 ? `${answer.value.status} ${where}` : null;
}

const isGone = (answer: Observation<Answer>): boolean =>
	answer.status === 'observed' && (answer.value.status === 404 || answer.value.status === 410);

/** Whether the right bytes did not come from behind the cache. That a query nobody knows is refused (400, 403) says nothing. */
const isRefuted = (file: LiveFile, fresh: Observation<Answer>): boolean =>
	fresh.status === 'unavailable' ||
	isGone(fresh) ||
	(fresh.status === 'observed' && fresh.value.status >= 500) ||
	otherBytes(file, fresh) !== null;

function wrong(
	file: LiveFile,
	same: Expected,
	sha256: string | null,
	about: About,
	where: 'origin' | 'compressed',
): Opinion {
	const answer = file[where];
	const cache = answer.status === 'observed' ? cacheOf(answer.value) : null;
	const stale = where === 'compressed' && cache !== null;
	const earlier = about.earlier({...file, answer});
	const reason = stale ? 'stale-cache' : earlier === null ? 'served-bytes-differ' : 'earlier-deployment-served';
	return drift(reason, stale ? 'purge-cache' : about.isImage ? 'push-and-recreate' : 'publish-the-build', 'observed', [
		finding('drift', earlier === null ? reason : 'earlier-bytes', file.path, {
			expected: same.sha256,
			deployed: sha256,
			detail: earlier ?? (where === 'origin' ? 'at the origin' : `as browsers ask, ${cache ?? 'compressed'}`),
		}),
	]);
}
