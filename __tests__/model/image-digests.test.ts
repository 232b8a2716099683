import {describe, expect, test} from '@jest/globals';
import type {Digest} from '../../src/model/digest.ts';
import type {ImageDigests, IndexMember} from '../../src/model/image-digests.ts';
import {mostMembers, sameImage} from '../../src/model/image-digests.ts';

const digest = (character: string): Digest => `sha256:${character.repeat(64)}`;
const [index, manifest, config] = [digest('1'), digest('2'), digest('3')];
const [sibling, attestation, layer, diffId] = [digest('4'), digest('5'), digest('6'), digest('7')];
const linux = (architecture: string) => ({os: 'linux', architecture});
const member = (of: Digest, kind: IndexMember['kind'], architecture: string | null): IndexMember => ({
	digest: of,
	kind,
	platform: architecture === null ? null : linux(architecture),
	size: 500,
	within: index,
});
const image: ImageDigests = {
	index,
	members: [
		member(attestation, 'companion', null),
		member(manifest, 'image', 'amd64'),
		member(sibling, 'image', 'arm64'),
	],
	manifest,
	config,
	platform: linux('amd64'),
	layers: [{digest: layer, diffId}],
};
const said = (id: string, of: ImageDigests = image): string => {
	const answer = sameImage(of, id);
	return `${answer.status} ${answer.kind}`;
};

describe('a digest that names an image', () => {
	test.each([
		['the index', index, 'same index'],
		['the image manifest', manifest, 'same manifest'],
		['the configuration, which is the image ID', config, 'same config'],
	])('may be %s', (_, id, answer) => {
		expect(said(id)).toBe(answer);
		expect(said(id.slice(7, 19))).toBe(answer);
	});
	test.each(['docker-pullable://ghcr.io/team/app@', 'docker://', 'containerd://', 'ghcr.io/team/app:v1@'])(
		'may stand behind %s, as runtimes report it, whichever of the three it is',
		(before) => {
			expect(said(`${before}${index}`)).toBe('same index');
			expect(said(`${before}${manifest}`)).toBe('same manifest');
			expect(said(`${before}${config}`)).toBe('same config');
		},
	);
	test('is proven by what holds what, from the index to the configuration', () => {
		const answer = sameImage(image, index);
		expect(answer).toMatchObject({platforms: 2});
		expect('path' in answer && answer.path.map((step) => step.digest)).toEqual([index, manifest, config]);
	});
	test('of an index with so many members that not all were kept is none of one image alone', () => {
		const companions = (count: number): ImageDigests => ({
			...image,
			members: [
				member(manifest, 'image', 'amd64'),
				...Array.from({length: count - 1}, (_, at) =>
					member(`sha256:${at.toString(16).padStart(64, '0')}`, 'companion', null),
				),
			],
		});
		expect(sameImage(companions(mostMembers - 1), index)).toMatchObject({platforms: 1});
		expect(sameImage(companions(mostMembers), index)).toMatchObject({platforms: 2});
	});
	test('is none of a part of it, nor of what stands beside it', () => {
		expect(said(sibling)).toBe('another sibling');
		expect(said(attestation)).toBe('another companion');
		expect(said(layer)).toBe('another image-layer');
		expect(said(diffId)).toBe('another diff-id');
	});
	test('nobody read is unknown, and so is a tag', () => {
		expect(said(digest('a'))).toBe('unknown not-read');
		expect(said('ghcr.io/team/app:v1')).toBe('unknown name-only');
		expect(said('sha256:12')).toBe('unknown no-id');
	});
	test('of an image that was built on its host and never pushed is its configuration alone', () => {
		const local: ImageDigests = {...image, index: null, members: [], manifest: null};
		expect(said(config, local)).toBe('same config');
		expect(said(`localhost/app@${manifest}`, local)).toBe('unknown not-read');
	});
	test('may be any of those that an engine lists for the image, in any order and under any name', () => {
		const listed = [`other.example/mirror@${digest('b')}`, `ghcr.io/team/app@${index}`, `team/app@${manifest}`];
		const answers = (ids: readonly string[]): string[] => ids.map((id) => said(id)).sort();
		expect(answers(listed)).toEqual(['same index', 'same manifest', 'unknown not-read']);
		expect(answers(listed.toReversed())).toEqual(answers(listed));
	});
	test('that begins like two of them says nothing', () => {
		const twin = `sha256:${'3'.repeat(20)}${'8'.repeat(44)}` as Digest;
		const doubled = {...image, manifest: twin, members: [member(twin, 'image', 'amd64')]};
		expect(said('3'.repeat(14), doubled)).toBe('unknown ambiguous');
		expect(said(config, doubled)).toBe('same config');
	});
});
