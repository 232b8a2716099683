import type {Digest} from './digest.ts';

export const layerNames = ['mapping', 'source', 'artifact', 'image', 'container', 'route', 'api'] as const;
export type LayerName = (typeof layerNames)[number];
export type Status = 'match' | 'drift' | 'inconclusive' | 'skipped';
export type OverallStatus = 'live' | 'drift' | 'inconclusive';
export type Assurance = 'verified' | 'observed' | 'platform' | 'asserted' | 'self-reported';

/** Which layers explain a layer's status: the status stands, the report folds it under the explanation. */
export const explainedBy: Readonly<Record<LayerName, readonly LayerName[]>> = {
	mapping: [],
	source: [],
	artifact: ['source'],
	image: ['artifact'],
	container: ['image'],
	route: ['mapping', 'container'],
	api: ['route'],
};

export const reasonCodes = [
	'not-configured',
	'nothing-compared',
	// mapping
	'lands-on-replicas',
	'upstream-as-stated',
	'serves-itself',
	'nonce-found',
	'no-route',
	'wrong-upstream',
	'mixed-backends',
	'upstream-of-another',
	'stale-upstream',
	'upstream-down',
	'served-by-proxy',
	'answered-by-proxy',
	'address-dead',
	'addresses-differ',
	'certificate-expired',
	'certificate-mismatch',
	'certificate-untrusted',
	'upstream-unknown',
	'landing-unknown',
	'mapping-unread',
	// source
	'commit-present',
	'commit-missing',
	'shallow-clone',
	'pull-request-present',
	'pull-request-not-in-commit',
	'pull-request-unknown',
	'source-unread',
	'path-not-in-commit',
	// artifact
	'artifact-recorded',
	'artifact-present',
	'artifact-missing',
	'artifact-unread',
	'artifact-of-another-commit',
	'dirty-build',
	'workspace-at-another-commit',
	'artifact-origin-unknown',
	'expected-file-missing',
	'expected-text-missing',
	'empty-artifact',
	'text-unchecked',
	// image
	'image-holds-artifact',
	'image-holds-source',
	'stale-image',
	'extra-files',
	'modes-differ',
	'path-not-in-image',
	'files-elsewhere',
	'placement-unknown',
	'placement-ambiguous',
	'moved-tag',
	'image-missing',
	'image-unread',
	'revision-label',
	'nothing-to-compare',
	'base-not-known',
	// container
	'replicas-run-image',
	'replicas-hold-files',
	'none-running',
	'no-replica-found',
	'crash-loop',
	'cannot-start',
	'paused',
	'state-unknown',
	'too-few-replicas',
	'not-ready',
	'not-ready-yet',
	'rollout-stuck',
	'rollout-in-progress',
	'restarted-not-recreated',
	'not-recreated',
	'not-pulled',
	'old-revision-serving',
	'other-image',
	'mixed-replicas',
	'image-identity-unknown',
	'files-changed',
	'files-differ',
	'mount-hides-files',
	'volume-hides-files',
	'process-older-than-files',
	'start-unknown',
	'no-file-compared',
	'configuration-drift',
	'settings-unknown',
	'manifest-unread',
	'replica-unread',
	'replicas-unread',
	// route
	'mounted',
	'not-mounted',
	'proxy-404',
	'soft-404',
	'catch-all',
	'redirected',
	'redirect-to-login',
	'moved',
	'stale-cache',
	'edge-differs-from-origin',
	'cached-answer',
	'no-answer',
	'served-bytes-match',
	'served-bytes-differ',
	'earlier-deployment-served',
	'page-of-another-build',
	'page-moved',
	'server-fails',
	'mixed-answers',
	'asset-missing',
	'asset-unread',
	'asset-unknown',
	'asset-ambiguous',
	'page-unread',
	'wrong-method',
	'control-unread',
	'version-differs',
	'version-unread',
	// api
	'as-expected',
	'open-to-everyone',
	'bad-credential-accepted',
	'authentication-required',
	'not-allowed',
	'malformed-request',
	'payment-required',
	'not-acceptable',
	'proxy-authentication',
	'request-timed-out',
	'conflict',
	'length-required',
	'precondition-failed',
	'request-too-large',
	'address-too-long',
	'unsupported-type',
	'misdirected',
	'invalid-request',
	'too-early',
	'upgrade-required',
	'precondition-required',
	'headers-too-large',
	'withheld-by-law',
	'request-given-up',
	'server-error',
	'not-implemented',
	'upstream-error',
	'service-unavailable',
	'upstream-timed-out',
	'storage-full',
	'loop-detected',
	'edge-error',
	'unexpected-status',
	'wrong-content-type',
	'wrong-json',
	'wrong-header',
	'answer-unread',
	'not-grpc',
	'upgrade-not-passed',
	'wrong-upgrade',
	'not-serving',
	'variable-missing',
	'address-refused',
	'rate-limited',
	'behind-404',
	'no-expectation',
] as const;
export type ReasonCode = (typeof reasonCodes)[number];

