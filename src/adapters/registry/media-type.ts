/** Every form of image manifest and index that is read; a registry picks by what is accepted (404 otherwise). */
export const manifestTypes = [
	'application/vnd.oci.image.index.v1+json',
	'application/vnd.docker.distribution.manifest.list.v2+json',
	'application/vnd.oci.image.manifest.v1+json',
	'application/vnd.docker.distribution.manifest.v2+json',
] as const;

const schema1Types = [
	'application/vnd.docker.distribution.manifest.v1+json',
	'application/vnd.docker.distribution.manifest.v1+prettyjws',
];

export const isSchema1 = (mediaType: string): boolean => schema1Types.includes(mediaType);

/** A Content-Type without its parameters, lower case; '' when there is none. */
export const mediaTypeOf = (field: string | null): string => (field ?? '').split(';', 1)[0]!.trim().toLowerCase();
