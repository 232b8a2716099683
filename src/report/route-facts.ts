import {liveBase} from '../model/live.ts';
import type {ServiceReport} from '../model/report.ts';
import type {LayerVerdict} from '../model/verdict.ts';
import {code, type Phrase, say} from './phrase.ts';
import type {RemedyContext} from './sentences.ts';

/** `They are those of a9fb5aab85b8.`: whose bytes are served, where the memory knows of one deployment. */
export function deploymentWords({reason, findings}: LayerVerdict): Phrase {
	if (reason !== 'earlier-deployment-served') return [];
	const whose = new Set(findings.flatMap(({code: told, detail}) => (told === 'earlier-bytes' ? [detail] : [])));
	const [commit] = whose;
	return whose.size !== 1 || typeof commit !== 'string' ? [] : say`They are those of ${code(commit)}.`;
}

const redirects = new Set<string>(['page-moved', 'moved', 'redirected', 'redirect-to-login']);

/** Where the first redirect that the layer speaks of leads, or else the answer of the first probe that it speaks of. */
export function leadsOf({plan, evidence}: ServiceReport, {findings}: LayerVerdict): RemedyContext['leads'] {
	const wrong = findings.filter((one) => one.level !== 'note');
	const named = new Set(wrong.map((one) => one.subject));
	const seen = evidence.probes.find((one, index) => named.has(one.name) && plan.probes[index]?.name === one.name);
	const own = seen?.answer.status === 'observed' ? seen.answer.value.location : null;
	const url = wrong.find((one) => redirects.has(one.code))?.detail ?? own;
	const to = url === null ? null : URL.parse(url);
	if (to === null) return null;
	const {live} = plan.service;
	const base = live === null || !URL.canParse(live.base) ? null : new URL(liveBase(live.base));
	const below = base !== null && to.origin === base.origin && to.pathname.startsWith(base.pathname);
	return {url: to.href, path: below ? `/${to.pathname.slice(base.pathname.length)}` : null};
}
