import {describe, expect, test} from '@jest/globals';
import type {ImageLayerEvidence} from '../../src/model/evidence.ts';
import {copyStepOf, layerCopiedTo} from '../../src/model/image-layer.ts';

const digits = '05e679'.repeat(11).slice(0, 64);
const layers = (...steps: readonly string[]) =>
	steps.map((createdBy) => ({createdBy})) as unknown as readonly ImageLayerEvidence[];

describe('the step that brought an image layer', () => {
	test.each([
		[`/bin/sh -c #(nop) COPY dir:${digits} in /app/dist`, 'COPY dir:05e679… in /app/dist'],
		[`/bin/sh -c #(nop) ADD file:${digits} in / `, 'ADD file:05e679… in /'],
		['COPY dist /app/dist # buildkit', 'COPY dist /app/dist'],
		['COPY dir:05e679 /app', 'COPY dir:05e679 /app'],
	])('%s is told as %s: of a digest the first digits', (createdBy, told) => {
		expect(copyStepOf(createdBy)).toBe(told);
	});

	test('is no word about a directory where it fills the root and no base image is told apart', () => {
		const root = layers(`/bin/sh -c #(nop) ADD file:${digits} in /`, 'RUN true');
		expect(layerCopiedTo(root, 'usr/local/nope', 0)).toBeNull();
		expect(layerCopiedTo(root, '', 0)).toBe(0);
		expect(layerCopiedTo(layers('RUN true', 'COPY rootfs /'), 'usr/local/nope', 1)).toBe(1);
		expect(layerCopiedTo(layers('ADD file:x in /', 'COPY dist /app'), 'app/dist', 0)).toBe(1);
	});
});
