import {describe, expect, test} from '@jest/globals';
import {countedArchive, progressOf} from '../../src/subjects/progress.ts';
import {recordedLog, testWorld} from '../builders/world.ts';

const mebibyte = 1024 * 1024;

/** A world whose clock moves by as much as each piece says it took. */
function watched() {
	const log = recordedLog();
	let now = 1_700_000_000_000;
	const world = testWorld({log, now: () => now});
	const progress = progressOf(world, [{size: 300 * mebibyte}, {size: 100 * mebibyte}, {size: 5 * mebibyte}]);
	async function* pieces(sizes: readonly (readonly [bytes: number, milliseconds: number])[]) {
		for (const [bytes, milliseconds] of sizes) {
			now += milliseconds;
			yield new Uint8Array(bytes);
		}
	}
	const read = async (...sizes: (readonly [number, number])[]): Promise<number> => {
		let size = 0;
		for await (const chunk of progress.count(pieces(sizes))) size += chunk.length;
		return size;
	};
	return {log, progress, read};
}

describe('the progress of an image', () => {
	test('is bytes, image layers and rate', async () => {
		const {log, progress, read} = watched();
		expect(await read([mebibyte, 500], [19 * mebibyte, 1_500])).toBe(20 * mebibyte);
		progress.done();
		await read([80 * mebibyte, 2_000]);
		expect(log.lines).toEqual([
			'image layers: 0 of 3 done, 20 of 405 MiB, 10 MiB/s',
			'image layers: 1 of 3 done, 100 of 405 MiB, 25 MiB/s',
		]);
	});
	test('is silent where all is there within a second', async () => {
		const {log, progress, read} = watched();
		await read([400 * mebibyte, 900]);
		progress.done();
		expect(log.lines).toEqual([]);
	});
	test('is told a few times a second, however small the pieces', async () => {
		const {log, read} = watched();
		await read(...Array.from({length: 4_000}, () => [1_000, 1] as const));
		expect(log.lines.length).toBe(13);
	});
	test('of an image without image layers divides by nothing', async () => {
		const log = recordedLog();
		const progress = progressOf(testWorld({log}), []);
		progress.done();
		expect(log.lines).toEqual([]);
	});
});

test('the progress of an archive is bytes and rate: nobody says how much there is', async () => {
	const log = recordedLog();
	let now = 1_700_000_000_000;
	const world = testWorld({log, now: () => now});
	async function* pieces() {
		for (const [bytes, milliseconds] of [
			[mebibyte, 900],
			[19 * mebibyte, 1_100],
			[mebibyte, 100],
			[19 * mebibyte, 1_900],
		] as const) {
			now += milliseconds;
			yield new Uint8Array(bytes);
		}
	}
	let size = 0;
	for await (const chunk of countedArchive(world, pieces())) size += chunk.length;
	expect([size, log.lines]).toEqual([
		40 * mebibyte,
		['image archive: 20 MiB, 10 MiB/s', 'image archive: 40 MiB, 10 MiB/s'],
	]);
});
