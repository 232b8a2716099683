import type {RemedyCode} from '../model/verdict.ts';
import {shellWord} from './escape.ts';
import {code, command, type Phrase, say} from './phrase.ts';
import type {RemedyContext} from './sentences.ts';

/** What the layer `artifact` says: each clause for headline and ladder, then what is wrong in full. */
export const artifactReasons = {
	'artifact-recorded': ['the build was recorded from this commit', ''],
	'artifact-present': ['the build output is there', ''],
	'artifact-missing': [
		'the build output is not there',
		'The directory or record of the build output does not exist where the configuration says.',
	],
	'artifact-unread': [
		'the build output could not be read',
		'Part of the build output was not read, so nothing can be said about it.',
	],
	'artifact-of-another-commit': [
		'the artifact was built from another commit',
		'The record of the build names another commit than the one that should be live.',
	],
	'dirty-build': [
		'the artifact was built from uncommitted changes',
		'Tracked files differed from the commit when the build ran, so the output is of no commit.',
	],
	'workspace-at-another-commit': [
		'the workspace stands at another commit',
		'The build output lies in a workspace that has another commit checked out than the one that should be live.',
	],
	'artifact-origin-unknown': [
		'nothing says which commit the build output is from',
		'The build output lies outside a working tree and no record names its commit.',
	],
	'expected-file-missing': [
		'an expected file is missing',
		'No file matches a pattern of expect:, so the feature is not in what was built.',
	],
	'expected-text-missing': [
		'an expected text is missing',
		'Each file that a pattern of expect: matches must hold its texts, and not every one does.',
	],
	'empty-artifact': [
		'the build output is empty',
		'The build output holds no files, or the ignore patterns leave none.',
	],
	'text-unchecked': [
		'expected texts could not be looked for',
		'A record holds names and hashes, no bytes, so texts of expect: were not looked for in it.',
	],
} as const;

/** What to do about it. */
export const artifactRemedies = {
	'rebuild-from-commit': (c) =>
		say`Build again from the commit: ${command(`git checkout ${shellWord(c.commit)}`)}, then run your build and deploy its output.`,
	'narrow-the-pattern': () =>
		say`Some of the matching files hold the text. If it is meant to stand in one of them, write a pattern that matches that one alone, such as ${code('files: assets/index-*.js')} under ${code('expect:')}. If it should stand in each, build again from the commit, and see that all of the output was deployed.`,
	'build-clean': () =>
		say`Commit or drop what ${command('git status --short')} shows before the build, then build and deploy again.`,
	'record-the-build': () =>
		say`Record the output in the job that builds it, and hand the record on: ${command('deploy-truth record dist --out dist.json')}, then ${code('files: [{from: dist.json}]')}.`,
} satisfies Partial<Record<RemedyCode, (context: RemedyContext) => Phrase>>;
