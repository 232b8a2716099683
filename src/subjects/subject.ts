import type {Digest} from '../model/digest.ts';
import type {ImageLayerEvidence} from '../model/evidence.ts';
import type {IndexMember} from '../model/image-digests.ts';
import type {AlikeRules} from '../model/ignorable.ts';
import type {FileManifest} from '../model/manifest.ts';
import type {LayerStore} from './layer-store.ts';
import {joinPath, type Path} from '../model/path.ts';
import type {Platform} from '../model/platform.ts';
import type {Reference} from '../model/reference.ts';
import type {RunSettings} from '../model/runtime.ts';

/** A tree of files somebody can name; what `manifest`, `diff` and `verify` read. */
export type Subject =
	| {readonly kind: 'dir'; readonly path: string}
	| {readonly kind: 'git'; readonly revision: string; readonly path: string}
	| {readonly kind: 'registry'; readonly reference: Reference}
	| {readonly kind: 'oci-dir'; readonly path: string; readonly tag: string | null}
	/** an image in the store of a container engine, by name or ID */
	| {readonly kind: 'docker'; readonly reference: string}
	/** `path` is '-' for standard input; `tag` names one of several images */
	| {readonly kind: 'oci-archive' | 'docker-archive'; readonly path: string; readonly tag: string | null}
	/** a running container of the engine, by name or ID; `path` without leading slash, '' is the root */
	| {readonly kind: 'container'; readonly id: string; readonly path: Path}
	/** a container of a Kubernetes pod; null: its only one */
	| {
			readonly kind: 'pod';
			readonly namespace: string;
			readonly name: string;
			readonly container: string | null;
			readonly path: Path;
	  }
	| {readonly kind: 'file'; readonly path: string};

const treeKinds: readonly Subject['kind'][] = ['dir', 'git', 'file', 'container', 'pod'];

export const isImage = ({kind}: Subject): boolean => !treeKinds.includes(kind);

/** Whether it has a root file system: an image, or a container that was named without a place in it. */
export const isRoot = (subject: Subject): boolean => isImage(subject) || (isRunning(subject) && subject.path === '');

/** Whether only what lies at its path is ever read. */
export const isRunning = (subject: Subject): subject is Extract<Subject, {kind: 'container' | 'pod'}> =>
	subject.kind === 'container' || subject.kind === 'pod';

/** What is to be read for a part of a subject: of a container that part alone. */
export const partOf = (subject: Subject, below: Path): Subject =>
	isRunning(subject) && below !== '' ? {...subject, path: joinPath(subject.path, below)} : subject;

/** Standard input can be read once. */
export const isPiped = (subject: Subject): boolean =>
	(subject.kind === 'oci-archive' || subject.kind === 'docker-archive') && subject.path === '-';

/** Which image was read, by each of its digests; `labels` are asserted by whoever built it. */
export type ImageIdentity = {
	readonly reference: string;
	readonly index: Digest | null;
	/** null where no image manifest exists: an engine's own store and its archives know the configuration alone */
	readonly manifest: Digest | null;
	readonly config: Digest;
	readonly platform: Platform;
	readonly labels: Readonly<Record<string, string>>;
	readonly created: string | null;
	/** how its process is started; null: its configuration does not say */
	readonly settings: RunSettings | null;
	/** one hash over that, values included; null as above */
	readonly startDigest: string | null;
	/** from the bottom */
	readonly layers: readonly ImageLayerEvidence[];
	readonly tagMovedTo: Digest | null;
	/** what stands beside the image in its index, itself included; none without an index */
	readonly members: readonly IndexMember[];
	/** what its builder says it was built on; null: nothing was said */
	readonly builtOn: BuiltOn | null;
};

/** image-spec annotations.md: `org.opencontainers.image.base.name` and `base.digest`, as annotations or labels. Unproven. */
export type BuiltOn = {readonly name: string; readonly digest: Digest | null};

/** Something a person should know about a name or an entry, though it was read: `clamped-name`, `duplicate-entry`, `stray-whiteout`, … */
export type Oddity = {readonly path: Path; readonly code: string};

export type SubjectRead = {
	/** the subject as it was resolved, with digests or commit ids where they are known */
	readonly subject: string;
	readonly manifest: FileManifest;
	readonly image: ImageIdentity | null;
	/** texts of `search` that a file holds; files without any are left out */
	readonly found: ReadonlyMap<Path, readonly string[]>;
	readonly oddities: readonly Oddity[];
	/** image layers, from the bottom, that were not read because nothing that was asked for depends on them; else 0 */
	readonly layersLeft: number;
};

/** Looks for texts (UTF-8, compared byte by byte) in the files it wants, while they stream by. */
export type TextSearch = {
	readonly wants: (path: Path) => boolean;
	readonly texts: readonly string[];
	/** equal for equal searches, whatever `wants` is: under it a listing is kept */
	readonly key: string;
};

export type ReadOptions = {
	/** git blob ids beside sha256 */
	readonly blobs: boolean;
	readonly search: TextSearch | null;
	readonly platform: Platform | null;
	readonly plainHttp: boolean;
	/** values, already read from where the user keeps them; null: the docker configuration */
	readonly credentials: {readonly username: string; readonly password: string} | null;
	readonly timeouts: {
		readonly connect: number;
		readonly answer: number;
		readonly stall: number;
		readonly request: number;
	};
	readonly publicOnly: boolean;
	/** PEM certificates trusted beside those trusted anyway; null: none */
	readonly ca: string | null;
	/** `verified`: every byte is read and proven; `any`: tables of contents and shared caches are believed, and the file manifest says so */
	readonly assurance: 'verified' | 'any';
	/** listings of image layers that were read before; null: none are kept */
	readonly layers: LayerStore | null;
	/**
	 * the only paths that matter, as the image has them: image layers that cannot change them are not read; null:
	 * everything matters. A promise is awaited once it is known which image it is; what it rejects with ends the read
	 */
	readonly only: ReadonlySet<Path> | null | Promise<ReadonlySet<Path> | null>;
	/** other forms of texts, so that line ends or source map comments can be ignored: every byte is read; left out or null: none */
	readonly alike?: AlikeRules | null;
	/** directory of the git repository for `git:` subjects */
	readonly repository: string;
};
