import {isPlain} from '../adapters/endpoint/ask.ts';
import type {LiveFile, MarkerEvidence} from '../model/evidence.ts';
import {compileGlobs} from '../model/glob.ts';
import type {Path} from '../model/path.ts';
import {comparePaths, pathOf} from '../model/path.ts';
import type {Plan} from '../model/plan.ts';
import type {Fetched} from './fetched.ts';
import {decoded} from './live-files.ts';

/**
 * For each expectation the served files that match it by their path in the artifact, or by their URL's where they are of it
 * or were asked for by name: a page loads scripts that belong to no build. A file that
 * was not read whole or as it is counts only where what was read holds every text: nothing can be said to lack there.
 */
export function markersOf(
	plan: Plan,
	all: readonly Fetched[],
	files: readonly LiveFile[],
	isStated: (url: string) => boolean,
): readonly MarkerEvidence[] {
	return plan.service.expect.map((expectation) => {
		const matches = compileGlobs([expectation.files]);
		const matched = new Set<Path>();
		const lacking: {path: Path; text: string}[] = [];
		for (const [index, file] of files.entries()) {
			const {reply} = all[index]!;
			if (reply.status !== 'observed' || reply.value.answer.status !== 200) continue;
			if (file.expected.length === 0 && !isStated(file.url)) continue;
			const names = [...file.expected.map((candidate) => candidate.path), pathOf(decoded(file.path)).path];
			const name = names.find((candidate) => matches(candidate));
			if (name === undefined) continue;
			const missing = expectation.contains.filter((text) => !reply.value.found.includes(text));
			if (missing.length > 0 && (reply.value.answer.truncated || !isPlain(reply.value.answer))) continue;
			matched.add(name);
			lacking.push(...missing.map((text) => ({path: name, text})));
		}
		return {matched: [...matched].sort(comparePaths), lacking};
	});
}
