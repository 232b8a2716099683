import {mkdirSync} from 'node:fs';
import {join} from 'node:path';
import {afterAll, beforeAll, describe, expect, test} from '@jest/globals';
import {readOciDir} from '../../src/subjects/oci-dir.ts';
import {readOptions} from '../builders/read-options.ts';
import {testWorld} from '../builders/world.ts';
import {temporary} from './commands.ts';
import {type DockerEngine, dockerEngine} from './engine.ts';
import {type Handmade, imageOfLayers} from './handmade.ts';
import {archiveCases} from './handmade-archives.ts';
import {compressionCases} from './handmade-compression.ts';
import {layerCases} from './handmade-layers.ts';
import {linkCases} from './handmade-links.ts';
import {byBuildah, byDocker, byTar, byUmoci, type Oracle, writeLayout} from './oracles.ts';
import {linesOfManifest} from './tree.ts';

const room = temporary();
let engine: DockerEngine;
beforeAll(async () => {
	engine = await dockerEngine(room.path);
});
afterAll(async () => {
	await engine?.[Symbol.asyncDispose]();
	room[Symbol.dispose]();
});

/** What a tool shows of an image, or how it refuses. */
function shown(oracle: Oracle, directory: string, layout: string, {layers}: Handmade): string[] | Error {
	const place = join(directory, oracle);
	mkdirSync(place);
	try {
		if (oracle === 'umoci') return byUmoci(place, layout);
		if (oracle === 'docker') return byDocker(place, layout, engine);
		if (oracle === 'buildah') return byBuildah(place, layout);
		if (oracle === 'buildah-vfs') return byBuildah(place, layout, 'vfs');
		const [only, ...others] = layers;
		if (only === undefined || others.length > 0) throw new RangeError('tar knows one image layer');
		return byTar(place, only.stored, only.compression);
	} catch (error) {
		if (error instanceof RangeError) throw error;
		return error as Error;
	}
}

const seldom = [...layerCases, ...linkCases, ...archiveCases, ...compressionCases].map(
	(one) => [one.name, one] as const,
);

describe('an image that no tool makes is read as tools unpack it', () => {
	test.each(seldom)('%s', async (_, one) => {
		using directory = temporary();
		const layout = writeLayout(directory.path, imageOfLayers(one));
		const {manifest, oddities} = await readOciDir(testWorld(), layout, 'made', readOptions());
		const ours = linesOfManifest(manifest);
		expect([...new Set(oddities.map(({code}) => code))].sort()).toEqual(one.oddities ?? []);
		expect(manifest.gaps.map(({path}) => path as string)).toEqual(one.gaps ?? []);
		for (const oracle of one.like) expect([oracle, shown(oracle, directory.path, layout, one)]).toEqual([oracle, ours]);
		// Where tools go another way it is written down; one that comes back to ours is news.
		for (const oracle of Object.keys(one.unlike ?? {}) as Oracle[])
			expect([oracle, shown(oracle, directory.path, layout, one)]).not.toEqual([oracle, ours]);
	});
});
