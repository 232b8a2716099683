import type {ModesPolicy} from './manifest.ts';
import type {Platform} from './platform.ts';

/** What the user asked for, every default written out. Plain JSON; secrets appear as the name of their variable only. */
export type Config = {
	/** where it came from, for messages: a file, `action inputs`, `command line` */
	readonly origin: string;
	/**
	 * `untrusted`: somebody who may not deploy could have written it (a fork, a pull request's head). Then environment
	 * variables are readable only where `secrets` binds them to a host, and private addresses are refused.
	 */
	readonly trust: 'trusted' | 'untrusted';
	/** which variables may be sent where, from the workflow or the command line, never from a file in the repository */
	readonly secrets: readonly SecretGrant[];
	readonly failOn: readonly FailOn[];
	readonly services: readonly ServiceConfig[];
};

export type FailOn = 'drift' | 'inconclusive';
export type SecretGrant = {
	readonly variable: string /** exact host name, with port where not the default */;
	readonly host: string;
};

export type ServiceConfig = {
	readonly service: string;
	readonly environment: string;
	/** the commit that should be live, as a git revision; null takes the event's commit, or HEAD */
	readonly commit: string | null;
	readonly image: ImageConfig | null;
	readonly files: readonly FilesConfig[];
	readonly expect: readonly ExpectConfig[];
	readonly probes: readonly ProbeConfig[];
	readonly live: LiveConfig | null;
	readonly version: VersionConfig | null;
	readonly accept: readonly 'self-reported'[];
	readonly wait: WaitConfig | null;
	readonly timeouts: Timeouts;
};

export type ImageConfig = {
	/** as written; parses with `parseReference` */
	readonly reference: string;
	readonly platform: Platform | null;
	/** http instead of https; loopback registries need no permission */
	readonly plainHttp: boolean;
	/** names of the variables that hold the registry's credentials; null looks into the docker configuration */
	readonly credentials: {readonly username: string; readonly passwordVariable: string} | null;
	/** the image deployed before, where the user can name it: which files tell this commit from that one */
	readonly baseline: string | null;
	/** the image this one is built on, where the user can name it: its files are never the application's */
	readonly base: string | null;
	/** `any`: tables of contents and shared caches are believed, and the report says so; `verified`: every byte is read */
	readonly assurance: 'verified' | 'any';
	/** file with PEM certificates of the registry's own authority, relative to the repository */
	readonly ca: string | null;
};

export type FilesConfig = {
	/** a directory or a record file, relative to the repository (kind `artifact`); a path in the commit (kind `source`) */
	readonly from: string;
	/** absolute directory in the image; null: find it */
	readonly to: string | null;
	readonly kind: 'artifact' | 'source';
	/** globs relative to `from`, `**` crosses directories, dot files match */
	readonly ignore: readonly string[];
	readonly modes: ModesPolicy;
	/** files in the image below `to` that the artifact does not have */
	readonly extra: 'drift' | 'note' | 'ignore';
};

/** At least one file matches `files` in the artifact, in the image and (where it is fetched) among the served; each match holds every text. */
export type ExpectConfig = {readonly files: string; readonly contains: readonly string[]};

export type HeaderValue =
	| {readonly literal: string}
	| {/** the variable's name */ readonly env: string; readonly prefix: string};

export type ProbeConfig = {
	readonly name: string;
	readonly method: string;
	readonly url: string;
	/** accepted status codes; null: none stated */
	readonly expect: readonly number[] | null;
	readonly headers: readonly {readonly name: string; readonly value: HeaderValue}[];
	/** media type the answer must have, without parameters */
	readonly contentType: string | null;
	readonly control: boolean;
};

export type LiveConfig = {
	/** where the files are served: paths are resolved against it */
	readonly base: string;
	/** the directory of the artifact (relative to a `files.from`) that `base` serves; null: find by path and content */
	readonly root: string | null;
	/** URL paths to fetch */
	readonly paths: readonly string[];
	/** a page whose own scripts, styles, fonts and images are fetched too; null: none */
	readonly page: string | null;
};

/** An endpoint at which the workload says which commit it is: self-reported, never proof unless accepted. */
export type VersionConfig = {
	readonly url: string /** dotted path into a JSON answer; null: the whole body as text */;
	readonly field: string | null;
};

/** milliseconds; `rounds` equal answers in a row end the wait */
export type WaitConfig = {readonly deadline: number; readonly interval: number; readonly rounds: number};

/** milliseconds: to connect, to the answer's head, without a byte, and for one whole request */
export type Timeouts = {
	readonly connect: number;
	readonly answer: number;
	readonly stall: number;
	readonly request: number;
};

/** What the run is about, as the face knows it: the event, or the command line. */
export type Target = {
	/** revision to expect where the service names none */
	readonly revision: string;
	readonly repository: string | null;
	readonly pullRequest: PullRequestHint | null;
	readonly event: string | null;
	/** identifies and orders runs: a later run has a greater number */
	readonly run: {readonly id: string; readonly number: number; readonly url: string | null} | null;
};

/** `head` and `base` are commits where the event carries them. */
export type PullRequestHint = {
	readonly number: number;
	readonly title: string | null;
	readonly head: string | null;
	readonly base: string | null;
	/** the commit GitHub made when it merged; null or absent where nobody said */
	readonly mergeCommit?: string | null;
};
