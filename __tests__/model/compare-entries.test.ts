import {describe, expect, test} from '@jest/globals';
import {compareEntries} from '../../src/model/diff.ts';
import type {FileEntry, ManifestEntry} from '../../src/model/manifest.ts';
import {asPath} from '../../src/model/path.ts';

const at = (entry: FileEntry): ManifestEntry => ({...entry, path: asPath('app/current')});
const hash = (character: string): string => character.repeat(64);
const file = (mode: string, content = 'a', size = 1): ManifestEntry =>
	at({type: 'file', sha256: hash(content), size, mode});

describe('two entries of one path', () => {
	test('a symlink that leads elsewhere is a change', () => {
		const to = (target: string): ManifestEntry => at({type: 'symlink', target});
		expect(compareEntries(to('releases/1'), to('releases/2'), 'executable')).toBe('target');
		expect(compareEntries(to('releases/2'), to('releases/2'), 'exact')).toBeNull();
	});
	test('a file that became executable is a change, unless modes are none of our business', () => {
		expect(compareEntries(file('0644'), file('0755'), 'executable')).toBe('mode');
		expect(compareEntries(file('0644'), file('0755'), 'none')).toBeNull();
		expect(compareEntries(file('0644'), file('0640'), 'executable')).toBeNull();
		expect(compareEntries(file('0644'), file('0640'), 'exact')).toBe('mode');
	});
	test('other bytes are told before another mode, and another type before both', () => {
		expect(compareEntries(file('0644'), file('0755', 'b'), 'exact')).toBe('modified');
		expect(compareEntries(file('0644'), at({type: 'directory', mode: '0755'}), 'exact')).toBe('type');
	});
	test('a device with other numbers is another device', () => {
		const device = (minor: number): ManifestEntry =>
			at({type: 'device', kind: 'character', major: 1, minor, mode: '0666'});
		expect(compareEntries(device(3), device(5), 'none')).toBe('modified');
		expect(compareEntries(device(3), device(3), 'exact')).toBeNull();
	});
	test('the mode of a directory counts only where every bit does', () => {
		const directory = (mode: string): ManifestEntry => at({type: 'directory', mode});
		expect(compareEntries(directory('0755'), directory('0700'), 'executable')).toBeNull();
		expect(compareEntries(directory('0755'), directory('1777'), 'exact')).toBe('mode');
	});
});
