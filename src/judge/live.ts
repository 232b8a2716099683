import {cacheOf} from '../model/cache.ts';
import type {Answer, Evidence, LiveEvidence, LiveFile, Observation} from '../model/evidence.ts';
import {liveAddress} from '../model/live.ts';
import type {Plan} from '../model/plan.ts';
import {contentOf} from '../model/served-content.ts';
import {judgeExpectations} from './expectations.ts';
import type {Opinion} from './opinion.ts';
import {drift, faultOf, finding, inconclusive, match} from './opinion.ts';

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
	const files = live.value.files.map((file) => judgeFile(file, asked.has(file.url)));
	const unfetched = wanted.filter(({url}) => !fetched.has(url)).map(({path}) => unread(path, 'not-asked'));
	const page = config.page === null ? [] : judgePage(config.page, live.value);
	const compared = live.value.files.some((file) => file.expected.length > 0);
	const nothing = inconclusive('asset-unknown', 'check-the-configuration', [
		finding('inconclusive', 'asset-unknown', config.base),
	]);
	return [...files, ...unfetched, ...page, ...(compared ? [] : [nothing]), ...expectations(plan, live.value)];
}

/** Null for a base that is no URL, below which nothing can have been fetched. */
const addressOf = (path: string, base: string): string | null => (URL.canParse(base) ? liveAddress(path, base) : null);

const unread = (subject: string, detail: string, answer: Answer | null = null): Opinion =>
	inconclusive('asset-unread', 'look-again', [
		finding('inconclusive', 'asset-unread', subject, {deployed: answer === null ? null : `${answer.status}`, detail}),
	]);

function judgeFile(file: LiveFile, asked: boolean): Opinion {
	if (file.expected.length === 0) return judgeUnknown(file, asked);
	const {answer} = file;
	const [first] = file.expected;
	if (answer.status !== 'observed') return unread(file.path, faultOf(answer).code);
	const seen = answer.value;
	if (seen.status === 404 || seen.status === 410)
		return drift('asset-missing', 'publish-assets', 'observed', [
			finding('drift', 'asset-missing', file.path, {expected: first!.sha256, detail: `${seen.status}`}),
		]);
	if (seen.status !== 200) return unread(file.path, 'unexpected-answer', seen);
	if (seen.truncated) return unread(file.path, 'too-large', seen);
	const content = contentOf(seen);
	// Bytes whose compression could not be undone are other bytes, whatever file they stand for.
	if (content === null) return unread(file.path, 'content-encoding', seen);
	if (servedAs(file) !== null)
		return match('served-bytes-match', 'observed', [
			finding('note', 'served-bytes-match', file.path, {
				expected: content.sha256,
				deployed: content.sha256,
				detail: servedAs(file),
			}),
		]);
	const parts = {expected: first!.sha256, deployed: content.sha256, detail: cacheOf(seen)};
	if (seen.contentType === 'text/html' && !/\.x?html?$/i.test(first!.path))
		return drift('asset-missing', 'publish-assets', 'observed', [
			finding('drift', 'asset-missing', file.path, {...parts, detail: seen.contentType}),
		]);
	const remedy = parts.detail === null ? 'push-and-recreate' : 'purge-cache';
	return drift('served-bytes-differ', remedy, 'observed', [finding('drift', 'served-bytes-differ', file.path, parts)]);
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

/** The artifact's path that these served bytes are, whole and with their compression undone; null: none, or not known. */
export function servedAs(file: LiveFile): string | null {
	const content = file.answer.status === 'observed' ? contentOf(file.answer.value) : null;
	return content === null ? null : (file.expected.find(({sha256}) => sha256 === content.sha256)?.path ?? null);
}

function judgePage(url: string, live: LiveEvidence): readonly Opinion[] {
	const {page} = live;
	const fail = (detail: string): readonly Opinion[] => [
		inconclusive('page-unread', 'look-at-proxy', [finding('inconclusive', 'page-unread', url, {detail})]),
	];
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

const expectations = (plan: Plan, live: LiveEvidence): readonly Opinion[] =>
	judgeExpectations(plan.service.expect, [{markers: live.markers, complete: true}], {
		assurance: 'observed',
		remedy: 'push-and-recreate',
		unread: 'asset-unread',
		good: 'served-bytes-match',
		mayBeMissing: true,
		textsElsewhere: false,
	});
