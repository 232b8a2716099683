import type {ExpectConfig} from '../model/config.ts';
import type {MarkerEvidence} from '../model/evidence.ts';
import {compileGlobs} from '../model/glob.ts';
import type {FileManifest} from '../model/manifest.ts';
import type {Path} from '../model/path.ts';

/** For each expectation the files that match its glob, and those of them that lack one of its texts. */
export function markersOf(
	expect: readonly ExpectConfig[],
	manifest: FileManifest,
	found: ReadonlyMap<Path, readonly string[]> | null,
): readonly MarkerEvidence[] {
	return expect.map((expectation) => {
		const matches = compileGlobs([expectation.files]);
		const matched = manifest.entries
			.filter((entry) => entry.type === 'file' && matches(entry.path))
			.map((entry) => entry.path);
		if (found === null) return {matched, lacking: expectation.contains.length === 0 ? [] : null};
		const lacking = matched.flatMap((path) =>
			expectation.contains.filter((text) => !found.get(path)?.includes(text)).map((text) => ({path, text})),
		);
		return {matched, lacking};
	});
}
