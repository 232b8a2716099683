import type {Reply} from '../adapters/endpoint/ask.ts';
import {ask, fileCap, isPlain} from '../adapters/endpoint/ask.ts';
import type {PageAssets} from '../adapters/endpoint/page.ts';
import {assetsOf, pageCap} from '../adapters/endpoint/page.ts';
import type {LiveEvidence, LiveFile, MarkerEvidence, Observation} from '../model/evidence.ts';
import {FaultError} from '../model/fault.ts';
import {compileGlobs} from '../model/glob.ts';
import {liveAddress, liveBase} from '../model/live.ts';
import type {FileManifest} from '../model/manifest.ts';
import type {Path} from '../model/path.ts';
import {comparePaths, pathOf} from '../model/path.ts';
import type {Plan} from '../model/plan.ts';
import {contentOf} from '../model/served-content.ts';
import type {World} from '../world.ts';
import {attempt} from './attempt.ts';
import {bounded} from './bounded.ts';
import {servedFiles} from './served.ts';

/** Files fetched at the same time. */
const width = 4;

type Fetched = {readonly url: string; readonly reply: Observation<Reply>};

/** Fetches the stated paths, the page and the page's own assets, and hashes what comes. */
export async function observeLive(world: World, plan: Plan, artifacts: readonly FileManifest[]): Promise<LiveEvidence> {
	const live = plan.service.live!;
	const base = new URL(liveBase(live.base));
	const texts = [...new Set(plan.service.expect.flatMap((expectation) => expectation.contains))];
	const fetchOne = async (url: string, page: boolean): Promise<Fetched> => ({
		url,
		reply: await attempt(world, () =>
			ask(world, {
				method: 'GET',
				url,
				timeouts: plan.service.timeouts,
				publicOnly: plan.trust === 'untrusted',
				cap: page ? pageCap : fileCap,
				keep: page,
				texts,
			}),
		),
	});

	const page = live.page === null ? null : await fetchOne(liveAddress(live.page, live.base), true);
	const assets = await observePage(world, page);
	const wanted = new Set([
		...live.paths.map((path) => liveAddress(path, live.base)),
		...(assets.status === 'observed' ? assets.value.assets : []),
	]);
	if (page !== null) wanted.delete(page.url);
	const fetched = await bounded([...wanted], width, (url) => fetchOne(url, false));
	const all = page === null ? fetched : [page, ...fetched];
	const files = filesOf(all, base, artifacts, live.root);
	return {page: assets, files, left: 0, markers: markersOf(plan, all, files)};
}

async function observePage(world: World, page: Fetched | null): Promise<LiveEvidence['page']> {
	if (page === null) return {status: 'skipped', reason: 'not-configured'};
	const {url, reply} = page;
	if (reply.status !== 'observed') return reply;
	return attempt(world, async () => ({url, ...pageAssets(url, reply.value)}));
}

function pageAssets(url: string, {answer, body}: Reply): PageAssets {
	const where = new URL(url).pathname;
	if (answer.status !== 200) throw new FaultError('invalid-page', `${where} answered ${answer.status}`);
	if (answer.contentType !== 'text/html' && answer.contentType !== 'application/xhtml+xml')
		throw new FaultError('invalid-page', `${where} is ${answer.contentType ?? 'of no stated type'}, not a page`);
	if (!isPlain(answer)) throw new FaultError('invalid-page', `${where} came in an encoding nobody asked for`);
	const found = assetsOf(new TextDecoder().decode(body), url);
	return {assets: found.assets, truncated: found.truncated || answer.truncated};
}

function filesOf(
	all: readonly Fetched[],
	base: URL,
	artifacts: readonly FileManifest[],
	root: string | null,
): readonly LiveFile[] {
	const served = servedFiles(artifacts, root);
	return all.map(({url, reply}) => {
		const {pathname} = new URL(url);
		const whole = decoded(pathname.slice(1));
		const below = pathname.startsWith(base.pathname) ? decoded(pathname.slice(base.pathname.length)) : null;
		const byPath = served.byPath(below, whole);
		const answer: LiveFile['answer'] = reply.status === 'observed' ? {...reply, value: reply.value.answer} : reply;
		const content = answer.status === 'observed' ? contentOf(answer.value) : null;
		const expected =
			byPath.length > 0 || content === null
				? byPath
				: served.byContent(content.sha256, content.size).filter((file) => mayBe(whole, file.path));
		const notAsked = {status: 'skipped', reason: 'not-asked'} as const;
		return {url, path: pathname, answer, fresh: notAsked, origin: notAsked, expected};
	});
}

/** Whether a URL may stand for a file of another name: `/app.js` answered with the start page's bytes is a fallback. */
const mayBe = (url: string, path: string): boolean => {
	const ending = endingOf(url);
	return ending === '' || ending === endingOf(path);
};

const endingOf = (path: string): string => /\.[^./]+$/.exec(path)?.[0].toLowerCase() ?? '';

/** A name as the file system has it; what is no valid escape stays as it is. */
function decoded(path: string): string {
	try {
		return decodeURIComponent(path);
	} catch {
		return path;
	}
}

/**
 * For each expectation the served files that match it by their path in the artifact, or by their URL's. A file that
 * was not read whole or as it is counts only where what was read holds every text: nothing can be said to lack there.
 */
function markersOf(plan: Plan, all: readonly Fetched[], files: readonly LiveFile[]): readonly MarkerEvidence[] {
	return plan.service.expect.map((expectation) => {
		const matches = compileGlobs([expectation.files]);
		const matched = new Set<Path>();
		const lacking: {path: Path; text: string}[] = [];
		for (const [index, file] of files.entries()) {
			const {reply} = all[index]!;
			if (reply.status !== 'observed' || reply.value.answer.status !== 200) continue;
			const names = [...file.expected.map((candidate) => candidate.path), pathOf(decoded(file.path)).path];
			const name = names.find((candidate) => matches(candidate));
			if (name === undefined) continue;
			const missing = expectation.contains.filter((text) => !reply.value.found.includes(text));
			if (missing.length > 0 && (reply.value.answer.truncated || !isPlain(reply.value.answer))) continue;
			matched.add(name);
			lacking.push(...missing.map((text) => ({path: name, text})));
		}
		return {matched: [...matched].sort(comparePaths), lacking};
	});
}
