import {afterAll, describe, expect, test} from '@jest/globals';
import type {Case} from './hostile-registry/cases.ts';
import {index, layers} from './hostile-registry/images.ts';
import {openStage, type Reading} from './hostile-registry/stage.ts';
import {wrongAuthority} from './hostile-registry/wrong-authority.ts';
import {wrongBytes} from './hostile-registry/wrong-bytes.ts';
import {wrongDocuments} from './hostile-registry/wrong-documents.ts';
import {wrongAnswers, wrongConnections} from './hostile-registry/wrong-ways.ts';

/** MiB that the command may hold, whatever it is sent. */
const most = 300;
const seen: string[] = [];

/** What is read when all goes well. */
const honest: Promise<Reading> = (async () => {
	await using stage = await openStage();
	stage.registry.push('team/app', 'v1', index);
	return await stage.read('team/app:v1');
})();

test('the honest image is read whole', async () => {
	const {ended, document, codes} = await honest;
	expect(codes).toEqual([]);
	expect(ended).toMatchObject({code: 0, signal: null});
	expect(document!.root).toMatch(/^sha256:/);
	expect(layers.length).toBe(3);
});

async function play(name: string, wrong: Case): Promise<void> {
	await using stage = await openStage(wrong);
	stage.registry.push('team/app', 'v1', index);
	stage.stranger.push('team/app', 'v1', index);
	const image = typeof wrong.image === 'function' ? wrong.image() : wrong.image;
	if (image !== undefined) stage.registry.push('team/app', 'v1', image);
	wrong.goes?.(stage);
	const {ended, document, codes, peak} = await stage.read(wrong.reference ?? 'team/app:v1', wrong.seconds);
	seen.push(`${name.padEnd(60)} ${(codes[0] ?? 'right').padEnd(22)} ${peak.toFixed(0).padStart(4)} MiB`);

	// A run that was killed because it never ended has no exit code.
	expect([ended.code, codes, ended.stderr]).toEqual([wrong.outcome === 'right' ? 0 : 3, codes, ended.stderr]);
	if (wrong.outcome === 'right') {
		const right = (await honest).document!;
		expect({...document, subject: right.subject}).toEqual(right);
	} else {
		expect(codes).toContain(wrong.outcome);
		expect(document?.root ?? null).toBeNull();
	}
	expect(stage.leaks(ended)).toEqual([]);
	expect(peak).toBeLessThan(most);
}

const tables = {wrongBytes, wrongDocuments, wrongConnections, wrongAnswers, wrongAuthority};
describe.each(Object.entries(tables))('a registry that goes wrong (%s)', (_, cases) => {
	test.concurrent.each(Object.entries(cases))('%s', (name, wrong) => play(name, wrong), 60_000);
});

afterAll(() => {
	if (process.env['HOSTILE_TABLE']) process.stdout.write(`${seen.sort().join('\n')}\n`);
});
