import type {OutsideAddress} from '../model/mapping.ts';
import type {Finding, ReasonCode, RemedyCode} from '../model/verdict.ts';
import type {Landing} from './mapping-landing.ts';
import {drift, finding} from './opinion.ts';

type Trouble = Extract<ReasonCode, 'certificate-expired' | 'certificate-mismatch' | 'certificate-untrusted'>;

const remedies: Readonly<Record<Trouble, RemedyCode>> = {
	'certificate-expired': 'renew-the-certificate',
	'certificate-mismatch': 'name-the-host-in-the-certificate',
	'certificate-untrusted': 'complete-the-chain',
};

/** Milliseconds before its end in which a certificate is worth a word. */
const soon = 14 * 24 * 60 * 60_000;

/** The certificate that an address shows: over, not valid yet, of another name, of nobody who is trusted, or soon over. */
export function judgeCertificate({address, handshake}: OutsideAddress, host: string): Landing {
	if (handshake.status !== 'observed') return {opinions: [], notes: []};
	const {certificate, untrusted} = handshake.value;
	const now = Date.parse(handshake.at);
	const [from, to] = [Date.parse(certificate?.validFrom ?? ''), Date.parse(certificate?.validTo ?? '')];
	const tell = (code: Trouble, parts: Partial<Finding>): Landing => ({
		opinions: [drift(code, remedies[code], 'observed', [finding('drift', code, address, parts)])],
		notes: [],
	});
	const dates = {deployed: certificate?.validTo ?? null, detail: certificate?.subject ?? untrusted};
	if (to < now || untrusted === 'CERT_HAS_EXPIRED') return tell('certificate-expired', dates);
	if (from > now || untrusted === 'CERT_NOT_YET_VALID')
		return tell('certificate-expired', {...dates, deployed: certificate?.validFrom ?? null, detail: 'not valid yet'});
	if (untrusted !== null)
		return /HOSTNAME_MISMATCH|ALTNAME_INVALID/.test(untrusted)
			? tell('certificate-mismatch', {expected: host, deployed: certificate?.altNames ?? certificate?.subject ?? null})
			: tell('certificate-untrusted', {deployed: certificate?.issuer ?? null, detail: untrusted});
	const notes =
		to - now < soon ? [finding('note', 'certificate-expires', address, {deployed: certificate!.validTo})] : [];
	return {opinions: [], notes};
}
