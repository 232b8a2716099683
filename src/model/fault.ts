/** Why something could not be observed. Closed: a new cause gets a new code, its sentence in `report/sentences.ts`. */
export const faultCodes = [
	// reaching another system
	'unreachable',
	'name-not-resolved',
	'tls-untrusted',
	'tls-expired',
	'timed-out',
	'stalled',
	'cut-stream',
	'cancelled',
	'proxy-refused',
	'address-refused',
	// what it answered
	'unauthorized',
	'forbidden',
	'not-found',
	'rate-limited',
	'server-error',
	'unexpected-answer',
	'redirect-refused',
	'redirect-loop',
	'too-large',
	// bytes that did not prove themselves
	'digest-mismatch',
	'size-mismatch',
	'diff-id-mismatch',
	'range-mismatch',
	// images
	'unsupported-media-type',
	'media-type-mismatch',
	'invalid-manifest',
	'invalid-config',
	'schema-1',
	'platform-missing',
	'platform-ambiguous',
	'foreign-layer',
	'layer-count-mismatch',
	'part-missing',
	// archives and compression
	'invalid-tar',
	'truncated-tar',
	'unsupported-tar-entry',
	'unsafe-name',
	'invalid-gzip',
	'invalid-zstd',
	'unsupported-compression',
	'trailing-garbage',
	'limit-exceeded',
	'unresolved-hardlink',
	// credentials
	'credentials-unavailable',
	'credential-helper-failed',
	'realm-refused',
	// files and git
	'file-missing',
	'file-unreadable',
	'not-a-directory',
	'file-changed-while-read',
	'invalid-record',
	'not-a-repository',
	'commit-missing',
	'shallow-clone',
	'untrusted-repository',
	'command-missing',
	'command-failed',
	'lfs-pointer',
	// what runs
	'replicas-ambiguous',
	'not-running',
	'no-archiver',
	'invalid-replicas',
	'evidence-too-old',
	// endpoint
	'invalid-answer',
	'invalid-page',
	'secret-missing',
	// github
	'permission-missing',
	'pull-request-unknown',
	// ourselves
	'not-asked',
	'internal-error',
] as const;

export type FaultCode = (typeof faultCodes)[number];

/** `detail` is one line for a person: what happened and where, without secrets. It may hold hostile text. */
export type Fault = {readonly code: FaultCode; readonly detail: string};

/** How adapters report a fault; `observe/attempt.ts` turns it into a value. Anything else that is thrown is a bug. */
export class FaultError extends Error {
	readonly fault: Fault;
	constructor(code: FaultCode, detail: string, cause?: unknown) {
		super(`${code}: ${detail}`, cause === undefined ? undefined : {cause});
		this.name = 'FaultError';
		this.fault = {code, detail};
	}
}

/** The wrong protocol, in words that whoever knows what was asked ends with a way out. */
export const speaksNoTls = 'what answers there speaks no TLS';
export const speaksTls = 'what answers there speaks TLS, and was asked without';
