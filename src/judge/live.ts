import {cacheOf} from '../model/cache.ts';
import type {Answer, Evidence, LiveEvidence, LiveFile, Observation} from '../model/evidence.ts';
import {liveAddress} from '../model/live.ts';
import type {Plan} from '../model/plan.ts';
import {contentOf, isOddlyCoded} from '../model/served-content.ts';
import type {ReasonCode, RemedyCode} from '../model/verdict.ts';
import {earlierDeployments, rememberedOf, servedKey} from './earlier.ts';
import {judgeExpectations} from './expectations.ts';
import {expectedCommit} from './expected.ts';
import {judgeRefusal} from './live-refusal.ts';
import {type Stranger, strangersOf} from './live-page.ts';
import type {Opinion} from './opinion.ts';
import {drift, faultOf, finding, inconclusive, match} from './opinion.ts';
import {judgeRight} from './live-right.ts';
import {servedAs, servedFile} from './served-as.ts';

/** Do the bytes that are served come from this deployment? */
export function judgeLive(plan: Plan, evidence: Evidence): readonly Opinion[] {
	const config = plan.service.live;
	if (config === null) return [];
	const {live} = evidence;
	if (live.status !== 'observed')
		return [
			inconclusive('asset-unread', 'look-at-proxy', [
				finding('inconclusive', 'unread', config.base, {detail: faultOf(live).code}),
			]),
		];
	const wanted = config.paths.map((path) => ({path, url: addressOf(path, config.base)}));
	const asked = new Set(wanted.map(({url}) => url));
	const fetched = new Set<string | null>(live.value.files.map((file) => file.url));
	const about = aboutOf(plan, evidence, live.value);
	const files = live.value.files.map((file) => judgeFile(file, asked.has(file.url), about));
	const strangers = [...about.strangers].flatMap(([file, stranger]) => judgeStranger(file, stranger, about));
	const unfetched = wanted.filter(({url}) => !fetched.has(url)).map(({path}) => unread(path, 'not-asked'));
	const page = config.page === null ? [] : judgePage(config.page, about.page, live.value);
	const compared = live.value.files.some((file) => file.expected.length > 0);
	const nothing = inconclusive('asset-unknown', 'check-the-configuration', [
		finding('inconclusive', 'asset-unknown', config.base),
	]);
	return [
		...(live.value.left > 0 ? [leftOf(config.base, live.value.left)] : []),
		...files,
		...strangers,
		...unfetched,
		...page,
		...(compared ? [] : [nothing]),
		...expectations(plan, live.value, about.isImage),
	];
}

/** What pages load late is looked at as far as the caps go: how far is told, and nothing follows from it. */
const leftOf = (base: string, left: number): Opinion => ({
	...match('served-bytes-match', 'observed', [finding('note', 'files-left', base, {detail: `${left}`})]),
	assurance: null,
});

/** Null for a base that is no URL, below which nothing can have been fetched. */
const addressOf = (path: string, base: string): string | null => (URL.canParse(base) ? liveAddress(path, base) : null);

const unread = (subject: string, detail: string, answer: Answer | null = null): Opinion =>
	inconclusive('asset-unread', 'look-again', [
		finding('inconclusive', 'asset-unread', subject, {deployed: answer === null ? null : `${answer.status}`, detail}),
	]);

function judgeFile(file: LiveFile, asked: boolean, about: About): Opinion {
	const refused = judgeRefusal(file, file.url === about.page);
	if (refused !== null) return refused;
	if (file.expected.length === 0) return judgeUnknown(file, asked);
	const {answer} = file;
	if (answer.status !== 'observed') return unread(file.path, faultOf(answer).code);
	const seen = answer.value;
	const missing = seen.status === 404 || seen.status === 410;
	if (!missing && seen.status !== 200) return unread(file.path, 'unexpected-answer', seen);
	if (!missing && seen.truncated) return unread(file.path, 'too-large', seen);
	const content = contentOf(seen);
	// Bytes whose compression could not be undone are other bytes, whatever file they stand for.
	if (!missing && content === null) return unread(file.path, 'content-encoding', seen);
	const same = servedFile(file);
	if (same !== null) return judgeRight(file, same, seen, about);
	if (!missing && isOddlyCoded(seen)) return unread(file.path, 'content-encoding', seen);
	return judgeOther(file, seen, about);
}

