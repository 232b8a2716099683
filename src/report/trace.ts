import type {ChangedFile} from '../model/evidence.ts';
import type {ManifestEntry} from '../model/manifest.ts';
import {baseOf, isWithin, parentOf, relativeTo} from '../model/path.ts';
import type {ServiceReport} from '../model/report.ts';

/** One changed file of the pull request and what became of it in the image. `path` is the one in the artifact. */
export type Traced = {
	readonly source: ChangedFile;
	readonly path: string;
	readonly files: number;
	readonly inImage: boolean;
};

/** The pull request's files that lead to files of the image for sure; `changed` counts those that could lead there. */
export type Trace = {readonly traced: readonly Traced[]; readonly changed: number};

const compiled = /\.(?:[cm]?[jt]sx?|css|scss|sass|less|html?|json|svelte|vue)$/;
const stemOf = (path: string): string => path.replace(compiled, '');

/**
 * Follows the files a pull request changed into the image. A `source` file goes by its exact path; a built file only
 * where exactly one file of the artifact has the same path but for the leading directory and the extension. Null where
 * the pull request, the artifact or the image is not known, or not known whole.
 */
export function trace(report: ServiceReport): Trace | null {
	const {plan, evidence} = report;
	if (evidence.commit.status !== 'observed' || evidence.image.status !== 'observed') return null;
	const pull = evidence.commit.value.pullRequest;
	if (pull.status !== 'observed' || evidence.image.value.gaps.length > 0) return null;
	const changed = pull.value.changed.filter((file) => file.change !== 'deleted');
	const traced: Traced[] = [];
	const seen = new Set<string>();
	for (const [index, files] of plan.service.files.entries()) {
		const artifact = evidence.artifacts[index];
		const placement = evidence.image.value.placements[index];
		if (artifact?.status !== 'observed' || artifact.value.manifest.gaps.length > 0) return null;
		if (placement === undefined || placement.status === 'ambiguous' || placement.status === 'not-found') return null;
		const image = new Map<string, ManifestEntry>();
		if (placement.status === 'placed') {
			if (placement.manifest.gaps.length > 0) return null;
			for (const entry of placement.manifest.entries) image.set(entry.path, entry);
		}
		const entries = artifact.value.manifest.entries.filter((entry) => entry.type !== 'directory');
		const find = files.kind === 'source' ? byPath(entries, files.from) : byStem(entries);
		for (const source of changed) {
			const entry = seen.has(source.path) ? null : find(source.path);
			if (entry === null) continue;
			seen.add(source.path);
			traced.push({source, path: entry.path, files: index, inImage: sameContent(entry, image.get(entry.path))});
		}
	}
	return traced.length === 0 ? null : {traced, changed: changed.length};
}

const trim = (path: string): string => path.replace(/^(?:\.?\/)+|^\.$|\/+$/g, '');

function byPath(entries: readonly ManifestEntry[], from: string): (source: string) => ManifestEntry | null {
	const root = trim(from);
	const byName = new Map<string, ManifestEntry>(entries.map((entry) => [entry.path, entry]));
	return (source) => {
		if (!isWithin(source, root)) return null;
		return byName.get(source === root ? baseOf(source) : relativeTo(source, root)) ?? null;
	};
}

function byStem(entries: readonly ManifestEntry[]): (source: string) => ManifestEntry | null {
	const byName = new Map<string, ManifestEntry | 'several'>();
	for (const entry of entries) {
		if (!compiled.test(entry.path)) continue;
		const stem = stemOf(entry.path);
		byName.set(stem, byName.has(stem) ? 'several' : entry);
	}
	return (source) => {
		if (!compiled.test(source) || /\.d\.[cm]?ts$|[.-](?:test|spec)\.[a-z]+$/.test(source)) return null;
		// src/modules/x.ts: the longest tail the artifact has. A bare name counts only straight below one directory.
		let tail = stemOf(source);
		for (;;) {
			const found = byName.get(tail);
			const sure = tail.includes('/') || parentOf(parentOf(source)) === '';
			if (found !== undefined) return found === 'several' || !sure ? null : found;
			const slash = tail.indexOf('/');
			if (slash < 0) return null;
			tail = tail.slice(slash + 1);
		}
	};
}

function sameContent(expected: ManifestEntry, deployed: ManifestEntry | undefined): boolean {
	if (deployed === undefined || deployed.type !== expected.type) return false;
	if (expected.type === 'file') return expected.sha256 === (deployed as typeof expected).sha256;
	return expected.type === 'symlink' && expected.target === (deployed as typeof expected).target;
}
