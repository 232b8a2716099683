import type {Answer, Evidence, Observation} from '../model/evidence.ts';
import type {Fault} from '../model/fault.ts';
import {canonicalAddress, isOfItself} from '../model/ip-address.ts';
import type {MappingEvidence, OutsideAddress} from '../model/mapping.ts';
import type {Plan} from '../model/plan.ts';
import type {Finding} from '../model/verdict.ts';
import {judgeAlike} from './mapping-alike.ts';
import {judgeCertificate} from './mapping-certificate.ts';
import type {Landing} from './mapping-landing.ts';
import {unreadMapping} from './mapping-unread.ts';
import {isOfNoWay} from './no-way.ts';
import type {Opinion} from './opinion.ts';
import {drift, faultOf, finding} from './opinion.ts';

/**
 * What anybody sees of the name: each of its addresses, its certificate, its answers. Nobody asks for this view, so
 * where nobody took it nothing is missing; where it was taken, what it did not yield is.
 */
export function judgeOutside(plan: Plan, evidence: Evidence, {outside, question}: MappingEvidence): Landing {
	// Past a proxy of this machine nobody can look.
	if (outside.status !== 'observed' && faultOf(outside).code === 'not-asked') return {opinions: [], notes: []};
	if (outside.status !== 'observed')
		return {opinions: [unreadMapping(question.host, faultOf(outside).code, 'look-again')], notes: []};
	const {addresses, more} = outside.value;
	// What the configuration states is meant, in whatever network it is.
	const stated = new Set(plan.service.resolve.map(({address}) => canonicalAddress(address)));
	const far = addresses.filter((one) => !stated.has(canonicalAddress(one.address)) && isOutOfReach(one));
	const near = addresses.filter((one) => !far.includes(one));
	const answering = near.filter((one) => answersOf(one).length > 0);
	const dead = answering.length === 0 ? [] : near.filter((one) => !answering.includes(one) && isDead(one));
	const looked = near.filter((one) => !dead.includes(one));
	const certificates = looked.map((one) => judgeCertificate(one, question.host));
	const troubled = looked.filter((_, index) => certificates[index]!.opinions.length > 0);
	const parts: readonly Landing[] = [
		...certificates,
		{
			opinions: dead.length === 0 ? [] : [deadOpinion(dead)],
			notes: [
				...far.map(({address, answers}) =>
					finding('note', 'not-reached-from-here', address, {detail: faultOf(answers[0]).code}),
				),
				...(more > 0 ? [finding('note', 'more-addresses', question.host, {detail: `${more} more`})] : []),
				...instances(question.host, addresses),
			],
		},
		judgeAlike(evidence, question, answering),
		{opinions: unsettled(answering), notes: []},
		{
			// Whose certificate is refused is not asked on.
			opinions: looked
				.filter((one) => !troubled.includes(one))
				.flatMap((one) => unreadParts(one, question.scheme, addresses.length > 1)),
			notes: [],
		},
	];
	const why = far.flatMap(faultsOf)[0]?.code ?? 'not-asked';
	const nothing = looked.length === 0 ? [unreadMapping(question.host, why, 'look-again')] : [];
	return {
		opinions: [...parts.flatMap(({opinions}) => opinions), ...nothing],
		notes: parts.flatMap(({notes}) => notes),
	};
}

const answersOf = ({answers}: OutsideAddress) =>
	answers.flatMap((seen) => (seen.status === 'observed' ? [seen.value] : []));

const faultsOf = ({answers, handshake}: OutsideAddress): readonly Fault[] =>
	[...answers, handshake as Observation<unknown>].flatMap((seen) =>
		seen.status === 'unavailable' ? [seen.fault] : [],
	);

const isLimited = ({status}: Answer): boolean => status === 429;
const isFailure = ({status}: Answer): boolean => status >= 500;

/**
 * Addresses that gave no answer to compare while others did: a limiter's word, a failure that may be of the moment. What
 * they would answer nobody knows. One that fails in the same way each time is the odd one among those that are alike.
 */
function unsettled(answering: readonly OutsideAddress[]): readonly Opinion[] {
	const mute = answering.filter((one) => answersOf(one).every((answer) => isLimited(answer) || isFailure(answer)));
	if (mute.length === answering.length) return [];
	return mute.flatMap((one) => {
		const [first, ...more] = answersOf(one);
		const always = more.length > 0 && isFailure(first!) && more.every(({status}) => status === first!.status);
		return always
			? []
			: [unreadMapping(one.address, isLimited(first!) ? 'rate-limited' : 'server-error', 'look-again')];
	});
}

/**
 * An IPv6 address seen from a machine that has no IPv6, and what `localhost` leads to where nobody listens: no address
 * that anybody else gets. Who takes a connection on this machine and then says nothing is somebody.
 */
const isOutOfReach = (one: OutsideAddress): boolean =>
	answersOf(one).length === 0 &&
	one.handshake.status !== 'observed' &&
	faultsOf(one).length > 0 &&
	((isOfItself(one.address) && faultsOf(one).every(({code}) => code === 'unreachable')) ||
		faultsOf(one).some((fault) => isOfNoWay(one.address, fault)));

/** No connection was taken, or nothing came over it in time, while other addresses of the name do answer. */
const isDead = (one: OutsideAddress): boolean =>
	one.handshake.status !== 'observed' &&
	faultsOf(one).length > 0 &&
	faultsOf(one).every(({code}) => code === 'unreachable' || code === 'timed-out' || code === 'cut-stream');

const deadOpinion = (dead: readonly OutsideAddress[]) =>
	drift(
		'address-dead',
		'correct-the-records',
		'observed',
		dead.map((one) => finding('drift', 'address-dead', one.address, {detail: faultsOf(one)[0]?.code ?? null})),
	);

/** `several`: answers are compared; the only address of a name need not be asked. */
function unreadParts({address, answers, handshake}: OutsideAddress, scheme: 'http' | 'https', several: boolean) {
	const lost = [
		...(scheme === 'https' && handshake.status !== 'observed' ? [faultOf(handshake).code] : []),
		...(answers.length === 0 && several ? ['not-asked' as const] : []),
		...answers.flatMap((seen) => (seen.status === 'observed' ? [] : [faultOf(seen).code])),
	];
	return lost.slice(0, 1).map((code) => unreadMapping(address, code, 'look-again'));
}

const mostInstances = 4;

/** The workload's own word for who answers: worth a line where there are several. */
function instances(host: string, addresses: readonly OutsideAddress[]): readonly Finding[] {
	const named = [...new Set(addresses.flatMap((one) => one.instances))].sort();
	return named.length < 2
		? []
		: [
				finding('note', 'several-instances', host, {
					deployed: `${named.length}`,
					detail: named.slice(0, mostInstances).join(', '),
				}),
			];
}