/** Other bytes than the build's, or none: who gives them, and whose they are. */
function judgeOther(file: LiveFile, seen: Answer, about: About): Opinion {
	const content = contentOf(seen);
	const [first] = file.expected;
	const {reason, remedy} = whyOther(file, seen, about);
	const earlier = about.earlier(file);
	const fallback = reason === 'asset-missing' && content !== null;
	const varies = file.fresh.status === 'skipped' && file.fresh.reason === 'answers-vary';
	return drift(reason, remedy, 'observed', [
		finding('drift', earlier === null ? reason : 'earlier-bytes', file.path, {
			expected: first!.sha256,
			deployed: content?.sha256 ?? null,
			detail: earlier ?? (content === null ? `${seen.status}` : fallback ? seen.contentType : cacheOf(seen)),
		}),
		...(varies ? [finding('note', 'answers-vary', file.path)] : []),
	]);
}

function whyOther(file: LiveFile, seen: Answer, about: About): {reason: ReasonCode; remedy: RemedyCode} {
	const {fresh, origin} = file;
	if (isExpected(file, fresh)) return {reason: 'stale-cache', remedy: 'purge-cache'};
	if (isExpected(file, origin)) return {reason: 'edge-differs-from-origin', remedy: 'look-at-proxy'};
	const page = /\.x?html?$/i.test(file.expected[0]!.path);
	if (seen.status !== 200 || (seen.contentType === 'text/html' && !page))
		return {reason: 'asset-missing', remedy: 'publish-assets'};
	const unasked = cacheOf(seen) !== null && fresh.status !== 'observed';
	const publish = about.isImage ? 'push-and-recreate' : 'publish-the-build';
	if (!unasked && about.earlier(file) !== null) return {reason: 'earlier-deployment-served', remedy: publish};
	if (!unasked && page && [...about.strangers.values()].includes('foreign'))
		return {reason: 'page-of-another-build', remedy: publish};
	// A page that came altered beside files that are right was altered on its way, or is made anew for each request.
	if (page && about.othersAreRight) return {reason: 'served-bytes-differ', remedy: 'compare-the-page'};
	// Past the cache it is as wrong: then it is not the cache's doing.
	return {reason: 'served-bytes-differ', remedy: unasked ? 'purge-cache' : publish};
}

const isExpected = (file: LiveFile, answer: Observation<Answer>): boolean => servedFile({...file, answer}) !== null;

/** What a file's own evidence does not hold. */
type About = {
	/** the commit of the earlier deployment that served these bytes there, short; null: none that is remembered */
	readonly earlier: (file: LiveFile) => string | null;
	/** the address of the page; null: none is asked for */
	readonly page: string | null;
	/** scripts and styles of the page that no artifact holds */
	readonly strangers: ReadonlyMap<LiveFile, Stranger>;
	/** files beside the page were compared, each of them is right, and the page loads nothing that may be another build's */
	readonly othersAreRight: boolean;
	/** whether it is stated which directory of the artifact is served */
	readonly isRooted: boolean;
	readonly isImage: boolean;
};

