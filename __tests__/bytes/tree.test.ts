import {readFileSync} from 'node:fs';
import {describe, expect, test} from '@jest/globals';
import fc from 'fast-check';
import {digestOf} from '../../src/bytes/digest.ts';
import {rootDigest} from '../../src/bytes/tree.ts';
import {diffManifests} from '../../src/model/diff.ts';
import type {FileManifest, ManifestEntry, ModesPolicy} from '../../src/model/manifest.ts';
import {modesPolicies, sortEntries} from '../../src/model/manifest.ts';
import {asPath, bytesOfText} from '../../src/model/path.ts';

type Vector = {name: string; entries: ManifestEntry[]; roots: Record<ModesPolicy, string>};
const docs = new URL('../../docs/', import.meta.url);
const {vectors} = JSON.parse(readFileSync(new URL('file-manifest.vectors.json', docs), 'utf8')) as {vectors: Vector[]};

const tree = (entries: readonly ManifestEntry[]): FileManifest => ({assurance: 'verified', entries, gaps: []});

describe('the root digest of a tree', () => {
	test('is the published one for every published tree and policy', () => {
		expect(vectors.length).toBeGreaterThan(4);
		for (const vector of vectors) {
			for (const modes of modesPolicies)
				expect([vector.name, modes, rootDigest(tree(vector.entries), modes)]).toEqual([
					vector.name,
					modes,
					vector.roots[modes],
				]);
		}
	});

	test('of the example in the documentation is the one written there', () => {
		const text = readFileSync(new URL('file-manifest.md', docs), 'utf8');
		const {entries, root, modes} = JSON.parse(/```json\n([^`]+)```/.exec(text)![1]!) as {
			entries: ManifestEntry[];
			root: string;
			modes: ModesPolicy;
		};
		expect(rootDigest(tree(entries), modes)).toBe(root);
	});

	test('is null while anything is unread', () => {
		const gap = {path: asPath('lib'), fault: {code: 'cut-stream', detail: 'the connection closed'}} as const;
		expect(rootDigest({assurance: 'verified', entries: [], gaps: [gap]}, 'none')).toBeNull();
	});

	test('does not depend on git blob ids, image layers or the order the entries came in', () => {
		const entries = vectors.find((vector) => vector.entries.length > 1)!.entries;
		const dressed = entries.map((entry, index) => ({
			...entry,
			...(entry.type === 'file' ? {blob: 'ab'.repeat(20)} : {}),
			layer: index,
		}));
		expect(rootDigest(tree(dressed.toReversed()), 'exact')).toBe(rootDigest(tree(entries), 'exact'));
	});

	test('moves no byte between a name and its neighbours', () => {
		const link = (path: string, target: string): ManifestEntry => ({path: asPath(path), type: 'symlink', target});
		const roots = [[link('a', 'bc')], [link('ab', 'c')], [link('a', 'b'), link('c', '')], [link('a', '1:b,')]].map(
			(entries) => rootDigest(tree(entries), 'none'),
		);
		expect(new Set(roots).size).toBe(roots.length);
	});

	test('of a tree larger than one batch is that of its netstrings written out', () => {
		const names = Array.from({length: 5_000}, (_, i) => `name-${String(i).padStart(5, '0')}-é\udcfe`);
		const entries = names.map((name): ManifestEntry => ({path: asPath(name), type: 'fifo', mode: '0644'}));
		const net = (bytes: Uint8Array): Buffer =>
			Buffer.concat([Buffer.from(`${bytes.length}:`), bytes, Buffer.from(',')]);
		const fields = ['deploy-truth/file-manifest/v1', 'exact', ...names.flatMap((name) => ['fifo', name, '0644'])];
		const written = Buffer.concat(fields.map((text) => net(bytesOfText(text))));
		expect(rootDigest(tree(entries), 'exact')).toBe(digestOf(written));
	});

	test('is shared by two trees exactly when their diff is empty', () => {
		const mode = fc.constantFrom('0644', '0600', '0755', '0750', '4755');
		const path = fc.constantFrom('a', 'b', 'a/b', 'a-', 'ü', 'x\udcff').map(asPath);
		const entry = fc.oneof(
			fc.record({
				path,
				type: fc.constant('file' as const),
				sha256: fc.constantFrom('0'.repeat(64), '1'.repeat(64)),
				size: fc.nat(2),
				mode,
			}),
			fc.record({path, type: fc.constant('directory' as const), mode}),
			fc.record({path, type: fc.constant('symlink' as const), target: fc.constantFrom('a', 'b', '\udcff', 'ÿ')}),
			fc.record({path, type: fc.constant('fifo' as const), mode}),
			fc.record({
				path,
				type: fc.constant('device' as const),
				kind: fc.constantFrom('character' as const, 'block' as const),
				major: fc.nat(1),
				minor: fc.nat(1),
				mode,
			}),
		);
		const trees = fc
			.uniqueArray(entry, {selector: ({path}) => path, maxLength: 3})
			.map((entries) => tree(sortEntries(entries as ManifestEntry[])));
		fc.assert(
			fc.property(trees, trees, fc.constantFrom(...modesPolicies), (a, b, modes) => {
				const equal = diffManifests(a, b, {modes, directories: true}).changes.length === 0;
				expect(rootDigest(a, modes) === rootDigest(b, modes)).toBe(equal);
			}),
			{numRuns: 2_000},
		);
	});
});
