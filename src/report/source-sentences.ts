import type {RemedyCode} from '../model/verdict.ts';
import {shellWord} from './escape.ts';
import {code, command, type Phrase, say} from './phrase.ts';
import type {RemedyContext} from './sentences.ts';

/** What the layer `source` says: each clause for headline and ladder, then what is wrong in full. */
export const sourceReasons = {
	'commit-present': ['the commit is there', ''],
	'commit-missing': [
		'the commit does not exist in this repository',
		'The expected commit is not in the repository. It was never pushed, or a force push removed it.',
	],
	'shallow-clone': [
		'the clone is too shallow to tell',
		'The checkout holds only part of the history, and the answer lies in the part that was not fetched.',
	],
	'pull-request-present': ['the commit holds the pull request', ''],
	'pull-request-not-in-commit': [
		'the commit does not hold this pull request',
		'The commit that should be live does not hold what the pull request changed: it is not merged into it, or the deploy took another commit.',
	],
	'pull-request-unknown': [
		'no single pull request belongs to the commit',
		'The commit belongs to no pull request, or to several, so its changed files are not known.',
	],
	'source-unread': ['the commit could not be read', 'The repository did not yield the commit.'],
	'path-not-in-commit': [
		'the commit has nothing at a configured path',
		'A path under files: with kind source does not exist in the commit.',
	],
} as const;

/** What its findings say of a file. */
export const sourceFindings = {
	'changed-file-absent': 'not in the commit',
	'changed-file-differs': 'other bytes in the commit',
} as const;

/** What to do about it. */
export const sourceRemedies = {
	'fetch-full-history': () =>
		say`Fetch the whole history: ${code('fetch-depth: 0')} under ${code('actions/checkout')}, or ${command('git fetch --unshallow')} in a clone.`,
	'run-in-the-repository': () =>
		say`Run this in a clone of the service’s repository, or name one with ${code('--repo DIRECTORY')}; in a workflow let ${code('actions/checkout')} come before.`,
	'merge-or-expect-another-commit': (c) =>
		say`Merge the pull request and deploy what comes of it, or name the commit that should be live with ${code('commit:')}. See where the change is: ${command(`git branch -a --contains ${shellWord(c.commit)}`)}`,
} satisfies Partial<Record<RemedyCode, (context: RemedyContext) => Phrase>>;
