import type {Fault, FaultCode} from '../model/fault.ts';
import type {ReasonCode, RemedyCode} from '../model/verdict.ts';

type Unanswered = {readonly reason: ReasonCode; readonly remedy: RemedyCode};

const known: Readonly<Partial<Record<FaultCode, Unanswered>>> = {
	// Of these two the endpoint knows nothing: it was not asked.
	'secret-missing': {reason: 'variable-missing', remedy: 'set-the-variable'},
	'address-refused': {reason: 'address-refused', remedy: 'probe-a-public-address'},
	'name-not-resolved': {reason: 'no-answer', remedy: 'check-the-host'},
	unreachable: {reason: 'no-answer', remedy: 'open-the-port'},
	'tls-expired': {reason: 'no-answer', remedy: 'renew-the-certificate'},
	'tls-untrusted': {reason: 'no-answer', remedy: 'complete-the-chain'},
};

/** Why a request has no answer, and what helps. */
export const unansweredOf = ({code}: Fault): Unanswered =>
	known[code] ?? {reason: 'no-answer', remedy: 'look-at-proxy'};

/** What keeps a question from being asked comes before what came of others: it has to be mended first. */
export const unaskedFirst = <T extends {readonly reason: ReasonCode}>(opinions: readonly T[]): readonly T[] => {
	const isUnasked = ({reason}: T): boolean => reason === 'variable-missing' || reason === 'address-refused';
	return [...opinions.filter(isUnasked), ...opinions.filter((one) => !isUnasked(one))];
};
