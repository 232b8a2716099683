import {ask} from '../adapters/endpoint/ask.ts';
import {fillHeaders} from '../adapters/endpoint/secrets.ts';
import type {Answer, Observation} from '../model/evidence.ts';
import {FaultError} from '../model/fault.ts';
import {canonicalAddress, ipAddressOf} from '../model/ip-address.ts';
import type {HandshakeEvidence, OutsideAddress, OutsideEvidence} from '../model/mapping.ts';
import type {Plan} from '../model/plan.ts';
import {isProxied} from '../model/proxied.ts';
import type {World} from '../world.ts';
import {attempt} from './attempt.ts';
import {bounded} from './bounded.ts';
import type {Followed} from './followed.ts';

/** Addresses of one name that are asked, all at once: dead ones cost no more together than one does. */
export const mostAddresses = 16;
/** Requests to one address where it matters which of several backends answer. */
const repeats = 3;
/** Bytes of an answer that are read: enough to tell one version of an answer from another. */
const cap = 256 * 1024;
const mostInstances = 32;

/**
 * The name's addresses, what each shows before it is asked, and what each answers. Answers of one address that differ are
 * of more than one backend, or of one that never writes the same twice (a nonce, a time): bytes alone cannot tell.
 */
export async function observeOutside(world: World, plan: Plan, followed: Followed): Promise<OutsideEvidence> {
	mustBeDirect(world, plan, followed);
	const all = await addressesOf(world, followed.question.host, plan.service.timeouts.connect);
	const asked = all.slice(0, mostAddresses);
	const untrusted = plan.trust === 'untrusted';
	const each = plan.skipped.mapping === undefined ? repeats : asked.length > 1 || untrusted ? 1 : 0;
	const addresses = await bounded(asked, mostAddresses, async (address): Promise<OutsideAddress> => {
		const [handshake, answers] = await Promise.all([
			shakenHands(world, plan, followed, address),
			asOften(each, () => answerOf(world, plan, followed, address)),
		]);
		// Silence that is heard once may be of the moment.
		if (each === 1 && answers[0]?.answer.status === 'unavailable')
			answers[0] = await answerOf(world, plan, followed, address);
		return {
			address,
			handshake,
			answers: answers.map(({answer}) => answer),
			instances: [...new Set(answers.flatMap(({instances}) => instances))].sort().slice(0, mostInstances),
		};
	});
	if (untrusted) mustBePublic(addresses);
	return {addresses, more: all.length - asked.length};
}

/** Past a proxy of this machine's there may be no way there, and through it nobody can tell which address is reached. */
function mustBeDirect(world: World, plan: Plan, {url, question: {host}}: Followed): void {
	const placed = plan.service.resolve.some((one) => one.host === host || one.host.startsWith(`${host}:`));
	if (!placed && isProxied(new URL(url), world.env))
		throw new FaultError('not-asked', `${host}: it is reached through a proxy, which alone knows at what address`);
}

export async function addressesOf(world: World, host: string, timeout: number): Promise<readonly string[]> {
	const found = ipAddressOf(host) === null ? await inTime(world.resolve(host), host, timeout) : [host];
	const addresses = [...new Set(found.map(canonicalAddress))].sort();
	if (addresses.length === 0) throw new FaultError('name-not-resolved', `${host}: it leads to no address`);
	return addresses;
}

/** A system's own resolver may take half a minute to give up, and cannot be told to. */
async function inTime<T>(looking: Promise<T>, host: string, timeout: number): Promise<T> {
	const {promise, reject} = Promise.withResolvers<never>();
	const late = new FaultError('timed-out', `${host}: the name was not looked up within ${timeout} ms`);
	const timer = setTimeout(() => reject(late), timeout);
	try {
		return await Promise.race([looking, promise]);
	} finally {
		clearTimeout(timer);
	}
}

async function shakenHands(
	world: World,
	plan: Plan,
	{question}: Followed,
	address: string,
): Promise<Observation<HandshakeEvidence>> {
	if (question.scheme === 'http') return {status: 'skipped', reason: 'plain-http'};
	return attempt(world, async () => {
		const {protocol, tls, certificate, untrusted} = await world.handshake({
			host: question.host,
			port: question.port,
			address,
			timeout: plan.service.timeouts.connect,
			publicOnly: plan.trust === 'untrusted',
		});
		return {protocol, tls, certificate: certificate === null ? null : shown(certificate), untrusted};
	});
}

/** A certificate may be as large as its owner likes; altogether a megabyte of names says no more than a page of them. */
const longestNames = 4_096;
const longest = 256;

const shown = (certificate: NonNullable<HandshakeEvidence['certificate']>): HandshakeEvidence['certificate'] => ({
	subject: certificate.subject.slice(0, longest),
	issuer: certificate.issuer.slice(0, longest),
	fingerprint256: certificate.fingerprint256,
	validFrom: certificate.validFrom,
	validTo: certificate.validTo,
	altNames: certificate.altNames?.slice(0, longestNames) ?? null,
});

const asOften = <T>(times: number, act: () => Promise<T>): Promise<T[]> =>
	Promise.all(Array.from({length: times}, act));

/** What only reads is sent again and again; of what does not, the same address is read. */
const safeMethod = (method: string): string =>
	method === 'GET' || method === 'HEAD' || method === 'OPTIONS' ? method : 'GET';

async function answerOf(
	world: World,
	plan: Plan,
	{url, headers, version, question}: Followed,
	address: string,
): Promise<{readonly answer: Observation<Answer>; readonly instances: readonly string[]}> {
	const instances: string[] = [];
	const answer = await attempt(world, async () => {
		const filled = fillHeaders(world, headers, url, plan);
		const reply = await ask(world, {
			method: safeMethod(question.method),
			url,
			...filled,
			timeouts: plan.service.timeouts,
			publicOnly: plan.trust === 'untrusted',
			cap,
			fresh: true,
			address,
			...(version === null ? {} : {version}),
		});
		instances.push(...reply.instances);
		return reply.answer;
	});
	return {answer, instances};
}

/** What the names of an inner network lead to is not told to whoever may only ask the outside. */
function mustBePublic(addresses: readonly OutsideAddress[]): void {
	const refused = addresses
		.flatMap(({handshake, answers}): readonly Observation<unknown>[] => [handshake, ...answers])
		.some((seen) => seen.status === 'unavailable' && seen.fault.code === 'address-refused');
	if (refused) throw new FaultError('address-refused', 'the name leads to an address that is not public');
}
