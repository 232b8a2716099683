import type {Evidence, LiveFile} from '../model/evidence.ts';
import {liveAddress} from '../model/live.ts';
import {isSafe} from '../model/method.ts';
import type {Plan} from '../model/plan.ts';
import {contentOf} from '../model/served-content.ts';
import type {Verdict} from '../model/verdict.ts';
import {servedAs} from './served-as.ts';

/** What is asked again before `live` is said: places in `evidence.live.files` and in `evidence.probes`. */
export type Decisive = {readonly files: readonly number[]; readonly probes: readonly number[]};

const mostFiles = 2;
const mostProbes = 4;

/**
 * Where nothing but answers from outside says that it is live, the answers that say so: one request may have reached
 * the only instance that is new. Null: it is not live, or the containers themselves were seen.
 */
export function decisiveOf(plan: Plan, evidence: Evidence, {status, proof}: Verdict): Decisive | null {
	if (status !== 'live' || proof.length === 0 || proof.some(({kind}) => kind === 'container')) return null;
	const gained = new Set(proof.flatMap((one) => (one.kind === 'route-gained' ? [one.probe] : [])));
	const probes = plan.probes.flatMap(({name, method}, index) => (gained.has(name) && isSafe(method) ? [index] : []));
	return {files: decisiveFiles(plan, evidence, proof), probes: probes.slice(0, mostProbes)};
}

/** The page, which changes most often, and the smallest of the files that tell. */
function decisiveFiles(plan: Plan, {live}: Evidence, proof: Verdict['proof']): readonly number[] {
	if (live.status !== 'observed') return [];
	const {files} = live.value;
	const tells = new Set(proof.flatMap((one) => (one.kind === 'live-bytes' ? [`${one.path} ${one.sha256}`] : [])));
	const told = files
		.map((file, index) => ({file, index}))
		.filter(({file}) => servedAs(file) !== null && tells.has(`${file.path} ${bytesOf(file)}`))
		.sort((a, b) => sizeOf(a.file) - sizeOf(b.file));
	if (told.length === 0) return [];
	const {live: config} = plan.service;
	const address = config === null || config.page === null ? null : liveAddress(config.page, config.base);
	const page = files.findIndex((file) => file.url === address && servedAs(file) !== null);
	const all = [...(page === -1 ? [] : [page]), ...told.map(({index}) => index)];
	return [...new Set(all)].slice(0, mostFiles);
}

const contentIn = ({answer}: LiveFile) => (answer.status === 'observed' ? contentOf(answer.value) : null);
const bytesOf = (file: LiveFile): string => contentIn(file)?.sha256 ?? '';
const sizeOf = (file: LiveFile): number => contentIn(file)?.size ?? 0;
