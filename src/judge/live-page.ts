import type {Evidence, LiveEvidence, LiveFile} from '../model/evidence.ts';
import {compileGlobs} from '../model/glob.ts';
import {liveBase} from '../model/live.ts';
import {baseOf, joinPath, parentOf, type Path, pathOf} from '../model/path.ts';
import type {Plan} from '../model/plan.ts';
import {servedAs} from './served-as.ts';

/**
 * What a script or style that the page loads, and that no artifact holds, says of the page. `excused`: nothing.
 * `foreign`: the page loads it in place of a file of this build, so it is another build's page. `unsure`: it may be.
 */
export type Stranger = 'excused' | 'foreign' | 'unsure';

/** Places that hosts and CDNs keep for themselves: what pages load from there is put in by them. */
const reserved = /^\/(?:cdn-cgi|\.netlify|_vercel)\//;

/**
 * The page's scripts and styles that no artifact holds, each with what it says of the page. A page that has the build's
 * own bytes names what the build meant it to. Otherwise only what cannot be part of a build is excused: a place of the
 * host's own, what the artifact ignores, and what lies in another directory than the build's files while the page loads
 * a script of the build, as analytics do.
 */
export function strangersOf(plan: Plan, evidence: Evidence, live: LiveEvidence): ReadonlyMap<LiveFile, Stranger> {
	const {page} = live;
	const strangers = new Map<LiveFile, Stranger>();
	if (page.status !== 'observed') return strangers;
	const named = new Set(page.value.assets);
	const own = live.files.find(({url}) => url === page.value.url);
	if (own !== undefined && servedAs(own) !== null) return strangers;
	const loaded = live.files.filter((file) => named.has(file.url) && kindOf(file) !== null);
	const right = loaded.filter((file) => servedAs(file) !== null);
	const places = new Set(loaded.filter(({expected}) => expected.length > 0).map(({path}) => directoryOf(path)));
	const fileOf = filesBelow(plan);
	const isIgnored = ignoredBy(plan);
	const builds = buildNames(evidence, loaded);
	for (const file of loaded) {
		if (file.expected.length > 0) continue;
		const script = kindOf(file) === 'script';
		const beside = right.some((one) => !script || kindOf(one) === 'script');
		const excused =
			reserved.test(file.path) || isIgnored(fileOf(file.path)) || (beside && !places.has(directoryOf(file.path)));
		strangers.set(file, excused ? 'excused' : builds.replaces(fileOf(file.path)) ? 'foreign' : 'unsure');
	}
	return strangers;
}

/** By its type where it came, by its name where it did not. */
function kindOf({path, answer}: LiveFile): 'script' | 'style' | null {
	const type = answer.status === 'observed' && answer.value.status === 200 ? answer.value.contentType : null;
	if (type === 'text/css' || /\.css$/i.test(path)) return 'style';
	return /\.[cm]?js$/i.test(path) || (type !== null && /[/+](?:x-)?(?:java|ecma)script$/.test(type)) ? 'script' : null;
}

const directoryOf = (path: string): string => path.slice(0, path.lastIndexOf('/') + 1);

/** The path that an address would have in the artifact; without a root an end of it may be the file's. */
function filesBelow(plan: Plan): (address: string) => Path {
	const {base, root} = plan.service.live!;
	const below = URL.canParse(base) ? new URL(liveBase(base)).pathname : '/';
	return (address) => {
		const {path} = pathOf(address.startsWith(below) ? address.slice(below.length) : address);
		return root === null ? path : joinPath(pathOf(root).path, path);
	};
}

/** Whether `ignore` of an artifact names the file that an address would serve: then nobody said that the build has it. */
function ignoredBy(plan: Plan): (path: Path) => boolean {
	const globs = plan.service.files.map(({ignore}) => compileGlobs(ignore));
	const ends = plan.service.live?.root === null ? endsOf : (path: Path) => [path];
	return (path) => globs.some((ignored) => ends(path).some(ignored));
}

/** `a/b/c`, `b/c`: without a root any end of an address may be the file's path. The whole name is never left out. */
function endsOf(path: Path): readonly Path[] {
	const parts = path.split('/');
	return parts.slice(0, mostParts).map((_, index) => pathOf(parts.slice(index).join('/')).path);
}
const mostParts = 20;

/** Files of the build under names that bundlers put a hash into. */
function buildNames(evidence: Evidence, loaded: readonly LiveFile[]): {readonly replaces: (path: Path) => boolean} {
	const loadedPaths = new Set<string>(loaded.flatMap(({expected}) => expected.map(({path}) => path)));
	const stems = new Map<string, boolean>();
	for (const artifact of evidence.artifacts) {
		if (artifact.status !== 'observed') continue;
		for (const {path, type} of artifact.value.manifest.entries) {
			if (type !== 'file' || !/\.(?:[cm]?js|css)$/i.test(path)) continue;
			for (const stem of stemsOf(path)) stems.set(stem, (stems.get(stem) ?? false) || loadedPaths.has(path));
		}
	}
	// Where the page loads the build's own file of that name as well, the other one stands beside it, not in its place.
	return {replaces: (path) => stemsOf(path).some((stem) => stems.get(stem) === false)};
}

/** `assets/app-3f9c2b1a.js` is `assets/app .js` under any hash: with its directory, up to the last part of its name. */
function stemsOf(path: Path): readonly string[] {
	const directory = baseOf(parentOf(path));
	const name = baseOf(path);
	const dot = name.lastIndexOf('.');
	const [bare, ending] = [name.slice(0, dot), name.slice(dot)];
	// Hashes in base64 hold dashes themselves; eight characters of it are what bundlers take.
	const cuts = [Math.max(bare.lastIndexOf('-'), bare.lastIndexOf('.')), bare.length - 9];
	return [...new Set(cuts)]
		.filter((cut) => cut > 0 && (bare[cut] === '-' || bare[cut] === '.') && isHash(bare.slice(cut + 1)))
		.map((cut) => `${directory}/${bare.slice(0, cut)} ${ending}`);
}

/** Not `min`, `admin` or `v2`: names that stand beside each other for other reasons than their bytes. */
const isHash = (part: string): boolean =>
	part.length >= 4 && part.length <= 64 && (/\d/.test(part) || (/[a-z]/.test(part) && /[A-Z]/.test(part)));
