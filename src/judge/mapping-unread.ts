import type {FaultCode} from '../model/fault.ts';
import type {RemedyCode} from '../model/verdict.ts';
import type {Opinion} from './opinion.ts';
import {finding, inconclusive} from './opinion.ts';

const rightFaults: readonly FaultCode[] = ['unauthorized', 'forbidden', 'credentials-unavailable', 'secret-missing'];

/** What a proxy or a log did not tell is known by nobody. `subject`: which proxy, container or address. */
export const unreadMapping = (subject: string, code: FaultCode, remedy: RemedyCode = remedyOf(code)): Opinion =>
	inconclusive('mapping-unread', remedy, [finding('inconclusive', 'mapping-unread', subject, {detail: code})]);

function remedyOf(code: FaultCode): RemedyCode {
	if (rightFaults.includes(code)) return 'give-proxy-rights';
	return code === 'address-refused' ? 'check-the-configuration' : 'reach-the-proxy';
}
