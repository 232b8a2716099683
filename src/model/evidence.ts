import type {JsonType} from './config.ts';
import type {FileChange} from './diff.ts';
import type {Digest} from './digest.ts';
import type {IndexMember} from './image-digests.ts';
import type {Fault} from './fault.ts';
import type {MappingEvidence} from './mapping.ts';
import type {FileManifest} from './manifest.ts';
import type {Path} from './path.ts';
import type {Plan} from './plan.ts';
import type {Platform} from './platform.ts';
import type {History} from './history.ts';
import type {Replica, RunSettings, RuntimeAnswer, RuntimeKind} from './runtime.ts';

/** One look at one subject. `at` is ISO 8601 in UTC. */
export type Observation<T> =
	| {readonly status: 'observed'; readonly value: T; readonly at: string}
	| {readonly status: 'unavailable'; readonly fault: Fault; readonly at: string}
	| {readonly status: 'skipped'; readonly reason: string};

export const evidenceSchema = 'deploy-truth/evidence/v1';

/** What a run saw, gathered once per subject. With its plan it can be judged again anywhere. */
export type SavedEvidence = {
	readonly schema: typeof evidenceSchema;
	readonly tool: string;
	readonly plan: Plan;
	readonly evidence: Evidence;
};

export type Evidence = {
	readonly commit: Observation<CommitEvidence>;
	/** one for each `files` of the service, in its order */
	readonly artifacts: readonly Observation<ArtifactEvidence>[];
	readonly image: Observation<ImageEvidence>;
	readonly replicas: Observation<ReplicasEvidence>;
	readonly mapping: Observation<MappingEvidence>;
	/** one for each planned probe, in its order */
	readonly probes: readonly ProbeEvidence[];
	readonly live: Observation<LiveEvidence>;
	readonly version: Observation<VersionEvidence>;
	readonly history: Observation<History | null>;
};

export type CommitEvidence = {
	readonly sha: string;
	readonly tree: string;
	readonly parents: readonly string[];
	readonly subject: string;
	readonly shallow: boolean;
	/** HEAD of the working tree and whether tracked files differ from it; null outside a working tree */
	readonly workspace: {readonly head: string; readonly tree: string; readonly dirty: boolean} | null;
	readonly pullRequest: Observation<PullRequestEvidence>;
	/** texts of `expect` that the base commit's tree did not hold: text → new here. Empty where nothing could be compared. */
	readonly newTexts: readonly string[];
};

export type PullRequestEvidence = {
	readonly number: number;
	readonly title: string;
	readonly head: string | null;
	readonly base: string | null;
	/**
	 * Is the head's work in the commit: as an ancestor, as equal trees or equal files (squash, rebase), not, or unknown.
	 * `merged-as`: GitHub says that this commit is the merge, and none of the files is absent; bytes may differ where
	 * the base had moved on.
	 */
	readonly contained: 'ancestor' | 'same-tree' | 'same-files' | 'merged-as' | 'no' | 'unknown';
	readonly changed: readonly ChangedFile[];
};

/** `present`: the commit holds the file as the pull request left it (gone, for a deletion); `other`: it holds other bytes. */
export type ChangedFile = {
	readonly path: Path;
	readonly change: 'added' | 'modified' | 'deleted' | 'renamed' | 'type';
	readonly inCommit: 'present' | 'other' | 'absent' | 'unknown';
};

export type ArtifactEvidence = {
	readonly from: string;
	readonly origin: ArtifactOrigin;
	/** after the ignore globs */
	readonly manifest: FileManifest;
	readonly ignored: number;
	/** for each `expect` of the service, in its order: which files matched and which of those lack a text */
	readonly markers: readonly MarkerEvidence[];
};

/** How we know where the artifact is from. */
export type ArtifactOrigin =
	| {readonly kind: 'directory'}
	| {
			readonly kind: 'record';
			readonly commit: string;
			readonly tree: string | null;
			readonly dirty: boolean;
			readonly recordedAt: string;
	  }
	| {readonly kind: 'commit'; readonly commit: string};

/** `texts: null`: only names could be compared (a record holds no bytes). `lacking` names files without one of the texts. */
export type MarkerEvidence = {
	readonly matched: readonly Path[];
	readonly lacking: readonly {readonly path: Path; readonly text: string}[] | null;
};

