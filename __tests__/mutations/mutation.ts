/** What goes wrong in tools of this kind, each with the number of its trap; every one of them has guards. */
export const themes = {
	'whiteout-is-a-prefix': '1',
	'opaque-hides-lower-only': '2',
	'whiteout-hides-lower-only': '3',
	'leftovers-are-no-files': '4',
	'types-change-between-layers': '5',
	'single-layer-is-squashed': '6',
	'hardlink-bound-when-read': '7',
	'link-and-mode-are-content': '8',
	'last-duplicate-wins': '9',
	'archive-ends-where-runtimes-end': '10',
	'names-in-every-form': '11',
	'gzip-to-the-last-byte': '12',
	'zstd-frame-by-frame': '13',
	'media-type-against-bytes': '14',
	'table-of-contents-is-asserted': '15',
	'bombs-end-at-a-limit': '16',
	'lost-layer-is-lost-evidence': '17',
	'runtimes-differ': '17b',
	'digests-by-membership': '18',
	'engine-digests-are-a-set': '19',
	'index-member-is-chosen': '20',
	'raw-bytes-are-hashed': '21',
	'tag-is-resolved-once': '22',
	'label-is-a-claim': '23',
	'authorization-stays-home': '24',
	'realm-is-judged': '25',
	'credentials-by-exact-host': '26',
	'token-handshake': '27',
	'bounded-and-patient': '28',
	'accept-every-manifest-type': '29',
	'tag-as-typed-is-no-identity': '30',
	'engine-files-are-no-change': '31',
	'mounts-hide-files': '32',
	'unread-containers-are-unknown': '33',
	'every-replica-counts': '35',
	'request-lands-elsewhere': '37',
	'freed-address-has-another-owner': '37',
	'trace-is-nobody-elses': '36',
	'inside-stays-inside': '44',
	'control-tells-the-route': '39',
	'caches-are-asked-past': '41',
	'not-everything-is-asked-again': '43',
} as const;
export type Theme = keyof typeof themes;

/**
 * One guard, how to take it out, and the test that must then fail. `find` is source text that stands exactly once in
 * `file`; `test` is one jest test by its file and its own name (or the name of its `describe` and its own).
 */
export type Mutation = {
	readonly theme: Theme;
	readonly guard: string;
	/** what a user would see without it */
	readonly why: string;
	readonly file: string;
	readonly find: string;
	readonly replace: string;
	readonly test: {readonly file: string; readonly name: string};
};
