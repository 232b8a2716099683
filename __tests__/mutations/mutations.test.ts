import {readFileSync} from 'node:fs';
import {dirname, join} from 'node:path';
import {fileURLToPath} from 'node:url';
import {describe, expect, test} from '@jest/globals';
import {type Theme, themes} from './mutation.ts';
import {mutations} from './mutations.ts';

const top = dirname(dirname(dirname(fileURLToPath(import.meta.url))));

describe('the list of guards', () => {
	test.each(mutations.map((mutation) => [mutation.guard, mutation] as const))(
		'%s stands where the list says, once',
		(_, {file, find, replace, test: {file: tests}}) => {
			expect(readFileSync(join(top, file), 'utf8').split(find).length - 1).toBe(1);
			expect(replace).not.toBe(find);
			expect(readFileSync(join(top, tests), 'utf8')).toContain('test');
		},
	);

	test('names each guard once and leaves no theme without one', () => {
		const names = mutations.map(({guard}) => guard);
		expect(names.filter((name, at) => names.indexOf(name) !== at)).toEqual([]);
		expect(names.filter((name) => !/^[a-z0-9]+(-[a-z0-9]+)+$/.test(name))).toEqual([]);
		const held = new Set(mutations.map(({theme}) => theme));
		expect(Object.keys(themes).filter((theme) => !held.has(theme as Theme))).toEqual([]);
	});
});
