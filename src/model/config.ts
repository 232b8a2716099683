import type {ModesPolicy} from './manifest.ts';
import type {ProxyKind} from './mapping.ts';
import type {Platform} from './platform.ts';
import type {RuntimeKind} from './runtime.ts';

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
	/** where it runs, and which of what runs there; null: nothing looks into containers */
	readonly runtime: RuntimeConfig | null;
	/** what `deploy-truth collect` wrote where the containers run, in place of asking */
	readonly replicas: CollectedConfig | null;
	/** what takes the requests, the outermost first: each leads to the next. Empty: none is asked */
	readonly proxies: readonly ProxyConfig[];
	/** where requests should be sent: a name as the proxy has it, or HOST:PORT; null: to the replicas, wherever they are */
	readonly upstream: string | null;
	/** milliseconds in which a request's token must turn up in a replica's log; null: no request is traced */
	readonly trace: number | null;
	readonly probes: readonly ProbeConfig[];
	readonly live: LiveConfig | null;
	readonly version: VersionConfig | null;
	/** where the same paths are served with no cache in front: scheme, host and port; null: not known */
	readonly origin: string | null;
	/** IP addresses in place of what names lead to; `host` as a URL has it, with the port where it is not the default */
	readonly resolve: readonly {readonly host: string; readonly address: string}[];
	readonly tls: TlsConfig | null;
	/** requests a second to the deployed service, at most */
	readonly rate: number;
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

/** Each kind takes some of the keys that name a place or a service; the others are null. */
export type RuntimeConfig = {
	readonly kind: RuntimeKind;
	/** an engine's address as DOCKER_HOST has it: `ssh://user@host`, `tcp://…`, `unix://…` */
	readonly host: string | null;
	/** a docker context, or one of the kubeconfig */
	readonly context: string | null;
	/** of compose; of Google Cloud */
	readonly project: string | null;
	/** of compose, swarm, ECS, Cloud Run */
	readonly service: string | null;
	/** names or IDs (docker, podman); which containers of a pod or task serve; empty: found by image or workload */
	readonly containers: readonly string[];
	/** `key=value,…`, as the runtime selects by labels */
	readonly selector: string | null;
	readonly namespace: string | null;
	/** `deployment/api`, `statefulset/…`, `daemonset/…`, `pod/…` */
	readonly workload: string | null;
	/** of ECS */
	readonly cluster: string | null;
	readonly region: string | null;
	/** a program that prints a replicas document, and its arguments */
	readonly command: readonly string[] | null;
	/** how many must run at the least; null: as many as the runtime was told to run, and one */
	readonly replicas: number | null;
	/** whether files in the containers are compared, or only which image runs */
	readonly inside: boolean;
	/** an image for an ephemeral container where a pod has no tar; null: none is ever started */
	readonly ephemeral: string | null;
	/** globs of paths from the container's root, without the leading slash, that may change while it runs */
	readonly expectedChanges: readonly string[];
	/** the compose file or Kubernetes manifest in the commit that says how it is started; null: none is compared */
	readonly manifest: string | null;
	/** milliseconds for one command, and for reading the files of one container */
	readonly timeout: number;
};

/** Asked for one container that is named, with nothing else expected of it. */
export const runtimeOfKind = (kind: RuntimeKind, timeout: number): RuntimeConfig => ({
	kind,
	host: null,
	context: null,
	project: null,
	service: null,
	containers: [],
	selector: null,
	namespace: null,
	workload: null,
	cluster: null,
	region: null,
	command: null,
	replicas: null,
	inside: true,
	ephemeral: null,
	expectedChanges: [],
	manifest: null,
	timeout,
});

/** `maxAge`: milliseconds; older evidence says nothing of now. */
export type CollectedConfig = {readonly file: string; readonly maxAge: number};

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

/** How a proxy is reached; each kind takes some of the keys, the others are null. */
export type ProxyConfig = {
	readonly kind: ProxyKind;
	/** a container of a docker engine in which the proxy runs: commands run inside it; null: on this machine */
	readonly container: string | null;
	/** the engine, as DOCKER_HOST has it */
	readonly host: string | null;
	readonly context: string | null;
	/** the configuration file, where the proxy's own command cannot be asked for what is in effect */
	readonly config: string | null;
	/** the administration interface: a URL (caddy, traefik, haproxy's statistics) or a socket (haproxy, caddy) */
	readonly admin: string | null;
	/** of Kubernetes */
	readonly namespace: string | null;
	/** milliseconds for one question */
	readonly timeout: number;
};

/** What the deployed service's TLS needs beyond what is trusted anyway. Files are relative to the repository. */
type TlsConfig = {
	/** PEM certificates of an own authority */
	readonly ca: string | null;
	/** PEM certificate chain that we show, and the variable that holds its private key */
	readonly identity: {readonly certificate: string; readonly keyVariable: string} | null;
};

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
	readonly protocol: ProbeProtocol;
	/** what is sent to show who asks; null: the probe is sent once, as it is */
	readonly credentials: CredentialsConfig | null;
	/** what a JSON answer must hold */
	readonly json: readonly JsonExpectation[];
	/** headers the answer must have, names in lower case; `value: null`: whatever it is */
	readonly answerHeaders: readonly {readonly name: string; readonly value: string | null}[];
};

export const probeProtocols = ['http', 'http2', 'grpc', 'websocket'] as const;
export type ProbeProtocol = (typeof probeProtocols)[number];

export const credentialKinds = ['none', 'bad', 'good'] as const;
export type CredentialKind = (typeof credentialKinds)[number];

/** The probe is sent without credentials, with bad ones and with good ones, wherever something is expected of that. */
export type CredentialsConfig = {
	readonly header: string;
	readonly prefix: string;
	/** the variable that holds the good ones; null: none are given */
	readonly variable: string | null;
	/** what is sent as the bad ones: no secret */
	readonly bad: string;
	/** accepted status codes; null: not asked */
	readonly expect: Readonly<Record<CredentialKind, readonly number[] | null>>;
};

export const jsonTypes = ['string', 'number', 'boolean', 'object', 'array', 'null'] as const;
export type JsonType = (typeof jsonTypes)[number];
/** `path`: dotted names and indexes, '' is the whole. `type: null`: whatever it is. `equals: undefined` is written as absent. */
export type JsonExpectation = {
	readonly path: string;
	readonly type: JsonType | null;
	/** the value's JSON text; null: whatever it is */
	readonly equals: string | null;
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
