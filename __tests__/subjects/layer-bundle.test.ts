import {describe, expect, test} from '@jest/globals';
import fc from 'fast-check';
import {bundled, mostFiles, unbundled} from '../../src/subjects/layer-bundle.ts';
import {part, tarOf} from '../builders/tar.ts';

const name = fc
	.uint8Array({minLength: 32, maxLength: 32})
	.map((bytes) => `${Buffer.from(bytes).toString('hex')}.layer`);
const files = fc
	.uniqueArray(fc.tuple(name, fc.uint8Array({maxLength: 40})), {maxLength: 6, selector: ([one]) => one})
	.map((list) => new Map<string, Uint8Array>(list));
const plain = (found: ReadonlyMap<string, Uint8Array> | null) =>
	found === null ? null : [...found].map(([one, bytes]) => [one, Buffer.from(bytes).toString('hex')]);
const named = (at: number): string => `${at.toString(16).padStart(64, '0')}.layer`;

describe('a bundle of kept listings', () => {
	test('gives back the files it was made of, in their order', () => {
		fc.assert(fc.property(files, (map) => expect(plain(unbundled(bundled(map)))).toEqual(plain(map))));
	});
	test('that is cut is none, unless it is cut between two files', () => {
		const map = new Map([1, 2].map((at) => [named(at), Buffer.from(`file ${at}`)]));
		const whole = bundled(map);
		const readable = [...whole.keys()].filter((length) => unbundled(whole.subarray(0, length)) !== null);
		expect(readable).toEqual([8, 8 + 36 + 6]);
	});
	test('made by anybody is read or refused, and never throws', () => {
		fc.assert(
			fc.property(fc.uint8Array({maxLength: 200}), (bytes) => {
				unbundled(bytes);
				unbundled(Buffer.concat([Buffer.from('dtlayer1'), bytes]));
			}),
		);
	});
	test('is no archive: one that would write elsewhere is nothing here', () => {
		const tar = tarOf(
			part({name: '../../../../tmp/escaped', body: 'x'}),
			part({name: 'link', flag: '2', link: '/etc'}),
			part({name: 'link/passwd', body: 'x'}),
		);
		expect(unbundled(tar)).toBeNull();
	});
	test('that says the same name twice, or more files than there may be, is none', () => {
		const one = bundled(new Map([[named(1), Buffer.from('x')]]));
		expect(unbundled(Buffer.concat([one, one.subarray(8)]))).toBeNull();
		const many = (count: number) =>
			bundled(new Map(Array.from({length: count}, (_, at) => [named(at), Buffer.alloc(0)])));
		expect(unbundled(many(mostFiles))?.size).toBe(mostFiles);
		expect(unbundled(many(mostFiles + 1))).toBeNull();
	});
});
