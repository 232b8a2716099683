// src/model/fault.ts
/** Why something could not be observed. Closed: a new cause gets a new code, its sentence in `report/sentences.ts`. */
const faultCodes = [
	"unreachable",
	"name-not-resolved",
	"tls-untrusted",
	"timed-out",
	"stalled",
	"cut-stream",
	"cancelled",
	"proxy-refused",
	"address-refused",
	"unauthorized",
	"forbidden",
	"not-found",
	"rate-limited",
	"server-error",
	"unexpected-answer",
	"redirect-refused",
	"redirect-loop",
	"too-large",
	"digest-mismatch",
	"size-mismatch",
	"diff-id-mismatch",
	"range-mismatch",
	"unsupported-media-type",
	"media-type-mismatch",
	"invalid-manifest",
	"invalid-config",
	"schema-1",
	"platform-missing",
	"platform-ambiguous",
	"foreign-layer",
	"layer-count-mismatch",
	"part-missing",
	"invalid-tar",
	"truncated-tar",
	"unsupported-tar-entry",
	"unsafe-name",
	"invalid-gzip",
	"invalid-zstd",
	"unsupported-compression",
	"trailing-garbage",
	"limit-exceeded",
	"unresolved-hardlink",
	"credentials-unavailable",
	"credential-helper-failed",
	"realm-refused",
	"file-missing",
	"file-unreadable",
	"not-a-directory",
	"file-changed-while-read",
	"invalid-record",
	"not-a-repository",
	"commit-missing",
	"shallow-clone",
	"untrusted-repository",
	"command-missing",
	"command-failed",
	"lfs-pointer",
	"invalid-answer",
	"invalid-page",
	"secret-missing",
	"permission-missing",
	"pull-request-unknown",
	"not-asked",
	"internal-error"
];
/** How adapters report a fault; `observe/attempt.ts` turns it into a value. Anything else that is thrown is a bug. */
var FaultError = class extends Error {
	fault;
	constructor(code, detail, cause) {
		super(`${code}: ${detail}`, cause === void 0 ? void 0 : { cause });
		this.name = "FaultError";
		this.fault = {
			code,
			detail
		};
	}
};
export { faultCodes as n, FaultError as t };
