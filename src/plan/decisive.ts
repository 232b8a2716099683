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
	if (service.files.length === 0 || service.image === null || service.image.baseline !== null) return null;
	const paths = new Set<Path>();
	for (const [index, {to, extra}] of service.files.entries()) {
		const artifact = artifacts[index];
		if (to === null || extra !== 'ignore' || artifact?.status !== 'observed') return null;
		const {path} = pathOf(to);
		for (const entry of artifact.value.manifest.entries)
			if (entry.type !== 'directory') paths.add(joinPath(path, entry.path) as Path);
	}
	return paths;
}
