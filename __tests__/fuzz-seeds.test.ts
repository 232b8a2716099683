import {readdirSync, readFileSync} from 'node:fs';
import {dirname, join} from 'node:path';
import {fileURLToPath} from 'node:url';
import {describe, expect, test} from '@jest/globals';
import {disagreements} from '../fuzz/disagreements.ts';
import {Random} from '../fuzz/random.ts';
import {Case} from '../fuzz/target.ts';
import {targets} from '../fuzz/targets.ts';

const seeds = join(dirname(dirname(fileURLToPath(import.meta.url))), 'fuzz', 'seeds');
// Without the programs that fuzz/run.ts asks as well: these cases are about ourselves, everywhere and fast.
const tools = {go: null, programs: new Set<never>()};

const kept = new Map(
	readdirSync(seeds).map((file): [string, number[]] => [
		file.replace(/\.json$/, ''),
		JSON.parse(readFileSync(join(seeds, file), 'utf8')),
	]),
);

describe('cases that once went wrong', () => {
	test.each([...kept])('of %s go right', async (name, numbers) => {
		const target = targets.find((one) => one.name === name)!;
		for (const seed of numbers) await target.run(new Random(name, seed), new Case(seed, tools));
		expect(numbers.length).toBeGreaterThan(0);
	});
});

describe('fuzzing', () => {
	test.each(targets)('the first cases of $name go right, and are compared with something', async ({name, run}) => {
		const compared = new Set<string>();
		for (let seed = 1; seed <= 60; seed++) {
			const one = new Case(seed, tools);
			await run(new Random(name, seed), one);
			for (const {peer} of one.compared) compared.add(peer);
		}
		// Members have their second readers outside of this process; see fuzz/README.md.
		if (name !== 'gzip') expect([...compared]).not.toEqual([]);
	});

	test('a seed gives the same case every time, another seed another', () => {
		const words = (seed: number) =>
			Array.from(
				{length: 8},
				(
					(random) => () =>
						random.word()
				)(new Random('tar', seed)),
			);
		expect(words(7)).toEqual(words(7));
		expect(words(7)).not.toEqual(words(8));
	});

	test('every disagreement that is written down says who is right', () => {
		const ids = disagreements.map(({id}) => id);
		expect(new Set(ids).size).toBe(ids.length);
		for (const {id, target, right} of disagreements) {
			expect(targets.map(({name}) => name)).toContain(target);
			expect([id, /^(?:Ours|Either|Neither|Both|As each)/.test(right)]).toEqual([id, true]);
		}
	});
});
