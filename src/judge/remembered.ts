import type {Answer, Evidence, LiveFile, Observation} from '../model/evidence.ts';
import {contentOf} from '../model/served-content.ts';
import type {Plan, PlannedProbe} from '../model/plan.ts';
import {isAlike, isGone, probeSeen} from './mount.ts';
import {servedAs} from './served-as.ts';

/**
 * Files of a look whose bytes were some deployment's: those that are the build's, and others that came as files of their
 * kind. Not a page in place of a script, one content at several places, what a path gets that nobody mounts: so do a
 * page of maintenance, a challenge and a fallback answer, whichever deployment is behind them. A page itself counts
 * where it named a script, or a file of the build, that came as one.
 */
export function filesOfADeployment(plan: Plan, evidence: Evidence): ReadonlySet<LiveFile> {
	if (evidence.live.status !== 'observed') return new Set();
	const {files, page} = evidence.live.value;
	const places = new Map<string, Set<string>>();
	for (const file of files) {
		const bytes = bytesOf(file);
		if (bytes !== null) places.set(bytes, (places.get(bytes) ?? new Set()).add(file.expected[0]?.path ?? file.path));
	}
	const unmounted = new Set(
		plan.probes.flatMap((_, index) => {
			const {control} = probeSeen(plan, evidence.probes, index);
			return control.status === 'observed' ? (contentOf(control.value)?.sha256 ?? []) : [];
		}),
	);
	const isPlausible = (file: LiveFile): boolean => {
		const bytes = bytesOf(file);
		return bytes !== null && places.get(bytes)!.size === 1 && !unmounted.has(bytes);
	};
	const isFile = (file: LiveFile): boolean => isPlausible(file) && !isHtml(file);
	const named = new Set(page.status === 'observed' ? page.value.assets : []);
	const isWhole = files.some(
		(file) => named.has(file.url) && isFile(file) && (isScript(file) || file.expected.length > 0),
	);
	return new Set(
		files.filter((file) => servedAs(file) !== null || isFile(file) || (isPlausible(file) && isPage(file) && isWhole)),
	);
}

const bytesOf = ({answer}: LiveFile): string | null =>
	answer.status === 'observed' ? (contentOf(answer.value)?.sha256 ?? null) : null;
const typeOf = ({answer}: LiveFile): string => (answer.status === 'observed' ? (answer.value.contentType ?? '') : '');

const isHtml = (file: LiveFile): boolean => typeOf(file) === 'text/html' || isPage(file);
const isPage = ({path, expected}: LiveFile): boolean =>
	/\.x?html?$/i.test(expected[0]?.path ?? path) || !/\.[^./]+$/.test(path);
/** What hosts put before every page is no part of any. */
const isScript = (file: LiveFile): boolean =>
	/javascript|ecmascript/.test(typeOf(file)) && !/^\/cdn-cgi\//.test(file.path);

/**
 * Whether something else at this origin was answered otherwise than what nobody mounts. Else a 404 may be that of a
 * proxy which lost everything behind it, as it does while a process starts again.
 */
export function isWitnessed(plan: Plan, evidence: Evidence, url: string): boolean {
	const origin = URL.parse(url)?.origin;
	const isHere = (other: string): boolean => other !== url && URL.parse(other)?.origin === origin;
	return (
		[...filesOfADeployment(plan, evidence)].some((file) => isHere(file.url)) ||
		plan.probes.some((probe, index) => {
			const {answer, control} = probeSeen(plan, evidence.probes, index);
			if (!isHere(probe.url) || answer.status !== 'observed' || control.status !== 'observed') return false;
			const {status} = answer.value;
			return status < 500 && status !== 429 && !isGone(status) && !isAlike(answer.value, control.value);
		})
	);
}

/**
 * Whether a 404 is the one that a path gets which nobody mounts: a handler that does not find its record answers 404
 * too, in words of its own. Where answers repeat the path, they are longer by what the path is longer. HEAD has no words.
 */
export function isLikeUnmounted(
	{method, url, controlUrl}: PlannedProbe,
	answer: Observation<Answer>,
	control: Observation<Answer>,
): boolean {
	if (answer.status !== 'observed' || control.status !== 'observed' || controlUrl === null || method === 'HEAD')
		return false;
	const [one, other] = [answer.value, control.value];
	if (one.status !== other.status || one.contentType !== other.contentType || one.truncated || other.truncated)
		return false;
	const longer = sizeOf(one) - sizeOf(other);
	const [asked, unmounted] = [new URL(url), new URL(controlUrl)];
	const path = asked.pathname.length - unmounted.pathname.length;
	const whole = path + asked.search.length;
	return [0, 1, 2, 3].some((times) => longer === times * path || longer === times * whole);
}

const sizeOf = ({decoded, size}: Answer): number => decoded?.size ?? size;

/** Whether a look met no failure: what came beside one may be of the moment. */
export function isQuiet({live, probes}: Evidence): boolean {
	const answers = [
		...probes.map(({answer}) => answer),
		...(live.status === 'observed' ? live.value.files.map(({answer}) => answer) : []),
	];
	return (
		live.status !== 'unavailable' &&
		answers.every((seen) => seen.status === 'observed' && seen.value.status < 500 && seen.value.status !== 429)
	);
}
