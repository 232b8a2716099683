import {randomBytes} from 'node:crypto';
import {mkdirSync, readFileSync, writeFileSync} from 'node:fs';
import {join} from 'node:path';
import {pathToFileURL} from 'node:url';
import {expect, test} from '@jest/globals';
import {seal} from '../src/bytes/sealed.ts';
import {version} from '../src/faces/version.ts';
import {hexOf} from '../src/model/digest.ts';
import {listingSchema} from '../src/rootfs/listing-document.ts';
import {type BuiltLayer, buildImage, buildLayer, digestOfBytes} from './builders/image.ts';
import {room} from './builders/repository.ts';
import {run} from './e2e/command.ts';
import {startRegistry} from './fakes/registry.ts';

/** MiB, which are 300 MB: what the command may hold, whatever it is sent. */
const most = 286;
const hook = pathToFileURL(join(import.meta.dirname, 'hostile-registry', 'peak.mjs')).href;

/** What a kept listing of an image layer is sealed for, and its file's name. */
function keptAs({descriptor, diffId}: BuiltLayer) {
	const {digest, size, mediaType} = descriptor;
	const name = JSON.stringify([`deploy-truth/${version()}`, digest, size, diffId, mediaType, false, null, null]);
	const purpose = {kind: listingSchema, name};
	return {purpose, file: `${hexOf(digestOfBytes(Buffer.from(`${listingSchema}\n${name}`)))}.layer`};
}

const none = {sizes: [], sha256: '', blobs: '', targets: [], devices: [], found: []};
const also = {implied: [], hardlinks: [], whiteouts: [], opaque: [], oddities: []};

/** As many directories as a text has room for. */
function directories(count: number): string {
	const paths = Array.from({length: count}, (_, at) => `${at}`.padStart(6, '0'));
	const modes = paths.map(() => '0755');
	const types = 'd'.repeat(count);
	return JSON.stringify({schema: listingSchema, assurance: 'verified', types, paths, modes, ...none, ...also});
}
const names = directories(600_000);

test.each([
	['of noise', () => randomBytes(32 << 20), 0],
	['of 600,000 names', (layer: BuiltLayer) => seal(names, keptAs(layer).purpose, null).bytes, 3],
])(
	'kept listings that somebody else made %s take less than 300 MB',
	async (_, forge, code) => {
		using place = room();
		await using registry = await startRegistry();
		const layers = await Promise.all(Array.from({length: 8}, (_, at) => buildLayer([{path: `f${at}`, content: 'x'}])));
		registry.push('team/app', 'v1', buildImage(layers));
		mkdirSync(join(place.path, 'kept'));
		for (const layer of layers) writeFileSync(join(place.path, 'kept', keptAs(layer).file), forge(layer));
		const peak = join(place.path, 'peak');
		const env = {NODE_OPTIONS: `--import ${hook}`, PEAK_FILE: peak};
		const ended = await run(['manifest', `registry:${registry.host}/team/app:v1`, '--cache', 'kept'], {
			cwd: place.path,
			env,
		});
		expect(ended.code).toBe(code);
		expect(Number(readFileSync(peak, 'utf8')) / 1024).toBeLessThan(most);
	},
	60_000,
);
