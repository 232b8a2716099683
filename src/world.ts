/** The effects we are allowed. Everything that touches the world comes in through this one value. */
export type World = {
	/** Sends one request; never follows a redirect, never decodes a body. Rejects with FaultError. */
	readonly http: (request: HttpRequest) => Promise<HttpResponse>;
	/** Agrees on TLS with a server, offering `h2` and `http/1.1`, and hangs up. Rejects with FaultError as `http` does, for a refused certificate only in that `untrusted` says so. */
	readonly handshake: (request: HandshakeRequest) => Promise<Handshake>;
	readonly exec: (command: string, args: readonly string[], options?: ExecOptions) => Promise<ExecResult>;
	readonly execStream: (command: string, args: readonly string[], options?: ExecOptions) => ExecStream;
	readonly files: Files;
	/** what was piped into the command; it can be read once. FaultError `file-unreadable`, `cancelled` */
	readonly stdin: () => AsyncIterable<Uint8Array>;
	/** addresses of a host name, IPv4 and IPv6 */
	readonly resolve: (host: string) => Promise<readonly string[]>;
	/** GitHub's REST API as octokit's `request`; null without a token */
	readonly github: GithubRequest | null;
	readonly env: Readonly<Record<string, string | undefined>>;
	readonly random: (bytes: number) => Uint8Array;
	/** milliseconds since 1970 */
	readonly now: () => number;
	/** rejects with FaultError `cancelled` when the run is cancelled */
	readonly sleep: (milliseconds: number) => Promise<void>;
	readonly log: Log;
	/** aborted by Ctrl-C, a cancelled job or a deadline */
	readonly signal: AbortSignal;
};

export type HttpRequest = {
	readonly method: string;
	readonly url: string;
	/** sent in this order, names as written */
	readonly headers?: readonly (readonly [string, string])[];
	readonly body?: string | Uint8Array;
	/** milliseconds; `stall`: the longest silence while the body comes */
	readonly timeouts: {
		readonly connect: number;
		readonly answer: number;
		readonly stall: number;
		readonly request: number;
	};
	/** refuse to connect to loopback, private, link-local and metadata addresses */
	readonly publicOnly?: boolean;
	/**
	 * kinds of addresses that the host's name must not lead to when it is looked up for the connection, with the fault
	 * `address-refused`; a proxy looks names up in our place. Literal addresses are for the caller to judge.
	 */
	readonly refuses?: readonly ('public' | 'private' | 'link-local' | 'loopback')[];
	/** PEM certificates trusted beside those trusted anyway */
	readonly ca?: string;
	/** what the client shows of itself: PEM certificate chain and private key */
	readonly identity?: ClientIdentity;
	/** the IP address to connect to in place of what the host's name leads to; Host, SNI and certificate stay the URL's */
	readonly address?: string;
	/** a unix socket to connect to in place of the URL's host */
	readonly socket?: string;
	/** `2` fails with `unexpected-answer` where the server does not agree to it (ALPN `h2`; over http with prior knowledge). Default: `1.1` */
	readonly version?: HttpVersion;
	/** on a connection of its own, which is closed afterwards: each one may be balanced to another backend */
	readonly fresh?: boolean;
	readonly signal?: AbortSignal;
};

type HttpVersion = '1.1' | '2';
export type ClientIdentity = {readonly certificate: string; readonly key: string};

/** A connection without a request: who is there, and what it says of itself before anything is asked. */
export type HandshakeRequest = {
	readonly host: string;
	readonly port: number;
	/** the IP address to connect to; null: what the name leads to */
	readonly address: string | null;
	/** milliseconds to connect and to agree on TLS */
	readonly timeout: number;
	readonly publicOnly?: boolean;
	readonly ca?: string;
	readonly identity?: ClientIdentity;
};
/** `untrusted`: why the certificate would be refused, as OpenSSL names it (`CERT_HAS_EXPIRED`); null: it would not be. */
type Handshake = {
	readonly address: string;
	/** `h2`, `http/1.1`; null: the server chose none */
	readonly protocol: string | null;
	/** `TLSv1.3` */
	readonly tls: string;
	readonly certificate: Certificate | null;
	readonly untrusted: string | null;
};

