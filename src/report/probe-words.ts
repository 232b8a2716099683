import {credentialWords} from '../model/credentials.ts';
import type {PlannedProbe} from '../model/plan.ts';
import type {Answer, Observation, ProbeEvidence} from '../model/evidence.ts';
import {grpcStatusNames} from '../model/grpc.ts';
import {shellWord} from './escape.ts';
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
	return grpc === undefined ? say`${String(status)}` : say`${grpc}`;
}

/** `past the cache 401, at the origin 200`, as far as anybody asked there. */
export function placesWords({fresh, origin}: Pick<ProbeEvidence, 'fresh' | 'origin'>): Phrase {
	const [past, there] = [answerWords(fresh), answerWords(origin)];
	return join(
		[past.length === 0 ? [] : say`past the cache ${past}`, there.length === 0 ? [] : say`at the origin ${there}`],
		', ',
	);
}

const private_ = /authorization|cookie|token|secret|key|password|signature/i;

/**
 * A command that asks what a probe asked. Null where it would have to hold a query, a user or a literal credential;
 * variables are named, never filled in.
 */
export function askCommand(probe: PlannedProbe): string | null {
	let url: URL;
	try {
		url = new URL(probe.url);
	} catch {
		return null;
	}
	if (url.search !== '' || url.username !== '' || url.password !== '') return null;
	const words = ['curl', probe.method === 'HEAD' ? '-sI' : '-si'];
	if (probe.method !== 'GET' && probe.method !== 'HEAD') words.push('-X', shellWord(probe.method));
	for (const {name, value} of probe.headers) {
		if ('literal' in value) {
			if (private_.test(name)) return null;
			words.push('-H', shellWord(`${name}: ${value.literal}`));
		} else if (/^[A-Za-z_][A-Za-z0-9_]*$/.test(value.env)) {
			words.push('-H', `${shellWord(`${name}: ${value.prefix}`)}"$${value.env}"`);
		} else return null;
	}
	return [...words, shellWord(url.href)].join(' ');
}
