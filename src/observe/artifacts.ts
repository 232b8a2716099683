import type {ArtifactEvidence, ArtifactOrigin, CommitEvidence, Observation} from '../model/evidence.ts';
import type {FilesConfig} from '../model/config.ts';
import {FaultError} from '../model/fault.ts';
import {compileGlobs} from '../model/glob.ts';
import type {Plan} from '../model/plan.ts';
import {readDirectory} from '../subjects/dir.ts';
import {readFileSubject} from '../subjects/file.ts';
import {readGitTree} from '../subjects/git.ts';
import type {ReadOptions, SubjectRead} from '../subjects/subject.ts';
import type {World} from '../world.ts';
import {attempt} from './attempt.ts';
import {markersOf} from './markers.ts';

/** What should be live, one observation for each `files`: the build output, or a path of the commit itself. */
export async function observeArtifacts(
	world: World,
	plan: Plan,
	commit: Observation<CommitEvidence>,
	repository: string,
): Promise<readonly Observation<ArtifactEvidence>[]> {
	const all: Observation<ArtifactEvidence>[] = [];
	for (const files of plan.service.files) {
		all.push(await attempt(world, () => observeArtifact(world, plan, files, commit, repository)));
	}
	return all;
}

async function observeArtifact(
	world: World,
	plan: Plan,
	files: FilesConfig,
	commit: Observation<CommitEvidence>,
	repository: string,
): Promise<ArtifactEvidence> {
	const {expect, timeouts} = plan.service;
	const ignored = compileGlobs(files.ignore);
	const wanted = compileGlobs(expect.map((expectation) => expectation.files));
	const texts = [...new Set(expect.flatMap((expectation) => expectation.contains))];
	const options: ReadOptions = {
		blobs: files.kind === 'source',
		search: texts.length === 0 ? null : {wants: (path) => wanted(path) && !ignored(path), texts, key: ''},
		platform: null,
		plainHttp: false,
		credentials: null,
		timeouts,
		publicOnly: plan.trust === 'untrusted',
		ca: null,
		assurance: 'any',
		layers: null,
		only: null,
		repository,
	};
	const {read, origin} = await readExpected(world, files, commit, options);
	const kept = read.manifest.entries.filter((entry) => !ignored(entry.path));
	const manifest = {...read.manifest, entries: kept};
	return {
		from: files.from,
		origin,
		manifest,
		ignored: read.manifest.entries.length - kept.length,
		markers: markersOf(expect, manifest, origin.kind === 'record' ? null : read.found),
	};
}

async function readExpected(
	world: World,
	files: FilesConfig,
	commit: Observation<CommitEvidence>,
	options: ReadOptions,
): Promise<{read: SubjectRead; origin: ArtifactOrigin}> {
	if (files.kind === 'source') {
		if (commit.status !== 'observed')
			throw new FaultError('commit-missing', 'the commit was not read, so neither are its files');
		const read = await readGitTree(world, commit.value.sha, files.from, options);
		return {read, origin: {kind: 'commit', commit: commit.value.sha}};
	}
	const place = `${options.repository}/${files.from}`;
	const {kind} = await world.files.stat(place);
	if (kind === 'file') {
		const {record, ...read} = await readFileSubject(world, place);
		if (record === null)
			throw new FaultError(
				'invalid-record',
				`${files.from} is a file manifest without a commit: write it with 'deploy-truth record'`,
			);
		const {commit: built, tree, dirty, recordedAt} = record;
		return {read, origin: {kind: 'record', commit: built, tree, dirty, recordedAt}};
	}
	return {read: await readDirectory(world, place, options), origin: {kind: 'directory'}};
}
