import {credentialWords} from '../model/credentials.ts';
import type {PlannedProbe} from '../model/plan.ts';
import type {Answer, Observation, ProbeEvidence} from '../model/evidence.ts';
import {grpcStatuses, grpcStatusNames} from '../model/grpc.ts';
import {statusWords} from '../model/statuses.ts';
import {code, join, type Phrase, say} from './phrase.ts';

/** The path of an address, without host, user and query: a query may hold what must not be shown. */
export function pathOfUrl(url: string): string {
	try {
		return new URL(url).pathname;
	} catch {
		return url.replace(/[?#].*$/s, '');
	}
}

/** `GET /api/workflow`. */
export const probeLabel = (probe: {readonly method: string; readonly url: string}): string =>
	`${probe.method} ${pathOfUrl(probe.url)}`;

/** `GET /api/workflow` without credentials; who asks is said where the probe asks as several. */
export const askedWords = (probe: Pick<PlannedProbe, 'method' | 'url' | 'credential'>): Phrase =>
	probe.credential === null
		? say`${code(probeLabel(probe))}`
		: say`${code(probeLabel(probe))} ${credentialWords[probe.credential]}`;

/** `404`, or the fault that stood in its place; empty where nothing was asked. */
export function answerWords(answer: Observation<Answer> | undefined): Phrase {
	if (answer === undefined || answer.status === 'skipped') return [];
	if (answer.status !== 'observed') return say`${code(answer.fault.code)}`;
	const {status, headers} = answer.value;
	// Of gRPC the name says what was answered; the status is what it is judged as.
	const grpc = grpcStatusNames.find((name) => name === headers['grpc-status']);
	if (grpc === undefined) return say`${String(status)}`;
	const health = healthWords.find((word) => word === headers['grpc-health']);
	return health === undefined ? say`${grpc}` : say`${health}`;
}

/** What a health check says beside OK, where that is not that all is well. */
const healthWords = ['UNKNOWN', 'NOT_SERVING', 'SERVICE_UNKNOWN'] as const;

type Protocol = Pick<PlannedProbe, 'protocol'>;

/** A status as the protocol of a probe names it: several names of gRPC are judged as one status. */
export function statusName(probe: Protocol | null, status: number): string {
	const names = probe?.protocol === 'grpc' ? grpcStatusNames.filter((name) => grpcStatuses[name][1] === status) : [];
	return names.length === 0 ? String(status) : names.join(' or ');
}

/** Accepted statuses as the configuration has them: `2xx`, `401`, `OK`. */
export const expectedWords = (probe: Protocol, statuses: readonly number[]): string =>
	probe.protocol === 'grpc'
		? statuses.map((status) => statusName(probe, status)).join(' or ')
		: statusWords(statuses).join(' or ');

/** `past the cache 401, at the origin 200`, as far as anybody asked there. */
export function placesWords({fresh, origin}: Pick<ProbeEvidence, 'fresh' | 'origin'>): Phrase {
	const [past, there] = [answerWords(fresh), answerWords(origin)];
	return join(
		[past.length === 0 ? [] : say`past the cache ${past}`, there.length === 0 ? [] : say`at the origin ${there}`],
		', ',
	);
}