export type ImageEvidence = {
	readonly reference: string;
	readonly index: Digest | null;
	readonly manifest: Digest;
	readonly config: Digest;
	readonly platform: Platform;
	readonly labels: Readonly<Record<string, string>>;
	readonly created: string | null;
	readonly layers: readonly ImageLayerEvidence[];
	/** how its process is started where nobody says otherwise; null: its configuration does not say */
	readonly settings: RunSettings | null;
	/** one hash over that, values of variables included: equal hashes are started alike; null as above */
	readonly startDigest: string | null;
	/** what stands beside the image in its index, itself included: a digest of one of these is another image, and proven so */
	readonly members: readonly IndexMember[];
	/** one for each `files` of the service, in its order */
	readonly placements: readonly Placement[];
	/** for each `expect` of the service */
	readonly markers: readonly MarkerEvidence[];
	/** paths (in the artifact) whose bytes differ from, or are missing in, the baseline image; null: no baseline read */
	readonly newSinceBaseline: readonly Path[] | null;
	/** why the baseline could not be read, or not whole, where one is configured */
	readonly baselineFault: Fault | null;
	/** the image this one was built on, or is said to be; null: nobody says which, or it could not be read */
	readonly base: BaseEvidence | null;
	/** why the base could not be read, or not be told from another, where somebody says which it is */
	readonly baseFault: Fault | null;
	/** image layers, from the bottom, that were not read because no expected file depends on them */
	readonly layersLeft: number;
	/** digest named in the reference beside a tag, when the tag now leads elsewhere */
	readonly tagMovedTo: Digest | null;
	/** every gap of the whole image: bytes that were not read */
	readonly gaps: readonly {readonly path: Path; readonly fault: Fault}[];
	/** names a runtime would not unpack where they say, whiteouts that name nothing, … : shown, never silently dropped */
	readonly oddities: readonly {readonly path: Path; readonly code: string}[];
};

/**
 * What a base image is to the image. `built-on`: its image layers are the image's lowest. `moved`: `reference` leads
 * elsewhere by now, what it led to when the image was built is still at the bottom. `not-its-base`: neither.
 * `not-known`: the image does not begin with it, and whether it once did cannot be told.
 */
export const baseRelations = ['built-on', 'moved', 'not-its-base', 'not-known'] as const;
export type BaseRelation = (typeof baseRelations)[number];

/** The base image, as far as it was found below the image's own layers. */
export type BaseEvidence = {
	readonly reference: string;
	/** what `reference` leads to now */
	readonly manifest: Digest;
	/** image layers, from the bottom, that are the base's; 0: none that are known */
	readonly layers: number;
	readonly relation: BaseRelation;
	/** `image`: whoever built it says what it was built on */
	readonly statedBy: 'configuration' | 'image';
};

export type ImageLayerEvidence = {
	readonly digest: Digest;
	readonly diffId: Digest | null;
	readonly size: number;
	readonly mediaType: string;
	readonly createdBy: string | null;
};

/** Where one `files` sits in the image. */
export type Placement =
	| {
			readonly status: 'placed' /** without leading slash; '' is the root */;
			readonly to: Path;
			readonly inferred: {readonly byContent: number; readonly byPath: number; readonly of: number} | null;
			readonly manifest: FileManifest;
			readonly elsewhere?: Elsewhere;
	  }
	| {readonly status: 'absent'; readonly to: Path; readonly elsewhere?: Elsewhere}
	| {readonly status: 'not-found'; readonly candidates: readonly Path[]}
	| {readonly status: 'ambiguous'; readonly candidates: readonly Path[]}
	| {readonly status: 'no-artifact'};

/**
 * Where the expected files are when hardly any is at the stated place: directories of the image that hold most of their
 * contents under the same names, each as many. Advice; nothing is judged equal by it.
 */
export type Elsewhere = {
	readonly directories: readonly Path[];
	/** expected files with the expected bytes in each of the directories, of all that have content */
	readonly files: number;
	readonly of: number;
};

/** What runs, by the word of its runtime and by what was found inside. */
export type ReplicasEvidence = Omit<RuntimeAnswer, 'replicas'> & {
	readonly runtime: RuntimeKind;
	/** `collected`: by `deploy-truth collect` or a program of the user's, where the containers run */
	readonly origin:
		| {readonly kind: 'asked'}
		| {readonly kind: 'collected'; readonly at: string; readonly host: string | null; readonly tool: string};
	readonly replicas: readonly ReplicaEvidence[];
	/** replicas beyond those that are kept */
	readonly more: number;
	/** how the commit says it is started */
	readonly declared: Observation<Declared>;
};

/** `files`: one for each `files` of the service, in its order; `skipped` where nothing is to be compared. */
export type ReplicaEvidence = {
	readonly replica: Replica;
	readonly files: readonly Observation<ReplicaFiles>[];
};

