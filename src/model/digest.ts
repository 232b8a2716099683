/** `algorithm:hex` as the OCI image specification writes it (descriptor.md#digests). sha256 and sha512 are understood. */
export type Digest = `sha256:${string}` | `sha512:${string}`;

const pattern = /^(?:sha256:[0-9a-f]{64}|sha512:[0-9a-f]{128})$/;

export const isDigest = (text: string): text is Digest => pattern.test(text);

export const algorithmOf = (digest: Digest): 'sha256' | 'sha512' =>
	digest.startsWith('sha512:') ? 'sha512' : 'sha256';

export const hexOf = (digest: Digest): string => digest.slice(7);

/** Enough of a digest or commit to recognise it by: `sha256:77ab12…` gives `77ab12cd34ef`. */
export const shortDigest = (digest: string): string => digest.replace(/^sha(?:256|512):/, '').slice(0, 12);
