import {expect, test} from '@jest/globals';
import {readBlob} from '../../../src/adapters/registry/blob.ts';
import type {HttpResponse} from '../../../src/world.ts';
import {bytesOf, faultOf, patientWorld} from './asking.ts';

const digest = `sha256:${'0'.repeat(64)}` as const;

/** A body that gives `chunk` bytes each time, after `pause` milliseconds of the given clock. */
function dripping(clock: {now: number}, chunk: number, pause: number, times: number): HttpResponse {
	return {
		status: 200,
		version: '1.1',
		rawHeaders: [],
		header: () => null,
		body: (async function* () {
			for (let at = 0; at < times; at++) {
				clock.now += pause;
				yield new Uint8Array(chunk);
			}
		})(),
		discard: () => {},
		peer: {address: null, port: null, certificate: null},
	};
}

test('a server that announces petabytes and sends a byte before each silence would end is given up within minutes', async () => {
	const clock = {now: 0};
	const world = patientWorld({now: () => clock.now});
	const descriptor = {digest, size: 2 ** 50};
	const blob = readBlob(world, descriptor, 'blob', 120_000, async () => dripping(clock, 1, 29_000, 1_000));
	expect((await faultOf(bytesOf(blob))).code).toBe('timed-out');
	expect(clock.now).toBeLessThan(200_000);
});

test('a slow connection that makes headway is waited for, and so is a reader that takes its time', async () => {
	const clock = {now: 0};
	const world = patientWorld({now: () => clock.now});
	const size = 64 * 65_536;
	let seen = 0;
	for await (const chunk of readBlob(world, {digest, size}, 'blob', 10_000, async () =>
		dripping(clock, 65_536, 3_000, 64),
	)) {
		seen += chunk.length;
		clock.now += 600_000;
	}
	expect(seen).toBe(size);
});
