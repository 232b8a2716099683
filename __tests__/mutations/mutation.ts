/** What goes wrong in tools of this kind, one name for each; every one of them has guards. */
export const themes = [
	'whiteout-is-a-prefix',
	'opaque-hides-lower-only',
	'whiteout-hides-lower-only',
	'leftovers-are-no-files',
	'types-change-between-layers',
	'single-layer-is-squashed',
	'hardlink-bound-when-read',
	'link-and-mode-are-content',
	'last-duplicate-wins',
	'archive-ends-where-runtimes-end',
	'names-in-every-form',
	'gzip-to-the-last-byte',
	'zstd-frame-by-frame',
	'media-type-against-bytes',
	'table-of-contents-is-asserted',
	'bombs-end-at-a-limit',
	'lost-layer-is-lost-evidence',
	'runtimes-differ',
	'digests-by-membership',
	'engine-digests-are-a-set',
	'index-member-is-chosen',
	'raw-bytes-are-hashed',
	'tag-is-resolved-once',
	'label-is-a-claim',
	'authorization-stays-home',
	'realm-is-judged',
	'credentials-by-exact-host',
	'token-handshake',
	'bounded-and-patient',
	'accept-every-manifest-type',
] as const;

/**
 * One guard, how to take it out, and the test that must then fail. `find` is source text that stands exactly once in
 * `file`; `test` is one jest test by its file and its own name (or the name of its `describe` and its own).
 */
export type Mutation = {
	readonly theme: (typeof themes)[number];
	readonly guard: string;
	/** what a user would see without it */
	readonly why: string;
	readonly file: string;
	readonly find: string;
	readonly replace: string;
	readonly test: {readonly file: string; readonly name: string};
};