/** The files a container shows its processes at one place, against what is expected there. */
export type ReplicaFiles = {
	readonly at: Path;
	/** whose files are the expected ones: the deployed image's, or the artifact's where no image was read */
	readonly against: 'image' | 'artifact';
	/** the first of them, sorted by path bytes; relative to `at` */
	readonly changes: readonly FileChange[];
	readonly moreChanges: number;
	/** entries that are equal on both sides */
	readonly same: number;
	readonly gaps: readonly {readonly path: Path; readonly fault: Fault}[];
	/** files modified after the process started, to the second; relative to `at` */
	readonly newer: readonly {readonly path: Path; readonly modified: string}[];
	readonly moreNewer: number;
	/** whether anything here was written in this container since it was made, mounts left out; null: nobody tells */
	readonly touched: boolean | null;
};

/** What the commit's own compose file or Kubernetes manifest says; null: it says nothing about that. */
export type Declared = {
	readonly from: string;
	readonly image: string | null;
	readonly settings: RunSettings;
	/** container paths, sorted */
	readonly mounts: readonly string[] | null;
	readonly replicas: number | null;
};

/** Headers worth a verdict or a sentence, lower-case names; values are hostile text, cut at 256 characters. */
type AnswerHeaders = Readonly<Record<string, string>>;

/** Bytes of a JSON answer that are parsed; of a longer one nothing is told. */
export const jsonCap = 2 ** 20;

export type Answer = {
	/** of gRPC: what its status is judged as (`model/grpc.ts`); its name stands in the headers, as `grpc-status` */
	readonly status: number;
	readonly headers: AnswerHeaders;
	/** media type without parameters, lower case */
	readonly contentType: string | null;
	/** where a redirect leads, query removed */
	readonly location: string | null;
	/** of the bytes as they came, up to the cap: still compressed where `content-encoding` says so */
	readonly sha256: string;
	readonly size: number;
	readonly truncated: boolean;
	/** what the bytes were compressed from, whole; null: they came as they are, or could not be expanded within the limits */
	readonly decoded: {readonly sha256: string; readonly size: number} | null;
	readonly peer: string | null;
	readonly version: '1.1' | '2';
	/** proxies, caches and servers that the answer's headers name, such as `cloudflare`, `nginx`; sorted, each once */
	readonly by: readonly string[];
	/** whose own error page the body is, such as `nginx`; null: nobody's that is known */
	readonly pageOf: string | null;
	/** for each `json` of the probe; null: none is asked for, or the body is no JSON */
	readonly json: readonly JsonSeen[] | null;
};

/** `type: null`: nothing is there. `equal: null`: no value is stated. */
export type JsonSeen = {readonly type: JsonType | null; readonly equal: boolean | null};

export type ProbeEvidence = {
	readonly name: string;
	readonly answer: Observation<Answer>;
	readonly control: Observation<Answer>;
	/** the same past every cache, by a query nobody has asked before; skipped where no cache answered */
	readonly fresh: Observation<Answer>;
	/** the same at the origin; skipped where none is known */
	readonly origin: Observation<Answer>;
	/** the same path by other safe methods, each beside the control's; asked where the answer may be about the method */
	readonly others: readonly OtherMethod[];
	/** where `live` rests on it, the same again; absent: it was not asked again */
	readonly again?: readonly AskedAgain[];
};

/**
 * The same question once more, on a connection of its own, so that whoever balances requests may choose anew.
 * `address`: sent to this one of the name's addresses; null: wherever the name leads.
 */
export type AskedAgain = {readonly address: string | null; readonly answer: Observation<Answer>};

export type OtherMethod = {
	readonly method: string;
	readonly answer: Observation<Answer>;
	readonly control: Observation<Answer>;
};

export type LiveEvidence = {
	/** the page whose assets were looked for */
	readonly page: Observation<{readonly url: string; readonly assets: readonly string[]; readonly truncated: boolean}>;
	readonly files: readonly LiveFile[];
	/** files of the build that fetched styles and scripts name and that the caps left unfetched */
	readonly left: number;
	/** for each `expect`: which of the fetched files matched, and which lack a text */
	readonly markers: readonly MarkerEvidence[];
};

/** `path`: the URL's path. `expected`: the artifact's file it was matched with by root or by path suffix; null: none. */
export type LiveFile = {
	readonly url: string;
	readonly path: string;
	readonly answer: Observation<Answer>;
	/** as a probe's: asked where other bytes came, and of a few files that a cache gave or that an origin has to confirm */
	readonly fresh: Observation<Answer>;
	readonly origin: Observation<Answer>;
	/** the same as browsers ask, who take it compressed; asked of a few that may be kept in several forms */
	readonly compressed: Observation<Answer>;
	readonly expected: readonly {readonly path: Path; readonly sha256: string; readonly size: number}[];
	/** where `live` rests on it, the same again; absent: it was not asked again */
	readonly again?: readonly AskedAgain[];
};

export type VersionEvidence = {readonly url: string; readonly commit: string};