/** What to do next; the sentence is the report's. */
export const remedyCodes = [
	'reload-the-proxy',
	'correct-the-upstream',
	'start-the-upstream',
	'correct-the-records',
	'renew-the-certificate',
	'name-the-host-in-the-certificate',
	'complete-the-chain',
	'trace-the-request',
	'follow-another-request',
	'give-proxy-rights',
	'reach-the-proxy',
	'fetch-full-history',
	'merge-or-expect-another-commit',
	'rebuild-from-commit',
	'build-clean',
	'record-the-build',
	'rebuild-image-without-cache',
	'push-and-recreate',
	'name-the-path',
	'correct-the-path',
	'pin-the-digest',
	'pin-the-base',
	'give-registry-credentials',
	'look-at-registry',
	'reach-the-registry',
	'name-the-platform',
	'recreate-the-replicas',
	'pull-and-recreate',
	'restart-the-service',
	'start-the-service',
	'resume-the-replicas',
	'check-the-names',
	'look-at-the-replica',
	'look-at-the-health-check',
	'wait-until-ready',
	'look-at-the-rollout',
	'wait-for-the-rollout',
	'remove-the-mount',
	'apply-the-manifest',
	'look-inside',
	'compare-files',
	'name-the-containers',
	'give-runtime-rights',
	'reach-the-runtime',
	'collect-again',
	'mount-the-route',
	'purge-cache',
	'look-behind-the-cache',
	'probe-where-it-leads',
	'compare-the-page',
	'name-the-page',
	'narrow-the-pattern',
	'look-at-the-login',
	'excuse-what-is-added',
	'publish-the-build',
	'state-the-root',
	'publish-assets',
	'look-at-authentication',
	'probe-with-credentials',
	'close-the-endpoint',
	'look-at-permissions',
	'look-at-application',
	'look-at-proxy',
	'state-a-content-type',
	'look-again',
	'check-the-method',
	'check-the-configuration',
	'verify-credentials',
	'renew-the-token',
	'check-the-password',
	'check-the-scope',
	'correct-the-request',
	'raise-the-limit',
	'state-the-type',
	'separate-the-hosts',
	'speak-the-protocol',
	'pass-the-upgrade',
	'pass-http2',
	'wait-for-the-service',
	'look-at-the-edge',
	'compare-the-answer',
	'set-the-variable',
	'probe-a-public-address',
	'check-the-host',
	'open-the-port',
	'run-in-the-repository',
] as const;
export type RemedyCode = (typeof remedyCodes)[number];

/**
 * One thing seen. `subject` says of what (a path, a probe's name, a URL); texts may be hostile and hold no file content
 * and no environment values.
 */
export type Finding = {
	readonly code: ReasonCode | FindingCode;
	readonly level: 'drift' | 'inconclusive' | 'note';
	readonly subject: string;
	/** a hash, status, type or mode on the commit's side; null: absent there */
	readonly expected: string | null;
	readonly deployed: string | null;
	/** a fault code or a short fact, never a sentence of ours */
	readonly detail: string | null;
};

