import type {Reply} from '../adapters/endpoint/ask.ts';
import {isPlain} from '../adapters/endpoint/ask.ts';
import type {PageAssets} from '../adapters/endpoint/page.ts';
import {assetsOf} from '../adapters/endpoint/page.ts';
import type {LiveEvidence} from '../model/evidence.ts';
import {FaultError} from '../model/fault.ts';
import {liveAddress, liveBase} from '../model/live.ts';
import type {FileManifest} from '../model/manifest.ts';
import type {Plan} from '../model/plan.ts';
import type {World} from '../world.ts';
import {attempt} from './attempt.ts';
import {bounded} from './bounded.ts';
import {type Fetched, Fetching} from './fetched.ts';
import {askForFiles} from './live-doubts.ts';
import {expectedAt, filesOf} from './live-files.ts';
import {markersOf} from './live-markers.ts';
import {fetchNamed, withoutBody} from './live-named.ts';
import {servedFiles} from './served.ts';

/** Files fetched at the same time. */
const width = 4;

/** Fetches the stated paths, the page, the page's own assets and what these name of the build, and hashes what comes. */
export async function observeLive(world: World, plan: Plan, artifacts: readonly FileManifest[]): Promise<LiveEvidence> {
	const live = plan.service.live!;
	const base = new URL(liveBase(live.base));
	const served = servedFiles(artifacts, live.root);
	const fetching = new Fetching(world, plan);
	const page = live.page === null ? null : await fetching.page(liveAddress(live.page, live.base));
	const assets = await observePage(world, page);
	const paths = live.paths.map((path) => liveAddress(path, live.base));
	const wanted = new Set([...paths, ...(assets.status === 'observed' ? assets.value.assets : [])]);
	if (page !== null) wanted.delete(page.url);
	tellPace(world, wanted.size, plan.service.rate);
	const direct = await bounded([...wanted], width, async (url) => withoutBody(await fetching.file(url)));
	const first = page === null ? direct : [page, ...direct];
	const isOurs = (url: URL): boolean => url.origin === base.origin && expectedAt(url.href, base, served).length > 0;
	const {fetched, doubtful, left} = await fetchNamed(fetching, first, isOurs, width, (files) =>
		tellPace(world, files, plan.service.rate),
	);
	const all = [...first, ...fetched];
	const stated = new Set([...paths, ...(page === null ? [] : [page.url])]);
	const isStated = (url: string): boolean => stated.has(url);
	const files = filesOf(all, base, served, {isStated, isDoubtful: (url) => doubtful.has(url)});
	const markers = markersOf(plan, all, files, isStated);
	const nonce = (): string => Buffer.from(world.random(8)).toString('hex');
	const looked = await askForFiles(fetching, files, page?.url ?? null, plan.service, nonce, width);
	return {page: assets, files: looked, left, markers};
}

/** Whoever waits for hundreds of files is told what they wait for; below two seconds nobody asks. */
function tellPace(world: World, files: number, rate: number): void {
	if (files > 2 * rate) world.log.progress(`fetching ${files} files, at most ${rate} a second (rate: ${rate})`);
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
