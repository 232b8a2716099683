import type {Evidence, Observation} from '../model/evidence.ts';
import type {Fault} from '../model/fault.ts';
import {canonicalAddress} from '../model/ip-address.ts';
import type {HopEvidence, MappingEvidence} from '../model/mapping.ts';
import type {ServiceReport} from '../model/report.ts';
import type {RuntimeKind} from '../model/runtime.ts';
import type {Finding, LayerVerdict} from '../model/verdict.ts';
import {code, join, type Phrase, say} from './phrase.ts';

/** How many names a row has before it only counts. */
const named = 2;

/** `api.example.com → caddy → api:3000 → containers shop-api-1, shop-api-2 · traced requests in 2 of 2 logs` */
export function mappingFacts({plan, evidence}: ServiceReport): Phrase {
	const {mapping} = evidence;
	if (mapping.status === 'unavailable') return say`${code(mapping.fault.code)}`;
	if (mapping.status !== 'observed') return [];
	const seen = mapping.value;
	const way = plan.service.proxies.flatMap((proxy, index) => {
		const hops = seen.hops.filter((hop) => hop.proxy === index);
		const upstreams = [...new Set(hops.flatMap(upstreamsOf))];
		const words = join([say`${proxy.kind}`, faultWords(hops)], ' ');
		return upstreams.length === 0 ? [words] : [words, list(upstreams)];
	});
	const landed = containersOf(evidence, seen, plan.service.proxies.length - 1);
	const end = landed.length === 0 ? [] : [say`${landed.length === 1 ? 'container' : 'containers'} ${list(landed)}`];
	return join(
		[join([say`${code(seen.question.host)}`, ...way, ...end], ' → '), outsideWords(seen), traceWords(seen)],
		' · ',
	);
}

/** What would tell which container answers, where containers are looked at and requests are sent; empty elsewhere. */
export function unlookedLanding({service: {runtime, live}, probes}: ServiceReport['plan']): Phrase {
	if (runtime === null || (probes.length === 0 && live === null)) return [];
	return say`nobody looked which container answers (add ${code(tracedRuntimes.has(runtime.kind) ? 'trace: true' : 'proxy:')})`;
}

/** Those whose logs are read. */
const tracedRuntimes: ReadonlySet<RuntimeKind> = new Set(['docker', 'compose', 'podman', 'swarm', 'kubernetes']);

const upstreamsOf = ({answer}: HopEvidence): readonly string[] => {
	if (answer.status !== 'observed') return [];
	const {outcome, upstreams} = answer.value.route;
	return outcome === 'proxied' ? upstreams.map(({name}) => name) : [];
};

const faultWords = (hops: readonly HopEvidence[]): Phrase => {
	const [lost] = hops.flatMap(({answer}) => (answer.status === 'unavailable' ? [answer.fault] : []));
	return lost === undefined ? [] : say`(${code(lost.code)})`;
};

function list(texts: readonly string[]): Phrase {
	const shown = join(
		texts.slice(0, named).map((one) => say`${code(one)}`),
		', ',
	);
	return texts.length > named ? say`${shown} and ${texts.length - named} more` : shown;
}

/** The names of whoever has the addresses that the last proxy leads to, as far as that is known. */
function containersOf({replicas}: Evidence, {hops, owners}: MappingEvidence, last: number): readonly string[] {
	const used = hops.flatMap(({proxy, answer}) =>
		proxy === last && answer.status === 'observed'
			? answer.value.route.upstreams.flatMap(({addresses}) => addresses.map(({address}) => address))
			: [],
	);
	const all = replicas.status === 'observed' ? replicas.value.replicas : [];
	const names = used.flatMap((address) => {
		const own = all.find(
			({replica}) =>
				replica.role === 'service' &&
				replica.addresses.some((one) => canonicalAddress(one) === canonicalAddress(address)),
		);
		if (own !== undefined) return [own.replica.name];
		const owner =
			owners.status === 'observed'
				? owners.value.find((one) => canonicalAddress(one.address) === canonicalAddress(address))
				: undefined;
		return owner?.container == null ? [] : [owner.container.name];
	});
	return [...new Set(names)];
}

function outsideWords({outside}: MappingEvidence): Phrase {
	if (outside.status !== 'observed' || outside.value.addresses.length < 2) return [];
	const {addresses} = outside.value;
	const answering = addresses.filter(({answers}) => answers.some(({status}) => status === 'observed')).length;
	return say`${answering} of ${addresses.length} addresses answer`;
}