/** A status of 101 comes without a body; the connection is closed then. */
export type HttpResponse = {
	readonly status: number;
	readonly version: HttpVersion;
	/** as received, in order */
	readonly rawHeaders: readonly (readonly [string, string])[];
	/** first value of a header, by lower-case name */
	readonly header: (name: string) => string | null;
	/** of HTTP/2: what came behind the body, once it is read to its end */
	readonly trailers?: () => readonly (readonly [string, string])[];
	/** undecoded bytes; iterating throws FaultError `cut-stream`, `stalled`, `timed-out`; leaving the loop early closes the connection */
	readonly body: AsyncIterable<Uint8Array>;
	/** drops the body and its connection */
	readonly discard: () => void;
	readonly peer: {
		readonly address: string | null;
		readonly port: number | null;
		readonly certificate: Certificate | null;
	};
};

export type Certificate = {
	readonly subject: string;
	readonly issuer: string;
	readonly fingerprint256: string;
	/** ISO 8601, UTC */
	readonly validFrom: string;
	/** ISO 8601, UTC */
	readonly validTo: string;
	readonly altNames: string | null;
};

export type ExecOptions = {
	readonly cwd?: string;
	readonly env?: Readonly<Record<string, string>>;
	readonly input?: string | Uint8Array;
	/** milliseconds */
	readonly timeout?: number;
	/** bytes of stdout that are kept; more is a FaultError `too-large` */
	readonly maxBytes?: number;
	/** of a stream: standard error comes with standard output, in the order in which it was written */
	readonly merged?: boolean;
};
/** A command that ran: failure is a value. FaultError only for `command-missing`, `timed-out`, `too-large`, `cancelled`. */
export type ExecResult = {readonly exitCode: number; readonly stdout: Uint8Array; readonly stderr: string};
export type ExecStream = {
	readonly stdout: AsyncIterable<Uint8Array>;
	/** writes to the command's standard input, respecting back-pressure */
	readonly write: (chunk: string | Uint8Array) => Promise<void>;
	readonly end: () => void;
	readonly kill: () => void;
	readonly done: Promise<{readonly exitCode: number; readonly stderr: string}>;
};

export type FileKind = 'file' | 'directory' | 'symlink' | 'fifo' | 'socket' | 'character' | 'block';
/** `mode`: permission bits with setuid, setgid and sticky. `device` and `inode` identify hardlinks. */
export type FileStat = {
	readonly kind: FileKind;
	readonly size: number;
	readonly mode: number;
	readonly major: number;
	readonly minor: number;
	readonly mtime: number;
	readonly links: number;
	readonly device: string;
	readonly inode: string;
	/** user ID; null where files have none (Windows) */
	readonly owner: number | null;
};

/** Paths are of this machine, in our text form (lone surrogates stand for bytes that are not UTF-8). All reject with FaultError `file-missing` | `file-unreadable` | `not-a-directory`. */
export type Files = {
	readonly cwd: string;
	readonly read: (path: string, maxBytes: number) => Promise<Uint8Array>;
	readonly stream: (path: string) => AsyncIterable<Uint8Array>;
	/** names, unsorted, in our text form */
	readonly list: (path: string) => Promise<readonly string[]>;
	/** of the entry itself: links are not followed */
	readonly stat: (path: string) => Promise<FileStat>;
	readonly readLink: (path: string) => Promise<string>;
	/** whole or not at all: written beside and renamed */
	readonly write: (path: string, content: string | Uint8Array) => Promise<void>;
	/** where a user said: as `write`, but through a link, and into a FIFO or a character device; waits for a FIFO's reader */
	readonly deliver: (path: string, content: string | Uint8Array) => Promise<void>;
	readonly append: (path: string, content: string) => Promise<void>;
	/** the user ID we run as; null where there is none (Windows) */
	readonly user: number | null;
	/** makes a directory that this user alone may enter, and what is missing above it; one that is there stays as it is */
	readonly makePrivate: (path: string) => Promise<void>;
	/** a file; one that is not there is no fault */
	readonly remove: (path: string) => Promise<void>;
	/** sets a file's modification time to now */
	readonly touch: (path: string) => Promise<void>;
};

export type GithubRequest = (
	route: string,
	parameters: Readonly<Record<string, unknown>>,
) => Promise<{
	readonly status: number;
	readonly data: unknown;
	readonly headers: Readonly<Record<string, string | number | undefined>>;
}>;

export type Log = {
	readonly info: (text: string) => void;
	readonly warn: (text: string) => void;
	readonly debug: (text: string) => void;
	/** a line that replaces the last progress line in a terminal, and is thinned out elsewhere */
	readonly progress: (text: string) => void;
	/** never to be shown anywhere: masked in every output */
	readonly mask: (secret: string) => void;
};
