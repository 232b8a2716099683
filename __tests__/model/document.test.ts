import {expect, test} from '@jest/globals';
import {entryDocument, entryText} from '../../src/model/document.ts';
import type {ManifestEntry} from '../../src/model/manifest.ts';
import {asPath, textOfBytes} from '../../src/model/path.ts';

const sha256 = 'a'.repeat(64);
const file = (name: string, more: object = {}): ManifestEntry => ({
	path: asPath(name),
	type: 'file',
	sha256,
	size: 12,
	mode: '0644',
	...more,
});

test.each<[string, ManifestEntry]>([
	['a file', file('app/a.js')],
	['a name with quotes, a backslash, a line feed and an emoji', file('a "b" \\ \n \u{1f600} \u2028')],
	['a name with a quote', file('a"b')],
	['a name with a backslash', file('a\\b')],
	['a name with a control character', file('a\u007f\u0001b')],
	['a name that is not UTF-8', file(textOfBytes(Uint8Array.of(0x61, 0xff)))],
	['a file with its blob id, an image layer and another form', file('a', {blob: 'b'.repeat(40), layer: 3, alike: 'x'})],
	['a directory', {path: asPath('a'), type: 'directory', mode: '0755'}],
	['a symlink', {path: asPath('a'), type: 'symlink', target: '"b"'}],
])('the text of an entry is its document as JSON: %s', (_, entry) => {
	for (const blobs of [true, false]) expect(entryText(entry, blobs)).toBe(JSON.stringify(entryDocument(entry, blobs)));
});
