import type {FaultCode} from '../model/fault.ts';

/** What the layer `mapping` says: each clause for headline and ladder, then what is wrong in full. */
export const mappingReasons = {
	'lands-on-replicas': ['requests land on this service’s replicas', ''],
	'upstream-as-stated': ['the proxy sends requests to the stated upstream', ''],
	'serves-itself': ['the proxy that was asked is what serves', ''],
	'nonce-found': ['every traced request is in a log of this service', ''],
	'no-route': [
		'the proxy has no rule for this request',
		'No rule of the proxy takes this host and path, so no request gets to the service.',
	],
	'wrong-upstream': [
		'the proxy sends requests elsewhere',
		'The rule that takes this host and path names another upstream than the configuration states.',
	],
	'mixed-backends': [
		'some requests land on another container',
		'The proxy spreads requests over replicas of this service and over containers that are none, so answers depend on who is asked.',
	],
	'upstream-of-another': [
		'requests land on another container',
		'An address that the proxy sends requests to belongs to a container that is none of this service: the rule means another one, or a replica left the address and it was given away again.',
	],
	'stale-upstream': [
		'the proxy uses an address that the service has left',
		'The proxy sends requests to an address at which no replica is: it goes by what was so before the replicas were replaced.',
	],
	'upstream-down': [
		'the proxy has no living upstream',
		'By the proxy’s own word every address that it could send requests to is down, or there is none.',
	],
	'served-by-proxy': [
		'the proxy answers from its own files',
		'The rule that takes this request serves files of the proxy. The containers of the service never see it, whatever they hold.',
	],
	'answered-by-proxy': [
		'the proxy answers by itself',
		'The rule that takes this request answers it: a fixed answer or a redirect. The containers of the service never see it.',
	],
	'address-dead': [
		'an address of the name does not answer',
		'The name leads to several addresses, and not all of them take requests: whoever gets that one gets nothing. A record may be left of a machine that is gone.',
	],
	'addresses-differ': [
		'the addresses of the name do not answer alike',
		'The same request gets another answer at one address of the name than at the others, each time: another deployment, or another machine, stands behind it.',
	],
	'certificate-expired': [
		'the certificate is not valid now',
		'The certificate that the name shows is over, or not valid yet: clients refuse to go on.',
	],
	'certificate-mismatch': [
		'the certificate is for another name',
		'The certificate does not name this host: another server answers, or its certificate was made for other names.',
	],
	'certificate-untrusted': [
		'the certificate is not trusted',
		'No authority that is known here vouches for the certificate: it is signed by itself or by an own authority, or a certificate between is not sent along.',
	],
	'upstream-unknown': [
		'where the proxy sends this request could not be told',
		'More than host and path decide where this request goes, or nobody could tell what the upstream’s name leads to, or which of its addresses the proxy has kept.',
	],
	'landing-unknown': [
		'where requests land could not be told',
		'Which container gets the requests is not known from what was seen.',
	],
	'mapping-unread': [
		'not everything on the way could be asked',
		'A proxy, a log or an address of the name did not tell what the question needs, so nothing is claimed.',
	],
} as const satisfies Readonly<Record<string, readonly [clause: string, explanation: string]>>;

/** What a finding of the layer says of its subject. */
export const mappingFindings = {
	'default-route': 'no rule for this host: the default takes it',
	'unsure-rule': 'cannot be told for sure',
	'kept-address': 'a container that came to this address after the proxy had looked the name up',
	'name-moved': 'this name leads to other addresses by now',
	'backup-serves': 'only a backup is left',
	'member-down': 'down by the proxy’s word',
	'out-of-rotation': 'gets no requests from the proxy',
	'nonce-partly-found': 'some traced requests are in no log of this service',
	'nonce-not-found': 'no traced request was found, which proves nothing',
	'nonce-beside': 'a traced request is in the log of what runs beside the service',
	'log-unread': 'its log could not be read',
	'not-reached-from-here': 'cannot be reached from this machine, which may have no IPv6',
	'more-addresses': 'addresses that were not asked',
	'answers-vary': 'not the same answer each time',
	'bytes-vary': 'other bytes at each address, as pages made for each request have',
	'several-instances': 'instances name themselves',
	'certificate-expires': 'its certificate ends soon',
} as const satisfies Readonly<Record<string, string>>;

/** Faults of a proxy or of a log, where the words for a registry do not fit. */
export const proxyFaults: Readonly<Partial<Record<FaultCode, string>>> = {
	unauthorized: 'the proxy, or the engine that it runs in, does not know who asks',
	forbidden: 'this account may not ask the proxy, or read the log',
	'not-found': 'there is no such proxy, container or file there',
	'invalid-answer': 'the proxy answers in a way that is not understood',
	'not-asked': 'it was not asked, since something before it failed or led nowhere',
};
