import {afterAll, describe, expect, test} from '@jest/globals';
import {type Large, manyNames, tooManyNames} from './hostile-registry/many-names.ts';
import {openStage, type Stage} from './hostile-registry/stage.ts';

/** MiB, which are 300 MB: what the command may hold, whatever it is sent. */
const most = 286;
const seen: string[] = [];

async function readWithin(name: string, stage: Stage) {
	const {ended, document, codes, peak} = await stage.read('team/app:v1', 35);
	seen.push(`${name.padEnd(60)} ${(codes[0] ?? 'right').padEnd(22)} ${peak.toFixed(0).padStart(4)} MiB`);
	expect(peak).toBeLessThan(most);
	return {
		code: ended.code ?? ended.signal,
		root: document?.root ?? null,
		entries: document?.entries.length ?? null,
		codes,
	};
}

async function play(name: string, {image, entries}: Large): Promise<void> {
	await using stage = await openStage();
	stage.registry.push('team/app', 'v1', image());
	const result = await readWithin(name, stage);
	if (entries === null) expect(result).toMatchObject({code: 3, root: null, codes: ['limit-exceeded']});
	else expect(result).toEqual({code: 0, root: expect.stringMatching(/^sha256:/), entries, codes: []});
}

describe('an image that names too much is refused before it takes 300 MB', () => {
	test.each(Object.entries(tooManyNames))('%s', play, 60_000);
});

describe('an image that is large takes less than 300 MB to read', () => {
	test.each(Object.entries(manyNames))('%s', play, 60_000);
});

test('a manifest of a million objects takes less than 300 MB', async () => {
	await using stage = await openStage();
	const bytes = Buffer.from(`{"schemaVersion":2,"x":[${'{},'.repeat(1_390_000)}{}]}`);
	stage.registry.misbehave('/manifests/v1', {kind: 'bytes', bytes});
	stage.registry.misbehave('/manifests/v1', {kind: 'digest-header', value: null});
	stage.registry.push('team/app', 'v1', manyNames['a configuration of many build steps and labels']!.image());
	const {code, codes} = await readWithin('a manifest of a million objects', stage);
	expect([code, codes]).toEqual([3, ['invalid-manifest']]);
});

afterAll(() => {
	if (process.env['HOSTILE_TABLE']) process.stdout.write(`${seen.sort().join('\n')}\n`);
});