function aboutOf(plan: Plan, evidence: Evidence, live: LiveEvidence): About {
	const {files} = live;
	const {base, page} = plan.service.live!;
	const expected = expectedCommit(plan, evidence);
	// A run over this very commit that found drift does not say whose bytes it saw.
	const snapshots = earlierDeployments(rememberedOf(plan, evidence), expected).filter(
		({commit}) => commit !== expected,
	);
	const others = files.filter(({expected}) => expected.length > 0 && !/\.x?html?$/i.test(expected[0]!.path));
	const strangers = strangersOf(plan, evidence, live);
	const noneElse = [...strangers.values()].every((stranger) => stranger === 'excused');
	return {
		earlier: (file) => {
			const {answer} = file;
			const key = servedKey(file);
			const content = answer.status === 'observed' ? contentOf(answer.value) : null;
			const whose = snapshots.find(
				({served}) => content !== null && Object.hasOwn(served, key) && served[key] === content.sha256,
			);
			return whose?.commit.slice(0, shownDigits) ?? null;
		},
		page: page === null ? null : addressOf(page, base),
		strangers,
		othersAreRight: noneElse && others.length > 0 && others.every((file) => servedAs(file) !== null),
		isRooted: plan.service.live?.root !== null,
		isImage: plan.service.image !== null || plan.service.runtime !== null,
	};
}

const shownDigits = 12;

/** A page that loads what only another build has is that build's, whatever files of this one lie beside it. */
function judgeStranger(file: LiveFile, stranger: Stranger, about: About): readonly Opinion[] {
	if (stranger === 'excused') return [];
	const {answer} = file;
	const deployed = answer.status === 'observed' ? (contentOf(answer.value)?.sha256 ?? null) : null;
	const earlier = about.earlier(file);
	if (stranger === 'unsure' && earlier === null)
		return [
			inconclusive(
				'asset-unknown',
				'excuse-what-is-added',
				[finding('inconclusive', 'asset-unknown', file.path, {deployed})],
				'observed',
			),
		];
	const reason = earlier === null ? 'page-of-another-build' : 'earlier-deployment-served';
	return [
		drift(reason, about.isImage ? 'push-and-recreate' : 'publish-the-build', 'observed', [
			finding('drift', earlier === null ? reason : 'earlier-bytes', file.path, {deployed, detail: earlier}),
		]),
	];
}

/** A page may use what no artifact holds; a path that was named must be one of its files. */
function judgeUnknown(file: LiveFile, asked: boolean): Opinion {
	const {answer} = file;
	const parts =
		answer.status === 'observed'
			? {deployed: answer.value.sha256, detail: `${answer.value.status}`}
			: {detail: faultOf(answer).code};
	if (asked)
		return inconclusive('asset-unknown', 'check-the-configuration', [
			finding('inconclusive', 'asset-unknown', file.path, parts),
		]);
	return {...match('mounted', 'observed', [finding('note', 'asset-unknown', file.path, parts)]), assurance: null};
}

function judgePage(url: string, address: string | null, live: LiveEvidence): readonly Opinion[] {
	const {page} = live;
	const fail = (detail: string): readonly Opinion[] => [
		inconclusive('page-unread', 'look-at-proxy', [finding('inconclusive', 'page-unread', url, {detail})]),
	];
	// What the page was answered with instead is told of its file.
	if (live.files.some((file) => file.url === address && judgeRefusal(file, true) !== null)) return [];
	if (page.status !== 'observed') return fail(faultOf(page as Observation<unknown>).code);
	if (page.value.truncated) return fail('too-large');
	const fetched = new Set(live.files.map((file) => file.url));
	return page.value.assets
		.map((asset) => URL.parse(asset, page.value.url))
		.filter((asset) => asset !== null && isOurs(asset, page.value.url) && !fetched.has(asset.href))
		.map((asset) => unread(asset!.pathname, 'not-asked'));
}

/** What other hosts serve is no file of this deployment. */
const isOurs = (asset: URL, page: string): boolean => asset.host === URL.parse(page)?.host;

const expectations = (plan: Plan, live: LiveEvidence, isImage: boolean): readonly Opinion[] =>
	judgeExpectations(plan.service.expect, [{markers: live.markers, complete: true}], {
		assurance: 'observed',
		remedy: isImage ? 'push-and-recreate' : 'publish-the-build',
		unread: 'asset-unread',
		good: 'served-bytes-match',
		mayBeMissing: true,
		textsElsewhere: false,
	});
