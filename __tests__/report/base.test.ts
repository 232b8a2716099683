import {describe, expect, test} from '@jest/globals';
import type {BaseRelation, ImageEvidence, Placement} from '../../src/model/evidence.ts';
import {textOf} from '../../src/report/phrase.ts';
import {type Story, storyOf} from '../../src/report/story.ts';
import {broughtBy, distFiles, filesConfig, hash, healthy, manifest, placed} from '../builders/evidence.ts';
import {judged} from '../builders/report.ts';

const told = (image: Partial<ImageEvidence>) =>
	storyOf(judged(healthy({service: {files: [filesConfig({extra: 'drift'})]}, image})));

const imageNotes = (story: Story): readonly string[] =>
	story.notes.map(textOf).filter((note) => note.startsWith('image '));

const base = (relation: BaseRelation): Partial<ImageEvidence> => ({
	base: {
		reference: 'docker.io/library/nginx:1.27',
		manifest: `sha256:${hash('nginx now')}`,
		layers: relation === 'built-on' || relation === 'moved' ? 1 : 0,
		relation,
		statedBy: 'configuration',
	},
});

/** The application beside an extra file out of the image layer below it. */
const besideBaseFile = {
	...placed({}),
	manifest: {
		...manifest({}),
		entries: [...broughtBy(manifest({'50x.html': 'x'}), 0).entries, ...broughtBy(manifest(distFiles), 1).entries],
	},
} as Placement;

describe('a report', () => {
	test.each([
		['moved', 'the base image has moved on: rebuild to take what it brings'],
		['not-its-base', 'is not the base of this image: its image layers are not at the bottom'],
		['not-known', 'which image layers are the base image’s is not known'],
	] as const)('says of a base that is %s: %s', (relation, words) => {
		const story = told(base(relation));
		expect(story.status).toBe('live');
		expect(imageNotes(story)).toEqual([`image docker.io/library/nginx:1.27: ${words}`]);
	});

	test('says nothing of a base that is as it was', () => {
		expect(imageNotes(told(base('built-on')))).toEqual([]);
	});

	test('never calls a file drift that may be the base image’s, and says how to find out', () => {
		const story = told({...base('not-known'), placements: [besideBaseFile]});
		expect(textOf(story.headline)).toBe('Could not tell: which image layers are the base image’s is not known');
		expect(story.opened?.table?.rows.map((row) => textOf(row[0]!))).toEqual(['/app/dist/50x.html']);
		expect(textOf(story.opened!.next!)).toContain('base: IMAGE:TAG@sha256:…');
	});

	test('names the files that a base image brought as its own', () => {
		const story = told({...base('built-on'), placements: [besideBaseFile]});
		expect(story.status).toBe('live');
		expect(imageNotes(story)).toEqual(['image /app/dist/50x.html: comes from the base image (image layer 1)']);
	});

	test.each([
		['the likely ones where there are some', 'ambiguous', ['app/a', 'app/b'], 'to: /app/a or to: /app/b.'],
		['none where none is known', 'not-found', [], 'to: /the/directory/in/the/image.'],
		['none that is no more than a resemblance', 'not-found', ['app/x'], 'to: /the/directory/in/the/image.'],
	] as const)('advises of directories in the image %s', (_, status, candidates, advice) => {
		const story = told({placements: [{status, candidates} as unknown as Placement]});
		expect(textOf(story.opened!.next!)).toContain(advice);
	});
});