function traceWords({trace}: MappingEvidence): Phrase {
	if (trace.status === 'unavailable') return say`${code(trace.fault.code)}`;
	if (trace.status !== 'observed') return [];
	const {found, searched} = trace.value;
	const seen = found.filter(({role}) => role === 'service').length;
	const logs = searched === 1 ? 'log' : 'logs';
	return seen === 0
		? say`no traced request in the ${searched === 1 ? [] : say`${searched} `}${logs} read`
		: say`traced requests in ${seen} of ${searched} ${logs}`;
}

/** Sentences of a paragraph; the table has the others. */
const mostSentences = 3;

/** Which address belongs to whom and since when, which certificate was valid until when. */
export function mappingWords({evidence}: ServiceReport, {findings}: LayerVerdict): Phrase {
	const told = findings
		.filter(({level, code: kind}) => level === 'drift' || (level === 'inconclusive' && toldInWords.has(kind)))
		.flatMap((one) => {
			const words = sentenceOf(one);
			return words.length === 0 ? [] : [words];
		});
	const moved = findings.some(({level, code: kind}) => level === 'drift' && aboutReplicas.has(kind));
	return join([...told.slice(0, mostSentences), moved ? sinceWords(evidence) : []], ' ');
}

/** Doubts in words: a cell of a table would cut them. */
export const toldInWords: ReadonlySet<string> = new Set(['unsure-rule', 'kept-address']);
const longestDoubt = 500;

const aboutReplicas = new Set<string>(['upstream-of-another', 'stale-upstream']);

function sentenceOf({code: kind, subject, expected, deployed, detail}: Finding): Phrase {
	switch (kind) {
		case 'upstream-of-another':
			return deployed === null
				? []
				: say`${code(subject)} belongs to ${code(deployed)}${detail === null ? [] : say` (${code(detail)})`}.`;
		case 'unsure-rule':
			return detail === null ? [] : say`Of ${subject} it is not certain: ${code(detail, longestDoubt)}.`;
		case 'kept-address':
			return say`What it sends to is what a name led to ${expected === null ? 'when it looked it up, nobody knows when' : say`at ${code(expected)}`}; ${code(detail ?? '')} is at ${code(subject)}${deployed === null ? [] : say` since ${code(deployed)}`}, which may be another address.`;
		case 'stale-upstream':
			return detail === null
				? say`Nobody has ${code(subject)} now.`
				: say`${code(subject)} is not where ${code(detail)} leads to now.`;
		case 'wrong-upstream':
			return deployed === null
				? []
				: say`The proxy sends requests to ${code(deployed)}, not to ${code(expected ?? '')}.`;
		case 'address-dead':
			return say`${code(subject)} does not answer${detail === null ? [] : say` (${code(detail)})`}.`;
		case 'addresses-differ':
			return deployed?.length === 64
				? []
				: say`${code(subject)} answers ${code(deployed ?? '')}, the others ${code(expected ?? '')}.`;
		case 'certificate-expired':
			return deployed === null
				? []
				: say`The certificate at ${code(subject)} is valid ${detail === 'not valid yet' ? 'from' : 'until'} ${code(deployed)}.`;
		case 'certificate-mismatch':
			return deployed === null ? [] : say`The certificate at ${code(subject)} names ${code(deployed)}.`;
		case 'certificate-untrusted':
			return deployed === null ? [] : say`The certificate at ${code(subject)} is issued by ${code(deployed)}.`;
		default:
			return [];
	}
}

/** Where the replicas are, and since when they were made: what the proxy did not follow. */
function sinceWords({replicas}: Evidence): Phrase {
	if (replicas.status !== 'observed') return [];
	const service = replicas.value.replicas.flatMap(({replica}) => (replica.role === 'service' ? [replica] : []));
	const addresses = service.flatMap((one) => one.addresses);
	const made = service.flatMap(({createdAt}) => createdAt ?? []).sort();
	if (addresses.length === 0) return [];
	const since = made.at(-1);
	return say`The replicas are at ${list(addresses)}${since === undefined ? [] : say`, the youngest since ${code(since)}`}.`;
}

/** Every fault on the way, in the order of the way. */
export function mappingFaults({mapping}: Evidence): readonly Fault[] {
	const of = (seen: Observation<unknown>): readonly Fault[] => (seen.status === 'unavailable' ? [seen.fault] : []);
	if (mapping.status !== 'observed') return of(mapping);
	const {outside, hops, owners, trace} = mapping.value;
	return [
		...hops.flatMap(({answer}) => of(answer)),
		...of(owners),
		...of(trace),
		...(trace.status === 'observed' ? trace.value.unread.map(({fault}) => fault) : []),
		...of(outside),
		...(outside.status === 'observed'
			? outside.value.addresses.flatMap(({handshake, answers}) => [...of(handshake), ...answers.flatMap(of)])
			: []),
	];
}
