import type {ServiceConfig} from '../model/config.ts';
import type {ArtifactEvidence, Observation} from '../model/evidence.ts';
import {joinPath, type Path, pathOf} from '../model/path.ts';

/**
 * The paths of an image that its verdict depends on, where they are known beforehand: every file set says where it sits
 * and takes no notice of other files, and no earlier image is compared. Null: the whole image has to be read.
 */
export function decisivePaths(
	service: ServiceConfig,
	artifacts: readonly Observation<ArtifactEvidence>[],
): ReadonlySet<Path> | null {
	if (!mayDependOnFew(service)) return null;
	const paths = new Set<Path>();
	for (const [index, {to}] of service.files.entries()) {
		const artifact = artifacts[index];
		if (artifact?.status !== 'observed') return null;
		const {path} = pathOf(to!);
		for (const entry of artifact.value.manifest.entries)
			if (entry.type !== 'directory') paths.add(joinPath(path, entry.path) as Path);
	}
	return paths;
}

/** What the configuration alone says of it: only then is it worth waiting for the artifact before the image is read. */
export const mayDependOnFew = ({files, image}: ServiceConfig): boolean =>
	files.length > 0 && image?.baseline === null && files.every(({to, extra}) => to !== null && extra === 'ignore');
