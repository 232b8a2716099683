import {describe, expect, test} from '@jest/globals';
import type {ChangedFile} from '../../src/model/evidence.ts';
import {asPath} from '../../src/model/path.ts';
import {trace} from '../../src/report/trace.ts';
import {
	commitEvidence,
	filesConfig,
	healthy,
	manifest,
	observed,
	placed,
	type Overrides,
} from '../builders/evidence.ts';
import {judged} from '../builders/report.ts';

const changed = (...paths: string[]): readonly ChangedFile[] =>
	paths.map((path) => ({path: asPath(path), change: 'modified', inCommit: 'present'}));

/** Files of the pull request → their file in the artifact and whether the image holds it. */
function traced(
	paths: readonly string[],
	built: Record<string, string>,
	deployed: Record<string, string>,
	more: Overrides = {},
) {
	const pull = commitEvidence().pullRequest;
	if (pull.status !== 'observed') throw new Error('the builder knows a pull request');
	const found = trace(
		judged(
			healthy({
				...more,
				commit: {pullRequest: observed({...pull.value, changed: changed(...paths)})},
				artifact: {manifest: manifest(built)},
				image: {placements: [placed(deployed)]},
			}),
		),
	);
	return found === null ? null : found.traced.map(({source, path, inImage}) => [source.path, path, inImage]);
}

describe('a file of the pull request', () => {
	test('is followed by its exact path where the commit’s own files are deployed', () =>
		expect(
			traced(
				['app/main.py', 'README.md'],
				{'main.py': 'new'},
				{'main.py': 'old'},
				{service: {files: [filesConfig({from: 'app', kind: 'source'})]}},
			),
		).toEqual([['app/main.py', 'main.py', false]]));

	test('is followed into the build output by all of its path but the extension', () =>
		expect(
			traced(
				['src/modules/a/index.ts'],
				{'modules/a/index.js': '1', 'modules/b/index.js': '2'},
				{'modules/a/index.js': '1'},
			),
		).toEqual([['src/modules/a/index.ts', 'modules/a/index.js', true]]));

	test('is not followed by a bare name out of a deep directory', () =>
		expect(traced(['src/modules/a/index.ts'], {'index.js': '1'}, {'index.js': '1'})).toBeNull());

	test('is not followed where two files of the build could be it', () =>
		expect(traced(['src/app.ts'], {'app.js': '1', 'app.css': '2'}, {'app.js': '1'})).toBeNull());

	test('is not followed where it is a test or a declaration', () =>
		expect(traced(['src/app.test.ts', 'src/app.d.ts'], {'app.js': '1', 'app.test.js': '2'}, {})).toBeNull());

	test('is not counted at all while part of the image was not read', () =>
		expect(
			trace(judged(healthy({image: {gaps: [{path: asPath('x'), fault: {code: 'invalid-gzip', detail: ''}}]}}))),
		).toBeNull());
});
