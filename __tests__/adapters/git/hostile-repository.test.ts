import {existsSync} from 'node:fs';
import {describe, expect, test} from '@jest/globals';
import {openRepository} from '../../../src/adapters/git/repository.ts';
import {GitRoom, plant} from '../../builders/repository.ts';
import {testWorld} from '../../builders/world.ts';

/** A repository whose configuration names commands that leave a trace, with a file that must be compared by content. */
function trapped(driver: string, setting: 'clean' | 'process'): GitRoom & {readonly trace: string} {
	const repository = new GitRoom();
	plant(repository.path, {'a.txt': 'one\n', '.gitattributes': `*.txt filter=${driver}\n`});
	repository.git('add', '.');
	repository.git('commit', '--quiet', '-m', 'first');
	const trace = `${repository.path}/.git/trace`;
	repository.git('config', `filter.${driver}.${setting}`, `touch '${trace}'; cat`);
	repository.git('config', `filter.${driver}.required`, 'true');
	plant(repository.path, {'a.txt': 'two\n'});
	return Object.assign(repository, {trace});
}

describe("a repository's own filters are not run to see whether files differ", () => {
	test.each([
		['evil', 'clean'],
		['evil', 'process'],
		['With.Dots And Blanks', 'clean'],
		['lfs', 'clean'],
	] as const)('filter %s, %s', async (driver, setting) => {
		using repository = trapped(driver.replaceAll(' ', '_'), setting);
		const opened = await openRepository(testWorld(), repository.path);
		expect(await opened.workspace()).toMatchObject({dirty: true});
		expect(existsSync(repository.trace)).toBe(false);
	});

	test('and one that no option can name is refused', async () => {
		using repository = trapped('a=b', 'clean');
		const opened = await openRepository(testWorld(), repository.path);
		await expect(opened.workspace()).rejects.toMatchObject({fault: {code: 'untrusted-repository'}});
		expect(existsSync(repository.trace)).toBe(false);
	});

	test('git would have run it', () => {
		using repository = trapped('evil', 'clean');
		repository.git('status', '--porcelain');
		expect(existsSync(repository.trace)).toBe(true);
	});
});
