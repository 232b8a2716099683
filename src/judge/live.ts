import {liveAddress} from '../model/live.ts';
import type {Answer, Evidence, LiveEvidence, LiveFile, Observation} from '../model/evidence.ts';
import type {Plan} from '../model/plan.ts';
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
	const asked = (file: LiveFile): boolean => config.paths.some((path) => isServedAt(file, path, config.base));
	const files = live.value.files.map((file) => judgeFile(file, asked(file)));
	const unfetched = config.paths
		.filter((path) => !live.value.files.some((file) => isServedAt(file, path, config.base)))
		.map((path) => unread(path, 'not-asked'));
	const page = config.page === null ? [] : judgePage(config.page, live.value);
	const compared = live.value.files.some((file) => file.expected.length > 0);
	const nothing = inconclusive('asset-unknown', 'check-the-configuration', [
		finding('inconclusive', 'asset-unknown', config.base),
	]);
	return [...files, ...unfetched, ...page, ...(compared ? [] : [nothing]), ...expectations(plan, live.value)];
}

/** Whether a fetched file is what this configured path asked for; an observer may resolve it with or without `/`. */
function isServedAt(file: LiveFile, path: string, base: string): boolean {
	if (file.path === path || file.path === `/${path}`) return true;
	if (URL.canParse(base) && file.url === liveAddress(path, base)) return true;
	return (
		URL.canParse(path, base) && (file.url === new URL(path, base).href || file.path === new URL(path, base).pathname)
	);
}

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
	// Encoded bytes are other bytes, whatever they decode to.
	if (isEncoded(seen)) return unread(file.path, 'content-encoding', seen);
	if (servedAs(file) !== null)
		return match('served-bytes-match', 'observed', [
			finding('note', 'served-bytes-match', file.path, {
				expected: seen.sha256,
				deployed: seen.sha256,
				detail: servedAs(file),
			}),
		]);
	const parts = {expected: first!.sha256, deployed: seen.sha256, detail: cacheOf(seen)};
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

/** The artifact's path that these served bytes are, whole and undecoded; null: none, or not known. */
export function servedAs(file: LiveFile): string | null {
	const {answer} = file;
	if (answer.status !== 'observed') return null;
	const seen = answer.value;
	if (!isWholeAnswer(seen)) return null;
	return file.expected.find((entry) => entry.sha256 === seen.sha256)?.path ?? null;
}

/** Whether the hash is that of the served file: all of it, as it is. */
export const isWholeAnswer = (answer: Answer): boolean =>
	answer.status === 200 && !answer.truncated && !isEncoded(answer);

const header = (answer: Answer, name: string): string | null =>
	Object.hasOwn(answer.headers, name) ? answer.headers[name]! : null;

const isEncoded = (answer: Answer): boolean => (header(answer, 'content-encoding') ?? 'identity') !== 'identity';

/** A header that says a cache answered; null: none says so. RFC 9111 section 5.1 for `age`. */
function cacheOf(answer: Answer): string | null {
	const age = header(answer, 'age');
	if (age !== null && age !== '0') return `age ${age}`;
	for (const name of ['x-cache', 'cf-cache-status', 'cache-status']) {
		const value = header(answer, name);
		if (value !== null && /\bhit\b/i.test(value)) return `${name} ${value}`;
	}
	return null;
}

function judgePage(url: string, live: LiveEvidence): readonly Opinion[] {
	const {page} = live;
	const fail = (detail: string): readonly Opinion[] => [
		inconclusive('page-unread', 'look-at-proxy', [finding('inconclusive', 'page-unread', url, {detail})]),
	];
	if (page.status !== 'observed') return fail(faultOf(page as Observation<unknown>).code);
	if (page.value.truncated) return fail('too-large');
	const base = page.value.url;
	const unfetched = page.value.assets.filter(
		(asset) => isSameHost(asset, base) && !live.files.some((file) => isServedAt(file, asset, base)),
	);
	return unfetched.map((asset) => unread(asset, 'not-asked'));
}

/** What other hosts serve is no file of this deployment. */
const isSameHost = (asset: string, base: string): boolean =>
	!URL.canParse(base) || !URL.canParse(asset, base) || new URL(asset, base).host === new URL(base).host;

const expectations = (plan: Plan, live: LiveEvidence): readonly Opinion[] =>
	judgeExpectations(plan.service.expect, [{markers: live.markers, complete: true}], {
		assurance: 'observed',
		remedy: 'push-and-recreate',
		unread: 'asset-unread',
		good: 'served-bytes-match',
		mayBeMissing: true,
		textsElsewhere: false,
	});