/** Findings about single files and answers, beside the reasons. */
export type FindingCode =
	| 'default-route'
	| 'unsure-rule'
	| 'kept-address'
	| 'name-moved'
	| 'backup-serves'
	| 'member-down'
	| 'out-of-rotation'
	| 'nonce-partly-found'
	| 'nonce-not-found'
	| 'nonce-beside'
	| 'log-unread'
	| 'not-reached-from-here'
	| 'more-addresses'
	| 'answers-vary'
	| 'bytes-vary'
	| 'several-instances'
	| 'certificate-expires'
	| 'file-missing'
	| 'file-differs'
	| 'file-extra'
	| 'mode-differs'
	| 'type-differs'
	| 'target-differs'
	| 'unread'
	| 'oddity'
	| 'label-differs'
	| 'inferred-path'
	| 'changed-file-absent'
	| 'changed-file-differs'
	| 'base-file'
	| 'base-moved'
	| 'base-of-another'
	| 'base-unread'
	| 'baseline-unread'
	| 'expected-change'
	| 'newer-than-process'
	| 'mount-over-files'
	| 'same-files-of-another-image'
	| 'leftover'
	| 'starting'
	| 'setting-differs'
	| 'setting-missing'
	| 'setting-added'
	| 'deployment-claim'
	| 'collected-evidence'
	| 'status'
	| 'not-served'
	| 'ignored'
	| 'self-reported'
	| 'no-control'
	| 'no-difference'
	| 'guarded'
	| 'earlier-bytes'
	| 'files-left';

export type LayerVerdict = {
	readonly layer: LayerName;
	readonly status: Status;
	readonly maskedBy: LayerName | null;
	readonly reason: ReasonCode;
	/** null where nothing was learned */
	readonly assurance: Assurance | null;
	readonly findings: readonly Finding[];
	/** how many findings were left out of `findings` by the cap */
	readonly more: number;
	readonly remedy: RemedyCode | null;
};

/** Why we believe that the running thing is this commit. */
export type Proof =
	| {
			readonly kind: 'container';
			/** whose files were compared: all of every replica's, some of them, or nobody's: then the image's names tell */
			readonly files: 'all' | 'some' | 'none';
			/** `another`: replicas were made from another image that holds the same files; `unknown`: equal files alone tell */
			readonly image: 'this' | 'another' | 'unknown';
			/** what differs, or lies over files, and is let pass */
			readonly but: readonly ('expected-changes' | 'added-files' | 'mounts')[];
	  }
	| {
			readonly kind: 'live-bytes';
			readonly path: string;
			readonly sha256: string /** how we know that the deployment before did not serve it */;
			readonly tells: 'history' | 'baseline' | 'commit' | 'text';
	  }
	| {readonly kind: 'route-gained'; readonly probe: string; readonly from: number; readonly to: number}
	| {readonly kind: 'self-reported'; readonly commit: string};

export type Direction = 'forward' | 'back' | 'sideways' | 'same';

/** One probe then and now, told as movement through the layers. `null` status: no answer. */
export type ProbeTransition = {
	readonly probe: string;
	readonly from: number | null;
	readonly to: number | null;
	readonly direction: Direction;
};

export type Transition = {
	readonly since: string;
	readonly previousStatus: OverallStatus;
	readonly previousDepartsAt: LayerName | null;
	readonly previousCommit: string;
	readonly direction: Direction;
	readonly probes: readonly ProbeTransition[];
};

export const verdictSchema = 'deploy-truth/verdict/v1';

export type Verdict = {
	readonly schema: typeof verdictSchema;
	readonly service: string;
	readonly environment: string;
	readonly status: OverallStatus;
	/** the first drifted layer; null without drift */
	readonly departsAt: LayerName | null;
	/** why not live, where no layer says so itself */
	readonly reason: 'process-not-seen' | 'layer-inconclusive' | 'nothing-compared' | null;
	/** inconclusive layers below `departsAt`, or all of them */
	readonly inconclusive: readonly LayerName[];
	readonly expectedCommit: string;
	readonly deployedCommit: string | null;
	/** the image that was read, by each digest that names it; null: none was read */
	readonly image: {
		readonly reference: string;
		readonly index: Digest | null;
		readonly manifest: Digest;
		readonly config: Digest;
	} | null;
	readonly proof: readonly Proof[];
	readonly transition: Transition | null;
	/** all seven, in order */
	readonly layers: readonly LayerVerdict[];
};

/** What one look showed while waiting: the expectation holds, it never will, or it may still come. */
export type RoundState = 'holds' | 'final' | 'pending';
